// SPDX-License-Identifier: MIT
#include "engine/lab/scenarios.h"

#include "engine/lab/scenario_market.h"

#include <gtest/gtest.h>

#include <set>

namespace leadline::lab
{

TEST(Scenarios, allPass)
{
    const auto results = runScenarios();
    EXPECT_EQ(results.size(), 15U);
    std::set<std::string> names;
    for (const ScenarioResult& result : results) {
        EXPECT_TRUE(result.passed) << result.name << ": " << result.seen;
        EXPECT_GE(result.numbers.at(0).second, 100) << result.name;
        names.insert(result.name);
    }
    EXPECT_EQ(names.size(), results.size());
    EXPECT_TRUE(allPassed(results)) << scenarioText(results);
}

namespace
{

struct BrokenCase {
    const char* name;
    void (*breakIt)(desk::DeskSettings&);
    const char* failing; ///< the scenarios that notice, in order
};

} // namespace

class BrokenPolicy : public testing::TestWithParam<BrokenCase>
{
};

TEST_P(BrokenPolicy, isNoticedByTheScenariosOfItsRule)
{
    desk::DeskSettings settings;
    GetParam().breakIt(settings);
    std::string failing;
    for (const ScenarioResult& result : runScenarios(settings)) {
        failing += result.passed ? "" : (failing.empty() ? "" : ", ") + result.name;
    }
    EXPECT_EQ(failing, GetParam().failing);
}

INSTANTIATE_TEST_SUITE_P(Scenarios, BrokenPolicy,
    testing::Values(BrokenCase{"overrides", [](desk::DeskSettings& s) { s.risk.maxOverrides = 4; }, "override budget"},
        BrokenCase{"breaker", [](desk::DeskSettings& s) { s.risk.breakerSeconds = 61; }, "circuit breaker"},
        BrokenCase{"burst", [](desk::DeskSettings& s) { s.risk.urgentDecisions = 4; }, "urgent burst"},
        BrokenCase{"slices", [](desk::DeskSettings& s) { s.routing.signal.thinResilience = 0.01; }, "low resilience"},
        BrokenCase{
            "touch", [](desk::DeskSettings& s) { s.routing.signal.highConcentration = 0.9; }, "high concentration"},
        BrokenCase{"cap", [](desk::DeskSettings& s) { s.routing.signal.maxMultiplier = 2; }, "size cap"},
        BrokenCase{"weak", [](desk::DeskSettings& s) { s.routing.signal.minimalSize = true; }, "very weak signal"},
        BrokenCase{"stability", [](desk::DeskSettings& s) { s.routing.signal.unstableFactor = 1; },
            "urgent by stability, urgent burst"},
        BrokenCase{"toxicity", [](desk::DeskSettings& s) { s.routing.signal.maxVpin = 1; },
            "toxic flow, meant to rest, toxic flow, meant to take, toxic flow, halved"},
        BrokenCase{"losses", [](desk::DeskSettings& s) { s.routing.signal.maxAdverseBps = 11; }, "toxic flow, halved"},
        BrokenCase{"brake", [](desk::DeskSettings& s) { s.risk.urgentFactor = 0.75; }, "urgent burst"},
        BrokenCase{
            "toxicFactor", [](desk::DeskSettings& s) { s.routing.signal.toxicFactor = 0.75; }, "toxic flow, halved"},
        BrokenCase{
            "thinFactor", [](desk::DeskSettings& s) { s.routing.lowLiquidityFactor = 0.75; }, "toxic flow, halved"},
        BrokenCase{"position", [](desk::DeskSettings& s) { s.risk.dispersedFactor = 0.75; }, "position limit"},
        BrokenCase{"window", [](desk::DeskSettings& s) { s.risk.overrideWindowSeconds = 60; }, "override budget"},
        BrokenCase{"thin", [](desk::DeskSettings& s) { s.routing.minLiquidityRatio = 0.1; }, "toxic flow, halved"}),
    [](const auto& broken) { return std::string(broken.param.name); });

TEST(Scenarios, sayTheSameEveryTime)
{
    EXPECT_EQ(scenarioJson(runScenarios()), scenarioJson(runScenarios()));
}

TEST(Scenarios, sayWhatFailed)
{
    const std::vector<ScenarioResult> results{
        {.name = "one", .passed = true, .numbers = {{"samples", 120}}}, {.name = "two", .seen = "NOT this"}};
    EXPECT_FALSE(allPassed(results));
    const std::string text = scenarioText(results);
    EXPECT_NE(text.find("FAILED  two"), std::string::npos) << text;
    EXPECT_NE(text.find("1 of 2 scenarios passed"), std::string::npos) << text;
    EXPECT_NE(scenarioJson(results).find("\"passed\":false"), std::string::npos);
}

TEST(ScenarioMarket, tellsTheDeskWhatItsScriptSays)
{
    ScenarioMarket market;
    market.run({.narrow = 1, .wide = 3}, 120);
    EXPECT_EQ(market.samples(), 120);
    // Half of the spreads are 1 tick, half 3: a deviation of 1 around 2.
    EXPECT_NEAR(market.value(features::Feature::SpreadStabilityNorm100), 0.5, 0.01);
    EXPECT_NEAR(market.value(features::Feature::OfiNormalized1m), 0, 0.02);
    market.run({.narrow = 1, .wide = 3, .walk = QuoteScript::Walk::Up}, 1200);
    EXPECT_DOUBLE_EQ(market.value(features::Feature::OfiNormalized1m), 1);
}

TEST(ScenarioMarket, keepsOurOrderInItsQueueAndOutOfTheDesksBook)
{
    ScenarioMarket market;
    market.run({}, 2);
    const auto before = market.market().othersBook().bids()[0];
    const ScenarioOrder& order = *market.send({.type = orders::OrderType::PostOnly,
                                                  .price = market.priceOf(market.bid()),
                                                  .size = core::Quantity::fromRaw(core::decimalScale)},
        core::Side::Bid);
    market.run({}, 5);
    EXPECT_EQ(order.ahead, 10'000);
    EXPECT_EQ(market.market().othersBook().bids()[0], before);
    EXPECT_EQ(market.market().book().bids()[0].size - before.size, core::Quantity::fromRaw(core::decimalScale));
    market.sell(10'400);
    EXPECT_EQ(order.filledAsMaker, 400);
    EXPECT_DOUBLE_EQ(order.averagePrice(), 1000);
    const ScenarioOrder& crossing = *market.send({.type = orders::OrderType::PostOnly,
                                                     .price = market.priceOf(market.ask()),
                                                     .size = core::Quantity::fromRaw(core::decimalScale)},
        core::Side::Bid);
    EXPECT_TRUE(crossing.wasRejected);
}

} // namespace leadline::lab
