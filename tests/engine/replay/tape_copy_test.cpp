// SPDX-License-Identifier: MIT
/// Copies of recordings, decoders and desks go on as their originals do, to the last byte.
#include "tests/support/builders.h"
#include "tests/support/compressed.h"
#include "tests/support/copied_replay.h"
#include "tests/support/test_folder.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

namespace leadline::replay
{

namespace
{

struct CopyCase {
    const char* name;
    const char* venue; ///< empty: the recording tells
    unsigned every; ///< messages between copies, about
};

} // namespace

class TapeCopy : public testing::TestWithParam<CopyCase>
{
};

TEST_P(TapeCopy, goesOnAsTheOriginalDoes)
{
    LEADLINE_NEEDS(path, GetParam().name);
    EXPECT_GT(tests::playsTheSameFromCopies({path}, GetParam().venue, GetParam().every), 3);
}

INSTANTIATE_TEST_SUITE_P(Shared, TapeCopy,
    testing::Values(CopyCase{"tapes/binance-futures_ethusdt_20240808.gz", "", 4000},
        CopyCase{"tapes/binance-spot_ethusdt_20240808.gz", "", 2000},
        CopyCase{"tapes/binance-coinm_ethusd_perp_20240808.gz", "", 2000},
        CopyCase{"tapes/binance-futures_btcusdt_20230405.gz", "", 2000},
        CopyCase{"tapes/derived_depth20/DERIVED_ethusdt_20240808_depth20_100ms.gz", "", 50},
        CopyCase{"captures/cryptofeed/split/KRAKEN.ws.50.0.dev", "kraken", 50},
        CopyCase{"captures/cryptofeed/split/COINBASE.ws.28.0.dev", "coinbase", 50},
        CopyCase{"captures/cryptofeed/split/OKX.ws.1.0.dev", "okx", 20},
        CopyCase{"captures/cryptofeed/split/BITSTAMP.ws.1.0.dev", "bitstamp", 20},
        CopyCase{"captures/cryptofeed/sample_data/BYBIT.ws.25.0", "bybit", 50},
        CopyCase{"captures/cryptofeed/sample_data/BINANCE.ws.1.0", "", 10},
        CopyCase{"field/alpaca_quotes.txt", "", 2}));

TEST(TapeCopyOfSeveral, goesOnWithAllOfThem)
{
    LEADLINE_NEEDS(perpetual, "tapes/binance-futures_ethusdt_20240808.gz");
    LEADLINE_NEEDS(spot, "tapes/binance-spot_ethusdt_20240808.gz");
    EXPECT_GT(tests::playsTheSameFromCopies({perpetual, spot}, "", 4000), 10);
}

TEST(TapeCopyOfForms, goesOnWhateverCompressedIt)
{
    LEADLINE_NEEDS(path, "captures/cryptofeed/split/KRAKEN.ws.50.0.dev");
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    const std::string whole = text.str();
    const std::size_t half = whole.find('\n', whole.size() / 2) + 1;
    const tests::TestFolder folder;
    const std::pair<const char*, std::string> forms[] = {
        {"one.gz", tests::gzip(whole)},
        {"two.gz", tests::gzip(whole.substr(0, half)) + tests::gzip(whole.substr(half))},
        {"one.zst", tests::zstd(whole)},
        {"two.zst", tests::zstd(whole.substr(0, half)) + tests::zstd(whole.substr(half))},
    };
    for (const auto& [name, bytes] : forms) {
        SCOPED_TRACE(name);
        EXPECT_GT(tests::playsTheSameFromCopies({folder.write(name, bytes)}, "kraken", 100), 10);
    }
}

TEST(TapeCopyOfAFile, readsTheSameFileWhateverStandsUnderItsName)
{
    LEADLINE_NEEDS(path, "captures/cryptofeed/split/KRAKEN.ws.50.0.dev");
    const tests::TestFolder folder;
    const auto tape = folder.path() / "tape";
    std::filesystem::copy_file(path, tape);
    auto player = TapePlayer::open(tape, "kraken");
    ASSERT_TRUE(player.has_value());
    ASSERT_EQ(player->next(), TapePlayer::Step::Message);
    auto copy = player->copy();
    ASSERT_TRUE(copy.has_value());
    std::filesystem::remove(tape);
    folder.write("tape", "nothing of the kind\n");
    int messages = 0;
    while (copy->next() == TapePlayer::Step::Message) {
        ++messages;
    }
    EXPECT_GT(messages, 1000);
}

} // namespace leadline::replay
