// SPDX-License-Identifier: MIT
#include "engine/sim/protocol/json_text.h"

namespace leadline::sim
{

std::string jsonText(std::string_view text)
{
    constexpr unsigned char firstPrintable = 0x20;
    std::string quoted = "\"";
    for (const char letter : text) {
        const auto byte = static_cast<unsigned char>(letter);
        if (letter == '"' || letter == '\\') {
            quoted += '\\';
            quoted += letter;
        } else if (byte < firstPrintable) {
            quoted += "\\u00";
            quoted += "0123456789abcdef"[byte >> 4];
            quoted += "0123456789abcdef"[byte & 15U];
        } else {
            quoted += letter;
        }
    }
    return quoted + "\"";
}

JsonObject& JsonObject::raw(std::string_view name, std::string_view value)
{
    m_text += m_text.size() > 1 ? ",\"" : "\"";
    m_text.append(name).append("\":").append(value);
    return *this;
}

JsonObject& JsonObject::text(std::string_view name, std::string_view value)
{
    return raw(name, jsonText(value));
}

JsonObject& JsonObject::textOrNull(std::string_view name, std::string_view value)
{
    return value.empty() ? raw(name, "null") : text(name, value);
}

JsonObject& JsonObject::append(std::string_view fields)
{
    m_text += fields;
    return *this;
}

} // namespace leadline::sim
