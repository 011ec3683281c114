// SPDX-License-Identifier: MIT
/// What symbols trade, in which units, and what a decoder learns of it from the venue's own lists.
#include "engine/venues/binance/binance_decoder.h"
#include "engine/venues/binance/binance_symbols.h"
#include "engine/venues/bitstamp/bitstamp_decoder.h"
#include "engine/venues/venue.h"
#include "tests/support/builders.h"
#include "tests/support/message_reader.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <utility>

namespace leadline::venues
{

namespace
{

using Kind = core::MarketMessage::Kind;
using tests::size;

core::Instrument instrumentAt(const char* venue, const char* symbol)
{
    const Venue& at = *findVenue(venue);
    return at.instrumentOf({at.id, core::Symbol(symbol)});
}

} // namespace

TEST(VenueSymbols, arePartedWhereTheCoinEnds)
{
    struct Case {
        const char* venue;
        const char* symbol;
        const char* pair;
        bool isGuessed;
    };
    for (const Case& c : std::initializer_list<Case>{{"bitstamp", "SHIBUSD", "SHIB/USD", false},
             {"bitstamp", "DOTUSD", "DOT/USD", false}, {"bitstamp", "BATUSD", "BAT/USD", false},
             {"bitstamp", "USDTUSD", "USDT/USD", false}, {"bitstamp", "EURTUSD", "EURT/USD", false},
             {"bitstamp", "XRPRLUSD", "XRP/RLUSD", true}, {"bitstamp", "RLUSDUSD", "RLUSD/USD", false},
             {"bitstamp", "GBPEUR", "GBP/EUR", false}, {"binance-spot", "SHIBUSD", "SHIB/USD", true},
             {"binance-spot", "BNBUSD", "BNB/USD", true}, {"binance-spot", "ARBUSD", "ARB/USD", true},
             {"binance-spot", "GRTUSD", "GRT/USD", true}, {"binance-spot", "BTCBUSD", "BTC/BUSD", true},
             {"binance-spot", "ETHTUSD", "ETH/TUSD", true}, {"binance-spot", "SHIBBUSD", "SHIB/BUSD", true},
             {"binance-spot", "DOTBUSD", "DOT/BUSD", true}, {"binance-spot", "TUSDUSDT", "TUSD/USDT", false},
             {"binance-spot", "BUSDUSDT", "BUSD/USDT", false}, {"binance-spot", "FDUSDTUSD", "FDUSD/TUSD", true},
             {"binance-spot", "USDCTUSD", "USDC/TUSD", true}, {"binance-spot", "BTCUSDT", "BTC/USDT", false},
             {"binance-spot", "1INCHUSDT", "1INCH/USDT", false}, {"binance-spot", "BTCUSD1", "BTC/USD1", false},
             {"binance-spot", "USD1USDT", "USD1/USDT", false}, {"binance-spot", "BTCIDR", "BTC/IDR", false},
             {"binance-spot", "USDTIDR", "USDT/IDR", false}, {"binance-spot", "BTCBIDR", "BTC/BIDR", true},
             {"binance-spot", "BNBBIDR", "BNB/BIDR", true}, {"binance-spot", "BNBIDR", "BNB/IDR", true},
             {"binance-spot", "BTCEURI", "BTC/EURI", false}, {"binance-spot", "EURIUSDT", "EURI/USDT", false},
             {"binance-spot", "WBTCBTC", "WBTC/BTC", false},
             {"binance-futures", "1000SHIBUSDT", "1000SHIB/USDT-PERP", false},
             {"binance-futures", "ETHBTC", "ETH/BTC-PERP", false},
             {"bybit", "SHIB1000USDT", "SHIB1000/USDT-PERP", false}, {"bybit", "BTCPERP", "BTC/USDC-PERP", false},
             {"bybit", "BTCUSDT-26DEC25", "BTC/USDT-20251226", false},
             {"bybit", "ETH-3JAN25", "ETH/USDC-20250103", false}, {"bybit", "BTCUSDZ26", "BTC/USD-20261225", false},
             {"bybit", "ETHUSDH25", "ETH/USD-20250328", false}, {"bybit", "BTCUSD", "BTC/USD-PERP", false},
             {"coinbase", "BTC-PERP-INTX", "BTC/USDC-PERP", false}}) {
        const core::Instrument instrument = instrumentAt(c.venue, c.symbol);
        EXPECT_EQ(instrument.pair.text(), c.pair) << c.venue << " " << c.symbol;
        EXPECT_EQ(instrument.isPairGuessed, c.isGuessed) << c.venue << " " << c.symbol;
    }
    for (const auto& [venue, symbol] :
        std::initializer_list<std::pair<const char*, const char*>>{{"binance-spot", "USDT"},
            {"binance-spot", "NOTHING"}, {"binance-spot", ""}, {"bitstamp", "USD"}, {"bybit", "BTC-26DEC25-100000-C"},
            {"bybit", "BTC-40DEC25"}, {"okx", "BTC-USD-250328-100000-C"}, {"coinbase", "BIT-27JUN25-CDE"}}) {
        EXPECT_FALSE(instrumentAt(venue, symbol).pair.isKnown()) << venue << " " << symbol;
    }
}

TEST(VenueSymbols, sayWhatSizesAre)
{
    struct Case {
        const char* venue;
        const char* symbol;
        bool countsContracts;
        const char* contract; ///< "0": not known
        bool isInverse;
    };
    for (const Case& c :
        std::initializer_list<Case>{{"okx", "BTC-USDT", false, "1", false},
            {"okx", "BTC-USDT-SWAP", true, "0.01", false}, {"okx", "ETH-USDT-SWAP", true, "0.1", false},
            {"okx", "SOL-USDT-SWAP", true, "1", false}, {"okx", "DOGE-USDT-SWAP", true, "1000", false},
            {"okx", "BTC-USDT-250328", true, "0.01", false}, {"okx", "BTC-USD-SWAP", true, "100", true},
            {"okx", "UNI-USD-SWAP", true, "10", true}, {"okx", "ETH-USD-250328", true, "10", true},
            {"okx", "FOO-USDT-SWAP", true, "0", false}, {"okx", "BTC-USDC-SWAP", true, "0", false},
            {"okx", "BTC-USD-250328-100000-C", true, "0", false}, {"binance-coinm", "BTCUSD_PERP", true, "100", true},
            {"binance-coinm", "ETHUSD_250926", true, "10", true},
            {"binance-futures", "BTCUSD_250926", true, "100", true},
            {"binance-futures", "DOTUSD_PERP", true, "10", true},
            {"binance-futures", "BTCUSDT_250926", false, "1", false}, {"binance-futures", "BTCUSDT", false, "1", false},
            {"bybit", "BTCUSD", true, "1", true}, {"bybit", "BTCUSDZ26", true, "1", true},
            {"bybit", "BTCUSDT", false, "1", false}, {"bybit", "BTCPERP", false, "1", false},
            {"coinbase", "BTC-USD", false, "1", false}, {"coinbase", "BTC-PERP-INTX", false, "1", false},
            {"coinbase", "BIT-27JUN25-CDE", true, "0", false}, {"kraken", "BTC/USD", false, "1", false}}) {
        const core::Instrument instrument = instrumentAt(c.venue, c.symbol);
        EXPECT_EQ(instrument.countsContracts, c.countsContracts) << c.venue << " " << c.symbol;
        EXPECT_EQ(instrument.contractSize, size(c.contract)) << c.venue << " " << c.symbol;
        EXPECT_EQ(instrument.kind == core::ContractKind::Inverse, c.isInverse) << c.venue << " " << c.symbol;
        EXPECT_EQ(instrument.isSizeKnown(), std::string_view(c.contract) != "0") << c.venue << " " << c.symbol;
    }
    EXPECT_EQ(instrumentAt("okx", "BTC-USDT-SWAP").baseSize(tests::price("60000"), size("72.8")), size("0.728"));
    EXPECT_EQ(instrumentAt("bybit", "BTCUSD").baseSize(tests::price("50000"), size("100000")), size("2"));
    EXPECT_EQ(instrumentAt("okx", "FOO-USDT-SWAP").sizeForNotional(10'000, tests::price("5")), core::Quantity{});
}

TEST(VenueSymbols, tellCoinMarginedMessagesApart)
{
    using binance::isCoinMargined;
    for (const char* symbol : {"BTCUSD_PERP", "BTCUSD_250926", "DOGEUSD_PERP"}) {
        EXPECT_TRUE(isCoinMargined(symbol)) << symbol;
    }
    for (const char* symbol : {"BTCUSDT_250926", "BTCUSDT", "BTCUSD", "BTCUSD_", "BTCUSD_25092", "BTCUSD_25O926", ""}) {
        EXPECT_FALSE(isCoinMargined(symbol)) << symbol;
    }
    const auto venueOf = [](std::string_view json) { return recogniseVenue(json)->id.text(); };
    EXPECT_EQ(venueOf(R"({"e":"depthUpdate","s":"BTCUSD_250926","U":1,"u":2,"pu":0,"b":[],"a":[]})"), "binance-coinm");
    EXPECT_EQ(
        venueOf(R"({"e":"depthUpdate","s":"BTCUSDT_250926","U":1,"u":2,"pu":0,"b":[],"a":[]})"), "binance-futures");
    EXPECT_EQ(venueOf(R"({"stream":"btcusd_250926@bookTicker","data":{"e":"bookTicker"}})"), "binance-coinm");
    EXPECT_EQ(venueOf(R"({"stream":"btcusdt@bookTicker","data":{"u":1,"s":"BTCUSDT"}})"), "binance-spot");
}

TEST(VenueSymbols, areTakenFromTheVenuesLists)
{
    tests::MessageReader<binance::BinanceDecoder> spot(binance::spotVenue);
    ASSERT_TRUE(
        spot.read(R"({"timezone":"UTC","rateLimits":[{"limit":1}],"symbols":[)"
                  R"({"symbol":"NEWCBUSD","status":"BREAK","baseAsset":"NEWCB","quoteAsset":"USD","filters":[]},)"
                  R"({"symbol":"BTCUSDT","baseAsset":"BTC","quoteAsset":"USDT"}]})"));
    ASSERT_EQ(spot.message.kind, Kind::Listed);
    EXPECT_EQ(spot.message.instrument.pair.text(), "NEWCB/USD");
    EXPECT_FALSE(spot.message.instrument.isPairGuessed);
    ASSERT_TRUE(spot.decoder.next(spot.message));
    EXPECT_EQ(spot.message.symbol.view(), "BTCUSDT");
    EXPECT_FALSE(spot.decoder.next(spot.message));

    tests::MessageReader<binance::BinanceDecoder> coin(binance::coinMarginedVenue);
    ASSERT_TRUE(
        coin.read(R"({"symbols":[{"symbol":"XUSD_PERP","baseAsset":"X","quoteAsset":"USD","contractSize":50}]})"));
    EXPECT_EQ(coin.message.instrument.contractSize, size("50"));
    EXPECT_EQ(coin.message.instrument.pair.text(), "X/USD-PERP");

    tests::MessageReader<bitstamp::BitstampDecoder> pairs;
    ASSERT_TRUE(pairs.read(R"([{"name":"ABC/PYUSD","url_symbol":"abcpyusd"},{"name":"none"},)"
                           R"({"market_symbol":"batusd","name":"BAT/USD"}])"));
    ASSERT_EQ(pairs.message.kind, Kind::Listed);
    EXPECT_EQ(pairs.message.symbol.view(), "ABCPYUSD");
    EXPECT_EQ(pairs.message.instrument.pair.text(), "ABC/PYUSD");
    ASSERT_TRUE(pairs.decoder.next(pairs.message));
    EXPECT_EQ(pairs.message.instrument.pair.text(), "BAT/USD");
    EXPECT_FALSE(pairs.decoder.next(pairs.message));
}

} // namespace leadline::venues
