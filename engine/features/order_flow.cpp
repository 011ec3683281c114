// SPDX-License-Identifier: MIT
#include "engine/features/order_flow.h"

#include <algorithm>

namespace leadline::features
{

namespace
{

constexpr std::array<int, OrderFlow::levels> sixtieths{60, 30, 20, 15, 12};

core::Int128 magnitude(core::Int128 value)
{
    return value < 0 ? -value : value;
}

/// What one side's level adds: size that came minus size that went, by whether its price improved (`sign` +1 for bids).
core::Int128 contribution(const core::Level& before, const core::Level& now, int sign)
{
    const std::int64_t improvement = (now.price.raw() - before.price.raw()) * sign;
    core::Int128 added = 0;
    if (improvement >= 0) {
        added += now.size.raw();
    }
    if (improvement <= 0) {
        added -= before.size.raw();
    }
    return added;
}

double ratio(core::Int128 part, core::Int128 whole)
{
    return whole == 0 ? 0 : core::toDouble(part) / core::toDouble(whole);
}

} // namespace

OrderFlow::Touches OrderFlow::touchesOf(const book::OrderBook& book)
{
    Touches touches;
    touches.bidCount = std::min(levels, book.bids().size());
    touches.askCount = std::min(levels, book.asks().size());
    for (std::size_t i = 0; i < touches.bidCount; ++i) {
        touches.bids[i] = book.bids()[i];
    }
    for (std::size_t i = 0; i < touches.askCount; ++i) {
        touches.asks[i] = book.asks()[i];
    }
    return touches;
}

OrderFlow::Flow OrderFlow::flowBetween(const Touches& before, const Touches& now)
{
    Flow flow;
    const std::size_t bidCount = std::min(before.bidCount, now.bidCount);
    const std::size_t askCount = std::min(before.askCount, now.askCount);
    for (std::size_t i = 0; i < levels; ++i) {
        const Wide bid = i < bidCount ? contribution(before.bids[i], now.bids[i], 1) : 0;
        const Wide ask = i < askCount ? contribution(before.asks[i], now.asks[i], -1) : 0;
        const Wide net = bid - ask;
        const Wide gross = magnitude(bid) + magnitude(ask);
        if (i == 0) {
            flow.net = net;
            flow.gross = gross;
        }
        flow.weightedNet += net * sixtieths[i];
        flow.weightedGross += gross * sixtieths[i];
    }
    return flow;
}

void OrderFlow::update(core::Timestamp time, const book::OrderBook& book)
{
    const Touches now = touchesOf(book);
    if (m_hasPrevious) {
        const Event event{time, flowBetween(m_previous, now)};
        m_events.push(event);
        for (Window& window : m_windows) {
            window.sum.net += event.flow.net;
            window.sum.gross += event.flow.gross;
            window.sum.weightedNet += event.flow.weightedNet;
            window.sum.weightedGross += event.flow.weightedGross;
        }
    }
    m_previous = now;
    m_hasPrevious = true;
}

void OrderFlow::write(core::Timestamp time, FeatureSet& features)
{
    for (Window& window : m_windows) {
        while (window.begin != m_events.end() && m_events[window.begin].time <= time - window.length) {
            const Flow& gone = m_events[window.begin++].flow;
            window.sum.net -= gone.net;
            window.sum.gross -= gone.gross;
            window.sum.weightedNet -= gone.weightedNet;
            window.sum.weightedGross -= gone.weightedGross;
        }
        const auto first = static_cast<std::size_t>(window.firstFeature);
        features[static_cast<Feature>(first)] = core::toDouble(window.sum.net) / core::decimalScale;
        features[static_cast<Feature>(first + 1)] = ratio(window.sum.net, window.sum.gross);
        features[static_cast<Feature>(first + 2)] = ratio(window.sum.weightedNet, window.sum.weightedGross);
    }
    m_events.dropUntil(m_windows.back().begin);
}

} // namespace leadline::features
