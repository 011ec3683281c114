// SPDX-License-Identifier: MIT
#include "engine/venues/alpaca/alpaca_decoder.h"

#include "engine/desk/desk.h"
#include "engine/json/tree.h"
#include "engine/venues/alpaca/alpaca_protocol.h"
#include "engine/venues/stock_symbols.h"
#include "engine/venues/venue.h"
#include "tests/support/builders.h"
#include "tests/support/json_samples.h"
#include "tests/support/message_reader.h"
#include "tests/support/quiet_listener.h"
#include "tests/support/sample_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <optional>
#include <random>
#include <string>
#include <vector>

namespace leadline::venues::alpaca
{

using core::MarketMessage;
using core::Side;
using tests::price;
using tests::replaced;
using tests::size;
using Kind = MarketMessage::Kind;
using What = core::HaltNotice::What;

namespace
{

class Reader : public tests::MessageReader<AlpacaDecoder>
{
public:
    Reader()
        : MessageReader(sipVenue)
    {
    }
};

const std::string tradeText =
    R"({"T":"t","i":96921,"S":"AAPL","x":"D","p":126.55,"s":1,"t":"2021-02-22T15:51:44.208Z","c":["@","I"],"z":"C"})";
const std::string quoteText =
    R"({"T":"q","S":"AMD","bx":"U","bp":87.66,"bs":100,"ax":"Q","ap":87.68,"as":400,"t":"2021-02-22T15:51:45.335689322Z","c":["R"],"z":"C"})";
const std::string bandsText =
    R"({"T":"l","S":"IONM","u":3.24,"d":2.65,"i":"B","t":"2023-04-06T13:34:45.565004401Z","z":"C"})";
const std::string haltText =
    R"({"T":"s","S":"AAPL","sc":"H","sm":"Trading Halt","rc":"T12","rm":"Trading Halted; For information requested by NASDAQ","t":"2021-02-22T19:15:00Z","z":"C"})";
/// What changes neither book nor trading.
const std::vector<std::string> quietTexts{
    R"({"T":"b","S":"SPY","o":388.985,"h":389.13,"l":388.975,"c":389.12,"v":49378,"n":461,"vw":389.062639,"t":"2021-02-22T19:15:00Z"})",
    R"({"T":"d","S":"SPY","o":388.985,"h":389.13,"l":388.975,"c":389.12,"v":49378,"n":461,"vw":389.062639,"t":"2021-02-22T19:15:00Z"})",
    R"({"T":"u","S":"SPY","o":388.985,"h":389.13,"l":388.975,"c":389.12,"v":49378,"n":461,"vw":389.062639,"t":"2021-02-22T19:15:00Z"})",
    R"({"T":"c","S":"EEM","x":"M","oi":52983525033527,"op":39.1582,"os":440000,"oc":[" ","7"],"ci":52983525034326,"cp":39.1809,"cs":440000,"cc":[" ","7"],"z":"B","t":"2023-04-06T14:25:06.542305024Z"})",
    R"({"T":"x","S":"GOOGL","i":465,"x":"D","p":105.31,"s":300,"a":"C","z":"C","t":"2023-04-06T13:15:42.83540958Z"})",
    R"({"T":"i","S":"INAQU","p":9.12,"z":"C","t":"2024-12-13T19:58:09.242138635Z"})",
    R"({"T":"n","id":24918784,"headline":"Corsair","symbols":["CRSR"],"source":"benzinga"})",
    R"({"T":"success","msg":"connected"})",
    R"({"T":"success","msg":"authenticated"})",
    R"({"T":"what comes next year","S":1,"p":"?"})",
};

std::string listOf(const std::vector<std::string>& items)
{
    std::string list;
    for (const std::string& item : items) {
        list += (list.empty() ? "[" : ",") + item;
    }
    return list + "]";
}

std::string quote(const char* symbol, const char* bid, const char* ask)
{
    return std::string(R"({"T":"q","S":")") + symbol + R"(","bp":)" + bid + R"(,"bs":100,"ap":)" + ask
        + R"(,"as":200,"t":"2021-02-22T15:51:45Z"})";
}

std::string trade(const char* symbol, const char* at)
{
    return std::string(R"({"T":"t","i":1,"S":")") + symbol + R"(","p":)" + at + R"(,"s":5,"t":"2021-02-22T15:51:46Z"})";
}

} // namespace

TEST(AlpacaDecoder, readsAQuoteAsTheWholeTouch)
{
    Reader reader;
    ASSERT_TRUE(reader.read("[" + quoteText + "]"));
    const MarketMessage& message = reader.message;
    EXPECT_EQ(message.kind, Kind::Book);
    EXPECT_EQ(message.book.kind, core::BookUpdateKind::Frame);
    EXPECT_EQ(message.symbol.view(), "AMD");
    EXPECT_EQ(core::nanosecondsOf(message.eventTime()), 1614009105335689322);
    ASSERT_EQ(message.book.bids.size(), 1U);
    ASSERT_EQ(message.book.asks.size(), 1U);
    EXPECT_EQ(message.book.bids[0], (core::Level{price("87.66"), size("100")}));
    EXPECT_EQ(message.book.asks[0], (core::Level{price("87.68"), size("400")}));
    EXPECT_EQ(message.book.depth, 1U);
    EXPECT_EQ(message.priceDecimals, 2);
    EXPECT_FALSE(reader.decoder.next(reader.message));
}

TEST(AlpacaDecoder, leavesASideEmptyWhereNobodyStands)
{
    struct Case {
        const char* what;
        const char* by;
        std::size_t bids;
        std::size_t asks;
    };
    for (const Case& c :
        std::initializer_list<Case>{{R"("bp":87.66)", R"("bp":0)", 0, 1}, {R"("bs":100)", R"("bs":0)", 0, 1},
            {R"("ap":87.68)", R"("ap":0.0)", 1, 0}, {R"("as":400)", R"("as":0)", 1, 0},
            {R"("bs":100)", R"("bs":1)", 1, 1}, {R"("bp":87.66)", R"("bp":1e-6)", 1, 1}}) {
        Reader reader;
        ASSERT_TRUE(reader.read("[" + replaced(quoteText, c.what, c.by) + "]")) << c.by;
        EXPECT_EQ(reader.message.kind, Kind::Book);
        EXPECT_EQ(reader.message.book.bids.size(), c.bids) << c.by;
        EXPECT_EQ(reader.message.book.asks.size(), c.asks) << c.by;
    }
}

TEST(AlpacaDecoder, readsTradesWithTheSideThatTook)
{
    Reader reader;
    ASSERT_TRUE(reader.read("[" + tradeText + "]"));
    EXPECT_EQ(reader.message.kind, Kind::Trade);
    EXPECT_EQ(reader.message.symbol.view(), "AAPL");
    EXPECT_EQ(reader.message.trade.id, 96921U);
    EXPECT_EQ(reader.message.trade.price, price("126.55"));
    EXPECT_EQ(reader.message.trade.size, size("1"));
    EXPECT_EQ(core::nanosecondsOf(reader.message.trade.eventTime), 1614009104208000000);

    // Quotes and trades of one frame count in their order, each symbol for itself.
    ASSERT_TRUE(reader.read(listOf(
        {quote("AAPL", "10.00", "10.02"), trade("AAPL", "10.01"), trade("AAPL", "10.02"), quote("BRK.B", "400", "401"),
            trade("BRK.B", "400.10"), quote("AAPL", "10.04", "10.06"), trade("AAPL", "10.04")})));
    std::vector<Side> sides;
    std::vector<std::string> symbols;
    do {
        if (reader.message.kind == Kind::Trade) {
            sides.push_back(reader.message.trade.aggressor);
            symbols.push_back(reader.message.symbol.text());
        }
    } while (reader.decoder.next(reader.message));
    // The first is at the middle, and lower than the 126.55 before it.
    EXPECT_EQ(sides, (std::vector{Side::Ask, Side::Bid, Side::Ask, Side::Ask}));
    EXPECT_EQ(symbols, (std::vector<std::string>{"AAPL", "AAPL", "BRK.B", "AAPL"}));

    reader.decoder.restart();
    ASSERT_TRUE(reader.read("[" + trade("AAPL", "1.00") + "]"));
    EXPECT_EQ(reader.message.trade.aggressor, Side::Bid) << "nothing is known of the time before a reconnect";
}

TEST(AlpacaDecoder, tellsPausesFromHaltsAndQuotesFromTrading)
{
    struct Case {
        const char* tape;
        const char* code;
        const char* reason;
        std::optional<What> what;
    };
    constexpr auto nothing = std::nullopt;
    for (const Case& c : std::initializer_list<Case>{{"A", "2", "D", What::Halted}, {"A", "2", "I", What::Halted},
             {"A", "2", "M", What::Paused}, {"B", "2", "P", What::Halted}, {"B", "2", "X", What::Halted},
             {"B", "2", "1", What::Halted}, {"A", "2", "", What::Halted}, {"A", "3", "", What::Resumed},
             {"A", "3", "M", What::Resumed}, {"A", "F", "M", What::Paused}, {"A", "F", "", What::Paused},
             {"A", "5", "I", nothing}, {"A", "6", "", nothing}, {"A", "7", "", nothing}, {"A", "8", "", nothing},
             {"A", "9", "", nothing}, {"A", "A", "", nothing}, {"B", "C", "", nothing}, {"B", "D", "", nothing},
             {"B", "E", "", nothing}, {"C", "H", "T1", What::Halted}, {"C", "H", "T12", What::Halted},
             {"C", "H", "H10", What::Halted}, {"C", "H", "MWC1", What::Halted}, {"C", "H", "LUDP", What::Paused},
             {"C", "H", "LUDS", What::Paused}, {"C", "H", "T5", What::Paused}, {"C", "P", "LUDP", What::Paused},
             {"C", "P", "", What::Paused}, {"C", "Q", "T3", What::QuotesOnly}, {"C", "Q", "LUDP", What::QuotesOnly},
             {"C", "Q", "R4", What::QuotesOnly}, {"O", "H", "T1", What::Halted}, {"O", "Q", "", What::QuotesOnly},
             {"C", "T", "", What::Resumed}, {"C", "T", "LUDP", What::Resumed}, {"N", "H", "", What::Halted},
             {"C", "?", "T1", nothing}, {"C", "", "", nothing}}) {
        Reader reader;
        const std::string text = std::string(R"([{"T":"s","S":"AAPL","sc":")") + c.code + R"(","sm":"words","rc":")"
            + c.reason + R"(","rm":"","t":"2021-02-22T19:15:00Z","z":")" + c.tape + R"("}])";
        ASSERT_TRUE(reader.read(text)) << text;
        ASSERT_EQ(reader.message.kind, c.what ? Kind::Halt : Kind::Other) << text;
        if (c.what) {
            EXPECT_EQ(reader.message.halt.what, *c.what) << text;
            EXPECT_EQ(reader.message.halt.code.view(), c.code);
            EXPECT_EQ(reader.message.halt.reason.view(), c.reason);
            EXPECT_EQ(reader.message.symbol.view(), "AAPL");
            EXPECT_EQ(core::nanosecondsOf(reader.message.eventTime()), 1614021300000000000);
        }
    }
    Reader bare;
    ASSERT_TRUE(bare.read(R"([{"T":"s","S":"AAPL","sc":"H","t":"2021-02-22T19:15:00Z"}])"));
    EXPECT_EQ(bare.message.halt.what, What::Halted) << "neither tape nor reason need be there";
}

TEST(AlpacaDecoder, readsPriceBands)
{
    Reader reader;
    ASSERT_TRUE(reader.read("[" + bandsText + "]"));
    EXPECT_EQ(reader.message.kind, Kind::Bands);
    EXPECT_EQ(reader.message.symbol.view(), "IONM");
    EXPECT_EQ(reader.message.bands.lower, price("2.65"));
    EXPECT_EQ(reader.message.bands.upper, price("3.24"));
    EXPECT_EQ(core::nanosecondsOf(reader.message.eventTime()), 1680788085565004401);
    ASSERT_TRUE(reader.read("[" + replaced(bandsText, "2.65", "3.24") + "]")) << "one price is a band";
    const auto crossed = reader.read("[" + replaced(bandsText, "2.65", "3.25") + "]");
    ASSERT_FALSE(crossed);
    EXPECT_EQ(crossed.error().what, "item 1: field d lies above field u");
}

TEST(AlpacaDecoder, findsNothingToApplyInTheRest)
{
    for (const std::string& text : quietTexts) {
        for (const std::string& frame : {text, "[" + text + "]"}) {
            Reader reader;
            const auto read = reader.read(frame);
            ASSERT_TRUE(read) << frame << read.error().what;
            EXPECT_EQ(reader.message.kind, Kind::Other) << frame;
            EXPECT_FALSE(reader.decoder.next(reader.message)) << frame;
        }
    }
    Reader reader;
    ASSERT_TRUE(reader.read("[]"));
    EXPECT_EQ(reader.message.kind, Kind::Other);
    ASSERT_TRUE(reader.read(
        R"([{"T":"subscription","trades":["AAPL"],"quotes":["AMD","CLDR"],"bars":["*"],"updatedBars":[],"dailyBars":[],"statuses":["*"],"lulds":["AAPL"],"corrections":["AAPL"],"cancelErrors":["AAPL"]}])"));
    EXPECT_EQ(reader.message.kind, Kind::Heartbeat);
}

TEST(AlpacaDecoder, givesTheItemsOfAFrameOneByOne)
{
    std::vector<std::string> items{quoteText, tradeText};
    items.insert(items.end(), quietTexts.begin(), quietTexts.end());
    items.insert(items.end(), {haltText, bandsText, quoteText});
    Reader reader;
    ASSERT_TRUE(reader.read(listOf(items)));
    std::vector<Kind> kinds;
    do {
        kinds.push_back(reader.message.kind);
        EXPECT_EQ(reader.message.bids.size(), reader.message.kind == Kind::Book ? 1U : 0U);
    } while (reader.decoder.next(reader.message));
    EXPECT_EQ(kinds, (std::vector{Kind::Book, Kind::Trade, Kind::Halt, Kind::Bands, Kind::Book}));
}

TEST(AlpacaDecoder, namesWhatIsWrongAndGivesTheRest)
{
    struct Case {
        std::string text;
        const char* says;
    };
    const std::vector<Case> cases{
        {replaced(quoteText, R"("bp":87.66,)", ""), "field bp is missing"},
        {replaced(quoteText, R"("bs":100,)", ""), "field bs is missing"},
        {replaced(quoteText, R"("ap":87.68,)", ""), "field ap is missing"},
        {replaced(quoteText, R"("as":400,)", ""), "field as is missing"},
        {replaced(quoteText, R"("as":400,)", R"("as":null,)"), "field as is missing"},
        {replaced(quoteText, R"("S":"AMD",)", ""), "field S is missing"},
        {replaced(quoteText, R"("S":"AMD")", R"("S":"")"), "field S, which names the symbol, is missing or too long"},
        {replaced(quoteText, "AMD", std::string(32, 'A')), "field S, which names the symbol, is missing or too long"},
        {replaced(quoteText, R"("bp":87.66)", R"("bp":-87.66)"), "field bp is not above zero"},
        {replaced(quoteText, R"("bs":100)", R"("bs":-100)"), "field bs is below zero"},
        {replaced(quoteText, R"("bp":87.66)", R"("bp":87.6.6)"), "field bp: "},
        {replaced(quoteText, R"("bp":87.66)", R"("bp":8x7)"), "field bp: "},
        {replaced(quoteText, R"("bp":87.66)", R"("bp":1e)"), "field bp: "},
        {replaced(quoteText, R"("bp":87.66)", R"("bp":87.6666666666)"), "field bp: "},
        {replaced(quoteText, R"("bp":87.66)", R"("bp":5000000000)"), "field bp: "},
        {replaced(quoteText, R"("bp":87.66)", R"("bp":"many")"), "field bp: "},
        {replaced(quoteText, R"("bp":87.66)", R"("bp":true)"), "field bp is neither a number nor a text"},
        {replaced(quoteText, R"("bp":87.66)", R"("bp":[87.66])"), "field bp is neither a number nor a text"},
        {replaced(quoteText, R"("bp":87.66)", R"("bp":what)"), "field bp is not valid JSON"},
        {replaced(quoteText, "2021-02-22T15", "2021-02-30T15"), "field t is not a time"},
        {replaced(quoteText, R"("t":"2021)", R"("when":"2021)"), "field t is missing"},
        {replaced(tradeText, R"("p":126.55)", R"("p":0)"), "field p is not above zero"},
        {replaced(tradeText, R"("p":126.55,)", ""), "field p is missing"},
        {replaced(tradeText, R"("s":1,)", ""), "field s is missing"},
        {replaced(tradeText, R"("i":96921)", R"("i":"odd")"), "field i is not a whole number"},
        {replaced(haltText, R"("sc":"H",)", ""), "field sc is missing"},
        {replaced(haltText, "2021-02-22T19:15:00Z", "soon"), "field t is not a time"},
        {replaced(bandsText, R"("u":3.24,)", ""), "field u is missing"},
        {replaced(bandsText, R"("u":3.24)", R"("u":0)"), "field u is not above zero"},
        {replaced(bandsText, R"("d":2.65)", R"("d":"x")"), "field d: "},
        {R"({"S":"AAPL"})", "field T is missing or no text"},
        {R"({"T":1})", "field T is missing or no text"},
        {R"(17)", "not an object"},
        {R"("text")", "not an object"},
        {R"([])", "not an object"},
    };
    for (const Case& c : cases) {
        Reader reader;
        const auto read = reader.read(listOf({quoteText, c.text, tradeText}));
        ASSERT_FALSE(read) << c.text;
        EXPECT_TRUE(read.error().what.starts_with(std::string("item 2: ") + c.says)) << c.text << read.error().what;
        EXPECT_EQ(reader.message.kind, Kind::Other) << "nothing that may be applied";
        ASSERT_TRUE(reader.decoder.next(reader.message)) << c.text;
        EXPECT_EQ(reader.message.kind, Kind::Book);
        ASSERT_TRUE(reader.decoder.next(reader.message)) << c.text;
        EXPECT_EQ(reader.message.kind, Kind::Trade);
        EXPECT_FALSE(reader.decoder.next(reader.message));
    }
    Reader reader;
    const auto several = reader.read(listOf({cases[0].text, quoteText, cases[1].text, cases[2].text}));
    ASSERT_FALSE(several);
    EXPECT_EQ(several.error().what, "item 1: field bp is missing; and 2 more");
    ASSERT_TRUE(reader.read("[" + tradeText + "]"));
    EXPECT_FALSE(reader.decoder.next(reader.message)) << "what was left of a frame goes with it";
}

TEST(AlpacaDecoder, tellsTheVenuesErrorsAndWhichOfThemAreFinal)
{
    struct Case {
        int code;
        const char* text;
        const char* advice;
    };
    for (const Case& c : std::initializer_list<Case>{{400, "invalid syntax", ""}, {401, "not authenticated", ""},
             {402, "auth failed", ": the key or its secret is wrong, and asking again does not help"},
             {403, "already authenticated", ""}, {404, "auth timeout", ""}, {405, "symbol limit exceeded", ""},
             {406, "connection limit exceeded",
                 ": another program, or a connection that was cut, still holds the only one"},
             {407, "slow client", ""}, {408, "v2 not enabled", ""},
             {409, "insufficient subscription",
                 ": the key's data plan does not hold this feed, and asking again does not help"},
             {410, "invalid subscribe action for this feed", ""}, {500, "internal error", ""}}) {
        Reader reader;
        const auto read =
            reader.read(R"([{"T":"error","code":)" + std::to_string(c.code) + R"(,"msg":")" + c.text + "\"}]");
        ASSERT_FALSE(read);
        EXPECT_EQ(read.error().what,
            "item 1: the venue refused: " + std::to_string(c.code) + " " + std::string(c.text) + c.advice);
    }
}

TEST(AlpacaDecoder, refusesWhatIsCutOffAtAnyByte)
{
    const std::string whole = listOf({quoteText, tradeText, haltText, bandsText, quietTexts[3], quoteText});
    Reader reader;
    ASSERT_TRUE(reader.read(whole));
    ASSERT_TRUE(reader.read(" " + whole + " \r\n"));
    for (const char* const more : {"]", "{}", ",", "x", "[]"}) {
        EXPECT_FALSE(reader.read(whole + more)) << more;
        EXPECT_FALSE(reader.decoder.next(reader.message)) << more;
    }
    for (std::size_t length = 0; length < whole.size(); ++length) {
        Reader cut;
        EXPECT_FALSE(cut.read(whole.substr(0, length))) << length;
        EXPECT_EQ(cut.message.kind, Kind::Other) << length;
        EXPECT_FALSE(cut.decoder.next(cut.message)) << length;
    }
}

TEST(AlpacaDecoder, survivesBytesThatChange)
{
    const std::string whole = listOf({quoteText, tradeText, haltText, bandsText, quoteText});
    std::mt19937 random(7);
    int refused = 0;
    for (int i = 0; i < 20'000; ++i) {
        std::string text = whole;
        for (int changes = 0; changes < 1 + i % 3; ++changes) {
            text[random() % text.size()] = static_cast<char>(random() % 256);
        }
        Reader reader;
        refused += reader.read(text) ? 0 : 1;
        int events = 0;
        while (reader.decoder.next(reader.message)) {
            ++events;
            if (reader.message.kind == Kind::Trade) {
                EXPECT_GT(reader.message.trade.price.raw(), 0);
            }
            for (const auto& side : {reader.message.bids, reader.message.asks}) {
                EXPECT_TRUE(side.empty() || (side[0].price.raw() > 0 && side[0].size.raw() > 0));
            }
        }
        EXPECT_LE(events, 5);
    }
    EXPECT_GT(refused, 2'000);
}

TEST(AlpacaDecoder, readsEveryMessageOfTheDocumentation)
{
    LEADLINE_NEEDS(path, "conformance/alpaca_sdk_extracts/alpacahq__alpaca-docs.jsonl");
    int messages = 0;
    int errors = 0;
    for (const json::Tree& entry : tests::jsonLines(path)) {
        const std::string& body = entry["body"].text();
        const bool isStream = body.starts_with(R"([{"T":)") || body.find(R"("T": "n")") != std::string::npos;
        if (!isStream) {
            continue;
        }
        Reader reader;
        const auto read = reader.read(body);
        const bool isError = body.find(R"("T":"error")") != std::string::npos;
        EXPECT_EQ(read.has_value(), !isError) << body;
        messages += 1;
        errors += isError ? 1 : 0;
        if (isError) {
            const auto code = body.substr(body.find("code\":") + 6, 3);
            EXPECT_TRUE(read.error().what.starts_with("item 1: the venue refused: " + code)) << read.error().what;
        }
    }
    EXPECT_EQ(errors, 31);
    EXPECT_EQ(messages, 45);
}

TEST(AlpacaDecoder, readsEveryQuoteAndTradeOfTheSamples)
{
    LEADLINE_NEEDS(docs, "conformance/alpaca_sdk_extracts/alpacahq__alpaca-docs.jsonl");
    LEADLINE_NEEDS(client, "conformance/alpaca_sdk_extracts/alpacahq__alpaca-py.jsonl");
    LEADLINE_NEEDS(api, "conformance/alpaca_openapi/market-data-api.json");
    std::vector<json::Tree> trees = tests::jsonBodies(docs);
    std::ranges::move(tests::jsonBodies(client), std::back_inserter(trees));
    trees.push_back(tests::jsonFile(api));
    int quotes = 0;
    int trades = 0;
    int bars = 0;
    for (const json::Tree& tree : trees) {
        tests::forEachObject(tree, [&](const json::Tree& object) {
            const auto has = [&](std::initializer_list<const char*> names) {
                return std::ranges::all_of(names, [&](const char* name) {
                    const auto kind = object[name].kind();
                    return kind == json::Tree::Kind::Number || kind == json::Tree::Kind::Text;
                });
            };
            // The services give the same fields without a type and a symbol.
            const bool isQuote = has({"bp", "bs", "ap", "as", "t"});
            const bool isTrade = !isQuote && has({"p", "s", "t"}) && object["bp"].kind() == json::Tree::Kind::Missing;
            const bool isBar = has({"o", "h", "l", "c", "v", "t"});
            if (!isQuote && !isTrade && !isBar) {
                return;
            }
            Reader reader;
            const std::string fields = json::textOf(object).substr(1);
            const auto read = reader.read(std::string(R"([{"T":")")
                + (isQuote        ? "q"
                        : isTrade ? "t"
                                  : "b")
                + R"(","S":"AAPL",)" + fields + "]");
            ASSERT_TRUE(read) << fields << read.error().what;
            EXPECT_EQ(reader.message.kind, isQuote ? Kind::Book : isTrade ? Kind::Trade : Kind::Other) << fields;
            if (isQuote) {
                const bool hasBid = object["bp"].price().raw() > 0 && !object["bs"].quantity().isZero();
                const bool hasAsk = object["ap"].price().raw() > 0 && !object["as"].quantity().isZero();
                ASSERT_EQ(reader.message.book.bids.size(), hasBid ? 1U : 0U) << fields;
                ASSERT_EQ(reader.message.book.asks.size(), hasAsk ? 1U : 0U) << fields;
                if (hasBid) {
                    EXPECT_EQ(reader.message.book.bids[0].price, object["bp"].price());
                    EXPECT_EQ(reader.message.book.bids[0].size, object["bs"].quantity());
                }
            }
            if (isTrade) {
                EXPECT_EQ(reader.message.trade.price, object["p"].price());
                EXPECT_EQ(reader.message.trade.size, object["s"].quantity());
            }
            quotes += isQuote ? 1 : 0;
            trades += isTrade ? 1 : 0;
            bars += isBar ? 1 : 0;
        });
    }
    EXPECT_GE(quotes, 30);
    EXPECT_GE(trades, 30);
    EXPECT_GE(bars, 30);
}

TEST(AlpacaDecoder, keepsAMarketsBookFromItsFirstQuoteOn)
{
    const Venue& venue = *findVenue("alpaca");
    tests::QuietListener listener;
    desk::Desk desk({}, listener);
    desk::Market& market = desk.open(venue.instrumentOf({venue.id, core::Symbol("AAPL")}), venue.rules);
    Reader reader;
    const auto apply = [&](const std::string& frame) {
        EXPECT_TRUE(reader.read(frame));
        do {
            EXPECT_FALSE(market.apply(reader.message)) << "no book has to begin anew";
        } while (reader.decoder.next(reader.message));
    };
    apply(listOf({quote("AAPL", "10.00", "10.02"), trade("AAPL", "10.02")}));
    EXPECT_TRUE(market.tracker().isUsable());
    EXPECT_EQ(market.book().best(Side::Bid)->price, price("10"));
    apply("[" + quote("AAPL", "9.00", "9.01") + "]");
    EXPECT_EQ(market.book().bids().size(), 1U) << "the touch before it is gone";
    EXPECT_EQ(market.book().best(Side::Bid)->price, price("9"));
    apply("[" + quote("AAPL", "0", "9.01") + "]");
    EXPECT_FALSE(market.tracker().isUsable()) << "nobody bids";
    apply(listOf({quote("AAPL", "9.00", "9.01"), haltText}));
    EXPECT_TRUE(market.tracker().isUsable());
    EXPECT_EQ(market.status(), core::TradingStatus::Closed);
    apply(listOf({replaced(haltText, R"("sc":"H")", R"("sc":"Q")")}));
    EXPECT_EQ(market.status(), core::TradingStatus::Closed) << "quotes are no trading";
    apply(listOf({replaced(haltText, R"("sc":"H")", R"("sc":"T")")}));
    EXPECT_EQ(market.status(), core::TradingStatus::Online);
    EXPECT_EQ(listener.trades, 1);
    EXPECT_EQ(market.counters().book.ignored, 0U);
}

TEST(AlpacaProtocol, logsInAndSubscribesOnceItWasLetIn)
{
    struct Case {
        const char* venue;
        const char* url;
    };
    for (const Case& c : std::initializer_list<Case>{{"alpaca", "wss://stream.data.alpaca.markets/v2/sip"},
             {"alpaca-iex", "wss://stream.data.alpaca.markets/v2/iex"}}) {
        const Venue& venue = *findVenue(c.venue);
        const auto protocol = venue.makeProtocol();
        const auto connections = protocol->connections(protocol->official(), {.credentials = {"PK1", "s\"cret"}});
        ASSERT_EQ(connections.size(), 1U);
        EXPECT_EQ(connections[0].url, c.url);
        EXPECT_EQ(
            connections[0].greeting, (std::vector<std::string>{R"({"action":"auth","key":"PK1","secret":"s\"cret"})"}));
        const std::array symbols{venue.symbolOf({core::Asset("BRK.B"), core::Asset("USD"), core::Kind::Stock})};
        EXPECT_EQ(protocol->subscriptionTexts({.symbols = symbols}),
            (std::vector<std::string>{
                R"({"action":"subscribe","trades":["BRK.B"],"quotes":["BRK.B"],"statuses":["BRK.B"],"lulds":["BRK.B"]})"}));
        EXPECT_TRUE(std::string(R"([{"T":"success","msg":"authenticated"}])").find(connections[0].admission)
            != std::string::npos);
        EXPECT_TRUE(
            std::string(R"([{"T":"success","msg":"connected"}])").find(connections[0].admission) == std::string::npos);
        EXPECT_TRUE(connections[0].pingBySubscribing && connections[0].ping.empty());
        EXPECT_TRUE(connections[0].carriesBook);
        EXPECT_TRUE(protocol->snapshotPath(core::Symbol("BRK.B")).empty());
        EXPECT_EQ(protocol->official().rest, "https://data.alpaca.markets");
        EXPECT_EQ(venue.makeDecoder()->venue(), venue.id);
    }
    const std::array symbols{core::Symbol("AAPL"), core::Symbol("MSFT")};
    EXPECT_EQ(subscriptionText(SubscriptionChange::Unsubscribe, symbols),
        R"({"action":"unsubscribe","trades":["AAPL","MSFT"],"quotes":["AAPL","MSFT"],"statuses":["AAPL","MSFT"],"lulds":["AAPL","MSFT"]})");
}

TEST(AlpacaSymbols, areStocksInDollars)
{
    for (const char* const name : {"alpaca", "alpaca-iex", "polygon"}) {
        const Venue& venue = *findVenue(name);
        EXPECT_EQ(venue.pairOf(core::Symbol("BRK.B")).text(), "BRK.B");
        EXPECT_EQ(venue.symbolOf({core::Asset("AAPL"), core::Asset("USD"), core::Kind::Stock}).view(), "AAPL");
        EXPECT_TRUE(venue.symbolOf({core::Asset("AAPL"), core::Asset("USD")}).isEmpty()) << "a coin of that name";
        EXPECT_FALSE(venue.pairOf(core::Symbol("BTC/USD")).isKnown()) << "a coin";
        EXPECT_FALSE(venue.pairOf(core::Symbol()).isKnown());
        const core::Instrument instrument = venue.instrumentOf({venue.id, core::Symbol("AAPL")});
        EXPECT_EQ(instrument.tick, price("0.01"));
        EXPECT_EQ(instrument.lot, size("0.000000001"));
        EXPECT_EQ(instrument.minimumNotional, price("1") * size("1"));
        EXPECT_EQ(instrument.smallestOrder(price("3")), size("0.333333334"));
        EXPECT_EQ(venue.makerFeeBps, 0);
        EXPECT_EQ(venue.takerFeeBps, 0);
    }
}

TEST(AlpacaDecoder, isRecognisedByItsMessages)
{
    for (const std::string& text : {quoteText, tradeText, haltText, bandsText, quietTexts[0], quietTexts[7]}) {
        const Venue* const venue = recogniseVenue("[" + text + "]");
        ASSERT_NE(venue, nullptr) << text;
        EXPECT_EQ(venue->id.view(), "alpaca") << text;
        EXPECT_FALSE(findVenue("alpaca-iex")->sends("[" + text + "]"));
    }
}

} // namespace leadline::venues::alpaca
