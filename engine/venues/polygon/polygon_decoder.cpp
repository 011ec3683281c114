// SPDX-License-Identifier: MIT
#include "engine/venues/polygon/polygon_decoder.h"

#include "engine/core/number_text.h"
#include "engine/venues/scratch_parser.h"
#include "engine/venues/stock_items.h"

#include <algorithm>
#include <array>

namespace leadline::venues::polygon
{

namespace
{

using core::defect;
using json::Array;
using json::Checked;
using json::FieldText;
using json::Object;
using json::Value;
using stocks::StockFields;
using Bound = stocks::StockFields::Bound;

/// The tapes publish shares and the smaller round lots hold from here on.
constexpr core::Timestamp smallerLotsSince = std::chrono::sys_days(std::chrono::year(2025) / 11 / 3);

/// Indicators of a price band.
constexpr std::uint64_t suspended = 17;
constexpr std::uint64_t reopening = 18;

std::uint64_t numberOr0(std::string_view text)
{
    return core::numberIn<std::uint64_t>(text).value_or(0);
}

Checked readQuote(Object item, SizeUnit unit, StockEvents& events)
{
    std::array fields{FieldText{"sym"}, FieldText{"t"}, FieldText{"bp", false}, FieldText{"bs", false},
        FieldText{"ap", false}, FieldText{"as", false}};
    if (auto read = json::readTexts(item, fields); !read) {
        return read;
    }
    const auto& [name, time, bidPrice, bidSize, askPrice, askSize] = fields;
    if (!bidPrice.isThere && !askPrice.isThere) {
        return defect("neither field bp nor field ap is there");
    }
    StockFields from;
    const core::Symbol symbol = from.symbol(name);
    StockEvents::Quote quote{
        .eventTime = from.epochTime(time), .bid = from.level(bidPrice, bidSize), .ask = from.level(askPrice, askSize)};
    quote.bid.size = inShares(quote.bid, quote.eventTime, unit);
    quote.ask.size = inShares(quote.ask, quote.eventTime, unit);
    quote.decimals = from.decimals();
    if (from.verdict()) {
        events.add(symbol, quote);
    }
    return from.verdict();
}

Checked readTrade(Object item, StockEvents& events)
{
    std::array fields{FieldText{"sym"}, FieldText{"t"}, FieldText{"p"}, FieldText{"s", false}, FieldText{"ds", false},
        FieldText{"i", false}};
    if (auto read = json::readTexts(item, fields); !read) {
        return read;
    }
    const auto& [name, time, price, size, decimalSize, id] = fields;
    if (!size.isThere && !decimalSize.isThere) {
        return defect("neither field s nor field ds is there");
    }
    StockFields from;
    const core::Symbol symbol = from.symbol(name);
    StockEvents::Print print{.trade = {.eventTime = from.epochTime(time),
                                 .id = numberOr0(id.text),
                                 .price = from.price(price, Bound::AboveZero),
                                 .size = from.size(decimalSize.isThere ? decimalSize : size)}};
    print.decimals = from.decimals();
    if (from.verdict()) {
        events.add(symbol, print);
    }
    return from.verdict();
}

/// The indicator of the list that stops or starts trading; else the first; zero where there is none.
Checked readIndicator(Object item, std::uint64_t& indicator)
{
    Value value;
    const auto isThere = json::findField(item, "i", value);
    if (!isThere || !*isThere) {
        return isThere ? Checked{} : Checked(std::unexpected(isThere.error()));
    }
    Array list;
    if (value.get_array().get(list) != simdjson::SUCCESS) {
        return defect("field i is not a list");
    }
    for (auto entry : list) {
        std::uint64_t number = 0;
        if (entry.get_uint64().get(number) != simdjson::SUCCESS) {
            return defect("field i holds something that is no number");
        }
        if (indicator == 0 || number == suspended || number == reopening) {
            indicator = number;
        }
    }
    return {};
}

Checked readBands(Object item, StockEvents& events)
{
    std::uint64_t indicator = 0;
    if (auto read = readIndicator(item, indicator); !read) {
        return read;
    }
    const bool isHalt = indicator == suspended || indicator == reopening;
    std::array fields{FieldText{"T"}, FieldText{"t"}, FieldText{"l", !isHalt}, FieldText{"h", !isHalt}};
    if (item.reset().error() != simdjson::SUCCESS) {
        return defect("not valid JSON");
    }
    if (auto read = json::readTexts(item, fields); !read) {
        return read;
    }
    const auto& [name, time, low, high] = fields;
    StockFields from;
    const core::Symbol symbol = from.symbol(name);
    const core::Timestamp eventTime = from.epochTime(time);
    const core::HaltNotice halt{.eventTime = eventTime,
        .what = indicator == reopening ? core::HaltNotice::What::Resumed : core::HaltNotice::What::Paused,
        .code = decltype(core::HaltNotice::code)(std::to_string(indicator))};
    core::PriceBands bands{.eventTime = eventTime};
    if (!isHalt) {
        bands.lower = from.price(low, Bound::NotBelowZero);
        bands.upper = from.price(high, Bound::AboveZero);
    }
    if (bands.lower > bands.upper) {
        from.refuse({"field l lies above field h"});
    }
    if (from.verdict()) {
        isHalt ? events.add(symbol, halt) : events.add(symbol, bands);
    }
    return from.verdict();
}

Checked readStatus(Object item, StockEvents& events)
{
    std::array fields{FieldText{"status"}, FieldText{"message", false}};
    if (auto read = json::readTexts(item, fields); !read) {
        return read;
    }
    const auto& [status, text] = fields;
    if (status.text == "success") {
        // Only who was let in gets one: proof of life where no trade comes. What comes before it is none.
        events.addHeartbeat();
        return {};
    }
    if (status.text == "connected" || status.text == "auth_success") {
        return {};
    }
    const std::string_view advice =
        status.text == "auth_failed" ? ": the key is wrong, and asking again does not help" : "";
    return defect(
        "the venue refused: " + std::string(status.text) + " " + std::string(text.text) + std::string(advice));
}

Checked readItem(Object item, SizeUnit unit, StockEvents& events)
{
    std::string_view event;
    if (auto read = json::findText(item, "ev", event); !read || event.empty()) {
        return read ? Checked(defect("field ev is missing or no text")) : read;
    }
    if (item.reset().error() != simdjson::SUCCESS) {
        return defect("not valid JSON");
    }
    if (event == "Q") {
        return readQuote(item, unit, events);
    }
    if (event == "T") {
        return readTrade(item, events);
    }
    if (event == "LULD") {
        return readBands(item, events);
    }
    return event == "status" ? readStatus(item, events) : Checked{};
}

} // namespace

core::Quantity roundLot(core::Price price, core::Timestamp time)
{
    constexpr std::int64_t dollar = core::decimalScale;
    std::int64_t shares = 100;
    if (time >= smallerLotsSince && price.raw() > 250 * dollar) {
        shares = price.raw() > 10'000 * dollar ? 1 : price.raw() > 1'000 * dollar ? 10 : 40;
    }
    return core::Quantity::fromRaw(static_cast<core::Int128>(shares) * core::decimalScale);
}

core::Quantity inShares(core::Level level, core::Timestamp time, SizeUnit unit)
{
    if (unit == SizeUnit::Shares) {
        return level.size;
    }
    const core::Int128 shares = roundLot(level.price, time).raw() / core::decimalScale;
    return core::Quantity::fromRaw(level.size.raw() * shares);
}

struct PolygonDecoder::Parser {
    ScratchParser reader;
};

PolygonDecoder::PolygonDecoder(SizeUnit unit)
    : m_parser(std::make_unique<Parser>())
    , m_unit(unit)
{
    static_assert(padding >= simdjson::SIMDJSON_PADDING);
}

PolygonDecoder::PolygonDecoder(const PolygonDecoder&) = default;
PolygonDecoder::~PolygonDecoder() = default;

std::unique_ptr<MarketDecoder> PolygonDecoder::copy() const
{
    return std::make_unique<PolygonDecoder>(*this);
}

std::expected<void, core::Defect> PolygonDecoder::decode(std::string_view json, core::MarketMessage& message)
{
    message.begin();
    m_events.begin();
    const auto read = stocks::readItems(
        m_parser->reader, json, [this](Object item) { return readItem(item, m_unit, m_events); },
        [this] { m_events.begin(); });
    if (read) {
        static_cast<void>(m_events.give(message));
    }
    return read;
}

bool sends(std::string_view json)
{
    return json.starts_with(R"([{"ev":")");
}

} // namespace leadline::venues::polygon
