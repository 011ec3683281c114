// SPDX-License-Identifier: MIT
#include "engine/json/tree.h"

#include "engine/core/number_text.h"

#include <simdjson.h>

#include <algorithm>

namespace leadline::json
{

namespace
{

constexpr std::string_view blanks = " \t\r\n";

} // namespace

/// Walks simdjson's values once and copies them; false where the text is no JSON.
class TreeBuilder
{
public:
    explicit TreeBuilder(const char* begin)
        : m_at(begin)
    {
    }

    template <class Value> bool copy(Value value, Tree& to, int depth = 0)
    {
        using simdjson::ondemand::json_type;
        json_type type{};
        if (depth > deepest || value.type().get(type) != simdjson::SUCCESS) {
            return false;
        }
        std::string_view token;
        if constexpr (requires { token = value.raw_json_token(); }) {
            token = value.raw_json_token();
            to.m_line = lineOf(token.data());
        }
        switch (type) {
        case json_type::array:
            to.m_kind = Tree::Kind::List;
            return copyList(value, to, depth);
        case json_type::object:
            to.m_kind = Tree::Kind::Object;
            return copyObject(value, to, depth);
        case json_type::string: {
            to.m_kind = Tree::Kind::Text;
            std::string_view text;
            const bool isRead = value.get_string().get(text) == simdjson::SUCCESS;
            to.m_text = text;
            return isRead;
        }
        case json_type::number:
            to.m_kind = Tree::Kind::Number;
            to.m_text = token.substr(0, token.find_last_not_of(blanks) + 1);
            return core::isJsonNumber(to.m_text);
        case json_type::boolean: {
            to.m_kind = Tree::Kind::Bool;
            bool isTrue = false;
            const bool isRead = value.get_bool().get(isTrue) == simdjson::SUCCESS;
            to.m_text = isTrue ? "true" : "false";
            return isRead;
        }
        case json_type::null:
            to.m_kind = Tree::Kind::Null;
            return true;
        }
        return false;
    }

    /// Places are asked for in the order of the text.
    int lineOf(const char* place)
    {
        m_line += static_cast<int>(std::count(m_at, std::max(m_at, place), '\n'));
        m_at = std::max(m_at, place);
        return m_line;
    }

private:
    static constexpr int deepest = 64;

    template <class Value> bool copyList(Value& value, Tree& to, int depth)
    {
        simdjson::ondemand::array list;
        if (value.get_array().get(list) != simdjson::SUCCESS) {
            return false;
        }
        for (auto item : list) {
            simdjson::ondemand::value entry;
            if (item.get(entry) != simdjson::SUCCESS || !copy(entry, to.m_items.emplace_back(), depth + 1)) {
                return false;
            }
        }
        return true;
    }

    template <class Value> bool copyObject(Value& value, Tree& to, int depth)
    {
        simdjson::ondemand::object object;
        if (value.get_object().get(object) != simdjson::SUCCESS) {
            return false;
        }
        for (auto part : object) {
            std::string_view key;
            simdjson::ondemand::value entry;
            if (part.unescaped_key().get(key) != simdjson::SUCCESS || part.value().get(entry) != simdjson::SUCCESS) {
                return false;
            }
            auto& field = to.m_fields.emplace_back(std::string(key), Tree());
            if (!copy(entry, field.second, depth + 1)) {
                return false;
            }
        }
        return true;
    }

    const char* m_at;
    int m_line = 1;
};

namespace
{

/// With nine decimals at most.
std::string cutText(const std::string& number)
{
    const std::string text = core::withoutExponent(number);
    const auto point = text.find('.');
    return point == std::string::npos ? text : text.substr(0, point + 1 + core::decimalPlaces);
}

} // namespace

core::Result<Tree> Tree::parse(std::string_view json)
{
    auto tree = read(json);
    return tree ? core::Result<Tree>(std::move(*tree)) : core::defect(std::move(tree.error().what));
}

std::expected<Tree, SyntaxError> Tree::read(std::string_view json)
{
    const simdjson::padded_string padded(json);
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document document;
    Tree tree;
    const auto first = json.find_first_not_of(blanks);
    if (first == std::string_view::npos || (json[first] != '{' && json[first] != '[')) {
        return std::unexpected(SyntaxError{"neither a JSON object nor a list"});
    }
    if (parser.iterate(padded).get(document) != simdjson::SUCCESS) {
        return std::unexpected(SyntaxError{"not valid JSON"});
    }
    TreeBuilder builder(padded.data());
    const bool isCopied = builder.copy<simdjson::ondemand::document&>(document, tree);
    const char* place = nullptr;
    const bool isPlaced = document.current_location().get(place) == simdjson::SUCCESS && place >= padded.data()
        && place <= padded.data() + padded.size();
    if (!isCopied) {
        return std::unexpected(SyntaxError{"not valid JSON", isPlaced ? builder.lineOf(place) : 0});
    }
    // Nothing but blanks may stand behind it.
    if (isPlaced) {
        const std::string_view behind(place, static_cast<std::size_t>(padded.data() + padded.size() - place));
        if (behind.find_first_not_of(blanks) != std::string_view::npos) {
            return std::unexpected(SyntaxError{"not valid JSON: something stands behind it"});
        }
    }
    return tree;
}

const Tree& Tree::operator[](std::string_view name) const
{
    static const Tree missing;
    const auto found = std::ranges::find(m_fields, name, &std::pair<std::string, Tree>::first);
    return found == m_fields.end() ? missing : found->second;
}

double Tree::number(double otherwise) const
{
    return m_kind == Kind::Number ? core::numberIn<double>(m_text).value_or(otherwise) : otherwise;
}

std::int64_t Tree::whole() const
{
    return core::numberIn<std::int64_t>(m_text).value_or(0);
}

core::Price Tree::price() const
{
    return core::Price::parse(core::withoutExponent(m_text)).value_or(core::Price{});
}

core::Quantity Tree::quantity() const
{
    return core::Quantity::parse(core::withoutExponent(m_text)).value_or(core::Quantity{});
}

core::Quantity Tree::amount() const
{
    // Beyond the ninth decimal nothing can be traded.
    return core::Quantity::parse(cutText(m_text)).value_or(core::Quantity{});
}

core::Price Tree::averagePrice() const
{
    return core::Price::parse(cutText(m_text)).value_or(core::Price{});
}

core::Notional Tree::notional() const
{
    return core::Notional::parse(core::withoutExponent(m_text)).value_or(core::Notional{});
}

} // namespace leadline::json
