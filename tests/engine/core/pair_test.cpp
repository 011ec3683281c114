// SPDX-License-Identifier: MIT
#include "engine/core/instrument.h"
#include "engine/core/pair.h"
#include "engine/venues/venue.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

namespace leadline::core
{

using tests::price;
using tests::size;

namespace
{

Pair pair(const char* base, const char* quote)
{
    return {Asset(base), Asset(quote)};
}

} // namespace

TEST(QuoteMap, mergesOnlyWhatTheUserSaysIsEqual)
{
    const auto none = QuoteMap::parse("");
    const auto some = QuoteMap::parse("USD=USDT=USDC, EUR = EURC");
    ASSERT_TRUE(none && some);
    EXPECT_EQ(none->canonical(pair("BTC", "USDT")), pair("BTC", "USDT"));
    EXPECT_EQ(some->canonical(pair("BTC", "USDT")), pair("BTC", "USD"));
    EXPECT_EQ(some->canonical(pair("BTC", "USD")), pair("BTC", "USD"));
    EXPECT_EQ(some->canonical(pair("BTC", "EURC")), pair("BTC", "EUR"));
    EXPECT_EQ(some->canonical(pair("USDC", "GBP")), pair("USDC", "GBP")) << "a base is not a quote";
    EXPECT_EQ(some->classOf(Asset("USDC")), "USD=USDT=USDC");
    EXPECT_EQ(some->classOf(Asset("GBP")), "");
}

TEST(QuoteMap, refusesWhatItCannotMean)
{
    for (const char* const text : {"USD", "USD=", "=USD", "USD=usdt", "USD=USD", "USD=USDT,EUR=USDT",
             "USD=USDT,,EUR=EURC", "USD=USDT;EUR=EURC"}) {
        EXPECT_FALSE(QuoteMap::parse(text).has_value()) << text;
    }
}

TEST(Symbols, areOnePairWhateverTheVenueCallsThem)
{
    struct Case {
        const char* venue;
        const char* symbol;
        const char* pair;
    };
    for (const Case& c : std::initializer_list<Case>{{"binance-futures", "BTCUSDT", "BTC/USDT-PERP"},
             {"binance-futures", "ETHBTC", "ETH/BTC-PERP"}, {"binance-futures", "BTCUSDT_261225", "BTC/USDT-20261225"},
             {"binance-spot", "SUSHIFDUSD", "SUSHI/FDUSD"}, {"binance-coinm", "ETHUSD_PERP", "ETH/USD-PERP"},
             {"binance-coinm", "BNBUSD_PERP", "BNB/USD-PERP"}, {"binance-coinm", "DOTUSD_PERP", "DOT/USD-PERP"},
             {"binance-spot", "BTCPLN", "BTC/PLN"}, {"binance-coinm", "BTCUSD_240927", "BTC/USD-20240927"},
             {"kraken", "BTC/USD", "BTC/USD"}, {"kraken", "XBT/USD", "BTC/USD"}, {"kraken", "XDG/EUR", "DOGE/EUR"},
             {"coinbase", "BTC-USD", "BTC/USD"}, {"okx", "BTC-USDT", "BTC/USDT"},
             {"okx", "BTC-USDT-SWAP", "BTC/USDT-PERP"}, {"okx", "BTC-USD-SWAP", "BTC/USD-PERP"},
             {"okx", "BTC-USDT-261225", "BTC/USDT-20261225"}, {"bybit", "BTCUSDT", "BTC/USDT-PERP"},
             {"bybit", "BTCUSD", "BTC/USD-PERP"}, {"bitstamp", "BTCUSD", "BTC/USD"}, {"alpaca", "BRK.B", "BRK.B"},
             {"polygon", "AAPL", "AAPL"}, {"iex", "BRK.B", "BRK.B"}}) {
        const venues::Venue& venue = *venues::findVenue(c.venue);
        EXPECT_EQ(venue.pairOf(Symbol(c.symbol)).text(), c.pair) << c.venue;
        EXPECT_EQ(venue.instrumentOf({venue.id, Symbol(c.symbol)}).pair.text(), c.pair) << c.venue;
        EXPECT_EQ(Pair::parse(c.pair), venue.pairOf(Symbol(c.symbol))) << "a name is read as it is written";
    }
    // Every venue has something of some kind, and finds it again by its symbol.
    for (const venues::Venue& venue : venues::knownVenues()) {
        int listed = 0;
        for (const char* const name :
            {"ETH/USDT", "ETH/USDT-PERP", "ETH/USD-PERP", "ETH/USDT-20261225", "ETH/USD-20261225", "AAPL"}) {
            const Pair there = *Pair::parse(name);
            if (const Symbol symbol = venue.symbolOf(there); !symbol.isEmpty()) {
                ++listed;
                EXPECT_EQ(venue.pairOf(symbol), there) << venue.id.text() << ": there and back";
            }
        }
        EXPECT_GE(listed, 1) << venue.id.text();
    }
    EXPECT_TRUE(venues::findVenue("binance-spot")->symbolOf(*Pair::parse("ETH/USDT-PERP")).isEmpty());
    EXPECT_TRUE(venues::findVenue("binance-futures")->symbolOf(pair("ETH", "USDT")).isEmpty()) << "no place for coins";
    EXPECT_TRUE(venues::findVenue("binance-coinm")->symbolOf(pair("ETH", "USDT")).isEmpty());
    EXPECT_TRUE(venues::findVenue("iex")->symbolOf(pair("ETH", "USDT")).isEmpty());
    EXPECT_FALSE(venues::findVenue("binance-spot")->pairOf(Symbol("USDT")).isKnown());
    EXPECT_FALSE(venues::findVenue("kraken")->pairOf(Symbol("ETHUSD")).isKnown());
}

TEST(Pair, isReadAsItIsWritten)
{
    struct Case {
        const char* text;
        Kind kind;
        std::int32_t delivery;
    };
    for (const Case& c : std::initializer_list<Case>{{"BTC/USDT", Kind::Spot, 0}, {"1INCH/USD", Kind::Spot, 0},
             {"BTC/USDT-PERP", Kind::LinearPerpetual, 0}, {"BTC/USDC-PERP", Kind::LinearPerpetual, 0},
             {"BTC/USD-PERP", Kind::InversePerpetual, 0}, {"BTC/USDT-20261225", Kind::Future, 20261225},
             {"BTC/USD-20280229", Kind::Future, 20280229}, {"AAPL", Kind::Stock, 0}, {"BRK.B", Kind::Stock, 0}}) {
        const auto read = Pair::parse(c.text);
        ASSERT_TRUE(read) << c.text;
        EXPECT_EQ(read->kind, c.kind) << c.text;
        EXPECT_EQ(read->delivery, c.delivery) << c.text;
        EXPECT_EQ(read->text(), c.text);
    }
    for (const char* const text : {"", "/", "BTC/", "/USD", "btc/usdt", "BTC/USDT-", "BTC/USDT-SWAP",
             "BTC/USDT-2026122", "BTC/USDT-20261325", "BTC/USDT-20270229", "BTC/USDT-PERP-1", "A B", "BTC/USD/T"}) {
        EXPECT_FALSE(Pair::parse(text)) << text;
    }
}

TEST(Symbols, nameWhatComesNearestAtAVenue)
{
    const auto near = [](const char* venue, const char* name) {
        const Pair found = venues::asTradedAt(*venues::findVenue(venue), *Pair::parse(name));
        return found.isKnown() ? found.text() : std::string();
    };
    EXPECT_EQ(near("kraken", "ETH/USDT"), "ETH/USDT");
    EXPECT_EQ(near("binance-futures", "ETH/USDT"), "ETH/USDT-PERP");
    EXPECT_EQ(near("binance-coinm", "ETH/USD"), "ETH/USD-PERP");
    EXPECT_EQ(near("binance-coinm", "ETH/USDT"), "");
    EXPECT_EQ(near("alpaca", "AAPL"), "AAPL");
    EXPECT_EQ(near("binance-futures", "AAPL"), "") << "a share is no coin";
}

TEST(Instrument, countsContractsInCoins)
{
    Instrument linear = tests::ethereum();
    EXPECT_EQ(linear.baseSize(price("2000"), size("1.5")), size("1.5"));
    linear.contractSize = size("0.01");
    EXPECT_EQ(linear.baseSize(price("2000"), size("150")), size("1.5"));
    EXPECT_EQ(linear.unitsForBase(price("2000"), size("1.5")), size("150"));

    const venues::Venue& venue = *venues::findVenue("binance-coinm");
    Instrument inverse = venue.instrumentOf({venue.id, Symbol("ETHUSD_PERP")});
    inverse.lot = size("1");
    // 10 USD a contract: 200 contracts at 2000 are one coin, at 3000 two thirds, rounded down to a billionth.
    EXPECT_EQ(inverse.baseSize(price("2000"), size("200")), size("1"));
    EXPECT_EQ(inverse.baseSize(price("3000"), size("200")), size("0.666666666"));
    EXPECT_EQ(inverse.unitsForBase(price("2000"), size("1.004")), size("200"));
    EXPECT_EQ(inverse.baseSize(Price{}, size("200")), Quantity{});
    EXPECT_EQ(venue.instrumentOf({venue.id, Symbol("BTCUSD_PERP")}).contractSize, size("100"));
}

TEST(Instrument, knowsItsSmallestOrder)
{
    struct Case {
        const char* lot;
        const char* minimumSize;
        const char* minimumNotional;
        const char* price;
        const char* least;
    };
    for (const Case& c :
        std::initializer_list<Case>{{"0.001", "0", "0", "100", "0.001"}, {"0.001", "0.0025", "0", "100", "0.003"},
            {"0.001", "0.01", "20", "2000", "0.01"}, {"0.001", "0.001", "20", "2000", "0.01"},
            {"0.001", "0.001", "20", "1999", "0.011"}, {"0", "0", "20", "2000", "0.01"}}) {
        Instrument instrument{.lot = size(c.lot),
            .minimumSize = size(c.minimumSize),
            .minimumNotional = price("1") * size(c.minimumNotional)};
        EXPECT_EQ(instrument.smallestOrder(price(c.price)), size(c.least)) << c.minimumSize << ' ' << c.price;
    }
}

} // namespace leadline::core
