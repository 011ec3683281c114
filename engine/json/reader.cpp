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
std::expected<void, const char*> readLevel(
    Value value, Level& level, int& decimals, std::vector<LevelText>* texts, std::vector<std::string_view>* rest)
{
    std::array<const char*, 2> numbers{};
    std::size_t count = 0;
    Array pair;
    if (value.get_array().get(pair) != simdjson::SUCCESS) {
        return std::unexpected("is not a [price, size] pair");
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
            return std::unexpected("is not a [price, size] pair of texts");
        }
        numbers[count++] = text.raw();
    }
    if (count != 2) {
        return std::unexpected("is not a [price, size] pair");
    }
    const auto price = quotedDecimal(numbers[0], core::Price::maxRaw, &decimals);
    const auto size = quotedDecimal(numbers[1], core::Quantity::maxRaw);
    if (!price) {
        return std::unexpected(core::describe(price.error()).data());
    }
    if (!size) {
        return std::unexpected(core::describe(size.error()).data());
    }
    if (*price <= 0 || *size < 0) {
        return std::unexpected("has a price or size below zero");
    }
    level = {core::Price::fromRaw(static_cast<std::int64_t>(*price)), core::Quantity::fromRaw(*size)};
    if (texts != nullptr) {
        const auto written = [](const char* text) {
            std::size_t length = 0;
            while (text[length] != '"') {
                ++length; // the parser has seen the closing quote
            }
            return std::string_view(text, length);
        };
        texts->push_back({written(numbers[0]), written(numbers[1])});
    }
    return {};
}

} // namespace

Checked readLevels(Value value, std::string_view field, std::vector<Level>& levels, int& decimals,
    std::vector<LevelText>* texts, std::vector<std::string_view>* rest)
{
    levels.clear();
    if (texts != nullptr) {
        texts->clear();
    }
    Array array;
    if (value.get_array().get(array) != simdjson::SUCCESS) {
        return defect("field " + std::string(field) + " is not a list of levels");
    }
    for (auto item : array) {
        Value element;
        Level level;
        if (item.get(element) != simdjson::SUCCESS) {
            return defect("field " + std::string(field) + " is broken off");
        }
        if (const auto read = readLevel(element, level, decimals, texts, rest); !read) {
            return defect(
                "field " + std::string(field) + ", level " + std::to_string(levels.size() + 1) + ": " + read.error());
        }
        levels.push_back(level);
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

std::expected<core::Timestamp, Defect> secondsTime(std::string_view text, std::string_view field)
{
    // Seconds with nine decimals are nanoseconds: the fixed point of prices fits.
    const auto nanoseconds = core::parseDecimal(text, std::numeric_limits<std::int64_t>::max());
    return nanoseconds && *nanoseconds > 0
        ? std::expected<core::Timestamp, Defect>(core::fromNanoseconds(static_cast<std::int64_t>(*nanoseconds)))
        : defect("field " + std::string(field) + " is not a time in seconds");
}

} // namespace leadline::json
