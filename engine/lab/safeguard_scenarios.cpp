// SPDX-License-Identifier: MIT
#include "engine/lab/scenario_checks.h"

#include <array>
#include <chrono>
#include <cmath>

namespace leadline::lab
{

using features::Feature;
using routing::Strategy;
using sim::Lots;
using Walk = QuoteScript::Walk;

namespace
{

/// Samples of a script until the condition holds, at most so many; when it did.
template <class Condition>
core::Timestamp runUntil(ScenarioMarket& market, const QuoteScript& script, int most, Condition condition)
{
    for (int i = 0; i < most; ++i) {
        market.run(script, 1);
        if (condition()) {
            return market.now();
        }
    }
    return {};
}

void runUpTo(ScenarioMarket& market, const QuoteScript& script, core::Timestamp until)
{
    while (market.now() < until) {
        market.run(script, 1);
    }
}

bool isHalted(ScenarioMarket& market)
{
    return market.decide(buyOn(0.9)).reason == routing::Reason::CircuitBreaker;
}

} // namespace

ScenarioResult positionLimited(const desk::DeskSettings& settings)
{
    Findings findings("position limit",
        "R and C < 0.3: max_position × R/0.3 × 0.5; an order up to it is fine, one lot more is refused");
    constexpr std::array<Lots, 10> thin{500, 5000, 5000, 5000, 5000, 5000, 5000, 5000, 5000, 5000};
    ScenarioMarket market(settings);
    market.setShape(thin, thin);
    market.run({.narrow = 2, .wide = 2}, samplesBefore);
    findings.inputs(market);
    const double resilience = market.value(Feature::BookResilience);
    findings.check("R and C < 0.3", resilience < 0.3 && market.value(Feature::VolumeConcentration) < 0.3);

    const risk::RiskLimits& limits = settings.risk;
    const double limit = risk::positionLimit(limits, market.market().resilience(), market.market().concentration());
    findings.number("position_limit", limit);
    findings.check("max_position × R/0.3 × 0.5",
        std::abs(limit - limits.maxPosition * resilience / 0.3 * 0.5) < 1e-6 * limits.maxPosition);
    const core::Instrument& instrument = market.market().instrument();
    const core::Price price = market.priceOf(market.bid());
    const core::Quantity most = instrument.sizeForNotional(limit, price);
    const auto check = [&](core::Quantity size) {
        return risk::checkOrder(
            {.side = core::Side::Bid, .price = price, .size = size, .positionLimit = limit}, instrument, limits);
    };
    findings.saw("up to the limit: " + std::string(risk::codeOf(check(most))));
    findings.saw("one lot more: " + std::string(risk::codeOf(check(most + instrument.lot))));
    findings.check("fine up to it", check(most) == risk::OrderCheck::Fine);
    findings.check("refused beyond it", check(most + instrument.lot) == risk::OrderCheck::PositionLimit);
    return findings.result();
}

ScenarioResult breakerTripsAndRecovers(const desk::DeskSettings& settings)
{
    Findings findings("circuit breaker",
        "S > 0.8 for 59.9 s: not halted; 60.1 s: halted; S ≤ 0.6 for 59.9 s: still "
        "halted; 60.1 s: trading again");
    constexpr QuoteScript calm{.narrow = 2, .wide = 2};
    constexpr QuoteScript wild{.narrow = 1, .wide = 19};
    constexpr auto before = std::chrono::milliseconds(59'900);
    constexpr auto after = std::chrono::milliseconds(60'100);
    ScenarioMarket market(settings);
    market.run(calm, samplesBefore);
    const auto stability = [&market] { return market.value(Feature::SpreadStabilityNorm100); };
    const core::Timestamp wildSince = runUntil(market, wild, 200, [&] { return stability() > 0.8; });
    runUpTo(market, wild, wildSince + before);
    findings.inputs(market);
    const bool early = isHalted(market);
    runUpTo(market, wild, wildSince + after);
    const bool tripped = isHalted(market);
    findings.check("S > 0.8 all the time", wildSince != core::Timestamp{} && stability() > 0.8);
    const core::Timestamp calmSince = runUntil(market, calm, 200, [&] { return stability() <= 0.6; });
    runUpTo(market, calm, calmSince + before);
    const bool held = isHalted(market);
    runUpTo(market, calm, calmSince + after);
    const bool recovered = !isHalted(market);

    const auto word = [](bool halted) { return halted ? "halted" : "trading"; };
    findings.saw(std::string("59.9 s: ") + word(early) + ", 60.1 s: " + word(tripped)
        + "; calm for 59.9 s: " + word(held) + ", 60.1 s: " + word(!recovered));
    findings.check("trading at 59.9 s", !early);
    findings.check("halted at 60.1 s", tripped);
    findings.check("halted until it was calm for a minute", held);
    findings.check("trading after that", recovered && calmSince != core::Timestamp{});
    return findings.result();
}

ScenarioResult overridesSpent(const desk::DeskSettings& settings)
{
    Findings findings("override budget",
        "five raises to market by flow in an hour; the sixth becomes an aggressive "
        "limit that says so; an hour after the first, one is free again");
    constexpr QuoteScript pressing{.narrow = 2, .wide = 4, .walk = Walk::Up};
    ScenarioMarket market(settings);
    market.run(pressing, samplesBefore);
    findings.inputs(market);
    const core::Timestamp first = market.now();
    int raised = 0;
    for (int i = 0; i < 5; ++i) {
        const routing::Decision decision = market.decide(buyOn(0.9));
        raised += decision.strategy == Strategy::UrgentMarket && decision.signal->isOverride ? 1 : 0;
        market.send(decision);
        market.wait(std::chrono::seconds(61)); // apart from the burst of urgent decisions
        market.run(pressing, samplesBefore);
    }
    findings.number("raised", raised);
    findings.check("five raised to market", raised == 5);

    const routing::Decision sixth = market.decide(buyOn(0.9));
    const ScenarioOrder& order = findings.first(market.send(sixth));
    findings.saw("five, then " + std::string(routing::nameOf(sixth.strategy)) + " ("
        + std::string(routing::infoOf(sixth.reason).code) + ")");
    findings.saw(order);
    findings.check("the sixth is an aggressive limit", sixth.strategy == Strategy::AggressiveLimit);
    findings.check("and says so", sixth.reason == routing::Reason::OverridesSpent);
    findings.check("filled", order.filled == order.size && order.plan.type == orders::OrderType::Limit);

    const auto left = std::chrono::hours(1) - (market.now() - first);
    market.wait(std::chrono::duration_cast<std::chrono::seconds>(left));
    market.run(pressing, samplesBefore);
    const routing::Decision later = market.decide(buyOn(0.9));
    findings.saw("an hour after the first: " + std::string(routing::nameOf(later.strategy)));
    findings.check("free again after an hour", later.strategy == Strategy::UrgentMarket);
    return findings.result();
}

ScenarioResult burstHalvesTheSize(const desk::DeskSettings& settings)
{
    Findings findings("urgent burst",
        "the fourth of four urgent decisions within a minute is half as large (2.7 of 5.4 "
        "coins), and filled; a minute later they are whole again");
    constexpr QuoteScript pressing{.narrow = 1, .wide = 5, .walk = Walk::Up};
    ScenarioMarket market(settings);
    market.run(pressing, samplesBefore);
    findings.inputs(market);
    for (int i = 0; i < 3; ++i) {
        const routing::Decision decision = market.decide(buyOn(0.9));
        findings.check("three whole ones", isSize(decision.size, 5.4) && decision.strategy == Strategy::UrgentMarket);
        market.send(decision);
        market.run(pressing, 10);
    }
    const routing::Decision fourth = market.decide(buyOn(0.9));
    const ScenarioOrder& order = findings.first(market.send(fourth));
    findings.saw(fourth);
    findings.saw(order);
    findings.check("half of it", isSize(fourth.size, 2.7));
    findings.check("filled", order.filled == order.size && order.size == 2700);
    market.wait(std::chrono::seconds(61));
    market.run(pressing, samplesBefore);
    const routing::Decision later = market.decide(buyOn(0.9));
    findings.saw(later);
    findings.check("whole again", isSize(later.size, 5.4));
    return findings.result();
}

} // namespace leadline::lab
