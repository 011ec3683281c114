// SPDX-License-Identifier: MIT
/// Reading exact numbers, levels and times out of venues' JSON; a failure names the field.
#pragma once

#include "engine/core/decimal.h"
#include "engine/core/events.h"
#include "engine/core/number_text.h"
#include "engine/core/result.h"

#include <simdjson.h>

#include <concepts>
#include <expected>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::json
{

using Value = simdjson::ondemand::value;
using Object = simdjson::ondemand::object;
using Array = simdjson::ondemand::array;
using Checked = std::expected<void, core::Defect>;

[[nodiscard]] std::unexpected<core::Defect> badNumber(std::string_view field, core::ParseError error);

/// A decimal in quotes at `text` (just behind the opening quote), in billionths.
[[nodiscard]] std::expected<core::Int128, core::ParseError> quotedDecimal(
    const char* text, core::Int128 limit, int* decimals = nullptr);

/// Where the levels of one side of a message go.
struct LevelSink {
    std::vector<core::Level>& levels;
    std::vector<core::LevelAside>& aside; ///< those that no Level can hold
    int& decimals; ///< of the prices, as written
    std::vector<core::LevelText>* texts = nullptr; ///< one for each of `levels`, where the venue publishes checksums
};
[[nodiscard]] inline LevelSink sinkOf(core::MarketMessage& message, core::Side side)
{
    return side == core::Side::Bid ? LevelSink{message.bids, message.bidsAside, message.priceDecimals}
                                   : LevelSink{message.asks, message.asksAside, message.priceDecimals};
}
[[nodiscard]] inline LevelSink sinkWithTexts(core::MarketMessage& message, core::Side side)
{
    return side == core::Side::Bid
        ? LevelSink{message.bids, message.bidsAside, message.priceDecimals, &message.bidTexts}
        : LevelSink{message.asks, message.asksAside, message.priceDecimals, &message.askTexts};
}

/// Adds one level. What is a number and cannot be held stands aside, and a level that the book has at its price goes;
/// what is no number, a price that is not above zero and a size below it are defects.
[[nodiscard]] Checked addLevel(const core::LevelText& text, std::string_view field, LevelSink sink);

/// A list of `["price","size",...]`, in place of what was there. What follows the two numbers of a level is handed to
/// `rest` as text, when it is there.
[[nodiscard]] Checked readLevels(
    Value value, std::string_view field, LevelSink sink, std::vector<std::string_view>* rest = nullptr);

/// The text of a JSON number, or of a text, as the venue wrote it.
[[nodiscard]] Checked readNumberText(Value value, std::string_view field, std::string_view& to);
/// An exact decimal from its text, with or without an exponent.
template <class Number>
[[nodiscard]] std::expected<Number, core::Defect> decimalOf(std::string_view text, std::string_view field)
{
    const bool isPlain = text.find_first_of("eE") == std::string_view::npos;
    const auto number = isPlain ? Number::parse(text) : Number::parse(core::withoutExponent(text));
    return number ? std::expected<Number, core::Defect>(*number) : badNumber(field, number.error());
}
/// decimalOf() a JSON number, or of a text.
template <class Number> [[nodiscard]] Checked readDecimal(Value value, std::string_view field, Number& to)
{
    std::string_view text;
    if (auto read = readNumberText(value, field, text); !read) {
        return read;
    }
    const auto number = decimalOf<Number>(text, field);
    if (!number) {
        return std::unexpected(number.error());
    }
    to = *number;
    return {};
}

/// One field of an object as its text: a number as written, or a text without its quotes.
struct FieldText {
    std::string_view key;
    bool mustBeThere = true;
    std::string_view text = {};
    bool isThere = false; ///< and not null
};
/// Finds the fields; one that must be there and is not, or that is neither number nor text, is a defect.
[[nodiscard]] Checked readTexts(Object object, std::span<FieldText> fields);

/// A trade's price and size from their texts. The price is above zero and the size is not below.
[[nodiscard]] std::expected<core::Level, core::Defect> levelOf(
    const core::LevelText& text, std::string_view field, int& decimals);

[[nodiscard]] Checked readText(Value value, std::string_view field, std::string_view& to);
[[nodiscard]] Checked readQuoted(Value value, std::string_view field, const char*& to);
/// A whole number, in quotes or not.
[[nodiscard]] Checked readWhole(Value value, std::string_view field, std::uint64_t& to);

template <std::unsigned_integral Integer>
[[nodiscard]] Checked readInteger(Value value, std::string_view field, Integer& to)
{
    std::uint64_t number = 0;
    if (value.get_uint64().get(number) != simdjson::SUCCESS) {
        return core::defect("field " + std::string(field) + " is not a whole number in range");
    }
    to = static_cast<Integer>(number);
    return {};
}

/// Calls `read(key, value)`, which gives a Checked, for every field of the object, until one fails.
template <class Read> [[nodiscard]] Checked forEachField(Object object, Read read)
{
    for (auto part : object) {
        std::string_view key;
        Value value;
        if (part.unescaped_key().get(key) != simdjson::SUCCESS || part.value().get(value) != simdjson::SUCCESS) {
            return core::defect("not valid JSON");
        }
        if (auto done = read(key, value); !done) {
            return done;
        }
    }
    return {};
}

/// Calls `read(object)`, which gives a Checked, for every entry of a list of objects, until one fails.
template <class Read> [[nodiscard]] Checked forEachObject(Value list, std::string_view field, Read read)
{
    Array array;
    if (list.get_array().get(array) != simdjson::SUCCESS) {
        return core::defect("field " + std::string(field) + " is not a list");
    }
    for (auto item : array) {
        Object object;
        if (item.get_object().get(object) != simdjson::SUCCESS) {
            return core::defect("field " + std::string(field) + " holds something that is no object");
        }
        if (auto done = read(object); !done) {
            return done;
        }
    }
    return {};
}

/// Finds a field of an object, wherever it stands; false where there is none. simdjson's own look-ups believe that what
/// they passed over before is well formed, and run on behind the message where it is not. Here every search begins at
/// the first field and sees each of them. After a defect the object may not be asked any more: the text is no JSON.
[[nodiscard]] std::expected<bool, core::Defect> findField(Object& object, std::string_view key, Value& value);
/// The same of a field that must be there.
[[nodiscard]] Checked needField(Object& object, std::string_view key, Value& value);
/// The text of such a field; empty where there is none, or it is no text.
[[nodiscard]] Checked findText(Object& object, std::string_view key, std::string_view& text);

/// The object that a whole message is. `json` has simdjson::SIMDJSON_PADDING readable bytes behind it; `document` holds
/// what `object` looks into.
[[nodiscard]] Checked openObject(
    simdjson::ondemand::parser& parser, std::string_view json, simdjson::ondemand::document& document, Object& object);

/// A symbol from its text, which must be there and fit.
[[nodiscard]] Checked nameSymbol(std::string_view text, std::string_view field, core::Symbol& symbol);
/// A number or a text, as core::timeIn() reads it. The epoch, which is no time, for null, "" and whole numbers that
/// core::timeOfCount() takes for none, zero among them.
[[nodiscard]] Checked readTime(Value value, std::string_view field, core::Timestamp& time);
/// isoTime() of a text.
[[nodiscard]] Checked readIsoTime(Value value, std::string_view field, core::Timestamp& time);

/// core::isoTime(), or a defect that names the field.
[[nodiscard]] std::expected<core::Timestamp, core::Defect> isoTime(std::string_view text, std::string_view field);
/// core::timeIn(), or a defect that names the field: "1618678123.481570".
[[nodiscard]] std::expected<core::Timestamp, core::Defect> timeIn(std::string_view text, std::string_view field);

} // namespace leadline::json
