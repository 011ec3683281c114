// SPDX-License-Identifier: MIT
/// An hour of what each embedded venue says to a client that trades there, as one number: whatever moves in the code,
/// the same seed gives the same texts.
#include "tests/support/binance_bench.h"
#include "tests/support/binance_spot_bench.h"
#include "tests/support/kraken_bench.h"
#include "tests/support/stock_bench.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdio>

namespace leadline::sim
{

using namespace std::chrono_literals;

namespace
{

constexpr int minutes = 60;

/// FNV-1a of every text and where it ends.
class Digest
{
public:
    void add(std::string_view text)
    {
        for (const char byte : text) {
            mix(static_cast<unsigned char>(byte));
        }
        mix(0x100);
        ++m_texts;
    }
    /// "1234 texts, 0123456789abcdef"
    [[nodiscard]] std::string text() const
    {
        std::array<char, 64> line{};
        std::snprintf(line.data(), line.size(), "%llu texts, %016llx", static_cast<unsigned long long>(m_texts),
            static_cast<unsigned long long>(m_state));
        return line.data();
    }

private:
    void mix(std::uint64_t value) { m_state = (m_state ^ value) * 0x100000001b3; }

    std::uint64_t m_state = 0xcbf29ce484222325;
    std::uint64_t m_texts = 0;
};

void record(VenueSimulator& venue, Digest& digest)
{
    venue.send = [&digest](ClientId, const std::string& text) { digest.add(text); };
    venue.sendPrivate = venue.send;
}

void run(EmbeddedVenue& venue, core::Duration length)
{
    for (core::Duration step = 100ms; length > 0s; length -= step) {
        venue.market->advance(venue.market->now() + step);
        venue.simulator->tick(venue.market->now());
    }
}

} // namespace

TEST(VenueTexts, ofBinanceAreTheSameForTheSameSeed)
{
    Digest digest;
    tests::BinanceBench bench;
    record(*bench.venue.simulator, digest);
    bench.venue.simulator->connected(
        2, "/public/stream", "streams=ethusdt@depth@100ms/ethusdt@bookTicker/ethusdt@trade");
    bench.venue.simulator->connected(3, "/market/ws/ethusdt@aggTrade", "");
    const auto ask = [&](const char* method, const char* path, const std::string& form = "") {
        digest.add(bench.ask(method, path, form).body);
    };
    ask("GET", "/fapi/v1/exchangeInfo");

    for (int minute = 0; minute < minutes; ++minute) {
        const std::string order = "symbol=ETHUSDT&newClientOrderId=m" + std::to_string(minute);
        ask("POST", "/fapi/v1/order",
            order + "a&side=BUY&type=LIMIT&timeInForce=GTX&quantity=0.7&price=" + bench.priceAt(0.9996));
        ask("POST", "/fapi/v1/order", order + "b&side=SELL&type=MARKET&quantity=0.3");
        ask("POST", "/fapi/v1/algoOrder",
            "algoType=CONDITIONAL&symbol=ETHUSDT&side=SELL&type=STOP_MARKET&quantity=0.1&triggerPrice="
                + bench.priceAt(0.9));
        run(bench.venue, 50s);
        ask("PUT", "/fapi/v1/order",
            "symbol=ETHUSDT&side=BUY&quantity=0.9&origClientOrderId=m" + std::to_string(minute)
                + "a&price=" + bench.priceAt(0.9994));
        run(bench.venue, 10s);
        ask("GET", "/fapi/v1/openOrders");
        ask("GET", "/fapi/v3/account");
        ask("GET", "/fapi/v3/positionRisk");
        ask("GET", "/fapi/v1/userTrades", "symbol=ETHUSDT");
        ask("GET", "/fapi/v1/depth", "symbol=ETHUSDT&limit=100");
        if (minute % 3 == 2) {
            ask("DELETE", "/fapi/v1/allOpenOrders", "symbol=ETHUSDT");
            ask("DELETE", "/fapi/v1/algoOpenOrders", "symbol=ETHUSDT");
        }
    }
    EXPECT_GT(bench.venue.simulator->account()->fills().size(), 100U);
    EXPECT_EQ(digest.text(), "983011 texts, 84f46b74b61b9a45");
}

TEST(VenueTexts, ofBinanceSpotAreTheSameForTheSameSeed)
{
    Digest digest;
    tests::BinanceSpotBench bench;
    record(*bench.venue.simulator, digest);
    bench.venue.simulator->connected(2, "/stream", "streams=ethusdt@depth@100ms/ethusdt@bookTicker/ethusdt@trade");
    const auto ask = [&](const char* method, const char* path, const std::string& form = "") {
        digest.add(bench.ask(method, path, form).body);
    };
    ask("GET", "/api/v3/exchangeInfo");

    for (int minute = 0; minute < minutes; ++minute) {
        const std::string order = "symbol=ETHUSDT&newClientOrderId=m" + std::to_string(minute);
        ask("POST", "/api/v3/order", order + "a&side=BUY&type=LIMIT_MAKER&quantity=0.7&price=" + bench.priceAt(0.9996));
        ask("POST", "/api/v3/order", order + "b&side=SELL&type=MARKET&quantity=0.3");
        ask("POST", "/api/v3/order",
            "symbol=ETHUSDT&side=SELL&type=STOP_LOSS&quantity=0.1&stopPrice=" + bench.priceAt(0.9));
        run(bench.venue, 50s);
        ask("PUT", "/api/v3/order/amend/keepPriority",
            "symbol=ETHUSDT&newQty=0.6&origClientOrderId=m" + std::to_string(minute) + "a");
        run(bench.venue, 10s);
        ask("GET", "/api/v3/openOrders");
        ask("GET", "/api/v3/account");
        ask("GET", "/api/v3/myTrades", "symbol=ETHUSDT");
        ask("GET", "/api/v3/depth", "symbol=ETHUSDT&limit=100");
        if (minute % 3 == 2) {
            ask("DELETE", "/api/v3/openOrders", "symbol=ETHUSDT");
        }
    }
    EXPECT_GT(bench.venue.simulator->account()->fills().size(), 80U);
    EXPECT_EQ(digest.text(), "528525 texts, 2dbf010d067a6945");
}

TEST(VenueTexts, ofKrakenAreTheSameForTheSameSeed)
{
    Digest digest;
    tests::KrakenBench bench;
    record(*bench.venue.simulator, digest);
    bench.venue.simulator->connected(2, "/v2", "");
    for (const char* const channel :
        {R"("instrument")", R"("book","depth":100,"symbol":["ETH/USDT"])", R"("trade","symbol":["ETH/USDT"])"}) {
        bench.venue.simulator->received(
            2, R"({"method":"subscribe","params":{"channel":)" + std::string(channel) + "}}");
    }
    const auto ask = [&](const std::string& call, const std::string& form = "") {
        digest.add(bench.answer(call, form));
    };

    for (int minute = 0; minute < minutes; ++minute) {
        const std::string name = "m" + std::to_string(minute);
        ask("AddOrder",
            "pair=ETHUSDT&type=buy&ordertype=limit&oflags=post&volume=0.7&cl_ord_id=" + name
                + "a&price=" + bench.priceAt(0.9996));
        bench.tell(R"({"method":"add_order","params":{"order_type":"market","side":"sell","order_qty":0.3,)"
                   R"("symbol":"ETH/USDT","cl_ord_id":")"
            + name + R"(b","token":")" + bench.token + R"("},"req_id":7})");
        ask("AddOrder", "pair=ETHUSDT&type=sell&ordertype=stop-loss&volume=0.1&price=" + bench.priceAt(0.9));
        run(bench.venue, 50s);
        bench.tell(R"({"method":"amend_order","params":{"cl_ord_id":")" + name + R"(a","order_qty":0.9,"limit_price":)"
            + bench.priceAt(0.9994) + R"(,"token":")" + bench.token + R"("},"req_id":8})");
        run(bench.venue, 10s);
        for (const char* const call : {"OpenOrders", "ClosedOrders", "BalanceEx", "Balance", "TradesHistory"}) {
            ask(call);
        }
        if (minute % 3 == 2) {
            ask("CancelAll");
        }
    }
    EXPECT_GT(bench.venue.simulator->account()->fills().size(), 100U);
    EXPECT_EQ(digest.text(), "165021 texts, f603425f612d4f22");
}

TEST(VenueTexts, ofCoinbaseAreTheSameForTheSameSeed)
{
    Digest digest;
    EmbeddedVenue venue = makeEmbeddedVenue("coinbase",
        *embeddedSettings("coinbase", "ETH-USD", {core::Asset("ETH"), core::Asset("USD")}, 1),
        core::fromMilliseconds(1'723'161'256'000));
    record(*venue.simulator, digest);
    venue.simulator->connected(1, "/", "");
    for (const char* const channel : {"heartbeats", "status", "level2", "market_trades"}) {
        venue.simulator->received(
            1, R"({"type":"subscribe","product_ids":["ETH-USD"],"channel":")" + std::string(channel) + R"("})");
    }
    run(venue, std::chrono::minutes(minutes));
    EXPECT_EQ(digest.text(), "124159 texts, b73175fbc084263b");
}

TEST(VenueTexts, ofAlpacaAndPolygonAreTheSameForTheSameSeed)
{
    Digest digest;
    sim::AlpacaSettings settings = tests::calmStocks();
    settings.market.hasIncidents = true;
    tests::StockBench bench(settings, tests::newYork(9, 15));
    record(bench.simulator, digest);
    bench.listen();
    bench.simulator.handshake(8, {.header = [](std::string_view name) {
        return std::string(name == "Content-Type" ? "application/msgpack" : "");
    }});
    bench.simulator.connected(7, "/v2/sip", "");
    bench.simulator.connected(8, "/v2/iex", "");
    constexpr const char* keys = R"({"action":"auth","key":"embedded-key","secret":"embedded-secret"})";
    bench.simulator.received(7, keys);
    bench.simulator.received(8, keys);
    bench.simulator.received(7,
        R"({"action":"subscribe","trades":["*"],"quotes":["AAPL","F"],"bars":["*"],"updatedBars":["*"],)"
        R"("dailyBars":["*"],"statuses":["*"],"lulds":["*"]})");
    bench.simulator.received(8, R"({"action":"subscribe","trades":["AAPL"],"quotes":["AAPL"],"bars":["AAPL"]})");
    const auto get = [&](const char* path, const char* query = "") { digest.add(bench.get(path, query).body); };
    get("/v2/assets");
    get("/v2/calendar", "start=2026-11-01&end=2027-01-31");

    for (int minute = 0; minute < minutes; ++minute) {
        const std::string name = "m" + std::to_string(minute);
        digest.add(bench.tryPlace({.size = "10", .clientId = name + "a"}).body);
        digest.add(
            bench.tryPlace({.symbol = "F", .size = "100", .type = "limit", .limit = "10.50", .clientId = name + "b"})
                .body);
        digest.add(bench
                       .tryPlace({.symbol = "MSFT",
                           .size = "3",
                           .clientId = name + "c",
                           .more = R"("order_class":"bracket","take_profit":{"limit_price":"900"},)"
                                   R"("stop_loss":{"stop_price":"50"})"})
                       .body);
        for (int step = 0; step < 600; ++step) {
            bench.run(100ms);
        }
        get("/v2/orders", "status=all&limit=20");
        get("/v2/positions");
        get("/v2/account");
        get("/v2/account/activities");
        get("/v2/clock");
        get("/v2/stocks/snapshots", "symbols=AAPL,F,MSFT");
        get("/v2/snapshot/locale/us/markets/stocks/tickers", "tickers=AAPL,F,MSFT");
        get("/v2/last/nbbo/AAPL");
        if (minute % 10 == 9) {
            digest.add(bench.ask("DELETE", "/v2/orders").body);
        }
    }
    EXPECT_GT(bench.simulator.trading().fills().size(), 60U);
    EXPECT_EQ(digest.text(), "273920 texts, 9a4f21556006a4e7");
}

} // namespace leadline::sim
