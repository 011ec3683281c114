// SPDX-License-Identifier: MIT
#include "engine/sim/alpaca/message_pack.h"

#include "engine/sim/protocol/json_text.h"
#include "engine/venues/json_reader.h"
#include "engine/venues/json_tree.h"

#include <bit>
#include <charconv>
#include <cstdint>

namespace leadline::sim
{

namespace
{

using venues::JsonTree;

constexpr int deepest = 32;

void putBytes(std::string& to, std::uint64_t value, int bytes)
{
    for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
        to += static_cast<char>(value >> shift);
    }
}

void putHead(std::string& to, unsigned fixed, std::size_t most, unsigned wide, std::size_t size)
{
    if (size <= most) {
        to += static_cast<char>(fixed | size);
    } else {
        to += static_cast<char>(wide);
        putBytes(to, size, 2);
    }
}

void putText(std::string& to, std::string_view text)
{
    constexpr std::size_t shortText = 31;
    putHead(to, 0xa0, shortText, 0xda, text.size());
    to += text;
}

/// In as few bytes as hold it: clients take 64 bits for something else than a number.
void putWhole(std::string& to, std::int64_t whole)
{
    constexpr std::int64_t smallest = 0x7f;
    if (whole >= 0 && whole <= smallest) {
        to += static_cast<char>(whole);
        return;
    }
    int power = 0; // of two, bytes
    while (power < 3 && (whole < 0 || whole >> (8 << power) != 0)) {
        ++power;
    }
    to += static_cast<char>(whole < 0 ? 0xd3 : 0xcc + power);
    putBytes(to, static_cast<std::uint64_t>(whole), 1 << power);
}

void putNumber(std::string& to, const std::string& text)
{
    std::int64_t whole = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (bad == std::errc{} && end == text.data() + text.size()) {
        return putWhole(to, whole);
    }
    double number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    to += static_cast<char>(0xcb);
    putBytes(to, std::bit_cast<std::uint64_t>(number), 8);
}

bool putTime(std::string& to, const std::string& text)
{
    const auto time = venues::json::isoTime(text, "t");
    if (!time) {
        return false;
    }
    const std::int64_t all = core::nanosecondsOf(*time);
    to += static_cast<char>(0xc7); // ext 8: twelve bytes of type -1
    to += static_cast<char>(12);
    to += static_cast<char>(-1);
    putBytes(to, static_cast<std::uint64_t>(all % 1'000'000'000), 4);
    putBytes(to, static_cast<std::uint64_t>(all / 1'000'000'000), 8);
    return true;
}

void put(std::string& to, const JsonTree& value)
{
    constexpr std::size_t shortList = 15;
    switch (value.kind()) {
    case JsonTree::Kind::Missing:
    case JsonTree::Kind::Null:
        to += static_cast<char>(0xc0);
        break;
    case JsonTree::Kind::Bool:
        to += static_cast<char>(value.isTrue() ? 0xc3 : 0xc2);
        break;
    case JsonTree::Kind::Number:
        putNumber(to, value.text());
        break;
    case JsonTree::Kind::Text:
        putText(to, value.text());
        break;
    case JsonTree::Kind::List:
        putHead(to, 0x90, shortList, 0xdc, value.items().size());
        for (const JsonTree& item : value.items()) {
            put(to, item);
        }
        break;
    case JsonTree::Kind::Object:
        putHead(to, 0x80, shortList, 0xde, value.fields().size());
        for (const auto& [name, field] : value.fields()) {
            putText(to, name);
            if (name != "t" || field.kind() != JsonTree::Kind::Text || !putTime(to, field.text())) {
                put(to, field);
            }
        }
        break;
    }
}

/// Reads one value after the other; what it does not know ends it.
class Reader
{
public:
    explicit Reader(std::string_view bytes)
        : m_bytes(bytes)
    {
    }
    [[nodiscard]] std::optional<std::string> value(int depth = 0)
    {
        const unsigned head = static_cast<unsigned>(whole(1));
        if (m_isBad || depth > deepest) {
            return std::nullopt;
        }
        if (head <= 0x7f) {
            return std::to_string(head);
        }
        if (head <= 0x8f || head == 0xde) {
            return map(head == 0xde ? whole(2) : head & 0xfU, depth);
        }
        if (head <= 0x9f || head == 0xdc) {
            return list(head == 0xdc ? whole(2) : head & 0xfU, depth);
        }
        if (head <= 0xbf || (head >= 0xd9 && head <= 0xdb)) {
            return text(head <= 0xbf ? head & 0x1fU : whole(1 << (head - 0xd9)));
        }
        switch (head) {
        case 0xc0:
            return "null";
        case 0xc2:
            return "false";
        case 0xc3:
            return "true";
        case 0xcc:
        case 0xcd:
        case 0xce:
        case 0xcf:
            return std::to_string(whole(1 << (head - 0xcc)));
        default:
            return std::nullopt;
        }
    }
    [[nodiscard]] bool isAtEnd() const { return m_at == m_bytes.size() && !m_isBad; }

private:
    std::uint64_t whole(int bytes)
    {
        std::uint64_t number = 0;
        for (int i = 0; i < bytes; ++i) {
            m_isBad = m_isBad || m_at >= m_bytes.size();
            number = number << 8 | (m_isBad ? 0 : static_cast<unsigned char>(m_bytes[m_at++]));
        }
        return number;
    }
    std::optional<std::string> text(std::uint64_t size)
    {
        if (m_isBad || size > m_bytes.size() - m_at) {
            return std::nullopt;
        }
        m_at += size;
        return jsonText(m_bytes.substr(m_at - size, size));
    }
    std::optional<std::string> list(std::uint64_t size, int depth)
    {
        JsonList json;
        for (std::uint64_t i = 0; i < size; ++i) {
            const auto item = value(depth + 1);
            if (!item) {
                return std::nullopt;
            }
            json.add(*item);
        }
        return json.str();
    }
    std::optional<std::string> map(std::uint64_t size, int depth)
    {
        std::string json = "{";
        for (std::uint64_t i = 0; i < size; ++i) {
            const auto name = value(depth + 1);
            const auto field = value(depth + 1);
            if (!name || !field || !name->starts_with('"')) {
                return std::nullopt;
            }
            json += (i == 0 ? "" : ",") + *name + ":" + *field;
        }
        return json + "}";
    }

    std::string_view m_bytes;
    std::size_t m_at = 0;
    bool m_isBad = false;
};

} // namespace

std::string packed(std::string_view json)
{
    std::string bytes;
    if (const auto tree = JsonTree::parse(json)) {
        put(bytes, *tree);
    }
    return bytes;
}

std::optional<std::string> unpacked(std::string_view bytes)
{
    Reader reader(bytes);
    auto json = reader.value();
    return json && reader.isAtEnd() ? json : std::nullopt;
}

} // namespace leadline::sim
