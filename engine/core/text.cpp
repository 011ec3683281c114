// SPDX-License-Identifier: MIT
#include "engine/core/text.h"

#include <algorithm>

namespace leadline::core
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

} // namespace

std::string validUtf8(std::string_view text)
{
    std::string made;
    while (!text.empty()) {
        const std::size_t length = letterLength(text);
        made += length == 0 ? std::string_view("\xef\xbf\xbd") : text.substr(0, length);
        text.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return made;
}

std::string csvField(std::string_view text)
{
    std::string valid = validUtf8(text);
    if (valid.find_first_of(",\"\r\n") == std::string::npos) {
        return valid;
    }
    std::string made = "\"";
    for (const char letter : valid) {
        made += letter;
        made += letter == '"' ? "\"" : "";
    }
    return made + '"';
}

} // namespace leadline::core
