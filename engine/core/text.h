// SPDX-License-Identifier: MIT
/// What every reader of small texts needs.
#pragma once

#include <string>
#include <string_view>

namespace leadline::core
{

/// Without the spaces, tabs and line ends around it.
[[nodiscard]] constexpr std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n\v\f";
    const std::size_t first = text.find_first_not_of(blanks);
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// With U+FFFD in place of every byte that belongs to no letter: texts of others may be cut in the middle of one, and
/// no reader takes a file with half of it.
[[nodiscard]] std::string validUtf8(std::string_view text);

/// Without the blanks of any script around it, and without letters that nobody sees, which are copied from pages.
[[nodiscard]] std::string cleaned(std::string_view text);

/// For messages, in quotes: forty bytes at most, and no control character breaks the line.
[[nodiscard]] std::string quotedForMessage(std::string_view text);

/// A field of a CSV file: in quotes where it needs them.
[[nodiscard]] std::string csvField(std::string_view text);

} // namespace leadline::core
