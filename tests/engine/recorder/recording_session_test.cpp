// SPDX-License-Identifier: MIT
/// The embedded market recorded over midnight, and read back by what replays recordings.
#include "engine/recorder/recording_session.h"
#include "engine/recorder/tape_recorder.h"
#include "engine/replay/replay.h"
#include "engine/venues/venue.h"
#include "tests/engine/recorder/tape_bench.h"
#include "tests/support/test_clock.h"
#include "tests/support/test_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <QCoreApplication>

#include <bit>
#include <map>

namespace leadline::recorder
{

namespace
{

using namespace std::chrono_literals;
using tests::runUntil;

core::Pair pairOf(const char* name)
{
    return *core::Pair::parse(name);
}

session::SessionOptions embedded(std::initializer_list<const char*> venueNames, std::vector<core::Pair> pairs)
{
    session::SessionOptions options;
    for (const char* const name : venueNames) {
        options.venues.push_back({.venue = venues::findVenue(name)});
    }
    options.pairs = std::move(pairs);
    options.seed = 5;
    return options;
}

/// Everything that a desk makes of a market, bit by bit.
class Heard final : public desk::MarketListener
{
public:
    void sampled(const desk::Market& market, const features::FeatureSet& features) override
    {
        std::string text = std::to_string(core::nanosecondsOf(features.time));
        for (const auto& info : features::featureTable()) {
            text += " " + std::to_string(std::bit_cast<std::uint64_t>(features[info.feature]));
        }
        samples[market.instrument().id].push_back(text);
    }
    void traded(const desk::Market& /*market*/, const core::Trade& trade) override { trades += trade.id != 0 ? 1 : 0; }
    void bookMoved(const desk::Market& /*market*/, const core::BookUpdate* /*update*/) override { }

    std::map<core::MarketId, std::vector<std::string>> samples;
    int trades = 0;
};

/// A recording read into a desk of its own.
struct Played {
    explicit Played(const std::vector<std::filesystem::path>& tapes)
        : desk({}, heard)
    {
        replay::Replay replay(desk, {});
        const auto result = replay.run(tapes);
        EXPECT_TRUE(result) << (result ? "" : result.error().what);
        report = result.value_or(replay::ReplayReport{});
        EXPECT_EQ(report.skipped, 0U) << testing::PrintToString(report.problems);
        EXPECT_TRUE(report.lost.empty());
        EXPECT_FALSE(report.isBroken);
    }

    Heard heard;
    desk::Desk desk;
    replay::ReplayReport report;
};

class RecordingSessionTest : public testing::Test
{
protected:
    static void SetUpTestSuite()
    {
        static int count = 1;
        static std::string name = "recorder_tests";
        static std::array<char*, 2> arguments{name.data(), nullptr};
        static const QCoreApplication application(count, arguments.data());
    }

    tests::TestFolder folder;
    tests::TestClock clock; // begins 5 min 44 s before midnight
};

struct Recorded {
    const char* file; ///< without the day
    const char* pair;
    bool isDescribed; ///< in messages that replays take
};

TEST_F(RecordingSessionTest, writesFilesOfEachDayThatReplayAlone)
{
    clock.advance(5min + 38s);
    {
        RecordingSession session(embedded({"binance-futures", "binance-spot", "kraken", "coinbase"},
                                     {pairOf("ETH/USDT"), pairOf("BTC/USDT"), pairOf("ETH/USDT-PERP")}),
            {.folder = folder.path()}, clock);
        EXPECT_TRUE(session.start().empty());
        const core::Timestamp end = clock.now() + 14s;
        EXPECT_TRUE(runUntil(clock, [&] { return clock.now() >= end; }));
        session.stop();
        EXPECT_EQ(session.statistics().dropped(), 0U);
        EXPECT_EQ(session.statistics().problem, "");
    }
    for (const auto& [file, pair, isDescribed] : {Recorded{"binance-futures_ethusdt", "ETH/USDT-PERP", false},
             Recorded{"binance-spot_ethusdt", "ETH/USDT", false}, Recorded{"binance-spot_btcusdt", "BTC/USDT", false},
             Recorded{"kraken_eth-usdt", "ETH/USDT", true}, Recorded{"kraken_btc-usdt", "BTC/USDT", true},
             Recorded{"coinbase_eth-usdt", "ETH/USDT", true}, Recorded{"coinbase_btc-usdt", "BTC/USDT", true}}) {
        SCOPED_TRACE(file);
        const auto first = folder.path() / (std::string(file) + "_20240808.zst");
        const auto second = folder.path() / (std::string(file) + "_20240809.zst");
        // Where no file of the day before lies beside it.
        const auto alone = folder.path() / "alone" / second.filename();
        std::filesystem::create_directories(alone.parent_path());
        std::filesystem::copy_file(second, alone);
        const Played both({first, second});
        const Played one({first});
        const Played two({alone});
        for (const Played* const played : {&both, &one, &two}) {
            ASSERT_EQ(played->desk.markets().size(), 1U);
            const desk::Market& market = *played->desk.markets().front();
            EXPECT_EQ(market.instrument().pair.text(), pair);
            EXPECT_TRUE(market.tracker().isUsable());
            EXPECT_EQ(market.counters().book.gaps, 0U);
            EXPECT_EQ(market.counters().book.checksumsFailed, 0U);
            EXPECT_EQ(market.counters().touchEqual, market.counters().touchChecked);
            EXPECT_GT(played->heard.trades, 0);
            EXPECT_GT(market.instrument().tick.raw(), 0);
            EXPECT_EQ(market.instrument().minimumSize.raw() > 0, isDescribed);
        }
        const auto& book = both.desk.markets().front()->book();
        const auto& sameBook = two.desk.markets().front()->book();
        ASSERT_GT(book.bids().size(), 100U);
        ASSERT_GT(sameBook.bids().size(), 100U);
        for (std::size_t i = 0; i < 100; ++i) {
            EXPECT_EQ(book.bids()[i].price, sameBook.bids()[i].price);
            EXPECT_EQ(book.bids()[i].size, sameBook.bids()[i].size);
            EXPECT_EQ(book.asks()[i].size, sameBook.asks()[i].size);
        }
    }
}

TEST_F(RecordingSessionTest, replaysToTheFeaturesOfTheLiveDesk)
{
    Heard live;
    {
        TapeRecorder recorder({.folder = folder.path()}, clock);
        session::SessionOptions options =
            embedded({"binance-futures", "kraken"}, {pairOf("ETH/USDT"), pairOf("ETH/USDT-PERP")});
        options.raw = &recorder;
        desk::Desk desk({}, live, &clock);
        session::MarketSource source(options, desk, clock);
        static_cast<void>(source.start());
        for (const core::Pair& pair : options.pairs) {
            EXPECT_EQ(source.watch(pair).size(), 1U);
        }
        const core::Timestamp end = clock.now() + 10s;
        EXPECT_TRUE(runUntil(clock, [&] { return clock.now() >= end; }));
        for (const auto& market : desk.markets()) {
            market->finish();
        }
        source.stop();
    }
    for (const auto& [market, samples] : live.samples) {
        SCOPED_TRACE(market.venue.text());
        const Played played({folder.path() / tapeName(market, dayOf(clock.now()))});
        const auto& replayed = played.heard.samples.at(market);
        ASSERT_GT(samples.size(), 50U);
        EXPECT_EQ(replayed.size(), samples.size());
        EXPECT_EQ(replayed, samples);
    }
    EXPECT_EQ(live.samples.size(), 2U);
}

TEST_F(RecordingSessionTest, countsWhatTheQueueHasNoRoomForAndWritesTheRest)
{
    TapeRecorder recorder({.folder = folder.path(), .queueBytes = 400}, clock);
    const std::array symbols{tests::bitcoin};
    recorder.heard(tests::rawText(tests::noon, symbols, std::string(400, ' ')));
    recorder.heard(tests::rawText(tests::noon, symbols, R"({"a":1})"));
    recorder.close();
    EXPECT_EQ(recorder.statistics().dropped(), 1U);
    EXPECT_EQ(recorder.statistics().all.messages, 1U);
    EXPECT_THAT(tests::linesOf(folder.path() / "binance-futures_btcusdt_20261130.zst"),
        testing::ElementsAre(tests::lineText(tests::noon, R"({"a":1})")));
}

TEST_F(RecordingSessionTest, namesPairsThatNoVenueHas)
{
    RecordingSession session(embedded({"binance-futures"}, {pairOf("ETH/USDT")}), {.folder = folder.path()}, clock);
    const auto missing = session.start();
    ASSERT_EQ(missing.size(), 1U);
    EXPECT_EQ(missing.front(), pairOf("ETH/USDT"));
}

} // namespace

} // namespace leadline::recorder
