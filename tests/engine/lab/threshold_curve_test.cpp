// SPDX-License-Identifier: MIT
#include "engine/lab/threshold_curve.h"

#include "engine/lab/flip_map.h"
#include "engine/lab/moment_choice.h"
#include "engine/lab/outcome_curve.h"
#include "engine/lab/series_mean.h"
#include "engine/lab/threshold_comparison.h"
#include "tests/engine/lab/lab_bench.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

namespace leadline::lab
{

using core::Side;
using namespace std::chrono_literals;

namespace
{

/// A slice of two markets of one coin, or of the perpetual alone.
class LabSlice
{
public:
    explicit LabSlice(const std::string& futures)
        : tapes({{tests::slice(m_folder, futures, 4000, "binance-futures_ethusdt_20240808")}, "", {}})
        , tape(tests::tapeOf(tapes, settings, 250ms, 600'000))
    {
    }
    LabSlice(const std::string& futures, const std::string& spot)
        : settings({.equalKinds = true})
        , tapes({{tests::slice(m_folder, spot, 2500, "binance-spot_ethusdt_20240808"),
                     tests::slice(m_folder, futures, 4000, "binance-futures_ethusdt_20240808")},
              "", {}})
        , tape(tests::tapeOf(tapes, settings, 500ms, 600'000))
    {
    }

    /// One coin in three currencies that count as equal.
    static LabSlice ofTriplets(const std::string& spot) { return LabSlice(spot, Triplets{}); }

private:
    struct Triplets {
    };
    LabSlice(const std::string& spot, Triplets /*triplets*/)
        : settings({.equalQuotes = *core::QuoteMap::parse("USDT=USDC=FDUSD")})
        , tapes({{tests::slice(m_folder, spot, 3000, "binance-spot_ethusdt_20240808"),
                     tests::slice(
                         m_folder, spot, 3000, "binance-spot_ethusdc_20240808", tests::twin("ETHUSDC", 230, '7')),
                     tests::slice(
                         m_folder, spot, 3000, "binance-spot_ethfdusd_20240808", tests::twin("ETHFDUSD", 410, '3'))},
              "", {}})
        , tape(tests::tapeOf(tapes, settings, 500ms, 600'000))
    {
    }

    tests::TestFolder m_folder;

public:
    desk::DeskSettings settings;
    StudyTapes tapes;
    DecisionTape tape;
};

DecisionTally tallyAt(const LabSlice& slice, const routing::RouteRequest& request, const routing::RoutingPolicy& policy)
{
    desk::DeskSettings settings = slice.settings;
    settings.routing = policy;
    Redecision redecision(slice.tape, settings, request);
    DecisionTally tally;
    for (std::size_t i = 0; i < slice.tape.size(); ++i) {
        redecision.load(i);
        tally.add(outcomeOf(redecision.decide(), redecision));
    }
    return tally;
}

/// Random values of the range, and around some of the curve's own cuts: the value, and its neighbours both ways.
std::vector<double> valuesToTry(const ThresholdCurve& curve, std::size_t randomOnes)
{
    std::mt19937_64 random(11);
    std::vector<double> values{curve.range.least, curve.range.most, curve.now};
    for (std::size_t i = 0; i < randomOnes; ++i) {
        // Half of them where the cuts are.
        const double most =
            i % 2 == 0 || curve.steps.size() < 2 ? curve.range.most : curve.steps.back().from.value * 1.1;
        values.push_back(std::uniform_real_distribution(curve.range.least, std::min(most, curve.range.most))(random));
    }
    const std::size_t stride = std::max<std::size_t>(1, curve.steps.size() / 15);
    for (std::size_t i = 0; i < curve.steps.size(); i += stride) {
        const double cut = curve.steps[i].from.value;
        values.insert(values.end(), {cut, std::nextafter(cut, -HUGE_VAL), std::nextafter(cut, HUGE_VAL)});
    }
    std::erase_if(values, [&](double value) { return value < curve.range.least || value > curve.range.most; });
    return values;
}

void expectCurveIsWhatDecisionsSay(const LabSlice& slice, const Threshold& threshold, const ThresholdRange& range,
    const routing::RouteRequest& request, std::size_t randomOnes)
{
    Redecision redecision(slice.tape, slice.settings, request);
    const ThresholdCurve curve = curveOf(redecision, threshold, range);
    const OutcomeCurve small(changesOf(redecision, threshold, range));
    for (const double value : valuesToTry(curve, randomOnes)) {
        routing::RoutingPolicy policy = slice.settings.routing;
        threshold.place(policy) = value;
        ASSERT_EQ(stepAt(curve, value).tally, tallyAt(slice, request, policy)) << threshold.key << " = " << value;
        ASSERT_EQ(small.at(value), stepAt(curve, value).tally) << threshold.key << " = " << value;
    }
}

/// The ranges that the settings have for them.
ThresholdRange rangeOf(const Threshold& threshold)
{
    switch (threshold.compared) {
    case Compared::Liquidity:
    case Compared::Stability:
        return {0, 100};
    case Compared::BookAge:
        return {0.1, 3600};
    case Compared::Resilience:
        return {0, 1000};
    case Compared::Adverse:
        return {0, 10'000};
    default:
        return {0, 1};
    }
}

} // namespace

TEST(ThresholdCurve, isWhatDecisionsSayAtTwoHundredRandomValuesAndAtItsCuts)
{
    LEADLINE_NEEDS(futures, "tapes/binance-futures_ethusdt_20240808.gz");
    const LabSlice slice(futures);
    const Threshold& threshold = *findThreshold("routing.aggressive_obi");
    for (const Side side : {Side::Bid, Side::Ask}) {
        Redecision redecision(slice.tape, slice.settings, tests::order(side, 10'000));
        EXPECT_GT(curveOf(redecision, threshold, {0, 1}).steps.size(), 10U);
        expectCurveIsWhatDecisionsSay(slice, threshold, {0, 1}, tests::order(side, 10'000), 200);
    }
}

TEST(ThresholdCurve, isWhatTheRecordingSaysWithThatValue)
{
    LEADLINE_NEEDS(futures, "tapes/binance-futures_ethusdt_20240808.gz");
    const LabSlice slice(futures);
    const auto request = tests::order(Side::Bid, 10'000);
    const Threshold& threshold = *findThreshold("routing.aggressive_obi");
    Redecision redecision(slice.tape, slice.settings, request);
    const ThresholdCurve curve = curveOf(redecision, threshold, {0, 1});
    for (const double value : valuesToTry(curve, 4)) {
        desk::DeskSettings settings = slice.settings;
        settings.routing.aggressiveObi = value;
        const auto raw = tests::decidedRaw(slice.tapes, settings, request, 250ms);
        const auto aggressive = std::ranges::count_if(
            raw, [](const std::string& json) { return json.contains(R"("action":"AGGRESSIVE")"); });
        ASSERT_EQ(stepAt(curve, value).tally.actions[static_cast<std::size_t>(routing::Action::Aggressive)], aggressive)
            << value;
    }
}

TEST(ThresholdCurve, isExactForEveryThreshold)
{
    LEADLINE_NEEDS(futures, "tapes/binance-futures_ethusdt_20240808.gz");
    const LabSlice slice(futures);
    for (const Threshold& threshold : thresholds()) {
        const bool withSignal = threshold.orders != JudgedOrders::WithoutSignal;
        for (const double strength : {0.9, 0.6, 0.4}) {
            const auto request =
                withSignal ? tests::order(Side::Ask, 250'000, strength) : tests::order(Side::Ask, 250'000);
            expectCurveIsWhatDecisionsSay(slice, threshold, rangeOf(threshold), request, 20);
        }
        if (threshold.orders != JudgedOrders::WithSignal) {
            expectCurveIsWhatDecisionsSay(slice, threshold, rangeOf(threshold), tests::order(Side::Bid, 250'000), 20);
        }
    }
}

TEST(ThresholdCurve, isExactAmongSeveralVenues)
{
    LEADLINE_NEEDS(futures, "tapes/binance-futures_ethusdt_20240808.gz");
    LEADLINE_NEEDS(spot, "tapes/binance-spot_ethusdt_20240808.gz");
    const LabSlice slice(futures, spot);
    ASSERT_TRUE(std::ranges::any_of(slice.tape.moments, [](const MomentRow& moment) { return moment.venues == 2; }));
    for (const char* const key :
        {"routing.max_impact_cost", "routing.aggressive_obi", "routing.quote_freshness_seconds"}) {
        const Threshold& threshold = *findThreshold(key);
        const ThresholdRange range =
            threshold.compared == Compared::BookAge ? ThresholdRange{0, 5} : rangeOf(threshold);
        expectCurveIsWhatDecisionsSay(slice, threshold, range, tests::order(Side::Bid, 300'000), 60);
    }
}

TEST(ThresholdCurve, isExactWhereAnOrderMayBeDivided)
{
    LEADLINE_NEEDS(spot, "tapes/binance-spot_ethusdt_20240808.gz");
    const LabSlice slice = LabSlice::ofTriplets(spot);
    const auto request = tests::order(Side::Bid, 400'000);
    const auto raw = tests::decidedRaw(slice.tapes, slice.settings, request, 500ms);
    const auto isDivided = [](const std::string& json) { return json.contains(R"("symbol":"ETHUSDC","size":)"); };
    ASSERT_TRUE(std::ranges::any_of(raw, isDivided)) << "some of them are";
    ASSERT_EQ(slice.tape.moments.back().venues, 3U);
    for (const char* const key : {"routing.max_impact_cost", "routing.aggressive_obi"}) {
        const Threshold& threshold = *findThreshold(key);
        expectCurveIsWhatDecisionsSay(slice, threshold, {0, 1}, request, 100);
    }
    // Who is fresh decides whose impact it is.
    const MapThreshold impact{*findThreshold("routing.max_impact_cost"), {0, 1}};
    const MapThreshold freshness{*findThreshold("routing.quote_freshness_seconds"), {0, 0.5}};
    Redecision redecision(slice.tape, slice.settings, request);
    const auto map = flipMapOf(redecision, impact, freshness, 1'000'000);
    ASSERT_TRUE(map) << map.error().what;
    for (std::size_t i = 0; i < map->axes[0].from.size(); ++i) {
        for (std::size_t j = 0; j < map->axes[1].from.size(); ++j) {
            routing::RoutingPolicy policy = slice.settings.routing;
            policy.maxImpactCost = map->axes[0].from[i].value;
            policy.quoteFreshnessSeconds = map->axes[1].from[j].value;
            const DecisionTally tally = tallyAt(slice, request, policy);
            const MapCell& cell = cellAt(*map, policy.maxImpactCost, policy.quoteFreshnessSeconds);
            ASSERT_TRUE(std::ranges::equal(cell.actions, tally.actions)) << i << ", " << j;
            ASSERT_EQ(cell.cost, tally.cost) << i << ", " << j;
        }
    }
}

TEST(ThresholdCurve, isOneStepWhereNothingIsCompared)
{
    LEADLINE_NEEDS(futures, "tapes/binance-futures_ethusdt_20240808.gz");
    const LabSlice slice(futures);
    Redecision redecision(slice.tape, slice.settings, tests::order(Side::Bid, 10'000));
    const ThresholdCurve curve = curveOf(redecision, *findThreshold("signal.max_adverse_bps"), {0, 10'000});
    ASSERT_EQ(curve.steps.size(), 1U);
    EXPECT_EQ(curve.decisions, slice.tape.size());
    const std::string json = curveJson(curve, "");
    EXPECT_TRUE(json.contains(R"("from":null,"to":null)")) << json;
}

TEST(OutcomeCurve, countsManyValuesInOnePass)
{
    LEADLINE_NEEDS(futures, "tapes/binance-futures_ethusdt_20240808.gz");
    const LabSlice slice(futures);
    Redecision redecision(slice.tape, slice.settings, tests::order(Side::Bid, 10'000));
    const OutcomeCurve curve(changesOf(redecision, *findThreshold("routing.aggressive_obi"), {0, 1}));
    ASSERT_FALSE(curve.isFlat());
    std::vector<double> values;
    for (int i = 0; i <= 300; ++i) {
        values.push_back(i / 300.0);
    }
    const auto counts = curve.countsAt(values);
    ASSERT_EQ(counts.size(), values.size());
    for (std::size_t i = 0; i < values.size(); ++i) {
        ASSERT_EQ(counts[i], curve.at(values[i]).actions) << values[i];
    }
    EXPECT_NE(counts.front(), counts.back());
}

/// A curve of as many steps as it takes to have several tallies on the way.
TEST(OutcomeCurve, isExactBehindManySteps)
{
    CurveChanges changes{.range = {0, 1}, .decisions = 2000};
    const DecisionOutcome takes{.action = routing::Action::Aggressive, .cost = 7, .fees = 2};
    const DecisionOutcome rests{.action = routing::Action::Passive, .cost = 3, .fees = 1, .isPriced = false};
    changes.first.add(takes, 2000);
    for (int i = 0; i < 2000; ++i) {
        changes.changes.push_back({{(i + 1) / 2001.0, i % 2 == 1}, takes, rests});
    }
    const OutcomeCurve curve(changes);
    DecisionTally tally = changes.first;
    for (const CurveChange& change : changes.changes) {
        const double below = std::nextafter(change.at.value, 0);
        ASSERT_EQ(curve.at(below), tally);
        ASSERT_EQ(curve.at(change.at.value) == tally, change.at.isAbove);
        tally.add(change.before, -1);
        tally.add(change.after);
        ASSERT_EQ(curve.at(std::nextafter(change.at.value, 1)), tally);
    }
}

TEST(OutcomeCurve, endsEarlyWhereItIsToldTo)
{
    LEADLINE_NEEDS(futures, "tapes/binance-futures_ethusdt_20240808.gz");
    const LabSlice slice(futures);
    Redecision redecision(slice.tape, slice.settings, tests::order(Side::Bid, 10'000));
    std::stop_source source;
    source.request_stop();
    const Progress progress{.stop = source.get_token()};
    EXPECT_TRUE(
        changesOf(redecision, *findThreshold("routing.aggressive_obi"), {0, 1}, nullptr, progress).changes.empty());
    EXPECT_EQ(compareThresholds(redecision, redecision, nullptr, progress).before, DecisionTally{});
    int asked = 0;
    DecisionTapeMaker maker(slice.settings, slice.tape.basis);
    const auto report = maker.run(slice.tapes, [&](std::uint64_t bytes) {
        EXPECT_GT(bytes, 0U);
        return ++asked < 1;
    });
    ASSERT_TRUE(report);
    EXPECT_EQ(asked, 1);
    EXPECT_LT(maker.take().size(), slice.tape.size());
}

TEST(MomentsAbout, areThoseOfOneInstrument)
{
    LEADLINE_NEEDS(futures, "tapes/binance-futures_ethusdt_20240808.gz");
    LEADLINE_NEEDS(spot, "tapes/binance-spot_ethusdt_20240808.gz");
    const tests::TestFolder folder;
    const StudyTapes both{{tests::slice(folder, spot, 2500, "binance-spot_ethusdt_20240808"),
                              tests::slice(folder, futures, 4000, "binance-futures_ethusdt_20240808")},
        "", {}};
    DecisionTape tape = tests::tapeOf(both, {}, 500ms, 100'000);
    const std::vector<Subject> subjects = subjectsOf(tape);
    ASSERT_EQ(subjects.size(), 2U);
    EXPECT_EQ(subjects[0].name, "ETH/USDT");
    EXPECT_EQ(subjects[1].name, "ETH/USDT-PERP");
    EXPECT_EQ(subjects[0].decisions + subjects[1].decisions, tape.size());
    const std::vector<MomentRow> all = tape.moments;
    EXPECT_EQ(momentsAbout(tape, all, "").size(), all.size());
    const auto request = tests::order(Side::Bid, 10'000);
    std::vector<std::string> expected = tests::decidedAgain(tape, {}, request);
    std::erase_if(expected, [](const std::string& json) { return !json.contains(R"("venue":"binance-futures")"); });
    tape.moments = momentsAbout(tape, all, "ETH/USDT-PERP");
    EXPECT_EQ(tape.size(), subjects[1].decisions);
    EXPECT_TRUE(tests::decidedAgain(tape, {}, request) == expected);
}

TEST(FlipMap, isWhatDecisionsSayAtTenThousandPoints)
{
    LEADLINE_NEEDS(futures, "tapes/binance-futures_ethusdt_20240808.gz");
    const LabSlice slice(futures);
    const auto request = tests::order(Side::Bid, 250'000);
    const MapThreshold first{*findThreshold("routing.aggressive_obi"), {0, 1}};
    const MapThreshold second{*findThreshold("routing.max_impact_cost"), {0, 1}};
    Redecision redecision(slice.tape, slice.settings, request);
    const auto map = flipMapOf(redecision, first, second, 1'000'000);
    ASSERT_TRUE(map) << map.error().what;
    ASSERT_GT(map->axes[0].from.size(), 5U);
    ASSERT_GT(map->axes[1].from.size(), 5U);

    // Points evenly over what the axes hold, so that they fall among the cells; one in ten on a cut.
    constexpr std::size_t points = 100;
    const auto pointOf = [](const MapAxis& axis, std::size_t i) {
        if (i % 10 == 0) {
            return axis.from[i * axis.from.size() / points].value;
        }
        return axis.range.least + (axis.from.back().value * 1.05 - axis.range.least) * static_cast<double>(i) / points;
    };
    std::vector<std::vector<MapCell>> brute(points, std::vector<MapCell>(points));
    for (std::size_t moment = 0; moment < slice.tape.size(); ++moment) {
        redecision.load(moment);
        for (std::size_t i = 0; i < points; ++i) {
            for (std::size_t j = 0; j < points; ++j) {
                routing::RoutingPolicy policy = slice.settings.routing;
                policy.aggressiveObi = pointOf(map->axes[0], i);
                policy.maxImpactCost = pointOf(map->axes[1], j);
                const DecisionOutcome outcome = outcomeOf(redecision.decide(policy), redecision);
                ++brute[i][j].actions[static_cast<std::size_t>(outcome.action)];
                brute[i][j].cost += outcome.cost;
            }
        }
    }
    for (std::size_t i = 0; i < points; ++i) {
        for (std::size_t j = 0; j < points; ++j) {
            ASSERT_EQ(cellAt(*map, pointOf(map->axes[0], i), pointOf(map->axes[1], j)), brute[i][j]) << i << ", " << j;
        }
    }
}

TEST(FlipMap, isRefusedWhereItWouldBeTooLarge)
{
    LEADLINE_NEEDS(futures, "tapes/binance-futures_ethusdt_20240808.gz");
    const LabSlice slice(futures);
    Redecision redecision(slice.tape, slice.settings, tests::order(Side::Bid, 10'000));
    const auto map = flipMapOf(redecision, {*findThreshold("routing.aggressive_obi"), {0, 1}},
        {*findThreshold("routing.max_impact_cost"), {0, 1}}, 4);
    ASSERT_FALSE(map);
    EXPECT_TRUE(map.error().what.contains("more than 4")) << map.error().what;
}

TEST(ThresholdComparison, countsWhatComesOutOtherwise)
{
    LEADLINE_NEEDS(futures, "tapes/binance-futures_ethusdt_20240808.gz");
    const LabSlice slice(futures);
    const auto request = tests::order(Side::Bid, 10'000);
    desk::DeskSettings other = slice.settings;
    other.routing.aggressiveObi = 0.1;
    Redecision before(slice.tape, slice.settings, request);
    Redecision after(slice.tape, other, request);
    const ThresholdComparison comparison = compareThresholds(before, after);

    const auto raw = tests::decidedRaw(slice.tapes, slice.settings, request, 250ms);
    const auto changed = tests::decidedRaw(slice.tapes, other, request, 250ms);
    std::vector<std::size_t> expected;
    const auto isAggressive = [](const std::string& json) { return json.contains(R"("action":"AGGRESSIVE")"); };
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (isAggressive(raw[i]) != isAggressive(changed[i])) {
            expected.push_back(i);
        }
    }
    std::vector<std::size_t> found;
    for (const ChangedDecision& change : comparison.changed) {
        found.push_back(change.moment);
        EXPECT_EQ(change.before.action, routing::Action::Passive);
        EXPECT_EQ(change.after.action, routing::Action::Aggressive);
    }
    EXPECT_EQ(found, expected);
    EXPECT_FALSE(found.empty());
    EXPECT_EQ(comparison.before, tallyAt(slice, request, slice.settings.routing));
    EXPECT_EQ(comparison.after, tallyAt(slice, request, other.routing));
    // Taking pays the spread and the taker's fee.
    EXPECT_GT(comparison.difference.value, 0);
    EXPECT_NEAR(comparison.difference.value * static_cast<double>(comparison.compared),
        comparison.after.costInQuote() - comparison.before.costInQuote(), 1e-6);

    const ThresholdComparison same = compareThresholds(before, before);
    EXPECT_TRUE(same.changed.empty());
    EXPECT_EQ(same.difference.value, 0);
}

TEST(SeriesMean, isTheNeweyWestIntervalOfAnIndependentCalculation)
{
    std::mt19937_64 random(3);
    std::normal_distribution<double> noise;
    for (const std::size_t count : {2U, 3U, 10U, 27U, 500U}) {
        std::vector<double> values;
        double level = 0;
        for (std::size_t i = 0; i < count; ++i) {
            level = 0.6 * level + noise(random); // neighbours are alike
            values.push_back(5 + level);
        }
        // As the paper writes it: every pair of the series, with the weight of its distance.
        long double sum = 0;
        for (const double value : values) {
            sum += value;
        }
        const long double mean = sum / count;
        const auto lags =
            std::min<long>(static_cast<long>(std::floor(std::cbrt(count + 0.5))), static_cast<long>(count) - 2);
        long double weighted = 0;
        for (std::size_t i = 0; i < count; ++i) {
            for (std::size_t j = 0; j < count; ++j) {
                const long distance = std::labs(static_cast<long>(i) - static_cast<long>(j));
                const long double weight = 1 - static_cast<long double>(distance) / (lags + 1);
                weighted += weight > 0 ? weight * (values[i] - mean) * (values[j] - mean) : 0;
            }
        }
        const double reach = 1.959963984540054 * std::sqrt(static_cast<double>(std::max(0.0L, weighted))) / count;
        const auto interval = meanOfSeries(values);
        EXPECT_NEAR(interval.value, static_cast<double>(mean), 1e-12);
        EXPECT_NEAR(interval.low, static_cast<double>(mean) - reach, 1e-9) << count;
        EXPECT_NEAR(interval.high, static_cast<double>(mean) + reach, 1e-9) << count;
    }
    EXPECT_TRUE(std::isnan(meanOfSeries({}).value));
    EXPECT_TRUE(std::isnan(meanOfSeries(std::vector{1.0}).low));
}

} // namespace leadline::lab
