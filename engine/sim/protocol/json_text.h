// SPDX-License-Identifier: MIT
/// Writing JSON by hand, field by field.
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>

namespace leadline::sim
{

/// In quotes, with what must be escaped escaped.
[[nodiscard]] std::string jsonText(std::string_view text);

/// `{"a":"text","b":1}`
class JsonObject
{
public:
    JsonObject& text(std::string_view name, std::string_view value);
    /// Null where there is nothing.
    JsonObject& textOrNull(std::string_view name, std::string_view value);
    /// A number, a list, an object: as it is.
    JsonObject& raw(std::string_view name, std::string_view value);
    JsonObject& flag(std::string_view name, std::same_as<bool> auto value)
    {
        return raw(name, value ? "true" : "false");
    }
    /// More fields, as they are: `,"a":1`.
    JsonObject& append(std::string_view fields);
    [[nodiscard]] std::string str() const { return m_text + "}"; }

private:
    std::string m_text = "{";
};

/// `[1,2]`
class JsonList
{
public:
    JsonList& add(std::string_view value)
    {
        m_text += (m_text.size() > 1 ? "," : "") + std::string(value);
        return *this;
    }
    [[nodiscard]] std::string str() const { return m_text + "]"; }

private:
    std::string m_text = "[";
};

} // namespace leadline::sim
