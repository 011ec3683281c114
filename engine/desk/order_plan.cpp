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

namespace
{

orders::OrderType typeOf(routing::Strategy strategy)
{
    switch (strategy) {
    case routing::Strategy::UrgentMarket:
        return orders::OrderType::MarketableLimit;
    case routing::Strategy::AggressiveLimit:
    case routing::Strategy::BalancedLimit:
        return orders::OrderType::Limit;
    case routing::Strategy::PassiveMaker:
    case routing::Strategy::Skip:
    case routing::Strategy::None:
        break;
    }
    return orders::OrderType::PostOnly;
}

OrderPlans planByStrategy(const routing::Decision& decision)
{
    OrderPlans plans;
    OrderPlan plan{.market = decision.market,
        .type = typeOf(decision.strategy),
        .price = decision.limitPrice,
        .size = decision.sliceSize.isZero() ? decision.size : decision.sliceSize};
    plan.takes = plan.type == orders::OrderType::MarketableLimit;
    if (decision.strategy != routing::Strategy::UrgentMarket || decision.children.size() < 2) {
        plans.push(plan);
        return plans;
    }
    for (const routing::ChildOrder& child : decision.children) {
        plan.market = child.market;
        plan.size = child.size;
        plans.push(plan);
    }
    return plans;
}

OrderPlans asSent(const routing::Decision& decision, OrderPlans plans)
{
    for (std::size_t i = 0; i < plans.size() && decision.onlyLimits; ++i) {
        plans[i].type = orders::OrderType::Limit;
    }
    return plans;
}

/// The better of two prices for the owner of the order.
core::Price better(core::Side side, core::Price one, core::Price other)
{
    return side == core::Side::Bid ? std::min(one, other) : std::max(one, other);
}

/// Where an order waits: post-only at a price that takes at its venue would only be rejected there.
core::Price restingPrice(const routing::Decision& decision, core::Price price, Reach reach)
{
    const core::Price touch = decision.side == core::Side::Bid ? decision.bestBid : decision.bestAsk;
    if (reach == Reach::Join && price.raw() == 0) {
        return touch;
    }
    const bool wouldTake = reachOf(decision.side, price, decision.bestBid, decision.bestAsk) == Reach::Cross;
    return (reach == Reach::Join || wouldTake) && touch.raw() > 0 ? better(decision.side, price, touch) : price;
}

} // namespace

OrderPlans planOrders(const routing::Decision& decision, core::Price price, Reach reach, Style style)
{
    OrderPlans plans;
    if (decision.action == routing::Action::Abort) {
        return plans;
    }
    if (decision.strategy != routing::Strategy::None) {
        return asSent(decision, planByStrategy(decision));
    }
    const bool buys = decision.side == core::Side::Bid;
    const bool isAtTouch = reach == Reach::Join || (buys ? price >= decision.marketBid : price <= decision.marketAsk);
    const bool isUrgent = style == Style::Smart && decision.action == routing::Action::Aggressive && isAtTouch;
    OrderPlan plan{.market = decision.market, .size = decision.size};
    if (reach != Reach::Cross && !isUrgent) {
        plan.price = restingPrice(decision, price, reach);
        plans.push(plan);
        return asSent(decision, plans);
    }
    plan.type = orders::OrderType::MarketableLimit;
    plan.takes = true;
    const bool crossesNow = reachOf(decision.side, price, decision.marketBid, decision.marketAsk) == Reach::Cross;
    const bool hasOwnLimit = reach == Reach::Cross || (reach == Reach::Rest && crossesNow);
    plan.price = hasOwnLimit ? better(decision.side, price, decision.collar) : decision.collar;
    if (decision.children.isEmpty()) {
        plans.push(plan);
    }
    for (const routing::ChildOrder& child : decision.children) {
        plan.market = child.market;
        plan.size = child.size;
        plans.push(plan);
    }
    return asSent(decision, plans);
}

} // namespace leadline::desk
