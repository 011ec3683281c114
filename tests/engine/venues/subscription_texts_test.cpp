// SPDX-License-Identifier: MIT
/// What venues are asked for many symbols at once, word by word.
#include "engine/json/tree.h"
#include "engine/venues/venue.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

namespace leadline::venues
{

namespace
{

using Symbols = std::vector<core::Symbol>;
using Texts = std::vector<std::string>;

std::unique_ptr<VenueProtocol> protocolOf(const char* venue)
{
    return findVenue(venue)->makeProtocol();
}

Texts subscribe(const VenueProtocol& protocol, const Symbols& symbols, std::size_t connection = 0,
    SubscriptionChange change = SubscriptionChange::Subscribe)
{
    return protocol.subscriptionTexts({.connection = connection, .change = change, .symbols = symbols, .id = 7});
}

Symbols someSymbols(int count)
{
    Symbols symbols;
    for (int i = 0; i < count; ++i) {
        symbols.emplace_back("SYMBOL" + std::to_string(i) + "USDT");
    }
    return symbols;
}

core::Result<InstrumentList> instrumentsOf(const char* venue, std::string json, const Symbols& symbols)
{
    const std::size_t size = json.size();
    json.append(MarketDecoder::padding, ' ');
    return protocolOf(venue)->readInstruments(std::string_view(json).substr(0, size), symbols);
}

} // namespace

TEST(SubscriptionTexts, ofBinanceNameTheStreamsOfEachRoute)
{
    const auto protocol = protocolOf("binance-futures");
    const Symbols symbols{core::Symbol("BTCUSDT"), core::Symbol("ETHUSDT")};
    EXPECT_EQ(subscribe(*protocol, symbols),
        Texts{
            R"({"method":"SUBSCRIBE","params":["btcusdt@depth@100ms","btcusdt@bookTicker","ethusdt@depth@100ms","ethusdt@bookTicker"],"id":7})"});
    EXPECT_EQ(subscribe(*protocol, symbols, 1),
        Texts{R"({"method":"SUBSCRIBE","params":["btcusdt@aggTrade","ethusdt@aggTrade"],"id":7})"});
    EXPECT_EQ(subscribe(*protocol, {core::Symbol("BTCUSDT")}, 1, SubscriptionChange::Unsubscribe),
        Texts{R"({"method":"UNSUBSCRIBE","params":["btcusdt@aggTrade"],"id":7})"});
    const auto connections = protocol->connections({"wss://a", "https://b"}, {});
    ASSERT_EQ(connections.size(), 2U);
    EXPECT_EQ(connections[0].url, "wss://a/public/stream");
    EXPECT_TRUE(connections[0].carriesBook);
    EXPECT_EQ(connections[1].url, "wss://a/market/stream");
}

TEST(SubscriptionTexts, ofBinanceWithoutRoutesAreOneConnections)
{
    const auto protocol = protocolOf("binance-spot");
    EXPECT_EQ(subscribe(*protocol, {core::Symbol("BTCUSDT")}),
        Texts{
            R"({"method":"SUBSCRIBE","params":["btcusdt@depth@100ms","btcusdt@bookTicker","btcusdt@trade"],"id":7})"});
    EXPECT_EQ(protocol->subscriptionTexts(
                  {.symbols = std::array{core::Symbol("BTCUSDT")}, .depthFeed = DepthFeed::Frames, .id = 7}),
        Texts{
            R"({"method":"SUBSCRIBE","params":["btcusdt@depth20@100ms","btcusdt@bookTicker","btcusdt@trade"],"id":7})"});
    EXPECT_EQ(protocol->connections({"wss://a", "https://b"}, {}).size(), 1U);
}

TEST(SubscriptionTexts, ofBinanceAreNeverLongerThanTheVenueReads)
{
    for (const char* const venue : {"binance-futures", "binance-spot", "binance-coinm"}) {
        const auto protocol = protocolOf(venue);
        const Symbols symbols = someSymbols(static_cast<int>(protocol->limits().symbolsPerConnection));
        std::vector<std::string> streams;
        std::uint64_t id = 7;
        const Texts texts = subscribe(*protocol, symbols);
        for (const std::string& text : texts) {
            EXPECT_LE(text.size(), 4088U);
            const json::Tree request = json::Tree::parse(text).value();
            EXPECT_EQ(request["id"].text(), std::to_string(id++));
            for (const json::Tree& stream : request["params"].items()) {
                streams.push_back(stream.text());
            }
        }
        // As few as that, with no stream left out or named twice, and no more streams than a connection takes.
        const std::size_t streamsOfOne = std::string_view(venue) == "binance-futures" ? 2 : 3;
        EXPECT_EQ(streams.size(), streamsOfOne * symbols.size());
        EXPECT_LE(streams.size(), std::string_view(venue) == "binance-spot" ? 1024U : 200U);
        EXPECT_GT(texts.size(), 1U);
        EXPECT_LE(texts.size(), streams.size() / 80);
        std::ranges::sort(streams);
        EXPECT_EQ(std::ranges::adjacent_find(streams), streams.end());
    }
}

TEST(SubscriptionTexts, ofBinanceFramesNameTheirSymbolInTheStream)
{
    const auto protocol = protocolOf("binance-spot");
    EXPECT_EQ(
        protocol->unnamedSymbol(R"({"stream":"ethusdt@depth20@100ms","data":{"lastUpdateId":1,"bids":[]}})").view(),
        "ETHUSDT");
    EXPECT_TRUE(protocol->unnamedSymbol(R"({"stream":"ethusdt@depth@100ms","data":{"s":"ETHUSDT"}})").isEmpty());
    EXPECT_TRUE(protocol->unnamedSymbol(R"({"result":null,"id":1})").isEmpty());
}

TEST(SubscriptionTexts, ofBinanceThatAreRefusedAreToldWithTheReason)
{
    const auto protocol = protocolOf("binance-futures");
    const auto refusal =
        protocol->readRefusal(R"({"error":{"code":2,"msg":"Invalid request: too many parameters"},"id":3})");
    ASSERT_TRUE(refusal);
    EXPECT_TRUE(refusal->symbol.isEmpty());
    EXPECT_EQ(refusal->why, "2 Invalid request: too many parameters");
    EXPECT_FALSE(protocol->readRefusal(R"({"result":null,"id":3})"));
    EXPECT_FALSE(protocol->readRefusal(R"({"stream":"ethusdt@aggTrade","data":{"e":"aggTrade"}})"));
}

TEST(SubscriptionTexts, ofBinanceAskForOneDescriptionOfMany)
{
    const Symbols two{core::Symbol("BTCUSDT"), core::Symbol("ETHUSDT")};
    EXPECT_EQ(protocolOf("binance-futures")->instrumentPath(two), "/fapi/v1/exchangeInfo");
    EXPECT_EQ(protocolOf("binance-spot")->instrumentPath(two),
        "/api/v3/exchangeInfo?symbols=%5B%22BTCUSDT%22,%22ETHUSDT%22%5D");
    EXPECT_EQ(protocolOf("binance-spot")->instrumentPath(std::array{two[0]}), "/api/v3/exchangeInfo?symbol=BTCUSDT");

    const auto entry = [](const char* symbol, const char* tick) {
        return std::string(R"({"symbol":")") + symbol
            + R"(","baseAsset":"A","quoteAsset":"USDT","filters":[{"filterType":"PRICE_FILTER","tickSize":")" + tick
            + R"("},{"filterType":"LOT_SIZE","stepSize":"0.001","minQty":"0.001"}]})";
    };
    const auto list = instrumentsOf("binance-futures",
        R"({"symbols":[)" + entry("OTHERUSDT", "1") + "," + entry("ETHUSDT", "0.01") + "," + entry("ODDUSDT", "?")
            + "]}",
        {core::Symbol("ETHUSDT"), core::Symbol("NOSUCH"), core::Symbol("ODDUSDT")});
    ASSERT_TRUE(list);
    ASSERT_EQ(list->instruments.size(), 1U);
    EXPECT_EQ(list->instruments[0].id.symbol.view(), "ETHUSDT");
    EXPECT_EQ(list->instruments[0].tick, tests::price("0.01"));
    ASSERT_EQ(list->missing.size(), 2U);
    EXPECT_EQ(list->missing[0].symbol.view(), "ODDUSDT");
    EXPECT_EQ(list->missing[1].symbol.view(), "NOSUCH");
    EXPECT_EQ(list->missing[1].defect.what, "exchangeInfo does not describe NOSUCH");
    EXPECT_FALSE(instrumentsOf("binance-futures", "{}", {core::Symbol("ETHUSDT")}));
}

TEST(SubscriptionTexts, ofKrakenNameAllSymbolsOfAChannel)
{
    const auto protocol = protocolOf("kraken");
    const Symbols symbols{core::Symbol("BTC/USD"), core::Symbol("ETH/USD")};
    EXPECT_EQ(subscribe(*protocol, symbols),
        (Texts{R"({"method":"subscribe","params":{"channel":"book","symbol":["BTC/USD","ETH/USD"],"depth":500}})",
            R"({"method":"subscribe","params":{"channel":"trade","symbol":["BTC/USD","ETH/USD"],"snapshot":false}})"}));
    EXPECT_EQ(subscribe(*protocol, {symbols[0]}, 0, SubscriptionChange::Unsubscribe),
        (Texts{R"({"method":"unsubscribe","params":{"channel":"book","symbol":["BTC/USD"],"depth":500}})",
            R"({"method":"unsubscribe","params":{"channel":"trade","symbol":["BTC/USD"]}})"}));
    EXPECT_EQ(protocol->bookRenewalTexts(symbols),
        (Texts{R"({"method":"unsubscribe","params":{"channel":"book","symbol":["BTC/USD","ETH/USD"],"depth":500}})",
            R"({"method":"subscribe","params":{"channel":"book","symbol":["BTC/USD","ETH/USD"],"depth":500}})"}));
}

TEST(SubscriptionTexts, ofKrakenThatAreRefusedNameTheSymbol)
{
    const auto protocol = protocolOf("kraken");
    for (const char* const text :
        {R"({"error":"Currency pair not supported XX/YY","method":"subscribe","success":false,"symbol":"XX/YY"})",
            R"({"method":"subscribe","success":false,"error":"Currency pair not supported XX/YY","req_id":1})"}) {
        const auto refusal = protocol->readRefusal(text);
        ASSERT_TRUE(refusal);
        EXPECT_EQ(refusal->symbol.view(), "XX/YY");
        EXPECT_EQ(refusal->why, "Currency pair not supported XX/YY");
    }
    EXPECT_FALSE(protocol->readRefusal(
        R"({"method":"subscribe","result":{"channel":"book","symbol":"BTC/USD"},"success":true})"));
    // Too much at once, or what nobody subscribed to: the pair is not refused for ever.
    EXPECT_FALSE(protocol->readRefusal(R"({"method":"subscribe","success":false,"error":"Exceeded msg rate"})"));
    EXPECT_FALSE(protocol->readRefusal(R"({"method":"unsubscribe","success":false,"error":"Subscription Not Found"})"));
}

TEST(SubscriptionTexts, ofCoinbaseAreOneAChannel)
{
    const auto protocol = protocolOf("coinbase");
    const Symbols symbols{core::Symbol("BTC-USD"), core::Symbol("ETH-USD")};
    EXPECT_EQ(subscribe(*protocol, symbols),
        (Texts{R"({"type":"subscribe","product_ids":["BTC-USD","ETH-USD"],"channel":"level2"})",
            R"({"type":"subscribe","product_ids":["BTC-USD","ETH-USD"],"channel":"market_trades"})",
            R"({"type":"subscribe","product_ids":["BTC-USD","ETH-USD"],"channel":"status"})"}));
    EXPECT_EQ(protocol->bookRenewalTexts(symbols),
        (Texts{R"({"type":"unsubscribe","product_ids":["BTC-USD","ETH-USD"],"channel":"level2"})",
            R"({"type":"subscribe","product_ids":["BTC-USD","ETH-USD"],"channel":"level2"})"}));
}

TEST(SubscriptionTexts, ofStocksComeInParts)
{
    const Symbols symbols = someSymbols(450);
    for (const char* const venue : {"alpaca", "alpaca-iex", "polygon"}) {
        const auto protocol = protocolOf(venue);
        EXPECT_EQ(subscribe(*protocol, symbols).size(), 3U);
        EXPECT_TRUE(protocol->connections({}, {}).front().pingBySubscribing);
    }
    EXPECT_EQ(subscribe(*protocolOf("alpaca"), {core::Symbol("AAPL")}),
        Texts{R"({"action":"subscribe","trades":["AAPL"],"quotes":["AAPL"],"statuses":["AAPL"],"lulds":["AAPL"]})"});
    EXPECT_TRUE(protocolOf("alpaca")->readRefusal(R"([{"T":"error","code":405,"msg":"symbol limit exceeded"}])"));
    EXPECT_FALSE(protocolOf("alpaca")->readRefusal(R"([{"T":"error","code":402,"msg":"auth failed"}])"));
}

} // namespace leadline::venues
