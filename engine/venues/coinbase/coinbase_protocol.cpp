// SPDX-License-Identifier: MIT
#include "engine/venues/coinbase/coinbase_protocol.h"

#include "engine/json/writer.h"
#include "engine/venues/coinbase/coinbase_instruments.h"

namespace leadline::venues::coinbase
{

namespace
{

constexpr std::string_view productsPath = "/api/v3/brokerage/market/products";

std::string request(const char* type, core::Symbol symbol, const char* channel)
{
    return json::ObjectWriter()
        .text("type", type)
        .raw("product_ids", json::ListWriter().addText(symbol.view()).str())
        .text("channel", channel)
        .str();
}

} // namespace

Endpoints CoinbaseProtocol::official() const
{
    return {"wss://advanced-trade-ws.coinbase.com", "https://api.coinbase.com"};
}

std::vector<Connection> CoinbaseProtocol::connections(
    const Endpoints& endpoints, const Subscription& subscription) const
{
    return {{.url = endpoints.streams,
        .greeting = {R"({"type":"subscribe","channel":"heartbeats"})",
            request("subscribe", subscription.symbol, "level2"),
            request("subscribe", subscription.symbol, "market_trades"),
            request("subscribe", subscription.symbol, "status")},
        .carriesBook = true}};
}

std::vector<std::string> CoinbaseProtocol::resubscribe(const Subscription& subscription) const
{
    return {request("unsubscribe", subscription.symbol, "level2"), request("subscribe", subscription.symbol, "level2")};
}

core::Symbol CoinbaseProtocol::dataSymbol(core::Symbol symbol) const
{
    const std::string_view text = symbol.view();
    const bool isAlias = text.ends_with("-USDC") && text != "USDT-USDC" && text != "EURC-USDC";
    return isAlias ? core::Symbol(text.substr(0, text.size() - 1)) : symbol;
}

std::string CoinbaseProtocol::instrumentPath(core::Symbol symbol) const
{
    return std::string(productsPath) + "/" + symbol.text();
}

core::Result<core::Instrument> CoinbaseProtocol::readInstrument(std::string_view json, core::Symbol symbol) const
{
    return readProduct(json, symbol);
}

std::string CoinbaseProtocol::instrumentListPath() const
{
    return std::string(productsPath);
}

core::Result<InstrumentList> CoinbaseProtocol::readInstrumentList(std::string_view json) const
{
    return readProducts(json);
}

} // namespace leadline::venues::coinbase
