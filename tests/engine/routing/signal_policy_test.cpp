// SPDX-License-Identifier: MIT
#include "engine/desk/order_plan.h"
#include "engine/routing/router.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <string_view>

namespace leadline::routing
{

using core::Side;
using features::Feature;
using tests::price;
using tests::size;

namespace
{

// The grid of the contract, read by hand from its tables: a row a stability, a letter a flow.
constexpr std::array stabilities{.199, .2, .201, .399, .4, .401, .599, .6, .601};
constexpr std::array flows{.299, .3, .301, .499, .5, .501, .699, .7, .701};

struct Grid {
    std::array<double, 3> strengths;
    std::array<std::string_view, 9> rows; ///< s: skip, P: passive, B: balanced, A: aggressive limit, U: urgent
};

constexpr std::array grids{
    Grid{{0, .1, .299},
        {"sssssssss", "sssssssss", "sssssssss", "sssssssss", "sssssssss", "sssssssss", "sssssssss", "sssssssss",
            "sssssssss"}},
    Grid{{.3, .301, .499},
        {"Pssssssss", "sssssssss", "sssssssss", "sssssssss", "sssssssss", "sssssssss", "sssssssss", "sssssssss",
            "sssssssss"}},
    Grid{{.5, .501, .799},
        {"PPAAAAAAA", "BBBBAAAAA", "BBBBAAAAA", "BBBBAAAAA", "BBBBAAAAA", "BBBBAAAAA", "BBBBAAAAA", "BBBBAAAAA",
            "AAAAAAAAA"}},
    Grid{{.8, .801, 1},
        {"PPPPPPPPP", "PPAAAAAAU", "BBAAAAAAU", "BBAAAAAAU", "BBAAAAAAU", "AAAAAAAAU", "AAAAAAAAU", "AAAAAAAAU",
            "UUUUUUUUU"}},
};

Strategy strategyOf(char letter)
{
    switch (letter) {
    case 'P':
        return Strategy::PassiveMaker;
    case 'B':
        return Strategy::BalancedLimit;
    case 'A':
        return Strategy::AggressiveLimit;
    case 'U':
        return Strategy::UrgentMarket;
    default:
        return Strategy::Skip;
    }
}

/// What the contract makes one step more urgent; below s = 0.8 nothing goes to market.
char pressed(char letter, double strength)
{
    const std::string_view steps = "PBAU";
    const auto at = steps.find(letter);
    const std::size_t most = strength < .8 ? 2 : 3;
    return at == std::string_view::npos ? letter : steps[std::max(at, std::min(at + 1, most))];
}

/// A market of 999.99 at 1000.01 with the sizes of one touch, and a sample that says what a case needs.
struct Scene {
    book::OrderBook book =
        tests::book({{"999.99", "2"}, {"999.98", "500"}}, {{"1000.01", "3"}, {"1000.02", "4"}, {"1000.05", "500"}});
    core::Instrument instrument = tests::ethereum();
    RoutingPolicy policy;
    risk::RiskLimits limits;
    features::FeatureSet sample;
    RouteRequest request{.side = Side::Bid, .size = size("10"), .signal = Signal{.strength = .9}};
    RouteContext context{
        .market = tests::ethereum().id, .inSync = true, .time = core::fromMilliseconds(1000), .overridesLeft = 5};

    Scene(double stability, double flow)
    {
        sample.time = core::fromMilliseconds(1000);
        sample[Feature::SpreadStabilityNorm100] = stability;
        sample[Feature::OfiNormalized1m] = flow;
        sample[Feature::BookResilience] = .5;
        sample[Feature::VolumeConcentration] = .5;
        sample[Feature::PressureImbalanceWeighted] = 0;
        sample[Feature::Vpin] = .3;
    }
    Decision decide()
    {
        context.instrument = &instrument;
        context.book = &book;
        context.sample = &sample;
        return routing::decide(request, context, policy, limits);
    }
};

const RuleLine* lineOf(const Decision& decision, Rule rule)
{
    for (const RuleLine& line : decision.trace) {
        if (line.rule == rule) {
            return &line;
        }
    }
    return nullptr;
}

} // namespace

TEST(SignalPolicy, isTheWholeGridOfTheContract)
{
    int cells = 0;
    for (const Grid& grid : grids) {
        for (const double strength : grid.strengths) {
            for (std::size_t row = 0; row < stabilities.size(); ++row) {
                for (std::size_t column = 0; column < flows.size(); ++column) {
                    for (const double sign : {1.0, -1.0}) {
                        for (const Side side : {Side::Bid, Side::Ask}) {
                            const SignalInputs in{.strength = strength,
                                .stability = stabilities[row],
                                .flow = sign * flows[column],
                                .pressure = 0,
                                .resilience = 1,
                                .concentration = .5};
                            const char letter = grid.rows[row][column];
                            const std::string where = "s " + std::to_string(strength) + " S "
                                + std::to_string(stabilities[row]) + " O " + std::to_string(in.flow);
                            EXPECT_EQ(chooseStrategy(in, side, false, {}).strategy, strategyOf(letter)) << where;
                            SignalInputs pressing = in;
                            pressing.pressure = side == Side::Bid ? .501 : -.501;
                            EXPECT_EQ(chooseStrategy(pressing, side, false, {}).strategy,
                                strategyOf(pressed(letter, strength)))
                                << where << " pressed";
                            pressing.pressure = side == Side::Bid ? .5 : -.5;
                            EXPECT_EQ(chooseStrategy(pressing, side, false, {}).strategy, strategyOf(letter))
                                << where << " at the limit of pressure";
                            pressing.pressure = side == Side::Bid ? -.9 : .9;
                            EXPECT_EQ(chooseStrategy(pressing, side, false, {}).strategy, strategyOf(letter))
                                << where << " pressed the other way";
                            ++cells;
                        }
                    }
                }
            }
        }
    }
    EXPECT_EQ(cells, 4 * 3 * 9 * 9 * 2 * 2);
}

TEST(SignalPolicy, countsFlowOnlyTheOrdersWayWhenItIsDirectional)
{
    SignalPolicy policy;
    policy.directionalFlow = true;
    const SignalInputs in{.strength = .9, .stability = .3, .flow = -.9};
    EXPECT_EQ(chooseStrategy(in, Side::Bid, false, policy).strategy, Strategy::BalancedLimit);
    EXPECT_EQ(chooseStrategy(in, Side::Ask, false, policy).strategy, Strategy::UrgentMarket);
    EXPECT_DOUBLE_EQ(sizeMultiplier(in, Side::Bid, policy), .9);
    EXPECT_DOUBLE_EQ(sizeMultiplier(in, Side::Ask, policy), .9 * 1.2);
}

TEST(SignalPolicy, cannotJudgeWhatIsNotKnown)
{
    const double unknown = SignalInputs::unknown;
    for (const SignalInputs& in : {SignalInputs{.strength = .9, .stability = unknown, .flow = .1},
             SignalInputs{.strength = .9, .stability = .1, .flow = unknown},
             SignalInputs{.strength = unknown, .stability = .1, .flow = .1}}) {
        const SignalChoice choice = chooseStrategy(in, Side::Bid, false, {});
        EXPECT_EQ(choice.strategy, Strategy::Skip);
        EXPECT_EQ(choice.trace.row, SignalRow::NotKnown);
    }
    Scene scene(.1, .1);
    scene.sample[Feature::SpreadStabilityNorm100] = unknown;
    EXPECT_EQ(scene.decide().reason, Reason::SignalUnknown);
    scene.sample = {};
    EXPECT_EQ(scene.decide().reason, Reason::SignalUnknown);
}

TEST(SignalPolicy, sizesByHand)
{
    struct Case {
        double strength, stability, flow, resilience;
        const char* sent; ///< of ten
    };
    // Ten of a lot of 0.001. Each product below was worked out on paper.
    for (const Case& c : {
             Case{1, .1, 0, 1, "10"}, // whole
             Case{.8, .1, 0, 1, "8"}, //
             Case{.85, .6, .7, .3, "8.5"}, // at every boundary: nothing changes
             Case{.85, .601, .501, 1, "4.25"}, // × 0.5
             Case{.85, .3, .701, 1, "10.2"}, // × 1.2
             Case{.85, .3, -.701, 1, "10.2"}, // either way
             Case{.85, .3, 0, .299, "5.95"}, // × 0.7
             Case{.85, .61, .71, .29, "3.57"}, // × 0.5 × 1.2 × 0.7
             Case{1, .3, .71, 1, "12"}, // below the cap
             Case{.8123, .1, 0, 1, "8.123"}, //
             Case{.81239, .1, 0, 1, "8.123"}, // down to the lot
         }) {
        Scene scene(c.stability, c.flow);
        scene.sample[Feature::BookResilience] = c.resilience;
        scene.request.signal->strength = c.strength;
        EXPECT_EQ(scene.decide().size, size(c.sent)) << c.strength << ' ' << c.stability << ' ' << c.flow;
    }
    SignalPolicy bold;
    bold.flowFactor = 2;
    EXPECT_DOUBLE_EQ(sizeMultiplier({.strength = 1, .stability = .3, .flow = .9}, Side::Bid, bold), 1.5) << "the cap";
    Scene scene(.3, 0);
    scene.context.urgencyBrake = true;
    EXPECT_EQ(scene.decide().size, size("4.5")) << "0.9 of ten, and half of it";
}

TEST(SignalPolicy, putsEachStrategyAtItsPrice)
{
    struct Case {
        double strength, stability, flow;
        Strategy strategy;
        Action action;
        orders::OrderType type;
        const char* buy;
        const char* sell;
    };
    using enum orders::OrderType;
    for (const Case& c : {
             Case{.9, .1, 0, Strategy::PassiveMaker, Action::Passive, PostOnly, "999.99", "1000.01"},
             Case{.6, .3, 0, Strategy::BalancedLimit, Action::Passive, Limit, "1000.00", "1000.00"},
             // 6 of 0.6 × 10 need 3 at 1000.01 and 3 of 4 at 1000.02; below, 2 and then plenty.
             Case{.6, .3, .6, Strategy::AggressiveLimit, Action::Aggressive, Limit, "1000.02", "999.98"},
             Case{.9, .7, .6, Strategy::UrgentMarket, Action::Aggressive, MarketableLimit, "1005", "995"},
         }) {
        for (const Side side : {Side::Bid, Side::Ask}) {
            Scene scene(c.stability, c.flow);
            scene.request.side = side;
            scene.request.signal->strength = c.strength;
            const Decision decision = scene.decide();
            EXPECT_EQ(decision.strategy, c.strategy);
            EXPECT_EQ(decision.action, c.action);
            EXPECT_EQ(decision.limitPrice, price(side == Side::Bid ? c.buy : c.sell)) << nameOf(c.strategy);
            const desk::OrderPlans plans = desk::planOrders(decision, {}, desk::Reach::Rest);
            ASSERT_EQ(plans.size(), 1U);
            EXPECT_EQ(plans[0].type, c.type);
            EXPECT_EQ(plans[0].price, decision.limitPrice);
            EXPECT_EQ(plans[0].size, decision.size);
        }
    }
    Scene oneTick(.3, 0);
    oneTick.request.signal->strength = .6;
    oneTick.book = tests::book({{"1000.00", "500"}}, {{"1000.01", "500"}});
    EXPECT_EQ(oneTick.decide().limitPrice, price("1000.00")) << "a middle between ticks goes to the passive side";
    oneTick.request.side = Side::Ask;
    EXPECT_EQ(oneTick.decide().limitPrice, price("1000.01"));
}

TEST(SignalPolicy, executesAtTheTouchOfAConcentratedBook)
{
    Scene scene(.3, .6);
    scene.request.signal->strength = .6;
    scene.sample[Feature::VolumeConcentration] = .599;
    EXPECT_EQ(scene.decide().limitPrice, price("1000.02"));
    scene.sample[Feature::VolumeConcentration] = .6;
    const Decision decision = scene.decide();
    EXPECT_EQ(decision.limitPrice, price("1000.01"));
    EXPECT_EQ(lineOf(decision, Rule::VolumeConcentration)->outcome, RuleLine::Outcome::Applied);
}

TEST(SignalPolicy, goesNoDeeperThanTheCollar)
{
    Scene scene(.3, .6);
    scene.book = tests::book({{"999.99", "500"}}, {{"1000.01", "1"}, {"1040", "500"}});
    scene.policy.maxImpactCost = 1;
    EXPECT_EQ(scene.decide().limitPrice, scene.decide().collar);
}

TEST(SignalPolicy, sendsSlicesOfTheTouchIntoAThinBook)
{
    for (const double strength : {.6, .9}) {
        for (const Side side : {Side::Bid, Side::Ask}) {
            Scene scene(strength < .8 ? .3 : .7, .6); // an aggressive limit, and at market
            scene.request.side = side;
            scene.request.signal->strength = strength;
            scene.sample[Feature::BookResilience] = .3;
            EXPECT_TRUE(scene.decide().sliceSize.isZero());
            scene.sample[Feature::BookResilience] = .299;
            const Decision decision = scene.decide();
            EXPECT_EQ(decision.sliceSize, size(side == Side::Bid ? "3" : "2")) << "what it takes";
            const desk::OrderPlans plans = desk::planOrders(decision, {}, desk::Reach::Rest);
            ASSERT_EQ(plans.size(), 1U);
            EXPECT_EQ(plans[0].size, decision.sliceSize);
            if (decision.strategy == Strategy::AggressiveLimit) {
                EXPECT_EQ(decision.limitPrice, price(side == Side::Bid ? "1000.01" : "999.99")) << "for the slice";
            }
        }
    }
    Scene resting(.1, 0);
    resting.sample[Feature::BookResilience] = .1;
    EXPECT_EQ(resting.decide().sliceSize, size("2")) << "what it joins";
    resting.request.size = size("2"); // × 0.9 × 0.7
    EXPECT_TRUE(resting.decide().sliceSize.isZero()) << "small enough as it is";
}

TEST(SignalPolicy, raisesToMarketOnlyWithinTheBudget)
{
    struct Case {
        const char* what;
        double strength, stability, flow, pressure;
        bool isRaised;
        bool isOverride;
    };
    for (const Case& c : {Case{"stability alone", .9, .61, .6, 0, false, false},
             Case{"flow", .9, .3, .71, 0, false, true}, Case{"pressure", .9, .5, 0, .6, false, true},
             Case{"the user", .6, .3, 0, 0, true, true}, Case{"the user, needlessly", .9, .61, .6, 0, true, false}}) {
        Scene scene(c.stability, c.flow);
        scene.request.signal = Signal{.strength = c.strength, .isRaised = c.isRaised};
        scene.sample[Feature::PressureImbalanceWeighted] = c.pressure;
        scene.context.overridesLeft = 1;
        const Decision with = scene.decide();
        EXPECT_EQ(with.strategy, Strategy::UrgentMarket) << c.what;
        EXPECT_EQ(with.signal->isOverride, c.isOverride) << c.what;
        scene.context.overridesLeft = 0;
        const Decision without = scene.decide();
        EXPECT_EQ(without.strategy, c.isOverride ? Strategy::AggressiveLimit : Strategy::UrgentMarket) << c.what;
        EXPECT_EQ(without.reason, c.isOverride ? Reason::OverridesSpent : Reason::SignalUrgent) << c.what;
    }
    Scene weak(.3, 0);
    weak.request.signal = Signal{.strength = .1, .isRaised = true};
    EXPECT_EQ(weak.decide().action, Action::Abort) << "a skipped signal is not raised";
}

TEST(SignalPolicy, sendsTheSmallestOrderOfAVeryWeakSignalWhenAsked)
{
    Scene scene(.3, .9);
    scene.request.signal->strength = .299;
    EXPECT_EQ(scene.decide().reason, Reason::SignalSkip);
    scene.policy.signal.minimalSize = true;
    const Decision decision = scene.decide();
    EXPECT_EQ(decision.strategy, Strategy::PassiveMaker);
    EXPECT_EQ(decision.size, scene.instrument.smallestOrder(decision.bestBid));
}

TEST(SignalPolicy, showsToxicFlowAndMayActOnIt)
{
    for (const bool byVpin : {true, false}) {
        Scene scene(.1, 0);
        double& value = byVpin ? scene.sample[Feature::Vpin] : scene.context.adverseBps;
        const double limit = byVpin ? scene.policy.signal.maxVpin : scene.policy.signal.maxAdverseBps;
        const Rule rule = byVpin ? Rule::Vpin : Rule::AdverseSelection;
        value = limit + .001;
        Decision decision = scene.decide();
        EXPECT_TRUE(decision.signal->isToxic);
        EXPECT_EQ(decision.size, size("9")) << "shown only";
        EXPECT_EQ(lineOf(decision, rule)->outcome, RuleLine::Outcome::Quiet);
        scene.policy.signal.toxicity = ToxicityRule::Halve;
        EXPECT_EQ(scene.decide().size, size("4.5"));
        scene.policy.signal.toxicity = ToxicityRule::Skip;
        decision = scene.decide();
        EXPECT_EQ(decision.reason, Reason::SignalToxic);
        EXPECT_EQ(lineOf(decision, rule)->outcome, RuleLine::Outcome::Decided);
        value = limit;
        EXPECT_EQ(scene.decide().reason, Reason::SignalPassive) << "at the limit it is not";
        value = limit + .001;
        scene.sample[Feature::SpreadStabilityNorm100] = .7;
        EXPECT_EQ(scene.decide().strategy, Strategy::UrgentMarket) << "what takes is not picked off";
    }
}

TEST(SignalPolicy, standsBehindTheProtectionOfEveryDecision)
{
    for (const bool hasSignal : {true, false}) {
        const auto decide = [&](const char* units, double maxImpact, double minRatio) {
            Scene scene(.1, 0);
            scene.request.size = size(units);
            if (!hasSignal) {
                scene.request.signal.reset();
            }
            scene.policy.maxImpactCost = maxImpact;
            scene.policy.minLiquidityRatio = minRatio;
            return scene.decide();
        };
        const double whole = hasSignal ? 0.9 : 1; // of the size, without any rule
        const double impact = decide("10", 1, 0).impact;
        EXPECT_EQ(decide("508", 1, 0).reason, Reason::InsufficientDepth) << "507 stand there";
        EXPECT_NE(decide("507", 1, 0).action, Action::Abort);
        EXPECT_NE(decide("10", impact, 0).action, Action::Abort) << "at the limit";
        const Decision dear = decide("10", impact * .999, 0);
        EXPECT_EQ(dear.reason, Reason::ImpactTooHigh);
        EXPECT_EQ(lineOf(dear, Rule::ImpactCost)->outcome, RuleLine::Outcome::Decided);
        const double ratio = lineOf(decide("10", 1, 0), Rule::LiquidityRatio)->observed;
        EXPECT_DOUBLE_EQ(decide("10", 1, ratio).size.toDoubleLossy(), 10 * whole) << "at the limit";
        const Decision thin = decide("10", 1, ratio * 1.001);
        EXPECT_DOUBLE_EQ(thin.size.toDoubleLossy(), 5 * whole);
        EXPECT_EQ(lineOf(thin, Rule::LiquidityRatio)->outcome, RuleLine::Outcome::Applied);
    }
}

TEST(SignalPolicy, sharesItsToxicityRuleWithTheOtherPolicy)
{
    for (const bool byVpin : {true, false}) {
        Scene scene(.1, 0);
        scene.request.signal.reset();
        double& value = byVpin ? scene.sample[Feature::Vpin] : scene.context.adverseBps;
        const Rule rule = byVpin ? Rule::Vpin : Rule::AdverseSelection;
        const double limit = byVpin ? scene.policy.signal.maxVpin : scene.policy.signal.maxAdverseBps;
        value = limit + .001;
        EXPECT_EQ(lineOf(scene.decide(), rule), nullptr) << "no rule of it";
        scene.policy.signal.toxicity = ToxicityRule::Halve;
        EXPECT_EQ(scene.decide().size, size("5"));
        EXPECT_EQ(lineOf(scene.decide(), rule)->outcome, RuleLine::Outcome::Applied);
        scene.policy.signal.toxicity = ToxicityRule::Skip;
        EXPECT_EQ(scene.decide().reason, Reason::SignalToxic);
        scene.policy.aggressiveObi = -1;
        EXPECT_EQ(scene.decide().action, Action::Aggressive) << "what takes is not picked off";
        scene.policy.aggressiveObi = 1;
        value = limit;
        EXPECT_EQ(scene.decide().action, Action::Passive) << "at the limit it is not";
    }
}

TEST(SignalPolicy, judgesToxicFlowByWhatTheOrderIsMeantToDo)
{
    struct Case {
        bool rests, takes;
        double obiLimit; ///< -1: the policy would take, 1: it would rest
        bool isSkipped;
    };
    for (const Case& c : {Case{true, false, -1, true}, Case{true, false, 1, true}, Case{false, true, 1, false},
             Case{false, true, -1, false}, Case{false, false, 1, true}, Case{false, false, -1, false}}) {
        Scene scene(.1, 0);
        scene.request.signal.reset();
        scene.request.rests = c.rests;
        scene.request.takes = c.takes;
        scene.policy.aggressiveObi = c.obiLimit;
        scene.policy.signal.toxicity = ToxicityRule::Skip;
        scene.sample[Feature::Vpin] = scene.policy.signal.maxVpin + .001;
        const std::string where = std::string(c.rests ? "rests"
                                          : c.takes   ? "takes"
                                                      : "free")
            + (c.obiLimit < 0 ? ", leaning" : "");
        const Decision decision = scene.decide();
        EXPECT_EQ(decision.reason == Reason::SignalToxic, c.isSkipped) << where;
        EXPECT_EQ(decision.action == Action::Abort, c.isSkipped) << where;
        scene.policy.signal.toxicity = ToxicityRule::Halve;
        EXPECT_EQ(scene.decide().size, size("5")) << where << ": any order is halved";
    }
}

TEST(SignalPolicy, halvesOnceForEachRuleAndNeverToNothing)
{
    Scene scene(.1, 0);
    scene.policy.signal.toxicity = ToxicityRule::Halve;
    scene.sample[Feature::Vpin] = 1;
    scene.context.adverseBps = 100;
    Decision decision = scene.decide();
    EXPECT_EQ(decision.size, size("4.5")) << "both limits are one rule";
    EXPECT_DOUBLE_EQ(decision.signal->multiplier, .45);
    scene.context.urgencyBrake = true;
    scene.policy.minLiquidityRatio = 1;
    decision = scene.decide();
    EXPECT_EQ(decision.size, size("1.125")) << "0.9 of 10, halved by the ratio, by toxic flow and by the brake";
    EXPECT_DOUBLE_EQ(decision.signal->multiplier, .1125);
    scene.request.signal->strength = 0.1;
    scene.policy.signal.minimalSize = true;
    const core::Quantity smallest = scene.instrument.smallestOrder(price("999.99"));
    decision = scene.decide();
    EXPECT_EQ(decision.size, smallest);
    EXPECT_DOUBLE_EQ(decision.signal->multiplier, smallest.toDoubleLossy() / 10);
    scene.request.signal.reset();
    scene.request.size = smallest;
    EXPECT_EQ(scene.decide().size, smallest) << "nor without a signal";
}

TEST(SignalPolicy, saysOfRowsThatALaterRuleOverruledThem)
{
    using Outcome = RuleLine::Outcome;
    Scene scene(.18, .65);
    scene.policy.signal.toxicity = ToxicityRule::Skip;
    scene.sample[Feature::BookResilience] = .1;
    scene.sample[Feature::Vpin] = 1;
    scene.context.adverseBps = 100;
    Decision decision = scene.decide();
    EXPECT_EQ(decision.reason, Reason::SignalToxic);
    EXPECT_EQ(lineOf(decision, Rule::SpreadStability)->outcome, Outcome::Overruled);
    EXPECT_EQ(lineOf(decision, Rule::BookResilience)->outcome, Outcome::Overruled) << "nothing is sent in slices";
    EXPECT_EQ(lineOf(decision, Rule::Vpin)->outcome, Outcome::Decided);
    EXPECT_EQ(lineOf(decision, Rule::AdverseSelection)->outcome, Outcome::Overruled) << "one rule decides";
    scene.context.killSwitch = true;
    EXPECT_EQ(lineOf(scene.decide(), Rule::Vpin)->outcome, Outcome::Overruled);
    scene.context.killSwitch = false;

    // Too small: it is the halving that made it so, and the way it would have gone out that does not count.
    scene.policy.signal.toxicity = ToxicityRule::Show;
    scene.policy.minLiquidityRatio = 1;
    scene.request.size = size("0.02");
    decision = scene.decide();
    EXPECT_EQ(decision.reason, Reason::BelowMinimum);
    EXPECT_EQ(lineOf(decision, Rule::LiquidityRatio)->outcome, Outcome::Applied);
    EXPECT_EQ(lineOf(decision, Rule::SpreadStability)->outcome, Outcome::Overruled);

    // The hour's raises are spent: flow had decided, and does not any more.
    Scene spent(.3, .9);
    EXPECT_EQ(lineOf(spent.decide(), Rule::OrderFlow)->outcome, Outcome::Decided);
    spent.context.overridesLeft = 0;
    decision = spent.decide();
    EXPECT_EQ(decision.reason, Reason::OverridesSpent);
    EXPECT_EQ(lineOf(decision, Rule::OrderFlow)->outcome, Outcome::Overruled);
    EXPECT_EQ(lineOf(decision, Rule::OverrideBudget)->outcome, Outcome::Decided);
}

TEST(SignalPolicy, isStoppedByEverySafeguard)
{
    const auto reasonAfter = [](void (*change)(Scene&)) {
        Scene scene(.1, 0);
        change(scene);
        const Decision decision = scene.decide();
        EXPECT_EQ(decision.action, Action::Abort);
        EXPECT_TRUE(decision.size.isZero() && decision.limitPrice == core::Price{});
        return decision.reason;
    };
    EXPECT_EQ(reasonAfter([](Scene& s) { s.context.killSwitch = true; }), Reason::KillSwitch);
    EXPECT_EQ(reasonAfter([](Scene& s) { s.context.breakerOpen = true; }), Reason::CircuitBreaker);
    EXPECT_EQ(reasonAfter([](Scene& s) { s.context.inSync = false; }), Reason::NoVenue);
    EXPECT_EQ(reasonAfter([](Scene& s) { s.book = {}; }), Reason::InvalidBook);
    EXPECT_EQ(reasonAfter([](Scene& s) { s.context.bookAge = std::chrono::milliseconds(5001); }), Reason::StaleBook);
    EXPECT_EQ(reasonAfter([](Scene& s) { s.context.exclusion = book::Exclusion::Outlier; }), Reason::VenueExcluded);
    EXPECT_EQ(reasonAfter([](Scene& s) { s.request.size = size("0.001"); }), Reason::BelowMinimum);
}

TEST(SignalPolicy, tellsWhatTheNearestOtherOutcomeNeeds)
{
    struct Case {
        SignalInputs in;
        SignalInput input;
        double threshold;
        bool isAbove;
        bool includes;
        Strategy becomes;
    };
    for (const Case& c : {
             // Strong and calm: S at 0.2 leaves the row, and its flow band speaks.
             Case{{.strength = .9, .stability = .18, .flow = .65}, SignalInput::Stability, .2, true, true,
                 Strategy::AggressiveLimit},
             // Medium and balanced: flow at 0.5 leaves the row.
             Case{{.strength = .6, .stability = .3, .flow = .48}, SignalInput::Flow, .5, true, true,
                 Strategy::AggressiveLimit},
             // Very weak: strength at 0.3 would be passive here.
             Case{{.strength = .29, .stability = .1, .flow = .1}, SignalInput::Strength, .3, true, true,
                 Strategy::PassiveMaker},
             // Urgent by stability: at 0.6 the aggressive band holds.
             Case{{.strength = .9, .stability = .61, .flow = .1}, SignalInput::Stability, .6, false, true,
                 Strategy::AggressiveLimit},
             // Pressure must pass its limit, not reach it.
             Case{{.strength = .9, .stability = .5, .flow = .1, .pressure = .49}, SignalInput::Pressure, .5, true,
                 false, Strategy::UrgentMarket},
         }) {
        const SignalChoice choice = chooseStrategy(c.in, Side::Bid, false, {});
        const auto flip = choice.trace.nearest();
        ASSERT_TRUE(flip);
        EXPECT_EQ(flip->input, c.input) << describe(*flip, c.in);
        EXPECT_DOUBLE_EQ(flip->threshold, c.threshold);
        EXPECT_EQ(flip->isAbove, c.isAbove);
        EXPECT_EQ(flip->includesThreshold, c.includes);
        EXPECT_EQ(flip->becomes, c.becomes);
        // It is true: moved there, that is what comes out.
        SignalInputs moved = c.in;
        const double there =
            flip->includesThreshold ? flip->threshold : std::nextafter(flip->threshold, flip->isAbove ? 9 : -9);
        (c.input == SignalInput::Strength          ? moved.strength
                : c.input == SignalInput::Flow     ? moved.flow
                : c.input == SignalInput::Pressure ? moved.pressure
                                                   : moved.stability) = there;
        EXPECT_EQ(chooseStrategy(moved, Side::Bid, false, {}).strategy, flip->becomes);
    }
}

TEST(SignalPolicy, writesItsTraceAndLeavesTheOtherPolicysOut)
{
    Scene scene(.18, .65);
    const Decision decision = scene.decide();
    EXPECT_EQ(lineOf(decision, Rule::BookImbalance), nullptr);
    EXPECT_EQ(lineOf(decision, Rule::Spread), nullptr);
    const RuleLine* const stability = lineOf(decision, Rule::SpreadStability);
    ASSERT_NE(stability, nullptr);
    EXPECT_EQ(stability->outcome, RuleLine::Outcome::Decided);
    EXPECT_NEAR(stability->marginToFlip(), .02, 1e-12);
    EXPECT_EQ(lineOf(decision, Rule::OrderFlow)->outcome, RuleLine::Outcome::Quiet) << "the row takes any flow";
    const std::string json = toJson(decision);
    EXPECT_NE(json.find(R"("strategy":"passive_maker")"), std::string::npos) << json;
    EXPECT_NE(json.find(R"("row":"strong_calm")"), std::string::npos);
    EXPECT_NE(
        json.find(R"("nearest_other":{"input":"stability","threshold":0.2,"is":"at","strategy":"aggressive_limit"})"),
        std::string::npos)
        << json;
    EXPECT_EQ(toJson(scene.decide()), json) << "the same bytes";
    scene.request.signal.reset();
    EXPECT_EQ(toJson(scene.decide()).find("\"signal\""), std::string::npos);
}

TEST(SignalPolicy, sendsWhatWasAskedForInFull)
{
    Scene scene(.7, .9);
    scene.request.signal.reset();
    scene.request.asked = Strategy::UrgentMarket;
    Decision decision = scene.decide();
    EXPECT_EQ(decision.reason, Reason::AskedTaking);
    EXPECT_EQ(decision.size, size("10"));
    EXPECT_EQ(decision.limitPrice, decision.collar);
    scene.request.asked = Strategy::PassiveMaker;
    decision = scene.decide();
    EXPECT_EQ(decision.reason, Reason::AskedPassive);
    EXPECT_EQ(decision.limitPrice, price("999.99"));
    scene.context.breakerOpen = true;
    EXPECT_EQ(scene.decide().reason, Reason::CircuitBreaker);
}

} // namespace leadline::routing
