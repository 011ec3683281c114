// SPDX-License-Identifier: MIT
#include "engine/venues/kraken/kraken_decoder.h"

#include "engine/json/reader.h"
#include "engine/venues/kraken/kraken_symbols.h"
#include "engine/venues/scratch_parser.h"

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
using json::forEachField;
using json::forEachObject;
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

/// The smallest depth that can be subscribed and holds so many levels.
std::size_t depthFor(std::size_t levels)
{
    for (const std::size_t depth : {10U, 25U, 100U, 500U}) {
        if (levels <= depth) {
            return depth;
        }
    }
    return 1000;
}

Checked readSide(Value value, std::string_view field, json::LevelSink sink)
{
    return forEachObject(value, field, [&](Object level) -> Checked {
        core::LevelText text;
        auto read = forEachField(level, [&](std::string_view key, Value number) -> Checked {
            if (key == "price") {
                return json::readNumberText(number, field, text.price);
            }
            return key == "qty" ? json::readNumberText(number, field, text.size) : Checked{};
        });
        if (!read) {
            return read;
        }
        return json::addLevel(text, field, sink);
    });
}

/// The last quoted text; `text` is cut before it.
std::string_view takeLastText(std::string_view& text)
{
    const auto close = text.rfind('"');
    const auto open =
        close == std::string_view::npos || close == 0 ? std::string_view::npos : text.rfind('"', close - 1);
    if (open == std::string_view::npos) {
        return {};
    }
    const auto found = text.substr(open + 1, close - open - 1);
    text = text.substr(0, open);
    return found;
}

} // namespace

struct KrakenDecoder::Parser {
    ScratchParser reader;
    std::map<std::string, std::size_t, std::less<>> depths; ///< by symbol: as subscribed, else the most ever seen

    /// A book as v1 spreads it over a message.
    struct V1Book {
        bool isSnapshot = false;
        core::Timestamp time;
        std::optional<std::uint32_t> checksum;
        std::vector<std::string_view> rest;
    };

    void finishBook(
        MarketMessage& message, bool isSnapshot, core::Timestamp time, std::optional<std::uint32_t> checksum)
    {
        std::size_t& depth = depths[message.symbol.text()];
        if (isSnapshot) {
            depth = std::max(depth, depthFor(std::max(message.bids.size(), message.asks.size())));
        }
        message.kind = Kind::Book;
        message.book = {.kind = isSnapshot ? core::BookUpdateKind::Snapshot : core::BookUpdateKind::Diff,
            .eventTime = time,
            .bids = message.bids,
            .asks = message.asks,
            .bidsAside = message.bidsAside,
            .asksAside = message.asksAside,
            .bidTexts = message.bidTexts,
            .askTexts = message.askTexts,
            .checksum = checksum,
            .depth = depth};
    }

    Checked readBook(Object book, bool isSnapshot, MarketMessage& message)
    {
        if (message.kind == Kind::Book) {
            return defect("field data holds more than one book");
        }
        std::string_view symbol;
        core::Timestamp time;
        std::optional<std::uint32_t> checksum;
        auto read = forEachField(book, [&](std::string_view key, Value value) -> Checked {
            if (key == "symbol") {
                return json::readText(value, key, symbol);
            }
            if (key == "bids") {
                return readSide(value, key, json::sinkWithTexts(message, core::Side::Bid));
            }
            if (key == "asks") {
                return readSide(value, key, json::sinkWithTexts(message, core::Side::Ask));
            }
            if (key == "checksum") {
                return json::readInteger(value, key, checksum.emplace());
            }
            return key == "timestamp" ? json::readIsoTime(value, key, time) : Checked{};
        });
        if (!read) {
            return read;
        }
        if (!checksum) {
            return defect("field checksum is missing");
        }
        auto named = json::nameSymbol(symbol, "symbol", message.symbol);
        if (named) {
            finishBook(message, isSnapshot, time, checksum);
        }
        return named;
    }

    static Checked readTrade(Object object, PendingTrade& pending, int& decimals)
    {
        core::LevelText text;
        std::string_view symbol;
        std::string_view side;
        auto read = forEachField(object, [&](std::string_view key, Value value) -> Checked {
            if (key == "symbol") {
                return json::readText(value, key, symbol);
            }
            if (key == "side") {
                return json::readText(value, key, side);
            }
            if (key == "timestamp") {
                return json::readIsoTime(value, key, pending.trade.eventTime);
            }
            if (key == "price") {
                return json::readNumberText(value, key, text.price);
            }
            if (key == "qty") {
                return json::readNumberText(value, key, text.size);
            }
            return key == "trade_id" ? json::readInteger(value, key, pending.trade.id) : Checked{};
        });
        if (!read) {
            return read;
        }
        if (side != "buy" && side != "sell") {
            return defect("field side is neither buy nor sell");
        }
        const auto level = json::levelOf(text, "trade", decimals);
        if (!level) {
            return std::unexpected(level.error());
        }
        pending.trade.price = level->price;
        pending.trade.size = level->size;
        pending.trade.aggressor = side == "buy" ? core::Side::Bid : core::Side::Ask;
        return json::nameSymbol(symbol, "symbol", pending.symbol);
    }

    static Checked readPair(Object object, PendingInstrument& pending)
    {
        core::Instrument& instrument = pending.instrument;
        std::string_view symbol;
        auto read = forEachField(object, [&](std::string_view key, Value value) -> Checked {
            if (key == "symbol") {
                return json::readText(value, key, symbol);
            }
            if (key == "status") {
                std::string_view text;
                auto done = json::readText(value, key, text);
                pending.status = statusOf(text);
                return done;
            }
            if (key == "price_increment") {
                return json::readDecimal(value, key, instrument.tick);
            }
            if (key == "qty_increment") {
                return json::readDecimal(value, key, instrument.lot);
            }
            if (key == "qty_min") {
                return json::readDecimal(value, key, instrument.minimumSize);
            }
            if (key == "cost_min") {
                core::Quantity cost;
                auto done = json::readDecimal(value, key, cost);
                instrument.minimumNotional = core::Price::fromRaw(core::decimalScale) * cost;
                return done;
            }
            return {};
        });
        if (!read) {
            return read;
        }
        instrument.id.venue = spotVenue;
        auto named = json::nameSymbol(symbol, "symbol", instrument.id.symbol);
        instrument.pair = pairOf(instrument.id.symbol);
        return named;
    }

    static Checked readInstruments(Value data, std::vector<PendingInstrument>& instruments)
    {
        Object lists;
        Value pairs;
        if (data.get_object().get(lists) != simdjson::SUCCESS) {
            return defect("field data is no object");
        }
        if (auto read = json::needField(lists, "pairs", pairs); !read) {
            return read;
        }
        return forEachObject(pairs, "pairs", [&](Object pair) -> Checked {
            // One pair among a thousand with a step finer than ours must not cost the others theirs.
            PendingInstrument pending;
            if (readPair(pair, pending)) {
                instruments.push_back(pending);
            }
            return {};
        });
    }

    /// The answer to a subscription tells its depth, or why there is none.
    Checked readAnswer(Object object)
    {
        bool failed = false;
        std::string_view error = "no reason given";
        std::string symbol;
        std::uint64_t depth = 0;
        auto read = forEachField(object, [&](std::string_view key, Value value) -> Checked {
            if (key == "success") {
                bool succeeded = true;
                failed = value.get_bool().get(succeeded) != simdjson::SUCCESS || !succeeded;
                return {};
            }
            if (key == "error") {
                return json::readText(value, key, error);
            }
            Object result;
            if (key != "result" || value.get_object().get(result) != simdjson::SUCCESS) {
                return {};
            }
            return forEachField(result, [&](std::string_view name, Value what) -> Checked {
                std::string_view text;
                if (name == "symbol" && what.get_string().get(text) == simdjson::SUCCESS) {
                    symbol = text;
                }
                return name == "depth" ? json::readInteger(what, name, depth) : Checked{};
            });
        });
        if (!read) {
            return read;
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
        if (auto read = json::needField(object, "data", data); !read) {
            return read;
        }
        if (channel == "instrument") {
            return readInstruments(data, instruments);
        }
        return forEachObject(data, "data", [&](Object entry) -> Checked {
            if (channel == "book") {
                return readBook(entry, isSnapshot, message);
            }
            if (channel == "trade") {
                return readTrade(entry, trades.emplace_back(), message.priceDecimals);
            }
            std::string_view system;
            if (auto read = json::findText(entry, "system", system); !read || system.empty()) {
                return read ? Checked(defect("field system is missing")) : read;
            }
            message.kind = Kind::Status;
            message.status = statusOf(system);
            return {};
        });
    }

    // v1: [channelID, {...} or [...], ..., "book-1000", "XBT/USD"]. The two names at the end say how to read the rest.
    Checked readV1(std::string_view json, Array array, MarketMessage& message, std::vector<PendingTrade>& trades)
    {
        std::string_view head = json;
        const std::string_view symbol = takeLastText(head);
        const std::string_view channel = takeLastText(head);
        const bool isBook = channel.starts_with("book-");
        if (!isBook && channel != "trade") {
            return {};
        }
        if (auto named = json::nameSymbol(symbol, "pair", message.symbol); !named) {
            return named;
        }
        if (isBook) {
            std::size_t depth = 0;
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
            if (Object part; isBook && type == simdjson::ondemand::json_type::object) {
                read = value.get_object().get(part) == simdjson::SUCCESS ? readV1Part(part, book, message)
                                                                         : Checked(defect("not valid JSON"));
            } else if (!isBook && type == simdjson::ondemand::json_type::array) {
                read = readV1Trades(value, message.symbol, trades, message.priceDecimals);
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

    static Checked readV1Part(Object object, V1Book& book, MarketMessage& message)
    {
        return forEachField(object, [&](std::string_view key, Value value) -> Checked {
            Checked read;
            book.rest.clear();
            if (key == "as" || key == "a") {
                read = json::readLevels(value, key, json::sinkWithTexts(message, core::Side::Ask), &book.rest);
            } else if (key == "bs" || key == "b") {
                read = json::readLevels(value, key, json::sinkWithTexts(message, core::Side::Bid), &book.rest);
            } else if (key == "c") {
                std::uint64_t checksum = 0;
                read = json::readWhole(value, key, checksum);
                book.checksum = static_cast<std::uint32_t>(checksum);
            }
            book.isSnapshot = book.isSnapshot || key == "as" || key == "bs";
            // Behind price and size stands the level's time, and an "r" where the level is only said again.
            for (const std::string_view text : book.rest) {
                const auto at = text == "r" ? book.time : json::timeIn(text, key);
                if (!at) {
                    return std::unexpected(at.error());
                }
                book.time = std::max(book.time, *at);
            }
            return read;
        });
    }

    static Checked readV1Trades(Value list, core::Symbol symbol, std::vector<PendingTrade>& trades, int& decimals)
    {
        Array array;
        if (list.get_array().get(array) != simdjson::SUCCESS) {
            return defect("not valid JSON");
        }
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
            const auto at = json::timeIn(texts[2], "time");
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

    /// A v2 message, or an event of v1, which says nothing of interest.
    Checked readObject(simdjson::ondemand::document& document, MarketMessage& message,
        std::vector<PendingTrade>& trades, std::vector<PendingInstrument>& instruments)
    {
        Object object;
        std::string_view channel;
        if (document.get_object().get(object) != simdjson::SUCCESS) {
            return defect("not valid JSON");
        }
        if (auto read = json::findText(object, "channel", channel); !read) {
            return read;
        }
        if (channel.empty()) {
            Value method;
            const auto isAnswer = json::findField(object, "method", method);
            if (!isAnswer || object.reset().error() != simdjson::SUCCESS) {
                return defect("not valid JSON");
            }
            return *isAnswer ? readAnswer(object) : Checked{};
        }
        if (channel == "heartbeat") {
            message.kind = Kind::Heartbeat;
            return {};
        }
        if (channel != "book" && channel != "trade" && channel != "status" && channel != "instrument") {
            return {};
        }
        std::string_view kind;
        if (auto read = json::findText(object, "type", kind); !read || kind.empty()) {
            return read ? Checked(defect("field type is missing")) : read;
        }
        return readChannel(object, channel, kind == "snapshot", message, trades, instruments);
    }
};

KrakenDecoder::KrakenDecoder()
    : m_parser(std::make_unique<Parser>())
{
    static_assert(padding >= simdjson::SIMDJSON_PADDING);
}

KrakenDecoder::KrakenDecoder(const KrakenDecoder&) = default;
KrakenDecoder::~KrakenDecoder() = default;

std::unique_ptr<MarketDecoder> KrakenDecoder::copy() const
{
    return std::make_unique<KrakenDecoder>(*this);
}

std::expected<void, core::Defect> KrakenDecoder::decode(std::string_view json, MarketMessage& message)
{
    message.begin();
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
    Checked read = defect("neither an object nor a list");
    if (type == simdjson::ondemand::json_type::array) {
        Array array;
        read = document.get_array().get(array) == simdjson::SUCCESS ? m_parser->readV1(json, array, message, m_trades)
                                                                    : Checked(defect("not valid JSON"));
    } else if (type == simdjson::ondemand::json_type::object) {
        read = m_parser->readObject(document, message, m_trades, m_instruments);
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
