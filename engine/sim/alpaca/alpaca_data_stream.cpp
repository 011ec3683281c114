// SPDX-License-Identifier: MIT
#include "engine/sim/alpaca/alpaca_data_stream.h"

#include "engine/json/tree.h"
#include "engine/sim/alpaca/message_pack.h"

#include <algorithm>

namespace leadline::sim
{

using core::HaltNotice;

namespace
{

constexpr std::array<std::string_view, 8> channelNames{
    "trades", "quotes", "bars", "updatedBars", "dailyBars", "statuses", "lulds", "imbalances"};
constexpr std::chrono::milliseconds together{5};
constexpr std::size_t mostTogether = 32'000; ///< bytes
constexpr std::size_t basicSymbols = 30;
constexpr std::string_view testSymbol = "FAKEPACA";

struct NoticeWords {
    const char* code;
    const char* message;
    const char* reason;
    const char* reasonText;
};

/// Tape C names things by letters, tapes A and B by digits.
NoticeWords wordsOf(const StockNotice& notice, char tape)
{
    const bool isNasdaq = tape == 'C';
    const bool isPause = notice.reason == "LUDP";
    const char* const why = notice.reason == "T1" ? "Halt - News Pending"
        : notice.reason == "T2"                   ? "Halt - News Dissemination"
        : notice.reason == "T12"                  ? "Trading Halted; For information requested by NASDAQ"
        : notice.reason == "H10"                  ? "Halt - SEC Trading Suspension"
        : isPause                                 ? "Volatility Trading Pause"
                                                  : "";
    const char* const letter = isPause ? "M" : notice.reason == "T2" ? "D" : "P";
    switch (notice.what) {
    case HaltNotice::What::Halted:
        return isNasdaq ? NoticeWords{"H", "Trading Halt", notice.reason.data(), why}
                        : NoticeWords{"2", "Trading Halt", letter, why};
    case HaltNotice::What::Paused:
        return isNasdaq ? NoticeWords{"P", "Volatility Trading Pause", "LUDP", why}
                        : NoticeWords{"2", "Trading Halt", "M", why};
    case HaltNotice::What::QuotesOnly:
        return isNasdaq ? NoticeWords{"Q", "Quotation Resumption", notice.reason.data(), why}
                        : NoticeWords{"5", "Price Indication", letter, why};
    case HaltNotice::What::Resumed:
        break;
    }
    return isNasdaq ? NoticeWords{"T", "Trading Resumption", notice.reason.data(), why}
                    : NoticeWords{"3", "Resume", letter, why};
}

} // namespace

bool AlpacaDataStream::isOurs(std::string_view path)
{
    return path == "/v2/sip" || path == "/v2/iex" || path == "/v2/test";
}

bool AlpacaDataStream::sendsBinary(ClientId client) const
{
    const auto found = m_clients.find(client);
    return found != m_clients.end() && found->second.isPacked;
}

void AlpacaDataStream::connected(
    ClientId id, std::string_view path, bool isAuthorized, bool isPacked, core::Timestamp now)
{
    Client& client = m_clients[id];
    client.stream = path == "/v2/iex" ? Stream::Iex : path == "/v2/test" ? Stream::Test : Stream::Sip;
    client.isPacked = isPacked;
    client.opened = now;
    control(id, client, R"({"T":"success","msg":"connected"})");
    if (isAuthorized) {
        authorize(id, client);
    }
}

void AlpacaDataStream::authorize(ClientId id, Client& client)
{
    if (m_terms.isBasicPlan && client.stream == Stream::Sip) {
        return error(id, client, 409, "insufficient subscription");
    }
    const auto others = std::ranges::count_if(m_clients, [&](const auto& other) {
        return other.first != id && other.second.isAuthorized && other.second.stream == client.stream;
    });
    if (static_cast<std::size_t>(others) >= m_terms.connections) {
        error(id, client, 406, "connection limit exceeded");
        return m_simulator.hangUp(id);
    }
    client.isAuthorized = true;
    control(id, client, R"({"T":"success","msg":"authenticated"})");
}

void AlpacaDataStream::received(ClientId id, std::string_view bytes)
{
    Client& client = m_clients.at(id);
    const bool isJson = bytes.starts_with('{') || bytes.starts_with('[');
    const auto unwrapped = isJson ? std::optional(std::string(bytes)) : unpacked(bytes);
    const auto tree = unwrapped ? json::Tree::parse(*unwrapped) : core::Result<json::Tree>(core::defect("no message"));
    if (!isJson && unwrapped) {
        client.isPacked = true;
    }
    const std::string action = tree ? (*tree)["action"].text() : std::string();
    if (action == "auth") {
        if (client.isAuthorized) {
            return error(id, client, 403, "already authenticated");
        }
        if ((*tree)["key"].text() != embeddedKey || (*tree)["secret"].text() != embeddedSecret) {
            return error(id, client, 402, "auth failed");
        }
        return authorize(id, client);
    }
    if (action != "subscribe" && action != "unsubscribe") {
        return error(id, client, 400, "invalid syntax");
    }
    if (!client.isAuthorized) {
        return error(id, client, 401, "not authenticated");
    }
    subscribe(id, client, *unwrapped, action == "subscribe");
}

void AlpacaDataStream::subscribe(ClientId id, Client& client, const std::string& text, bool adds)
{
    const auto request = json::Tree::parse(text);
    auto wanted = client.wanted;
    bool isKnown = false;
    for (std::size_t i = 0; i < channels; ++i) {
        const json::Tree& names = (*request)[channelNames[i]];
        isKnown = isKnown || names.kind() == json::Tree::Kind::List;
        for (const json::Tree& name : names.items()) {
            if (adds) {
                wanted[i].insert(name.text());
            } else {
                wanted[i].erase(name.text());
            }
        }
    }
    if (!isKnown) {
        return error(id, client, 410, "invalid subscribe action for this feed");
    }
    const bool isTooMuch = m_terms.isBasicPlan && std::ranges::any_of(wanted, [](const auto& names) {
        return names.size() > basicSymbols || names.contains("*");
    });
    if (isTooMuch) {
        return error(id, client, 405, "symbol limit exceeded");
    }
    client.wanted = std::move(wanted);
    tellSubscription(id, client);
}

void AlpacaDataStream::tellSubscription(ClientId id, Client& client)
{
    json::ObjectWriter json;
    json.text("T", "subscription");
    const auto listOf = [&](Channel channel) {
        json::ListWriter list;
        for (const std::string& name : client.wanted[static_cast<std::size_t>(channel)]) {
            list.add(json::quoted(name));
        }
        return list.str();
    };
    for (std::size_t i = 0; i < channels; ++i) {
        json.raw(channelNames[i], listOf(static_cast<Channel>(i)));
    }
    // Corrections and cancellations of trades come with trades.
    json.raw("corrections", listOf(Channel::Trades)).raw("cancelErrors", listOf(Channel::Trades));
    control(id, client, json.str());
}

void AlpacaDataStream::error(ClientId id, Client& client, int code, const char* message)
{
    control(id, client,
        json::ObjectWriter().text("T", "error").raw("code", std::to_string(code)).text("msg", message).str());
}

void AlpacaDataStream::control(ClientId id, Client& client, const std::string& item)
{
    flush(id, client);
    client.waiting = item;
    flush(id, client);
}

void AlpacaDataStream::flush(ClientId id, Client& client)
{
    if (client.waiting.empty()) {
        return;
    }
    const std::string json = "[" + client.waiting + "]";
    client.waiting.clear();
    m_simulator.send(id, client.isPacked ? packed(json) : json);
}

template <class Item>
void AlpacaDataStream::publish(
    Channel channel, std::string_view symbol, core::Timestamp at, std::optional<Stream> only, Item item)
{
    std::array<std::string, 3> texts; // by stream, made where somebody listens
    for (auto& [id, client] : m_clients) {
        const auto& names = client.wanted[static_cast<std::size_t>(channel)];
        const bool isStream = only ? client.stream == *only : client.stream != Stream::Test;
        if (!isStream || !client.isAuthorized || (!names.contains(symbol) && !names.contains("*"))) {
            continue;
        }
        std::string& text = texts[static_cast<std::size_t>(client.stream)];
        text = text.empty() ? item(client.stream) : text;
        if (text.empty()) {
            continue;
        }
        if (!client.waiting.empty()
            && ((at - client.waitingSince) >= together || client.waiting.size() > mostTogether)) {
            flush(id, client);
        }
        client.waitingSince = client.waiting.empty() ? at : client.waitingSince;
        client.waiting += (client.waiting.empty() ? "" : ",") + text;
    }
}

void AlpacaDataStream::quoted(StockIndex stock, const StockQuote& quote)
{
    const StockListing& listing = stockUniverse()[stock];
    publish(Channel::Quotes, listing.symbol, quote.time, std::nullopt, [&](Stream stream) {
        json::ObjectWriter json;
        json.text("T", "q").text("S", listing.symbol);
        addQuote(json, listing, stream == Stream::Iex ? iexQuote(quote) : quote);
        return json.str();
    });
}

void AlpacaDataStream::traded(StockIndex stock, const StockTrade& trade)
{
    const StockListing& listing = stockUniverse()[stock];
    publish(Channel::Trades, listing.symbol, trade.time, std::nullopt, [&](Stream stream) {
        if (!isSeen(stream == Stream::Iex ? StockFeed::Iex : StockFeed::Sip, trade)) {
            return std::string();
        }
        json::ObjectWriter json;
        json.text("T", "t").text("S", listing.symbol);
        addTrade(json, listing, trade);
        return json.str();
    });
}

void AlpacaDataStream::noticed(StockIndex stock, const StockNotice& notice)
{
    const StockListing& listing = stockUniverse()[stock];
    publish(Channel::Statuses, listing.symbol, notice.time, std::nullopt, [&](Stream) {
        const char tape = listing.tape();
        const NoticeWords words = wordsOf(notice, tape);
        return json::ObjectWriter()
            .text("T", "s")
            .text("S", listing.symbol)
            .text("sc", words.code)
            .text("sm", words.message)
            .text("rc", words.reason)
            .text("rm", words.reasonText)
            .text("t", nanoText(notice.time))
            .text("z", std::string_view(&tape, 1))
            .str();
    });
}

void AlpacaDataStream::bandsMoved(StockIndex stock, const StockBands& bands)
{
    const StockListing& listing = stockUniverse()[stock];
    publish(Channel::Lulds, listing.symbol, bands.time, std::nullopt, [&](Stream) {
        const char tape = listing.tape();
        return json::ObjectWriter()
            .text("T", "l")
            .text("S", listing.symbol)
            .raw("u", bands.upper.text())
            .raw("d", bands.lower.text())
            .text("i", "B")
            .text("t", nanoText(bands.time))
            .text("z", std::string_view(&tape, 1))
            .str();
    });
}

void AlpacaDataStream::minuteEnded(StockIndex stock, const StockMinute& minute)
{
    const StockListing& listing = stockUniverse()[stock];
    publish(Channel::Bars, listing.symbol, minute.begins + std::chrono::minutes(1), std::nullopt, [&](Stream) {
        json::ObjectWriter json;
        json.text("T", "b").text("S", listing.symbol);
        addMinute(json, minute);
        return json.str();
    });
}

void AlpacaDataStream::playTest(core::Timestamp now)
{
    // A symbol that trades day and night, up and down by cents.
    if (m_nextTest == core::Timestamp{} || now - m_nextTest > std::chrono::seconds(5)) {
        m_nextTest = std::chrono::floor<std::chrono::seconds>(now);
    }
    for (; m_nextTest <= now; m_nextTest += std::chrono::seconds(1), ++m_tests) {
        const auto cents = static_cast<std::int64_t>(m_tests % 20 < 10 ? m_tests % 20 : 20 - m_tests % 20);
        const core::Price bid = core::Price::fromRaw(133'850'000'000 + cents * 10'000'000);
        const core::Quantity size = core::Quantity::fromRaw(static_cast<core::Int128>(400) * core::decimalScale);
        const core::Price ask = bid + core::Price::fromRaw(20'000'000);
        const StockListing listing{.symbol = testSymbol, .name = testSymbol};
        publish(Channel::Quotes, testSymbol, m_nextTest, Stream::Test, [&](Stream) {
            json::ObjectWriter json;
            json.text("T", "q").text("S", testSymbol);
            addQuote(json, listing, {.bid = {bid, size}, .ask = {ask, size}, .time = m_nextTest});
            return json.str();
        });
        publish(Channel::Trades, testSymbol, m_nextTest, Stream::Test, [&](Stream) {
            json::ObjectWriter json;
            json.text("T", "t").text("S", testSymbol);
            addTrade(json, listing, {.id = m_tests + 1, .price = bid, .size = size, .time = m_nextTest});
            return json.str();
        });
    }
}

void AlpacaDataStream::tick(core::Timestamp now)
{
    playTest(now);
    std::vector<ClientId> late;
    for (auto& [id, client] : m_clients) {
        if (now - client.waitingSince >= together) {
            flush(id, client);
        }
        if (!client.isAuthorized && now - client.opened >= m_terms.authenticateWithin) {
            late.push_back(id);
        }
    }
    for (const ClientId id : late) {
        error(id, m_clients.at(id), 404, "auth timeout");
        m_clients.at(id).opened = now; // said once
        m_simulator.hangUp(id);
    }
}

} // namespace leadline::sim
