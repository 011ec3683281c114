// SPDX-License-Identifier: MIT
#include "engine/execution/taken_over.h"

#include "engine/orders/order_manager.h"

#include <algorithm>
#include <cassert>

namespace leadline::execution
{

using orders::Order;
using orders::OrderState;

namespace
{

/// "BUY 0.5 ETHUSDT"
std::string nameOf(const Order& order, core::Quantity size)
{
    std::string verb(core::verb(order.request.side));
    std::ranges::transform(verb, verb.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return verb + " " + size.text() + " " + order.request.market.symbol.text();
}

/// "BUY 0.5 ETHUSDT at 2000.1", "BUY 0.2 of 0.5 ETHUSDT at 2000.1"
std::string fillText(const Order& left, const Order& now)
{
    const core::Quantity filled = now.filled - left.filled;
    const core::Notional value = now.filledValue - left.filledValue;
    const auto mean = core::Price::fromRaw(static_cast<std::int64_t>(value.raw() / filled.raw()));
    const std::string part = now.filled < now.request.size ? filled.text() + " of " : std::string();
    const core::Quantity named = part.empty() ? filled : now.request.size;
    std::string text = nameOf(now, named) + " at " + mean.text();
    return part.empty() ? text : text.insert(text.find(' ') + 1, part);
}

/// "1 was filled", "2 were filled"
std::string counted(std::size_t count, const char* what)
{
    return std::to_string(count) + (count == 1 ? " was " : " were ") + what;
}

std::string joined(const std::vector<std::string>& texts)
{
    std::string all;
    for (const std::string& text : texts) {
        all += (all.empty() ? "" : ", ") + text;
    }
    return all;
}

} // namespace

std::string describeTakenOver(const std::vector<Order>& left, const std::vector<Order>& now)
{
    assert(left.size() == now.size() && "every order is told of");
    std::size_t working = 0;
    std::vector<std::string> filled;
    std::vector<std::string> ended;
    for (std::size_t i = 0; i < left.size(); ++i) {
        working += now[i].isLive() ? 1 : 0;
        if (now[i].filled > left[i].filled) {
            filled.push_back(fillText(left[i], now[i]));
        }
        if (!now[i].isLive() && now[i].state != OrderState::Filled && left[i].isLive()) {
            ended.push_back(nameOf(now[i], now[i].remaining()) + " at " + now[i].request.price.text() + " ("
                + std::string(orders::describe(now[i].state)) + ")");
        }
    }
    std::string text = working == 0 ? "no order of ours is working any more"
        : working == 1              ? "1 order of ours is still working"
                                    : std::to_string(working) + " orders of ours are still working";
    if (!filled.empty()) {
        text += ", " + counted(filled.size(), "filled while away: ") + joined(filled);
    }
    if (!ended.empty()) {
        text += (filled.empty() ? ", " : "; ") + std::to_string(ended.size()) + " ended: " + joined(ended);
    }
    return text;
}

void TakenOver::begin(const orders::RecoveredState& state)
{
    for (const orders::RecoveredOrder& recovered : state.orders) {
        m_left[recovered.order.request.market.venue].push_back(recovered.order);
    }
}

std::vector<TakenOver::Finding> TakenOver::newFindings(const orders::OrderManager& manager)
{
    std::vector<Finding> findings;
    for (auto venue = m_left.begin(); venue != m_left.end();) {
        if (!manager.isReconciled(venue->first)) {
            ++venue;
            continue;
        }
        std::vector<Order> left;
        std::vector<Order> now;
        for (const Order& order : venue->second) {
            // The manager forgets the oldest of ten thousand closed ones.
            if (const Order* const known = manager.find(order.request.id)) {
                left.push_back(order);
                now.push_back(*known);
            }
        }
        if (!now.empty()) {
            findings.push_back({venue->first, describeTakenOver(left, now)});
        }
        venue = m_left.erase(venue);
    }
    return findings;
}

} // namespace leadline::execution
