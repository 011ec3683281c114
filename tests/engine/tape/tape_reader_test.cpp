// SPDX-License-Identifier: MIT
#include "engine/tape/tape_reader.h"
#include "tests/support/compressed.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace leadline::tape
{

namespace
{

using tests::gzip;
using tests::zstd;

class TapeReaderTest : public testing::Test
{
protected:
    TapeReaderTest()
        : m_folder(std::filesystem::temp_directory_path()
            / ("leadline-tape-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name())))
    {
        std::filesystem::create_directories(m_folder);
    }
    ~TapeReaderTest() override { std::filesystem::remove_all(m_folder); }

    std::filesystem::path write(const std::string& name, const std::string& bytes)
    {
        std::ofstream(m_folder / name, std::ios::binary) << bytes;
        return m_folder / name;
    }

    std::filesystem::path m_folder;
};

const std::string twoLines = "1723161255088156767 {\"a\":1}\n1723161255088165267 {\"b\":2}\n";

void expectTwoLines(const std::filesystem::path& path)
{
    auto reader = TapeReader::open(path);
    ASSERT_TRUE(reader.has_value());
    ASSERT_EQ(reader->next(), TapeReader::Step::Line);
    EXPECT_EQ(reader->line().json, "{\"a\":1}");
    EXPECT_EQ(core::nanosecondsOf(reader->line().receiveTime), 1723161255088156767);
    ASSERT_EQ(reader->next(), TapeReader::Step::Line);
    EXPECT_EQ(reader->line().json, "{\"b\":2}");
    EXPECT_EQ(reader->line().number, 2U);
    EXPECT_EQ(reader->next(), TapeReader::Step::End);
}

} // namespace

TEST_F(TapeReaderTest, readsPlainGzipAndZstdAlike)
{
    expectTwoLines(write("plain", twoLines));
    expectTwoLines(write("gz", gzip(twoLines)));
    expectTwoLines(write("zst", zstd(twoLines)));
    expectTwoLines(write("members", gzip(twoLines.substr(0, 28)) + gzip(twoLines.substr(28))));
}

TEST_F(TapeReaderTest, tellsTheUnitOfAStampByItsMagnitude)
{
    auto reader = TapeReader::open(write("units", "1680652700 {}\n1680652700441 {}\n1680652700441533 {}\n")).value();
    for (const std::int64_t expected : {1680652700000000000, 1680652700441000000, 1680652700441533000}) {
        ASSERT_EQ(reader.next(), TapeReader::Step::Line);
        EXPECT_EQ(core::nanosecondsOf(reader.line().receiveTime), expected);
    }
}

TEST_F(TapeReaderTest, readsALineWhateverSeparatesItsParts)
{
    for (const std::string line :
        {"1723161255088156767,{\"a\":1}", "1723161255088156767\t{\"a\":1}", "1723161255088156767; {\"a\":1}",
            "1723161255088156767: {\"a\":1}", "1723161255088156767|{\"a\":1}", "1723161255088156767,\"{\"\"a\"\":1}\"",
            "2024-08-08T23:54:15.088156767Z {\"a\":1}", "2024-08-09 01:54:15,088156767+0200\t{\"a\":1}",
            "\xef\xbb\xbf"
            "1723161255088156767 {\"a\":1}",
            "\\xef\\xbb\\xbf"
            "1723161255088156767 {\"a\":1}"}) {
        auto reader = TapeReader::open(write("line", line + "\n")).value();
        ASSERT_EQ(reader.next(), TapeReader::Step::Line) << line << reader.problem();
        EXPECT_EQ(reader.line().json, "{\"a\":1}") << line;
        EXPECT_EQ(core::nanosecondsOf(reader.line().receiveTime), 1723161255088156767) << line;
        EXPECT_EQ(reader.next(), TapeReader::Step::End);
    }
}

TEST_F(TapeReaderTest, givesMessagesWithoutAReceiveTime)
{
    auto reader = TapeReader::open(write("lines", "{\"a\":1}\n[1,2]\n")).value();
    ASSERT_EQ(reader.next(), TapeReader::Step::Line);
    EXPECT_EQ(reader.line().json, "{\"a\":1}");
    EXPECT_EQ(reader.line().receiveTime, core::Timestamp{});
    ASSERT_EQ(reader.next(), TapeReader::Step::Line);
    EXPECT_EQ(reader.line().json, "[1,2]");
}

TEST_F(TapeReaderTest, passesOverWhatBelongsToNoPartOfCompressedData)
{
    const std::string skippable("\x50\x2a\x4d\x18\x04\0\0\0abcd", 12);
    for (const std::string& whole : {gzip(twoLines) + std::string(4096, '\0'), gzip("") + gzip(twoLines) + gzip(""),
             zstd(twoLines) + std::string(4096, '\0'), skippable + zstd(twoLines), zstd(twoLines) + skippable,
             zstd(twoLines.substr(0, 28)) + skippable + zstd(twoLines.substr(28))}) {
        const auto path = write("padded", whole);
        expectTwoLines(path);
    }
    for (const std::string& whole : {gzip(twoLines) + "the end\n", zstd(twoLines) + "the end\n"}) {
        const auto path = write("trailing", whole);
        expectTwoLines(path);
        auto reader = TapeReader::open(path).value();
        while (reader.next() != TapeReader::Step::End) { }
        EXPECT_NE(reader.passedOver().find(": 8 bytes behind the "), std::string::npos) << reader.passedOver();
    }
}

TEST_F(TapeReaderTest, namesWhatIsNoRecording)
{
    const std::pair<std::string, const char*> cases[] = {{std::string("\xfd"
                                                                      "7zXZ\0more",
                                                              10),
                                                             "`xz -dk`"},
        {"BZh91AY&SY", "`bzip2 -dk`"}, {"PK\x03\x04more", "`unzip`"}, {"PAR1more", "Parquet"},
        {std::string("\xff\xfe"
                     "1\0"
                     "7\0",
             6),
            "UTF-16"},
        {gzip(gzip(twoLines)), "compressed twice"}, {"<html>", "HTML"}, {std::string(100, '\xa5'), "binary data"},
        {"agg_trade_id,price,quantity,first_trade_id\n1,2,3,4\n", "aggregated trades"},
        {"1,2.5,3,4,1735779600000,True,True\n", "trades"},
        {gzip("open_time,open,high,low,close\n1,2,3,4,5\n"), "klines"}, {"a;b;c\n", "the columns a, b, c"}};
    for (const auto& [bytes, words] : cases) {
        const auto reader = TapeReader::open(write("foreign", bytes));
        ASSERT_FALSE(reader) << words;
        EXPECT_NE(reader.error().what.find(words), std::string::npos) << reader.error().what;
        EXPECT_NE(reader.error().what.find("foreign: is "), std::string::npos) << reader.error().what;
    }
    // A remark above a recording is none of them.
    EXPECT_TRUE(TapeReader::open(write("remark", "host, symbol, day\n" + twoLines)));
}

TEST_F(TapeReaderTest, namesFileAndLineOfJunkAndGoesOn)
{
    const auto path = write("junk", "1723161255088156767 {}\nwhat is this\n-5 {}\n12\n1723161255088156768 {}\n");
    auto reader = TapeReader::open(path).value();

    EXPECT_EQ(reader.next(), TapeReader::Step::Line);
    for (int line = 2; line <= 4; ++line) {
        EXPECT_EQ(reader.next(), TapeReader::Step::Skipped);
        EXPECT_TRUE(reader.problem().starts_with(path.string() + ":" + std::to_string(line) + ": "))
            << reader.problem();
    }
    EXPECT_EQ(reader.next(), TapeReader::Step::Line);
    EXPECT_EQ(reader.next(), TapeReader::Step::End);
}

TEST_F(TapeReaderTest, saysWhereATruncatedFileBreaksOff)
{
    std::string text;
    for (int i = 0; i < 20'000; ++i) {
        text += "1723161255088156767 {\"n\":" + std::to_string(i * 7919 % 10007) + "}\n";
    }
    for (const std::string& whole : {gzip(text), zstd(text)}) {
        auto reader = TapeReader::open(write("cut", whole.substr(0, whole.size() / 2))).value();
        int lines = 0;
        TapeReader::Step step{};
        while ((step = reader.next()) == TapeReader::Step::Line) {
            ++lines;
        }
        EXPECT_EQ(step, TapeReader::Step::Broken);
        EXPECT_NE(reader.problem().find(":" + std::to_string(lines + 1) + ": "), std::string::npos) << reader.problem();
        EXPECT_NE(reader.problem().find("ends too early"), std::string::npos) << reader.problem();
    }
}

TEST_F(TapeReaderTest, skipsALineOfTenMegabytesAndReadsTheNext)
{
    const std::string huge = "1723161255088156767 {\"x\":\"" + std::string(10 << 20, 'x') + "\"}\n";
    auto reader = TapeReader::open(write("huge", gzip(huge + twoLines + huge))).value();

    EXPECT_EQ(reader.next(), TapeReader::Step::Skipped);
    EXPECT_NE(reader.problem().find(":1: line longer than 8 MiB"), std::string::npos) << reader.problem();
    EXPECT_EQ(reader.next(), TapeReader::Step::Line);
    EXPECT_EQ(reader.line().json, "{\"a\":1}");
    EXPECT_EQ(reader.next(), TapeReader::Step::Line);
    EXPECT_EQ(reader.next(), TapeReader::Step::Skipped);
    EXPECT_EQ(reader.next(), TapeReader::Step::End);
}

TEST_F(TapeReaderTest, refusesWhatIsNoFile)
{
    EXPECT_FALSE(TapeReader::open(m_folder / "absent").has_value());
    EXPECT_FALSE(TapeReader::open(m_folder).has_value());
}

TEST_F(TapeReaderTest, readsTheLastLineWithoutALineEnd)
{
    auto reader = TapeReader::open(write("open", twoLines.substr(0, twoLines.size() - 1))).value();
    EXPECT_EQ(reader.next(), TapeReader::Step::Line);
    EXPECT_EQ(reader.next(), TapeReader::Step::Line);
    EXPECT_EQ(reader.line().json, "{\"b\":2}");
    EXPECT_EQ(reader.next(), TapeReader::Step::End);
}

TEST_F(TapeReaderTest, findsTheFileOfTheDayBefore)
{
    write("binance-futures_ethusdt_20240229.gz", "");
    write("binance-futures_ethusdt_20240301.gz", "");

    EXPECT_EQ(previousDay(m_folder / "binance-futures_ethusdt_20240301.gz"),
        m_folder / "binance-futures_ethusdt_20240229.gz");
    EXPECT_TRUE(previousDay(m_folder / "binance-futures_ethusdt_20240229.gz").empty());
    EXPECT_TRUE(previousDay(m_folder / "notes.gz").empty());
}

TEST(TapeName, splitsVenueSymbolAndDay)
{
    const TapeName name = parseTapeName("/x/binance-coinm_ethusd_perp_20240808.gz");
    EXPECT_EQ(name.venue, "binance-coinm");
    EXPECT_EQ(name.symbol, "ethusd_perp");
    EXPECT_EQ(name.day, "20240808");
    EXPECT_TRUE(parseTapeName("tape.gz").venue.empty());
}

} // namespace leadline::tape
