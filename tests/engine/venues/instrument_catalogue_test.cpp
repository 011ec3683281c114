// SPDX-License-Identifier: MIT
/// The venues' own lists of instruments, in the shape that they document.
#include "engine/venues/instrument_catalogue.h"

#include "engine/venues/alpaca/alpaca_rest.h"
#include "engine/venues/binance/binance_instruments.h"
#include "engine/venues/coinbase/coinbase_instruments.h"
#include "engine/venues/kraken/kraken_instruments.h"
#include "engine/venues/venue.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace leadline::venues
{

using tests::price;
using tests::size;

namespace
{

const std::string filters =
    R"("filters":[{"filterType":"PRICE_FILTER","minPrice":"0.0001","maxPrice":"300","tickSize":"0.0001"},)"
    R"({"filterType":"LOT_SIZE","minQty":"1","maxQty":"10000000","stepSize":"1"},)"
    R"({"filterType":"MARKET_LOT_SIZE","minQty":"1","maxQty":"590119","stepSize":"1"},)"
    R"({"filterType":"MAX_NUM_ORDERS","limit":200},{"filterType":"MIN_NOTIONAL","notional":"5.0"},)"
    R"({"filterType":"PERCENT_PRICE","multiplierUp":"1.1500","multiplierDown":"0.8500","multiplierDecimal":4}])";

std::string entry(const std::string& symbol, const std::string& base, const std::string& quote,
    const std::string& more = R"("status":"TRADING",)")
{
    return R"({"symbol":")" + symbol + R"(","baseAsset":")" + base + R"(","quoteAsset":")" + quote + R"(",)" + more
        + filters + "}";
}

/// Followed by the bytes that a decoder may read.
class Padded
{
public:
    explicit Padded(const std::string& json)
        : m_text(json + std::string(MarketDecoder::padding, ' '))
        , m_size(json.size())
    {
    }
    [[nodiscard]] std::string_view view() const { return std::string_view(m_text).substr(0, m_size); }

private:
    std::string m_text;
    std::size_t m_size;
};

std::string exchangeInfo(const std::string& entries)
{
    return R"({"timezone":"UTC","serverTime":1565613908500,"rateLimits":[],"exchangeFilters":[],"symbols":[)" + entries
        + "]}";
}

/// "name kind, name kind"
std::string namesOf(const InstrumentCatalogue& list)
{
    std::string names;
    for (const core::ListedInstrument& listed : listedInstruments(list)) {
        names += (names.empty() ? "" : ", ") + listed.name + " " + listed.kind;
    }
    return names;
}

core::Result<InstrumentCatalogue> read(const binance::Product& product, const std::string& entries)
{
    const Padded json(exchangeInfo(entries));
    return binance::BinanceProtocol(product).readCatalogue(json.view());
}

} // namespace

TEST(InstrumentCatalogue, ofBinanceFuturesHasPerpetualsAndDatedContracts)
{
    const auto list = read(binance::futures(),
        entry("BLZUSDT", "BLZ", "USDT", R"("contractType":"PERPETUAL","status":"TRADING",)") + ","
            + entry("BTCUSDT_261225", "BTC", "USDT", R"("contractType":"CURRENT_QUARTER","status":"TRADING",)") + ","
            + entry("TSLAUSDT", "TSLA", "USDT", R"("contractType":"TRADIFI_PERPETUAL","status":"TRADING",)") + ","
            + entry("OLDUSDT", "OLD", "USDT", R"("contractType":"PERPETUAL","status":"SETTLING",)"));
    ASSERT_TRUE(list.has_value()) << list.error().what;
    EXPECT_EQ(namesOf(*list), "BLZ/USDT-PERP perpetual, BTC/USDT-20261225 future, TSLA/USDT-PERP perpetual");
    EXPECT_EQ(list->unreadable, 0U);
    const core::Instrument& first = list->instruments.front();
    EXPECT_EQ(first.id, (core::MarketId{binance::futures().venue, core::Symbol("BLZUSDT")}));
    EXPECT_EQ(first.tick, price("0.0001"));
    EXPECT_EQ(first.lot, size("1"));
    EXPECT_EQ(first.minimumNotional, price("5") * size("1"));
}

TEST(InstrumentCatalogue, ofBinanceSpotLeavesOutWhatNoLongerTrades)
{
    const auto list = read(binance::spot(),
        entry("BTCUSDT", "BTC", "USDT") + "," + entry("VENUSDT", "VEN", "USDT", R"("status":"BREAK",)") + ","
            + entry("ETHBTC", "ETH", "BTC", R"("status":"HALT",)"));
    ASSERT_TRUE(list.has_value()) << list.error().what;
    EXPECT_EQ(namesOf(*list), "BTC/USDT spot, ETH/BTC spot");
}

TEST(InstrumentCatalogue, ofBinanceCoinMarginedKnowsTheContractsWorth)
{
    const auto list = read(binance::coinMargined(),
        entry("BTCUSD_PERP", "BTC", "USD", R"("contractStatus":"TRADING","contractSize":100,)") + ","
            + entry("ETHUSD_261225", "ETH", "USD", R"("contractStatus":"TRADING","contractSize":10,)") + ","
            + entry("LTCUSD_240628", "LTC", "USD", R"("contractStatus":"DELIVERED","contractSize":10,)"));
    ASSERT_TRUE(list.has_value()) << list.error().what;
    EXPECT_EQ(namesOf(*list), "BTC/USD-PERP inverse perpetual, ETH/USD-20261225 future");
    EXPECT_EQ(list->instruments.front().kind, core::ContractKind::Inverse);
    EXPECT_EQ(list->instruments.front().contractSize, size("100"));
}

TEST(InstrumentCatalogue, countsWhatItCannotReadAndHasTheRest)
{
    const auto list = read(binance::spot(),
        entry("BTCUSDT", "BTC", "USDT") + R"(,{"symbol":"ODDUSDT","status":"TRADING","baseAsset":"ODD"},)"
            + R"({"status":"TRADING"},)" + entry("ETHUSDT", "ETH", "USDT"));
    ASSERT_TRUE(list.has_value()) << list.error().what;
    EXPECT_EQ(namesOf(*list), "BTC/USDT spot, ETH/USDT spot");
    EXPECT_EQ(list->unreadable, 2U);
    for (const char* const text :
        {"{}", R"({"symbols":{}})", R"({"code":-1003,"msg":"Too many requests."})", "[", ""}) {
        const Padded json(text);
        EXPECT_FALSE(binance::readCatalogue(json.view(), binance::spot()).has_value()) << text;
        EXPECT_FALSE(kraken::readAssetPairs(text).has_value()) << text;
        EXPECT_FALSE(coinbase::readProducts(text).has_value()) << text;
    }
}

TEST(InstrumentCatalogue, ofKrakenHasTheNamesOfItsStreams)
{
    const std::string rest =
        R"("cost_decimals":5,"pair_decimals":1,"lot_decimals":8,"lot_multiplier":1,"ordermin":"0.00005",)"
        R"("costmin":"0.5")";
    const auto list =
        kraken::readAssetPairs(R"({"error":[],"result":{"XBTUSDT":{"altname":"XBTUSDT","wsname":"XBT/USDT",)"
                               R"("base":"XXBT","quote":"USDT","tick_size":"0.1","status":"online",)"
            + rest + R"(},"XETHXXBT":{"altname":"ETHXBT","wsname":"ETH/XBT","base":"XETH","quote":"XXBT",)" + rest
            + R"(},"OLDUSD":{"wsname":"OLD/USD","status":"delisted",)" + rest + R"(},"ETHXBT.d":{"altname":"ETHXBT.d",)"
            + rest + R"(},"ODDUSD":{"wsname":"ODD/USD","status":"online","lot_decimals":12,"pair_decimals":2}}})");
    ASSERT_TRUE(list.has_value()) << list.error().what;
    EXPECT_EQ(namesOf(*list), "BTC/USDT spot, ETH/BTC spot");
    EXPECT_EQ(list->unreadable, 1U) << "twelve decimals are beyond ours";
    const core::Instrument& first = list->instruments.front();
    EXPECT_EQ(first.id.symbol, core::Symbol("BTC/USDT"));
    EXPECT_EQ(first.tick, price("0.1"));
    EXPECT_EQ(first.lot, size("0.00000001"));
    EXPECT_EQ(first.minimumSize, size("0.00005"));
    EXPECT_EQ(first.minimumNotional, price("0.5") * size("1"));
    EXPECT_EQ(list->instruments.back().tick, price("0.1")) << "of pair_decimals where there is no tick_size";

    const auto refused = kraken::readAssetPairs(R"({"error":["EGeneral:Too many requests"]})");
    ASSERT_FALSE(refused.has_value());
    EXPECT_NE(refused.error().what.find("EGeneral:Too many requests"), std::string::npos);
}

TEST(InstrumentCatalogue, ofCoinbaseHasSpotProductsThatAreTraded)
{
    const auto product = [](const std::string& id, const std::string& more) {
        return R"({"product_id":")" + id + R"(","base_increment":"0.00000001","quote_increment":"0.01",)"
            + R"("base_min_size":"0.0001","quote_min_size":"1","status":"online",)" + more + "}";
    };
    const auto list = coinbase::readProducts(R"({"products":[)"
        + product("BTC-USD", R"("price_increment":"0.05","product_type":"SPOT","view_only":false,"is_disabled":false)")
        + "," + product("BTC-USDC", R"("product_type":"SPOT","alias":"BTC-USD")") + ","
        + product("BIP-20DEC30-CDE", R"("price_increment":"5","product_type":"FUTURE")") + ","
        + product("OLD-USD", R"("product_type":"SPOT","trading_disabled":true)") + ","
        + product("SEE-USD", R"("product_type":"SPOT","view_only":true)") + R"(],"num_products":5})");
    ASSERT_TRUE(list.has_value()) << list.error().what;
    EXPECT_EQ(namesOf(*list), "BTC/USD spot, BTC/USDC spot");
    EXPECT_EQ(list->instruments.front().tick, price("0.05"));
    EXPECT_EQ(list->instruments.back().tick, price("0.01")) << "the quote's step where the price has none of its own";
}

TEST(InstrumentCatalogue, ofAlpacaHasStocksThatCanBeTraded)
{
    const auto assets = alpaca::readAssets(
        R"([{"id":"1","class":"us_equity","exchange":"NASDAQ","symbol":"AAPL","name":"Apple Inc.","status":"active","tradable":true},)"
        R"({"id":"2","class":"us_equity","symbol":"BRK.B","name":"Berkshire","status":"active","tradable":true},)"
        R"({"id":"3","class":"us_equity","symbol":"OTCX","name":"Over the counter","status":"active","tradable":false},)"
        R"({"id":"4","class":"crypto","symbol":"BTC/USD","name":"Bitcoin","status":"active","tradable":true}])");
    ASSERT_TRUE(assets.has_value()) << assets.error().what;
    const InstrumentCatalogue list = alpaca::instrumentsOf(*assets, core::VenueId("alpaca"));
    EXPECT_EQ(namesOf(list), "AAPL stock, BRK.B stock");
    EXPECT_EQ(list.instruments.front().pair.text(), "AAPL");
}

TEST(InstrumentCatalogue, isAskedForWhereTheVenueHasIt)
{
    struct Case {
        const char* venue;
        const char* path;
    };
    for (const Case& c : std::initializer_list<Case>{{"binance-futures", "/fapi/v1/exchangeInfo"},
             {"binance-spot", "/api/v3/exchangeInfo"}, {"binance-coinm", "/dapi/v1/exchangeInfo"},
             {"kraken", "/0/public/AssetPairs"}, {"coinbase", "/api/v3/brokerage/market/products"}, {"alpaca", ""}}) {
        const Venue* const venue = findVenue(c.venue);
        ASSERT_NE(venue, nullptr) << c.venue;
        EXPECT_EQ(venue->makeProtocol()->cataloguePath(), c.path);
    }
}

} // namespace leadline::venues
