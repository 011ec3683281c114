// SPDX-License-Identifier: MIT
#include "engine/venues/binance/binance_protocol.h"

#include "engine/venues/binance/binance_decoder.h"
#include "engine/venues/binance/binance_symbols.h"

#include <simdjson.h>

#include <algorithm>
#include <cctype>

namespace leadline::venues::binance
{

namespace
{

constexpr Product futuresProduct{futuresVenue, "wss://fstream.binance.com", "https://fapi.binance.com", "/fapi/v1",
    "@aggTrade", true, futuresInstrumentOf};
constexpr Product spotProduct{
    spotVenue, "wss://stream.binance.com:9443", "https://api.binance.com", "/api/v3", "@trade", false, instrumentOf};
constexpr Product coinMarginedProduct{coinMarginedVenue, "wss://dstream.binance.com", "https://dapi.binance.com",
    "/dapi/v1", "@aggTrade", false, coinMarginedInstrumentOf};

std::string lower(core::Symbol symbol)
{
    std::string text = symbol.text();
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

/// A text field of a filter as a decimal; false when it is there and none.
bool readFilter(simdjson::dom::element filter, const char* field, core::Quantity& to)
{
    std::string_view text;
    if (filter[field].get_string().get(text) != simdjson::SUCCESS) {
        return true;
    }
    const auto number = core::Quantity::parse(text);
    to = number.value_or(core::Quantity{});
    return number.has_value();
}

} // namespace

const Product& futures()
{
    return futuresProduct;
}

const Product& spot()
{
    return spotProduct;
}

const Product& coinMargined()
{
    return coinMarginedProduct;
}

Endpoints BinanceProtocol::official() const
{
    return {std::string(m_product.streams), std::string(m_product.rest)};
}

std::vector<Connection> BinanceProtocol::connections(const Endpoints& endpoints, const Subscription& subscription) const
{
    const std::string name = lower(subscription.symbol);
    const std::string book =
        name + (subscription.depthFeed == DepthFeed::Diff ? "@depth@100ms/" : "@depth20@100ms/") + name + "@bookTicker";
    const std::string trades = name + std::string(m_product.tradeStream);
    if (!m_product.isRouted) {
        return {{.url = endpoints.streams + "/stream?streams=" + book + "/" + trades, .carriesBook = true}};
    }
    // A quiet symbol may go without a trade for minutes; its depth stream tells whether the line is dead.
    return {{.url = endpoints.streams + "/public/stream?streams=" + book, .carriesBook = true},
        {.url = endpoints.streams + "/market/stream?streams=" + trades, .mayBeQuiet = true}};
}

std::string BinanceProtocol::snapshotPath(core::Symbol symbol) const
{
    return std::string(m_product.apiPath) + "/depth?symbol=" + symbol.text() + "&limit=1000";
}

std::string BinanceProtocol::instrumentPath(core::Symbol symbol) const
{
    // Spot answers for one symbol, where futures send the whole list whatever is asked.
    return std::string(m_product.apiPath) + "/exchangeInfo"
        + (m_product.venue == spotVenue ? "?symbol=" + symbol.text() : "");
}

core::Result<core::Instrument> BinanceProtocol::readInstrument(std::string_view json, core::Symbol symbol) const
{
    simdjson::dom::parser parser;
    simdjson::dom::array symbols;
    if (parser.parse(json.data(), json.size())["symbols"].get_array().get(symbols) != simdjson::SUCCESS) {
        return core::defect("exchangeInfo holds no list of symbols");
    }
    for (const simdjson::dom::element entry : symbols) {
        std::string_view name;
        if (entry["symbol"].get_string().get(name) != simdjson::SUCCESS || name != symbol.view()) {
            continue;
        }
        core::Instrument instrument = m_product.instrumentOf({m_product.venue, symbol});
        std::string_view base;
        std::string_view quote;
        if (entry["baseAsset"].get_string().get(base) == simdjson::SUCCESS
            && entry["quoteAsset"].get_string().get(quote) == simdjson::SUCCESS) {
            instrument.pair.base = core::Asset(base);
            instrument.pair.quote = core::Asset(quote);
        }
        std::int64_t contract = 0;
        if (entry["contractSize"].get_int64().get(contract) == simdjson::SUCCESS && contract > 0) {
            instrument.contractSize = core::Quantity::fromRaw(static_cast<core::Int128>(contract) * core::decimalScale);
        }
        simdjson::dom::array filters;
        bool understood = entry["filters"].get_array().get(filters) == simdjson::SUCCESS;
        core::Quantity tick;
        core::Quantity notional;
        for (const simdjson::dom::element filter : filters) {
            std::string_view type;
            understood = understood && filter["filterType"].get_string().get(type) == simdjson::SUCCESS;
            if (type == "PRICE_FILTER") {
                understood = understood && readFilter(filter, "tickSize", tick);
            } else if (type == "LOT_SIZE") {
                understood = understood && readFilter(filter, "stepSize", instrument.lot)
                    && readFilter(filter, "minQty", instrument.minimumSize);
            } else if (type == "MIN_NOTIONAL" || type == "NOTIONAL") {
                understood = understood && readFilter(filter, "notional", notional)
                    && (!notional.isZero() || readFilter(filter, "minNotional", notional));
            }
        }
        instrument.tick = core::Price::fromRaw(static_cast<std::int64_t>(tick.raw()));
        instrument.minimumNotional = core::Price::fromRaw(core::decimalScale) * notional;
        if (understood && instrument.tick.raw() > 0 && !instrument.lot.isZero()) {
            return instrument;
        }
        return core::defect("exchangeInfo's filters of " + symbol.text() + " are not as documented");
    }
    return core::defect("exchangeInfo does not describe " + symbol.text());
}

} // namespace leadline::venues::binance
