// SPDX-License-Identifier: MIT
#include "engine/venues/bybit/bybit_decoder.h"

#include "engine/json/reader.h"
#include "engine/venues/scratch_parser.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <limits>
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

constexpr std::string_view bookTopic = "orderbook."; // v5: and the depth, "50."
constexpr std::string_view tradesTopic = "publicTrade."; // v5
constexpr std::string_view oldTradeTopic = "trade.";
constexpr auto oldBookTopics = std::to_array<std::string_view>({"orderBookL2_25.", "orderBook_200.100ms."});

/// What a topic is about.
struct Topic {
    enum class What : std::uint8_t { Other, Book, Trades, OldBook, OldTrades };
    What what = What::Other;
    std::string_view symbol;
    std::size_t depth = 0; ///< levels a side
};

Topic topicOf(std::string_view topic)
{
    using What = Topic::What;
    if (topic.starts_with(bookTopic)) {
        const std::string_view rest = topic.substr(bookTopic.size());
        const std::string_view digits = rest.substr(0, rest.find('.'));
        std::size_t depth = 0;
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), depth);
        // "full" has no snapshot in the stream, and "rpi" holds orders that only some may take.
        return error != std::errc{} || end != digits.data() + digits.size() || depth == 0
                || digits.size() == rest.size()
            ? Topic{}
            : Topic{What::Book, rest.substr(digits.size() + 1), depth};
    }
    if (topic.starts_with(tradesTopic)) {
        return {What::Trades, topic.substr(tradesTopic.size())};
    }
    if (topic.starts_with(oldTradeTopic)) {
        return {What::OldTrades, topic.substr(oldTradeTopic.size())};
    }
    const auto* const old = std::ranges::find_if(oldBookTopics, [&](auto name) { return topic.starts_with(name); });
    return old == oldBookTopics.end() ? Topic{} : Topic{What::OldBook, topic.substr(old->size())};
}

/// What a level and a trade have in common.
struct Entry {
    core::LevelText text{.price = {}, .size = "0"}; ///< a deleted level names no size
    std::string_view side;
    core::Timestamp time;
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
        return key == "trade_time_ms" ? json::readTime(value, key, entry.time) : Checked{};
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
        return json::addLevel(
            entry.text, field, json::sinkOf(message, entry.side == "Buy" ? core::Side::Bid : core::Side::Ask));
    });
}

} // namespace

namespace
{

/// A v5 book as far as it was there.
struct BookFields {
    std::string_view type;
    core::Timestamp published;
    core::Timestamp matched; ///< the engine's stamp
    std::uint64_t id = 0;
    bool hasData = false;
};

} // namespace

struct BybitDecoder::Parser {
    ScratchParser reader;

    static Checked readOldTrades(Value list, PendingTrades& trades, int& decimals)
    {
        return json::forEachObject(list, "data", [&](Object object) -> Checked {
            Entry entry;
            if (auto read = readEntry(object, entry); !read) {
                return read;
            }
            const auto level = json::levelOf(entry.text, "trade", decimals);
            if (!level || entry.time == core::Timestamp{}) {
                return level ? Checked(defect("field trade_time_ms is missing or no time"))
                             : Checked(std::unexpected(level.error()));
            }
            trades.add() = {
                entry.time, 0, level->price, level->size, entry.side == "Buy" ? core::Side::Bid : core::Side::Ask};
            return {};
        });
    }

    static Checked readTrades(Value list, PendingTrades& trades, int& decimals)
    {
        return json::forEachObject(list, "data", [&](Object object) -> Checked {
            core::LevelText text;
            std::string_view side;
            core::Timestamp time;
            auto read = json::forEachField(object, [&](std::string_view key, Value value) -> Checked {
                if (key == "p") {
                    return json::readNumberText(value, key, text.price);
                }
                if (key == "v") {
                    return json::readNumberText(value, key, text.size);
                }
                if (key == "S") {
                    return json::readText(value, key, side);
                }
                return key == "T" ? json::readTime(value, key, time) : Checked{};
            });
            if (!read) {
                return read;
            }
            const auto level = json::levelOf(text, "trade", decimals);
            if (!level || (side != "Buy" && side != "Sell") || time == core::Timestamp{}) {
                return level ? Checked(defect("field S is neither Buy nor Sell, or field T is missing"))
                             : Checked(std::unexpected(level.error()));
            }
            trades.add() = {time, 0, level->price, level->size, side == "Buy" ? core::Side::Bid : core::Side::Ask};
            return {};
        });
    }

    static Checked readBookData(Value value, BookFields& fields, MarketMessage& message)
    {
        Object data;
        if (value.get_object().get(data) != simdjson::SUCCESS) {
            return defect("field data is not an object");
        }
        fields.hasData = true;
        return json::forEachField(data, [&](std::string_view key, Value inner) -> Checked {
            if (key == "b") {
                return json::readLevels(inner, key, json::sinkOf(message, core::Side::Bid));
            }
            if (key == "a") {
                return json::readLevels(inner, key, json::sinkOf(message, core::Side::Ask));
            }
            return key == "u" ? json::readWhole(inner, key, fields.id) : Checked{};
        });
    }

    static Checked readBook(Object object, std::size_t depth, MarketMessage& message)
    {
        BookFields fields;
        auto read = json::forEachField(object, [&](std::string_view key, Value value) -> Checked {
            if (key == "type") {
                return json::readText(value, key, fields.type);
            }
            if (key == "ts") {
                return json::readTime(value, key, fields.published);
            }
            if (key == "cts") {
                return json::readTime(value, key, fields.matched);
            }
            return key == "data" ? readBookData(value, fields, message) : Checked{};
        });
        if (!read) {
            return read;
        }
        const bool isSnapshot = fields.type == "snapshot";
        if (!isSnapshot && fields.type != "delta") {
            return defect("field type is neither snapshot nor delta");
        }
        if (!fields.hasData || fields.published == core::Timestamp{}) {
            return defect(fields.hasData ? "field ts is missing" : "field data is missing");
        }
        // The ids of a topic count up by one. A delta with the first of all contradicts whatever book there is.
        const std::uint64_t previous = isSnapshot || fields.id == 0 ? 0
            : fields.id == 1                                        ? std::numeric_limits<std::uint64_t>::max()
                                                                    : fields.id - 1;
        message.kind = Kind::Book;
        message.book = {.kind = depth == 1 ? core::BookUpdateKind::Quote
                : isSnapshot               ? core::BookUpdateKind::Snapshot
                                           : core::BookUpdateKind::Diff,
            .finalId = fields.id,
            .previousId = previous,
            .eventTime = fields.matched != core::Timestamp{} ? fields.matched : fields.published,
            .bids = message.bids,
            .asks = message.asks,
            .bidsAside = message.bidsAside,
            .asksAside = message.asksAside,
            .depth = depth};
        return {};
    }

    /// Of the older interfaces: linear contracts have their snapshot in `order_book`, inverse ones as a bare list.
    static Checked readOldLevels(Value data, MarketMessage& message)
    {
        simdjson::ondemand::json_type type{};
        Object lists;
        if (data.type().get(type) == simdjson::SUCCESS && type == simdjson::ondemand::json_type::array) {
            return readLevels(data, "data", message);
        }
        if (data.get_object().get(lists) != simdjson::SUCCESS) {
            return defect("field data is neither an object nor a list");
        }
        return json::forEachField(lists, [&](std::string_view key, Value value) -> Checked {
            const bool isList = key == "order_book" || key == "delete" || key == "update" || key == "insert";
            return isList ? readLevels(value, key, message) : Checked{};
        });
    }

    static Checked readOldBook(Object object, MarketMessage& message)
    {
        std::string_view type;
        core::Timestamp time;
        bool hasData = false;
        auto read = json::forEachField(object, [&](std::string_view key, Value value) -> Checked {
            if (key == "type") {
                return json::readText(value, key, type);
            }
            if (key == "timestamp_e6") {
                return json::readTime(value, key, time);
            }
            hasData = hasData || key == "data";
            return key == "data" ? readOldLevels(value, message) : Checked{};
        });
        if (!read) {
            return read;
        }
        if (type != "snapshot" && type != "delta") {
            return defect("field type is neither snapshot nor delta");
        }
        if (!hasData) {
            return defect("field data is missing");
        }
        if (time == core::Timestamp{}) {
            return defect("field timestamp_e6 is missing or no time");
        }
        message.kind = Kind::Book;
        message.book = {.kind = type == "snapshot" ? core::BookUpdateKind::Snapshot : core::BookUpdateKind::Diff,
            .eventTime = time,
            .bids = message.bids,
            .asks = message.asks,
            .bidsAside = message.bidsAside,
            .asksAside = message.asksAside};
        return {};
    }
};

BybitDecoder::BybitDecoder()
    : m_parser(std::make_unique<Parser>())
{
}

BybitDecoder::BybitDecoder(const BybitDecoder&) = default;
BybitDecoder::~BybitDecoder() = default;

std::unique_ptr<MarketDecoder> BybitDecoder::copy() const
{
    return std::make_unique<BybitDecoder>(*this);
}

std::expected<void, core::Defect> BybitDecoder::decode(std::string_view json, MarketMessage& message)
{
    message.begin();
    m_trades.clear();
    simdjson::ondemand::document document;
    Object object;
    std::string_view name;
    if (auto opened = json::openObject(m_parser->reader, json, document, object); !opened) {
        return opened;
    }
    if (auto read = json::findText(object, "topic", name); !read) {
        return read;
    }
    const Topic topic = topicOf(name);
    if (topic.what == Topic::What::Other) {
        return {};
    }
    if (auto named = json::nameSymbol(topic.symbol, "topic", message.symbol); !named) {
        return named;
    }
    if (topic.what == Topic::What::Book && !isBookOf(message.symbol, topic.depth)) {
        return {};
    }
    Checked read;
    if (topic.what == Topic::What::Book || topic.what == Topic::What::OldBook) {
        if (object.reset().error() != simdjson::SUCCESS) {
            return defect("not valid JSON");
        }
        read = topic.what == Topic::What::Book ? Parser::readBook(object, topic.depth, message)
                                               : Parser::readOldBook(object, message);
    } else {
        Value data;
        read = json::needField(object, "data", data);
        if (read) {
            read = topic.what == Topic::What::Trades ? Parser::readTrades(data, m_trades, message.priceDecimals)
                                                     : Parser::readOldTrades(data, m_trades, message.priceDecimals);
        }
    }
    return m_trades.settle(read, message);
}

bool BybitDecoder::isBookOf(core::Symbol symbol, std::size_t depth)
{
    // Topics of different depths have ids of their own each.
    return depth == 1 || m_depths.try_emplace(symbol, depth).first->second == depth;
}

bool sends(std::string_view json)
{
    constexpr auto topics = std::to_array<std::string_view>({R"("topic":"orderbook.)", R"("topic":"orderBookL2_25.)",
        R"("topic":"orderBook_200.)", R"("topic":"publicTrade.)"});
    return std::ranges::any_of(topics, [json](auto topic) { return json.find(topic) != std::string_view::npos; });
}

} // namespace leadline::venues::bybit
