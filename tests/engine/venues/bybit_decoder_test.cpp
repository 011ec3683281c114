// SPDX-License-Identifier: MIT
#include "engine/venues/bybit/bybit_decoder.h"

#include "engine/venues/venue.h"
#include "tests/support/builders.h"
#include "tests/support/message_reader.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace leadline::venues::bybit
{

using Reader = tests::MessageReader<BybitDecoder>;
using Kind = core::MarketMessage::Kind;
using core::BookUpdateKind;
using tests::price;
using tests::size;

namespace
{

std::string book(const std::string& topic, const std::string& type, int id)
{
    return R"({"topic":")" + topic + R"(","type":")" + type + R"(","ts":1790000000140,"data":{"s":"ETHUSDT",)"
        + R"("b":[["3010.05","0.5"]],"a":[["3010.20","0.70"]],"u":)" + std::to_string(id)
        + R"(,"seq":99004},"cts":1790000000139})";
}

} // namespace

TEST(BybitDecoder, readsTheBooksOfVersionFive)
{
    Reader reader;
    ASSERT_TRUE(reader.read(book("orderbook.50.ETHUSDT", "snapshot", 700100)));
    ASSERT_EQ(reader.message.kind, Kind::Book);
    EXPECT_EQ(reader.message.symbol.view(), "ETHUSDT");
    EXPECT_EQ(reader.message.book.kind, BookUpdateKind::Snapshot);
    EXPECT_EQ(reader.message.book.finalId, 700100U);
    EXPECT_EQ(reader.message.book.previousId, 0U);
    EXPECT_EQ(reader.message.book.depth, 50U);
    EXPECT_EQ(reader.message.book.eventTime, core::fromMilliseconds(1790000000139)) << "the engine's stamp";
    EXPECT_EQ(reader.message.book.asks[0], (core::Level{price("3010.20"), size("0.7")}));
    ASSERT_TRUE(reader.read(book("orderbook.50.ETHUSDT", "delta", 700101)));
    EXPECT_EQ(reader.message.book.kind, BookUpdateKind::Diff);
    EXPECT_EQ(reader.message.book.previousId, 700100U);
    ASSERT_TRUE(reader.read(book("orderbook.50.ETHUSDT", "delta", 1)));
    EXPECT_EQ(reader.message.book.previousId, std::numeric_limits<std::uint64_t>::max());

    ASSERT_TRUE(reader.read(book("orderbook.200.ETHUSDT", "delta", 5)));
    EXPECT_EQ(reader.message.kind, Kind::Other) << "another depth has numbers of its own";
    ASSERT_TRUE(reader.read(book("orderbook.1.ETHUSDT", "snapshot", 5)));
    EXPECT_EQ(reader.message.book.kind, BookUpdateKind::Quote);
    ASSERT_TRUE(reader.read(book("orderbook.200.BTCUSDT", "snapshot", 5)));
    EXPECT_EQ(reader.message.kind, Kind::Book) << "of another symbol another depth may be followed";
    reader.decoder.restart();
    ASSERT_TRUE(reader.read(book("orderbook.200.ETHUSDT", "snapshot", 5)));
    EXPECT_EQ(reader.message.kind, Kind::Book);

    // Products differ in the order of the fields.
    ASSERT_TRUE(reader.read(
        R"({"cts":1790000000139,"data":{"u":9,"a":[],"b":[["1","2"]]},"ts":1790000000140,"type":"snapshot",)"
        R"("topic":"orderbook.50.XRPUSDT"})"));
    EXPECT_EQ(reader.message.book.finalId, 9U);
    EXPECT_EQ(reader.message.book.bids[0].size, size("2"));
    for (const char* topic : {"orderbook.full.ETHUSDT", "orderbook.rpi.ETHUSDT", "orderbook.50", "orderbook.0.ETHUSDT",
             "orderbook.5x.ETHUSDT", "tickers.ETHUSDT", "kline.1.ETHUSDT"}) {
        ASSERT_TRUE(reader.read(book(topic, "delta", 5))) << topic;
        EXPECT_EQ(reader.message.kind, Kind::Other) << topic;
    }
    for (const char* bad : {R"({"topic":"orderbook.50.A","type":"delta","ts":1790000000140})",
             R"({"topic":"orderbook.50.A","type":"delta","data":{"b":[],"a":[],"u":1}})",
             R"({"topic":"orderbook.50.A","type":"other","ts":1790000000140,"data":{"b":[],"a":[],"u":1}})",
             R"({"topic":"orderbook.50.A","type":"delta","ts":1790000000140,"data":[]})"}) {
        EXPECT_FALSE(reader.read(bad)) << bad;
        EXPECT_EQ(reader.message.kind, Kind::Other) << bad;
    }
}

TEST(BybitDecoder, readsTheTradesOfVersionFive)
{
    Reader reader;
    ASSERT_TRUE(reader.read(R"({"topic":"publicTrade.ETHUSDT","type":"snapshot","ts":1790000000150,"data":[)"
                            R"({"T":1790000000148,"s":"ETHUSDT","S":"Buy","v":"0.30","p":"3010.15","i":"2b1d-0"},)"
                            R"({"T":1790000000149,"s":"ETHUSDT","S":"Sell","v":"1","p":"3010.10","i":"2b1d-1"}]})"));
    ASSERT_EQ(reader.message.kind, Kind::Trade);
    EXPECT_EQ(reader.message.trade.aggressor, core::Side::Bid);
    EXPECT_EQ(reader.message.trade.size, size("0.3"));
    ASSERT_TRUE(reader.decoder.next(reader.message));
    EXPECT_EQ(reader.message.trade.aggressor, core::Side::Ask);
    EXPECT_EQ(reader.message.trade.eventTime, core::fromMilliseconds(1790000000149));
    EXPECT_FALSE(reader.decoder.next(reader.message));
    EXPECT_FALSE(reader.read(R"({"topic":"publicTrade.A","data":[{"T":1790000000148,"S":"None","v":"1","p":"1"}]})"));
    EXPECT_FALSE(reader.read(R"({"topic":"publicTrade.A","data":[{"S":"Buy","v":"1","p":"1"}]})"));
}

TEST(BybitDecoder, readsInverseSnapshotsThatAreBareLists)
{
    for (const std::string topic : {"orderBookL2_25.BTCUSD", "orderBook_200.100ms.BTCUSD"}) {
        Reader reader;
        const std::string snapshot = R"({"topic":")" + topic + R"(","type":"snapshot","data":[)"
            + R"({"price":"2999.00","symbol":"BTCUSD","id":29990000,"side":"Buy","size":9},)"
            + R"({"price":"3001.00","symbol":"BTCUSD","id":30010000,"side":"Sell","size":10}],)"
            + R"("cross_seq":11518,"timestamp_e6":1555647164875373})";
        ASSERT_TRUE(reader.read(snapshot)) << topic;
        EXPECT_EQ(recogniseVenue(snapshot)->id, bybit::venue);
        EXPECT_EQ(reader.message.symbol.view(), "BTCUSD");
        EXPECT_EQ(reader.message.book.kind, BookUpdateKind::Snapshot);
        ASSERT_EQ(reader.message.book.bids.size(), 1U);
        EXPECT_EQ(reader.message.book.asks[0], (core::Level{price("3001"), size("10")}));
        ASSERT_TRUE(reader.read(R"({"topic":")" + topic
            + R"(","type":"delta","data":{"delete":[{"price":"3001.00","symbol":"BTCUSD","id":30010000,"side":"Sell"}],)"
            + R"("update":[{"price":"2999.00","symbol":"BTCUSD","id":29990000,"side":"Buy","size":8}],"insert":[],)"
            + R"("transactTimeE6":0},"cross_seq":11519,"timestamp_e6":1555647221331673})"));
        EXPECT_EQ(reader.message.book.kind, BookUpdateKind::Diff);
        EXPECT_EQ(reader.message.book.asks[0].size, size("0"));
        EXPECT_EQ(reader.message.book.bids[0].size, size("8"));
        EXPECT_FALSE(reader.read(R"({"topic":")" + topic + R"(","type":"snapshot","data":5,"timestamp_e6":1})"));
        EXPECT_FALSE(reader.read(R"({"topic":")" + topic + R"(","type":"snapshot","data":[]})"));
    }
}

} // namespace leadline::venues::bybit
