// SPDX-License-Identifier: MIT
/// Numbers as text, and text as numbers: with a point, whatever the locale.
#pragma once

#include <charconv>
#include <optional>
#include <string>
#include <string_view>

namespace leadline::core
{

/// The shortest text that reads back the same: 0.1, 1e-07, nan, inf.
[[nodiscard]] std::string shortestText(double value);
/// With so many decimals, as printf's %.2f has it.
[[nodiscard]] std::string fixedText(double value, int decimals);
/// With so many digits at most, as printf's %.4g has it.
[[nodiscard]] std::string roundedText(double value, int digits);

/// The number that the text is from its first byte to its last: no blank, no plus, no unit.
template <class Number> [[nodiscard]] std::optional<Number> numberIn(std::string_view text)
{
    Number number{};
    const char* const end = text.data() + text.size();
    const auto [read, bad] = std::from_chars(text.data(), end, number);
    return bad == std::errc{} && read == end ? std::optional(number) : std::nullopt;
}

/// As JSON has it: -12, 0.5, 1e-7. Nothing may stand before or behind.
[[nodiscard]] bool isJsonNumber(std::string_view text);

/// "1.5e-7" as "0.00000015": venues write small numbers so. Text without an exponent stays as it is; empty when it is
/// no number, or one of more than forty digits either way.
[[nodiscard]] std::string withoutExponent(std::string_view text);

} // namespace leadline::core
