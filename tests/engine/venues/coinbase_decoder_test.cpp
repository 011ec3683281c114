// SPDX-License-Identifier: MIT
#include "engine/venues/coinbase/coinbase_decoder.h"

#include "engine/desk/desk.h"
#include "engine/venues/coinbase/coinbase_protocol.h"
#include "engine/venues/venue.h"
#include "tests/support/builders.h"
#include "tests/support/message_reader.h"
#include "tests/support/quiet_listener.h"

#include <gtest/gtest.h>

#include <array>
#include <string>

namespace leadline::venues::coinbase
{

using core::MarketMessage;
using Reader = tests::MessageReader<CoinbaseDecoder>;
using tests::price;
using tests::size;
using Kind = MarketMessage::Kind;

namespace
{

/// The documentation's example, numbered.
std::string book(const char* type, int sequence, const char* product = "BTC-USD")
{
    return R"({"channel":"l2_data","client_id":"","timestamp":"2026-04-07T14:30:00.123456Z","sequence_num":)"
        + std::to_string(sequence) + R"(,"events":[{"type":")" + type + R"(","product_id":")" + product
        + R"(","updates":[{"side":"bid","event_time":"2026-04-07T14:30:00.123456Z","price_level":"68900.00","new_quantity":"1.50000000"},{"side":"offer","event_time":"2026-04-07T14:30:00.223456Z","price_level":"68901.00","new_quantity":"0.50000000"}]}]})";
}

std::string heartbeat(int sequence)
{
    return R"({"channel":"heartbeats","client_id":"","timestamp":"2026-04-07T14:30:10Z","sequence_num":)"
        + std::to_string(sequence)
        + R"(,"events":[{"current_time":"2026-04-07 14:30:10.000000000+00:00","heartbeat_counter":42}]})";
}

} // namespace

TEST(CoinbaseDecoder, readsTheBookAndItsSides)
{
    Reader reader;
    ASSERT_TRUE(reader.read(book("snapshot", 0)));
    EXPECT_EQ(reader.message.kind, Kind::Book);
    EXPECT_EQ(reader.message.book.kind, core::BookUpdateKind::Snapshot);
    EXPECT_EQ(reader.message.symbol.view(), "BTC-USD");
    ASSERT_EQ(reader.message.book.bids.size(), 1U);
    EXPECT_EQ(reader.message.book.bids[0], (core::Level{price("68900"), size("1.5")}));
    EXPECT_EQ(reader.message.book.asks[0], (core::Level{price("68901"), size("0.5")}));
    EXPECT_EQ(core::nanosecondsOf(reader.message.book.eventTime), 1775572200223456000) << "the newest of the levels";
    ASSERT_TRUE(reader.read(book("update", 1)));
    EXPECT_EQ(reader.message.book.kind, core::BookUpdateKind::Diff);
}

TEST(CoinbaseDecoder, givesEveryEventOfAMessageItsOwnLevels)
{
    Reader reader;
    ASSERT_TRUE(reader.read(
        R"({"channel":"l2_data","client_id":"","timestamp":"2026-04-07T14:30:00Z","sequence_num":3,"events":[{"type":"update","product_id":"BTC-USD","updates":[{"side":"bid","event_time":"2026-04-07T14:30:00Z","price_level":"1","new_quantity":"1"}]},{"type":"update","product_id":"ETH-USD","updates":[{"side":"bid","event_time":"2026-04-07T14:30:00Z","price_level":"2","new_quantity":"0"},{"side":"offer","event_time":"2026-04-07T14:30:00Z","price_level":"3","new_quantity":"4"}]}]})"));
    EXPECT_EQ(reader.message.symbol.view(), "BTC-USD");
    ASSERT_EQ(reader.message.book.bids.size(), 1U);
    EXPECT_TRUE(reader.message.book.asks.empty());
    ASSERT_TRUE(reader.decoder.next(reader.message));
    EXPECT_EQ(reader.message.symbol.view(), "ETH-USD");
    ASSERT_EQ(reader.message.book.bids.size(), 1U);
    EXPECT_TRUE(reader.message.book.bids[0].size.isZero());
    ASSERT_EQ(reader.message.book.asks.size(), 1U);
    EXPECT_FALSE(reader.decoder.next(reader.message));
}

TEST(CoinbaseDecoder, countsTheMessagesOfAConnection)
{
    struct Step {
        std::string text;
        bool lost;
        Kind kind;
    };
    Reader reader;
    for (const Step& step :
        std::initializer_list<Step>{{book("snapshot", 7), false, Kind::Book}, {heartbeat(8), false, Kind::Heartbeat},
            {book("update", 9), false, Kind::Book}, {book("update", 9), false, Kind::Other}, // again: old
            {book("update", 4), false, Kind::Other}, // out of order: old
            {heartbeat(11), true, Kind::Heartbeat}, // 10 is missing
            {book("update", 12), false, Kind::Book}, // told once
            {book("update", 15, "ETH-USD"), true, Kind::Book}, // whose they were cannot be known
            {book("snapshot", 0), false, Kind::Book}, // another connection begins
            {book("update", 1), false, Kind::Book}}) {
        ASSERT_TRUE(reader.read(step.text));
        EXPECT_EQ(reader.message.messagesLost, step.lost) << step.text;
        EXPECT_EQ(reader.message.kind, step.kind) << step.text;
    }
    reader.decoder.restart();
    ASSERT_TRUE(reader.read(book("snapshot", 40)));
    EXPECT_FALSE(reader.message.messagesLost) << "any number may come first";
}

TEST(CoinbaseDecoder, leavesAHoleWhereAMessageWasRefused)
{
    Reader reader;
    ASSERT_TRUE(reader.read(book("snapshot", 1)));
    std::string broken = book("update", 2);
    broken.replace(broken.find("1.50000000"), 10, "1.5.00000");
    ASSERT_FALSE(reader.read(broken)) << "no number";
    ASSERT_TRUE(reader.read(book("update", 3)));
    EXPECT_TRUE(reader.message.messagesLost) << "what it said is missing from the book";
}

TEST(CoinbaseDecoder, readsTheAnswerAboutAProductAsRecordingsHoldIt)
{
    Reader reader;
    ASSERT_TRUE(reader.read(
        R"({"product_id":"BTC-USD","price_increment":"0.01","base_increment":"0.00000001","base_min_size":"0.0001","quote_min_size":"1"})"));
    EXPECT_EQ(reader.message.kind, Kind::Instrument);
    EXPECT_EQ(reader.message.symbol.view(), "BTC-USD");
    EXPECT_EQ(reader.message.instrument.tick, price("0.01"));
    EXPECT_EQ(reader.message.instrument.minimumSize, size("0.0001"));
    EXPECT_FALSE(reader.decoder.next(reader.message));
    for (const auto& [text, defect] :
        {std::pair(R"({"product_id":"BTC-USD","price_increment":"0.01"})", "field base_increment is missing"),
            std::pair(R"({"product_id":""})", "field product_id is missing")}) {
        const auto refused = reader.read(text);
        ASSERT_FALSE(refused) << text;
        EXPECT_EQ(refused.error().what, defect);
        EXPECT_EQ(reader.message.kind, Kind::Other);
    }
}

TEST(CoinbaseProtocol, readsTheUsdProductForAUsdcOne)
{
    const CoinbaseProtocol protocol;
    EXPECT_EQ(protocol.dataSymbol(core::Symbol("BTC-USDC")).view(), "BTC-USD");
    EXPECT_EQ(protocol.dataSymbol(core::Symbol("BTC-USD")).view(), "BTC-USD");
    EXPECT_EQ(protocol.dataSymbol(core::Symbol("USDT-USDC")).view(), "USDT-USDC");
}

TEST(CoinbaseDecoder, readsTradesWithTheTakersSide)
{
    Reader reader;
    const std::string trades =
        R"(","trades":[{"trade_id":"995098700","product_id":"BTC-USD","price":"68900.50","size":"0.00150000","side":"BUY","time":"2026-04-07T14:30:02.789012Z"}]}]})";
    const std::string head =
        R"({"channel":"market_trades","client_id":"","timestamp":"2026-04-07T14:30:02Z","sequence_num":5,"events":[{"type":")";
    ASSERT_TRUE(reader.read(head + "snapshot" + trades));
    EXPECT_EQ(reader.message.kind, Kind::Other) << "what was traded before we came";
    ASSERT_TRUE(reader.read(
        R"({"channel":"market_trades","timestamp":"2026-04-07T14:30:02Z","sequence_num":6,"events":[{"type":"update)"
        + trades));
    EXPECT_EQ(reader.message.kind, Kind::Trade);
    EXPECT_EQ(reader.message.trade.id, 995098700U);
    EXPECT_EQ(reader.message.trade.aggressor, core::Side::Ask) << "the side named is the maker's";
    // The Exchange feed.
    ASSERT_TRUE(reader.read(
        R"({"type":"match","trade_id":99021,"maker_order_id":"b","taker_order_id":"4","side":"sell","size":"400","price":"3.2981","product_id":"CRV-EUR","sequence":74784049,"time":"2021-04-17T16:41:49.984117Z"})"));
    EXPECT_EQ(reader.message.trade.aggressor, core::Side::Bid);
    EXPECT_EQ(reader.message.trade.size, size("400"));
    ASSERT_TRUE(reader.read(
        R"({"type":"l2update","product_id":"DASH-BTC","changes":[["sell","0.00621336","2.63300000"],["buy","0.00620","0"]],"time":"2021-04-17T16:44:07.853104Z"})"));
    EXPECT_EQ(reader.message.book.asks.size(), 1U);
    EXPECT_EQ(reader.message.book.bids.size(), 1U);
}

TEST(CoinbaseDecoder, refusesWhatIsBrokenAndNamesIt)
{
    Reader reader;
    struct Case {
        std::string text;
        const char* says;
    };
    std::string badSide = book("update", 1);
    badSide.replace(badSide.find("offer"), 5, "ask??");
    std::string badPrice = book("update", 2);
    badPrice.replace(badPrice.find("68900.00"), 8, "6.8900x4");
    for (const Case& c : std::initializer_list<Case>{{"", "JSON"}, {"[]", "JSON"}, {"{}", "type"}, {badSide, "side"},
             {badPrice, "updates"}, {book("poem", 3), "type"},
             {R"({"type":"error","message":"authentication failure"})", "authentication failure"},
             {R"({"channel":"l2_data","sequence_num":9})", "events"}}) {
        const auto refused = reader.read(c.text);
        ASSERT_FALSE(refused) << c.text;
        EXPECT_NE(refused.error().what.find(c.says), std::string::npos) << refused.error().what << " for " << c.text;
    }
    for (std::size_t length = 1; length < book("snapshot", 0).size(); ++length) {
        reader.decoder.restart();
        if (reader.read(book("snapshot", 0).substr(0, length)) && reader.message.kind == Kind::Book) {
            EXPECT_EQ(reader.message.book.asks.size(), 1U) << length;
        }
    }
}

TEST(CoinbaseProtocol, readsAProductsSteps)
{
    const CoinbaseProtocol protocol;
    std::string json =
        R"({"product_id":"BTC-USD","price":"68923.67","base_increment":"0.00000001","quote_increment":"0.01","price_increment":"0.01","base_min_size":"0.00000001","base_max_size":"3400","quote_min_size":"1","quote_max_size":"150000000","status":"online"})";
    const std::size_t length = json.size();
    json.append(MarketDecoder::padding, ' ');
    const std::array symbols{core::Symbol("BTC-USD")};
    const auto list = protocol.readInstruments(std::string_view(json).substr(0, length), symbols);
    ASSERT_TRUE(list.has_value()) << list.error().what;
    ASSERT_EQ(list->instruments.size(), 1U);
    const core::Instrument* const instrument = &list->instruments.front();
    EXPECT_EQ(instrument->tick, price("0.01"));
    EXPECT_EQ(instrument->lot, size("0.00000001"));
    EXPECT_EQ(instrument->minimumNotional, price("1") * size("1"));
    EXPECT_EQ(instrument->pair.text(), "BTC/USD");
    EXPECT_EQ(protocol.instrumentPath(symbols), "/api/v3/brokerage/market/products/BTC-USD");
    std::string poor = R"({"product_id":"BTC-USD"})" + std::string(MarketDecoder::padding, ' ');
    EXPECT_FALSE(protocol.readInstruments(std::string_view(poor).substr(0, 24), symbols).has_value());
}

TEST(CoinbaseMarket, losesEveryBookOfAConnectionWithAHole)
{
    tests::QuietListener quiet;
    desk::Desk desk({}, quiet);
    const venues::Venue& venue = *findVenue("coinbase");
    desk::Market& market = desk.open(venue.instrumentOf({venue.id, core::Symbol("BTC-USD")}), venue.rules);
    Reader reader;
    ASSERT_TRUE(reader.read(book("snapshot", 1)));
    EXPECT_FALSE(market.apply(reader.message));
    EXPECT_TRUE(market.tracker().isUsable());
    ASSERT_TRUE(reader.read(heartbeat(3)));
    EXPECT_TRUE(market.apply(reader.message)) << "asks for the book anew";
    EXPECT_FALSE(market.tracker().isUsable());
    EXPECT_EQ(market.counters().book.gaps, 1U);
    ASSERT_TRUE(reader.read(book("update", 4)));
    EXPECT_FALSE(market.apply(reader.message));
    EXPECT_FALSE(market.tracker().isUsable());
    ASSERT_TRUE(reader.read(book("snapshot", 5)));
    market.apply(reader.message);
    EXPECT_TRUE(market.tracker().isUsable());
}

} // namespace leadline::venues::coinbase
