// SPDX-License-Identifier: MIT
#include "engine/venues/kraken/kraken_decoder.h"
#include "engine/venues/kraken/kraken_protocol.h"

#include "engine/desk/desk.h"
#include "engine/replay/replay.h"
#include "tests/support/builders.h"
#include "tests/support/message_reader.h"
#include "tests/support/quiet_listener.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <vector>

namespace leadline::venues::kraken
{

using core::MarketMessage;
using Reader = tests::MessageReader<KrakenDecoder>;
using tests::price;
using tests::size;
using Kind = MarketMessage::Kind;

namespace
{

// The documentation's own example; the checksum is that of the worked example.
const std::string snapshotV2 =
    R"({"channel":"book","type":"snapshot","data":[{"symbol":"BTC/USD","bids":[{"price":45283.5,"qty":0.10000000},{"price":45283.4,"qty":1.54582015}],"asks":[{"price":45285.2,"qty":0.00100000}],"checksum":3310070434,"timestamp":"2023-10-06T17:35:55.440295Z"}]})";

} // namespace

TEST(KrakenDecoder, readsABookWithItsNumbersAsWritten)
{
    Reader reader;
    ASSERT_TRUE(reader.read(snapshotV2));
    const core::BookUpdate& book = reader.message.book;
    EXPECT_EQ(reader.message.kind, Kind::Book);
    EXPECT_EQ(book.kind, core::BookUpdateKind::Snapshot);
    EXPECT_EQ(reader.message.symbol.view(), "BTC/USD");
    ASSERT_EQ(book.bids.size(), 2U);
    EXPECT_EQ(book.bids[0], (core::Level{price("45283.5"), size("0.1")}));
    EXPECT_EQ(book.bidTexts[0].size, "0.10000000") << "trailing zeros count";
    EXPECT_EQ(book.askTexts[0].price, "45285.2");
    EXPECT_EQ(book.checksum, 3310070434U);
    EXPECT_EQ(book.depth, 10U) << "the smallest that holds it, until an answer tells";
    EXPECT_EQ(core::nanosecondsOf(book.eventTime), 1696613755440295000);
    EXPECT_EQ(reader.message.priceDecimals, 1);
    EXPECT_FALSE(reader.decoder.next(reader.message));
}

TEST(KrakenDecoder, learnsTheDepthFromTheAnswer)
{
    Reader reader;
    ASSERT_TRUE(reader.read(
        R"({"method":"subscribe","result":{"channel":"book","symbol":"BTC/USD","depth":25,"snapshot":true},"success":true,"time_in":"2023-09-25T09:04:31.742599Z","time_out":"2023-09-25T09:04:31.742648Z","req_id":1})"));
    EXPECT_EQ(reader.message.kind, Kind::Other);
    ASSERT_TRUE(reader.read(snapshotV2));
    EXPECT_EQ(reader.message.book.depth, 25U);
    const auto refused = reader.read(
        R"({"error":"Currency pair not supported XX/YY","method":"subscribe","req_id":1,"success":false,"symbol":"XX/YY"})");
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().what.find("Currency pair not supported XX/YY"), std::string::npos);
}

TEST(KrakenDecoder, givesEveryTradeOfAMessage)
{
    Reader reader;
    ASSERT_TRUE(reader.read(
        R"({"channel":"trade","type":"update","data":[{"symbol":"BTC/USD","side":"buy","price":105944.20,"qty":0.00027625,"ord_type":"limit","trade_id":10218208,"timestamp":"2023-10-06T17:35:55.440295Z"},{"symbol":"BTC/USD","side":"sell","price":105944.10,"qty":1,"ord_type":"market","trade_id":10218209,"timestamp":"2023-10-06T17:35:55.5Z"}]})"));
    EXPECT_EQ(reader.message.kind, Kind::Trade);
    EXPECT_EQ(reader.message.trade.aggressor, core::Side::Bid);
    EXPECT_EQ(reader.message.trade.id, 10218208U);
    ASSERT_TRUE(reader.decoder.next(reader.message));
    EXPECT_EQ(reader.message.trade.aggressor, core::Side::Ask);
    EXPECT_EQ(reader.message.trade.price, price("105944.1"));
    EXPECT_FALSE(reader.decoder.next(reader.message));
}

TEST(KrakenDecoder, readsInstrumentsStatusAndHeartbeats)
{
    Reader reader;
    ASSERT_TRUE(reader.read(
        R"({"channel":"instrument","type":"snapshot","data":{"assets":[{"id":"USD"}],"pairs":[{"symbol":"EUR/USD","base":"EUR","quote":"USD","status":"online","qty_precision":8,"qty_increment":0.00000001,"price_precision":5,"cost_precision":5,"marginable":true,"has_index":true,"cost_min":0.50,"tick_size":0.00001,"price_increment":0.00001,"qty_min":0.50000000},{"symbol":"BTC/USD","price_increment":0.1,"qty_increment":0.00000001,"qty_min":0.00005,"cost_min":0.5}]}})"));
    EXPECT_EQ(reader.message.kind, Kind::Instrument);
    EXPECT_EQ(reader.message.instrument.tick, price("0.00001"));
    EXPECT_EQ(reader.message.instrument.minimumSize, size("0.5"));
    EXPECT_EQ(reader.message.instrument.minimumNotional, price("1") * size("0.5"));
    ASSERT_TRUE(reader.decoder.next(reader.message));
    EXPECT_EQ(reader.message.symbol.view(), "BTC/USD");
    EXPECT_EQ(reader.message.instrument.pair.text(), "BTC/USD");

    const auto status = [&](const char* system) {
        EXPECT_TRUE(reader.read(R"({"channel":"status","type":"update","data":[{"system":")" + std::string(system)
            + R"(","api_version":"v2","connection_id":12393906104898154338,"version":"2.0.0"}]})"));
        EXPECT_EQ(reader.message.kind, Kind::Status);
        return reader.message.status;
    };
    EXPECT_EQ(status("online"), core::TradingStatus::Online);
    EXPECT_EQ(status("post_only"), core::TradingStatus::PostOnly);
    EXPECT_EQ(status("cancel_only"), core::TradingStatus::CancelOnly);
    EXPECT_EQ(status("maintenance"), core::TradingStatus::Closed);

    ASSERT_TRUE(reader.read(R"({"channel":"heartbeat"})"));
    EXPECT_EQ(reader.message.kind, Kind::Heartbeat);
    ASSERT_TRUE(reader.read(R"({"method":"pong","req_id":101,"time_in":"2023-09-25T09:04:31Z","time_out":"x"})"));
    EXPECT_EQ(reader.message.kind, Kind::Other);
}

TEST(KrakenDecoder, readsTheOlderFormat)
{
    Reader reader;
    ASSERT_TRUE(reader.read(
        R"([1360,{"as":[["0.000022900","13355.87450757","1618678123.481570"]],"bs":[["0.000022890","1.00000000","1618678132.136369"]]},"book-1000","ADA/XBT"])"));
    EXPECT_EQ(reader.message.book.kind, core::BookUpdateKind::Snapshot);
    EXPECT_EQ(reader.message.book.depth, 1000U);
    EXPECT_EQ(reader.message.book.checksum, std::nullopt);
    EXPECT_EQ(core::nanosecondsOf(reader.message.book.eventTime), 1618678132136369000);
    ASSERT_TRUE(reader.read(
        R"([1360,{"a":[["0.000022900","0.00000000","1618678133.1"],["0.000022910","5.0","1618678133.2","r"]]},{"b":[["0.000022880","2.00000000","1618678133.3"]],"c":"974942666"},"book-1000","ADA/XBT"])"));
    EXPECT_EQ(reader.message.book.kind, core::BookUpdateKind::Diff);
    EXPECT_EQ(reader.message.book.asks.size(), 2U);
    EXPECT_EQ(reader.message.book.bids.size(), 1U);
    EXPECT_EQ(reader.message.book.checksum, 974942666U);
    ASSERT_TRUE(reader.read(
        R"([337,[["5541.20000","0.15850568","1534614057.321597","s","l",""],["6060.00000","0.02455000","1534614057.324998","b","l",""]],"trade","XBT/USD"])"));
    EXPECT_EQ(reader.message.kind, Kind::Trade);
    EXPECT_EQ(reader.message.trade.aggressor, core::Side::Ask);
    ASSERT_TRUE(reader.decoder.next(reader.message));
    EXPECT_EQ(reader.message.trade.price, price("6060"));
    for (const char* const other :
        {R"({"event":"heartbeat"})",
            R"([340,{"a":["5525.40000",1,"1.000"],"b":["5525.10000",1,"1.000"],"c":["5525.10000","0.00398963"]},"ticker","XBT/USD"])",
            R"([0,["5698.40000","5700.00000","1542057299.545897","1.01234567","0.98765432"],"spread","XBT/USD"])"}) {
        EXPECT_TRUE(reader.read(other)) << other;
        EXPECT_EQ(reader.message.kind, Kind::Other) << other;
    }
}

TEST(KrakenDecoder, refusesWhatIsBrokenAndNamesIt)
{
    Reader reader;
    struct Case {
        const char* text;
        const char* says;
    };
    for (const Case& c :
        std::initializer_list<Case>{{"", "JSON"}, {"nonsense", "neither an object"},
            {R"({"channel":"book","data":[]})", "type"}, {R"({"channel":"book","type":"update"})", "data"},
            {R"({"channel":"book","type":"update","data":[{"symbol":"A/B","bids":[],"asks":[]}]})", "checksum"},
            {R"({"channel":"book","type":"update","data":[{"bids":[],"asks":[],"checksum":1}]})", "symbol"},
            {R"({"channel":"book","type":"update","data":[{"symbol":"A/B","bids":[{"price":1e500,"qty":1}],"asks":[],"checksum":1}]})",
                "bids"},
            {R"({"channel":"book","type":"update","data":[{"symbol":"A/B","bids":[{"price":-1,"qty":1}],"asks":[],"checksum":1}]})",
                "bids"},
            {R"({"channel":"book","type":"update","data":[{"symbol":"A/B","bids":[{"price":1}],"asks":[],"checksum":1}]})",
                "bids"},
            {R"({"channel":"trade","type":"update","data":[{"symbol":"A/B","side":"up","price":1,"qty":1,"trade_id":1,"timestamp":"2023-10-06T17:35:55Z"}]})",
                "side"},
            {R"({"channel":"trade","type":"update","data":[{"symbol":"A/B","side":"buy","price":1,"qty":1,"trade_id":1,"timestamp":"yesterday"}]})",
                "timestamp"},
            {R"([1,{"a":[["1","2","x"]],"c":"1"},"book-10","A/B"])", "a"},
            {R"([1360,{"a":[["0.1","1.0","1618678133.1"]],"c":"1"},"book-1000")", "JSON"}, {"[1,2", "JSON"}}) {
        const auto refused = reader.read(c.text);
        ASSERT_FALSE(refused) << c.text;
        EXPECT_NE(refused.error().what.find(c.says), std::string::npos) << refused.error().what << " for " << c.text;
        EXPECT_EQ(reader.message.kind, Kind::Other);
    }
    // Cut anywhere, a book is refused or, behind its last level, whole: never half of it.
    for (std::size_t length = 1; length < snapshotV2.size(); ++length) {
        if (reader.read(snapshotV2.substr(0, length)) && reader.message.kind == Kind::Book) {
            EXPECT_EQ(reader.message.book.bids.size(), 2U) << length;
            EXPECT_EQ(reader.message.book.asks.size(), 1U) << length;
            EXPECT_EQ(reader.message.book.checksum, 3310070434U) << length;
        }
    }
}

TEST(KrakenProtocol, asksForAllOnOneSocketAndForTheBookAnew)
{
    const KrakenProtocol protocol;
    const auto lines = protocol.connections({"ws://host", "http://host"}, {});
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(lines[0].url, "ws://host/v2");
    EXPECT_EQ(
        lines[0].greeting, std::vector<std::string>{R"({"method":"subscribe","params":{"channel":"instrument"}})"});
    const auto again = protocol.bookRenewalTexts(std::array{core::Symbol("BTC/USD")});
    ASSERT_EQ(again.size(), 2U);
    EXPECT_NE(again[0].find("unsubscribe"), std::string::npos);
}

TEST(SharedKraken, everyChecksumOfTheCaptureVerifies)
{
    LEADLINE_NEEDS(path, "captures/cryptofeed/split/KRAKEN.ws.50.0.dev");
    tests::QuietListener quiet;
    desk::Desk desk({}, quiet);
    replay::Replay replay(desk, "");
    const auto report = replay.run({path});
    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(report->skipped, 0U) << (report->problems.empty() ? "" : report->problems.front());
    EXPECT_EQ(desk.markets().size(), 5U);
    for (const auto& market : desk.markets()) {
        const auto counters = market->counters();
        EXPECT_TRUE(market->tracker().isUsable()) << market->instrument().id.symbol.text();
        EXPECT_EQ(counters.book.checksumsFailed, 0U);
        // All but the snapshot carry one.
        EXPECT_EQ(counters.book.checksumsVerified, counters.book.updates - 1);
        EXPECT_GT(counters.book.checksumsVerified, 20U);
    }
}

TEST(SharedKraken, oneAlteredDigitIsCaughtAtTheNextUpdate)
{
    LEADLINE_NEEDS(path, "captures/cryptofeed/split/KRAKEN.ws.50.0.dev");
    // The fifth digit of one size near the touch, in one of the updates of a quiet second, is another one.
    for (const int altered : {20, 200, 1500}) {
        tests::QuietListener quiet;
        desk::Desk desk({}, quiet);
        auto reader = tape::TapeReader::open(path);
        ASSERT_TRUE(reader.has_value());
        KrakenDecoder decoder;
        MarketMessage message;
        const venues::Venue& venue = *findVenue("kraken");
        int updates = 0;
        bool isDone = false;
        while (!isDone && reader->next() == tape::TapeReader::Step::Line) {
            std::string text(reader->line().json);
            const std::size_t length = text.size();
            text.append(MarketDecoder::padding, ' ');
            if (reader->line().isConnect || !decoder.decode(std::string_view(text).substr(0, length), message)
                || message.kind != Kind::Book) {
                continue;
            }
            desk::Market& market = desk.open(venue.instrumentOf({venue.id, message.symbol}), venue.rules);
            if (message.book.kind == core::BookUpdateKind::Diff && ++updates >= altered) {
                // Only a level among the best ten is covered by the checksum.
                const bool isBid = !message.bids.empty();
                auto& level = isBid ? message.bids.front() : message.asks.front();
                const book::BookSide& side = isBid ? market.book().bids() : market.book().asks();
                const bool isCovered = !level.size.isZero() && side.size() > 10
                    && (isBid ? level.price > side[8].price : level.price < side[8].price);
                if (isCovered) {
                    auto& written = isBid ? message.bidTexts.front() : message.askTexts.front();
                    std::string changed(written.size);
                    changed.back() = changed.back() == '9' ? '1' : static_cast<char>(changed.back() + 1);
                    written.size = changed;
                    level.size = tests::size(changed);
                    EXPECT_TRUE(market.apply(message)) << "asks for the book anew";
                    EXPECT_EQ(market.counters().book.checksumsFailed, 1U);
                    EXPECT_FALSE(market.tracker().isUsable());
                    isDone = true;
                    continue;
                }
            }
            market.apply(message);
            EXPECT_EQ(market.counters().book.checksumsFailed, 0U);
        }
        EXPECT_TRUE(isDone);
    }
}

TEST(SharedOkx, everyChecksumOfTheCaptureVerifies)
{
    LEADLINE_NEEDS(path, "captures/cryptofeed/split/OKX.ws.1.0.dev");
    tests::QuietListener quiet;
    desk::Desk desk({}, quiet);
    replay::Replay replay(desk, "");
    const auto report = replay.run({path});
    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(report->skipped, 0U);
    const auto counters = desk.markets().front()->counters();
    EXPECT_EQ(counters.book.checksumsFailed, 0U);
    EXPECT_EQ(counters.book.checksumsVerified, counters.book.updates);
    EXPECT_GT(counters.book.checksumsVerified, 90U);
    EXPECT_GT(quiet.trades, 50);
}

TEST(SharedCoinbase, theExchangeCaptureDecodesToTheLastLine)
{
    LEADLINE_NEEDS(path, "captures/cryptofeed/split/COINBASE.ws.28.0.dev");
    tests::QuietListener quiet;
    desk::Desk desk({}, quiet);
    replay::Replay replay(desk, "");
    const auto report = replay.run({path});
    ASSERT_TRUE(report.has_value());
    EXPECT_EQ(report->skipped, 0U) << (report->problems.empty() ? "" : report->problems.front());
    for (const auto& market : desk.markets()) {
        EXPECT_TRUE(market->tracker().isUsable()) << market->instrument().id.symbol.text();
    }
    EXPECT_EQ(desk.markets().size(), 5U);
}

} // namespace leadline::venues::kraken
