// SPDX-License-Identifier: MIT
#include "engine/venues/coinbase/coinbase_protocol.h"

#include "engine/json/writer.h"
#include "engine/venues/coinbase/coinbase_instruments.h"

namespace leadline::venues::coinbase
{

namespace
{

constexpr std::string_view productsPath = "/api/v3/brokerage/market/products";

std::string requestOf(const char* type, std::span<const core::Symbol> symbols, const char* channel)
{
    return json::ObjectWriter()
        .text("type", type)
        .raw("product_ids", json::listOf(symbols, [](core::Symbol symbol) { return json::quoted(symbol.view()); }))
        .text("channel", channel)
        .str();
}

} // namespace

Endpoints CoinbaseProtocol::official() const
{
    return {"wss://advanced-trade-ws.coinbase.com", "https://api.coinbase.com"};
}

FeedLimits CoinbaseProtocol::limits() const
{
    // A message that is missing costs every book of its connection, so that none carries many.
    return {.symbolsPerConnection = 20, .messagesPerSecond = 8, .weightPerMinute = 600, .numbersConnections = true};
}

std::vector<Connection> CoinbaseProtocol::connections(const Endpoints& endpoints, const FeedOptions& /*options*/) const
{
    return {{.url = endpoints.streams,
        .greeting = {R"({"type":"subscribe","channel":"heartbeats"})"},
        .carriesBook = true}};
}

std::vector<std::string> CoinbaseProtocol::subscriptionTexts(const SubscriptionRequest& request) const
{
    const char* const type = request.change == SubscriptionChange::Subscribe ? "subscribe" : "unsubscribe";
    return {requestOf(type, request.symbols, "level2"), requestOf(type, request.symbols, "market_trades"),
        requestOf(type, request.symbols, "status")};
}

std::vector<std::string> CoinbaseProtocol::bookRenewalTexts(std::span<const core::Symbol> symbols) const
{
    return {requestOf("unsubscribe", symbols, "level2"), requestOf("subscribe", symbols, "level2")};
}

core::Symbol CoinbaseProtocol::dataSymbol(core::Symbol symbol) const
{
    const std::string_view text = symbol.view();
    const bool isAlias = text.ends_with("-USDC") && text != "USDT-USDC" && text != "EURC-USDC";
    return isAlias ? core::Symbol(text.substr(0, text.size() - 1)) : symbol;
}

std::string CoinbaseProtocol::instrumentPath(std::span<const core::Symbol> symbols) const
{
    return "/api/v3/brokerage/market/products/" + symbols.front().text();
}

core::Result<InstrumentList> CoinbaseProtocol::readInstruments(
    std::string_view json, std::span<const core::Symbol> symbols) const
{
    const auto product = readProduct(json, symbols.front());
    if (!product) {
        return std::unexpected(product.error());
    }
    return InstrumentList{.instruments = {*product}, .missing = {}};
}

std::string CoinbaseProtocol::cataloguePath() const
{
    return std::string(productsPath);
}

core::Result<InstrumentCatalogue> CoinbaseProtocol::readCatalogue(std::string_view json) const
{
    return readProducts(json);
}

} // namespace leadline::venues::coinbase
