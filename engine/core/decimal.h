// SPDX-License-Identifier: MIT
/// Exact decimal text in and out. Prices, sizes and amounts never pass through `double` on their way to a venue.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <string>
#include <string_view>

namespace leadline::core
{

__extension__ typedef __int128 Int128;

/// Both fixed-point types count billionths: Binance quotes 1e-8, Alpaca's fractional shares and the middle of two
/// 1e-8 prices need 1e-9.
inline constexpr int decimalPlaces = 9;
inline constexpr std::int64_t decimalScale = 1'000'000'000;

enum class ParseError : std::uint8_t {
    Empty, ///< no text at all
    Junk, ///< something that is not `[-]digits[.digits]`
    TooPrecise, ///< a digit other than 0 beyond the ninth decimal
    Overflow, ///< larger than the type holds
};

/// "not a decimal number" and friends, for messages.
[[nodiscard]] std::string_view describe(ParseError error);

/// Reads `[-]digits[.digits]` as a count of billionths; no exponent, no blanks, no `+`.
/// Refuses magnitudes above `limit` with Overflow and never rounds.
[[nodiscard]] std::expected<Int128, ParseError> parseDecimal(std::string_view text, Int128 limit);

/// A decimal of any size and precision, for putting prices in order that parseDecimal() refuses: whole 1e-18 of a unit,
/// cut off behind the eighteenth decimal, and no more than 1e20 units. `text` is `digits[.digits]`; what it holds
/// besides is passed over.
[[nodiscard]] Int128 wideDecimal(std::string_view text);

/// A decimal number found at the head of longer text.
struct ScannedDecimal {
    std::uint64_t mantissa = 0; ///< all digits; meaningful up to 18 of them
    int digits = 0; ///< digits read, leading zeros included
    int decimals = 0; ///< of those, digits after the point
    const char* end = nullptr; ///< first character that does not belong to the number
};

/// Reads digits and at most one point; stops at anything else. `text` must hold a character that stops it.
[[nodiscard]] inline ScannedDecimal scanDecimal(const char* text)
{
    ScannedDecimal number;
    const char* at = text;
    unsigned digit = 0;
    while ((digit = static_cast<unsigned char>(*at) - unsigned{'0'}) < 10) {
        number.mantissa = number.mantissa * 10 + digit;
        ++at;
    }
    number.digits = static_cast<int>(at - text);
    if (*at == '.') {
        const char* const point = at++;
        while ((digit = static_cast<unsigned char>(*at) - unsigned{'0'}) < 10) {
            number.mantissa = number.mantissa * 10 + digit;
            ++at;
        }
        number.decimals = static_cast<int>(at - point) - 1;
        number.digits += number.decimals;
    }
    number.end = at;
    return number;
}

/// The nearest double. Nearly every value fits 64 bits, whose conversion is one instruction.
[[nodiscard]] inline double toDouble(Int128 value)
{
    const auto narrow = static_cast<std::int64_t>(value);
    return narrow == value ? static_cast<double>(narrow) : static_cast<double>(value);
}

/// 10^exponent, exponent 0..9.
[[nodiscard]] constexpr std::int64_t powerOfTen(int exponent)
{
    constexpr std::array<std::int64_t, decimalPlaces + 1> powers{
        1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};
    return powers[static_cast<std::size_t>(exponent)];
}

/// Number of digits after the point as written: "2683.80000000" has 8.
[[nodiscard]] int writtenDecimals(std::string_view text);

/// The exact decimal text of a count of billionths, with at least `minimumDecimals` digits after the point (0..9) and
/// as many more as the value needs. A number read from text prints back the same with the text's own decimals.
[[nodiscard]] std::string decimalText(Int128 billionths, int minimumDecimals = 0);

} // namespace leadline::core
