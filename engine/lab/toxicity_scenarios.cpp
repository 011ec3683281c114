// SPDX-License-Identifier: MIT
#include "engine/lab/scenario_checks.h"

#include <array>

namespace leadline::lab
{

using features::Feature;
using sim::Lots;

namespace
{

constexpr std::array<Lots, 10> lightSide{10'000, 6'000, 6'000, 6'000, 6'000, 5'000, 5'000, 5'000, 5'000, 5'000};
constexpr std::array<Lots, 10> heavySide{
    40'000, 24'000, 24'000, 24'000, 24'000, 20'000, 20'000, 20'000, 20'000, 20'000};
constexpr std::array<Lots, 10> thinSide{1'500, 1'000, 1'000, 1'000, 1'000, 1'000, 1'000, 1'000, 1'000, 1'000};

/// Buckets of one coin, and what the scenario is about.
desk::DeskSettings withRule(desk::DeskSettings settings, routing::ToxicityRule rule)
{
    settings.features.vpin.bucketVolume = 1;
    settings.routing.signal.toxicity = rule;
    return settings;
}

/// Sixty coins are sold and none is bought: a VPIN of 1.
void sellAll(ScenarioMarket& market)
{
    constexpr QuoteScript calm{.narrow = 2, .wide = 2};
    market.run(calm, samplesBefore);
    for (int i = 0; i < 60; ++i) {
        market.sell(1000);
        market.run(calm, 1);
    }
}

void toxicInputs(Findings& findings, const ScenarioMarket& market, const desk::DeskSettings& settings)
{
    findings.inputs(market);
    findings.number("vpin", market.value(Feature::Vpin));
    findings.number("obi", market.value(Feature::Obi));
    findings.check("VPIN beyond its limit", market.value(Feature::Vpin) > settings.routing.signal.maxVpin);
}

routing::RouteRequest tenCoins()
{
    return {.side = core::Side::Bid, .size = core::Quantity::fromRaw(core::Int128{10} * core::decimalScale)};
}

const routing::RuleLine* lineOf(const routing::Decision& decision, routing::Rule rule)
{
    for (const routing::RuleLine& line : decision.trace) {
        if (line.rule == rule) {
            return &line;
        }
    }
    return nullptr;
}

bool hasOutcome(const routing::Decision& decision, routing::Rule rule, routing::RuleLine::Outcome outcome)
{
    const routing::RuleLine* const line = lineOf(decision, rule);
    return line != nullptr && line->outcome == outcome;
}

} // namespace

ScenarioResult toxicFlowSkipsWhatRests(const desk::DeskSettings& settings)
{
    Findings findings("toxic flow, meant to rest",
        "VPIN 1 and the rule skips: an order that is meant to rest is not sent although the book leans its way, and "
        "the "
        "row of the book says that it was overruled; left to the router it takes");
    ScenarioMarket market(withRule(settings, routing::ToxicityRule::Skip));
    market.setShape(heavySide, lightSide);
    sellAll(market);
    toxicInputs(findings, market, settings);
    findings.check("obi > 0.55", market.value(Feature::Obi) > 0.55);

    routing::RouteRequest request = tenCoins();
    request.rests = true;
    const routing::Decision rests = market.decide(request);
    findings.saw(rests);
    findings.check("signal_toxic", rests.reason == routing::Reason::SignalToxic);
    findings.check("nothing is sent", market.send(rests).empty());
    findings.check(
        "the row of VPIN decided", hasOutcome(rests, routing::Rule::Vpin, routing::RuleLine::Outcome::Decided));
    findings.check("the row of the book is overruled",
        hasOutcome(rests, routing::Rule::BookImbalance, routing::RuleLine::Outcome::Overruled));

    const routing::Decision free = market.decide(tenCoins());
    findings.saw(free);
    findings.check("left to the router it takes", free.action == routing::Action::Aggressive);
    return findings.result();
}

ScenarioResult toxicFlowLetsTake(const desk::DeskSettings& settings)
{
    Findings findings("toxic flow, meant to take",
        "VPIN 1 and the rule skips: an order that is meant to take goes out in full and is filled at the ask, where "
        "the "
        "router left to itself would rest, and sends nothing");
    ScenarioMarket market(withRule(settings, routing::ToxicityRule::Skip));
    sellAll(market);
    toxicInputs(findings, market, settings);

    const routing::Decision free = market.decide(tenCoins());
    findings.saw(free);
    findings.check("left to the router: signal_toxic", free.reason == routing::Reason::SignalToxic);
    routing::RouteRequest request = tenCoins();
    request.takes = true;
    const routing::Decision takes = market.decide(request);
    findings.saw(takes);
    findings.check("10 coins", isSize(takes.size, 10));
    const desk::OrderPlans plans = desk::planOrders(takes, takes.collar, desk::Reach::Cross);
    findings.check("one order", plans.size() == 1);
    if (plans.size() == 1) {
        const ScenarioOrder& order = *market.send(plans[0], core::Side::Bid);
        findings.saw(order);
        findings.check("filled at the ask", order.filled == order.size && order.worst == takes.bestAsk);
    }
    return findings.result();
}

ScenarioResult toxicFlowHalvesOnce(const desk::DeskSettings& settings)
{
    Findings findings("toxic flow, halved",
        "VPIN 1, losses after our own fills and a thin side of the book, and the rule halves: a quarter (2.5 of 10 "
        "coins), since both signs of toxic flow are one rule; the smallest order is sent as it is");
    ScenarioMarket market(withRule(settings, routing::ToxicityRule::Halve));
    market.setShape(thinSide, lightSide);
    sellAll(market);
    market.desk().setAdverseSelection(market.market().instrument().id, 10);
    toxicInputs(findings, market, settings);
    findings.number("liquidity_ratio", market.value(Feature::LiquidityRatio));
    findings.check("liquidity ratio < 0.2", market.value(Feature::LiquidityRatio) < 0.2);
    findings.check("losses beyond their limit", settings.routing.signal.maxAdverseBps < 10);

    const routing::Decision decision = market.decide(tenCoins());
    findings.saw(decision);
    findings.check("2.5 coins", isSize(decision.size, 2.5));
    for (const routing::Rule rule :
        {routing::Rule::LiquidityRatio, routing::Rule::Vpin, routing::Rule::AdverseSelection}) {
        findings.check(
            "each row says that it changed the size", hasOutcome(decision, rule, routing::RuleLine::Outcome::Applied));
    }
    routing::RouteRequest request = tenCoins();
    request.size = market.market().instrument().smallestOrder(market.priceOf(market.bid()));
    const routing::Decision smallest = market.decide(request);
    findings.saw(smallest);
    findings.check("the smallest order as it is",
        smallest.action == routing::Action::Passive && smallest.size == request.size && !request.size.isZero());
    return findings.result();
}

} // namespace leadline::lab
