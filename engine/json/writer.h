// SPDX-License-Identifier: MIT
/// Writing JSON field by field. Numbers have points, whatever the locale; texts come out as UTF-8, whatever came in.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

namespace leadline::json
{

class Tree;

/// The text in quotes, with what JSON does not take written otherwise.
[[nodiscard]] std::string quoted(std::string_view text);
/// Null where there is none.
[[nodiscard]] std::string quotedOrNull(std::string_view text);
/// The shortest form that reads back the same; null for what is not finite.
[[nodiscard]] std::string number(double value);
[[nodiscard]] constexpr std::string_view flag(std::same_as<bool> auto value)
{
    return value ? "true" : "false";
}

/// The tree as text again, numbers as they were written.
[[nodiscard]] std::string textOf(const Tree& tree);

/// `{"venue":"kraken","levels":2}`
class ObjectWriter
{
public:
    ObjectWriter& text(std::string_view name, std::string_view value) { return raw(name, quoted(value)); }
    ObjectWriter& textOrNull(std::string_view name, std::string_view value) { return raw(name, quotedOrNull(value)); }
    ObjectWriter& number(std::string_view name, double value) { return raw(name, json::number(value)); }
    ObjectWriter& whole(std::string_view name, std::integral auto value) { return raw(name, std::to_string(value)); }
    ObjectWriter& flag(std::string_view name, std::same_as<bool> auto value) { return raw(name, json::flag(value)); }
    ObjectWriter& null(std::string_view name) { return raw(name, "null"); }
    /// A number, a list, an object: as it is.
    ObjectWriter& raw(std::string_view name, std::string_view value);
    /// More fields, as they are: `,"a":1`.
    ObjectWriter& append(std::string_view fields);
    [[nodiscard]] std::string str() const { return m_text + "}"; }

private:
    std::string m_text = "{";
};

/// `[1,"a"]`
class ListWriter
{
public:
    /// As it is.
    ListWriter& add(std::string_view value);
    ListWriter& addText(std::string_view value) { return add(quoted(value)); }
    [[nodiscard]] std::string str() const { return m_text + "]"; }

private:
    std::string m_text = "[";
};

/// A list of what `toJson` makes of each item.
template <class Items, class ToJson> [[nodiscard]] std::string listOf(const Items& items, ToJson toJson)
{
    ListWriter list;
    for (const auto& item : items) {
        list.add(toJson(item));
    }
    return list.str();
}

} // namespace leadline::json
