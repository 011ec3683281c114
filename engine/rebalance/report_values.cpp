// SPDX-License-Identifier: MIT
#include "engine/rebalance/report_values.h"

#include "engine/core/number_text.h"
#include "engine/core/time_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace leadline::rebalance::report
{

namespace
{

/// How many bytes the letter at the head of `text` has; zero when it is none.
std::size_t letterLength(std::string_view text)
{
    const auto byte = [&text](std::size_t at) { return static_cast<unsigned char>(text[at]); };
    const std::size_t length = byte(0) < 0x80 ? 1
        : byte(0) >= 0xc2 && byte(0) < 0xe0   ? 2
        : byte(0) >= 0xe0 && byte(0) < 0xf0   ? 3
        : byte(0) >= 0xf0 && byte(0) < 0xf5   ? 4
                                              : 0;
    if (length == 0 || length > text.size()) {
        return 0;
    }
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xc0) != 0x80) {
            return 0;
        }
    }
    const bool isTooLong = length > 2 && ((byte(0) == 0xe0 && byte(1) < 0xa0) || (byte(0) == 0xf0 && byte(1) < 0x90));
    const bool isSurrogate = byte(0) == 0xed && length == 3 && byte(1) >= 0xa0;
    const bool isBeyond = byte(0) == 0xf4 && byte(1) >= 0x90;
    return isTooLong || isSurrogate || isBeyond ? 0 : length;
}

/// A venue's words may be cut in the middle of a letter, and no reader takes a file with half of one.
std::string asUtf8(std::string_view text)
{
    std::string made;
    while (!text.empty()) {
        const std::size_t length = letterLength(text);
        made += length == 0 ? std::string_view("\xef\xbf\xbd") : text.substr(0, length);
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return made;
}

} // namespace

Value text(std::string_view name, std::string_view text)
{
    return {name, std::string(text), Value::Kind::Text};
}

Value count(std::string_view name, int number)
{
    return {name, std::to_string(number), Value::Kind::Number};
}

Value number(std::string_view name, double number)
{
    return std::isfinite(number) ? Value{name, core::fixedText(number, 4), Value::Kind::Number}
                                 : Value{name, {}, Value::Kind::Nothing};
}

Value price(std::string_view name, core::Price price)
{
    return price.raw() == 0 ? Value{name, {}, Value::Kind::Nothing} : text(name, price.text(2));
}

Value time(std::string_view name, core::Timestamp time)
{
    if (time == core::Timestamp{}) {
        return {name, {}, Value::Kind::Nothing};
    }
    return text(name, core::isoText(time, 6));
}

std::string quotedForJson(std::string_view text)
{
    std::string made = "\"";
    for (const char c : asUtf8(text)) {
        if (c == '"' || c == '\\') {
            made += '\\';
        }
        if (static_cast<unsigned char>(c) >= 0x20) {
            made += c;
        } else {
            std::array<char, 8> code{};
            std::snprintf(code.data(), code.size(), "\\u%04x", static_cast<unsigned>(c));
            made += code.data();
        }
    }
    return made + "\"";
}

std::string quotedForCsv(std::string_view text)
{
    std::string made;
    for (const char c : asUtf8(text)) {
        made += c == '"' ? "\"\"" : std::string(1, c);
    }
    return text.find_first_of(",\"\r\n") == std::string_view::npos ? made : "\"" + made + "\"";
}

std::string jsonFields(const std::vector<Value>& values)
{
    std::string made;
    for (const Value& value : values) {
        made += (made.empty() ? "\"" : ", \"") + std::string(value.name) + "\": "
            + (value.kind == Value::Kind::Text          ? quotedForJson(value.text)
                    : value.kind == Value::Kind::Number ? value.text
                                                        : "null");
    }
    return made;
}

} // namespace leadline::rebalance::report
