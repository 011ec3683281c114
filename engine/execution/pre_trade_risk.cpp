// SPDX-License-Identifier: MIT
#include "engine/execution/pre_trade_risk.h"

#include "engine/orders/order_manager.h"
#include "engine/orders/positions.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace leadline::execution
{

PreTradeRisk::PreTradeRisk(std::shared_ptr<const KillSwitch> killSwitch, const orders::OrderManager& manager)
    : m_killSwitch(std::move(killSwitch))
    , m_manager(manager)
{
}

risk::OrderCheck PreTradeRisk::check(const GateRequest& request, core::Timestamp now)
{
    const orders::NewOrder& order = request.order;
    // A market order names no price: it is judged at mid.
    const core::Price price = order.type == orders::OrderType::Market ? request.mid : order.price;
    const core::Quantity held = heldWith(order);
    return risk::checkOrder(
        {.side = order.side,
            .price =
                order.type == orders::OrderType::Market ? request.instrument.roundPassive(price, order.side) : price,
            .size = order.size,
            .mid = request.mid,
            .openOrders = static_cast<int>(m_manager.live().size()) + request.before
                - (request.purpose == GatePurpose::Amendment ? 1 : 0),
            .killSwitch = m_killSwitch->isOn(),
            .bandConfirmed = request.bandConfirmed,
            .repeats = request.purpose == GatePurpose::New && repeats(order, now),
            .held = held + filledOf(order),
            .position = held.toDoubleLossy() * price.toDoubleLossy(),
            .positionLimit = risk::positionLimit(m_limits, request.resilience, request.concentration),
            .lossToday = lossToday ? lossToday() : 0,
            .venue = readiness ? readiness(order.market.venue) : risk::VenueReadiness{}},
        request.instrument, m_limits);
}

void PreTradeRisk::sent(const orders::NewOrder& order, core::Timestamp now)
{
    m_recent.push_back({order, now});
}

bool PreTradeRisk::repeats(const orders::NewOrder& order, core::Timestamp now)
{
    const auto within = std::chrono::milliseconds(m_limits.duplicateMs);
    std::erase_if(m_recent, [&](const Sent& sent) { return now - sent.at >= within; });
    return std::ranges::any_of(m_recent, [&](const Sent& sent) {
        return sent.order.market == order.market && sent.order.side == order.side && sent.order.price == order.price
            && sent.order.size == order.size && sent.order.type == order.type;
    });
}

core::Quantity PreTradeRisk::filledOf(const orders::NewOrder& order) const
{
    const orders::Order* const known = m_manager.find(order.id);
    return known == nullptr ? core::Quantity{} : known->filled;
}

core::Quantity PreTradeRisk::heldWith(const orders::NewOrder& order) const
{
    // What works for the same side counts as if it were filled.
    core::Quantity all = held ? held(order.market) : m_manager.positions().of(order.market).size;
    for (const orders::ClientOrderId id : m_manager.live()) {
        const orders::Order& live = *m_manager.find(id);
        if (live.request.market == order.market && live.request.side == order.side && live.request.id != order.id) {
            all = order.side == core::Side::Bid ? all + live.remaining() : all - live.remaining();
        }
    }
    return all;
}

} // namespace leadline::execution
