// SPDX-License-Identifier: MIT
#include "engine/sim/exchange/embedded_market.h"

#include <algorithm>
#include <cassert>

namespace leadline::sim
{

using core::Side;

namespace
{

/// The window of prices reaches 40 % either way of the opening, and no further than its memory is worth: 20 MB.
constexpr Ticks longestReach = 600'000;

Ticks reachOf(const EmbeddedMarketSettings& settings)
{
    return std::min(settings.openingTicks() * 2 / 5, longestReach);
}

int decimalsOf(core::Int128 step)
{
    return core::writtenDecimals(core::decimalText(step));
}

PairPrice pathOf(const EmbeddedMarketSettings& settings, core::Timestamp start)
{
    const double opening = settings.openingPrice.toDoubleLossy();
    const EfficientPrice market(settings.news, settings.seed, opening, start);
    return settings.ownNews ? PairPrice(market, settings.marketShare,
               EfficientPrice(*settings.ownNews, settings.ownSeed, opening, start), opening)
                            : PairPrice(market, opening);
}

} // namespace

Ticks EmbeddedMarketSettings::lowestTicks() const
{
    return std::max(openingTicks() * 3 / 5, openingTicks() - longestReach);
}

Ticks EmbeddedMarketSettings::highestTicks() const
{
    return std::min(openingTicks() * 7 / 5, openingTicks() + longestReach);
}

std::string EmbeddedMarketSettings::priceText(Ticks ticks) const
{
    return core::Price::fromRaw(tick.raw() * ticks).text(decimalsOf(tick.raw()));
}

EmbeddedMarket::EmbeddedMarket(const EmbeddedMarketSettings& settings, core::Timestamp start, OrderEvents orderEvents)
    : m_settings(settings)
    , m_priceDecimals(decimalsOf(settings.tick.raw()))
    , m_sizeDecimals(decimalsOf(settings.lot.raw()))
    , m_orderEvents(std::move(orderEvents))
    , m_now(start)
    , m_engine(settings.openingTicks(), reachOf(settings), *this)
    , m_agents(m_engine, settings.crowd, settings.crowdSeed, pathOf(settings, start), settings.tick.toDoubleLossy(),
          settings.lag)
    , m_nextDepth(start + settings.depthInterval)
{
    m_agents.open(start);
    m_publisher.begin();
}

void EmbeddedMarket::advance(core::Timestamp now)
{
    while (m_now < now) {
        // A millisecond at a time: stamps are milliseconds, and a touch that came and went inside one is published.
        const core::Timestamp next = std::min({now, m_now + std::chrono::milliseconds(1), m_nextDepth});
        m_agents.advance(next);
        m_now = next;
        m_publisher.settle(next);
        if (m_now == m_nextDepth) {
            m_publisher.publishDepth(m_now);
            m_nextDepth += m_settings.depthInterval;
        }
    }
}

void EmbeddedMarket::reopenAt(core::Timestamp now)
{
    assert(m_working.empty() && "orders of clients keep a market going");
    m_now = now;
    m_nextDepth = now + m_settings.depthInterval;
    m_agents.reopen(now);
    m_publisher.begin();
}

void EmbeddedMarket::skipTo(core::Timestamp now)
{
    m_agents.skip(now - m_now);
    m_nextDepth += now - m_now;
    m_now = now;
}

void EmbeddedMarket::levelChanged(Side side, Ticks price, Lots total)
{
    m_publisher.levelChanged(side, price, total);
}

void EmbeddedMarket::matched(
    Side takerSide, OrderHandle /*taker*/, OrderHandle maker, Ticks price, Lots size, Lots makerLeft)
{
    m_publisher.trade(takerSide, price, size);
    if (const auto found = m_working.find(maker); found != m_working.end()) {
        const std::uint64_t clientId = found->second.clientId;
        found->second.left = makerLeft;
        if (makerLeft == 0) {
            m_working.erase(found);
            m_handles.erase(clientId);
        }
        m_orderEvents({.kind = ClientOrderEvent::Kind::Filled,
            .clientId = clientId,
            .time = m_agents.now(),
            .price = priceOf(price),
            .size = sizeOf(size),
            .left = sizeOf(makerLeft),
            .isMaker = true});
    }
    if (m_submitting != 0) {
        m_submittingLeft -= size;
        m_orderEvents({.kind = ClientOrderEvent::Kind::Filled,
            .clientId = m_submitting,
            .time = m_now,
            .price = priceOf(price),
            .size = sizeOf(size),
            .left = sizeOf(m_submittingLeft),
            .isMaker = false});
    }
}

bool EmbeddedMarket::crosses(const ClientOrder& order) const
{
    const auto best = m_engine.best(core::opposite(order.side));
    return best && (order.side == Side::Bid ? ticksOf(order.price) >= *best : ticksOf(order.price) <= *best);
}

std::string_view EmbeddedMarket::objectionTo(const ClientOrder& order) const
{
    if (order.clientId == 0 || m_handles.contains(order.clientId)) {
        return "client order id is not new";
    }
    if (order.price.raw() <= 0 || order.price.raw() % m_settings.tick.raw() != 0) {
        return "price is not on the tick";
    }
    if (order.size.raw() <= 0 || order.size.raw() % m_settings.lot.raw() != 0) {
        return "size is not on the lot";
    }
    if (!order.mayBeSmall && order.price * order.size < m_settings.minimumNotional) {
        return "order's notional is too small";
    }
    if (order.timeInForce == TimeInForce::PostOnly && crosses(order)) {
        return "post-only order would take";
    }
    if (!m_engine.isInBand(ticksOf(order.price))) {
        return "price is outside the venue's band";
    }
    return {};
}

core::Price EmbeddedMarket::bestPrice(Side side) const
{
    const auto best = m_engine.best(side);
    return best ? priceOf(*best) : core::Price{};
}

void EmbeddedMarket::submit(const ClientOrder& order)
{
    if (const std::string_view why = objectionTo(order); !why.empty()) {
        m_orderEvents(
            {.kind = ClientOrderEvent::Kind::Rejected, .clientId = order.clientId, .time = m_now, .why = why});
        return;
    }
    const Ticks ticks = ticksOf(order.price);
    const auto lots = static_cast<Lots>(order.size.raw() / m_settings.lot.raw());
    m_orderEvents({.kind = ClientOrderEvent::Kind::Accepted,
        .clientId = order.clientId,
        .time = m_now,
        .left = order.size,
        .ahead = sizeOf(crosses(order) ? 0 : m_engine.totalAt(ticks))});
    m_submitting = order.clientId;
    m_submittingLeft = lots;
    const SubmitOutcome outcome = m_engine.submit(order.side, ticks, lots, order.timeInForce);
    m_submitting = 0;
    if (outcome.resting > 0) {
        m_working[outcome.handle] = {order.clientId, outcome.resting};
        m_handles[order.clientId] = outcome.handle;
    } else if (outcome.filled < lots) {
        m_orderEvents({.kind = ClientOrderEvent::Kind::Cancelled,
            .clientId = order.clientId,
            .time = m_now,
            .size = sizeOf(lots - outcome.filled)});
    }
    m_publisher.settle(m_now);
}

bool EmbeddedMarket::fillPart(std::uint64_t clientId)
{
    const auto found = m_handles.find(clientId);
    if (found == m_handles.end()) {
        return false;
    }
    const Working working = m_working.at(found->second);
    const Lots part = working.left / 2;
    const auto place = m_engine.placeOf(found->second);
    if (part == 0 || !place) {
        return false;
    }
    m_engine.cancel(found->second);
    m_working.erase(found->second);
    m_publisher.trade(core::opposite(place->first), place->second, part);
    const SubmitOutcome rest =
        m_engine.submit(place->first, place->second, working.left - part, TimeInForce::GoodTillCancel);
    m_working[rest.handle] = {clientId, working.left - part};
    m_handles[clientId] = rest.handle;
    m_orderEvents({.kind = ClientOrderEvent::Kind::Filled,
        .clientId = clientId,
        .time = m_now,
        .price = priceOf(place->second),
        .size = sizeOf(part),
        .left = sizeOf(working.left - part),
        .isMaker = true});
    m_publisher.settle(m_now);
    return true;
}

void EmbeddedMarket::cancel(std::uint64_t clientId)
{
    const auto found = m_handles.find(clientId);
    if (found == m_handles.end()) {
        m_orderEvents({.kind = ClientOrderEvent::Kind::CancelRejected,
            .clientId = clientId,
            .time = m_now,
            .why = "cancel: no such working order"});
        return;
    }
    const OrderHandle handle = found->second;
    const Lots left = m_engine.cancel(handle).value_or(0);
    m_handles.erase(found);
    m_working.erase(handle);
    m_orderEvents(
        {.kind = ClientOrderEvent::Kind::Cancelled, .clientId = clientId, .time = m_now, .size = sizeOf(left)});
    m_publisher.settle(m_now);
}

} // namespace leadline::sim
