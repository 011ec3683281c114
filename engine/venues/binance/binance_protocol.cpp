// SPDX-License-Identifier: MIT
#include "engine/venues/binance/binance_protocol.h"

#include "engine/venues/binance/binance_decoder.h"
#include "engine/venues/binance/binance_instruments.h"
#include "engine/venues/binance/binance_symbols.h"

#include <algorithm>
#include <cctype>

namespace leadline::venues::binance
{

namespace
{

constexpr Product futuresProduct{
    futuresVenue, "wss://fstream.binance.com", "https://fapi.binance.com", "/fapi/v1", "@aggTrade", true, instrumentOf};
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
    return binance::readInstrument(json, m_product, symbol);
}

std::string BinanceProtocol::instrumentListPath() const
{
    return std::string(m_product.apiPath) + "/exchangeInfo";
}

core::Result<InstrumentList> BinanceProtocol::readInstrumentList(std::string_view json) const
{
    return readInstruments(json, m_product);
}

} // namespace leadline::venues::binance
