// SPDX-License-Identifier: MIT
#include "engine/venues/binance/binance_decoder.h"

#include "engine/json/reader.h"
#include "engine/venues/binance/binance_instruments.h"
#include "engine/venues/binance/binance_symbols.h"
#include "engine/venues/binance/depth_scanner.h"
#include "engine/venues/scratch_parser.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cctype>
#include <optional>
#include <utility>

namespace leadline::venues::binance
{

namespace
{

using core::defect;
using core::Defect;
using core::Level;
using core::MarketMessage;
using json::badNumber;
using json::Checked;
using json::quotedDecimal;
using json::readInteger;
using json::readLevels;
using json::readQuoted;
using json::readText;
using json::Value;
using simdjson::ondemand::json_type;

/// Names used in messages and to tell keys apart; a key of ours has at most 12 letters.
std::string_view keyOf(const char* raw)
{
    std::size_t size = 0;
    while (size < 16 && raw[size] != '"') {
        ++size;
    }
    return {raw, size};
}

/// The fields of one message, as far as they were there.
struct Fields {
    std::string_view event;
    std::string_view symbol;
    core::Timestamp published; // E
    core::Timestamp transacted; // T
    std::uint64_t firstId = 0; // U
    std::uint64_t finalId = 0; // u, lastUpdateId
    std::uint64_t previousId = 0; // pu
    std::uint64_t tradeId = 0; // t, or a of an aggTrade
    const char* bidPrice = nullptr; // b of a bookTicker
    const char* bidSize = nullptr; // B
    const char* askPrice = nullptr; // a of a bookTicker
    const char* askSize = nullptr; // A
    const char* price = nullptr; // p
    const char* size = nullptr; // q
    std::optional<bool> buyerIsMaker; // m
    bool hasBids = false;
    bool hasAsks = false;
    bool isSnapshot = false;
    bool isList = false; ///< exchangeInfo
};

/// `b` and `a` are lists in a depth update, texts in a bookTicker, and `a` is a number in an aggTrade.
Checked readSide(Value value, std::string_view key, core::Side side, Fields& fields, MarketMessage& message)
{
    json_type type{};
    if (value.type().get(type) != simdjson::SUCCESS) {
        return defect("field " + std::string(key) + " is broken");
    }
    if (type == json_type::array) {
        (side == core::Side::Bid ? fields.hasBids : fields.hasAsks) = true;
        return readLevels(value, key, json::sinkOf(message, side));
    }
    if (type == json_type::number && key == "a") {
        return readInteger(value, key, fields.tradeId);
    }
    return readQuoted(value, key, side == core::Side::Bid ? fields.bidPrice : fields.askPrice);
}

Checked readField(std::string_view key, Value value, Fields& fields, MarketMessage& message)
{
    if (key.size() == 1) {
        switch (key.front()) {
        case 'e':
            return readText(value, key, fields.event);
        case 's':
            return readText(value, key, fields.symbol);
        case 'E':
            return json::readTime(value, key, fields.published);
        case 'T':
            return json::readTime(value, key, fields.transacted);
        case 'U':
            return readInteger(value, key, fields.firstId);
        case 'u':
            return readInteger(value, key, fields.finalId);
        case 't':
            return readInteger(value, key, fields.tradeId);
        case 'b':
            return readSide(value, key, core::Side::Bid, fields, message);
        case 'a':
            return readSide(value, key, core::Side::Ask, fields, message);
        case 'B':
            return readQuoted(value, key, fields.bidSize);
        case 'A':
            return readQuoted(value, key, fields.askSize);
        case 'p':
            return readQuoted(value, key, fields.price);
        case 'q':
            return readQuoted(value, key, fields.size);
        case 'm': {
            bool maker = false;
            if (value.get_bool().get(maker) != simdjson::SUCCESS) {
                return defect("field m is not true or false");
            }
            fields.buyerIsMaker = maker;
            return {};
        }
        default:
            return {};
        }
    }
    if (key == "pu") {
        return readInteger(value, key, fields.previousId);
    }
    if (key == "lastUpdateId") {
        fields.isSnapshot = true;
        return readInteger(value, key, fields.finalId);
    }
    if (key == "bids") {
        fields.hasBids = true;
        return readLevels(value, key, json::sinkOf(message, core::Side::Bid));
    }
    if (key == "asks") {
        fields.hasAsks = true;
        return readLevels(value, key, json::sinkOf(message, core::Side::Ask));
    }
    fields.isList = fields.isList || key == "symbols";
    return key == "symbol" ? readText(value, key, fields.symbol) : Checked{};
}

/// A price and a size, both there and above zero (a size of zero is allowed for `zeroSize`).
Checked readPair(
    const char* priceText, const char* sizeText, std::string_view names, bool zeroSize, Level& level, int& decimals)
{
    if (priceText == nullptr || sizeText == nullptr) {
        return defect("fields " + std::string(names) + " are missing");
    }
    const auto price = quotedDecimal(priceText, core::Price::maxRaw, &decimals);
    if (!price) {
        return badNumber(names.substr(0, 1), price.error());
    }
    const auto size = quotedDecimal(sizeText, core::Quantity::maxRaw);
    if (!size) {
        return badNumber(names.substr(2, 1), size.error());
    }
    if (*price < 0 || *size < 0 || (!zeroSize && (*price == 0 || *size == 0))) {
        return defect("fields " + std::string(names) + " are not above zero");
    }
    level = {core::Price::fromRaw(static_cast<std::int64_t>(*price)), core::Quantity::fromRaw(*size)};
    return {};
}

core::Timestamp eventTimeOf(const Fields& fields)
{
    return fields.transacted != core::Timestamp{} ? fields.transacted : fields.published;
}

Checked finishBook(const Fields& fields, core::BookUpdateKind kind, MarketMessage& message)
{
    if (!fields.hasBids || !fields.hasAsks) {
        return defect("a side of the book is missing");
    }
    if (fields.finalId == 0 || (kind == core::BookUpdateKind::Diff && fields.firstId == 0)) {
        return defect("update ids are missing");
    }
    if (fields.firstId > fields.finalId) {
        return defect("update ids run backwards");
    }
    if (kind == core::BookUpdateKind::Diff && fields.published == core::Timestamp{}) {
        return defect("field E is missing");
    }
    message.kind = MarketMessage::Kind::Book;
    message.book = {kind, fields.firstId, fields.finalId, fields.previousId, eventTimeOf(fields), message.bids,
        message.asks, message.bidsAside, message.asksAside};
    return {};
}

Checked finishTrade(const Fields& fields, MarketMessage& message)
{
    if (fields.price != nullptr && fields.size != nullptr && quotedDecimal(fields.size, core::Quantity::maxRaw) == 0) {
        return {}; // Binance futures sends trade frames of price and size 0; they are to be dropped.
    }
    Level level;
    if (auto read = readPair(fields.price, fields.size, "p,q", false, level, message.priceDecimals); !read) {
        return read;
    }
    if (!fields.buyerIsMaker || fields.transacted == core::Timestamp{}) {
        return defect(fields.buyerIsMaker ? "field T is missing" : "field m is missing");
    }
    message.kind = MarketMessage::Kind::Trade;
    message.trade = {eventTimeOf(fields), fields.tradeId, level.price, level.size,
        *fields.buyerIsMaker ? core::Side::Ask : core::Side::Bid};
    return {};
}

Checked finishTop(const Fields& fields, MarketMessage& message)
{
    core::TopOfBook top{.eventTime = eventTimeOf(fields), .id = fields.finalId};
    if (top.id == 0) {
        return defect("field u is missing");
    }
    if (auto read = readPair(fields.bidPrice, fields.bidSize, "b,B", true, top.bid, message.priceDecimals); !read) {
        return read;
    }
    if (auto read = readPair(fields.askPrice, fields.askSize, "a,A", true, top.ask, message.priceDecimals); !read) {
        return read;
    }
    message.kind = MarketMessage::Kind::Top;
    message.top = top;
    return {};
}

Checked finish(const Fields& fields, std::string_view stream, MarketMessage& message)
{
    if (fields.isSnapshot || fields.event == "depthUpdate") {
        const core::BookUpdateKind whole =
            fields.isSnapshot ? core::BookUpdateKind::Snapshot : core::BookUpdateKind::Diff;
        return finishBook(fields, isFrameStream(stream) ? core::BookUpdateKind::Frame : whole, message);
    }
    if (fields.event == "trade" || fields.event == "aggTrade") {
        return finishTrade(fields, message);
    }
    // Spot sends bookTicker without an event name.
    if (fields.event == "bookTicker"
        || (fields.event.empty() && fields.bidSize != nullptr && fields.askSize != nullptr)) {
        return finishTop(fields, message);
    }
    return {};
}

} // namespace

struct BinanceDecoder::Parser {
    ScratchParser json;
    // The first number that is not what it should be ends the message, before anything was applied.
    Checked readObject(simdjson::ondemand::object& object, MarketMessage& message, Fields& fields,
        std::string_view& stream, bool mayNest)
    {
        for (auto item : object) {
            simdjson::ondemand::field field;
            if (std::move(item).get(field) != simdjson::SUCCESS) {
                return defect("not valid JSON");
            }
            const std::string_view key = keyOf(field.key().raw());
            Value& value = field.value();
            if (mayNest && key == "data") {
                simdjson::ondemand::object inner;
                json_type type{};
                if (value.type().get(type) != simdjson::SUCCESS || type != json_type::object
                    || value.get_object().get(inner) != simdjson::SUCCESS) {
                    return defect("field data is not an object");
                }
                if (auto read = readObject(inner, message, fields, stream, false); !read) {
                    return read;
                }
            } else if (mayNest && key == "stream") {
                if (auto read = readText(value, key, stream); !read) {
                    return read;
                }
            } else if (auto read = readField(key, value, fields, message); !read) {
                return read;
            }
        }
        return {};
    }
};

BinanceDecoder::BinanceDecoder(core::VenueId venue)
    : m_venue(venue)
    , m_parser(std::make_unique<Parser>())
{
    static_assert(padding >= simdjson::SIMDJSON_PADDING);
}

BinanceDecoder::BinanceDecoder(const BinanceDecoder&) = default;
BinanceDecoder::~BinanceDecoder() = default;

std::unique_ptr<MarketDecoder> BinanceDecoder::copy() const
{
    return std::make_unique<BinanceDecoder>(*this);
}

std::expected<void, Defect> BinanceDecoder::decodeBySimdjson(std::string_view json, MarketMessage& message)
{
    message.kind = MarketMessage::Kind::Other;
    message.symbol = m_defaultSymbol;
    message.priceDecimals = 0;
    m_listed.clear();

    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    if (auto opened = json::openObject(m_parser->json, json, document, object); !opened) {
        return opened;
    }
    Fields fields;
    std::string_view stream;
    if (auto read = m_parser->readObject(object, message, fields, stream, true); !read) {
        return read;
    }
    if (document.current_location().error() == simdjson::SUCCESS) {
        return defect("more than one JSON value");
    }
    if (fields.isList) {
        readListed(json, m_venue, m_listed);
        static_cast<void>(m_listed.give(message));
        return {};
    }
    if (!fields.symbol.empty()) {
        if (!core::Symbol::fits(fields.symbol)) {
            return defect("field s is longer than a symbol");
        }
        message.symbol = core::Symbol(fields.symbol);
    }
    auto finished = finish(fields, stream, message);
    if (finished && message.kind != MarketMessage::Kind::Other && message.symbol.isEmpty()) {
        message.kind = MarketMessage::Kind::Other;
        return defect("the message names no symbol");
    }
    return finished;
}

std::expected<void, Defect> BinanceDecoder::decode(std::string_view json, MarketMessage& message)
{
    // Nearly all bytes come as depth updates in one and the same shape; whatever differs in the least goes the general
    // way.
    return scanDepth(json, message) ? std::expected<void, Defect>{} : decodeBySimdjson(json, message);
}

namespace
{

/// What stands behind the first `before`, up to `end`; empty where there is none.
std::string_view textBehind(std::string_view json, std::string_view before, char end)
{
    const auto at = json.find(before);
    if (at == std::string_view::npos) {
        return {};
    }
    const std::string_view rest = json.substr(at + before.size());
    return rest.substr(0, rest.find(end));
}

/// By its symbol, or else by the name of its stream. Both sorts of contracts name the pair as "ps".
bool isOfCoinMargined(std::string_view json)
{
    std::string name(textBehind(json, R"("s":")", '"'));
    if (name.empty()) {
        name = textBehind(json, R"("stream":")", '@');
    }
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return isCoinMargined(name);
}

} // namespace

core::VenueId recognise(std::string_view json)
{
    const bool isDepth = json.find(R"("e":"depthUpdate")") != std::string_view::npos;
    const bool isTicker = json.find(R"(@bookTicker")") != std::string_view::npos;
    if (!isDepth && !isTicker) {
        return {};
    }
    if (isOfCoinMargined(json)) {
        return coinMarginedVenue;
    }
    if (isDepth) {
        return json.find(R"("pu":)") != std::string_view::npos ? futuresVenue : spotVenue;
    }
    return json.find(R"("e":"bookTicker")") != std::string_view::npos ? futuresVenue : spotVenue;
}

} // namespace leadline::venues::binance
