// SPDX-License-Identifier: MIT
#include "engine/lab/scenario_checks.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace leadline::lab
{

using features::Feature;
using routing::Strategy;
using sim::Lots;
using Walk = QuoteScript::Walk;

namespace
{

double stability(const ScenarioMarket& market)
{
    return market.value(Feature::SpreadStabilityNorm100);
}

double flow(const ScenarioMarket& market)
{
    return market.value(Feature::OfiNormalized1m);
}

Lots inLots(double coins)
{
    return std::lround(coins * 1000);
}

} // namespace

ScenarioResult passiveInAStableMarket(const desk::DeskSettings& settings)
{
    Findings findings("passive in a stable market",
        "s 0.9 and S < 0.2: post-only at the bid, 9 coins behind the 10 that stand there, filled as maker once they "
        "are sold to");
    ScenarioMarket market(settings);
    market.run({.narrow = 2, .wide = 2}, samplesBefore);
    findings.inputs(market);
    findings.check("S < 0.2", stability(market) < 0.2);

    const routing::Decision decision = market.decide(buyOn(0.9));
    const ScenarioOrder& order = findings.first(market.send(decision));
    findings.saw(decision);
    findings.check("passive_maker", decision.strategy == Strategy::PassiveMaker);
    findings.check("post-only at the bid",
        order.plan.type == orders::OrderType::PostOnly && order.plan.price == market.priceOf(market.bid()));
    findings.check("9 coins", isSize(decision.size, 9));
    findings.check("behind the 10 that stood there", order.ahead == inLots(10));

    market.sell(inLots(10));
    findings.check("nothing for it while the queue is sold to", order.filled == 0);
    market.sell(inLots(9));
    findings.saw(order);
    findings.check(
        "filled as maker at the bid", order.filledAsMaker == inLots(9) && order.worst == market.priceOf(market.bid()));
    return findings.result();
}

ScenarioResult balancedAtMid(const desk::DeskSettings& settings)
{
    Findings findings("balanced",
        "s 0.6, S from 0.2 to 0.4, little flow: a limit of 6 coins at mid, first in its queue, "
        "filled there");
    ScenarioMarket market(settings);
    market.run({.narrow = 2, .wide = 4}, samplesBefore);
    findings.inputs(market);
    findings.check("S from 0.2 to 0.4", stability(market) > 0.2 && stability(market) < 0.4);
    findings.check("|O| < 0.3", std::abs(flow(market)) < 0.3);

    const core::Price mid = market.market().book().mid();
    const routing::Decision decision = market.decide(buyOn(0.6));
    const ScenarioOrder& order = findings.first(market.send(decision));
    findings.saw(decision);
    findings.check("balanced_limit", decision.strategy == Strategy::BalancedLimit);
    findings.check("at mid", order.plan.price == mid && mid > market.priceOf(market.bid()));
    findings.check("6 coins", isSize(decision.size, 6));
    findings.check("first in its queue", order.ahead == 0 && order.filled == 0);

    market.sell(inLots(6));
    findings.saw(order);
    findings.check("filled at mid, as maker", order.filledAsMaker == inLots(6) && order.worst == mid);
    return findings.result();
}

ScenarioResult urgentByStability(const desk::DeskSettings& settings)
{
    Findings findings("urgent by stability",
        "s 0.9, S > 0.6, |O| > 0.5: at market inside the collar, 5.4 coins (0.9 × "
        "0.5 × 1.2), filled at once; no override");
    ScenarioMarket market(settings);
    market.run({.narrow = 1, .wide = 5, .walk = Walk::Up}, samplesBefore);
    findings.inputs(market);
    findings.check("S > 0.6", stability(market) > 0.6);
    findings.check("O > 0.7", flow(market) > 0.7);

    const routing::Decision decision = market.decide(buyOn(0.9));
    const core::Price ask = decision.bestAsk;
    const ScenarioOrder& order = findings.first(market.send(decision));
    findings.saw(decision);
    findings.saw(order);
    findings.check("urgent_market", decision.strategy == Strategy::UrgentMarket);
    findings.check("up to the collar",
        order.plan.type == orders::OrderType::MarketableLimit && order.plan.price == decision.collar);
    findings.check("5.4 coins", isSize(decision.size, 5.4));
    findings.check("no override", decision.signal && !decision.signal->isOverride);
    findings.check("filled at the ask", order.filled == inLots(5.4) && order.worst == ask);
    return findings.result();
}

ScenarioResult urgentByFlow(const desk::DeskSettings& settings)
{
    Findings findings("urgent by flow",
        "s 0.9, S from 0.2 to 0.6, |O| > 0.7: at market, 10.8 coins (0.9 × 1.2) through "
        "two levels, counted as an override");
    ScenarioMarket market(settings);
    market.run({.narrow = 2, .wide = 4, .walk = Walk::Up}, samplesBefore);
    findings.inputs(market);
    findings.check("S from 0.2 to 0.6", stability(market) > 0.2 && stability(market) <= 0.6);
    findings.check("O > 0.7", flow(market) > 0.7);

    const routing::Decision decision = market.decide(buyOn(0.9));
    const sim::Ticks ask = market.ask();
    const ScenarioOrder& order = findings.first(market.send(decision));
    findings.saw(decision);
    findings.saw(order);
    findings.check("urgent_market", decision.strategy == Strategy::UrgentMarket);
    findings.check("10.8 coins", isSize(decision.size, 10.8));
    findings.check("an override", decision.signal && decision.signal->isOverride);
    findings.check("the hour has one less", market.desk().overrides().used(market.now(), settings.risk) == 1);
    findings.check("filled through two levels", order.filled == inLots(10.8) && order.worst == market.priceOf(ask + 1));
    return findings.result();
}

ScenarioResult slicesWhereResilienceIsLow(const desk::DeskSettings& settings)
{
    Findings findings("low resilience",
        "R < 0.3: 6.3 coins (0.9 × 0.7) in slices no larger than the touch, each filled "
        "at the touch it meets");
    constexpr std::array<Lots, 10> thin{1000, 5000, 5000, 5000, 5000, 3000, 3000, 3000, 3000, 3000};
    constexpr QuoteScript script{.narrow = 1, .wide = 3};
    ScenarioMarket market(settings);
    market.setShape(thin, thin);
    market.run(script, samplesBefore);
    findings.inputs(market);
    findings.check("R < 0.3", market.value(Feature::BookResilience) < 0.3);

    routing::Decision decision = market.decide(buyOn(0.9));
    findings.saw(decision);
    findings.check("aggressive_limit", decision.strategy == Strategy::AggressiveLimit);
    findings.check("6.3 coins", isSize(decision.size, 6.3));
    const core::Quantity slice = decision.sliceSize;
    findings.check("slices of the touch", isSize(slice, 1));
    core::Quantity left = decision.size;
    Lots filled = 0;
    int slices = 0;
    bool isAtTouch = true;
    while (!left.isZero() && !slice.isZero() && slices < 20) {
        const desk::OrderPlans plans = desk::planOrders(decision, decision.limitPrice, desk::Reach::Rest);
        if (plans.isEmpty()) {
            break;
        }
        desk::OrderPlan plan = plans[0];
        plan.size = std::min(slice, left);
        const core::Price ask = market.priceOf(market.ask());
        const ScenarioOrder& order = *market.send(plan, core::Side::Bid);
        isAtTouch = isAtTouch && order.filled == order.size && order.worst == ask;
        filled += order.filled;
        left -= plan.size;
        ++slices;
        market.run(script, 2); // the touch comes back
        decision = market.decide({.side = core::Side::Bid, .size = left, .asked = decision.strategy});
    }
    findings.saw("filled " + std::to_string(filled) + " lots in " + std::to_string(slices) + " slices");
    findings.number("slices", slices);
    findings.check("seven slices", slices == 7);
    findings.check("each filled at the touch it met", isAtTouch && filled == inLots(6.3));
    return findings.result();
}

ScenarioResult atTheTouchWhereItIsConcentrated(const desk::DeskSettings& settings)
{
    Findings findings("high concentration",
        "C ≥ 0.6: an aggressive limit of 18 coins takes the 10 at the touch, reaches "
        "no deeper, and waits there with the rest");
    constexpr std::array<Lots, 10> full{10'000, 10'000, 10'000, 1000, 1000, 1000, 1000, 1000, 1000, 1000};
    ScenarioMarket market(settings);
    market.setShape(full, full);
    market.run({.narrow = 1, .wide = 3}, samplesBefore);
    findings.inputs(market);
    findings.check("C ≥ 0.6", market.value(Feature::VolumeConcentration) >= 0.6);

    routing::RouteRequest request = buyOn(0.9);
    request.size = request.size + request.size;
    const routing::Decision decision = market.decide(request);
    const core::Price ask = decision.bestAsk;
    const ScenarioOrder& order = findings.first(market.send(decision));
    findings.saw(decision);
    findings.saw(order);
    findings.check("aggressive_limit", decision.strategy == Strategy::AggressiveLimit);
    findings.check("18 coins at the ask", isSize(decision.size, 18) && decision.limitPrice == ask);
    findings.check("10 filled at the ask", order.filled == inLots(10) && order.worst == ask);
    findings.check("the rest waits there", market.market().book().bids()[0].price == ask);
    return findings.result();
}

ScenarioResult weakSignalSkipped(const desk::DeskSettings& settings)
{
    Findings findings("very weak signal", "s 0.2: skipped, nothing is sent, though the market is calm");
    ScenarioMarket market(settings);
    market.run({.narrow = 2, .wide = 2}, samplesBefore);
    findings.inputs(market);
    const routing::Decision decision = market.decide(buyOn(0.2));
    findings.saw(decision);
    findings.check("skip", decision.strategy == Strategy::Skip && decision.reason == routing::Reason::SignalSkip);
    findings.check("nothing is sent", market.send(decision).empty());
    return findings.result();
}

ScenarioResult sizeCapped(const desk::DeskSettings& settings)
{
    Findings findings("size cap", "s 1 and |O| > 0.7: 12 of 10 coins; with a flow factor of 2 no more than 15 (1.5)");
    const auto sizeWith = [&](double flowFactor, bool tells) {
        desk::DeskSettings changed = settings;
        changed.routing.signal.flowFactor = flowFactor;
        ScenarioMarket market(changed);
        market.run({.narrow = 2, .wide = 4, .walk = Walk::Up}, samplesBefore);
        const routing::Decision decision = market.decide(buyOn(1));
        if (tells) {
            findings.inputs(market);
        }
        findings.saw(decision);
        return decision.size;
    };
    findings.check("12 coins", isSize(sizeWith(1.2, true), 12));
    findings.check("15 coins", isSize(sizeWith(2, false), 15));
    return findings.result();
}

} // namespace leadline::lab
