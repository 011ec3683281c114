// SPDX-License-Identifier: MIT
#include "engine/venues/bybit/bybit_decoder.h"

#include "engine/json/reader.h"

#include <optional>

namespace leadline::venues::bybit
{

namespace
{

using core::defect;
using core::MarketMessage;
using json::Checked;
using json::Object;
using json::Value;
using Kind = core::MarketMessage::Kind;

constexpr std::string_view bookTopic = "orderBookL2_25.";
constexpr std::string_view tradeTopic = "trade.";

/// What a level and a trade have in common.
struct Entry {
    core::LevelText text{.price = {}, .size = "0"}; ///< a deleted level names no size
    std::string_view side;
    std::uint64_t milliseconds = 0;
};

Checked readEntry(Object object, Entry& entry)
{
    auto read = json::forEachField(object, [&](std::string_view key, Value value) -> Checked {
        if (key == "price") {
            return json::readNumberText(value, key, entry.text.price);
        }
        if (key == "size") {
            return json::readNumberText(value, key, entry.text.size);
        }
        if (key == "side") {
            return json::readText(value, key, entry.side);
        }
        return key == "trade_time_ms" ? json::readWhole(value, key, entry.milliseconds) : Checked{};
    });
    if (read && entry.side != "Buy" && entry.side != "Sell") {
        return defect("field side is neither Buy nor Sell");
    }
    return read;
}

Checked readLevels(Value list, std::string_view field, MarketMessage& message)
{
    return json::forEachObject(list, field, [&](Object object) -> Checked {
        Entry entry;
        if (auto read = readEntry(object, entry); !read) {
            return read;
        }
        const auto level = json::levelOf(entry.text, field, message.priceDecimals);
        if (!level) {
            return std::unexpected(level.error());
        }
        (entry.side == "Buy" ? message.bids : message.asks).push_back(*level);
        return {};
    });
}

} // namespace

struct BybitDecoder::Parser {
    simdjson::ondemand::parser reader;

    static Checked readTrades(Value list, PendingTrades& trades, int& decimals)
    {
        return json::forEachObject(list, "data", [&](Object object) -> Checked {
            Entry entry;
            if (auto read = readEntry(object, entry); !read) {
                return read;
            }
            const auto level = json::levelOf(entry.text, "trade", decimals);
            if (!level || entry.milliseconds == 0 || entry.milliseconds > 7'000'000'000'000) {
                return level ? Checked(defect("field trade_time_ms is missing or no time"))
                             : Checked(std::unexpected(level.error()));
            }
            trades.add() = {core::fromMilliseconds(static_cast<std::int64_t>(entry.milliseconds)), 0, level->price,
                level->size, entry.side == "Buy" ? core::Side::Bid : core::Side::Ask};
            return {};
        });
    }

    static Checked readBook(Object& object, MarketMessage& message)
    {
        std::string_view type;
        std::uint64_t microseconds = 0;
        Object data;
        Value value;
        auto read = json::findText(object, "type", type);
        if (read && type != "snapshot" && type != "delta") {
            return defect("field type is neither snapshot nor delta");
        }
        if (read) {
            read = json::needField(object, "data", value);
        }
        if (!read) {
            return read;
        }
        if (value.get_object().get(data) != simdjson::SUCCESS) {
            return defect("field data is no object");
        }
        read = json::forEachField(data, [&](std::string_view key, Value value) -> Checked {
            const bool isList = key == "order_book" || key == "delete" || key == "update" || key == "insert";
            return isList ? readLevels(value, key, message) : Checked{};
        });
        if (read) {
            read = json::needField(object, "timestamp_e6", value);
        }
        if (!read) {
            return read;
        }
        read = json::readWhole(value, "timestamp_e6", microseconds);
        if (read && microseconds > 9'000'000'000'000'000) {
            return defect("field timestamp_e6 is no time");
        }
        message.kind = Kind::Book;
        message.book = {.kind = type == "snapshot" ? core::BookUpdateKind::Snapshot : core::BookUpdateKind::Diff,
            .eventTime = core::Timestamp(std::chrono::microseconds(static_cast<std::int64_t>(microseconds))),
            .bids = message.bids,
            .asks = message.asks};
        return read;
    }
};

BybitDecoder::BybitDecoder()
    : m_parser(std::make_unique<Parser>())
{
}

BybitDecoder::~BybitDecoder() = default;

std::expected<void, core::Defect> BybitDecoder::decode(std::string_view json, MarketMessage& message)
{
    message.begin();
    m_trades.clear();
    simdjson::ondemand::document document;
    Object object;
    std::string_view topic;
    if (auto opened = json::openObject(m_parser->reader, json, document, object); !opened) {
        return opened;
    }
    auto read = json::findText(object, "topic", topic);
    const bool isBook = topic.starts_with(bookTopic);
    if (!read || (!isBook && !topic.starts_with(tradeTopic))) {
        return read;
    }
    read = json::nameSymbol(topic.substr(isBook ? bookTopic.size() : tradeTopic.size()), "topic", message.symbol);
    if (read && isBook) {
        read = Parser::readBook(object, message);
    } else if (Value data; read) {
        read = json::needField(object, "data", data);
        if (read) {
            read = Parser::readTrades(data, m_trades, message.priceDecimals);
        }
    }
    return m_trades.settle(read, message);
}

bool sends(std::string_view json)
{
    return json.find(R"("topic":"orderBookL2_25.)") != std::string_view::npos;
}

} // namespace leadline::venues::bybit
