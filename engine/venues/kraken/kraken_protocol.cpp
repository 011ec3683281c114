// SPDX-License-Identifier: MIT
#include "engine/venues/kraken/kraken_protocol.h"

#include "engine/json/tree.h"
#include "engine/json/writer.h"
#include "engine/venues/kraken/kraken_instruments.h"

namespace leadline::venues::kraken
{

namespace
{

/// 10, 25, 100, 500 or 1000 at the venue; this many hold the ladder and every order a person clicks.
constexpr int bookDepth = 500;

std::string requestOf(const char* method, const json::ObjectWriter& params)
{
    return json::ObjectWriter().text("method", method).raw("params", params.str()).str();
}

json::ObjectWriter channelOf(const char* channel, std::span<const core::Symbol> symbols)
{
    return json::ObjectWriter().text("channel", channel).raw("symbol", json::listOf(symbols, [](core::Symbol symbol) {
        return json::quoted(symbol.view());
    }));
}

std::string bookRequest(const char* method, std::span<const core::Symbol> symbols)
{
    return requestOf(method, channelOf("book", symbols).whole("depth", bookDepth));
}

} // namespace

Endpoints KrakenProtocol::official() const
{
    return {"wss://ws.kraken.com", "https://api.kraken.com"};
}

FeedLimits KrakenProtocol::limits() const
{
    // The venue tells its limit for single orders (200 symbols a connection) and none for books.
    return {.symbolsPerConnection = 200, .messagesPerSecond = 10};
}

std::vector<Connection> KrakenProtocol::connections(const Endpoints& endpoints, const FeedOptions& /*options*/) const
{
    return {{.url = endpoints.streams + "/v2",
        .greeting = {R"({"method":"subscribe","params":{"channel":"instrument"}})"},
        .ping = R"({"method":"ping"})",
        .carriesBook = true}};
}

std::vector<std::string> KrakenProtocol::subscriptionTexts(const SubscriptionRequest& request) const
{
    const bool adds = request.change == SubscriptionChange::Subscribe;
    const char* const method = adds ? "subscribe" : "unsubscribe";
    json::ObjectWriter trades = channelOf("trade", request.symbols);
    if (adds) {
        trades.flag("snapshot", false);
    }
    return {bookRequest(method, request.symbols), requestOf(method, trades)};
}

std::vector<std::string> KrakenProtocol::bookRenewalTexts(std::span<const core::Symbol> symbols) const
{
    return {bookRequest("unsubscribe", symbols), bookRequest("subscribe", symbols)};
}

std::optional<SubscriptionRefusal> KrakenProtocol::readRefusal(std::string_view json) const
{
    // Data begin with their channel: only answers are looked into.
    constexpr std::string_view data = R"({"channel")";
    if (json.starts_with(data) || json.find(R"("success":false)") == std::string_view::npos) {
        return std::nullopt;
    }
    const json::Tree answer = json::Tree::parse(json).value_or(json::Tree());
    const std::string& why = answer["error"].text();
    // Whatever else is refused, the pair may be had later.
    if (answer["method"].text() != "subscribe" || !why.starts_with("Currency pair")) {
        return std::nullopt;
    }
    // Not every answer has the field; the text of the error ends with the symbol.
    const std::string& named = answer["symbol"].text();
    const std::string symbol = named.empty() ? why.substr(why.rfind(' ') + 1) : named;
    return SubscriptionRefusal{.symbol = core::Symbol(symbol), .why = why};
}

std::string KrakenProtocol::cataloguePath() const
{
    return "/0/public/AssetPairs";
}

core::Result<InstrumentCatalogue> KrakenProtocol::readCatalogue(std::string_view json) const
{
    return readAssetPairs(json);
}

} // namespace leadline::venues::kraken
