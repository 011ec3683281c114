// SPDX-License-Identifier: MIT
#include "engine/sim/alpaca/message_pack.h"
#include "tests/support/stock_bench.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace leadline::sim
{

using namespace std::chrono_literals;
using tests::newYork;
using tests::size;
using tests::StockBench;

namespace
{

constexpr const char* keys = R"({"action":"auth","key":"embedded-key","secret":"embedded-secret"})";

/// A client of a data stream; every message is a list.
struct Stream {
    explicit Stream(StockBench& to, const char* path = "/v2/sip", ClientId number = 7)
        : bench(to)
        , id(number)
    {
        bench.simulator.connected(id, path, "");
    }
    void say(const std::string& text) { bench.simulator.received(id, text); }
    /// The newest message.
    [[nodiscard]] std::string newest() const { return bench.said[id].empty() ? "" : bench.said[id].back(); }
    [[nodiscard]] std::vector<json::Tree> items(std::string_view kind) const
    {
        std::vector<json::Tree> found;
        for (const std::string& text : bench.said[id]) {
            const json::Tree itemList = StockBench::parsed(text);
            for (const json::Tree& item : itemList.items()) {
                if (item["T"].text() == kind) {
                    found.push_back(item);
                }
            }
        }
        return found;
    }
    StockBench& bench;
    ClientId id;
};

} // namespace

TEST(AlpacaDataStream, greetsAuthorizesAndListsWhatIsSubscribed)
{
    StockBench bench;
    Stream stream(bench);
    EXPECT_EQ(stream.newest(), R"([{"T":"success","msg":"connected"}])");
    stream.say(keys);
    EXPECT_EQ(stream.newest(), R"([{"T":"success","msg":"authenticated"}])");

    stream.say(R"({"action":"subscribe","trades":["AAPL"],"quotes":["AMD","BAC"],"statuses":["*"]})");
    EXPECT_EQ(stream.newest(),
        R"([{"T":"subscription","trades":["AAPL"],"quotes":["AMD","BAC"],"bars":[],"updatedBars":[],"dailyBars":[],)"
        R"("statuses":["*"],"lulds":[],"imbalances":[],"corrections":["AAPL"],"cancelErrors":["AAPL"]}])");
    stream.say(R"({"action":"subscribe","quotes":["AAPL"]})");
    stream.say(R"({"action":"unsubscribe","quotes":["AMD"],"trades":["AAPL"]})");
    const json::Tree list = StockBench::parsed(stream.newest()).items()[0];
    ASSERT_EQ(list["quotes"].items().size(), 2U) << "incremental";
    EXPECT_EQ(list["quotes"].items()[0].text(), "AAPL");
    EXPECT_TRUE(list["trades"].items().empty());
}

namespace
{

struct ErrorCase {
    const char* name;
    std::vector<const char*> said;
    int code;
};

class AlpacaStreamError : public testing::TestWithParam<ErrorCase>
{
};

} // namespace

TEST_P(AlpacaStreamError, hasItsNumber)
{
    StockBench bench;
    Stream stream(bench);
    for (const char* const text : GetParam().said) {
        stream.say(text);
    }
    const json::Tree error = StockBench::parsed(stream.newest()).items().at(0);
    EXPECT_EQ(error["T"].text(), "error");
    EXPECT_EQ(error["code"].whole(), GetParam().code);
}

INSTANTIATE_TEST_SUITE_P(AlpacaDataStream, AlpacaStreamError,
    testing::Values(ErrorCase{"noJson", {keys, "hello"}, 400}, ErrorCase{"cutJson", {keys, R"({"action":"sub)"}, 400},
        ErrorCase{"noAction", {keys, R"({"quotes":["AAPL"]})"}, 400},
        ErrorCase{"notAuthorized", {R"({"action":"subscribe","quotes":["AAPL"]})"}, 401},
        ErrorCase{"wrongKey", {R"({"action":"auth","key":"a","secret":"b"})"}, 402},
        ErrorCase{"twice", {keys, keys}, 403},
        ErrorCase{"unknownChannel", {keys, R"({"action":"subscribe","orderbooks":["AAPL"]})"}, 410}),
    [](const auto& entry) { return std::string(entry.param.name); });

TEST(AlpacaDataStream, allowsOneConnectionOfAKind)
{
    StockBench bench;
    Stream first(bench);
    first.say(keys);
    Stream second(bench, "/v2/sip", 8);
    second.say(keys);
    EXPECT_EQ(second.newest(), R"([{"T":"error","code":406,"msg":"connection limit exceeded"}])");
    EXPECT_EQ(bench.closed, (std::vector<ClientId>{8}));
    Stream other(bench, "/v2/iex", 9);
    other.say(keys);
    EXPECT_EQ(other.newest(), R"([{"T":"success","msg":"authenticated"}])");

    bench.simulator.disconnected(7);
    Stream third(bench, "/v2/sip", 10);
    third.say(keys);
    EXPECT_EQ(third.newest(), R"([{"T":"success","msg":"authenticated"}])");
}

TEST(AlpacaDataStream, sendsAwayWhoDoesNotSayWhoItIsWithinTenSeconds)
{
    StockBench bench;
    Stream stream(bench);
    bench.run(10s - 1ns);
    EXPECT_TRUE(bench.closed.empty());
    bench.run(1ns);
    EXPECT_EQ(stream.newest(), R"([{"T":"error","code":404,"msg":"auth timeout"}])");
    EXPECT_EQ(bench.closed, (std::vector<ClientId>{7}));
}

TEST(AlpacaDataStream, givesTheFreePlanIexAndThirtySymbols)
{
    AlpacaSettings settings = tests::calmStocks();
    settings.streams.isBasicPlan = true;
    StockBench bench(settings);
    Stream sip(bench);
    sip.say(keys);
    EXPECT_EQ(sip.newest(), R"([{"T":"error","code":409,"msg":"insufficient subscription"}])");
    Stream iex(bench, "/v2/iex", 8);
    iex.say(keys);
    std::string names;
    for (int i = 0; i < 30; ++i) {
        names += (i == 0 ? "\"" : ",\"") + std::string(stockUniverse()[static_cast<std::size_t>(i)].symbol) + "\"";
    }
    iex.say(R"({"action":"subscribe","quotes":[)" + names + "]}");
    EXPECT_EQ(StockBench::parsed(iex.newest()).items()[0]["quotes"].items().size(), 30U);
    iex.say(R"({"action":"subscribe","quotes":["WDFC"]})");
    EXPECT_EQ(iex.newest(), R"([{"T":"error","code":405,"msg":"symbol limit exceeded"}])");
    EXPECT_EQ(bench.get("/v2/stocks/snapshots", "symbols=AAPL&feed=sip").status, 403);
    EXPECT_EQ(bench.get("/v2/stocks/snapshots", "symbols=AAPL").status, 200);
}

TEST(AlpacaDataStream, sendsQuotesTradesAndBarsOfWhatIsWanted)
{
    StockBench bench(tests::calmStocks(), newYork(9, 59, 50));
    Stream stream(bench);
    stream.say(keys);
    stream.say(R"({"action":"subscribe","quotes":["AAPL"],"trades":["*"],"bars":["AAPL"]})");
    for (int i = 0; i < 200; ++i) {
        bench.run(100ms);
    }

    std::set<std::string> quoted;
    for (const json::Tree& quote : stream.items("q")) {
        quoted.insert(quote["S"].text());
        EXPECT_LT(quote["bp"].price(), quote["ap"].price());
        EXPECT_EQ(quote["bp"].kind(), json::Tree::Kind::Number);
    }
    EXPECT_EQ(quoted, std::set<std::string>{"AAPL"});
    std::set<std::string> traded;
    std::set<std::string> ids;
    for (const json::Tree& trade : stream.items("t")) {
        traded.insert(trade["S"].text());
        EXPECT_TRUE(ids.insert(trade["i"].text()).second) << "an id of its own";
    }
    EXPECT_GT(traded.size(), 50U);
    ASSERT_EQ(stream.items("b").size(), 1U);
    EXPECT_EQ(stream.items("b")[0]["t"].text(), "2026-12-04T14:59:00Z");
    const bool isBatched = std::ranges::any_of(
        bench.said[7], [](const std::string& text) { return StockBench::parsed(text).items().size() > 1; });
    EXPECT_TRUE(isBatched);
}

TEST(AlpacaDataStream, showsIexItsOwnWiderQuotes)
{
    StockBench bench;
    Stream sip(bench);
    Stream iex(bench, "/v2/iex", 8);
    for (Stream* const stream : {&sip, &iex}) {
        stream->say(keys);
        stream->say(R"({"action":"subscribe","quotes":["AAPL"]})");
    }
    bench.run(20s);
    const auto all = sip.items("q");
    const auto own = iex.items("q");
    ASSERT_EQ(all.size(), own.size());
    ASSERT_GT(all.size(), 20U);
    for (std::size_t i = 0; i < all.size(); ++i) {
        EXPECT_LT(own[i]["bp"].price(), all[i]["bp"].price());
        EXPECT_GT(own[i]["ap"].price(), all[i]["ap"].price());
        EXPECT_EQ(own[i]["bx"].text(), "V");
    }
}

TEST(AlpacaDataStream, tellsOfHaltsAndBandsInTheTapesOwnLetters)
{
    StockBench bench;
    Stream stream(bench);
    stream.say(keys);
    stream.say(R"({"action":"subscribe","statuses":["*"],"lulds":["ROKU","GME"]})");
    for (const char* const symbol : {"ROKU", "GME"}) { // Nasdaq and New York
        bench.market.halt(*findStock(symbol), "T1");
        bench.market.resume(*findStock(symbol));
    }
    bench.run(10ms);

    const auto statuses = stream.items("s");
    ASSERT_EQ(statuses.size(), 4U);
    const auto words = [](const json::Tree& item) {
        return item["S"].text() + " " + item["z"].text() + " " + item["sc"].text() + " " + item["rc"].text();
    };
    EXPECT_EQ(words(statuses[0]), "ROKU C H T1");
    EXPECT_EQ(words(statuses[1]), "ROKU C T T1");
    EXPECT_EQ(words(statuses[2]), "GME A 2 P");
    EXPECT_EQ(words(statuses[3]), "GME A 3 P");
    ASSERT_EQ(stream.items("l").size(), 2U) << "new bands after each reopening";
    EXPECT_LT(stream.items("l")[0]["d"].price(), stream.items("l")[0]["u"].price());
}

TEST(AlpacaDataStream, playsATestSymbolDayAndNight)
{
    StockBench bench(tests::calmStocks(), newYork(22, 0));
    Stream stream(bench, "/v2/test");
    stream.say(keys);
    stream.say(R"({"action":"subscribe","quotes":["FAKEPACA"]})");
    for (int i = 0; i < 5; ++i) {
        bench.run(1s);
    }
    EXPECT_GE(stream.items("q").size(), 4U);
    EXPECT_EQ(stream.items("q")[0]["S"].text(), "FAKEPACA");
}

TEST(AlpacaDataStream, losesAQuoteWhenAsked)
{
    const auto quotesWith = [](bool loses) {
        StockBench bench;
        Stream stream(bench);
        stream.say(keys);
        stream.say(R"({"action":"subscribe","quotes":["*"]})");
        bench.simulator.setFault(loses ? ProtocolFault::LoseBookMessage : ProtocolFault::None);
        bench.run(5s);
        bench.run(1s);
        return stream.items("q").size();
    };
    EXPECT_EQ(quotesWith(true) + 1, quotesWith(false));
}

TEST(AlpacaDataStream, speaksMessagePackToWhoeverAsksForIt)
{
    StockBench bench;
    bench.simulator.handshake(7, {.header = [](std::string_view name) {
        return std::string(name == "Content-Type" ? "application/msgpack" : "");
    }});
    Stream stream(bench);
    EXPECT_TRUE(bench.simulator.sendsBinary(7));
    // [{"T":"success","msg":"connected"}]
    EXPECT_EQ(stream.newest(),
        "\x91\x82\xa1T\xa7success\xa3msg\xa9"
        "connected");
    stream.say(packed(keys));
    EXPECT_EQ(*unpacked(stream.newest()), R"([{"T":"success","msg":"authenticated"}])");
}

TEST(MessagePack, comesBackAsItWent)
{
    for (const char* const json : {"[null]", "[true,false]", "[1,2,127,128,255,256,65535,65536,4294967295,4294967296]",
             R"({"a":"b","c":[{"d":null}]})", R"({"quoted":"a \"b\" \\ c"})"}) {
        const std::string bytes = packed(json);
        ASSERT_FALSE(bytes.empty());
        EXPECT_EQ(unpacked(bytes).value_or("nothing"), json);
        for (std::size_t cut = 0; cut < bytes.size(); ++cut) {
            EXPECT_FALSE(unpacked(std::string_view(bytes).substr(0, cut))) << json << " cut at " << cut;
        }
    }
    EXPECT_EQ(packed("[402]"), "\x91\xcd\x01\x92") << "in two bytes: eight are no plain number to some clients";
    EXPECT_EQ(packed("[3.5]"), std::string("\x91\xcb\x40\x0c\0\0\0\0\0\0", 10));
    EXPECT_EQ(packed(R"({"t":"1970-01-01T00:00:01.000000002Z"})"),
        std::string("\x81\xa1t\xc7\x0c\xff\0\0\0\x02\0\0\0\0\0\0\0\x01", 18));
    EXPECT_EQ(packed("no json"), "");
}

TEST(AlpacaTradeStream, takesBothFormsOfTheKeys)
{
    StockBench bench;
    const auto authorized = [&](ClientId client, const char* text) {
        bench.simulator.connected(client, "/stream", "");
        bench.simulator.received(client, text);
        return bench.said[client].back();
    };
    const std::string good = R"({"stream":"authorization","data":{"status":"authorized","action":"authenticate"}})";
    const std::string bad = R"({"stream":"authorization","data":{"status":"unauthorized","action":"authenticate"}})";
    EXPECT_EQ(authorized(1, keys), good);
    EXPECT_EQ(
        authorized(2, R"({"action":"authenticate","data":{"key_id":"embedded-key","secret_key":"embedded-secret"}})"),
        good);
    EXPECT_EQ(authorized(3, R"({"action":"auth","key":"embedded-key","secret":"wrong"})"), bad);
    EXPECT_EQ(authorized(4, R"({"action":"listen","data":{"streams":["trade_updates"]}})"),
        R"({"stream":"authorization","data":{"status":"unauthorized","action":"listen"}})");
    bench.simulator.received(1, R"({"action":"listen","data":{"streams":["trade_updates","nonsense"]}})");
    EXPECT_EQ(bench.said[1].back(), R"({"stream":"listening","data":{"streams":["trade_updates"]}})");
    EXPECT_TRUE(bench.simulator.sendsBinary(1)) << "as the paper environment does";
}

TEST(AlpacaTradeStream, carriesTheFillAndTheOrderAsItIsThen)
{
    StockBench bench;
    bench.listen();
    bench.placed({.size = "4"});
    const json::Tree fill = StockBench::parsed(bench.said[1].back())["data"];
    EXPECT_EQ(fill["event"].text(), "fill");
    EXPECT_EQ(fill["qty"].text(), "4");
    EXPECT_EQ(fill["price"].text(), fill["order"]["filled_avg_price"].text());
    EXPECT_EQ(fill["position_qty"].text(), "4");
    EXPECT_EQ(fill["order"]["status"].text(), "filled");
    EXPECT_TRUE(fill["execution_id"].isThere());
    EXPECT_TRUE(fill["timestamp"].isThere());
}

TEST(AlpacaTradeStream, stopsWhenAskedToListenToNothingAndEndsOnDemand)
{
    StockBench bench;
    bench.listen();
    bench.listen(2);
    bench.simulator.received(1, R"({"action":"listen","data":{"streams":[]}})");
    bench.placed({.size = "4"});
    EXPECT_TRUE(bench.updates(1).empty());
    EXPECT_FALSE(bench.updates(2).empty());
    bench.simulator.endSessions();
    EXPECT_EQ(bench.closed, (std::vector<ClientId>{1, 2}));
}

TEST(AlpacaSimulator, knowsNoOtherStreams)
{
    StockBench bench;
    bench.simulator.connected(5, "/v1/nothing", "");
    EXPECT_EQ(bench.closed, (std::vector<ClientId>{5}));
}

} // namespace leadline::sim
