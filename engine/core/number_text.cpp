// SPDX-License-Identifier: MIT
#include "engine/core/number_text.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace leadline::core
{

namespace
{

/// What std::to_chars makes of it: unlike printf, it asks no locale.
template <class... Format> std::string textOf(double value, Format... format)
{
    std::array<char, 400> text{}; // the largest double has 309 digits before its point
    return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value, format...).ptr};
}

} // namespace

std::string shortestText(double value)
{
    return textOf(value);
}

std::string fixedText(double value, int decimals)
{
    return textOf(value, std::chars_format::fixed, decimals);
}

std::string roundedText(double value, int digits)
{
    return textOf(value, std::chars_format::general, digits);
}

bool isJsonNumber(std::string_view text)
{
    const auto digits = [&text] {
        const std::size_t count = std::min(text.find_first_not_of("0123456789"), text.size());
        text.remove_prefix(count);
        return count;
    };
    const auto skip = [&text](std::string_view any) {
        const bool isThere = !text.empty() && any.find(text.front()) != std::string_view::npos;
        text.remove_prefix(isThere ? 1 : 0);
        return isThere;
    };
    skip("-");
    const bool startsWithZero = text.starts_with('0');
    const std::size_t whole = digits();
    if (whole == 0 || (startsWithZero && whole > 1) || (skip(".") && digits() == 0)) {
        return false;
    }
    if (skip("eE")) {
        skip("+-");
        return digits() > 0 && text.empty();
    }
    return text.empty();
}

std::string withoutExponent(std::string_view text)
{
    const auto mark = text.find_first_of("eE");
    int exponent = 0;
    if (mark == std::string_view::npos) {
        return std::string(text);
    }
    const char* from = text.data() + mark + 1;
    const char* const end = text.data() + text.size();
    from += from + 1 < end && *from == '+' && from[1] != '-' ? 1 : 0;
    constexpr int widest = 40;
    const auto [read, bad] = std::from_chars(from, end, exponent);
    if (bad != std::errc{} || read != end || exponent < -widest || exponent > widest
        || !isJsonNumber(text.substr(0, mark))) {
        return {};
    }
    const bool isNegative = text.starts_with('-');
    std::string digits(text.substr(isNegative ? 1 : 0, mark - (isNegative ? 1 : 0)));
    const auto point = digits.find('.');
    int pointAt = static_cast<int>(point == std::string::npos ? digits.size() : point) + exponent;
    std::erase(digits, '.');
    if (pointAt <= 0) {
        digits.insert(0, static_cast<std::size_t>(1 - pointAt), '0');
        pointAt = 1;
    }
    digits.resize(std::max(digits.size(), static_cast<std::size_t>(pointAt)), '0');
    if (static_cast<std::size_t>(pointAt) < digits.size()) {
        digits.insert(static_cast<std::size_t>(pointAt), 1, '.');
    }
    return (isNegative ? "-" : "") + digits;
}

} // namespace leadline::core
