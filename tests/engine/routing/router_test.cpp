// SPDX-License-Identifier: MIT
#include "engine/routing/router.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace leadline::routing
{

using core::Side;
using tests::price;
using tests::size;

namespace
{

/// A deep book around 1000 with a spread of one tick and the given top-five sizes.
book::OrderBook deepBook(std::string_view bidSize, std::string_view askSize)
{
    return tests::book({{"1000.00", bidSize}, {"999.99", "1000"}}, {{"1000.01", askSize}, {"1000.02", "1000"}});
}

struct Scene {
    book::OrderBook book = deepBook("100", "100");
    core::Instrument instrument = tests::ethereum();
    RoutingPolicy policy;
    risk::RiskLimits limits;
    RouteRequest request{.side = Side::Bid, .size = size("1")};
    RouteContext context{.market = tests::ethereum().id, .inSync = true, .time = core::fromMilliseconds(1000)};

    Decision decide()
    {
        context.instrument = &instrument;
        if (!noBook) {
            context.book = &book;
        }
        return routing::decide(request, context, policy, limits);
    }
    bool noBook = false;
};

const RuleLine& line(const Decision& decision, Rule rule)
{
    return decision.trace[static_cast<std::size_t>(rule)];
}

/// Obi is (b - a) / (b + a) with a 1000 behind each touch: `bid` of 2000 bids against asks that make it exactly `obi`.
struct ObiCase {
    Side side;
    const char* bidSize; // both books have one level, so that obi = (b - a) / (b + a)
    const char* askSize;
    Action action;
};

} // namespace

class Obi : public testing::TestWithParam<ObiCase>
{
};

TEST_P(Obi, takesOnlyBeyondTheLimitInTheOrdersDirection)
{
    Scene scene;
    scene.book = tests::book({{"1000.00", GetParam().bidSize}}, {{"1000.01", GetParam().askSize}});
    scene.request.side = GetParam().side;

    const Decision decision = scene.decide();

    EXPECT_EQ(decision.action, GetParam().action);
    const bool taken = GetParam().action == Action::Aggressive;
    EXPECT_EQ(decision.reason, taken ? Reason::ImbalanceFavoursTaking : Reason::EarnTheSpread);
    EXPECT_EQ(line(decision, Rule::BookImbalance).marginToFlip() < 0, taken);
}

// 77.5 : 22.5 is exactly 0.55.
INSTANTIATE_TEST_SUITE_P(Boundary, Obi,
    testing::Values(ObiCase{Side::Bid, "77.499", "22.501", Action::Passive},
        ObiCase{Side::Bid, "77.500", "22.500", Action::Passive},
        ObiCase{Side::Bid, "77.501", "22.499", Action::Aggressive},
        ObiCase{Side::Ask, "22.501", "77.499", Action::Passive},
        ObiCase{Side::Ask, "22.500", "77.500", Action::Passive},
        ObiCase{Side::Ask, "22.499", "77.501", Action::Aggressive},
        ObiCase{Side::Ask, "77.501", "22.499", Action::Passive},
        ObiCase{Side::Bid, "22.499", "77.501", Action::Passive}));

TEST(Router, sendsAMarketableLimitInsideTheCollar)
{
    Scene scene;
    scene.book = tests::book({{"1000.00", "90"}}, {{"1000.01", "10"}});

    const Decision buy = scene.decide();

    EXPECT_EQ(buy.action, Action::Aggressive);
    EXPECT_EQ(buy.limitPrice, price("1005.00")); // 1000.005 * 1.005 = 1005.005025, down to the tick
    EXPECT_EQ(buy.size, size("1"));
}

struct ImpactCase {
    Side side;
    const char* away; // far price at which all size stands
    Action action;
};

class Impact : public testing::TestWithParam<ImpactCase>
{
};

TEST_P(Impact, abortsOnlyAboveTheLimit)
{
    // A touch of nearly nothing, everything else `away`: the impact is the distance of that level from mid.
    Scene scene;
    scene.limits.maxOrderNotional = 1e12;
    const bool buys = GetParam().side == Side::Bid;
    scene.book = buys ? tests::book({{"999.99", "1000"}}, {{"1000.01", "0.000000001"}, {GetParam().away, "1000"}})
                      : tests::book({{"999.99", "0.000000001"}, {GetParam().away, "1000"}}, {{"1000.01", "1000"}});
    scene.policy.aggressiveObi = 1;
    scene.policy.minLiquidityRatio = 0;
    scene.request = {.side = GetParam().side, .size = size("50")};

    const Decision decision = scene.decide();

    EXPECT_EQ(decision.action, GetParam().action) << decision.impact;
    EXPECT_EQ(decision.reason == Reason::ImpactTooHigh, GetParam().action == Action::Abort);
}

INSTANTIATE_TEST_SUITE_P(Boundary, Impact,
    testing::Values(ImpactCase{Side::Bid, "1001.49", Action::Passive}, ImpactCase{Side::Bid, "1001.5", Action::Passive},
        ImpactCase{Side::Bid, "1001.51", Action::Abort}, ImpactCase{Side::Ask, "998.51", Action::Passive},
        ImpactCase{Side::Ask, "998.5", Action::Passive}, ImpactCase{Side::Ask, "998.49", Action::Abort}));

TEST(Router, abortsWhenTheBookIsShorterThanTheOrder)
{
    for (const Side side : {Side::Bid, Side::Ask}) {
        Scene scene;
        scene.book = tests::book({{"1000.00", "20"}}, {{"1000.01", "20"}});
        scene.request = {.side = side, .size = size("25")};
        const Decision decision = scene.decide();
        EXPECT_EQ(decision.action, Action::Abort);
        EXPECT_EQ(decision.reason, Reason::InsufficientDepth);
        EXPECT_TRUE(std::isinf(decision.impact));
        EXPECT_TRUE(decision.size.isZero());
    }
}

TEST(Router, usesTheImpactNotionalForSmallerOrders)
{
    Scene scene; // 9 units at the touch are 9,000; the impact notional of 10,000 needs the next level too
    scene.book = tests::book({{"1000.00", "100"}}, {{"1000.01", "9"}, {"1100", "100"}});
    scene.request.size = size("0.1");
    EXPECT_EQ(scene.decide().reason, Reason::ImpactTooHigh);
    scene.policy.book.impactNotional = 9000;
    EXPECT_EQ(scene.decide().reason, Reason::EarnTheSpread);
}

struct RatioCase {
    const char* bids;
    const char* asks;
    const char* expected;
};

class LiquidityRatio : public testing::TestWithParam<RatioCase>
{
};

TEST_P(LiquidityRatio, halvesTheSizeOnlyBelowTheLimit)
{
    Scene scene;
    scene.book = tests::book({{"1000.00", GetParam().bids}}, {{"1000.01", GetParam().asks}});
    scene.request.size = size("1.001");

    const Decision decision = scene.decide();

    EXPECT_EQ(decision.size, size(GetParam().expected));
    EXPECT_EQ(decision.action, Action::Passive);
}

INSTANTIATE_TEST_SUITE_P(Boundary, LiquidityRatio,
    testing::Values(RatioCase{"20.001", "100", "1.001"}, RatioCase{"20", "100", "1.001"},
        RatioCase{"19.999", "100", "0.5"})); // half of 1.001, down to the lot

struct SpreadCase {
    const char* ask;
    Reason reason;
};

class Spread : public testing::TestWithParam<SpreadCase>
{
};

TEST_P(Spread, countsAsWideOnlyAboveTheLimit)
{
    Scene scene; // bid 999.55, ask 1000.45: 0.90 over 1000 is exactly 0.0009
    scene.book = tests::book({{"999.55", "100"}}, {{GetParam().ask, "100"}});
    for (const Side side : {Side::Bid, Side::Ask}) {
        scene.request.side = side;
        const Decision decision = scene.decide();
        EXPECT_EQ(decision.action, Action::Passive);
        EXPECT_EQ(decision.reason, GetParam().reason);
        EXPECT_EQ(decision.limitPrice, side == Side::Bid ? price("999.55") : price(GetParam().ask));
    }
}

INSTANTIATE_TEST_SUITE_P(Boundary, Spread,
    testing::Values(SpreadCase{"1000.44", Reason::EarnTheSpread}, SpreadCase{"1000.45", Reason::EarnTheSpread},
        SpreadCase{"1000.46", Reason::SpreadWide}));

TEST(Router, ordersItsRulesAsThePolicyDoes)
{
    // Everything holds at once; taking it away one by one uncovers the next rule.
    Scene scene;
    scene.book = tests::book({{"900", "90"}}, {{"1100", "1"}, {"1100.5", "1"}});
    scene.request.size = size("1");
    scene.policy.aggressiveObi = 0.5;
    scene.context.killSwitch = scene.context.breakerOpen = true;
    scene.context.bookAge = std::chrono::seconds(6);

    EXPECT_EQ(scene.decide().reason, Reason::KillSwitch);
    scene.context.killSwitch = false;
    EXPECT_EQ(scene.decide().reason, Reason::CircuitBreaker);
    scene.context.breakerOpen = false;
    EXPECT_EQ(scene.decide().reason, Reason::StaleBook);
    scene.context.bookAge = std::chrono::seconds(5);
    EXPECT_EQ(scene.decide().reason, Reason::InsufficientDepth);
    scene.policy.book.impactNotional = 500;
    EXPECT_EQ(scene.decide().reason, Reason::ImpactTooHigh);
    scene.policy.maxImpactCost = 1;
    EXPECT_EQ(scene.decide().reason, Reason::ImbalanceFavoursTaking);
    scene.policy.aggressiveObi = 1;
    EXPECT_EQ(scene.decide().reason, Reason::SpreadWide);
    scene.policy.wideSpreadPct = 1;
    EXPECT_EQ(scene.decide().reason, Reason::EarnTheSpread);
}

TEST(Router, abortsWithoutAVenueOrAValidBook)
{
    Scene scene;
    scene.noBook = true;
    EXPECT_EQ(scene.decide().reason, Reason::NoVenue);
    scene.noBook = false;
    scene.context.inSync = false;
    EXPECT_EQ(scene.decide().reason, Reason::NoVenue);
    scene.context.inSync = true;
    scene.book = tests::book({{"1000", "1"}}, {});
    EXPECT_EQ(scene.decide().reason, Reason::InvalidBook) << "empty side";
    scene.book = tests::book({{"1000.02", "1"}}, {{"1000.01", "1"}});
    EXPECT_EQ(scene.decide().reason, Reason::InvalidBook) << "crossed";
    scene.book = tests::book({{"1000.01", "1"}}, {{"1000.01", "1"}});
    const Decision decision = scene.decide();
    EXPECT_EQ(decision.reason, Reason::InvalidBook) << "locked";
    EXPECT_EQ(line(decision, Rule::ImpactCost).outcome, RuleLine::Outcome::Unknown);
}

TEST(Router, abortsWhatFallsBelowTheVenuesMinimum)
{
    Scene scene;
    scene.request.size = size("0.019");
    EXPECT_EQ(scene.decide().reason, Reason::BelowMinimum) << "19 of 20";
    scene.request.size = size("0.020");
    EXPECT_EQ(scene.decide().reason, Reason::EarnTheSpread);
    scene.context.urgencyBrake = true;
    EXPECT_EQ(scene.decide().size, size("0.020")) << "the smallest is never halved to nothing";
    scene.request.size = size("0.039");
    EXPECT_EQ(scene.decide().size, size("0.020")) << "half of it could not be sent";
    EXPECT_EQ(line(scene.decide(), Rule::UrgencyBrake).outcome, RuleLine::Outcome::Applied);
    scene.request.size = size("0.019");
    EXPECT_EQ(scene.decide().reason, Reason::BelowMinimum) << "it was too small by itself";
    scene.request = {.side = Side::Bid, .size = {}, .notional = 0};
    EXPECT_EQ(scene.decide().reason, Reason::BelowMinimum);
}

TEST(Router, writesEveryRuleWhetherItFiresOrNot)
{
    Scene scene;
    scene.context.killSwitch = true;
    scene.book = tests::book({{"900", "90"}}, {{"1100", "10"}});
    const Decision decision = scene.decide();

    ASSERT_EQ(decision.trace.size(), microRules);
    for (std::size_t i = 0; i < microRules; ++i) {
        EXPECT_EQ(static_cast<std::size_t>(decision.trace[i].rule), i);
    }
    EXPECT_EQ(line(decision, Rule::KillSwitch).outcome, RuleLine::Outcome::Decided);
    EXPECT_EQ(line(decision, Rule::BookImbalance).outcome, RuleLine::Outcome::Overruled);
    EXPECT_DOUBLE_EQ(line(decision, Rule::BookImbalance).observed, 0.8);
    EXPECT_DOUBLE_EQ(line(decision, Rule::BookImbalance).marginToFlip(), 0.55 - 0.8);
    EXPECT_EQ(line(decision, Rule::Spread).outcome, RuleLine::Outcome::Overruled);
}

TEST(Router, saysTheSameInTheSameBytes)
{
    Scene scene;
    scene.context.market.symbol = core::Symbol("A\"B");
    EXPECT_EQ(toJson(scene.decide()), toJson(scene.decide()));
    EXPECT_NE(toJson(scene.decide()).find("\"symbol\":\"A\\\"B\""), std::string::npos);
}

struct TouchCase {
    const char* name;
    const char* size;
    double maxImpactCost;
    Action action;
    RuleLine::Outcome outcome;
};

/// A stock with 100 shares at either touch, half a basis point from mid.
class TouchOnly : public testing::TestWithParam<TouchCase>
{
};

TEST_P(TouchOnly, isJudgedByWhatTheTouchTells)
{
    Scene scene;
    scene.book = tests::book({{"199.99", "100"}}, {{"200.01", "100"}});
    scene.instrument.pair = {core::Asset("X"), core::Asset("USD"), core::Kind::Stock};
    scene.policy.maxImpactCost = GetParam().maxImpactCost;
    scene.request.size = size(GetParam().size);

    const Decision decision = scene.decide();

    EXPECT_EQ(decision.action, GetParam().action);
    EXPECT_EQ(line(decision, Rule::ImpactCost).outcome, GetParam().outcome);
    EXPECT_NEAR(line(decision, Rule::ImpactCost).observed, 5e-5, 1e-9);
    const bool isBeyond = size(GetParam().size) > size("100");
    EXPECT_EQ(std::isnan(decision.impact), isBeyond); // more than is known, and not more than there is
    EXPECT_TRUE(decision.onlyLimits);
    EXPECT_NE(toJson(decision).find("\"post_only\":false"), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(Sizes, TouchOnly,
    testing::Values(TouchCase{"all of it", "100", 0.0015, Action::Passive, RuleLine::Outcome::Quiet},
        TouchCase{"a share more", "101", 0.0015, Action::Passive, RuleLine::Outcome::TouchOnly},
        TouchCase{"a hundred times", "10000", 0.0015, Action::Passive, RuleLine::Outcome::TouchOnly},
        TouchCase{"too wide for the limit", "100", 4e-5, Action::Abort, RuleLine::Outcome::Decided},
        TouchCase{"too wide and beyond", "101", 4e-5, Action::Abort, RuleLine::Outcome::Decided}),
    [](const auto& test) { return std::to_string(test.index); });

TEST(StockBooks, touchOnlyIsNoMatterOfCoinsNorOfStocksWithDepth)
{
    Scene scene;
    scene.book = tests::book({{"199.99", "100"}}, {{"200.01", "100"}});
    scene.request.size = size("101");
    EXPECT_EQ(scene.decide().reason, Reason::InsufficientDepth);

    scene.instrument.pair = {core::Asset("X"), core::Asset("USD"), core::Kind::Stock};
    scene.book = tests::book({{"199.99", "100"}}, {{"200.01", "100"}, {"200.02", "10"}});
    scene.request.size = size("111");
    EXPECT_EQ(scene.decide().reason, Reason::InsufficientDepth);
}

TEST(Reasons, areDocumentedAsTheyAre)
{
    std::string table = "| code | action | meaning |\n|---|---|---|\n";
    for (const ReasonInfo& info : reasonTable()) {
        EXPECT_EQ(static_cast<std::size_t>(info.reason), static_cast<std::size_t>(&info - reasonTable().data()));
        table += "| `" + std::string(info.code) + "` | " + std::string(nameOf(info.action)) + " | "
            + std::string(info.text) + " |\n";
    }
    table += "\n## Why an order is not sent\n\n| code | meaning |\n|---|---|\n";
    for (int check = 1; check < risk::orderChecks; ++check) {
        const auto why = static_cast<risk::OrderCheck>(check);
        ASSERT_FALSE(risk::codeOf(why).empty());
        table += "| `" + std::string(risk::codeOf(why)) + "` | " + std::string(risk::describe(why)) + " |\n";
    }
    const std::string path = LEADLINE_SOURCE_DIR "/docs/reasons.md";
    if (std::getenv("LEADLINE_WRITE_DOCS") != nullptr) {
        std::ofstream(path) << "# Why the router decides\n\nMade by the test `Reasons.areDocumentedAsTheyAre`; "
                               "`LEADLINE_WRITE_DOCS=1` writes it anew.\n\n"
                            << table;
    }
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    EXPECT_NE(text.str().find(table), std::string::npos) << "docs/reasons.md is out of date; it should hold:\n"
                                                         << table;
}

} // namespace leadline::routing
