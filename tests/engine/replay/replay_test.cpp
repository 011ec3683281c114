// SPDX-License-Identifier: MIT
#include "engine/replay/replay.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <fstream>

namespace leadline::replay
{

namespace
{

class Samples final : public desk::MarketListener
{
public:
    void sampled(const desk::Market& /*market*/, const features::FeatureSet& features) override
    {
        ++count;
        bytes.append(reinterpret_cast<const char*>(&features), sizeof(features));
    }
    void traded(const desk::Market& /*market*/, const core::Trade& /*trade*/) override { ++trades; }
    void bookMoved(const desk::Market& /*market*/, const core::BookUpdate* /*update*/) override { }
    int count = 0;
    int trades = 0;
    std::string bytes;
};

struct TapeCase {
    const char* name;
    bool hasTicker;
};

} // namespace

class Recording : public testing::TestWithParam<TapeCase>
{
};

TEST_P(Recording, replaysWithoutAGapAndEqualToTheVenuesOwnTouch)
{
    LEADLINE_NEEDS(path, GetParam().name);
    Samples samples;
    desk::Desk desk({}, samples);
    Replay replay(desk, "");

    const auto report = replay.run({path});

    ASSERT_TRUE(report.has_value()) << report.error().what;
    EXPECT_EQ(report->skipped, 0U);
    ASSERT_EQ(desk.markets().size(), 1U);
    const auto counters = desk.markets().front()->counters();
    EXPECT_EQ(counters.book.gaps, 0U);
    EXPECT_EQ(counters.touchChecked > 0, GetParam().hasTicker);
    EXPECT_EQ(counters.touchEqual, counters.touchChecked);
    EXPECT_GT(samples.count, 500);
    EXPECT_GT(samples.trades, 500);
}

INSTANTIATE_TEST_SUITE_P(Shared, Recording,
    testing::Values(TapeCase{"tapes/binance-futures_ethusdt_20240808.gz", true},
        TapeCase{"tapes/binance-spot_ethusdt_20240808.gz", true},
        TapeCase{"tapes/binance-spot_ethusdt_20240809.gz", true},
        TapeCase{"tapes/binance-coinm_ethusd_perp_20240808.gz", true},
        TapeCase{"tapes/binance-futures_btcusdt_20230404.gz", true},
        TapeCase{"tapes/binance-futures_btcusdt_20230405.gz", true},
        TapeCase{"tapes/derived_depth20/DERIVED_ethusdt_20240808_depth20_100ms.gz", false}));

TEST(Replay, isTheSameBytesEveryTime)
{
    LEADLINE_NEEDS(path, "tapes/binance-futures_btcusdt_20230404.gz");
    std::array<std::string, 2> runs;
    for (std::string& run : runs) {
        Samples samples;
        desk::Desk desk({}, samples);
        Replay replay(desk, "");
        ASSERT_TRUE(replay.run({path}).has_value());
        run = samples.bytes;
    }
    EXPECT_EQ(runs[0], runs[1]);
}

TEST(Replay, reproducesThePublishedDepthOfTheBitcoinTape)
{
    // The first three levels a public backtester's notebook prints 60 s into 2023-04-05 (local stamp plus 26,932 µs).
    LEADLINE_NEEDS(path, "tapes/binance-futures_btcusdt_20230405.gz");
    Samples samples;
    desk::Desk desk({}, samples);
    Replay replay(desk, "");
    replay.beforeMessage = [](const desk::Market&, const core::MarketMessage& message) {
        return message.receiveTime + std::chrono::microseconds(26'932)
            <= core::fromNanoseconds(1680652860032116 * std::int64_t{1000});
    };
    ASSERT_TRUE(replay.run({path}).has_value());
    const book::OrderBook& book = desk.markets().front()->book();
    EXPECT_EQ(book.asks()[0], (core::Level{tests::price("28150.8"), tests::size("9.228")}));
    EXPECT_EQ(book.asks()[1], (core::Level{tests::price("28150.9"), tests::size("0.387")}));
    EXPECT_EQ(book.asks()[2], (core::Level{tests::price("28151.0"), tests::size("3.996")}));
    EXPECT_EQ(book.bids()[0], (core::Level{tests::price("28150.7"), tests::size("3.135")}));
    EXPECT_EQ(book.bids()[1], (core::Level{tests::price("28150.6"), tests::size("0.002")}));
    EXPECT_EQ(book.bids()[2], (core::Level{tests::price("28150.5"), tests::size("0.813")}));
}

TEST(Replay, marksAGapWhereALineIsMissingAndNeverDecidesOnIt)
{
    LEADLINE_NEEDS(path, "tapes/binance-futures_btcusdt_20230404.gz");
    Samples samples;
    desk::Desk desk({}, samples);
    auto player = TapePlayer::open(path, "");
    ASSERT_TRUE(player.has_value());
    desk::Market& market =
        desk.open(player->venue().instrumentOf({player->venue().id, core::Symbol("BTCUSDT")}), player->venue().rules);
    int diffs = 0;
    while (player->next() == TapePlayer::Step::Message) {
        const core::MarketMessage& message = player->message();
        if (message.kind == core::MarketMessage::Kind::Book && ++diffs == 1000) {
            continue; // lost
        }
        const bool needsSnapshot = market.apply(message);
        if (message.kind == core::MarketMessage::Kind::Book && diffs == 1001) {
            EXPECT_TRUE(needsSnapshot);
        }
    }
    EXPECT_EQ(market.counters().book.gaps, 1U);
    EXPECT_EQ(market.trust({}, 5, {}), desk::Trust::Bad);
    EXPECT_EQ(
        desk.decide(market, {.side = core::Side::Bid, .size = tests::size("1")}).reason, routing::Reason::NoVenue);
}

TEST(Replay, stampsASnapshotWithoutATimeByWhatThereIs)
{
    constexpr std::string_view snapshot =
        R"({"type":"snapshot","product_id":"ETH-USD","bids":[["100.00","1"]],"asks":[["101.00","1"]]})";
    constexpr std::string_view update = R"({"type":"l2update","product_id":"ETH-USD","changes":[["buy","100.00","2"]],)"
                                        R"("time":"2025-01-02T01:00:00.080000Z"})";
    const auto path = std::filesystem::temp_directory_path() / "leadline-snapshot-without-a-time";
    struct Case {
        std::string head; ///< of the snapshot's line
        std::string next; ///< of the update's
        std::int64_t first; ///< milliseconds of its row
    };
    for (const Case& c : {Case{"1735779600010 ", "1735779600100 ", 1735779600010},
             Case{"1735779600.010,", "1735779600.1,", 1735779600010}, Case{"", "", 1735779600080}}) {
        std::ofstream(path) << c.head << snapshot << '\n' << c.next << update << '\n';
        std::vector<core::Timestamp> times;
        struct Listener final : desk::MarketListener {
            std::vector<core::Timestamp>* times = nullptr;
            void sampled(const desk::Market& market, const features::FeatureSet& /*features*/) override
            {
                times->push_back(market.time());
            }
            void traded(const desk::Market& /*market*/, const core::Trade& /*trade*/) override { }
            void bookMoved(const desk::Market& market, const core::BookUpdate* update) override
            {
                if (update != nullptr) {
                    times->push_back(market.bookTime());
                }
            }
        } listener;
        listener.times = &times;
        desk::Desk desk({}, listener);
        Replay replay(desk, "");
        const auto report = replay.run({path});
        ASSERT_TRUE(report.has_value()) << report.error().what;
        EXPECT_EQ(report->skipped, 0U);
        ASSERT_FALSE(times.empty());
        EXPECT_EQ(times.front(), core::fromMilliseconds(c.first)) << c.head;
        EXPECT_EQ(times.back(), core::fromMilliseconds(1735779600080)) << c.head;
    }
    std::filesystem::remove(path);
}

TEST(Replay, namesWhatIsNoRecordingWithoutAskingForItsVenue)
{
    const auto path = std::filesystem::temp_directory_path() / "leadline-no-recording";
    for (const char* const text : {"nothing\nof the kind\n", "a,b,c\n1,2,3\n", "PK\x03\x04", "1735779600000 pong\n"}) {
        std::ofstream(path) << text;
        Samples samples;
        desk::Desk desk({}, samples);
        const auto report = Replay(desk, "").run({path});
        ASSERT_FALSE(report.has_value());
        EXPECT_EQ(report.error().what.find("--venue"), std::string::npos) << report.error().what;
        EXPECT_TRUE(report.error().what.starts_with(path.string() + ": is ")) << report.error().what;
    }
    std::filesystem::remove(path);
}

TEST(Replay, saysWhenAFileIsNoTapeOfAKnownVenue)
{
    const auto path = std::filesystem::temp_directory_path() / "leadline-other-venue";
    std::ofstream(path) << "1723161255088156767 {\"channel\":\"book\",\"data\":[]}\n";
    Samples samples;
    desk::Desk desk({}, samples);
    Replay replay(desk, "");
    const auto report = replay.run({path});
    ASSERT_FALSE(report.has_value());
    EXPECT_NE(report.error().what.find(path.string() + ":1"), std::string::npos) << report.error().what;
    Replay named(desk, "nowhere");
    EXPECT_FALSE(named.run({path}).has_value());
    std::filesystem::remove(path);
}

} // namespace leadline::replay
