// SPDX-License-Identifier: MIT
#include "engine/desk/order_plan.h"

#include <algorithm>

namespace leadline::desk
{

Reach reachOf(core::Side side, core::Price price, core::Price bestBid, core::Price bestAsk)
{
    const bool crosses =
        side == core::Side::Bid ? bestAsk.raw() > 0 && price >= bestAsk : bestBid.raw() > 0 && price <= bestBid;
    return crosses ? Reach::Cross : Reach::Rest;
}

std::optional<OrderPlan> planOrder(const routing::Decision& decision, core::Price price, Reach reach)
{
    if (decision.action == routing::Action::Abort) {
        return std::nullopt;
    }
    const bool buys = decision.side == core::Side::Bid;
    const bool crossesNow = reachOf(decision.side, price, decision.bestBid, decision.bestAsk) == Reach::Cross;
    const bool atTouch = buys ? price >= decision.bestBid : price <= decision.bestAsk;
    const bool isUrgent = decision.action == routing::Action::Aggressive && atTouch;
    OrderPlan plan{.price = price, .size = decision.size};
    if (reach == Reach::Cross || (isUrgent && crossesNow)) {
        plan.type = orders::OrderType::MarketableLimit;
        plan.price = buys ? std::min(price, decision.collar) : std::max(price, decision.collar);
    } else if (isUrgent) {
        plan.type = orders::OrderType::MarketableLimit;
        plan.price = decision.collar;
    }
    return plan;
}

} // namespace leadline::desk
