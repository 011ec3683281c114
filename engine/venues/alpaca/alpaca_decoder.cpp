// SPDX-License-Identifier: MIT
#include "engine/venues/alpaca/alpaca_decoder.h"

#include "engine/venues/scratch_parser.h"
#include "engine/venues/stock_items.h"

#include <algorithm>
#include <array>
#include <optional>

namespace leadline::venues::alpaca
{

namespace
{

using core::defect;
using json::Checked;
using json::FieldText;
using json::Object;
using stocks::StockFields;
using Bound = stocks::StockFields::Bound;
using What = core::HaltNotice::What;

/// A status code and what it means, before the reason is looked at. Codes that are not here change nothing.
struct StatusCode {
    std::string_view code;
    What what;
};
constexpr std::array statusCodes{
    // Tapes A and B.
    StatusCode{"2", What::Halted},
    StatusCode{"3", What::Resumed},
    StatusCode{"F", What::Paused}, // limit up, limit down
    // Tapes C and O.
    StatusCode{"H", What::Halted},
    StatusCode{"P", What::Paused}, // volatility trading pause
    StatusCode{"Q", What::QuotesOnly},
    StatusCode{"T", What::Resumed},
};

/// Reasons of a halt that is a pause for volatility: M of tapes A and B, the others of C and O.
bool isVolatilityReason(std::string_view reason)
{
    constexpr std::array<std::string_view, 4> reasons{"M", "LUDP", "LUDS", "T5"};
    return std::ranges::find(reasons, reason) != reasons.end();
}

std::optional<What> meaningOf(std::string_view code, std::string_view reason)
{
    const auto* const found = std::ranges::find(statusCodes, code, &StatusCode::code);
    if (found == statusCodes.end()) {
        return std::nullopt;
    }
    return found->what == What::Halted && isVolatilityReason(reason) ? What::Paused : found->what;
}

/// What the user can do about an error whose text leaves it open.
std::string_view adviceOn(std::string_view code)
{
    if (code == "402") {
        return ": the key or its secret is wrong, and asking again does not help";
    }
    if (code == "406") {
        return ": another program, or a connection that was cut, still holds the only one";
    }
    return code == "409" ? ": the key's data plan does not hold this feed, and asking again does not help" : "";
}

Checked readQuote(Object item, StockEvents& events)
{
    std::array fields{
        FieldText{"S"}, FieldText{"t"}, FieldText{"bp"}, FieldText{"bs"}, FieldText{"ap"}, FieldText{"as"}};
    if (auto read = json::readTexts(item, fields); !read) {
        return read;
    }
    const auto& [name, time, bidPrice, bidSize, askPrice, askSize] = fields;
    StockFields from;
    const core::Symbol symbol = from.symbol(name);
    StockEvents::Quote quote{
        .eventTime = from.isoTime(time), .bid = from.level(bidPrice, bidSize), .ask = from.level(askPrice, askSize)};
    quote.decimals = from.decimals();
    if (from.verdict()) {
        events.add(symbol, quote);
    }
    return from.verdict();
}

Checked readTrade(Object item, StockEvents& events)
{
    std::array fields{FieldText{"S"}, FieldText{"t"}, FieldText{"p"}, FieldText{"s"}, FieldText{"i", false}};
    if (auto read = json::readTexts(item, fields); !read) {
        return read;
    }
    const auto& [name, time, price, size, id] = fields;
    StockFields from;
    const core::Symbol symbol = from.symbol(name);
    StockEvents::Print print{.trade = {.eventTime = from.isoTime(time),
                                 .id = from.whole(id),
                                 .price = from.price(price, Bound::AboveZero),
                                 .size = from.size(size)}};
    print.decimals = from.decimals();
    if (from.verdict()) {
        events.add(symbol, print);
    }
    return from.verdict();
}

Checked readStatus(Object item, StockEvents& events)
{
    std::array fields{FieldText{"S"}, FieldText{"t"}, FieldText{"sc"}, FieldText{"rc", false}};
    if (auto read = json::readTexts(item, fields); !read) {
        return read;
    }
    const auto& [name, time, code, reason] = fields;
    const auto what = meaningOf(code.text, reason.text);
    StockFields from;
    const core::Symbol symbol = from.symbol(name);
    const core::HaltNotice halt{.eventTime = from.isoTime(time),
        .what = what.value_or(What::Halted),
        .code = decltype(core::HaltNotice::code)(code.text),
        .reason = decltype(core::HaltNotice::reason)(reason.text)};
    if (from.verdict() && what) {
        events.add(symbol, halt);
    }
    return from.verdict();
}

Checked readBands(Object item, StockEvents& events)
{
    std::array fields{FieldText{"S"}, FieldText{"t"}, FieldText{"d"}, FieldText{"u"}};
    if (auto read = json::readTexts(item, fields); !read) {
        return read;
    }
    const auto& [name, time, down, up] = fields;
    StockFields from;
    const core::Symbol symbol = from.symbol(name);
    const core::PriceBands bands{.eventTime = from.isoTime(time),
        .lower = from.price(down, Bound::NotBelowZero),
        .upper = from.price(up, Bound::AboveZero)};
    if (bands.lower > bands.upper) {
        from.refuse({"field d lies above field u"});
    }
    if (from.verdict()) {
        events.add(symbol, bands);
    }
    return from.verdict();
}

Checked readError(Object item)
{
    std::array fields{FieldText{"code", false}, FieldText{"msg", false}};
    if (auto read = json::readTexts(item, fields); !read) {
        return read;
    }
    const auto& [code, text] = fields;
    return defect("the venue refused: " + std::string(code.text) + " " + std::string(text.text)
        + std::string(adviceOn(code.text)));
}

Checked readItem(Object item, StockEvents& events)
{
    std::string_view type;
    if (auto read = json::findText(item, "T", type); !read || type.empty()) {
        return read ? Checked(defect("field T is missing or no text")) : read;
    }
    if (item.reset().error() != simdjson::SUCCESS) {
        return defect("not valid JSON");
    }
    if (type == "q") {
        return readQuote(item, events);
    }
    if (type == "t") {
        return readTrade(item, events);
    }
    if (type == "s") {
        return readStatus(item, events);
    }
    if (type == "l") {
        return readBands(item, events);
    }
    if (type == "error") {
        return readError(item);
    }
    if (type == "subscription") {
        // Only who was let in gets one: proof of life where no trade comes. The successes before it are none.
        events.addHeartbeat();
    }
    return {};
}

} // namespace

struct AlpacaDecoder::Parser {
    ScratchParser reader;
};

AlpacaDecoder::AlpacaDecoder(core::VenueId venue)
    : m_parser(std::make_unique<Parser>())
    , m_venue(venue)
{
    static_assert(padding >= simdjson::SIMDJSON_PADDING);
}

AlpacaDecoder::AlpacaDecoder(const AlpacaDecoder&) = default;
AlpacaDecoder::~AlpacaDecoder() = default;

std::unique_ptr<MarketDecoder> AlpacaDecoder::copy() const
{
    return std::make_unique<AlpacaDecoder>(*this);
}

std::expected<void, core::Defect> AlpacaDecoder::decode(std::string_view json, core::MarketMessage& message)
{
    message.begin();
    m_events.begin();
    const auto read = stocks::readItems(
        m_parser->reader, json, [this](Object item) { return readItem(item, m_events); }, [this] { m_events.begin(); });
    if (read) {
        static_cast<void>(m_events.give(message));
    }
    return read;
}

bool sends(std::string_view json)
{
    return json.starts_with(R"([{"T":")");
}

} // namespace leadline::venues::alpaca
