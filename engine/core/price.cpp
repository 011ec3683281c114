// SPDX-License-Identifier: MIT
#include "engine/core/price.h"

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
