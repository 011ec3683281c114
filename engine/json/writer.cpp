// SPDX-License-Identifier: MIT
#include "engine/json/writer.h"

#include "engine/core/number_text.h"
#include "engine/core/text.h"
#include "engine/json/tree.h"

#include <cmath>

namespace leadline::json
{

std::string quoted(std::string_view text)
{
    constexpr std::string_view digits = "0123456789abcdef";
    constexpr unsigned char firstPrintable = 0x20;
    std::string made = "\"";
    for (const char letter : core::validUtf8(text)) {
        const auto byte = static_cast<unsigned char>(letter);
        if (letter == '"' || letter == '\\') {
            made += {'\\', letter};
        } else if (byte < firstPrintable) {
            made += {'\\', 'u', '0', '0', digits[byte >> 4U], digits[byte & 15U]};
        } else {
            made += letter;
        }
    }
    return made + '"';
}

std::string quotedOrNull(std::string_view text)
{
    return text.empty() ? "null" : quoted(text);
}

std::string number(double value)
{
    return std::isfinite(value) ? core::shortestText(value) : "null";
}

std::string textOf(const Tree& tree)
{
    using Kind = Tree::Kind;
    switch (tree.kind()) {
    case Kind::Missing:
    case Kind::Null:
        return "null";
    case Kind::Bool:
    case Kind::Number:
        return tree.text();
    case Kind::Text:
        return json::quoted(tree.text());
    case Kind::List:
        return listOf(tree.items(), textOf);
    case Kind::Object:
        break;
    }
    std::string fields;
    for (const auto& [name, field] : tree.fields()) {
        fields += (fields.empty() ? "" : ",") + json::quoted(name) + ":" + textOf(field);
    }
    return "{" + fields + "}";
}

ObjectWriter& ObjectWriter::raw(std::string_view name, std::string_view value)
{
    m_text += m_text.size() > 1 ? ",\"" : "\"";
    m_text.append(name).append("\":").append(value);
    return *this;
}

ObjectWriter& ObjectWriter::append(std::string_view fields)
{
    m_text += fields;
    return *this;
}

ListWriter& ListWriter::add(std::string_view value)
{
    m_text += m_text.size() > 1 ? "," : "";
    m_text += value;
    return *this;
}

} // namespace leadline::json
