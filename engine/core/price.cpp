// SPDX-License-Identifier: MIT
#include "engine/core/price.h"

#include <algorithm>
#include <limits>

namespace leadline::core
{

namespace
{

constexpr Int128 largest = ~(static_cast<Int128>(1) << 127);

} // namespace

std::expected<Price, ParseError> Price::parse(std::string_view text)
{
    const auto raw = parseDecimal(text, maxRaw);
    if (!raw) {
        return std::unexpected(raw.error());
    }
    return Price(static_cast<std::int64_t>(*raw));
}

std::expected<Quantity, ParseError> Quantity::parse(std::string_view text)
{
    const auto raw = parseDecimal(text, maxRaw);
    if (!raw) {
        return std::unexpected(raw.error());
    }
    return Quantity(*raw);
}

std::expected<Notional, ParseError> Notional::parse(std::string_view text)
{
    // The first nine decimals and the whole part in one go, the other nine behind them.
    constexpr Int128 limit = largest / decimalScale / 2;
    const auto point = text.find('.');
    const std::size_t coarse =
        point == std::string_view::npos ? text.size() : std::min(text.size(), point + 1 + decimalPlaces);
    const auto head = parseDecimal(text.substr(0, coarse), limit);
    if (!head) {
        return std::unexpected(head.error());
    }
    Int128 rest = 0;
    if (coarse < text.size()) {
        const auto tail = parseDecimal("0." + std::string(text.substr(coarse)), limit);
        if (!tail) {
            return std::unexpected(tail.error());
        }
        rest = text.starts_with('-') ? -*tail : *tail;
    }
    return Notional(*head * decimalScale + rest);
}

std::string Notional::text() const
{
    const Int128 rest = m_raw % decimalScale;
    std::string text = decimalText(m_raw / decimalScale, rest == 0 ? 0 : decimalPlaces);
    if (rest == 0) {
        return text;
    }
    if (m_raw < 0 && !text.starts_with('-')) {
        text.insert(0, "-");
    }
    return text + decimalText(rest < 0 ? -rest : rest, decimalPlaces).substr(2);
}

Notional Notional::operator+(Notional other) const
{
    Int128 sum = 0;
    if (__builtin_add_overflow(m_raw, other.m_raw, &sum)) {
        return Notional(m_raw < 0 ? -largest : largest);
    }
    return Notional(sum);
}

Notional operator*(Price price, Quantity size)
{
    Int128 product = 0;
    const Int128 units = size.raw();
    if (__builtin_mul_overflow(static_cast<Int128>(price.raw()), units, &product)) {
        return Notional::fromRaw((price.raw() < 0) != (units < 0) ? -largest : largest);
    }
    return Notional::fromRaw(product);
}

} // namespace leadline::core
