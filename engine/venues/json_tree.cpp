// SPDX-License-Identifier: MIT
#include "engine/venues/json_tree.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>

namespace leadline::venues
{

/// Walks simdjson's values once and copies them.
class JsonTreeBuilder
{
public:
    static constexpr int deepest = 64;

    /// As JSON has it: -12, 0.5, 1e-7. simdjson gives tokens unread.
    static bool isNumber(std::string_view text)
    {
        const auto digits = [&text] {
            const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
            text.remove_prefix(count);
            return count;
        };
        const auto skip = [&text](std::string_view any) {
            const bool isThere = !text.empty() && any.find(text.front()) != std::string_view::npos;
            text.remove_prefix(isThere ? 1 : 0);
            return isThere;
        };
        skip("-");
        const bool startsWithZero = text.starts_with('0');
        const std::size_t whole = digits();
        if (whole == 0 || (startsWithZero && whole > 1) || (skip(".") && digits() == 0)) {
            return false;
        }
        if (skip("eE")) {
            skip("+-");
            return digits() > 0 && text.empty();
        }
        return text.empty();
    }

    template <class Value> static bool copy(Value value, JsonTree& to, int depth = 0)
    {
        using simdjson::ondemand::json_type;
        json_type type{};
        if (depth > deepest || value.type().get(type) != simdjson::SUCCESS) {
            return false;
        }
        switch (type) {
        case json_type::array: {
            to.m_kind = JsonTree::Kind::List;
            simdjson::ondemand::array array;
            if (value.get_array().get(array) != simdjson::SUCCESS) {
                return false;
            }
            for (auto item : array) {
                simdjson::ondemand::value entry;
                if (item.get(entry) != simdjson::SUCCESS || !copy(entry, to.m_items.emplace_back(), depth + 1)) {
                    return false;
                }
            }
            return true;
        }
        case json_type::object: {
            to.m_kind = JsonTree::Kind::Object;
            simdjson::ondemand::object object;
            if (value.get_object().get(object) != simdjson::SUCCESS) {
                return false;
            }
            for (auto part : object) {
                std::string_view key;
                simdjson::ondemand::value entry;
                if (part.unescaped_key().get(key) != simdjson::SUCCESS
                    || part.value().get(entry) != simdjson::SUCCESS) {
                    return false;
                }
                auto& field = to.m_fields.emplace_back(std::string(key), JsonTree());
                if (!copy(entry, field.second, depth + 1)) {
                    return false;
                }
            }
            return true;
        }
        case json_type::string: {
            to.m_kind = JsonTree::Kind::Text;
            std::string_view text;
            if (value.get_string().get(text) != simdjson::SUCCESS) {
                return false;
            }
            to.m_text = text;
            return true;
        }
        case json_type::number: {
            to.m_kind = JsonTree::Kind::Number;
            std::string_view token;
            if constexpr (requires { token = value.raw_json_token(); }) {
                token = value.raw_json_token();
            }
            to.m_text = token.substr(0, token.find_last_not_of(" \t\r\n") + 1);
            return isNumber(to.m_text);
        }
        case json_type::boolean: {
            to.m_kind = JsonTree::Kind::Bool;
            bool isTrue = false;
            if (value.get_bool().get(isTrue) != simdjson::SUCCESS) {
                return false;
            }
            to.m_text = isTrue ? "true" : "false";
            return true;
        }
        case json_type::null:
            to.m_kind = JsonTree::Kind::Null;
            return true;
        }
        return false;
    }
};

core::Result<JsonTree> JsonTree::parse(std::string_view json)
{
    const simdjson::padded_string padded(json);
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document;
    JsonTree tree;
    const auto first = json.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos || (json[first] != '{' && json[first] != '[')) {
        return core::defect("neither a JSON object nor a list");
    }
    if (parser.iterate(padded).get(document) != simdjson::SUCCESS
        || !JsonTreeBuilder::copy<simdjson::ondemand::document&>(document, tree)) {
        return core::defect("not valid JSON");
    }
    // Nothing but blanks may stand behind it.
    const char* rest = nullptr;
    if (document.current_location().get(rest) == simdjson::SUCCESS) {
        const std::string_view behind(rest, static_cast<std::size_t>(padded.data() + padded.size() - rest));
        if (behind.find_first_not_of(" \t\r\n") != std::string_view::npos) {
            return core::defect("not valid JSON: something stands behind it");
        }
    }
    return tree;
}

const JsonTree& JsonTree::operator[](std::string_view name) const
{
    static const JsonTree missing;
    const auto found = std::ranges::find(m_fields, name, &std::pair<std::string, JsonTree>::first);
    return found == m_fields.end() ? missing : found->second;
}

std::int64_t JsonTree::whole() const
{
    std::int64_t number = 0;
    const auto [end, bad] = std::from_chars(m_text.data(), m_text.data() + m_text.size(), number);
    return bad == std::errc{} && end == m_text.data() + m_text.size() ? number : 0;
}

namespace
{

/// "1.5e-7" as "0.00000015": venues write small fees so.
std::string withoutExponent(const std::string& text)
{
    const auto mark = text.find_first_of("eE");
    int exponent = 0;
    if (mark == std::string::npos) {
        return text;
    }
    const char* from = text.data() + mark + 1;
    const char* const end = text.data() + text.size();
    from += from + 1 < end && *from == '+' && from[1] != '-' ? 1 : 0;
    constexpr int widest = 40;
    const auto [read, bad] = std::from_chars(from, end, exponent);
    if (bad != std::errc{} || read != end || exponent < -widest || exponent > widest
        || !JsonTreeBuilder::isNumber(std::string_view(text).substr(0, mark))) {
        return {};
    }
    const bool isNegative = text.starts_with('-');
    std::string digits = text.substr(isNegative ? 1 : 0, mark - (isNegative ? 1 : 0));
    const auto point = digits.find('.');
    int pointAt = static_cast<int>(point == std::string::npos ? digits.size() : point) + exponent;
    std::erase(digits, '.');
    if (pointAt <= 0) {
        digits.insert(0, static_cast<std::size_t>(1 - pointAt), '0');
        pointAt = 1;
    }
    digits.resize(std::max(digits.size(), static_cast<std::size_t>(pointAt)), '0');
    if (static_cast<std::size_t>(pointAt) < digits.size()) {
        digits.insert(static_cast<std::size_t>(pointAt), 1, '.');
    }
    return (isNegative ? "-" : "") + digits;
}

} // namespace

core::Price JsonTree::price() const
{
    return core::Price::parse(withoutExponent(m_text)).value_or(core::Price{});
}

core::Quantity JsonTree::quantity() const
{
    return core::Quantity::parse(withoutExponent(m_text)).value_or(core::Quantity{});
}

core::Quantity JsonTree::amount() const
{
    // Beyond the ninth decimal nothing can be traded.
    const std::string text = withoutExponent(m_text);
    const auto point = text.find('.');
    return core::Quantity::parse(
        point == std::string::npos ? text : std::string_view(text).substr(0, point + 1 + core::decimalPlaces))
        .value_or(core::Quantity{});
}

core::Notional JsonTree::notional() const
{
    return core::Notional::parse(withoutExponent(m_text)).value_or(core::Notional{});
}

} // namespace leadline::venues
