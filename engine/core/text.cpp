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

std::string cleaned(std::string_view text)
{
    // Zero-width space, non-joiner, joiner, word joiner, byte-order mark, soft hyphen; marks of direction.
    constexpr std::string_view unseen[] = {"\xe2\x80\x8b", "\xe2\x80\x8c", "\xe2\x80\x8d", "\xe2\x81\xa0",
        "\xef\xbb\xbf", "\xc2\xad", "\xe2\x80\x8e", "\xe2\x80\x8f"};
    // Spreadsheets write the no-break ones.
    constexpr std::string_view blanks[] = {
        " ", "\t", "\r", "\n", "\v", "\f", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89", "\xe3\x80\x80"};
    std::string made(text);
    for (const std::string_view letter : unseen) {
        for (auto at = made.find(letter); at != std::string::npos; at = made.find(letter, at)) {
            made.erase(at, letter.size());
        }
    }
    std::string_view rest = made;
    const auto strip = [&] {
        return std::ranges::any_of(blanks, [&rest](std::string_view blank) {
            const bool isFirst = rest.starts_with(blank);
            const bool isLast = !isFirst && rest.ends_with(blank);
            rest.remove_prefix(isFirst ? blank.size() : 0);
            rest.remove_suffix(isLast ? blank.size() : 0);
            return isFirst || isLast;
        });
    };
    while (strip()) { }
    return std::string(rest);
}

std::string quotedForMessage(std::string_view text)
{
    constexpr std::size_t longest = 40;
    const auto isInside = [&](std::size_t at) { return at < text.size() && (text[at] & '\xc0') == '\x80'; };
    std::size_t length = std::min(longest, text.size());
    while (length > 0 && isInside(length)) {
        --length; // no letter is cut in two
    }
    std::string made = "\"";
    for (const char c : text.substr(0, length)) {
        made += static_cast<unsigned char>(c) < 0x20 || c == '\x7f' ? '?' : c;
    }
    return made + (length < text.size() ? "…\"" : "\"");
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
