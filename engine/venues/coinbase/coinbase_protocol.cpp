// SPDX-License-Identifier: MIT
#include "engine/venues/coinbase/coinbase_protocol.h"

#include "engine/json/reader.h"
#include "engine/json/writer.h"
#include "engine/venues/coinbase/coinbase_decoder.h"
#include "engine/venues/coinbase/coinbase_symbols.h"

namespace leadline::venues::coinbase
{

namespace
{

std::string requestOf(const char* type, std::span<const core::Symbol> symbols, const char* channel)
{
    return json::ObjectWriter()
        .text("type", type)
        .raw("product_ids", json::listOf(symbols, [](core::Symbol symbol) { return json::quoted(symbol.view()); }))
        .text("channel", channel)
        .str();
}

core::Result<core::Instrument> readProduct(std::string_view json, core::Symbol symbol)
{
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document;
    if (parser.iterate(simdjson::padded_string_view(json, json.size() + MarketDecoder::padding)).get(document)
        != simdjson::SUCCESS) {
        return core::defect("the product's description is not valid JSON");
    }
    core::Instrument instrument{.id = {advancedVenue, symbol}, .pair = pairOf(symbol)};
    const auto number = [&document](std::string_view field, auto parse) -> core::Result<core::Quantity> {
        std::string_view text;
        if (document[field].get_string().get(text) != simdjson::SUCCESS) {
            return core::defect("field " + std::string(field) + " is missing");
        }
        const auto value = parse(text);
        return value ? core::Result<core::Quantity>(*value) : json::badNumber(field, value.error());
    };
    const auto quantity = [](std::string_view text) { return core::Quantity::parse(text); };
    const auto tick = number("price_increment", quantity);
    const auto lot = number("base_increment", quantity);
    const auto least = number("base_min_size", quantity);
    const auto notional = number("quote_min_size", quantity);
    for (const auto* const part : {&tick, &lot, &least, &notional}) {
        if (!*part) {
            return std::unexpected(part->error());
        }
    }
    instrument.tick = core::Price::fromRaw(static_cast<std::int64_t>(tick->raw()));
    instrument.lot = *lot;
    instrument.minimumSize = *least;
    instrument.minimumNotional = core::Price::fromRaw(core::decimalScale) * *notional;
    if (instrument.tick.raw() <= 0 || instrument.lot.raw() <= 0) {
        return core::defect("the product's increments are not above zero");
    }
    return instrument;
}

} // namespace

Endpoints CoinbaseProtocol::official() const
{
    return {"wss://advanced-trade-ws.coinbase.com", "https://api.coinbase.com"};
}

FeedLimits CoinbaseProtocol::limits() const
{
    // A message that is missing costs every book of its connection, so that none carries many.
    return {.symbolsPerConnection = 20, .messagesPerSecond = 8, .weightPerMinute = 600};
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

} // namespace leadline::venues::coinbase
