// SPDX-License-Identifier: MIT
#include "engine/venues/kraken/kraken_decoder.h"

#include "engine/venues/json_reader.h"
#include "engine/venues/kraken/kraken_symbols.h"

#include <array>
#include <charconv>
#include <utility>

namespace leadline::venues::kraken
{

namespace
{

using core::defect;
using core::MarketMessage;
using json::Array;
using json::Checked;
using json::Object;
using json::Value;
using Kind = core::MarketMessage::Kind;

core::TradingStatus statusOf(std::string_view text)
{
    if (text == "online") {
        return core::TradingStatus::Online;
    }
    if (text == "post_only" || text == "limit_only") {
        return core::TradingStatus::PostOnly;
    }
    return text == "cancel_only" || text == "reduce_only" ? core::TradingStatus::CancelOnly
                                                          : core::TradingStatus::Closed;
}

Checked nameSymbol(std::string_view text, core::Symbol& symbol)
{
    if (text.empty() || !core::Symbol::fits(text)) {
        return defect("the message names no symbol");
    }
    symbol = core::Symbol(text);
    return {};
}

/// The depth a book was subscribed with, when no answer told: the smallest one that holds the snapshot.
std::size_t depthFor(std::size_t levels)
{
    for (const std::size_t depth : {10U, 25U, 100U, 500U}) {
        if (levels <= depth) {
            return depth;
        }
    }
    return 1000;
}

Checked readSide(Value value, std::string_view field, std::vector<core::Level>& levels,
    std::vector<core::LevelText>& texts, int& decimals)
{
    Array array;
    if (value.get_array().get(array) != simdjson::SUCCESS) {
        return defect("field " + std::string(field) + " is not a list of levels");
    }
    for (auto item : array) {
        Object level;
        if (item.get_object().get(level) != simdjson::SUCCESS) {
            return defect("field " + std::string(field) + " holds something that is no level");
        }
        core::LevelText text;
        for (auto part : level) {
            std::string_view key;
            Value number;
            if (part.unescaped_key().get(key) != simdjson::SUCCESS || part.value().get(number) != simdjson::SUCCESS) {
                return defect("field " + std::string(field) + " is broken off");
            }
            if (key == "price" || key == "qty") {
                if (auto read = json::readNumberText(number, field, key == "price" ? text.price : text.size); !read) {
                    return read;
                }
            }
        }
        const auto made = json::levelOf(text, field, decimals);
        if (!made) {
            return std::unexpected(made.error());
        }
        levels.push_back(*made);
        texts.push_back(text);
    }
    return {};
}

/// The number of `field` as a decimal of at most nine places.
template <class Number> Checked readDecimal(Value value, std::string_view field, Number& to)
{
    std::string_view text;
    if (auto read = json::readNumberText(value, field, text); !read) {
        return read;
    }
    const auto number = Number::parse(text);
    if (!number) {
        return json::badNumber(field, number.error());
    }
    to = *number;
    return {};
}

} // namespace

struct KrakenDecoder::Parser {
    simdjson::ondemand::parser reader;
    std::map<std::string, std::size_t, std::less<>> depths; ///< by symbol, as subscribed

    [[nodiscard]] std::size_t depthOf(core::Symbol symbol, const MarketMessage& message, bool isSnapshot)
    {
        std::size_t& depth = depths[symbol.text()];
        if (isSnapshot) {
            // What the answer told, or, without one, the most that was ever seen.
            depth = std::max(depth, depthFor(std::max(message.bids.size(), message.asks.size())));
        }
        return depth;
    }

    void finishBook(
        MarketMessage& message, bool isSnapshot, core::Timestamp time, std::optional<std::uint32_t> checksum)
    {
        message.kind = Kind::Book;
        message.book = {.kind = isSnapshot ? core::BookUpdateKind::Snapshot : core::BookUpdateKind::Diff,
            .eventTime = time,
            .bids = message.bids,
            .asks = message.asks,
            .bidTexts = message.bidTexts,
            .askTexts = message.askTexts,
            .checksum = checksum,
            .depth = depthOf(message.symbol, message, isSnapshot)};
    }

    Checked readBook(Array data, bool isSnapshot, MarketMessage& message)
    {
        std::string_view symbol;
        core::Timestamp time;
        std::optional<std::uint32_t> checksum;
        int books = 0;
        for (auto item : data) {
            Object book;
            if (books++ > 0 || item.get_object().get(book) != simdjson::SUCCESS) {
                return defect("field data is not a list of one book");
            }
            for (auto part : book) {
                std::string_view key;
                Value value;
                if (part.unescaped_key().get(key) != simdjson::SUCCESS
                    || part.value().get(value) != simdjson::SUCCESS) {
                    return defect("not valid JSON");
                }
                Checked read;
                if (key == "symbol") {
                    read = json::readText(value, key, symbol);
                } else if (key == "bids") {
                    read = readSide(value, key, message.bids, message.bidTexts, message.priceDecimals);
                } else if (key == "asks") {
                    read = readSide(value, key, message.asks, message.askTexts, message.priceDecimals);
                } else if (key == "checksum") {
                    std::uint32_t number = 0;
                    read = json::readInteger(value, key, number);
                    checksum = number;
                } else if (key == "timestamp") {
                    std::string_view text;
                    read = json::readText(value, key, text);
                    const auto at = read ? json::isoTime(text, key) : core::Timestamp{};
                    read = at ? read : std::unexpected(at.error());
                    time = at.value_or(core::Timestamp{});
                }
                if (!read) {
                    return read;
                }
            }
        }
        if (!checksum) {
            return defect("field checksum is missing");
        }
        if (auto named = nameSymbol(symbol, message.symbol); !named) {
            return named;
        }
        finishBook(message, isSnapshot, time, checksum);
        return {};
    }

    static Checked readTrade(Object object, PendingTrade& pending, int& decimals)
    {
        core::LevelText text;
        std::string_view symbol;
        std::string_view side;
        std::string_view time;
        for (auto part : object) {
            std::string_view key;
            Value value;
            if (part.unescaped_key().get(key) != simdjson::SUCCESS || part.value().get(value) != simdjson::SUCCESS) {
                return defect("not valid JSON");
            }
            Checked read;
            if (key == "symbol") {
                read = json::readText(value, key, symbol);
            } else if (key == "side") {
                read = json::readText(value, key, side);
            } else if (key == "timestamp") {
                read = json::readText(value, key, time);
            } else if (key == "price") {
                read = json::readNumberText(value, key, text.price);
            } else if (key == "qty") {
                read = json::readNumberText(value, key, text.size);
            } else if (key == "trade_id") {
                read = json::readInteger(value, key, pending.trade.id);
            }
            if (!read) {
                return read;
            }
        }
        if (side != "buy" && side != "sell") {
            return defect("field side is neither buy nor sell");
        }
        const auto level = json::levelOf(text, "trade", decimals);
        const auto at = json::isoTime(time, "timestamp");
        if (!level || !at) {
            return std::unexpected(level ? at.error() : level.error());
        }
        pending.trade.eventTime = *at;
        pending.trade.price = level->price;
        pending.trade.size = level->size;
        pending.trade.aggressor = side == "buy" ? core::Side::Bid : core::Side::Ask;
        return nameSymbol(symbol, pending.symbol);
    }

    static Checked readPair(Object object, core::Instrument& instrument, core::TradingStatus& status)
    {
        std::string_view symbol;
        for (auto part : object) {
            std::string_view key;
            Value value;
            if (part.unescaped_key().get(key) != simdjson::SUCCESS || part.value().get(value) != simdjson::SUCCESS) {
                return defect("not valid JSON");
            }
            Checked read;
            if (key == "symbol") {
                read = json::readText(value, key, symbol);
            } else if (key == "status") {
                std::string_view text;
                read = json::readText(value, key, text);
                status = statusOf(text);
            } else if (key == "price_increment") {
                read = readDecimal(value, key, instrument.tick);
            } else if (key == "qty_increment") {
                read = readDecimal(value, key, instrument.lot);
            } else if (key == "qty_min") {
                read = readDecimal(value, key, instrument.minimumSize);
            } else if (key == "cost_min") {
                core::Quantity cost;
                read = readDecimal(value, key, cost);
                instrument.minimumNotional = core::Price::fromRaw(core::decimalScale) * cost;
            }
            if (!read) {
                return read;
            }
        }
        instrument.id.venue = spotVenue;
        auto named = nameSymbol(symbol, instrument.id.symbol);
        instrument.pair = pairOf(instrument.id.symbol);
        return named;
    }

    /// The answer to a subscription tells its depth, or why there is none.
    Checked readAnswer(Object object)
    {
        bool failed = false;
        std::string_view error;
        std::string symbol;
        std::uint64_t depth = 0;
        for (auto part : object) {
            std::string_view key;
            Value value;
            if (part.unescaped_key().get(key) != simdjson::SUCCESS || part.value().get(value) != simdjson::SUCCESS) {
                return defect("not valid JSON");
            }
            if (key == "success") {
                bool succeeded = true;
                failed = value.get_bool().get(succeeded) != simdjson::SUCCESS || !succeeded;
            } else if (key == "error") {
                if (value.get_string().get(error) != simdjson::SUCCESS) {
                    error = "no reason given";
                }
            } else if (key == "result") {
                Object result;
                if (value.get_object().get(result) == simdjson::SUCCESS) {
                    for (auto inner : result) {
                        std::string_view name;
                        Value what;
                        if (inner.unescaped_key().get(name) != simdjson::SUCCESS
                            || inner.value().get(what) != simdjson::SUCCESS) {
                            return defect("not valid JSON");
                        }
                        std::string_view text;
                        if (name == "symbol" && what.get_string().get(text) == simdjson::SUCCESS) {
                            symbol = text;
                        } else if (name == "depth" && what.get_uint64().get(depth) != simdjson::SUCCESS) {
                            depth = 0;
                        }
                    }
                }
            }
        }
        if (failed) {
            return defect("the venue refused: " + std::string(error));
        }
        if (!symbol.empty() && depth > 0) {
            depths[symbol] = depth;
        }
        return {};
    }

    Checked readChannel(Object& object, std::string_view channel, bool isSnapshot, MarketMessage& message,
        std::vector<PendingTrade>& trades, std::vector<PendingInstrument>& instruments)
    {
        Value data;
        if (object.find_field_unordered("data").get(data) != simdjson::SUCCESS) {
            return defect("field data is missing");
        }
        if (channel == "instrument") {
            Object lists;
            Array pairs;
            if (data.get_object().get(lists) != simdjson::SUCCESS
                || lists.find_field_unordered("pairs").get_array().get(pairs) != simdjson::SUCCESS) {
                return defect("field data.pairs is missing");
            }
            for (auto item : pairs) {
                Object pair;
                PendingInstrument instrument;
                if (item.get_object().get(pair) != simdjson::SUCCESS) {
                    return defect("field pairs holds something that is no pair");
                }
                // One pair among a thousand with a step finer than ours must not cost the others theirs.
                if (readPair(pair, instrument.instrument, instrument.status)) {
                    instruments.push_back(instrument);
                }
            }
            return {};
        }
        Array list;
        if (data.get_array().get(list) != simdjson::SUCCESS) {
            return defect("field data is not a list");
        }
        if (channel == "book") {
            return readBook(list, isSnapshot, message);
        }
        for (auto item : list) {
            Object entry;
            if (item.get_object().get(entry) != simdjson::SUCCESS) {
                return defect("field data holds something that is no object");
            }
            if (channel == "status") {
                std::string_view system;
                if (entry.find_field_unordered("system").get_string().get(system) != simdjson::SUCCESS) {
                    return defect("field system is missing");
                }
                message.kind = Kind::Status;
                message.status = statusOf(system);
                continue;
            }
            PendingTrade pending;
            if (auto read = readTrade(entry, pending, message.priceDecimals); !read) {
                return read;
            }
            trades.push_back(pending);
        }
        return {};
    }

    // v1: [channelID, {...} or [...], ..., "book-1000", "XBT/USD"]. The two names at the end say how to read the rest.
    Checked readV1(std::string_view json, Array array, MarketMessage& message, std::vector<PendingTrade>& trades)
    {
        const auto lastText = [](std::string_view& text) {
            const auto close = text.rfind('"');
            const auto open = close == std::string_view::npos || close == 0 ? close : text.rfind('"', close - 1);
            if (open == std::string_view::npos) {
                return std::string_view{};
            }
            const auto found = text.substr(open + 1, close - open - 1);
            text = text.substr(0, open);
            return found;
        };
        std::string_view head = json;
        const std::string_view symbol = lastText(head);
        const std::string_view channel = lastText(head);
        const bool isBook = channel.starts_with("book-");
        if (!isBook && channel != "trade") {
            return {};
        }
        if (auto named = nameSymbol(symbol, message.symbol); !named) {
            return named;
        }
        std::uint64_t depth = 0;
        if (isBook) {
            std::from_chars(channel.data() + 5, channel.data() + channel.size(), depth);
            depths.insert_or_assign(message.symbol.text(), depth);
        }
        V1Book book;
        for (auto item : array) {
            Value value;
            simdjson::ondemand::json_type type{};
            if (item.get(value) != simdjson::SUCCESS || value.type().get(type) != simdjson::SUCCESS) {
                return defect("not valid JSON");
            }
            Checked read;
            if (isBook && type == simdjson::ondemand::json_type::object) {
                Object part;
                read = value.get_object().get(part) == simdjson::SUCCESS ? readV1Part(part, book, message)
                                                                         : Checked(defect("not valid JSON"));
            } else if (!isBook && type == simdjson::ondemand::json_type::array) {
                Array list;
                read = value.get_array().get(list) == simdjson::SUCCESS
                    ? readV1Trades(list, message.symbol, trades, message.priceDecimals)
                    : Checked(defect("not valid JSON"));
            }
            if (!read) {
                return read;
            }
        }
        if (isBook) {
            finishBook(message, book.isSnapshot, book.time, book.checksum);
        }
        return {};
    }

    struct V1Book {
        bool isSnapshot = false;
        core::Timestamp time;
        std::optional<std::uint32_t> checksum;
        std::vector<std::string_view> rest;
    };

    static Checked readV1Part(Object object, V1Book& book, MarketMessage& message)
    {
        for (auto part : object) {
            std::string_view key;
            Value value;
            if (part.unescaped_key().get(key) != simdjson::SUCCESS || part.value().get(value) != simdjson::SUCCESS) {
                return defect("not valid JSON");
            }
            Checked read;
            book.rest.clear();
            if (key == "as" || key == "a") {
                read = json::readLevels(value, key, message.asks, message.priceDecimals, &message.askTexts, &book.rest);
            } else if (key == "bs" || key == "b") {
                read = json::readLevels(value, key, message.bids, message.priceDecimals, &message.bidTexts, &book.rest);
            } else if (key == "c") {
                std::uint64_t checksum = 0;
                read = json::readWhole(value, key, checksum);
                book.checksum = static_cast<std::uint32_t>(checksum);
            }
            book.isSnapshot = book.isSnapshot || key == "as" || key == "bs";
            // Behind price and size stands the level's time, and an "r" where the level is only said again.
            for (const std::string_view text : book.rest) {
                if (text == "r") {
                    continue;
                }
                const auto at = json::secondsTime(text, key);
                if (!at) {
                    return std::unexpected(at.error());
                }
                book.time = std::max(book.time, *at);
            }
            if (!read) {
                return read;
            }
        }
        return {};
    }

    static Checked readV1Trades(Array array, core::Symbol symbol, std::vector<PendingTrade>& trades, int& decimals)
    {
        for (auto item : array) {
            Array fields;
            if (item.get_array().get(fields) != simdjson::SUCCESS) {
                return defect("a trade is not a list");
            }
            std::array<std::string_view, 4> texts; // price, volume, time, side
            std::size_t count = 0;
            for (auto field : fields) {
                std::string_view text;
                if (count < texts.size() && field.get_string().get(text) != simdjson::SUCCESS) {
                    return defect("a trade holds something that is no text");
                }
                if (count < texts.size()) {
                    texts[count++] = text;
                }
            }
            const auto level = json::levelOf({texts[0], texts[1]}, "trade", decimals);
            const auto at = json::secondsTime(texts[2], "time");
            if (!level || !at) {
                return std::unexpected(level ? at.error() : level.error());
            }
            if (texts[3] != "b" && texts[3] != "s") {
                return defect("a trade's side is neither b nor s");
            }
            trades.push_back(
                {symbol, {*at, 0, level->price, level->size, texts[3] == "b" ? core::Side::Bid : core::Side::Ask}});
        }
        return {};
    }
};

KrakenDecoder::KrakenDecoder()
    : m_parser(std::make_unique<Parser>())
{
    static_assert(padding >= simdjson::SIMDJSON_PADDING);
}

KrakenDecoder::~KrakenDecoder() = default;

std::expected<void, core::Defect> KrakenDecoder::decode(std::string_view json, MarketMessage& message)
{
    message.kind = Kind::Other;
    message.symbol = {};
    message.messagesLost = false;
    message.priceDecimals = 0;
    message.bids.clear();
    message.asks.clear();
    message.bidTexts.clear();
    message.askTexts.clear();
    m_trades.clear();
    m_instruments.clear();
    m_given = 0;

    simdjson::ondemand::document document;
    simdjson::ondemand::json_type type{};
    if (m_parser->reader.iterate(simdjson::padded_string_view(json, json.size() + padding)).get(document)
            != simdjson::SUCCESS
        || document.type().get(type) != simdjson::SUCCESS) {
        return defect("not valid JSON");
    }
    Checked read;
    if (type == simdjson::ondemand::json_type::array) {
        Array array;
        read = document.get_array().get(array) == simdjson::SUCCESS ? m_parser->readV1(json, array, message, m_trades)
                                                                    : Checked(defect("not valid JSON"));
    } else if (type == simdjson::ondemand::json_type::object) {
        Object object;
        std::string_view channel;
        if (document.get_object().get(object) != simdjson::SUCCESS) {
            return defect("not valid JSON");
        }
        if (object.find_field_unordered("channel").get_string().get(channel) != simdjson::SUCCESS) {
            Value method;
            const bool isAnswer = object.find_field_unordered("method").get(method) == simdjson::SUCCESS;
            document.rewind();
            if (isAnswer && document.get_object().get(object) != simdjson::SUCCESS) {
                return defect("not valid JSON");
            }
            read = isAnswer ? m_parser->readAnswer(object) : Checked{};
        } else if (channel == "heartbeat") {
            message.kind = Kind::Heartbeat;
        } else if (channel == "book" || channel == "trade" || channel == "status" || channel == "instrument") {
            std::string_view kind;
            if (object.find_field_unordered("type").get_string().get(kind) != simdjson::SUCCESS) {
                return defect("field type is missing");
            }
            read = m_parser->readChannel(object, channel, kind == "snapshot", message, m_trades, m_instruments);
        }
    } else {
        return defect("neither an object nor a list");
    }
    if (!read) {
        message.kind = Kind::Other;
        m_trades.clear();
        m_instruments.clear();
        return read;
    }
    if (message.kind == Kind::Other) {
        static_cast<void>(next(message));
    }
    return {};
}

bool KrakenDecoder::next(MarketMessage& message)
{
    if (m_given < m_trades.size()) {
        const PendingTrade& pending = m_trades[m_given++];
        message.kind = Kind::Trade;
        message.symbol = pending.symbol;
        message.trade = pending.trade;
        return true;
    }
    if (m_given < m_instruments.size()) {
        message.kind = Kind::Instrument;
        message.instrument = m_instruments[m_given].instrument;
        message.status = m_instruments[m_given++].status;
        message.symbol = message.instrument.id.symbol;
        return true;
    }
    return false;
}

bool sends(std::string_view json)
{
    if (json.starts_with('[')) {
        return json.find(",\"book-") != std::string_view::npos && json.ends_with("\"]");
    }
    return (json.find(R"("channel":"book")") != std::string_view::npos
               && json.find(R"("checksum":)") != std::string_view::npos)
        || json.find(R"("event":"systemStatus")") != std::string_view::npos;
}

} // namespace leadline::venues::kraken
