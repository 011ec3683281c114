// SPDX-License-Identifier: MIT
#include "engine/venues/stock_items.h"

#include "engine/core/number_text.h"
#include "engine/core/time_text.h"
#include "engine/venues/market_decoder.h"

#include <algorithm>

namespace leadline::venues::stocks
{

using core::defect;
using core::Defect;
using json::decimalOf;
using json::nameSymbol;
using simdjson::ondemand::json_type;

namespace
{

std::expected<std::uint64_t, Defect> wholeOf(const json::FieldText& field)
{
    const auto number = core::numberIn<std::uint64_t>(field.text);
    return number ? std::expected<std::uint64_t, Defect>(*number)
                  : defect("field " + std::string(field.key) + " is not a whole number");
}

} // namespace

json::FieldText fieldOf(const json::Tree& object, std::string_view key)
{
    const json::Tree& field = object[key];
    return {key, false, field.text(), field.isThere()};
}

json::FieldText StockFields::needed(const json::Tree& object, std::string_view key)
{
    const json::FieldText field = fieldOf(object, key);
    if (!field.isThere) {
        refuse({"field " + std::string(key) + " is missing"});
    }
    return field;
}

template <class Value> Value StockFields::keep(const std::expected<Value, Defect>& value)
{
    if (!value) {
        refuse(value.error());
    }
    return value.value_or(Value{});
}

void StockFields::refuse(Defect defect)
{
    if (m_verdict) {
        m_verdict = std::unexpected(std::move(defect));
    }
}

core::Symbol StockFields::symbol(const json::FieldText& field)
{
    core::Symbol symbol;
    if (const auto named = nameSymbol(field.text, field.key, symbol); !named) {
        refuse(named.error());
    }
    return symbol;
}

core::Price StockFields::price(const json::FieldText& field, Bound bound)
{
    if (!field.isThere) {
        return {};
    }
    const core::Price price = keep(decimalOf<core::Price>(field.text, field.key));
    if (price.raw() < 0 || (price.raw() == 0 && bound == Bound::AboveZero)) {
        refuse({"field " + std::string(field.key) + " is not above zero"});
    }
    m_decimals = std::max(m_decimals, std::min(core::writtenDecimals(field.text), core::decimalPlaces));
    return price;
}

core::Quantity StockFields::size(const json::FieldText& field)
{
    if (!field.isThere) {
        return {};
    }
    const core::Quantity size = keep(decimalOf<core::Quantity>(field.text, field.key));
    if (size.isNegative()) {
        refuse({"field " + std::string(field.key) + " is below zero"});
    }
    return size;
}

core::Level StockFields::level(const json::FieldText& price, const json::FieldText& size)
{
    return {this->price(price, Bound::NotBelowZero), this->size(size)};
}

std::uint64_t StockFields::whole(const json::FieldText& field)
{
    return field.isThere ? keep(wholeOf(field)) : 0;
}

core::Timestamp StockFields::isoTime(const json::FieldText& field)
{
    return field.isThere ? keep(json::isoTime(field.text, field.key)) : core::Timestamp{};
}

core::Timestamp StockFields::epochTime(const json::FieldText& field)
{
    if (!field.isThere) {
        return {};
    }
    const auto time = core::timeIn(field.text);
    if (!time) {
        refuse({"field " + std::string(field.key) + " is no time"});
    }
    return time.value_or(core::Timestamp{});
}

void ItemDefects::add(std::size_t place, const Defect& defect)
{
    if (m_count++ == 0) {
        m_first = "item " + std::to_string(place) + ": " + defect.what;
    }
}

json::Checked ItemDefects::verdict() const
{
    if (m_count == 0) {
        return {};
    }
    return defect(m_first + (m_count == 1 ? "" : "; and " + std::to_string(m_count - 1) + " more"));
}

std::expected<json_type, Defect> openFrame(simdjson::ondemand::parser& parser, std::string_view json,
    simdjson::ondemand::document& document, json::Array& list, json::Object& object)
{
    json_type type{};
    const simdjson::padded_string_view padded(json, json.size() + MarketDecoder::padding);
    if (parser.iterate(padded).get(document) != simdjson::SUCCESS || document.type().get(type) != simdjson::SUCCESS) {
        return defect("not valid JSON");
    }
    if (type != json_type::array && type != json_type::object) {
        return defect("neither a list nor an object");
    }
    const bool isOpen = type == json_type::array ? document.get_array().get(list) == simdjson::SUCCESS
                                                 : document.get_object().get(object) == simdjson::SUCCESS;
    return isOpen ? std::expected<json_type, Defect>(type) : defect("not valid JSON");
}

bool isReadToItsEnd(simdjson::ondemand::document& document, std::string_view json)
{
    if (!document.is_alive()) {
        return false; // something was not as JSON has it
    }
    const char* rest = nullptr;
    const char* const end = json.data() + json.size();
    if (document.current_location().get(rest) != simdjson::SUCCESS || rest >= end) {
        return true;
    }
    return std::string_view(rest, static_cast<std::size_t>(end - rest)).find_first_not_of(" \t\r\n")
        == std::string_view::npos;
}

} // namespace leadline::venues::stocks
