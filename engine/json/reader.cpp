// SPDX-License-Identifier: MIT
#include "engine/json/reader.h"

#include "engine/core/time_text.h"

#include <algorithm>
#include <array>
#include <optional>

namespace leadline::json
{

using core::defect;
using core::Defect;
using core::Level;
using core::LevelText;

Checked openObject(
    simdjson::ondemand::parser& parser, std::string_view json, simdjson::ondemand::document& document, Object& object)
{
    const simdjson::padded_string_view padded(json, json.size() + simdjson::SIMDJSON_PADDING);
    if (parser.iterate(padded).get(document) != simdjson::SUCCESS
        || document.get_object().get(object) != simdjson::SUCCESS) {
        return defect("not a JSON object");
    }
    return {};
}

std::unexpected<Defect> badNumber(std::string_view field, core::ParseError error)
{
    return defect("field " + std::string(field) + ": " + std::string(core::describe(error)));
}

std::expected<core::Int128, core::ParseError> quotedDecimal(const char* text, core::Int128 limit, int* decimals)
{
    const core::ScannedDecimal number = core::scanDecimal(text);
    if (*number.end == '"' && number.digits > 0 && number.digits <= 18 && number.decimals <= core::decimalPlaces
        && number.end[-1] != '.' && *text != '.') [[likely]] {
        if (decimals != nullptr) {
            *decimals = number.decimals;
        }
        const core::Int128 raw =
            static_cast<core::Int128>(number.mantissa) * core::powerOfTen(core::decimalPlaces - number.decimals);
        if (raw <= limit) {
            return raw;
        }
        return std::unexpected(core::ParseError::Overflow);
    }
    const char* end = text;
    while (*end != '"') {
        ++end;
    }
    const std::string_view whole(text, static_cast<std::size_t>(end - text));
    if (decimals != nullptr) {
        *decimals = std::min(core::writtenDecimals(whole), core::decimalPlaces);
    }
    return core::parseDecimal(whole, limit);
}

namespace
{

/// One `["price","size",...]`.
Checked readLevel(Value value, std::string_view field, LevelSink sink, std::vector<std::string_view>* rest)
{
    const auto bad = [&](std::string_view what) {
        return defect("field " + std::string(field) + ", level "
            + std::to_string(sink.levels.size() + sink.aside.size() + 1) + ": " + std::string(what));
    };
    std::array<const char*, 2> numbers{};
    std::size_t count = 0;
    Array pair;
    if (value.get_array().get(pair) != simdjson::SUCCESS) {
        return bad("is not a [price, size] pair");
    }
    for (auto item : pair) {
        simdjson::ondemand::raw_json_string text;
        if (count >= 2 && rest != nullptr) {
            std::string_view more;
            if (item.get_string().get(more) == simdjson::SUCCESS) {
                rest->push_back(more);
            }
            continue;
        }
        if (count == 2 || item.get_raw_json_string().get(text) != simdjson::SUCCESS) {
            return bad("is not a [price, size] pair of texts");
        }
        numbers[count++] = text.raw();
    }
    if (count != 2) {
        return bad("is not a [price, size] pair");
    }
    const auto written = [](const char* text) {
        std::size_t length = 0;
        while (text[length] != '"') {
            ++length; // the parser has seen the closing quote
        }
        return std::string_view(text, length);
    };
    int decimals = 0;
    const auto price = quotedDecimal(numbers[0], core::Price::maxRaw, &decimals);
    const auto size = quotedDecimal(numbers[1], core::Quantity::maxRaw);
    if (!price || !size) [[unlikely]] {
        const auto isNumber = [](const auto& number) {
            return number || number.error() == core::ParseError::TooPrecise
                || number.error() == core::ParseError::Overflow;
        };
        const bool areNumbers = isNumber(price) && isNumber(size);
        return areNumbers ? addLevel({written(numbers[0]), written(numbers[1])}, field, sink)
                          : bad(core::describe(isNumber(price) ? size.error() : price.error()));
    }
    if (*price <= 0 || *size < 0) {
        return bad("has a price or size below zero");
    }
    sink.decimals = decimals;
    sink.levels.push_back({core::Price::fromRaw(static_cast<std::int64_t>(*price)), core::Quantity::fromRaw(*size)});
    if (sink.texts != nullptr) {
        sink.texts->push_back({written(numbers[0]), written(numbers[1])});
    }
    return {};
}

bool isPlainNumber(std::string_view text)
{
    return text.find_first_not_of("0123456789.") == std::string_view::npos && std::ranges::count(text, '.') <= 1
        && text.front() != '.' && text.back() != '.';
}

/// The text's billionths; nothing for a number that is larger or finer than they can hold.
std::expected<std::optional<core::Int128>, core::ParseError> decimalWhereItFits(
    std::string_view text, core::Int128 limit)
{
    const auto raw = core::parseDecimal(text, limit);
    if (raw) {
        return *raw;
    }
    const bool isTooMuch = raw.error() == core::ParseError::TooPrecise || raw.error() == core::ParseError::Overflow;
    return isTooMuch && isPlainNumber(text) ? std::expected<std::optional<core::Int128>, core::ParseError>(std::nullopt)
                                            : std::unexpected(raw.error());
}

/// As a program writes numbers that it has read: 1.2e-05. The texts stay as they are.
Checked addLevelWithExponent(const LevelText& text, std::string_view field, LevelSink sink)
{
    const std::string price = core::withoutExponent(text.price);
    const std::string size = core::withoutExponent(text.size);
    const std::size_t levels = sink.levels.size();
    const std::size_t aside = sink.aside.size();
    auto added = addLevel({price, size}, field, sink);
    if (added && sink.texts != nullptr && sink.levels.size() > levels) {
        sink.texts->back() = text;
    }
    if (added && sink.aside.size() > aside) {
        sink.aside.back().text = text;
    }
    return added;
}

} // namespace

Checked addLevel(const LevelText& text, std::string_view field, LevelSink sink)
{
    if (text.price.find_first_of("eE") != std::string_view::npos
        || text.size.find_first_of("eE") != std::string_view::npos) [[unlikely]] {
        return addLevelWithExponent(text, field, sink);
    }
    const auto price = decimalWhereItFits(text.price, core::Price::maxRaw);
    if (!price) {
        return badNumber(std::string(field) + ".price", price.error());
    }
    const auto size = decimalWhereItFits(text.size, core::Quantity::maxRaw);
    if (!size) {
        return badNumber(std::string(field) + ".size", size.error());
    }
    if (price->value_or(1) <= 0 || size->value_or(0) < 0) {
        return defect("field " + std::string(field) + " has a price or size below zero");
    }
    if (*price) {
        sink.decimals = std::max(sink.decimals, std::min(core::writtenDecimals(text.price), core::decimalPlaces));
        sink.levels.push_back({core::Price::fromRaw(static_cast<std::int64_t>(**price)),
            core::Quantity::fromRaw(size->value_or(0))}); // what the book had there is not true any more
        if (sink.texts != nullptr) {
            sink.texts->push_back(text);
        }
    }
    if (!*price || !*size) [[unlikely]] {
        sink.aside.push_back({.price = core::wideDecimal(text.price), .isRemoved = *size == 0, .text = text});
    }
    return {};
}

Checked readLevels(Value value, std::string_view field, LevelSink sink, std::vector<std::string_view>* rest)
{
    sink.levels.clear();
    sink.aside.clear();
    if (sink.texts != nullptr) {
        sink.texts->clear();
    }
    Array array;
    if (value.get_array().get(array) != simdjson::SUCCESS) {
        return defect("field " + std::string(field) + " is not a list of levels");
    }
    for (auto item : array) {
        Value element;
        if (item.get(element) != simdjson::SUCCESS) {
            return defect("field " + std::string(field) + " is broken off");
        }
        if (auto read = readLevel(element, field, sink, rest); !read) {
            return read;
        }
    }
    return {};
}

Checked readNumberText(Value value, std::string_view field, std::string_view& to)
{
    simdjson::ondemand::json_type type{};
    if (value.type().get(type) == simdjson::SUCCESS && type == simdjson::ondemand::json_type::number) {
        to = value.raw_json_token();
        while (!to.empty() && (to.back() == ' ' || to.back() == '\n' || to.back() == '\t' || to.back() == '\r')) {
            to.remove_suffix(1);
        }
        return {};
    }
    return readText(value, field, to);
}

Checked readTexts(Object object, std::span<FieldText> fields)
{
    auto read = forEachField(object, [fields](std::string_view key, Value value) -> Checked {
        const auto field = std::ranges::find(fields, key, &FieldText::key);
        if (field == fields.end()) {
            return {};
        }
        simdjson::ondemand::json_type type{};
        if (value.type().get(type) != simdjson::SUCCESS) {
            return defect("field " + std::string(key) + " is not valid JSON");
        }
        field->isThere = type != simdjson::ondemand::json_type::null;
        if (type == simdjson::ondemand::json_type::number || type == simdjson::ondemand::json_type::string) {
            return readNumberText(value, key, field->text);
        }
        return field->isThere ? defect("field " + std::string(key) + " is neither a number nor a text") : Checked{};
    });
    const auto missing = std::ranges::find_if(fields, [](const FieldText& f) { return f.mustBeThere && !f.isThere; });
    if (!read || missing == fields.end()) {
        return read;
    }
    return defect("field " + std::string(missing->key) + " is missing");
}

std::expected<Level, Defect> levelOf(const LevelText& text, std::string_view field, int& decimals)
{
    const auto price = core::parseDecimal(text.price, core::Price::maxRaw);
    if (!price) {
        return badNumber(std::string(field) + ".price", price.error());
    }
    const auto size = core::parseDecimal(text.size, core::Quantity::maxRaw);
    if (!size) {
        return badNumber(std::string(field) + ".size", size.error());
    }
    if (*price <= 0 || *size < 0) {
        return defect("field " + std::string(field) + " has a price or size below zero");
    }
    decimals = std::max(decimals, std::min(core::writtenDecimals(text.price), core::decimalPlaces));
    return Level{core::Price::fromRaw(static_cast<std::int64_t>(*price)), core::Quantity::fromRaw(*size)};
}

Checked readText(Value value, std::string_view field, std::string_view& to)
{
    return value.get_string().get(to) == simdjson::SUCCESS ? Checked{}
                                                           : defect("field " + std::string(field) + " is not a text");
}

Checked readQuoted(Value value, std::string_view field, const char*& to)
{
    simdjson::ondemand::raw_json_string text;
    if (value.get_raw_json_string().get(text) != simdjson::SUCCESS) {
        return defect("field " + std::string(field) + " is not a text");
    }
    to = text.raw();
    return {};
}

Checked readWhole(Value value, std::string_view field, std::uint64_t& to)
{
    std::string_view text;
    if (auto read = readNumberText(value, field, text); !read) {
        return read;
    }
    const auto number = core::numberIn<std::uint64_t>(text);
    to = number.value_or(0);
    return number ? Checked{} : defect("field " + std::string(field) + " is not a whole number");
}

Checked nameSymbol(std::string_view text, std::string_view field, core::Symbol& symbol)
{
    if (text.empty() || !core::Symbol::fits(text)) {
        return defect("field " + std::string(field) + ", which names the symbol, is missing or too long");
    }
    symbol = core::Symbol(text);
    return {};
}

std::expected<bool, Defect> findField(Object& object, std::string_view key, Value& value)
{
    if (object.reset().error() != simdjson::SUCCESS) {
        return defect("not valid JSON");
    }
    for (auto part : object) {
        simdjson::ondemand::field field;
        if (std::move(part).get(field) != simdjson::SUCCESS) {
            return defect("not valid JSON");
        }
        // As it is written: a key that is unescaped takes room of the document each time.
        if (field.key().unsafe_is_equal(key)) {
            value = field.value();
            return true;
        }
    }
    return false;
}

Checked needField(Object& object, std::string_view key, Value& value)
{
    const auto found = findField(object, key, value);
    if (!found) {
        return std::unexpected(found.error());
    }
    return *found ? Checked{} : defect("field " + std::string(key) + " is missing");
}

Checked findText(Object& object, std::string_view key, std::string_view& text)
{
    Value value;
    const auto found = findField(object, key, value);
    if (!found) {
        return std::unexpected(found.error());
    }
    if (!*found || value.get_string().get(text) != simdjson::SUCCESS) {
        text = {};
    }
    return {};
}

Checked readIsoTime(Value value, std::string_view field, core::Timestamp& time)
{
    std::string_view text;
    if (auto read = readText(value, field, text); !read) {
        return read;
    }
    const auto at = isoTime(text, field);
    if (!at) {
        return std::unexpected(at.error());
    }
    time = *at;
    return {};
}

std::expected<core::Timestamp, Defect> isoTime(std::string_view text, std::string_view field)
{
    const auto time = core::isoTime(text);
    return time ? std::expected<core::Timestamp, Defect>(*time)
                : defect("field " + std::string(field) + " is not a time");
}

std::expected<core::Timestamp, Defect> timeIn(std::string_view text, std::string_view field)
{
    const auto time = core::timeIn(text);
    return time ? std::expected<core::Timestamp, Defect>(*time)
                : defect("field " + std::string(field) + " is not a time");
}

Checked readTime(Value value, std::string_view field, core::Timestamp& time)
{
    time = {};
    simdjson::ondemand::json_type type{};
    if (value.type().get(type) == simdjson::SUCCESS && type == simdjson::ondemand::json_type::null) {
        return {};
    }
    std::string_view text;
    if (auto read = readNumberText(value, field, text); !read) {
        return read;
    }
    if (const auto at = core::timeIn(text)) {
        time = *at;
        return {};
    }
    const bool isCount = text.find_first_not_of("0123456789") == std::string_view::npos;
    return isCount ? Checked{} : defect("field " + std::string(field) + " is not a time");
}

} // namespace leadline::json
