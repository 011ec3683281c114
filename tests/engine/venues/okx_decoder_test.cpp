// SPDX-License-Identifier: MIT
#include "engine/venues/okx/okx_decoder.h"

#include "engine/venues/venue.h"
#include "tests/support/builders.h"
#include "tests/support/message_reader.h"

#include <gtest/gtest.h>

#include <limits>
#include <optional>
#include <string>

namespace leadline::venues::okx
{

using Reader = tests::MessageReader<OkxDecoder>;
using Kind = core::MarketMessage::Kind;
using tests::size;

namespace
{

std::string book(const std::string& channel, const std::string& action, const std::string& numbers)
{
    return R"({"arg":{"channel":")" + channel + R"(","instId":"BTC-USDT"},)"
        + (action.empty() ? "" : R"("action":")" + action + R"(",)")
        + R"("data":[{"asks":[["101.5","2","0","1"]],"bids":[["100","3","0","4"]],"ts":"1735779600100")" + numbers
        + "}]}";
}

std::string instruments(const std::string& entry)
{
    return R"({"arg":{"channel":"instruments","instType":"SWAP"},"data":[)" + entry + "]}";
}

} // namespace

TEST(OkxDecoder, readsEveryBookChannelForWhatItIs)
{
    struct Case {
        const char* channel;
        const char* action;
        core::BookUpdateKind kind;
        std::size_t depth;
    };
    using enum core::BookUpdateKind;
    for (const Case& c : {Case{"books", "snapshot", Snapshot, 400}, Case{"books", "update", Diff, 400},
             Case{"books-l2-tbt", "snapshot", Snapshot, 400}, Case{"books-l2-tbt", "update", Diff, 400},
             Case{"books50-l2-tbt", "update", Diff, 50}, Case{"books5", "", Frame, 0}, Case{"bbo-tbt", "", Quote, 0},
             Case{"books5", "snapshot", Snapshot, 0}, Case{"books5", "update", Diff, 0}}) {
        Reader reader;
        const std::string text = book(c.channel, c.action, R"(,"seqId":7,"prevSeqId":5)");
        ASSERT_TRUE(reader.read(text)) << text;
        ASSERT_EQ(reader.message.kind, Kind::Book) << c.channel;
        EXPECT_EQ(reader.message.book.kind, c.kind) << c.channel << " " << c.action;
        EXPECT_EQ(reader.message.book.depth, c.depth) << c.channel;
        EXPECT_EQ(reader.message.book.finalId, 7U);
        EXPECT_EQ(reader.message.book.bids[0].size, size("3"));
        EXPECT_EQ(recogniseVenue(text)->id, okx::venue) << c.channel;
    }
    for (const char* channel : {"books-grouped", "books-elp", "tickers", "books50"}) {
        Reader reader;
        ASSERT_TRUE(reader.read(book(channel, "update", "")));
        EXPECT_EQ(reader.message.kind, Kind::Other) << channel;
        EXPECT_EQ(recogniseVenue(book(channel, "update", "")), nullptr) << channel;
    }
}

TEST(OkxDecoder, takesNumbersAndChecksumsAsTheyAreTold)
{
    struct Case {
        const char* numbers;
        std::uint64_t final;
        std::uint64_t previous;
        std::optional<std::uint32_t> checksum;
    };
    for (const Case& c : {Case{"", 0, 0, std::nullopt}, Case{R"(,"checksum":0)", 0, 0, std::nullopt},
             Case{R"(,"checksum":-1)", 0, 0, 0xffffffffU}, Case{R"(,"checksum":12)", 0, 0, 12U},
             Case{R"(,"checksum":0,"seqId":12,"prevSeqId":9)", 12, 9, std::nullopt},
             Case{R"(,"prevSeqId":9,"seqId":9)", 9, 9, std::nullopt},
             Case{R"(,"prevSeqId":9,"seqId":2)", 2, 9, std::nullopt},
             Case{R"(,"seqId":"12","prevSeqId":"9")", 12, 9, std::nullopt},
             Case{R"(,"prevSeqId":-1,"seqId":2)", 2, std::numeric_limits<std::uint64_t>::max(), std::nullopt}}) {
        Reader reader;
        ASSERT_TRUE(reader.read(book("books", "update", c.numbers))) << c.numbers;
        EXPECT_EQ(reader.message.book.finalId, c.final) << c.numbers;
        EXPECT_EQ(reader.message.book.previousId, c.previous) << c.numbers;
        EXPECT_EQ(reader.message.book.checksum, c.checksum) << c.numbers;
    }
    Reader reader;
    ASSERT_TRUE(reader.read(book("books", "snapshot", R"(,"prevSeqId":-1,"seqId":2)")));
    EXPECT_EQ(reader.message.book.previousId, 0U);
    ASSERT_TRUE(reader.read(book("books", "", R"(,"prevSeqId":-1,"seqId":2)")));
    EXPECT_EQ(reader.message.book.kind, core::BookUpdateKind::Snapshot) << "nothing stands before a snapshot";
    for (const char* bad : {R"(,"seqId":-2)", R"(,"seqId":1.5)", R"(,"prevSeqId":"x")"}) {
        EXPECT_FALSE(reader.read(book("books", "update", bad))) << bad;
        EXPECT_EQ(reader.message.kind, Kind::Other) << bad;
    }
}

TEST(OkxDecoder, readsWhatContractsAreWorth)
{
    struct Case {
        const char* entry;
        const char* contract; ///< empty: nothing is listed
        core::ContractKind kind;
    };
    constexpr auto linear = core::ContractKind::Linear;
    constexpr auto inverse = core::ContractKind::Inverse;
    for (const Case& c :
        {Case{R"({"instId":"FOO-USDT-SWAP","ctVal":"10","ctMult":"1","ctType":"linear"})", "10", linear},
            Case{R"({"instId":"FOO-USDT-SWAP","ctVal":"0.001","ctMult":"100","ctType":"linear"})", "0.1", linear},
            Case{R"({"instId":"FOO-USDT-SWAP","ctVal":"10"})", "10", linear},
            Case{R"({"instId":"BTC-USD-SWAP","ctVal":"100","ctMult":"1","ctType":"inverse"})", "100", inverse},
            Case{R"({"instId":"BTC-USD-250328","ctVal":"100","ctMult":"1","ctType":"inverse"})", "100", inverse},
            Case{R"({"instId":"FOO-USDT-SWAP","ctVal":"0","ctType":"linear"})", "0", linear},
            Case{R"({"instId":"FOO-USDT-SWAP","ctVal":"x","ctType":"linear"})", "0", linear},
            Case{R"({"instId":"FOO-USDT","ctVal":"","ctMult":"","ctType":""})", "1", linear},
            Case{R"({"instId":"FOO-USDT-SWAP","last":"5"})", "", linear}}) {
        Reader reader;
        ASSERT_TRUE(reader.read(instruments(c.entry))) << c.entry;
        EXPECT_EQ(reader.message.kind == Kind::Listed, *c.contract != '\0') << c.entry;
        if (*c.contract != '\0') {
            EXPECT_EQ(reader.message.instrument.contractSize, size(c.contract)) << c.entry;
            EXPECT_EQ(reader.message.instrument.kind, c.kind) << c.entry;
        }
    }
    Reader reader;
    ASSERT_TRUE(reader.read(R"({"code":"0","msg":"","data":[{"instType":"SWAP","instId":"A-USDT-SWAP","ctVal":"1"},)"
                            R"({"instType":"SWAP","instId":"B-USDT-SWAP","ctVal":"2"}]})"))
        << "what REST answered";
    EXPECT_EQ(reader.message.symbol.view(), "A-USDT-SWAP");
    ASSERT_TRUE(reader.decoder.next(reader.message));
    EXPECT_EQ(reader.message.symbol.view(), "B-USDT-SWAP");
    EXPECT_EQ(reader.message.instrument.contractSize, size("2"));
    EXPECT_FALSE(reader.decoder.next(reader.message));
}

} // namespace leadline::venues::okx
