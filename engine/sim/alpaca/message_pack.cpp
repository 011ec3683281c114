// SPDX-License-Identifier: MIT
#include "engine/sim/alpaca/message_pack.h"

#include "engine/core/time_text.h"
#include "engine/json/tree.h"
#include "engine/json/writer.h"

#include <msgpack.hpp>

#include <charconv>
#include <cstdint>

namespace leadline::sim
{

namespace
{

using Packer = msgpack::packer<msgpack::sbuffer>;

/// Of a list, a map and a text in what a client sends, and of lists within lists.
constexpr std::size_t longest = 0xffff;
constexpr std::size_t deepest = 32;

/// In the form that clients of every version read.
void packText(Packer& to, std::string_view text)
{
    to.pack_v4raw(static_cast<std::uint32_t>(text.size()));
    to.pack_v4raw_body(text.data(), text.size());
}

void packNumber(Packer& to, const std::string& text)
{
    std::int64_t whole = 0;
    const auto [end, bad] = std::from_chars(text.data(), text.data() + text.size(), whole);
    if (bad != std::errc{} || end != text.data() + text.size()) {
        double number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        to.pack_double(number);
    } else if (whole < 0) {
        to.pack_fix_int64(whole);
    } else {
        to.pack_uint64(static_cast<std::uint64_t>(whole));
    }
}

/// In twelve bytes, nanoseconds and seconds. False where it is no time.
bool packTime(Packer& to, const std::string& text)
{
    const auto time = core::isoTime(text);
    if (!time) {
        return false;
    }
    constexpr std::int8_t timestamp = -1;
    constexpr std::int64_t second = 1'000'000'000;
    const std::int64_t all = core::nanosecondsOf(*time);
    std::string body;
    const auto append = [&body](std::int64_t value, int bytes) {
        for (int shift = (bytes - 1) * 8; shift >= 0; shift -= 8) {
            body += static_cast<char>(value >> shift);
        }
    };
    append(all % second, 4);
    append(all / second, 8);
    to.pack_ext(body.size(), timestamp);
    to.pack_ext_body(body.data(), static_cast<std::uint32_t>(body.size()));
    return true;
}

void pack(Packer& to, const json::Tree& value)
{
    switch (value.kind()) {
    case json::Tree::Kind::Missing:
    case json::Tree::Kind::Null:
        to.pack_nil();
        break;
    case json::Tree::Kind::Bool:
        value.isTrue() ? to.pack_true() : to.pack_false();
        break;
    case json::Tree::Kind::Number:
        packNumber(to, value.text());
        break;
    case json::Tree::Kind::Text:
        packText(to, value.text());
        break;
    case json::Tree::Kind::List:
        to.pack_array(static_cast<std::uint32_t>(value.items().size()));
        for (const json::Tree& item : value.items()) {
            pack(to, item);
        }
        break;
    case json::Tree::Kind::Object:
        to.pack_map(static_cast<std::uint32_t>(value.fields().size()));
        for (const auto& [name, field] : value.fields()) {
            packText(to, name);
            if (name != "t" || field.kind() != json::Tree::Kind::Text || !packTime(to, field.text())) {
                pack(to, field);
            }
        }
        break;
    }
}

std::string_view textOf(const msgpack::object& value)
{
    return {value.via.str.ptr, value.via.str.size};
}

std::optional<std::string> jsonOf(const msgpack::object& value);

std::optional<std::string> jsonOf(const msgpack::object_array& list)
{
    json::ListWriter json;
    for (std::uint32_t i = 0; i < list.size; ++i) {
        const auto item = jsonOf(list.ptr[i]);
        if (!item) {
            return std::nullopt;
        }
        json.add(*item);
    }
    return json.str();
}

std::optional<std::string> jsonOf(const msgpack::object_map& map)
{
    std::string json = "{";
    for (std::uint32_t i = 0; i < map.size; ++i) {
        const auto field = jsonOf(map.ptr[i].val);
        if (map.ptr[i].key.type != msgpack::type::STR || !field) {
            return std::nullopt;
        }
        json += (i == 0 ? "" : ",") + json::quoted(textOf(map.ptr[i].key)) + ":" + *field;
    }
    return json + "}";
}

std::optional<std::string> jsonOf(const msgpack::object& value)
{
    switch (value.type) {
    case msgpack::type::NIL:
        return "null";
    case msgpack::type::BOOLEAN:
        return value.via.boolean ? "true" : "false";
    case msgpack::type::POSITIVE_INTEGER:
        return std::to_string(value.via.u64);
    case msgpack::type::STR:
        return json::quoted(textOf(value));
    case msgpack::type::ARRAY:
        return jsonOf(value.via.array);
    case msgpack::type::MAP:
        return jsonOf(value.via.map);
    default:
        return std::nullopt;
    }
}

} // namespace

std::string packed(std::string_view json)
{
    msgpack::sbuffer bytes;
    if (const auto tree = json::Tree::parse(json)) {
        Packer to(bytes);
        pack(to, *tree);
    }
    return {bytes.data(), bytes.size()};
}

std::optional<std::string> unpacked(std::string_view bytes)
{
    const msgpack::unpack_limit limit(longest, longest, longest, longest, longest, deepest);
    std::size_t end = 0;
    try {
        const msgpack::object_handle value = msgpack::unpack(bytes.data(), bytes.size(), end, nullptr, nullptr, limit);
        return end == bytes.size() ? jsonOf(value.get()) : std::nullopt;
    } catch (const msgpack::unpack_error&) { // cut off, too long, too deep, or no MessagePack
        return std::nullopt;
    }
}

} // namespace leadline::sim
