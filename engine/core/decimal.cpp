// SPDX-License-Identifier: MIT
#include "engine/core/decimal.h"

#include <algorithm>
#include <array>
#include <cassert>

namespace leadline::core
{

namespace
{

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

} // namespace

std::string_view describe(ParseError error)
{
    switch (error) {
    case ParseError::Empty:
        return "empty number";
    case ParseError::Junk:
        return "not a decimal number";
    case ParseError::TooPrecise:
        return "more than 9 decimals";
    case ParseError::Overflow:
        return "number too large";
    }
    return "not a decimal number";
}

std::expected<Int128, ParseError> parseDecimal(std::string_view text, Int128 limit)
{
    const bool negative = !text.empty() && text.front() == '-';
    if (negative) {
        text.remove_prefix(1);
    }
    if (text.empty()) {
        return std::unexpected(negative ? ParseError::Junk : ParseError::Empty);
    }

    Int128 value = 0;
    int digits = 0;
    int decimals = 0;
    bool afterPoint = false;
    for (const char c : text) {
        if (c == '.' && !afterPoint) {
            afterPoint = true;
            continue;
        }
        if (!isDigit(c)) {
            return std::unexpected(ParseError::Junk);
        }
        ++digits;
        if (afterPoint && decimals == decimalPlaces) {
            if (c != '0') {
                return std::unexpected(ParseError::TooPrecise);
            }
            continue;
        }
        decimals += afterPoint ? 1 : 0;
        value = value * 10 + (c - '0');
        if (value > limit) {
            return std::unexpected(ParseError::Overflow);
        }
    }
    // ".5" and "5." are not written by any venue; a lone point is no number.
    if (digits == 0 || !isDigit(text.front()) || !isDigit(text.back())) {
        return std::unexpected(ParseError::Junk);
    }
    value *= powerOfTen(decimalPlaces - decimals);
    if (value > limit) {
        return std::unexpected(ParseError::Overflow);
    }
    return negative ? -value : value;
}

Int128 wideDecimal(std::string_view text)
{
    constexpr int places = 2 * decimalPlaces;
    constexpr Int128 limit = static_cast<Int128>(powerOfTen(9)) * powerOfTen(9) * 100; // 1e20
    const auto point = std::min(text.find('.'), text.size());
    Int128 whole = 0;
    for (const char c : text.substr(0, point)) {
        whole = isDigit(c) ? std::min(whole * 10 + (c - '0'), limit) : whole;
    }
    Int128 value = whole;
    for (std::size_t i = 0; i < places; ++i) {
        const std::size_t at = point + 1 + i;
        value = value * 10 + (at < text.size() && isDigit(text[at]) ? text[at] - '0' : 0);
    }
    return value;
}

int writtenDecimals(std::string_view text)
{
    const auto point = text.find('.');
    return point == std::string_view::npos ? 0 : static_cast<int>(text.size() - point - 1);
}

std::string decimalText(Int128 billionths, int minimumDecimals)
{
    assert(minimumDecimals >= 0 && minimumDecimals <= decimalPlaces);
    const bool negative = billionths < 0;
    // The magnitude of the most negative value does not fit; no value of ours comes near it.
    Int128 rest = negative ? -billionths : billionths;

    std::array<char, 48> buffer{};
    auto end = buffer.end();
    auto out = end;
    int decimal = decimalPlaces;
    bool significant = false;
    for (; decimal > 0; --decimal) {
        const auto digit = static_cast<char>('0' + static_cast<int>(rest % 10));
        rest /= 10;
        significant = significant || digit != '0' || decimal <= minimumDecimals;
        if (significant) {
            *--out = digit;
        }
    }
    if (significant) {
        *--out = '.';
    }
    do {
        *--out = static_cast<char>('0' + static_cast<int>(rest % 10));
        rest /= 10;
    } while (rest > 0);
    if (negative) {
        *--out = '-';
    }
    return std::string(out, end);
}

} // namespace leadline::core
