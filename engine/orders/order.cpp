// SPDX-License-Identifier: MIT
#include "engine/orders/order.h"

#include <algorithm>

namespace leadline::orders
{

std::string_view describe(OrderState state)
{
    switch (state) {
    case OrderState::PendingSubmit:
        return "pending";
    case OrderState::Working:
        return "working";
    case OrderState::PartiallyFilled:
        return "partly filled";
    case OrderState::PendingCancel:
        return "cancelling";
    case OrderState::Filled:
        return "filled";
    case OrderState::Cancelled:
        return "cancelled";
    case OrderState::Rejected:
        return "rejected";
    case OrderState::Unknown:
        return "unknown";
    }
    return "";
}

std::string_view describe(OrderType type)
{
    switch (type) {
    case OrderType::PostOnly:
        return "post-only";
    case OrderType::MarketableLimit:
        return "marketable limit";
    case OrderType::Limit:
        return "limit";
    }
    return "";
}

bool isFinal(OrderState state)
{
    return state == OrderState::Filled || state == OrderState::Cancelled || state == OrderState::Rejected;
}

Order& OrderBlotter::add(const NewOrder& order, core::Timestamp now, core::Price arrivalMid)
{
    m_orders.push_back({.request = order, .sent = now, .changed = now, .arrivalMid = arrivalMid});
    return m_orders.back();
}

Order* OrderBlotter::findMutable(ClientOrderId id)
{
    // Newest first: reports are about orders of the last moments.
    const auto found =
        std::find_if(m_orders.rbegin(), m_orders.rend(), [&](const Order& o) { return o.request.id == id; });
    return found == m_orders.rend() ? nullptr : &*found;
}

const Order* OrderBlotter::find(ClientOrderId id) const
{
    const auto found = std::ranges::find(m_orders, id, [](const Order& order) { return order.request.id; });
    return found == m_orders.end() ? nullptr : &*found;
}

bool OrderBlotter::cancelling(ClientOrderId id, core::Timestamp now)
{
    Order* const order = findMutable(id);
    if (order == nullptr || !order->isLive() || order->state == OrderState::PendingCancel) {
        return false;
    }
    order->state = OrderState::PendingCancel;
    order->changed = now;
    return true;
}

const Order* OrderBlotter::apply(const OrderReport& report)
{
    Order* const order = findMutable(report.id);
    // A fill may come after the cancel was confirmed only for an order of another life; after the last fill nothing
    // may.
    if (order == nullptr || isFinal(order->state)) {
        ++m_stray;
        return nullptr;
    }
    order->changed = report.time;
    switch (report.kind) {
    case OrderReport::Kind::Accepted:
        order->queueAhead = report.queueAhead;
        if (order->state == OrderState::PendingSubmit || order->state == OrderState::Unknown) {
            order->state = OrderState::Working;
        }
        break;
    case OrderReport::Kind::Filled: {
        const core::Notional value = report.price * report.size;
        const bool buys = order->request.side == core::Side::Bid;
        order->filled += report.size;
        order->filledValue += value;
        m_position = buys ? m_position + report.size : m_position - report.size;
        m_cash = buys ? m_cash - value : m_cash + value;
        if (order->filled >= order->request.size) {
            order->state = OrderState::Filled;
        } else if (order->state != OrderState::PendingCancel) {
            order->state = OrderState::PartiallyFilled;
        }
        break;
    }
    case OrderReport::Kind::Cancelled:
        order->state = OrderState::Cancelled;
        break;
    case OrderReport::Kind::Rejected:
        order->state = OrderState::Rejected;
        order->note = report.why;
        break;
    case OrderReport::Kind::CancelRejected:
        if (order->state == OrderState::PendingCancel) {
            order->state = order->filled.isZero() ? OrderState::Working : OrderState::PartiallyFilled;
        }
        order->note = report.why;
        break;
    }
    return order;
}

std::vector<ClientOrderId> OrderBlotter::live() const
{
    std::vector<ClientOrderId> ids;
    for (const Order& order : m_orders) {
        if (order.isLive()) {
            ids.push_back(order.request.id);
        }
    }
    return ids;
}

int OrderBlotter::liveCount() const
{
    return static_cast<int>(std::ranges::count_if(m_orders, [](const Order& order) { return order.isLive(); }));
}

double OrderBlotter::profit(core::Price mid) const
{
    return m_cash.toDoubleLossy() + m_position.toDoubleLossy() * mid.toDoubleLossy();
}

} // namespace leadline::orders
