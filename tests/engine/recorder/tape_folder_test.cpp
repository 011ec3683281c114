// SPDX-License-Identifier: MIT
/// Which line goes into which file, what a file begins with, and what is removed.
#include "engine/recorder/loss_words.h"
#include "engine/recorder/tape_folder.h"
#include "tests/engine/recorder/tape_bench.h"
#include "tests/support/test_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

namespace leadline::recorder
{

namespace
{

using namespace std::chrono_literals;
using feeds::RawText;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;
using tests::bitcoin;
using tests::ether;
using tests::linesOf;
using tests::lineText;
using tests::noon;
using tests::rawText;

const core::Timestamp midnight = noon + 12h;

class TapeFolderTest : public testing::Test
{
protected:
    void hear(TapeFolder& tapes, const RawText& text)
    {
        batch.clear();
        batch.add(text);
        tapes.write(batch);
    }
    [[nodiscard]] std::vector<std::string> read(const char* name) const { return linesOf(folder.path() / name); }
    [[nodiscard]] std::vector<std::string> names() const
    {
        std::vector<std::string> all;
        for (const auto& entry : std::filesystem::directory_iterator(folder.path())) {
            all.push_back(entry.path().filename().string());
        }
        return all;
    }

    tests::TestFolder folder;
    LineBatch batch;
    std::array<core::Symbol, 1> one{bitcoin};
    std::array<core::Symbol, 2> both{bitcoin, ether};
};

TEST(TapeName, tellsReadersVenueAndSymbol)
{
    const Day day = dayOf(noon);
    EXPECT_EQ(tapeName({core::VenueId("binance-futures"), core::Symbol("BTCUSDT")}, day),
        "binance-futures_btcusdt_20261130.zst");
    EXPECT_EQ(tapeName({core::VenueId("binance-coinm"), core::Symbol("ETHUSD_PERP")}, day),
        "binance-coinm_ethusd_perp_20261130.zst");
    EXPECT_EQ(tapeName({core::VenueId("kraken"), core::Symbol("BTC/USD")}, day), "kraken_btc-usd_20261130.zst");
}

TEST(TapeName, knowsItsOwn)
{
    EXPECT_EQ(dayOfTape("x/binance-futures_btcusdt_20261130.zst"), dayOf(noon));
    for (const char* const other :
        {"binance-futures_btcusdt_20261130.gz", "btcusdt_20261130.zst", "notes.txt", "nowhere_btcusdt_20261130.zst",
            "binance-futures_btcusdt_20261330.zst", "binance-futures_BTCUSDT_20261130.zst",
            "binance-futures_btcusdt_20261130.jsonl.zst", "binance-futures_btcusdt_20261130.zst.zst"}) {
        EXPECT_FALSE(dayOfTape(other)) << other;
    }
}

TEST_F(TapeFolderTest, givesEachSymbolItsFileAndATextOfSeveralToAll)
{
    TapeFolder tapes(folder.path(), 0);
    hear(tapes, rawText(noon, one, R"({"s":"BTCUSDT"})"));
    hear(tapes, rawText(noon + 1s, both, R"({"result":null})"));
    tapes.flush();
    EXPECT_THAT(read("binance-futures_btcusdt_20261130.zst"),
        ElementsAre(lineText(noon, R"({"s":"BTCUSDT"})"), lineText(noon + 1s, R"({"result":null})")));
    EXPECT_THAT(read("binance-futures_ethusdt_20261130.zst"), ElementsAre(lineText(noon + 1s, R"({"result":null})")));
    EXPECT_EQ(tapes.statistics().all.messages, 3U);
    EXPECT_EQ(tapes.statistics().files.size(), 2U);
}

TEST_F(TapeFolderTest, beginsAFileAtMidnightByTheTimeOfReceipt)
{
    TapeFolder tapes(folder.path(), 0);
    hear(tapes, rawText(midnight - 1ns, one, R"({"last":1})"));
    hear(tapes, rawText(midnight, one, R"({"first":1})"));
    // As when the clock is set back a little: no file is opened again.
    hear(tapes, rawText(midnight - 1ms, one, R"({"late":1})"));
    tapes.close();
    EXPECT_THAT(read("binance-futures_btcusdt_20261130.zst"), ElementsAre(lineText(midnight - 1ns, R"({"last":1})")));
    EXPECT_THAT(read("binance-futures_btcusdt_20261201.zst"),
        ElementsAre(lineText(midnight, R"({"first":1})"), lineText(midnight - 1ms, R"({"late":1})")));
    EXPECT_EQ(tapes.statistics().all.messages, 3U) << "those of the day before count";
}

TEST_F(TapeFolderTest, beginsEachFileWithWhatTheVenueSaysOfTheInstrument)
{
    TapeFolder tapes(folder.path(), 0);
    hear(tapes, rawText(noon, both, R"({"symbols":1})", RawText::What::Description));
    hear(tapes, rawText(noon + 1s, one, R"({"symbols":2})", RawText::What::Description));
    hear(tapes, rawText(midnight + 1s, both, R"({"s":1})"));
    tapes.close();
    EXPECT_THAT(read("binance-futures_btcusdt_20261130.zst"),
        ElementsAre(lineText(noon, R"({"symbols":1})"), lineText(noon + 1s, R"({"symbols":2})")));
    EXPECT_THAT(read("binance-futures_btcusdt_20261201.zst"),
        ElementsAre(lineText(midnight + 1s, R"({"symbols":2})"), lineText(midnight + 1s, R"({"s":1})")));
    EXPECT_THAT(read("binance-futures_ethusdt_20261201.zst"),
        ElementsAre(lineText(midnight + 1s, R"({"symbols":1})"), lineText(midnight + 1s, R"({"s":1})")));
    // The venue's own file has each of them once a day, however many symbols share it.
    EXPECT_THAT(read("binance-futures_instruments_20261130.zst"),
        ElementsAre(lineText(noon, R"({"symbols":1})"), lineText(noon + 1s, R"({"symbols":2})")));
    EXPECT_THAT(read("binance-futures_instruments_20261201.zst"),
        UnorderedElementsAre(lineText(midnight + 1s, R"({"symbols":1})"), lineText(midnight + 1s, R"({"symbols":2})")));
}

TEST_F(TapeFolderTest, removesItsOwnFilesOfOldDaysAndNoOthers)
{
    for (const char* const name :
        {"binance-futures_btcusdt_20261128.zst", "binance-futures_btcusdt_20261129.zst", "kraken_btc-usd_20250101.zst",
            "binance-futures_btcusdt_20250101.gz", "mine_btcusdt_20250101.zst", "notes.txt"}) {
        folder.write(name, "");
    }
    std::filesystem::create_directory(folder.path() / "kraken_eth-usd_20250101.zst");
    TapeFolder tapes(folder.path(), 1);
    hear(tapes, rawText(noon, one, R"({"s":1})"));
    tapes.close();
    EXPECT_THAT(names(),
        UnorderedElementsAre("binance-futures_btcusdt_20261129.zst", "binance-futures_btcusdt_20261130.zst",
            "binance-futures_btcusdt_20250101.gz", "mine_btcusdt_20250101.zst", "notes.txt",
            "kraken_eth-usd_20250101.zst"));
    EXPECT_EQ(tapes.statistics().notes.size(), 2U);
}

TEST_F(TapeFolderTest, aClockThatJumpsRemovesNothingAndItsDayEnds)
{
    folder.write("kraken_btc-usd_20261120.zst", "");
    TapeFolder tapes(folder.path(), 30);
    hear(tapes, rawText(noon, one, R"({"before":1})"));
    hear(tapes, rawText(noon + 24h * 365, one, R"({"jumped":1})"));
    hear(tapes, rawText(noon + 1s, one, R"({"after":1})"));
    tapes.close();
    EXPECT_THAT(names(),
        UnorderedElementsAre("kraken_btc-usd_20261120.zst", "binance-futures_btcusdt_20261130.zst",
            "binance-futures_btcusdt_20271130.zst"));
    EXPECT_THAT(read("binance-futures_btcusdt_20261130.zst"),
        ElementsAre(lineText(noon, R"({"before":1})"), lineText(noon + 1s, R"({"after":1})")));
    EXPECT_TRUE(tapes.statistics().notes.empty());
}

TEST_F(TapeFolderTest, removesNothingWhereEverythingIsKept)
{
    folder.write("kraken_btc-usd_20250101.zst", "");
    TapeFolder tapes(folder.path(), 0);
    hear(tapes, rawText(noon, one, R"({"s":1})"));
    tapes.close();
    EXPECT_THAT(names(), UnorderedElementsAre("kraken_btc-usd_20250101.zst", "binance-futures_btcusdt_20261130.zst"));
}

TEST_F(TapeFolderTest, countsLinesWithoutAFileAndTriesAgain)
{
    // The name is taken by somebody else's file.
    folder.write("binance-futures_btcusdt_20261130.zst", "my notes");
    TapeFolder tapes(folder.path(), 0);
    hear(tapes, rawText(noon, one, R"({"symbols":1})", RawText::What::Description));
    tapes.flush();
    EXPECT_EQ(tapes.statistics().all.dropped, 1U);
    EXPECT_THAT(tapes.statistics().problem, HasSubstr("binance-futures_btcusdt_20261130.zst"));

    std::filesystem::remove(folder.path() / "binance-futures_btcusdt_20261130.zst");
    tapes.flush();
    hear(tapes, rawText(noon + 1s, one, R"({"s":2})"));
    tapes.flush();
    EXPECT_THAT(read("binance-futures_btcusdt_20261130.zst"),
        ElementsAre(lineText(noon, R"({"symbols":1})"), lineText(noon + 1s, R"({"s":2})")));
    EXPECT_EQ(tapes.statistics().problem, "");
    EXPECT_EQ(tapes.statistics().all.dropped, 1U);
}

TEST_F(TapeFolderTest, saysWhatItCutOff)
{
    {
        TapeFolder tapes(folder.path(), 0);
        hear(tapes, rawText(noon, one, R"({"s":1})"));
    }
    const std::filesystem::path path = folder.path() / "binance-futures_btcusdt_20261130.zst";
    std::filesystem::resize_file(path, std::filesystem::file_size(path) - 2);
    TapeFolder tapes(folder.path(), 0);
    hear(tapes, rawText(noon + 1s, one, R"({"s":2})"));
    ASSERT_EQ(tapes.statistics().notes.size(), 1U);
    EXPECT_THAT(tapes.statistics().notes.front(), HasSubstr("cut off"));
}

TEST(LineQueue, dropsAndCountsWhatFindsNoRoom)
{
    LineQueue queue(1000);
    const std::array symbols{bitcoin, ether};
    const std::string text(400, ' ');
    queue.put(rawText(noon, symbols, text));
    queue.put(rawText(noon, symbols, text));
    queue.put(rawText(noon, symbols, text));
    EXPECT_EQ(queue.dropped(), 4U) << "of two files each";
    LineBatch taken;
    EXPECT_TRUE(queue.take(taken, 0ms));
    EXPECT_EQ(taken.lines().size(), 2U);
    queue.put(rawText(noon, symbols, text));
    EXPECT_EQ(queue.dropped(), 4U) << "there is room again";
    queue.close();
    EXPECT_TRUE(queue.take(taken, 1h)) << "what waits is still given, and nothing is waited for";
    EXPECT_EQ(taken.lines().size(), 2U);
    EXPECT_FALSE(queue.take(taken, 1h));
}

TEST(LossWords, areSaidOnceAtTheBeginningAndOnceAtTheEnd)
{
    LossWords words;
    RecordStatistics statistics;
    statistics.all.messages = 10;
    EXPECT_FALSE(words.look(statistics));
    statistics.droppedInQueue = 3;
    EXPECT_EQ(words.look(statistics), "messages are being lost: the disk is slower than the market");
    statistics.all.dropped = 4;
    EXPECT_FALSE(words.look(statistics));
    EXPECT_FALSE(words.look(statistics)) << "nothing is written yet";
    const auto writesOn = [&] {
        ++statistics.all.messages;
        return words.look(statistics);
    };
    EXPECT_FALSE(writesOn());
    EXPECT_FALSE(writesOn());
    statistics.all.dropped = 5;
    EXPECT_FALSE(writesOn()) << "the disk is at its brink";
    EXPECT_FALSE(writesOn());
    EXPECT_FALSE(writesOn());
    EXPECT_EQ(writesOn(), "8 messages were lost; what comes is written again");
    EXPECT_FALSE(writesOn());
    statistics.all.dropped = 6;
    statistics.problem = "x.zst: No space left on device";
    EXPECT_EQ(words.look(statistics), "messages are being lost: x.zst: No space left on device");
    EXPECT_FALSE(writesOn());
    EXPECT_FALSE(writesOn());
    EXPECT_EQ(writesOn(), "1 message was lost; what comes is written again");
}

} // namespace

} // namespace leadline::recorder
