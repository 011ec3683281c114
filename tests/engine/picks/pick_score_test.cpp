// SPDX-License-Identifier: MIT
#include "engine/picks/pick_rules.h"
#include "engine/picks/pick_score.h"
#include "tests/support/pick_builder.h"

#include <gtest/gtest.h>

#include <cmath>

namespace leadline::picks
{

namespace
{

using tests::PickBuilder;

const core::Timestamp now = PickBuilder::noon;

struct QualityCase {
    const char* name;
    const char* bid;
    const char* ask;
    const char* bids; ///< shares
    const char* asks;
    int quality;
};

class Quality : public testing::TestWithParam<QualityCase>
{
};

} // namespace

// Touches around 100, so that 0.1 of spread are 10 bps and 1000 shares a side are 200,000 dollars.
TEST_P(Quality, countsPointsAsTheTableSays)
{
    const QualityCase& c = GetParam();
    EXPECT_EQ(qualityOf(PickBuilder().quote(c.bid, c.ask).sizes(c.bids, c.asks).reading(), {}), c.quality);
}

INSTANTIATE_TEST_SUITE_P(PickScore, Quality,
    testing::Values(QualityCase{"best", "99.99", "100.01", "5000", "5000", 4 + 3 + 3},
        QualityCase{"spreadBelow10", "99.950000001", "100.05", "5000", "5000", 10},
        QualityCase{"spreadAt10", "99.95", "100.05", "5000", "5000", 9},
        QualityCase{"spreadBelow25", "99.875000001", "100.125", "5000", "5000", 9},
        QualityCase{"spreadAt25", "99.875", "100.125", "5000", "5000", 8},
        QualityCase{"spreadBelow50", "99.750000001", "100.25", "5000", "5000", 8},
        QualityCase{"spreadAt50", "99.75", "100.25", "5000", "5000", 7},
        QualityCase{"spreadBelow100", "99.500000001", "100.5", "5000", "5000", 7},
        QualityCase{"spreadAt100", "99.5", "100.5", "5000", "5000", 6},
        QualityCase{"depthAbove500k", "99.99", "100.01", "2500.000000001", "2500", 10},
        QualityCase{"depthAt500k", "99.99", "100.01", "2500", "2500", 9},
        QualityCase{"depthAbove200k", "99.99", "100.01", "1000.000000001", "1000", 9},
        QualityCase{"depthAt200k", "99.99", "100.01", "1000", "1000", 8},
        QualityCase{"depthAbove100k", "99.99", "100.01", "500.000000001", "500", 8},
        QualityCase{"depthAt100k", "99.99", "100.01", "500", "500", 7},
        QualityCase{"imbalanceBelow20Percent", "99.99", "100.01", "5999.999999999", "4000", 10},
        QualityCase{"imbalanceAt20Percent", "99.99", "100.01", "6000", "4000", 9},
        QualityCase{"imbalanceBelow40PercentToTheAsks", "99.99", "100.01", "3000", "6999.999999999", 9},
        QualityCase{"imbalanceAt40Percent", "99.99", "100.01", "3000", "7000", 8},
        QualityCase{"imbalanceBelow60Percent", "99.99", "100.01", "7999.999999999", "2000", 8},
        QualityCase{"imbalanceAt60Percent", "99.99", "100.01", "8000", "2000", 7},
        QualityCase{"noDepth", "99.99", "100.01", "0", "0", 4}, QualityCase{"worst", "98", "102", "300", "30", 0}),
    [](const auto& entry) { return std::string(entry.param.name); });

TEST(Reading, addsUpTheFiveBestLevels)
{
    SymbolQuote quote{.snapshot = {.symbol = core::Symbol("ETH/USD"), .quoteTime = now}};
    quote.bids = tests::levels({{"100", "1"}, {"99", "2"}, {"98", "3"}, {"97", "4"}, {"96", "5"}, {"95", "100"}});
    quote.asks = tests::levels({{"101", "1"}, {"102", "1"}, {"103", "1"}});
    const Reading reading = readQuote(quote, now);
    EXPECT_EQ(reading.depthKind, DepthKind::TopFive);
    EXPECT_EQ(reading.bid, quote.bids[0]);
    EXPECT_EQ(reading.ask, quote.asks[0]);
    EXPECT_EQ(reading.bidDepth.text(), std::to_string(100 + 198 + 294 + 388 + 480));
    EXPECT_EQ(reading.askDepth.text(), std::to_string(101 + 102 + 103));
    EXPECT_EQ(reading.bidShares, tests::size("15"));
    EXPECT_DOUBLE_EQ(reading.orderImbalance(), (15.0 - 3) / 18);
    EXPECT_DOUBLE_EQ(reading.depthImbalance(), (1460.0 - 306) / 1766);
    EXPECT_DOUBLE_EQ(reading.spreadBps(), 1 / 100.5 * 1e4);

    // One side of a book alone: its touch is no touch of a quote.
    quote.asks.clear();
    quote.snapshot.ask = {tests::price("101"), tests::size("1")};
    EXPECT_EQ(readQuote(quote, now).ask, core::Level());
    EXPECT_FALSE(readQuote(quote, now).hasDepth());
}

TEST(Reading, offersItsFeaturesByName)
{
    const PickFeatures features = featuresOf(PickBuilder().sizes("3000", "1000").reading());
    const std::array expected{
        0.5, 3000 * 99.99, 1000 * 100.01, 2.0, (3000 * 99.99 - 1000 * 100.01) / (3000 * 99.99 + 1000 * 100.01)};
    const std::array names{"order_imbalance", "bid_depth", "ask_depth", "spread_bps", "depth_imbalance"};
    for (std::size_t i = 0; i < features.size(); ++i) {
        EXPECT_EQ(features[i].name, names[i]);
        EXPECT_NEAR(features[i].value, expected[i], 1e-9 * std::abs(expected[i]));
    }
    for (const PickFeature& feature : featuresOf(PickBuilder().quote("0", "100").reading())) {
        EXPECT_TRUE(std::isnan(feature.value)) << feature.name;
    }
    const PickFeatures noDepth = featuresOf(PickBuilder().sizes("0", "0").reading());
    EXPECT_FALSE(std::isnan(noDepth[3].value));
    EXPECT_TRUE(std::isnan(noDepth[1].value));
}

TEST(PickScore, isTheUsersColumnAsItStands)
{
    const PickFeatures features = featuresOf(PickBuilder().reading());
    EXPECT_EQ(scoreOf({}, features, 0.75), 0.75);
    EXPECT_EQ(scoreOf({}, features, std::nullopt), std::nullopt);
    EXPECT_EQ(parseScoreModel("  ").value(), ScoreModel());
}

TEST(PickScore, weighsWhatTheModelNames)
{
    const ScoreModel model =
        parseScoreModel("order_imbalance=2, spread_bps = -0.5 ,score=10,constant=1e1,depth_imbalance=0").value();
    EXPECT_EQ(parseScoreModel(textOf(model)).value(), model);
    const PickFeatures features = featuresOf(PickBuilder().sizes("3000", "1000").reading());
    EXPECT_NEAR(scoreOf(model, features, 0.5).value(), 10 + 10 * 0.5 + 2 * 0.5 - 0.5 * 2, 1e-9);
    EXPECT_EQ(scoreOf(model, features, std::nullopt), std::nullopt);

    const ScoreModel alone = parseScoreModel("order_imbalance=1").value();
    EXPECT_NEAR(scoreOf(alone, features, std::nullopt).value(), 0.5, 1e-9);
    const PickFeatures unknown = featuresOf(PickBuilder().sizes("0", "0").reading());
    EXPECT_EQ(scoreOf(alone, unknown, 1), std::nullopt) << "what weighs something is not known";
    EXPECT_NEAR(scoreOf(parseScoreModel("spread_bps=1").value(), unknown, std::nullopt).value(), 2, 1e-9);
}

TEST(PickScore, refusesModelsThatAreNone)
{
    for (const char* const text : {"order_imbalance", "momentum=1", "spread_bps=wide", "spread_bps=", "spread_bps=1x",
             "score=1,,constant=2", "constant=inf"}) {
        const auto model = parseScoreModel(text);
        ASSERT_FALSE(model) << text;
        EXPECT_TRUE(model.error().what.starts_with("score model: ")) << model.error().what;
    }
}

TEST(PickScore, namesAFileOfATrainedModel)
{
    const auto model = parseScoreModel(" /models/picks.json ");
    ASSERT_TRUE(model);
    EXPECT_EQ(model->file, "/models/picks.json");
    EXPECT_EQ(textOf(*model), "/models/picks.json");
    EXPECT_EQ(nameOf(*model), "picks.json");
    EXPECT_EQ(nameOf(ScoreModel()), "column");
    EXPECT_EQ(nameOf(*parseScoreModel("spread_bps=-1")), "linear");
}

TEST(PickScore, isTheTrainedModelsWhereThereIsOne)
{
    class Seven final : public PickScorer
    {
    public:
        std::optional<double> score(const PickFeatures& features) override
        {
            asked = features;
            return 7;
        }
        PickFeatures asked;
        std::string name() const override { return "seven.json 7"; }
    };
    Seven seven;
    PickRow row{.reading = PickBuilder().reading(), .column = 0.5};
    completeRow(row, Mode::Safe, {}, {}, &seven);
    EXPECT_EQ(row.score, 7);
    EXPECT_EQ(seven.asked[3].name, "spread_bps");
    EXPECT_NEAR(seven.asked[3].value, 2, 1e-9);
    completeRow(row, Mode::Safe, {}, {});
    EXPECT_EQ(row.score, 0.5);
}

} // namespace leadline::picks
