// SPDX-License-Identifier: MIT
#include "engine/venues/bitstamp/bitstamp_decoder.h"

#include "engine/core/pair.h"
#include "engine/core/time_text.h"
#include "engine/json/reader.h"
#include "engine/venues/scratch_parser.h"

#include <algorithm>
#include <cctype>
#include <optional>
#include <string>

namespace leadline::venues::bitstamp
{

namespace
{

using core::defect;
using core::MarketMessage;
using json::Checked;
using json::Object;
using json::Value;
using Kind = core::MarketMessage::Kind;

std::string upper(std::string_view text)
{
    std::string made(text);
    std::ranges::transform(made, made.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return made;
}

/// The fields of a book or a trade, as far as they were there.
struct Fields {
    std::uint64_t stamp = 0; ///< numbers the updates of a book as well
    core::LevelText text;
    std::uint64_t id = 0;
    std::uint64_t type = 0; ///< 0: the buyer took
    bool hasBids = false;
    bool hasAsks = false;
};

Checked readField(std::string_view key, Value value, Fields& fields, MarketMessage& message)
{
    if (key == "microtimestamp") {
        return json::readWhole(value, key, fields.stamp);
    }
    if (key == "bids") {
        fields.hasBids = true;
        return json::readLevels(value, key, json::sinkOf(message, core::Side::Bid));
    }
    if (key == "asks") {
        fields.hasAsks = true;
        return json::readLevels(value, key, json::sinkOf(message, core::Side::Ask));
    }
    if (key == "price_str") {
        return json::readText(value, key, fields.text.price);
    }
    if (key == "amount_str") {
        return json::readText(value, key, fields.text.size);
    }
    if (key == "id") {
        return json::readInteger(value, key, fields.id);
    }
    return key == "type" ? json::readInteger(value, key, fields.type) : Checked{};
}

std::optional<core::Timestamp> timeOf(const Fields& fields)
{
    return core::timeOfCount(fields.stamp);
}

Checked finishBook(const Fields& fields, core::BookUpdateKind kind, MarketMessage& message)
{
    const auto time = timeOf(fields);
    if (!fields.hasBids || !fields.hasAsks || !time) {
        return defect("a side of the book or field microtimestamp is missing");
    }
    message.kind = Kind::Book;
    message.book = {.kind = kind,
        .finalId = fields.stamp,
        .eventTime = *time,
        .bids = message.bids,
        .asks = message.asks,
        .bidsAside = message.bidsAside,
        .asksAside = message.asksAside};
    return {};
}

Checked finishTrade(const Fields& fields, MarketMessage& message)
{
    const auto level = json::levelOf(fields.text, "trade", message.priceDecimals);
    if (!level) {
        return std::unexpected(level.error());
    }
    message.kind = Kind::Trade;
    message.trade = {timeOf(fields).value_or(core::Timestamp{}), fields.id, level->price, level->size,
        fields.type == 0 ? core::Side::Bid : core::Side::Ask};
    return {};
}

/// The venue's list of its pairs: "batusd" is "BAT/USD". What is none is passed over.
void readPairs(simdjson::ondemand::array list, PendingListed& listed)
{
    for (auto item : list) {
        Object object;
        std::string_view symbol;
        std::string_view name;
        if (item.get_object().get(object) != simdjson::SUCCESS) {
            return;
        }
        const auto read = json::forEachField(object, [&](std::string_view key, Value value) -> Checked {
            if (key == "url_symbol" || key == "market_symbol") {
                return json::readText(value, key, symbol);
            }
            return key == "name" ? json::readText(value, key, name) : Checked{};
        });
        const auto pair = core::Pair::parse(name);
        if (!read || !pair || pair->kind != core::Kind::Spot || symbol.empty() || !core::Symbol::fits(symbol)) {
            continue;
        }
        listed.add({.id = {bitstamp::venue, core::Symbol(upper(symbol))}, .pair = *pair});
    }
}

constexpr std::string_view bookChannel = "diff_order_book_";
constexpr std::string_view tradeChannel = "live_trades_";

} // namespace

struct BitstampDecoder::Parser {
    ScratchParser reader;

    Checked read(Object object, core::Symbol defaultSymbol, MarketMessage& message)
    {
        std::string_view channel;
        std::string_view event;
        Fields fields;
        Fields outer; // of a REST answer, whose fields stand flat
        auto done = json::forEachField(object, [&](std::string_view key, Value value) -> Checked {
            if (key == "channel") {
                return json::readText(value, key, channel);
            }
            if (key == "event") {
                return json::readText(value, key, event);
            }
            Object data;
            if (key == "data" && value.get_object().get(data) == simdjson::SUCCESS) {
                return json::forEachField(
                    data, [&](std::string_view name, Value inner) { return readField(name, inner, fields, message); });
            }
            return readField(key, value, outer, message);
        });
        if (!done) {
            return done;
        }
        if (channel.empty() && outer.hasBids) {
            message.symbol = core::Symbol(upper(defaultSymbol.view()));
            return message.symbol.isEmpty() ? Checked(defect("nothing names the symbol of this book"))
                                            : finishBook(outer, core::BookUpdateKind::Snapshot, message);
        }
        const bool isBook = event == "data" && channel.starts_with(bookChannel);
        const bool isTrade = event == "trade" && channel.starts_with(tradeChannel);
        if (!isBook && !isTrade) {
            return {};
        }
        const std::string symbol = upper(channel.substr(isBook ? bookChannel.size() : tradeChannel.size()));
        if (auto named = json::nameSymbol(symbol, "channel", message.symbol); !named) {
            return named;
        }
        return isBook ? finishBook(fields, core::BookUpdateKind::Diff, message) : finishTrade(fields, message);
    }
};

BitstampDecoder::BitstampDecoder()
    : m_parser(std::make_unique<Parser>())
{
}

BitstampDecoder::BitstampDecoder(const BitstampDecoder&) = default;
BitstampDecoder::~BitstampDecoder() = default;

std::unique_ptr<MarketDecoder> BitstampDecoder::copy() const
{
    return std::make_unique<BitstampDecoder>(*this);
}

std::expected<void, core::Defect> BitstampDecoder::decode(std::string_view json, MarketMessage& message)
{
    message.begin();
    simdjson::ondemand::document document;
    simdjson::ondemand::json_type type{};
    Object object;
    if (m_parser->reader.iterate(simdjson::padded_string_view(json, json.size() + padding)).get(document)
            != simdjson::SUCCESS
        || document.type().get(type) != simdjson::SUCCESS) {
        return defect("not valid JSON");
    }
    m_listed.clear();
    if (type == simdjson::ondemand::json_type::array) {
        simdjson::ondemand::array list;
        if (document.get_array().get(list) != simdjson::SUCCESS) {
            return defect("not valid JSON");
        }
        readPairs(list, m_listed);
        static_cast<void>(m_listed.give(message));
        return {};
    }
    if (document.get_object().get(object) != simdjson::SUCCESS) {
        return defect("not a JSON object");
    }
    auto read = m_parser->read(object, m_defaultSymbol, message);
    message.kind = read ? message.kind : Kind::Other;
    return read;
}

bool sends(std::string_view json)
{
    return json.find(R"("channel":"diff_order_book_)") != std::string_view::npos;
}

} // namespace leadline::venues::bitstamp
