// SPDX-License-Identifier: MIT
/// A venue of the embedded market with several pairs: their books, their prices, one account over all of them, and what
/// a client may do on a living connection.
#include "engine/sim/venues/embedded_venues.h"

#include "engine/desk/desk.h"
#include "engine/json/tree.h"
#include "engine/sim/exchange/embedded_markets.h"
#include "engine/sim/protocol/pair_simulator.h"
#include "engine/sim/venues/pair_profiles.h"
#include "engine/venues/signing.h"
#include "tests/support/quiet_listener.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace leadline::sim
{

using namespace std::chrono_literals;

namespace
{

constexpr core::Timestamp begin = core::fromMilliseconds(1'723'161'256'000);

/// A venue with its usual pairs, and clients that hear what it says.
struct Place {
    explicit Place(std::string_view name, std::vector<EmbeddedMarketSettings> markets)
        : venue(makeEmbeddedVenue(name, std::move(markets), begin))
    {
        venue.simulator->send = [this](ClientId client, const std::string& text) { out[client].push_back(text); };
        venue.simulator->sendPrivate = venue.simulator->send;
        venue.simulator->close = [this](ClientId client) { closed.push_back(client); };
    }
    explicit Place(std::string_view name, std::uint64_t seed = 1)
        : Place(name, embeddedSettings(*venues::findVenue(name), {}, seed))
    {
    }

    void run(core::Duration length)
    {
        for (; length > 0s; length -= 100ms) {
            venue.market->advance(venue.market->now() + 100ms);
            venue.simulator->tick(venue.market->now());
        }
    }
    void tell(ClientId client, const std::string& text) { venue.simulator->received(client, text); }
    [[nodiscard]] EmbeddedMarkets& markets() { return dynamic_cast<EmbeddedMarkets&>(*venue.market); }
    [[nodiscard]] std::size_t place(std::string_view symbol) { return markets().find(symbol).value(); }
    [[nodiscard]] double mid(std::string_view symbol)
    {
        const EmbeddedMarket& market = markets().at(place(symbol));
        return (market.bestPrice(core::Side::Bid).toDoubleLossy() + market.bestPrice(core::Side::Ask).toDoubleLossy())
            / 2;
    }
    [[nodiscard]] int heard(ClientId client, std::string_view part)
    {
        return static_cast<int>(std::ranges::count_if(
            out[client], [part](const std::string& text) { return text.find(part) != std::string::npos; }));
    }
    [[nodiscard]] std::uint64_t limitsBroken() const
    {
        return dynamic_cast<const PairSimulator&>(*venue.simulator).limitsBroken();
    }
    /// A signed request to Binance.
    json::Tree ask(const std::string& method, const std::string& path, const std::string& form)
    {
        const std::string payload =
            form + (form.empty() ? "" : "&") + "timestamp=" + std::to_string(core::millisecondsOf(venue.market->now()));
        const std::string query =
            payload + "&signature=" + venues::hexText(venues::hmacSha256(embeddedSecret, payload));
        const RestAnswer answer =
            venue.simulator->rest({.method = method, .path = path, .query = query, .header = [](std::string_view name) {
                                       return std::string(name == "X-MBX-APIKEY" ? embeddedKey : "");
                                   }});
        return json::Tree::parse(answer.body).value_or(json::Tree());
    }

    EmbeddedVenue venue;
    std::map<ClientId, std::vector<std::string>> out;
    std::vector<ClientId> closed;
};

std::string subscription(const char* method, const std::string& streams)
{
    return R"({"method":")" + std::string(method) + R"(","params":[)" + streams + R"(],"id":1})";
}

/// Returns of steps of so many seconds.
double correlationOf(const std::vector<double>& first, const std::vector<double>& second, std::size_t step)
{
    double xx = 0;
    double yy = 0;
    double xy = 0;
    for (std::size_t i = step; i < first.size(); i += step) {
        const double x = std::log(first[i] / first[i - step]);
        const double y = std::log(second[i] / second[i - step]);
        xx += x * x;
        yy += y * y;
        xy += x * y;
    }
    return xy / std::sqrt(xx * yy);
}

} // namespace

TEST(SeveralPairs, haveStepsAndPricesOfTheirOwn)
{
    const auto spot = embeddedSettings(*venues::findVenue("binance-spot"), {}, 1);
    ASSERT_EQ(spot.size(), 4U);
    EXPECT_EQ(spot[0].symbol, "ETHUSDT");
    EXPECT_EQ(spot[0].tick.text(), "0.01");
    EXPECT_EQ(spot[1].symbol, "BTCUSDT");
    EXPECT_EQ(spot[1].tick.text(), "0.1");
    EXPECT_EQ(spot[1].openingPrice.text(), "61234.5");
    EXPECT_EQ(spot[3].symbol, "PEPEUSDT");
    EXPECT_EQ(spot[3].tick.text(), "0.00000001");
    EXPECT_EQ(spot[3].openingPrice.text(), "0.00001234");
    EXPECT_EQ(spot[3].lot.text(), "1");
    for (const EmbeddedMarketSettings& market : spot) {
        EXPECT_EQ(market.openingPrice.raw() % market.tick.raw(), 0) << market.symbol;
    }
    // The same price at another venue, and a dollar is a dollar.
    const auto kraken = embeddedSettings(*venues::findVenue("kraken"), {}, 1);
    ASSERT_EQ(kraken.size(), 7U);
    for (const EmbeddedMarketSettings& market : kraken) {
        // Ether opens where it always has, between two of Kraken's ticks.
        EXPECT_TRUE(isReference(market.pair) || market.openingPrice.raw() % market.tick.raw() == 0) << market.symbol;
        for (const EmbeddedMarketSettings& other : spot) {
            if (other.pair.base == market.pair.base) {
                EXPECT_EQ(other.openingPrice, market.openingPrice) << market.symbol;
            }
        }
    }
    // Ether is what it always was, and a second market of it at a venue has a crowd of its own.
    const auto alone = *embeddedSettings("kraken", "ETH/USDT", kraken[0].pair, 1);
    EXPECT_EQ(kraken[0].crowdSeed, alone.crowdSeed);
    EXPECT_EQ(kraken[1].symbol, "ETH/USD");
    EXPECT_NE(kraken[1].crowdSeed, alone.crowdSeed);
    EXPECT_EQ(kraken[1].seed, alone.seed);
    // A pair that nobody knows has a price all the same, everywhere the same.
    const core::Pair unknown{core::Asset("WHATEVER"), core::Asset("USDT")};
    const auto here = *embeddedSettings("binance-futures", "WHATEVERUSDT", unknown, 1);
    const auto there = *embeddedSettings("coinbase", "WHATEVER-USDT", unknown, 1);
    EXPECT_EQ(here.openingPrice, there.openingPrice);
    EXPECT_NE(here.openingPrice, alone.openingPrice);
}

TEST(SeveralPairs, sendBooksThatHoldTogetherOnOneConnection)
{
    // Every symbol through the same decoder, tracker and referee as the venue's own messages.
    Place sim("binance-spot");
    sim.venue.simulator->connected(1, "/stream", "");
    std::string streams;
    for (const char* const symbol : {"ethusdt", "btcusdt", "solusdt", "pepeusdt"}) {
        for (const char* const stream : {"@depth@100ms", "@bookTicker"}) {
            streams += (streams.empty() ? "\"" : ",\"") + std::string(symbol) + stream + "\"";
        }
    }
    sim.tell(1, subscription("SUBSCRIBE", streams));
    ASSERT_EQ(sim.out[1].at(0), R"({"id":1,"result":null})");
    sim.run(2s);
    std::map<std::string, std::string> snapshots;
    const venues::Venue& venue = *venues::findVenue("binance-spot");
    tests::QuietListener listener;
    desk::Desk desk({}, listener);
    for (const EmbeddedMarketSettings& listed : embeddedSettings(venue, {}, 1)) {
        snapshots[listed.symbol] =
            sim.venue.simulator->rest({.path = "/api/v3/depth", .query = "symbol=" + listed.symbol + "&limit=1000"})
                .body;
    }
    const std::size_t before = sim.out[1].size();
    sim.run(20s);
    for (const auto& [symbol, snapshot] : snapshots) {
        const core::MarketId id{venue.id, core::Symbol(symbol)};
        const EmbeddedMarketSettings& listed = sim.markets().settings(sim.place(symbol));
        core::Instrument instrument = venue.instrumentOf(id);
        instrument.tick = listed.tick;
        instrument.lot = listed.lot;
        desk::Market& market = desk.open(instrument, venue.rules);
        const auto decoder = venue.makeDecoder();
        decoder->setDefaultSymbol(id.symbol);
        core::MarketMessage message;
        const auto feed = [&](std::string text) {
            const std::size_t length = text.size();
            text.append(venues::MarketDecoder::padding, ' ');
            const auto decoded = decoder->decode(std::string_view(text).substr(0, length), message);
            ASSERT_TRUE(decoded.has_value()) << decoded.error().what << " in " << text;
            market.apply(message);
        };
        for (std::size_t i = 1; i < sim.out[1].size(); ++i) {
            if (i == before) {
                feed(snapshot);
            }
            if (sim.out[1][i].find("\"s\":\"" + symbol + "\"") != std::string::npos) {
                feed(sim.out[1][i]);
            }
        }
        EXPECT_EQ(market.counters().book.gaps, 0U) << symbol;
        EXPECT_TRUE(market.tracker().isUsable()) << symbol;
        EXPECT_GT(market.counters().touchChecked, 20U) << symbol;
        EXPECT_EQ(market.counters().touchEqual, market.counters().touchChecked) << symbol;
        EXPECT_NEAR(market.book().mid().toDoubleLossy() / sim.mid(symbol), 1, 1e-3) << symbol;
    }
}

TEST(SeveralPairs, moveTogetherAndNotAlike)
{
    Place sim("kraken");
    const std::vector<std::string> symbols{"ETH/USDT", "ETH/USD", "BTC/USD", "SOL/USD"};
    sim.markets().watch(std::vector<bool>(sim.markets().size(), true));
    std::map<std::string, std::vector<double>> mids;
    for (int second = 0; second < 900; ++second) {
        sim.run(1s);
        for (const std::string& symbol : symbols) {
            mids[symbol].push_back(sim.mid(symbol));
        }
    }
    constexpr std::size_t step = 5;
    EXPECT_GT(correlationOf(mids["ETH/USDT"], mids["ETH/USD"], step), 0.97) << "ether has one price";
    EXPECT_NE(mids["ETH/USDT"], mids["ETH/USD"]) << "in two markets";
    const double bitcoin = correlationOf(mids["ETH/USD"], mids["BTC/USD"], step);
    EXPECT_GT(bitcoin, 0.6);
    EXPECT_LT(bitcoin, 0.97);
    const double sol = correlationOf(mids["ETH/USD"], mids["SOL/USD"], step);
    EXPECT_GT(sol, 0.5);
    EXPECT_LT(sol, 0.95);
}

TEST(SeveralPairs, areTheSameForTheSameSeedWhoeverElseIsServed)
{
    const auto ethereum = [](Place& sim) {
        sim.venue.simulator->connected(1, "/public/ws/ethusdt@depth@100ms/ethusdt@trade", "");
        sim.run(5s);
        return sim.out[1];
    };
    Place several("binance-futures");
    several.venue.simulator->connected(2, "/public/ws/btcusdt@depth@100ms", "");
    Place again("binance-futures");
    again.venue.simulator->connected(2, "/public/ws/btcusdt@depth@100ms", "");
    const core::Pair pair{core::Asset("ETH"), core::Asset("USDT")};
    Place alone("binance-futures", {*embeddedSettings("binance-futures", "ETHUSDT", pair, 1)});
    Place other("binance-futures", 2);
    other.venue.simulator->connected(2, "/public/ws/btcusdt@depth@100ms", "");
    EXPECT_EQ(ethereum(several), ethereum(alone)) << "nobody else changes it";
    EXPECT_NE(ethereum(other), several.out[1]);
    again.run(5s);
    EXPECT_EQ(again.out[2], several.out[2]);
    EXPECT_NE(other.out[2], several.out[2]);
}

TEST(SeveralPairs, costNothingWhileNobodyLooks)
{
    Place sim("binance-futures");
    sim.run(60s);
    EXPECT_EQ(sim.markets().events(), 0U);
    EXPECT_EQ(sim.markets().peek(sim.place("BTCUSDT")), nullptr) << "it is not even made";

    sim.venue.simulator->connected(1, "/public/stream", "");
    sim.tell(1, subscription("SUBSCRIBE", R"("btcusdt@depth@100ms")"));
    EXPECT_EQ(sim.out[1].size(), 1U) << "nothing is told of what was before";
    sim.run(1s);
    const std::uint64_t watched = sim.markets().events();
    EXPECT_GT(watched, 100U);
    EXPECT_EQ(sim.markets().peek(sim.place("ETHUSDT")), nullptr);

    sim.tell(1, subscription("UNSUBSCRIBE", R"("btcusdt@depth@100ms")"));
    sim.run(60s);
    EXPECT_EQ(sim.markets().events(), watched);
    // An order keeps its market going.
    const std::string price =
        sim.markets().settings(1).priceText(static_cast<Ticks>(sim.markets().settings(1).openingTicks() * 0.98));
    const json::Tree order = sim.ask(
        "POST", "/fapi/v1/order", "symbol=BTCUSDT&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=" + price);
    ASSERT_EQ(order["status"].text(), "NEW") << order["msg"].text();
    const std::uint64_t before = sim.markets().events();
    sim.run(1s);
    EXPECT_GT(sim.markets().events(), before + 100);
}

TEST(SeveralPairs, tellNobodyOfWhatWasBefore)
{
    // Within the seconds that are played at the first look.
    Place futures("binance-futures");
    futures.run(3s);
    futures.venue.simulator->connected(1, "/public/ws/ethusdt@trade/ethusdt@depth", "");
    EXPECT_TRUE(futures.out[1].empty());
    Place kraken("kraken");
    kraken.venue.simulator->connected(1, "/v2", "");
    kraken.run(3s);
    kraken.tell(1, R"({"method":"subscribe","params":{"channel":"trade","symbol":["ETH/USD"]}})");
    EXPECT_EQ(kraken.out[1].size(), 2U) << "its greeting, and the answer";
    Place coinbase("coinbase");
    coinbase.venue.simulator->connected(1, "/", "");
    coinbase.run(3s);
    coinbase.tell(1, R"({"type":"subscribe","product_ids":["ETH-USD"],"channel":"level2"})");
    EXPECT_EQ(coinbase.out[1].size(), 2U) << "the answer, and the book";
}

TEST(SeveralPairs, thatWereNotWatchedHaveThePriceOfTheOtherVenues)
{
    Place watched("binance-futures");
    Place late("coinbase");
    watched.venue.simulator->connected(1, "/public/ws/btcusdt@depth@100ms/ethusdt@trade", "");
    watched.run(1200s);
    late.run(1200s);
    for (const auto& [here, there] : {std::pair("BTCUSDT", "BTC-USD"), std::pair("ETHUSDT", "ETH-USDT")}) {
        const double opening = watched.markets().settings(watched.place(here)).openingPrice.toDoubleLossy();
        EXPECT_GT(std::abs(watched.mid(here) / opening - 1), 1e-4) << "it has moved";
        EXPECT_NEAR(watched.mid(here) / late.mid(there), 1, 3e-5) << here;
    }
}

TEST(SeveralPairs, shareOneAccount)
{
    Place sim("binance-futures");
    const auto place = [&](const std::string& symbol, const std::string& order) {
        const json::Tree answer = sim.ask("POST", "/fapi/v1/order", "symbol=" + symbol + "&" + order);
        EXPECT_FALSE(answer["orderId"].text().empty()) << answer["msg"].text();
    };
    const auto far = [&](std::string_view symbol) {
        const EmbeddedMarketSettings& listed = sim.markets().settings(sim.place(symbol));
        return listed.priceText(static_cast<Ticks>(static_cast<double>(listed.openingTicks()) * 0.9));
    };
    place("ETHUSDT", "side=BUY&type=MARKET&quantity=2");
    place("BTCUSDT", "side=SELL&type=MARKET&quantity=0.1");
    const json::Tree positions = sim.ask("GET", "/fapi/v3/positionRisk", "");
    ASSERT_EQ(positions.items().size(), 2U);
    EXPECT_EQ(positions.items()[0]["symbol"].text(), "ETHUSDT");
    EXPECT_EQ(positions.items()[0]["positionAmt"].text(), "2");
    EXPECT_EQ(positions.items()[1]["symbol"].text(), "BTCUSDT");
    EXPECT_EQ(positions.items()[1]["positionAmt"].text(), "-0.1");
    const TradingAccount& account = *sim.venue.simulator->account();
    const core::Asset tether("USDT");
    const double margin = account.marginInUse(tether).toDoubleLossy();
    EXPECT_NEAR(margin, (2 * sim.mid("ETHUSDT") + 0.1 * sim.mid("BTCUSDT")) / 20, 1);
    EXPECT_EQ(sim.ask("GET", "/fapi/v3/balance", "").items().size(), 1U) << "one currency of margin";

    const std::string limit = "side=BUY&type=LIMIT&timeInForce=GTC&quantity=";
    place("ETHUSDT", limit + "1&price=" + far("ETHUSDT"));
    place("BTCUSDT", limit + "0.1&price=" + far("BTCUSDT"));
    place("SOLUSDT", limit + "10&price=" + far("SOLUSDT"));
    place("PEPEUSDT", limit + "10000000&price=" + far("PEPEUSDT"));
    EXPECT_EQ(sim.ask("GET", "/fapi/v1/openOrders", "").items().size(), 4U);
    EXPECT_EQ(sim.ask("GET", "/fapi/v1/openOrders", "symbol=SOLUSDT").items().size(), 1U);
    EXPECT_EQ(sim.ask("GET", "/fapi/v1/openOrders", "symbol=XYZUSDT")["code"].whole(), -1121);
    // An order is known by its own symbol alone, and all of a symbol go without the others.
    const std::string id = sim.ask("GET", "/fapi/v1/openOrders", "symbol=SOLUSDT").items()[0]["orderId"].text();
    EXPECT_EQ(sim.ask("DELETE", "/fapi/v1/order", "symbol=BTCUSDT&orderId=" + id)["code"].whole(), -2011);
    sim.ask("DELETE", "/fapi/v1/allOpenOrders", "symbol=SOLUSDT");
    EXPECT_EQ(sim.ask("GET", "/fapi/v1/openOrders", "").items().size(), 3U);
    // Each symbol has a countdown of its own.
    sim.ask("POST", "/fapi/v1/countdownCancelAll", "symbol=BTCUSDT&countdownTime=1000");
    sim.ask("POST", "/fapi/v1/countdownCancelAll", "symbol=ETHUSDT&countdownTime=5000");
    sim.run(2s);
    EXPECT_EQ(account.openOrders().size(), 2U);
    EXPECT_TRUE(account.openOrders(sim.place("BTCUSDT")).empty());
    sim.run(4s);
    EXPECT_EQ(account.openOrders().size(), 1U);
    EXPECT_EQ(sim.ask("GET", "/fapi/v1/userTrades", "symbol=BTCUSDT").items().size(),
        static_cast<std::size_t>(std::ranges::count(account.fills(), sim.place("BTCUSDT"), &AccountFill::market)));
}

TEST(SeveralPairs, lockCoinsTogether)
{
    Place sim("binance-spot");
    const TradingAccount& account = *sim.venue.simulator->account();
    const auto free = [&](const char* asset) { return account.available(core::Asset(asset)).toDoubleLossy(); };
    const double dollars = free("USDT");
    for (const char* const symbol : {"ETHUSDT", "BTCUSDT"}) {
        sim.ask("GET", "/api/v3/depth", "symbol=" + std::string(symbol)); // a market opens when somebody asks
    }
    sim.run(5s);
    for (const std::string symbol : {"ETHUSDT", "BTCUSDT"}) {
        const EmbeddedMarketSettings& listed = sim.markets().settings(sim.place(symbol));
        const json::Tree order = sim.ask("POST", "/api/v3/order",
            "symbol=" + symbol
                + "&side=BUY&type=LIMIT_MAKER&quantity=1&price=" + listed.priceText(listed.openingTicks() * 9 / 10));
        EXPECT_FALSE(order["orderId"].text().empty()) << order["msg"].text();
    }
    EXPECT_NEAR(dollars - free("USDT"), 0.9 * (2681.62 + 61234.5), 0.2) << "both buy with the same dollars";
    const double bitcoins = free("BTC");
    sim.ask("POST", "/api/v3/order", "symbol=BTCUSDT&side=SELL&type=MARKET&quantity=0.01");
    EXPECT_NEAR(bitcoins - free("BTC"), 0.01, 1e-6);
    EXPECT_EQ(sim.ask("GET", "/api/v3/account", "")["balances"].items().size(), 5U) << "four coins and a currency";
    const json::Tree open = sim.ask("GET", "/api/v3/openOrders", "");
    EXPECT_EQ(open.items().size(), 2U) << (open.items().empty() ? "none" : open.items().front()["symbol"].text() + open.items().front()["price"].text());
}

TEST(SeveralPairs, areListedWithTheirSteps)
{
    Place spot("binance-spot");
    const auto info = json::Tree::parse(spot.venue.simulator->rest({.path = "/api/v3/exchangeInfo"}).body).value();
    ASSERT_EQ(info["symbols"].items().size(), 4U);
    EXPECT_EQ(info["symbols"].items()[3]["filters"].items()[0]["tickSize"].text(), "0.00000001");
    Place contracts("binance-coinm");
    const auto inverse =
        json::Tree::parse(contracts.venue.simulator->rest({.path = "/dapi/v1/exchangeInfo"}).body).value();
    ASSERT_EQ(inverse["symbols"].items().size(), 1U);
    EXPECT_EQ(inverse["symbols"].items()[0]["symbol"].text(), "BTCUSD_PERP");
    EXPECT_EQ(inverse["symbols"].items()[0]["contractSize"].whole(), 100);
    EXPECT_EQ(inverse["symbols"].items()[0]["marginAsset"].text(), "BTC");
    EXPECT_EQ(contracts.venue.simulator->account(), nullptr);
    contracts.venue.simulator->connected(1, "/stream", "streams=btcusd_perp@depth@100ms");
    contracts.run(1s);
    EXPECT_GT(contracts.heard(1, R"("ps":"BTCUSD","st":2)"), 3);
    Place kraken("kraken");
    kraken.venue.simulator->connected(1, "/v2", "");
    kraken.tell(1, R"({"method":"subscribe","params":{"channel":"instrument"}})");
    EXPECT_EQ(json::Tree::parse(kraken.out[1].back()).value()["data"]["pairs"].items().size(), 7U);
    Place coinbase("coinbase");
    const auto products =
        json::Tree::parse(coinbase.venue.simulator->rest({.path = "/api/v3/brokerage/market/products"}).body).value();
    EXPECT_EQ(products["products"].items().size(), 7U);
    EXPECT_EQ(coinbase.markets().events(), 0U) << "to list them is not to look at them";
}

TEST(SeveralPairs, areSubscribedAndLeftOnLivingConnections)
{
    Place kraken("kraken");
    kraken.venue.simulator->connected(1, "/v2", "");
    kraken.tell(1,
        R"({"method":"subscribe","params":{"channel":"book","depth":10,"symbol":["BTC/USD","NIX/USD","SOL/USD"]},"req_id":5})");
    EXPECT_EQ(kraken.heard(1, R"("success":true,"req_id":5)"), 2) << "a word on each";
    EXPECT_EQ(kraken.heard(1, R"("type":"snapshot")"), 2);
    EXPECT_EQ(
        kraken.heard(1, R"("error":"Currency pair not supported NIX/USD","method":"subscribe","success":false)"), 1);
    kraken.run(3s);
    EXPECT_GT(kraken.heard(1, R"("type":"update","data":[{"symbol":"SOL/USD")"), 5);
    kraken.tell(1, R"({"method":"unsubscribe","params":{"channel":"book","depth":10,"symbol":["SOL/USD"]}})");
    const int told = kraken.heard(1, R"([{"symbol":"SOL/USD")");
    kraken.run(1s);
    EXPECT_EQ(kraken.heard(1, R"([{"symbol":"SOL/USD")"), told);

    Place coinbase("coinbase");
    coinbase.venue.simulator->connected(1, "/", "");
    coinbase.tell(1, R"({"type":"subscribe","product_ids":["BTC-USD","NIX-USD","SOL-USD"],"channel":"level2"})");
    EXPECT_EQ(coinbase.heard(1, R"("type":"error","message":"no such product: NIX-USD")"), 1);
    EXPECT_EQ(coinbase.heard(1, R"("level2":["BTC-USD","SOL-USD"])"), 1);
    EXPECT_EQ(coinbase.heard(1, R"("type":"snapshot")"), 2);
    coinbase.run(2s);
    coinbase.tell(1, R"({"type":"unsubscribe","product_ids":["SOL-USD"],"channel":"level2"})");
    const int heard = coinbase.heard(1, R"("product_id":"SOL-USD")");
    EXPECT_GT(heard, 5);
    coinbase.run(1s);
    EXPECT_EQ(coinbase.heard(1, R"("product_id":"SOL-USD")"), heard);
}

TEST(SeveralPairs, areNotSubscribedBeyondTheVenuesLimits)
{
    Place futures("binance-futures");
    futures.venue.simulator->connected(1, "/public/stream", "");
    for (int i = 0; i < 10; ++i) {
        futures.tell(1, subscription("SUBSCRIBE", R"("nosuch@depth")")); // taken without a word, as at the venue
    }
    EXPECT_EQ(futures.heard(1, R"("result":null)"), 10);
    EXPECT_EQ(futures.limitsBroken(), 0U);
    futures.tell(1, subscription("SUBSCRIBE", R"("ethusdt@depth")"));
    EXPECT_EQ(futures.closed, std::vector<ClientId>{1}) << "eleven messages within a second";
    EXPECT_EQ(futures.limitsBroken(), 1U);

    futures.venue.simulator->connected(2, "/public/stream", "");
    std::string many;
    for (int i = 0; i < 1024; ++i) {
        many += (many.empty() ? "\"" : ",\"") + std::string("s") + std::to_string(i) + "@trade\"";
    }
    futures.tell(2, subscription("SUBSCRIBE", many));
    EXPECT_EQ(futures.limitsBroken(), 1U);
    futures.tell(2, subscription("SUBSCRIBE", R"("ethusdt@trade")"));
    EXPECT_EQ(futures.heard(2, "at most 1024 streams"), 1);
    EXPECT_EQ(futures.limitsBroken(), 2U);
    futures.tell(2, subscription("UNSUBSCRIBE", R"("s0@trade")"));
    futures.tell(2, subscription("SUBSCRIBE", R"("ethusdt@trade")"));
    EXPECT_EQ(futures.limitsBroken(), 2U) << "one went for it";

    Place spot("binance-spot");
    spot.venue.simulator->connected(1, "/ws", "");
    for (int i = 0; i < 6; ++i) {
        spot.tell(1, subscription("SUBSCRIBE", R"("ethusdt@depth")"));
    }
    EXPECT_EQ(spot.limitsBroken(), 1U) << "five messages a second";
}

} // namespace leadline::sim
