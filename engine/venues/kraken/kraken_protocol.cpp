// SPDX-License-Identifier: MIT
#include "engine/venues/kraken/kraken_protocol.h"

#include "engine/json/writer.h"
#include "engine/venues/kraken/kraken_instruments.h"

namespace leadline::venues::kraken
{

namespace
{

/// 10, 25, 100, 500 or 1000 at the venue; this many hold the ladder and every order a person clicks.
constexpr int bookDepth = 500;

std::string request(const char* method, const json::ObjectWriter& params)
{
    return json::ObjectWriter().text("method", method).raw("params", params.str()).str();
}

json::ObjectWriter channelOf(const char* channel, core::Symbol symbol)
{
    return json::ObjectWriter().text("channel", channel).raw("symbol", json::ListWriter().addText(symbol.view()).str());
}

std::string bookRequest(const char* method, core::Symbol symbol)
{
    return request(method, channelOf("book", symbol).whole("depth", bookDepth));
}

} // namespace

Endpoints KrakenProtocol::official() const
{
    return {"wss://ws.kraken.com", "https://api.kraken.com"};
}

std::vector<Connection> KrakenProtocol::connections(const Endpoints& endpoints, const Subscription& subscription) const
{
    return {{.url = endpoints.streams + "/v2",
        .greeting = {R"({"method":"subscribe","params":{"channel":"instrument"}})",
            bookRequest("subscribe", subscription.symbol),
            request("subscribe", channelOf("trade", subscription.symbol).flag("snapshot", false))},
        .ping = R"({"method":"ping"})",
        .carriesBook = true}};
}

std::vector<std::string> KrakenProtocol::resubscribe(const Subscription& subscription) const
{
    return {bookRequest("unsubscribe", subscription.symbol), bookRequest("subscribe", subscription.symbol)};
}

std::string KrakenProtocol::instrumentListPath() const
{
    return "/0/public/AssetPairs";
}

core::Result<InstrumentList> KrakenProtocol::readInstrumentList(std::string_view json) const
{
    return readAssetPairs(json);
}

} // namespace leadline::venues::kraken
