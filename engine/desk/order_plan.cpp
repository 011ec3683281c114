// SPDX-License-Identifier: MIT
#include "engine/desk/order_plan.h"

#include <algorithm>

namespace leadline::desk
{

std::optional<OrderPlan> planOrder(const routing::Decision& decision, core::Price price)
{
    if (decision.action == routing::Action::Abort) {
        return std::nullopt;
    }
    const bool buys = decision.side == core::Side::Bid;
    const bool crosses = buys ? price >= decision.bestAsk : price <= decision.bestBid;
    const bool atTouch = buys ? price >= decision.bestBid : price <= decision.bestAsk;
    OrderPlan plan{.price = price, .size = decision.size};
    if (crosses) {
        plan.type = orders::OrderType::MarketableLimit;
        plan.price = buys ? std::min(price, decision.collar) : std::max(price, decision.collar);
    } else if (atTouch && decision.action == routing::Action::Aggressive) {
        plan.type = orders::OrderType::MarketableLimit;
        plan.price = decision.collar;
    }
    return plan;
}

} // namespace leadline::desk
