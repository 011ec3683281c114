// SPDX-License-Identifier: MIT
#include "engine/venues/coinbase/coinbase_decoder.h"

#include "engine/json/reader.h"
#include "engine/json/tree.h"
#include "engine/venues/coinbase/coinbase_instruments.h"
#include "engine/venues/scratch_parser.h"

#include <optional>

namespace leadline::venues::coinbase
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

/// The side named in a trade is the maker's. The Exchange feed documents it so; Advanced Trade leaves it open.
constexpr bool tradeSideIsTheMakers = true;

/// How the answer about a product begins; messages of the streams begin with their type or channel.
constexpr std::string_view productHead = R"({"product_id":)";

/// What the venue answered about one product, as a recording holds it.
Checked readDescription(std::string_view json, MarketMessage& message)
{
    const auto tree = json::Tree::parse(json);
    const std::string id = tree ? (*tree)["product_id"].text() : std::string();
    if (id.empty() || !core::Symbol::fits(id)) {
        return defect("field product_id is missing");
    }
    const auto instrument = readProduct(json, core::Symbol(id));
    if (!instrument) {
        return std::unexpected(instrument.error());
    }
    message.kind = Kind::Instrument;
    message.symbol = instrument->id.symbol;
    message.instrument = *instrument;
    message.status = core::TradingStatus::Online;
    return {};
}

std::optional<core::Side> sideOf(std::string_view text)
{
    if (text == "bid" || text == "BUY" || text == "buy") {
        return core::Side::Bid;
    }
    return text == "offer" || text == "SELL" || text == "sell" ? std::optional(core::Side::Ask) : std::nullopt;
}

} // namespace

struct CoinbaseDecoder::Parser {
    ScratchParser reader;

    /// One level of an update list. The newest event time of the list is the book's.
    static Checked readLevel(Object object, MarketMessage& message, core::Timestamp& newest)
    {
        core::LevelText text;
        std::string_view side;
        core::Timestamp time;
        auto read = forEachField(object, [&](std::string_view key, Value value) -> Checked {
            if (key == "side") {
                return json::readText(value, key, side);
            }
            if (key == "price_level") {
                return json::readText(value, key, text.price);
            }
            if (key == "new_quantity") {
                return json::readText(value, key, text.size);
            }
            return key == "event_time" ? json::readIsoTime(value, key, time) : Checked{};
        });
        if (!read) {
            return read;
        }
        const auto which = sideOf(side);
        newest = std::max(newest, time);
        return which ? json::addLevel(text, "updates", json::sinkOf(message, *which))
                     : Checked(defect("field side is neither bid nor offer"));
    }

    static Checked readTrade(Object object, Pending& pending, int& decimals)
    {
        core::LevelText text;
        std::string_view side;
        std::string_view product;
        auto read = forEachField(object, [&](std::string_view key, Value value) -> Checked {
            if (key == "side") {
                return json::readText(value, key, side);
            }
            if (key == "price") {
                return json::readText(value, key, text.price);
            }
            if (key == "size") {
                return json::readText(value, key, text.size);
            }
            if (key == "product_id") {
                return json::readText(value, key, product);
            }
            if (key == "trade_id") {
                return json::readWhole(value, key, pending.trade.id);
            }
            return key == "time" ? json::readIsoTime(value, key, pending.trade.eventTime) : Checked{};
        });
        if (!read) {
            return read;
        }
        const auto level = json::levelOf(text, "trade", decimals);
        const auto named = sideOf(side);
        if (!level || !named) {
            return level ? Checked(defect("field side is neither buy nor sell"))
                         : Checked(std::unexpected(level.error()));
        }
        pending.kind = Kind::Trade;
        pending.trade.price = level->price;
        pending.trade.size = level->size;
        pending.trade.aggressor = tradeSideIsTheMakers ? core::opposite(*named) : *named;
        return json::nameSymbol(product, "product_id", pending.symbol);
    }

    static Checked readStatus(Object object, Pending& pending)
    {
        std::string_view product;
        std::string_view status;
        auto read = forEachField(object, [&](std::string_view key, Value value) -> Checked {
            if (key == "id") {
                return json::readText(value, key, product);
            }
            return key == "status" ? json::readText(value, key, status) : Checked{};
        });
        pending.kind = Kind::Status;
        pending.status = status == "online" ? core::TradingStatus::Online : core::TradingStatus::Closed;
        return read ? json::nameSymbol(product, "product_id", pending.symbol) : read;
    }

    static Checked readBookEvent(
        Object event, core::Timestamp published, MarketMessage& message, std::vector<Pending>& pending)
    {
        Pending book{.kind = Kind::Book,
            .firstBid = message.bids.size(),
            .firstAsk = message.asks.size(),
            .firstBidAside = message.bidsAside.size(),
            .firstAskAside = message.asksAside.size()};
        std::string_view kind;
        std::string_view product;
        auto read = forEachField(event, [&](std::string_view key, Value value) -> Checked {
            if (key == "type") {
                return json::readText(value, key, kind);
            }
            if (key == "product_id") {
                return json::readText(value, key, product);
            }
            if (key == "updates") {
                return forEachObject(value, key, [&](Object level) { return readLevel(level, message, book.time); });
            }
            return {};
        });
        if (!read) {
            return read;
        }
        if (kind != "snapshot" && kind != "update") {
            return defect("field type is neither snapshot nor update");
        }
        book.bookKind = kind == "snapshot" ? core::BookUpdateKind::Snapshot : core::BookUpdateKind::Diff;
        book.time = book.time == core::Timestamp{} ? published : book.time;
        book.bids = message.bids.size() - book.firstBid;
        book.asks = message.asks.size() - book.firstAsk;
        book.bidsAside = message.bidsAside.size() - book.firstBidAside;
        book.asksAside = message.asksAside.size() - book.firstAskAside;
        auto named = json::nameSymbol(product, "product_id", book.symbol);
        pending.push_back(book);
        return named;
    }

    static Checked readEvents(Value events, std::string_view channel, core::Timestamp published, MarketMessage& message,
        std::vector<Pending>& pending)
    {
        return forEachObject(events, "events", [&](Object event) -> Checked {
            if (channel == "l2_data") {
                return readBookEvent(event, published, message, pending);
            }
            const std::string_view list = channel == "market_trades" ? "trades" : "products";
            bool isSnapshot = false;
            return forEachField(event, [&](std::string_view key, Value value) -> Checked {
                if (key == "type") {
                    std::string_view kind;
                    auto read = json::readText(value, key, kind);
                    isSnapshot = kind == "snapshot";
                    return read;
                }
                // The snapshot of trades tells what was before we came.
                if (key != list || (isSnapshot && channel == "market_trades")) {
                    return {};
                }
                return forEachObject(value, key, [&](Object entry) -> Checked {
                    Pending one;
                    auto read = channel == "market_trades" ? readTrade(entry, one, message.priceDecimals)
                                                           : readStatus(entry, one);
                    pending.push_back(one);
                    return read;
                });
            });
        });
    }

    // The Exchange feed: a type, a product and the rest flat beside them.
    static Checked readExchangeMessage(Object& object, MarketMessage& message, std::vector<Pending>& pending)
    {
        std::string_view type;
        std::string_view why;
        auto read = json::findText(object, "type", type);
        if (read && type == "error") {
            read = json::findText(object, "message", why);
            return read ? Checked(defect("the venue refused: " + std::string(why.empty() ? "no reason given" : why)))
                        : read;
        }
        if (!read || type.empty()) {
            return read ? Checked(defect("neither field channel nor field type is there")) : read;
        }
        if (type != "snapshot" && type != "l2update" && type != "match" && type != "last_match") {
            return {};
        }
        return object.reset().error() == simdjson::SUCCESS ? readExchange(object, type, message, pending)
                                                           : Checked(defect("not valid JSON"));
    }

    static Checked readExchange(
        Object object, std::string_view type, MarketMessage& message, std::vector<Pending>& pending)
    {
        Pending one;
        if (type == "match" || type == "last_match") {
            auto read = readTrade(object, one, message.priceDecimals);
            pending.push_back(one);
            return read;
        }
        one.kind = Kind::Book;
        one.bookKind = type == "snapshot" ? core::BookUpdateKind::Snapshot : core::BookUpdateKind::Diff;
        std::string_view product;
        auto read = forEachField(object, [&](std::string_view key, Value value) -> Checked {
            if (key == "product_id") {
                return json::readText(value, key, product);
            }
            if (key == "bids") {
                return json::readLevels(value, key, json::sinkOf(message, core::Side::Bid));
            }
            if (key == "asks") {
                return json::readLevels(value, key, json::sinkOf(message, core::Side::Ask));
            }
            if (key == "changes") {
                return readChanges(value, message);
            }
            return key == "time" ? json::readIsoTime(value, key, one.time) : Checked{};
        });
        one.bids = message.bids.size();
        one.asks = message.asks.size();
        one.bidsAside = message.bidsAside.size();
        one.asksAside = message.asksAside.size();
        pending.push_back(one);
        return read ? json::nameSymbol(product, "product_id", pending.back().symbol) : read;
    }

    static Checked readChanges(Value value, MarketMessage& message)
    {
        Array list;
        if (value.get_array().get(list) != simdjson::SUCCESS) {
            return defect("field changes is not a list");
        }
        for (auto item : list) {
            Array change;
            std::array<std::string_view, 3> texts; // side, price, size
            std::size_t count = 0;
            if (item.get_array().get(change) != simdjson::SUCCESS) {
                return defect("field changes holds something that is no list");
            }
            for (auto part : change) {
                if (count == texts.size() || part.get_string().get(texts[count]) != simdjson::SUCCESS) {
                    return defect("a change is not a list of side, price and size");
                }
                ++count;
            }
            const auto side = sideOf(texts[0]);
            auto added = side ? json::addLevel({texts[1], texts[2]}, "changes", json::sinkOf(message, *side))
                              : Checked(defect("a change's side is neither buy nor sell"));
            if (!added) {
                return added;
            }
        }
        return {};
    }
};

CoinbaseDecoder::CoinbaseDecoder()
    : m_parser(std::make_unique<Parser>())
{
    static_assert(padding >= simdjson::SIMDJSON_PADDING);
}

CoinbaseDecoder::CoinbaseDecoder(const CoinbaseDecoder&) = default;
CoinbaseDecoder::~CoinbaseDecoder() = default;

std::unique_ptr<MarketDecoder> CoinbaseDecoder::copy() const
{
    return std::make_unique<CoinbaseDecoder>(*this);
}

std::expected<void, core::Defect> CoinbaseDecoder::decode(std::string_view json, MarketMessage& message)
{
    message.begin();
    m_pending.clear();
    m_given = 0;

    simdjson::ondemand::document document;
    Object object;
    if (auto opened = json::openObject(m_parser->reader, json, document, object); !opened) {
        return opened;
    }
    std::string_view channel;
    Checked read = json::findText(object, "channel", channel);
    // Counted only once the message is understood: one that is refused leaves a hole, which costs the book.
    std::uint64_t next = m_nextSequence;
    m_isCounted = false;
    if (read && !channel.empty()) {
        std::uint64_t sequence = 0;
        Value value;
        const auto isNumbered = json::findField(object, "sequence_num", value);
        if (!isNumbered) {
            return std::unexpected(isNumbered.error());
        }
        if (*isNumbered && value.get_uint64().get(sequence) == simdjson::SUCCESS) {
            // A book from its beginning is no old message: another connection began, and nobody recorded where.
            const bool begins =
                sequence == 0 || json.substr(0, 400).find(R"("type":"snapshot")") != std::string_view::npos;
            if (!begins && m_nextSequence > 0 && sequence < m_nextSequence) {
                return {}; // out of order: older than what we have
            }
            message.messagesLost = sequence > 0 && m_nextSequence > 0 && sequence > m_nextSequence;
            next = sequence + 1;
            m_isCounted = true;
        }
        std::string_view stamp;
        read = json::findText(object, "timestamp", stamp);
        const core::Timestamp published = json::isoTime(stamp, "timestamp").value_or(core::Timestamp{});
        if (channel == "heartbeats") {
            message.kind = Kind::Heartbeat;
        }
        if (read && (channel == "l2_data" || channel == "market_trades" || channel == "status")) {
            read = json::needField(object, "events", value);
            if (read) {
                read = Parser::readEvents(value, channel, published, message, m_pending);
            }
        }
    } else if (read && json.starts_with(productHead)) {
        return readDescription(json, message);
    } else if (read) {
        read = Parser::readExchangeMessage(object, message, m_pending);
    }
    if (!read) {
        message.kind = Kind::Other;
        m_pending.clear();
        return read;
    }
    m_nextSequence = next;
    static_cast<void>(this->next(message));
    return {};
}

bool CoinbaseDecoder::next(MarketMessage& message)
{
    if (m_given == m_pending.size()) {
        return false;
    }
    message.messagesLost = message.messagesLost && m_given == 0;
    const Pending& pending = m_pending[m_given++];
    message.kind = pending.kind;
    message.symbol = pending.symbol;
    message.trade = pending.trade;
    message.status = pending.status;
    message.book = {.kind = pending.bookKind,
        .eventTime = pending.time,
        .bids = std::span(message.bids).subspan(pending.firstBid, pending.bids),
        .asks = std::span(message.asks).subspan(pending.firstAsk, pending.asks),
        .bidsAside = std::span(message.bidsAside).subspan(pending.firstBidAside, pending.bidsAside),
        .asksAside = std::span(message.asksAside).subspan(pending.firstAskAside, pending.asksAside),
        .isCounted = m_isCounted};
    return true;
}

bool sends(std::string_view json)
{
    return json.find(R"("channel":"l2_data")") != std::string_view::npos
        || (json.find(R"("product_id":")") != std::string_view::npos
            && (json.find(R"("type":"snapshot")") != std::string_view::npos
                || json.find(R"("type":"l2update")") != std::string_view::npos));
}

} // namespace leadline::venues::coinbase
