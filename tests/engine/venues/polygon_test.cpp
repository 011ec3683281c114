// SPDX-License-Identifier: MIT
#include "engine/desk/desk.h"
#include "engine/json/tree.h"
#include "engine/venues/polygon/polygon_decoder.h"
#include "engine/venues/polygon/polygon_protocol.h"
#include "engine/venues/polygon/polygon_rest.h"
#include "engine/venues/venue.h"
#include "tests/support/builders.h"
#include "tests/support/json_samples.h"
#include "tests/support/message_reader.h"
#include "tests/support/sample_text.h"

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <initializer_list>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace leadline::venues::polygon
{

using core::MarketMessage;
using core::nanosecondsOf;
using core::Side;
using tests::failureOf;
using tests::price;
using tests::replaced;
using tests::size;
using Kind = MarketMessage::Kind;
using Reader = tests::MessageReader<PolygonDecoder>;
using What = core::HaltNotice::What;

namespace
{

const std::string tradeText =
    R"({"ev":"T","sym":"MSFT","x":4,"i":"12345","z":3,"p":114.125,"s":100,"ds":"100.0","c":[0,12],"t":1536036818784,"q":3681328,"trfi":0,"trft":0})";
const std::string quoteText =
    R"({"ev":"Q","sym":"MSFT","bx":4,"bp":114.125,"bs":100,"ax":7,"ap":114.128,"as":160,"c":0,"i":[604],"t":1536036818784,"q":50385480,"z":3})";
const std::string bandsText =
    R"({"ev":"LULD","T":"MSFT","h":492.99,"l":446.04,"i":[16],"z":3,"t":1764086430905642800,"q":5925769})";
const std::vector<std::string> quietTexts{
    R"({"ev":"status","status":"connected","message":"Connected Successfully"})",
    R"({"ev":"status","status":"auth_success","message":"authenticated"})",
    R"({"ev":"NOI","T":"NTEST.Q","t":1601318039223013600,"at":930,"a":"M","i":44,"x":10,"o":480,"p":440,"b":25.03})",
    R"({"ev":"AM","sym":"GTE","v":4110,"av":9470157,"op":0.4372,"vw":0.4488,"o":0.4488,"c":0.4486,"h":0.4489,"l":0.4486,"a":0.4352,"z":685,"s":1610144640000,"e":1610144700000})",
    R"({"ev":"A","sym":"SPCE","v":200,"o":25.39,"c":25.39,"s":1610144868000,"e":1610144869000})",
    R"({"ev":"FMV","fmv":189.22,"sym":"AAPL","t":1678220098130})",
    R"({"ev":"what comes next year","sym":7})",
};

std::string listOf(const std::vector<std::string>& items)
{
    std::string list;
    for (const std::string& item : items) {
        list += (list.empty() ? "[" : ",") + item;
    }
    return list + "]";
}

} // namespace

TEST(PolygonDecoder, readsQuotesTradesAndBands)
{
    Reader reader;
    ASSERT_TRUE(reader.read(listOf({quoteText, tradeText, bandsText})));
    EXPECT_EQ(reader.message.kind, Kind::Book);
    EXPECT_EQ(reader.message.book.kind, core::BookUpdateKind::Frame);
    EXPECT_EQ(reader.message.symbol.view(), "MSFT");
    EXPECT_EQ(reader.message.book.bids[0], (core::Level{price("114.125"), size("100")}));
    EXPECT_EQ(reader.message.book.asks[0], (core::Level{price("114.128"), size("160")}));
    EXPECT_EQ(nanosecondsOf(reader.message.eventTime()), 1536036818784000000);
    EXPECT_EQ(reader.message.priceDecimals, 3);
    ASSERT_TRUE(reader.decoder.next(reader.message));
    EXPECT_EQ(reader.message.kind, Kind::Trade);
    EXPECT_EQ(reader.message.trade.id, 12345U);
    EXPECT_EQ(reader.message.trade.price, price("114.125"));
    EXPECT_EQ(reader.message.trade.size, size("100"));
    EXPECT_EQ(reader.message.trade.aggressor, Side::Ask) << "below the middle of the quote before it";
    ASSERT_TRUE(reader.decoder.next(reader.message));
    EXPECT_EQ(reader.message.kind, Kind::Bands);
    EXPECT_EQ(reader.message.symbol.view(), "MSFT") << "the ticker stands in T";
    EXPECT_EQ(reader.message.bands.lower, price("446.04"));
    EXPECT_EQ(reader.message.bands.upper, price("492.99"));
    EXPECT_EQ(nanosecondsOf(reader.message.eventTime()), 1764086430905642800);
    EXPECT_FALSE(reader.decoder.next(reader.message));
}

TEST(PolygonDecoder, knowsTimesByTheirMagnitude)
{
    struct Case {
        const char* text;
        std::int64_t nanoseconds; ///< below zero: refused
    };
    for (const Case& c : std::initializer_list<Case>{{"1536036818784", 1536036818784000000}, // milliseconds
             {"1536036818784123", 1536036818784123000}, {"1764086430905642800", 1764086430905642800},
             {"100000000", 100000000000000000}, // the first seconds
             {"99999999", -1}, {"7258118399", 7258118399000000000}, {"7258118400", -1}, // the year 2200
             {"100000000000", 100000000000000000}, // the first milliseconds
             {"99999999999", -1}, {"7258118399999", 7258118399999000000}, {"7258118400000", -1},
             {"100000000000000", 100000000000000000}, // the first microseconds
             {"7258118399999999", 7258118399999999000}, {"7258118400000000", -1},
             {"100000000000000000", 100000000000000000}, // the first nanoseconds
             {"7258118399999999999", 7258118399999999999}, {"7258118400000000000", -1}, {"0", -1}, {"1", -1},
             {"-5", -1}, {"1.5e12", -1}, {"\"soon\"", -1}}) {
        Reader reader;
        const auto read =
            reader.read("[" + replaced(tradeText, R"("t":1536036818784)", R"("t":)" + std::string(c.text)) + "]");
        ASSERT_EQ(read.has_value(), c.nanoseconds > 0) << c.text;
        if (read) {
            EXPECT_EQ(nanosecondsOf(reader.message.eventTime()), c.nanoseconds) << c.text;
        }
    }
}

TEST(PolygonDecoder, takesWhatIsNotWrittenForNobody)
{
    struct Case {
        std::string text;
        std::size_t bids;
        std::size_t asks;
    };
    for (const Case& c : std::initializer_list<Case>{{replaced(quoteText, R"("bp":114.125,"bs":100,)", ""), 0, 1},
             {replaced(quoteText, R"("bs":100,)", ""), 0, 1},
             {replaced(quoteText, R"("ap":114.128,"as":160,)", ""), 1, 0},
             {replaced(quoteText, R"("as":160)", R"("as":0)"), 1, 0},
             {replaced(quoteText, R"("bp":114.125)", R"("bp":0)"), 0, 1},
             {replaced(quoteText, R"("bp":114.125)", R"("bp":null)"), 0, 1}, {quoteText, 1, 1}}) {
        Reader reader;
        ASSERT_TRUE(reader.read("[" + c.text + "]")) << c.text;
        EXPECT_EQ(reader.message.book.bids.size(), c.bids) << c.text;
        EXPECT_EQ(reader.message.book.asks.size(), c.asks) << c.text;
    }
}

TEST(PolygonDecoder, countsSharesWhateverTheUnitOfTheWire)
{
    struct Case {
        const char* bid;
        const char* time; ///< milliseconds
        const char* shares; ///< of 3 on the wire, in round lots
    };
    // 2025-11-03 begins at 1762128000000.
    for (const Case& c : std::initializer_list<Case>{{"114", "1762127999999", "300"}, {"900", "1762127999999", "300"},
             {"250", "1762128000000", "300"}, {"250.000000001", "1762128000000", "120"},
             {"250.01", "1762128000000", "120"}, {"1000", "1762128000000", "120"}, {"1000.01", "1762128000000", "30"},
             {"10000", "1762128000000", "30"}, {"10000.01", "1762128000000", "3"}, {"0.5", "1762128000000", "300"}}) {
        const std::string text =
            replaced(replaced(replaced(quoteText, R"("bp":114.125)", R"("bp":)" + std::string(c.bid)), R"("bs":100)",
                         R"("bs":3)"),
                R"("t":1536036818784)", R"("t":)" + std::string(c.time));
        Reader shares;
        ASSERT_TRUE(shares.read("[" + text + "]"));
        EXPECT_EQ(shares.message.book.bids[0].size, size("3"));
        Reader lots(SizeUnit::RoundLots);
        ASSERT_TRUE(lots.read("[" + text + "]"));
        EXPECT_EQ(lots.message.book.bids[0].size, size(c.shares)) << c.bid << " " << c.time;
        shares.decoder.setSizeUnit(SizeUnit::RoundLots);
        ASSERT_TRUE(shares.read("[" + text + "]"));
        EXPECT_EQ(shares.message.book.bids[0].size, size(c.shares));
        ASSERT_TRUE(shares.read("[" + tradeText + "]"));
        EXPECT_EQ(shares.message.trade.size, size("100")) << "trades are in shares";
    }
}

TEST(PolygonDecoder, prefersTheDecimalSizeOfATrade)
{
    struct Case {
        const char* sizes;
        const char* shares; ///< empty: refused
    };
    for (const Case& c :
        std::initializer_list<Case>{{R"("s":100,"ds":"100.0")", "100"}, {R"("s":0,"ds":"0.25")", "0.25"},
            {R"("s":3)", "3"}, {R"("ds":"0.000000001")", "0.000000001"}, {R"("s":3,"ds":"")", ""},
            {R"("s":3,"ds":"0.0000000001")", ""}, {R"("s":-3)", ""}, {R"("s":3,"ds":null)", "3"}, {R"("z":3)", ""}}) {
        Reader reader;
        const auto read = reader.read("[" + replaced(tradeText, R"("s":100,"ds":"100.0")", c.sizes) + "]");
        ASSERT_EQ(read.has_value(), !std::string(c.shares).empty()) << c.sizes;
        if (read) {
            EXPECT_EQ(reader.message.trade.size, size(c.shares)) << c.sizes;
        }
    }
    for (const auto& [written, id] :
        std::initializer_list<std::pair<const char*, std::uint64_t>>{{R"("i":"71675577320245")", 71675577320245U},
            {R"("i":100)", 100U}, {R"("i":"A-7")", 0U}, {R"("x":4)", 0U}}) {
        Reader reader;
        ASSERT_TRUE(reader.read("[" + replaced(tradeText, R"("i":"12345")", written) + "]")) << written;
        EXPECT_EQ(reader.message.trade.id, id) << written;
    }
}

TEST(PolygonDecoder, tellsPausesFromBands)
{
    struct Case {
        const char* indicators;
        Kind kind;
        What what = What::Halted;
        const char* code = "";
    };
    for (const Case& c : std::initializer_list<Case>{{"[15]", Kind::Bands}, {"[16]", Kind::Bands},
             {"[17]", Kind::Halt, What::Paused, "17"}, {"[18]", Kind::Halt, What::Resumed, "18"}, {"[19]", Kind::Bands},
             {"[21]", Kind::Bands}, {"[22]", Kind::Bands}, {"[99]", Kind::Bands}, {"[]", Kind::Bands},
             {"[16,17]", Kind::Halt, What::Paused, "17"}, {"[18,22]", Kind::Halt, What::Resumed, "18"}}) {
        Reader reader;
        ASSERT_TRUE(reader.read("[" + replaced(bandsText, "[16]", c.indicators) + "]")) << c.indicators;
        ASSERT_EQ(reader.message.kind, c.kind) << c.indicators;
        EXPECT_EQ(reader.message.symbol.view(), "MSFT");
        EXPECT_EQ(nanosecondsOf(reader.message.eventTime()), 1764086430905642800);
        if (c.kind == Kind::Halt) {
            EXPECT_EQ(reader.message.halt.what, c.what) << c.indicators;
            EXPECT_EQ(reader.message.halt.code.view(), c.code);
            EXPECT_TRUE(reader.message.halt.reason.isEmpty());
        }
    }
    Reader reader;
    ASSERT_TRUE(reader.read(R"([{"ev":"LULD","T":"MSFT","i":[17],"z":3,"t":1764086430905642800,"q":1}])"));
    EXPECT_EQ(reader.message.kind, Kind::Halt) << "a pause needs no prices";
    ASSERT_TRUE(reader.read("[" + replaced(bandsText, R"("i":[16],)", "") + "]"));
    EXPECT_EQ(reader.message.kind, Kind::Bands);
}

TEST(PolygonDecoder, findsNothingToApplyInTheRest)
{
    for (const std::string& text : quietTexts) {
        Reader reader;
        const auto read = reader.read("[" + text + "]");
        ASSERT_TRUE(read) << text << read.error().what;
        EXPECT_EQ(reader.message.kind, Kind::Other) << text;
        EXPECT_FALSE(reader.decoder.next(reader.message)) << text;
    }
    Reader reader;
    ASSERT_TRUE(reader.read(R"([{"ev":"status","status":"success","message":"subscribed to: T.AAPL"}])"));
    EXPECT_EQ(reader.message.kind, Kind::Heartbeat);
    for (const auto& [status, says] : std::initializer_list<std::pair<const char*, const char*>>{
             {"auth_failed", "auth_failed why: the key is wrong, and asking again does not help"},
             {"auth_timeout", "auth_timeout why"}, {"not_authorized", "not_authorized why"},
             {"max_connections", "max_connections why"}, {"error", "error why"}}) {
        const auto read = reader.read(std::string(R"([{"ev":"status","status":")") + status + R"(","message":"why"}])");
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().what, std::string("item 1: the venue refused: ") + says);
    }
}

TEST(PolygonDecoder, namesWhatIsWrongAndGivesTheRest)
{
    struct Case {
        std::string text;
        const char* says;
    };
    for (const Case& c :
        std::initializer_list<Case>{{replaced(quoteText, R"("sym":"MSFT",)", ""), "field sym is missing"},
            {replaced(quoteText, R"("t":1536036818784,)", ""), "field t is missing"},
            {replaced(quoteText, R"("bp":114.125,"bs":100,"ax":7,"ap":114.128,"as":160,)", ""),
                "neither field bp nor field ap is there"},
            {replaced(quoteText, "114.125", "114.1.25"), "field bp: "},
            {replaced(quoteText, R"("bs":100)", R"("bs":-1)"), "field bs is below zero"},
            {replaced(quoteText, R"("as":160)", R"("as":"x")"), "field as: "},
            {replaced(tradeText, R"("p":114.125,)", ""), "field p is missing"},
            {replaced(tradeText, "114.125", "0"), "field p is not above zero"},
            {replaced(tradeText, R"("ds":"100.0")", R"("ds":"a lot")"), "field ds: "},
            {replaced(tradeText, R"("s":100,"ds":"100.0",)", ""), "neither field s nor field ds is there"},
            {replaced(bandsText, R"("T":"MSFT",)", ""), "field T is missing"},
            {replaced(bandsText, R"("h":492.99,)", ""), "field h is missing"},
            {replaced(bandsText, R"("l":446.04,)", ""), "field l is missing"},
            {replaced(bandsText, "446.04", "493"), "field l lies above field h"},
            {replaced(bandsText, "[16]", "16"), "field i is not a list"},
            {replaced(bandsText, "[16]", "[\"x\"]"), "field i holds something that is no number"},
            {R"({"ev":"status"})", "field status is missing"}, {R"({"sym":"A"})", "field ev is missing or no text"},
            {R"({"ev":7})", "field ev is missing or no text"}, {"7", "not an object"}}) {
        Reader reader;
        const auto read = reader.read(listOf({quoteText, c.text, tradeText}));
        ASSERT_FALSE(read) << c.text;
        EXPECT_TRUE(read.error().what.starts_with(std::string("item 2: ") + c.says)) << read.error().what;
        EXPECT_EQ(reader.message.kind, Kind::Other);
        ASSERT_TRUE(reader.decoder.next(reader.message)) << c.text;
        EXPECT_EQ(reader.message.kind, Kind::Book);
        ASSERT_TRUE(reader.decoder.next(reader.message)) << c.text;
        EXPECT_EQ(reader.message.kind, Kind::Trade);
        EXPECT_FALSE(reader.decoder.next(reader.message));
    }
}

TEST(PolygonDecoder, refusesWhatIsCutOffAtAnyByteAndSurvivesBytesThatChange)
{
    const std::string whole = listOf({quoteText, tradeText, bandsText, quietTexts[2], quoteText});
    for (std::size_t length = 0; length < whole.size(); ++length) {
        Reader cut;
        EXPECT_FALSE(cut.read(whole.substr(0, length))) << length;
        EXPECT_FALSE(cut.decoder.next(cut.message)) << length;
    }
    std::mt19937 random(11);
    int refused = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string text = whole;
        text[random() % text.size()] = static_cast<char>(random() % 256);
        Reader reader;
        refused += reader.read(text) ? 0 : 1;
        for (int events = 0; reader.decoder.next(reader.message); ++events) {
            ASSERT_LT(events, 5);
        }
    }
    EXPECT_GT(refused, 1'000);
}

TEST(PolygonProtocol, logsInAndSubscribesOnceItWasLetIn)
{
    const Venue& row = *findVenue("polygon");
    const auto protocol = row.makeProtocol();
    EXPECT_EQ(protocol->official().rest, "https://api.massive.com");
    const auto connections =
        protocol->connections({"wss://socket.polygon.io", ""}, {.credentials = {.key = "k1", .secret = {}}});
    ASSERT_EQ(connections.size(), 1U);
    EXPECT_EQ(connections[0].url, "wss://socket.polygon.io/stocks") << "the old host is a setting";
    EXPECT_EQ(connections[0].greeting, (std::vector<std::string>{R"({"action":"auth","params":"k1"})"}));
    EXPECT_EQ(protocol->subscriptionTexts({.symbols = std::array{core::Symbol("BRK.B")}}),
        (std::vector<std::string>{R"({"action":"subscribe","params":"T.BRK.B,Q.BRK.B,LULD.BRK.B"})"}));
    EXPECT_NE(("[" + quietTexts[1] + "]").find(connections[0].admission), std::string::npos);
    EXPECT_EQ(("[" + quietTexts[0] + "]").find(connections[0].admission), std::string::npos);
    const std::array symbols{core::Symbol("AAPL"), core::Symbol("MSFT")};
    EXPECT_EQ(subscriptionText(SubscriptionChange::Unsubscribe, symbols),
        R"({"action":"unsubscribe","params":"T.AAPL,Q.AAPL,LULD.AAPL,T.MSFT,Q.MSFT,LULD.MSFT"})");
    for (const std::string& text : {quoteText, tradeText, bandsText, quietTexts[0]}) {
        EXPECT_EQ(recogniseVenue("[" + text + "]"), &row) << text;
    }
}

TEST(PolygonRest, asksWithoutTheKeyInTheAddress)
{
    const std::array symbols{core::Symbol("AAPL"), core::Symbol("BRK.B")};
    EXPECT_EQ(snapshotsPath(symbols), "/v2/snapshot/locale/us/markets/stocks/tickers?tickers=AAPL%2CBRK.B");
    EXPECT_EQ(lastQuotePath(core::Symbol("BRK.B")), "/v2/last/nbbo/BRK.B");
    EXPECT_EQ(lastQuotePath(core::Symbol("A/B")), "/v2/last/nbbo/A%2FB");
    EXPECT_EQ(marketStatePath(), "/v1/marketstatus/now");
    EXPECT_EQ(headers({.key = "k1", .secret = {}}),
        (std::vector<std::pair<std::string, std::string>>{{"Authorization", "Bearer k1"}}));
}

TEST(PolygonRest, readsSnapshots)
{
    const std::string text =
        R"({"status":"OK","count":3,"tickers":[{"ticker":"AAPL","todaysChange":-3.65,"updated":1763000000000000000,
            "day":{"c":260.3,"v":68840127},"lastQuote":{"P":260.99,"S":5,"p":260.98,"s":3,"t":1763000000407646487},
            "lastTrade":{"c":null,"ds":"0.5","i":"121351","p":260.985,"s":0,"t":1763000000294080343,"x":12},
            "min":{"av":68834255,"c":260.3,"h":260.71,"l":260.1,"o":260.5,"v":197226,"t":1762999980000,"n":5},
            "prevDay":{"c":263.64,"h":264.515,"l":258.93,"o":259.25,"v":1.30149192e+08}},
            {"ticker":"BRK.B","lastQuote":null,"lastTrade":null,"min":{"c":0,"h":0,"l":0,"t":0.0e0},"prevDay":{"c":0}},
            {"ticker":"NEW"}]})";
    const auto shares = readSnapshots(replaced(text, R"(,"t":0.0e0)", ""), SizeUnit::Shares);
    ASSERT_TRUE(shares) << failureOf(shares);
    ASSERT_EQ(shares->size(), 3U);
    const core::StockSnapshot& apple = (*shares)[0];
    EXPECT_EQ(apple.symbol.view(), "AAPL");
    EXPECT_EQ(apple.bid, (core::Level{price("260.98"), size("3")})) << "small letters are the bid";
    EXPECT_EQ(apple.ask, (core::Level{price("260.99"), size("5")}));
    EXPECT_EQ(nanosecondsOf(apple.quoteTime), 1763000000407646487);
    EXPECT_EQ(apple.last, price("260.985"));
    EXPECT_EQ(apple.lastSize, size("0.5"));
    EXPECT_EQ(nanosecondsOf(apple.lastTime), 1763000000294080343);
    EXPECT_EQ(apple.previousClose, price("263.64"));
    EXPECT_EQ(apple.minuteHigh, price("260.71"));
    EXPECT_EQ(apple.minuteLow, price("260.1"));
    EXPECT_EQ(nanosecondsOf(apple.minuteTime), 1762999980000000000);
    EXPECT_EQ((*shares)[1].bid, core::Level{});
    EXPECT_EQ((*shares)[1].last, core::Price{});
    EXPECT_EQ((*shares)[2].previousClose, core::Price{});
    const auto lots = readSnapshots(replaced(text, R"(,"t":0.0e0)", ""), SizeUnit::RoundLots);
    ASSERT_TRUE(lots);
    EXPECT_EQ((*lots)[0].bid.size, size("120")) << "a round lot is 40 shares above 250 dollars";
    EXPECT_EQ((*lots)[0].ask.size, size("200"));

    EXPECT_EQ(failureOf(readSnapshots(text, SizeUnit::Shares)), "BRK.B: field t is no time");
    EXPECT_EQ(failureOf(readSnapshots(replaced(text, "260.98,", "-1,"), SizeUnit::Shares)),
        "AAPL: field p is not above zero");
    EXPECT_TRUE(failureOf(readSnapshots(replaced(text, R"("ticker":"AAPL",)", ""), SizeUnit::Shares))
                    .ends_with("field ticker, which names the symbol, is missing or too long"));
    EXPECT_EQ(failureOf(readSnapshots(
                  R"({"status":"NOT_AUTHORIZED","request_id":"a","message":"You are not entitled to this data."})",
                  SizeUnit::Shares)),
        "the venue refused: NOT_AUTHORIZED You are not entitled to this data.");
    EXPECT_EQ(failureOf(readSnapshots("{}", SizeUnit::Shares)), "the answer holds no tickers");
    EXPECT_TRUE(readSnapshots(R"({"status":"OK","tickers":[]})", SizeUnit::Shares)->empty());
    for (std::size_t length = 0; length < text.size(); ++length) {
        EXPECT_FALSE(readSnapshots(std::string_view(text).substr(0, length), SizeUnit::Shares)) << length;
    }
}

TEST(PolygonRest, readsTheLastQuoteAndTheMarketsState)
{
    const std::string text =
        R"({"status":"OK","request_id":"b","results":{"P":127.98,"S":7,"T":"AAPL","X":19,"p":127.96,"q":83480742,"s":1,"t":1617827221349730300,"x":11,"y":1617827221349366000,"z":3}})";
    const auto quote = readLastQuote(text, SizeUnit::RoundLots);
    ASSERT_TRUE(quote) << failureOf(quote);
    EXPECT_EQ(quote->symbol.view(), "AAPL");
    EXPECT_EQ(quote->bid, (core::Level{price("127.96"), size("100")}));
    EXPECT_EQ(quote->ask, (core::Level{price("127.98"), size("700")}));
    EXPECT_EQ(nanosecondsOf(quote->quoteTime), 1617827221349730300);
    EXPECT_EQ(failureOf(readLastQuote(R"({"status":"ERROR","error":"no data"})", SizeUnit::Shares)),
        "the venue refused: ERROR no data");

    using Phase = MarketState::Phase;
    for (const auto& [name, phase] : std::initializer_list<std::pair<std::string, Phase>>{
             {"open", Phase::Open}, {"closed", Phase::Closed}, {"extended-hours", Phase::ExtendedHours}}) {
        const auto state = readMarketState(R"({"market":")" + name
            + R"(","earlyHours":false,"afterHours":true,"serverTime":"2020-11-10T17:37:37-05:00","exchanges":{"nyse":"open"}})");
        ASSERT_TRUE(state) << failureOf(state);
        EXPECT_EQ(*state, (MarketState{phase, core::fromNanoseconds(1605047857000000000)}));
    }
    EXPECT_EQ(failureOf(readMarketState(R"({"market":"asleep","serverTime":"2020-11-10T17:37:37-05:00"})")),
        "field market is neither open, closed nor extended-hours: asleep");
    EXPECT_EQ(failureOf(readMarketState(R"({"market":"open"})")), "field serverTime is missing");
}

TEST(PolygonRest, tellsErrorsByTheirStatusAndWords)
{
    using ErrorKind = RestError::Kind;
    struct Case {
        int status;
        const char* body;
        ErrorKind kind;
        const char* says;
    };
    for (const Case& c :
        std::initializer_list<Case>{{401, R"({"status":"ERROR","request_id":"a","error":"Unknown API Key"})",
                                        ErrorKind::WrongKey, "401 ERROR: Unknown API Key"},
            {403, R"({"status":"NOT_AUTHORIZED","request_id":"a","message":"You are not entitled to this data."})",
                ErrorKind::Forbidden, "403 NOT_AUTHORIZED: You are not entitled to this data."},
            {200, R"({"status":"NOT_AUTHORIZED","message":"no"})", ErrorKind::Forbidden, "200 NOT_AUTHORIZED: no"},
            {429, R"({"status":"ERROR","request_id":"a","error":"You've exceeded the maximum requests per minute"})",
                ErrorKind::Busy, "429 ERROR: You've exceeded the maximum requests per minute"},
            {404, R"({"status":"NOT_FOUND","message":"Ticker not found."})", ErrorKind::NotFound,
                "404 NOT_FOUND: Ticker not found."},
            {502, "<html>", ErrorKind::Unavailable, "502"}}) {
        const RestError error = readError(c.status, c.body);
        EXPECT_EQ(error.kind, c.kind) << c.status;
        EXPECT_EQ(error.describe(c.status), c.says);
    }
}

TEST(PolygonRest, readsEveryAnswerOfTheSamples)
{
    LEADLINE_NEEDS(folder, "conformance/polygon-client-python/test_rest/mocks");
    int files = 0;
    int snapshots = 0;
    int quotes = 0;
    int trades = 0;
    for (const auto& file : std::filesystem::recursive_directory_iterator(folder)) {
        if (!file.is_regular_file()) {
            continue;
        }
        ++files;
        const std::string text = tests::textOfFile(file.path().string());
        const auto tree = json::Tree::parse(text);
        ASSERT_TRUE(tree) << file.path();
        if (file.path().string().find("/stocks/") != std::string::npos) {
            const auto read = readSnapshots(text, SizeUnit::RoundLots);
            ASSERT_TRUE(read) << file.path() << failureOf(read);
            for (std::size_t i = 0; i < read->size(); ++i) {
                const json::Tree& row = (*tree)["ticker"].isThere() ? (*tree)["ticker"] : (*tree)["tickers"].items()[i];
                const core::StockSnapshot& snapshot = (*read)[i];
                EXPECT_EQ(snapshot.symbol.view(), row["ticker"].text());
                EXPECT_EQ(snapshot.ask.price, row["lastQuote"]["P"].price());
                EXPECT_EQ(snapshot.bid.price, row["lastQuote"]["p"].price());
                EXPECT_EQ(snapshot.bid.size, core::Quantity::fromRaw(100 * row["lastQuote"]["s"].quantity().raw()));
                EXPECT_LT(snapshot.bid.price, snapshot.ask.price) << "or the letters were mixed up";
                EXPECT_EQ(snapshot.last, row["lastTrade"]["p"].price());
                EXPECT_EQ(snapshot.previousClose, row["prevDay"]["c"].price());
                EXPECT_EQ(nanosecondsOf(snapshot.quoteTime), row["lastQuote"]["t"].whole());
                ++snapshots;
            }
            continue;
        }
        // Histories and the unified snapshot give under long names what the stream gives under short ones.
        tests::forEachObject(*tree, [&](const json::Tree& row) {
            const bool isUnified = row["ask"].isThere();
            const bool isQuote = isUnified || row["ask_price"].isThere();
            const bool isTrade = !isQuote && row["price"].isThere() && row["size"].isThere();
            if (!isQuote && !isTrade) {
                return;
            }
            const auto field = [&](const char* name, const char* unified) {
                return row[isUnified ? unified : name].text();
            };
            const std::string stamp =
                row["sip_timestamp"].isThere() ? row["sip_timestamp"].text() : row["last_updated"].text();
            const std::string item = isQuote
                ? R"({"ev":"Q","sym":"AAPL","bp":)" + field("bid_price", "bid") + R"(,"bs":)"
                    + field("bid_size", "bid_size") + R"(,"ap":)" + field("ask_price", "ask") + R"(,"as":)"
                    + field("ask_size", "ask_size")
                : R"({"ev":"T","sym":"AAPL","p":)" + row["price"].text() + R"(,"s":)" + row["size"].text();
            Reader reader;
            const auto read = reader.read("[" + item + R"(,"t":)" + stamp + "}]");
            ASSERT_TRUE(read) << item << read.error().what;
            EXPECT_EQ(nanosecondsOf(reader.message.eventTime()), std::stoll(stamp));
            if (isQuote) {
                EXPECT_EQ(reader.message.book.bids[0].price, price(field("bid_price", "bid")));
                EXPECT_EQ(reader.message.book.asks[0].size, tests::size(field("ask_size", "ask_size")));
                ++quotes;
            } else {
                EXPECT_EQ(reader.message.trade.price, price(row["price"].text()));
                ++trades;
            }
        });
    }
    EXPECT_EQ(files, 23);
    EXPECT_EQ(snapshots, 4);
    EXPECT_GE(quotes, 20);
    EXPECT_GE(trades, 3);
}

} // namespace leadline::venues::polygon
