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
    for (const Case& c : std::initializer_list<Case>{{"binance-futures", "BTCUSDT", "BTC/USDT"},
             {"binance-futures", "ETHBTC", "ETH/BTC"}, {"binance-spot", "SUSHIFDUSD", "SUSHI/FDUSD"},
             {"binance-coinm", "ETHUSD_PERP", "ETH/USD"}, {"binance-coinm", "BNBUSD_PERP", "BNB/USD"},
             {"binance-coinm", "DOTUSD_PERP", "DOT/USD"}, {"binance-spot", "BTCPLN", "BTC/PLN"},
             {"binance-coinm", "BTCUSD_240927", "BTC/USD"}, {"kraken", "BTC/USD", "BTC/USD"},
             {"kraken", "XBT/USD", "BTC/USD"}, {"kraken", "XDG/EUR", "DOGE/EUR"}, {"coinbase", "BTC-USD", "BTC/USD"},
             {"okx", "BTC-USDT", "BTC/USDT"}, {"alpaca", "BRK.B", "BRK.B/USD"}, {"polygon", "AAPL", "AAPL/USD"},
             {"iex", "BRK.B", "BRK.B/USD"}}) {
        const venues::Venue& venue = *venues::findVenue(c.venue);
        EXPECT_EQ(venue.pairOf(Symbol(c.symbol)).text(), c.pair) << c.venue;
        EXPECT_EQ(venue.instrumentOf({venue.id, Symbol(c.symbol)}).pair.text(), c.pair) << c.venue;
    }
    for (const venues::Venue& venue : venues::knownVenues()) {
        // Where it is paid in dollars alone, it is no pair with another quote.
        const bool isInDollars = venue.symbolOf(pair("ETH", "USDT")).isEmpty();
        const Pair there = isInDollars ? pair("ETH", "USD") : pair("ETH", "USDT");
        EXPECT_EQ(venue.pairOf(venue.symbolOf(there)), there) << venue.id.text() << ": there and back";
    }
    EXPECT_TRUE(venues::findVenue("binance-coinm")->symbolOf(pair("ETH", "USDT")).isEmpty());
    EXPECT_TRUE(venues::findVenue("iex")->symbolOf(pair("ETH", "USDT")).isEmpty());
    EXPECT_FALSE(venues::findVenue("binance-spot")->pairOf(Symbol("USDT")).isKnown());
    EXPECT_FALSE(venues::findVenue("kraken")->pairOf(Symbol("ETHUSD")).isKnown());
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
