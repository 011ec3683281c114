// SPDX-License-Identifier: MIT
#include "engine/venues/binance/binance_protocol.h"

#include "engine/json/tree.h"
#include "engine/json/writer.h"
#include "engine/venues/binance/binance_decoder.h"
#include "engine/venues/binance/binance_instruments.h"
#include "engine/venues/binance/binance_symbols.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace leadline::venues::binance
{

namespace
{

// 1,024 streams a connection at spot; of futures both 200 and 1,024 are said, and 200 is always right. A symbol is
// two or three streams.
constexpr Product futuresProduct{futuresVenue, "wss://fstream.binance.com", "https://fapi.binance.com", "/fapi/v1",
    "@aggTrade", true, futuresInstrumentOf,
    {.symbolsPerConnection = 100,
        .messagesPerSecond = 10,
        .weightPerMinute = 2400,
        .snapshotWeight = 20,
        .instrumentsPerRequest = 0}};
constexpr Product spotProduct{spotVenue, "wss://stream.binance.com:9443", "https://api.binance.com", "/api/v3",
    "@trade", false, instrumentOf,
    {.symbolsPerConnection = 300,
        .messagesPerSecond = 5,
        .weightPerMinute = 6000,
        .snapshotWeight = 50,
        .instrumentWeight = 20,
        .instrumentsPerRequest = 100}};
// It shares the weight of USD-M, which needs the most of it.
constexpr Product coinMarginedProduct{coinMarginedVenue, "wss://dstream.binance.com", "https://dapi.binance.com",
    "/dapi/v1", "@aggTrade", false, coinMarginedInstrumentOf,
    {.symbolsPerConnection = 66,
        .messagesPerSecond = 10,
        .weightPerMinute = 600,
        .snapshotWeight = 20,
        .instrumentsPerRequest = 0}};

/// The venue reads no message that is longer than 4,088 bytes, and says nothing of it.
constexpr std::size_t longestMessage = 4'000;
constexpr std::string_view frameStream = "@depth20@100ms";

std::string lower(core::Symbol symbol)
{
    std::string text = symbol.text();
    std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

/// The streams of one symbol on that connection.
std::vector<std::string> streamsOf(const Product& product, const SubscriptionRequest& request, core::Symbol symbol)
{
    const std::string name = lower(symbol);
    std::vector<std::string> streams;
    if (request.connection == 0) {
        streams = {name + std::string(request.depthFeed == DepthFeed::Diff ? "@depth@100ms" : frameStream),
            name + "@bookTicker"};
    }
    if (request.connection == 1 || !product.isRouted) {
        streams.push_back(name + std::string(product.tradeStream));
    }
    return streams;
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

FeedLimits BinanceProtocol::limits() const
{
    return m_product.limits;
}

std::vector<Connection> BinanceProtocol::connections(const Endpoints& endpoints, const FeedOptions& /*options*/) const
{
    if (!m_product.isRouted) {
        return {{.url = endpoints.streams + "/stream", .carriesBook = true}};
    }
    // A quiet symbol may go without a trade for minutes; its depth stream tells whether the line is dead.
    return {{.url = endpoints.streams + "/public/stream", .carriesBook = true},
        {.url = endpoints.streams + "/market/stream", .mayBeQuiet = true}};
}

std::vector<std::string> BinanceProtocol::subscriptionTexts(const SubscriptionRequest& request) const
{
    const char* const method = request.change == SubscriptionChange::Subscribe ? "SUBSCRIBE" : "UNSUBSCRIBE";
    std::uint64_t id = request.id;
    std::vector<std::string> texts;
    std::string list;
    const auto finish = [&] {
        texts.push_back(
            json::ObjectWriter().text("method", method).raw("params", "[" + list + "]").whole("id", id++).str());
        list.clear();
    };
    constexpr std::size_t frame = 60; // what stands around the list
    for (const core::Symbol& symbol : request.symbols) {
        std::string streams;
        for (const std::string& stream : streamsOf(m_product, request, symbol)) {
            streams += (streams.empty() ? "" : ",") + json::quoted(stream);
        }
        if (!list.empty() && list.size() + streams.size() + frame > longestMessage) {
            finish();
        }
        list += (list.empty() ? "" : ",") + streams;
    }
    finish();
    return texts;
}

core::Symbol BinanceProtocol::unnamedSymbol(std::string_view json) const
{
    // Frames of spot name their symbol in the stream alone.
    constexpr std::string_view begin = R"({"stream":")";
    const std::size_t at = json.substr(0, 64).find(frameStream);
    if (!json.starts_with(begin) || at == std::string_view::npos) {
        return {};
    }
    std::string name(json.substr(begin.size(), at - begin.size()));
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return core::Symbol(name);
}

std::optional<SubscriptionRefusal> BinanceProtocol::readRefusal(std::string_view json) const
{
    // Streams that do not exist are acknowledged like others; what is refused is a message as a whole.
    if (!json.starts_with(R"({"error")") && !json.starts_with(R"({"code")")) {
        return std::nullopt;
    }
    const json::Tree answer = json::Tree::parse(json).value_or(json::Tree());
    const json::Tree& error = answer["error"].isThere() ? answer["error"] : answer;
    return SubscriptionRefusal{.symbol = {}, .why = error["code"].text() + " " + error["msg"].text()};
}

std::string BinanceProtocol::snapshotPath(core::Symbol symbol) const
{
    return std::string(m_product.apiPath) + "/depth?symbol=" + symbol.text() + "&limit=1000";
}

std::string BinanceProtocol::instrumentPath(std::span<const core::Symbol> symbols) const
{
    std::string path = std::string(m_product.apiPath) + "/exchangeInfo";
    // Futures send the whole list whatever is asked.
    if (m_product.venue != spotVenue) {
        return path;
    }
    if (symbols.size() == 1) {
        return path + "?symbol=" + symbols.front().text();
    }
    std::string list;
    for (const core::Symbol& symbol : symbols) {
        list += (list.empty() ? "%22" : ",%22") + symbol.text() + "%22";
    }
    return path + "?symbols=%5B" + list + "%5D";
}

core::Result<InstrumentList> BinanceProtocol::readInstruments(
    std::string_view json, std::span<const core::Symbol> symbols) const
{
    return binance::readInstruments(json, m_product, symbols);
}

std::string BinanceProtocol::cataloguePath() const
{
    return std::string(m_product.apiPath) + "/exchangeInfo";
}

core::Result<InstrumentCatalogue> BinanceProtocol::readCatalogue(std::string_view json) const
{
    return binance::readCatalogue(json, m_product);
}

} // namespace leadline::venues::binance
