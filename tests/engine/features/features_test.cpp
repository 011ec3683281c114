// SPDX-License-Identifier: MIT
#include "engine/features/feature_json.h"
#include "engine/features/feature_stream.h"
#include "engine/venues/venue.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <cmath>
#include <deque>
#include <random>
#include <set>
#include <vector>

namespace leadline::features
{

using tests::price;
using tests::size;

namespace
{

FeatureSet featuresOf(const book::OrderBook& book, const core::Instrument& instrument = tests::ethereum(),
    const BookFeatureSettings& settings = {})
{
    FeatureSet features;
    writeBookFeatures(book, instrument, settings, features);
    return features;
}

/// bids 99/1, 98/2, 97/3 and asks 101/4, 102/5: small enough to work out by hand.
book::OrderBook handBook()
{
    return tests::book({{"99", "1"}, {"98", "2"}, {"97", "3"}}, {{"101", "4"}, {"102", "5"}});
}

class Collector final : public SampleListener
{
public:
    void sampled(const FeatureSet& features) override { samples.push_back(features); }
    std::vector<FeatureSet> samples;
};

/// A book and its stream, fed with diffs at given times.
class StreamTest : public testing::Test
{
protected:
    void apply(std::int64_t timeMs, const std::vector<core::Level>& bids, const std::vector<core::Level>& asks)
    {
        const core::BookUpdate update{.eventTime = core::fromMilliseconds(timeMs), .bids = bids, .asks = asks};
        stream.bookWillChange(update.eventTime);
        book.apply(bids, asks);
        stream.bookChanged(update);
    }

    book::OrderBook book;
    Collector collector;
    FeatureStream stream{book, tests::ethereum(), {}, collector};
};

} // namespace

TEST(BookFeatures, equalTheFiguresWorkedOutByHand)
{
    const FeatureSet f = featuresOf(handBook());

    EXPECT_EQ(f.mid, price("100"));
    EXPECT_DOUBLE_EQ(f[Feature::Spread], 2);
    EXPECT_DOUBLE_EQ(f[Feature::SpreadPct], 0.02);
    EXPECT_DOUBLE_EQ(f[Feature::SpreadBps], 200);
    EXPECT_DOUBLE_EQ(f[Feature::Microprice], (99.0 * 4 + 101.0 * 1) / 5);
    EXPECT_DOUBLE_EQ(f[Feature::Obi1], -0.6);
    EXPECT_DOUBLE_EQ(f[Feature::Obi2], (3.0 - 9) / 12);
    EXPECT_DOUBLE_EQ(f[Feature::Obi3], (6.0 - 9) / 15);
    EXPECT_DOUBLE_EQ(f[Feature::Obi], (6.0 - 9) / 15);
    EXPECT_DOUBLE_EQ(f[Feature::WeightedImbalance], (3.0 - 6.5) / 9.5);
    EXPECT_DOUBLE_EQ(f[Feature::LiquidityRatio], 6.0 / 9);
    EXPECT_DOUBLE_EQ(f[Feature::BidDepth], 99 + 196 + 291);
    EXPECT_DOUBLE_EQ(f[Feature::AskDepth], 404 + 510);
    EXPECT_DOUBLE_EQ(f[Feature::DepthImbalance], (586.0 - 914) / 1500);
    EXPECT_DOUBLE_EQ(f[Feature::DepthDollars], 1500);
    EXPECT_DOUBLE_EQ(f[Feature::BookResilience], 5.0 / 10);
    EXPECT_DOUBLE_EQ(f[Feature::VolumeConcentration], 1);
    const double bids = std::exp(-2.0) + 2 * std::exp(-4.0) + 3 * std::exp(-6.0);
    const double asks = 4 * std::exp(-2.0) + 5 * std::exp(-4.0);
    EXPECT_DOUBLE_EQ(f[Feature::PressureImbalanceWeighted], (bids - asks) / (bids + asks));
}

TEST(BookFeatures, areTheSameForTheRouter)
{
    std::mt19937_64 random(23);
    for (int round = 0; round < 500; ++round) {
        std::vector<core::Level> bids;
        std::vector<core::Level> asks;
        std::int64_t bid = 268'162;
        std::int64_t ask = 268'163;
        for (int i = 0; i < 30; ++i) {
            bids.push_back({core::Price::fromRaw(bid * 10'000'000),
                core::Quantity::fromRaw(static_cast<std::int64_t>(random() % 900'000'000'000 + 1))});
            asks.push_back({core::Price::fromRaw(ask * 10'000'000),
                core::Quantity::fromRaw(static_cast<std::int64_t>(random() % 900'000'000'000 + 1))});
            bid -= static_cast<std::int64_t>(random() % 30 + 1);
            ask += static_cast<std::int64_t>(random() % 30 + 1);
        }
        book::OrderBook book;
        book.assign(bids, asks);
        const FeatureSet whole = featuresOf(book);
        for (const core::Side side : {core::Side::Bid, core::Side::Ask}) {
            FeatureSet part;
            writeRoutingFeatures(book, tests::ethereum(), {}, side, part);
            for (const Feature feature : {Feature::SpreadPct, Feature::Obi, Feature::LiquidityRatio,
                     side == core::Side::Bid ? Feature::ImpactCostBuy : Feature::ImpactCostSell}) {
                EXPECT_EQ(part[feature], whole[feature]);
            }
        }
        double bidPressure = 0;
        double askPressure = 0;
        const double mid = whole.mid.toDoubleLossy();
        for (std::size_t i = 0; i < 10; ++i) {
            bidPressure +=
                bids[i].size.toDoubleLossy() * std::exp(-(mid - bids[i].price.toDoubleLossy()) / mid * 1e4 / 50);
            askPressure +=
                asks[i].size.toDoubleLossy() * std::exp(-(asks[i].price.toDoubleLossy() - mid) / mid * 1e4 / 50);
        }
        EXPECT_NEAR(whole[Feature::PressureImbalanceWeighted],
            (bidPressure - askPressure) / (bidPressure + askPressure), 1e-12);
    }
}

TEST(BookFeatures, sweepTheBookForTheImpact)
{
    // 404 at 101, then 96 of the 510 at 102: 4 + 96/102 units for 500.
    const double vwap = 500 / (4 + 96.0 / 102);
    EXPECT_NEAR(impactCost(handBook(), tests::ethereum(), core::Side::Bid, 500), (vwap - 100) / 100, 1e-15);
    EXPECT_NEAR(impactCost(handBook(), tests::ethereum(), core::Side::Ask, 99), 0.01, 1e-15);
}

TEST(BookFeatures, callAShortBookInsufficientAndNotCheap)
{
    EXPECT_EQ(impactCost(handBook(), tests::ethereum(), core::Side::Bid, 914.01), FeatureSet::insufficient);
    EXPECT_LT(impactCost(handBook(), tests::ethereum(), core::Side::Bid, 914), 1);
    EXPECT_GT(FeatureSet::insufficient, 1e300);
    EXPECT_EQ(featuresOf(handBook())[Feature::ImpactCost], FeatureSet::insufficient);
}

TEST(BookFeatures, leaveTheResilienceOfATwoLevelBookUndefined)
{
    const FeatureSet f = featuresOf(tests::book({{"99", "1"}}, {{"101", "1"}}));

    EXPECT_FALSE(f.value(Feature::BookResilience).has_value());
    EXPECT_DOUBLE_EQ(f[Feature::VolumeConcentration], 1);
}

TEST(BookFeatures, countAnInverseContractByItsQuoteValue)
{
    const core::Instrument coin =
        venues::findVenue("binance-coinm")->instrumentOf({core::VenueId("binance-coinm"), core::Symbol("ETHUSD_PERP")});
    const FeatureSet f = featuresOf(tests::book({{"2000", "7"}}, {{"2001", "9"}}), coin, {.impactNotional = 90});

    EXPECT_DOUBLE_EQ(f[Feature::BidDepth], 70);
    EXPECT_DOUBLE_EQ(f[Feature::AskDepth], 90);
    EXPECT_NEAR(f[Feature::ImpactCostBuy], 0.5 / 2000.5, 1e-15);
    EXPECT_EQ(f[Feature::ImpactCostSell], FeatureSet::insufficient);
}

TEST_F(StreamTest, samplesTheStateAfterTheLastUpdateOfEachBucket)
{
    apply(1000, tests::levels({{"99", "1"}}), tests::levels({{"101", "1"}}));
    apply(1040, tests::levels({{"99", "3"}}), {});
    apply(1099, tests::levels({{"99", "5"}}), {});
    EXPECT_TRUE(collector.samples.empty()) << "the bucket may still see an update";
    apply(1300, tests::levels({{"99", "7"}}), {});
    ASSERT_EQ(collector.samples.size(), 1U);
    EXPECT_EQ(collector.samples[0].time, core::fromMilliseconds(1099));
    EXPECT_DOUBLE_EQ(collector.samples[0][Feature::Obi1], 4.0 / 6);
    stream.finish();
    ASSERT_EQ(collector.samples.size(), 2U);
    EXPECT_EQ(collector.samples[1].time, core::fromMilliseconds(1300));
    stream.finish();
    EXPECT_EQ(collector.samples.size(), 2U);
}

TEST_F(StreamTest, givesNoSampleOfACrossedBookAndLetsTimeStandWhenItStepsBack)
{
    apply(1000, tests::levels({{"99", "1"}}), tests::levels({{"101", "1"}}));
    apply(1100, tests::levels({{"102", "1"}}), {});
    apply(1200, tests::levels({{"102", "0"}}), {});
    ASSERT_EQ(collector.samples.size(), 1U) << "1000 only: crossed at 1100";
    apply(1150, tests::levels({{"99", "2"}}), {});
    EXPECT_EQ(collector.samples.size(), 1U) << "the stamp stepped back into the open bucket";
    apply(1300, {}, {});
    ASSERT_EQ(collector.samples.size(), 2U);
    EXPECT_EQ(collector.samples[1].time, core::fromMilliseconds(1200));
}

TEST_F(StreamTest, sumsOrderFlowByTheDefinition)
{
    apply(1000, tests::levels({{"99", "1"}}), tests::levels({{"101", "1"}}));
    apply(1100, tests::levels({{"99", "4"}}), {}); // same price: +4 - 1 = +3
    apply(1200, tests::levels({{"100", "2"}}), {}); // bid improves: +2
    apply(1300, {}, tests::levels({{"101", "0"}, {"102", "5"}})); // ask falls away: +1 (its old size)
    apply(1400, tests::levels({{"100", "0"}}), {}); // bid falls back to 99: -2
    stream.finish();

    EXPECT_DOUBLE_EQ(collector.samples.back()[Feature::Ofi10s], 3 + 2 + 1 - 2);
    EXPECT_DOUBLE_EQ(collector.samples.back()[Feature::OfiNormalized10s], 4.0 / 8);
}

TEST_F(StreamTest, keepsTheFlowWindowHalfOpen)
{
    apply(0 + 1000, tests::levels({{"99", "1"}}), tests::levels({{"101", "1"}}));
    apply(2000, tests::levels({{"99", "2"}}), {}); // +1 at 2 s
    apply(12'000, {}, {}); // 2 s is now exactly 10 s ago: outside
    stream.finish();

    EXPECT_DOUBLE_EQ(collector.samples[1][Feature::Ofi10s], 1);
    EXPECT_DOUBLE_EQ(collector.samples[2][Feature::Ofi10s], 0);
    EXPECT_DOUBLE_EQ(collector.samples[2][Feature::OfiNormalized10s], 0);
    EXPECT_DOUBLE_EQ(collector.samples[2][Feature::Ofi30s], 1);
}

TEST_F(StreamTest, comparesNothingAcrossARestart)
{
    apply(1000, tests::levels({{"99", "1"}}), tests::levels({{"101", "1"}}));
    stream.bookRestarted();
    apply(1100, tests::levels({{"99", "100"}}), {});
    stream.finish();

    EXPECT_DOUBLE_EQ(collector.samples.back()[Feature::Ofi10s], 0);
}

TEST(SpreadStability, equalsTheTextbookFormulaOnRandomSpreads)
{
    std::mt19937_64 random(3);
    SpreadStability stability;
    std::deque<double> history;
    for (int i = 0; i < 500; ++i) {
        const auto ticks = static_cast<std::int64_t>(random() % 50 + 1);
        stability.add(core::Price::fromRaw(ticks * 10'000'000));
        history.push_back(static_cast<double>(ticks) * 0.01);
        FeatureSet f;
        stability.write(f);
        if (history.size() < 2) {
            EXPECT_FALSE(f.value(Feature::SpreadStability10).has_value());
            continue;
        }
        const std::size_t n = std::min<std::size_t>(50, history.size());
        double mean = 0;
        double squares = 0;
        for (std::size_t k = history.size() - n; k < history.size(); ++k) {
            mean += history[k] / static_cast<double>(n);
        }
        for (std::size_t k = history.size() - n; k < history.size(); ++k) {
            squares += (history[k] - mean) * (history[k] - mean);
        }
        const double deviation = std::sqrt(squares / static_cast<double>(n - 1));
        EXPECT_NEAR(f[Feature::SpreadStability50], deviation, 1e-12);
        EXPECT_NEAR(f[Feature::SpreadStabilityNorm50], deviation / mean, 1e-9);
    }
}

TEST(Vpin, averagesTheImbalanceOfEqualBuckets)
{
    Vpin vpin({.buckets = 4, .bucketVolume = 10, .warmUpTrades = 0});
    const auto trade = [&](const char* amount, core::Side aggressor) {
        vpin.add({.eventTime = core::fromMilliseconds(1000), .size = size(amount), .aggressor = aggressor});
    };
    trade("10", core::Side::Bid); // 10 : 0
    trade("6", core::Side::Bid);
    trade("4", core::Side::Ask); // 6 : 4
    trade("25", core::Side::Ask); // 0 : 10, 0 : 10, and 5 open
    ASSERT_TRUE(vpin.value().has_value());
    EXPECT_DOUBLE_EQ(*vpin.value(), (10 + 2 + 10 + 10) / 40.0);
    trade("5", core::Side::Bid); // 5 : 5 replaces the first
    EXPECT_DOUBLE_EQ(*vpin.value(), (2 + 10 + 10 + 0) / 40.0);
}

TEST(Vpin, isUndefinedUntilItsBucketsAreFull)
{
    Vpin vpin({.buckets = 2, .bucketVolume = 10, .warmUpTrades = 0});
    vpin.add({.eventTime = core::fromMilliseconds(1), .size = size("19"), .aggressor = core::Side::Bid});
    EXPECT_FALSE(vpin.value().has_value());
    vpin.add({.eventTime = core::fromMilliseconds(2), .size = size("1"), .aggressor = core::Side::Ask});
    EXPECT_DOUBLE_EQ(*vpin.value(), (10 + 8) / 20.0);
}

TEST(Vpin, survivesATradeOfAMillionBuckets)
{
    Vpin vpin({.buckets = 50, .bucketVolume = 1e-6, .warmUpTrades = 0});
    vpin.add({.eventTime = core::fromMilliseconds(1), .size = size("1000000000"), .aggressor = core::Side::Bid});
    EXPECT_DOUBLE_EQ(*vpin.value(), 1);
}

TEST(Volatility, equalsTheDeviationOfOneSecondReturns)
{
    Volatility volatility;
    const std::vector<double> mids{100, 101, 100.5, 100.5, 102};
    for (std::size_t i = 0; i < mids.size(); ++i) {
        volatility.add(core::fromMilliseconds(static_cast<std::int64_t>(i) * 1000 + 10), 50); // overwritten below
        volatility.add(core::fromMilliseconds(static_cast<std::int64_t>(i) * 1000 + 900), mids[i]);
    }
    volatility.add(core::fromMilliseconds(5100), 1);
    std::vector<double> returns;
    for (std::size_t i = 1; i < mids.size(); ++i) {
        returns.push_back(std::log(mids[i] / mids[i - 1]));
    }
    double mean = 0;
    for (const double r : returns) {
        mean += r / 4;
    }
    double squares = 0;
    for (const double r : returns) {
        squares += (r - mean) * (r - mean);
    }
    EXPECT_NEAR(volatility.value().value(), std::sqrt(squares / 3) * 1e4, 1e-9);
}

TEST(Volatility, repeatsTheMidThroughSilence)
{
    Volatility volatility;
    volatility.add(core::fromMilliseconds(500), 100);
    volatility.add(core::fromMilliseconds(1500), 110);
    EXPECT_FALSE(volatility.value().has_value());
    volatility.add(core::fromMilliseconds(500'000), 110);
    EXPECT_DOUBLE_EQ(volatility.value().value(), 0) << "sixty silent seconds";
}

TEST(FeatureJson, givesBackWhatFilesHave)
{
    FeatureSet features;
    features.time = core::fromNanoseconds(1'723'118'400'123'456'789);
    features.bestBid = tests::price("61000.000000001");
    features.bestAsk = tests::price("61000.1");
    features.mid = tests::price("61000.05");
    for (const FeatureInfo& info : featureTable()) {
        features[info.feature] = 1.0 / (3 + static_cast<double>(info.feature));
    }
    features[Feature::Vpin] = FeatureSet::undefined;
    features[Feature::ImpactCostBuy] = FeatureSet::insufficient;
    const auto read = featuresOf(toJson(features));
    ASSERT_TRUE(read) << read.error().what;
    EXPECT_TRUE(read->time == features.time && read->bestBid == features.bestBid && read->bestAsk == features.bestAsk
        && read->mid == features.mid);
    for (const FeatureInfo& info : featureTable()) {
        const bool isOpen = info.feature == Feature::Vpin || info.feature == Feature::ImpactCostBuy;
        EXPECT_EQ(read->value(info.feature), isOpen ? std::nullopt : features.value(info.feature)) << info.name;
    }
    EXPECT_EQ(featuresOf("")->time, core::Timestamp{}) << "no sample";
    EXPECT_TRUE(std::isnan((*featuresOf(R"({"of_another_version":1})"))[Feature::Obi]));
    EXPECT_FALSE(featuresOf("{\"obi\":"));
}

TEST(FeatureTable, namesEveryFeatureOnce)
{
    std::set<std::string_view> names;
    for (const FeatureInfo& info : featureTable()) {
        EXPECT_TRUE(names.insert(info.name).second) << info.name;
        EXPECT_LT(info.least, info.most);
    }
}

} // namespace leadline::features
