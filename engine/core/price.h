// SPDX-License-Identifier: MIT
/// Exact prices, sizes and amounts: different types, with only the operations that mean something.
#pragma once

#include "engine/core/decimal.h"

#include <compare>
#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <string_view>

namespace leadline::core
{

/// A price, or the difference of two, in the quote currency: a whole number of billionths in 64 bits.
/// Range: below 4.6 thousand million either way, which holds a bitcoin in rupiah, and the sum of two prices still fits.
class Price
{
public:
    static constexpr std::int64_t maxRaw = (std::int64_t{1} << 62) - 1;

    constexpr Price() = default;
    [[nodiscard]] static constexpr Price fromRaw(std::int64_t billionths) { return Price(billionths); }
    [[nodiscard]] static std::expected<Price, ParseError> parse(std::string_view text);

    [[nodiscard]] constexpr std::int64_t raw() const { return m_raw; }
    [[nodiscard]] constexpr double toDoubleLossy() const { return static_cast<double>(m_raw) / decimalScale; }
    [[nodiscard]] std::string text(int minimumDecimals = 0) const { return decimalText(m_raw, minimumDecimals); }

    constexpr auto operator<=>(const Price&) const = default;
    constexpr Price operator+(Price other) const { return Price(m_raw + other.m_raw); }
    constexpr Price operator-(Price other) const { return Price(m_raw - other.m_raw); }

private:
    constexpr explicit Price(std::int64_t raw)
        : m_raw(raw)
    {
    }
    std::int64_t m_raw = 0;
};

/// A size in units of the instrument (coins, shares, contracts): a whole number of billionths in 128 bits.
/// 64 bits cannot hold both ends that real markets use: 1e-8 of a bitcoin and 1e12 of a meme coin are 20 decimal digits
/// apart, and a fractional share needs a ninth decimal. 128 bits hold both exactly, add without rescaling, and sums of
/// a whole book cannot overflow. Range as parsed: up to 1e18 units either way.
class Quantity
{
public:
    static constexpr Int128 maxRaw = static_cast<Int128>(decimalScale) * decimalScale * decimalScale;

    constexpr Quantity() = default;
    [[nodiscard]] static constexpr Quantity fromRaw(Int128 billionths) { return Quantity(billionths); }
    [[nodiscard]] static std::expected<Quantity, ParseError> parse(std::string_view text);

    [[nodiscard]] constexpr Int128 raw() const { return static_cast<Int128>(m_high) << 64 | m_low; }
    [[nodiscard]] constexpr bool isZero() const { return m_high == 0 && m_low == 0; }
    [[nodiscard]] constexpr bool isNegative() const { return m_high < 0; }
    [[nodiscard]] double toDoubleLossy() const;
    [[nodiscard]] std::string text(int minimumDecimals = 0) const { return decimalText(raw(), minimumDecimals); }

    constexpr bool operator==(const Quantity&) const = default;
    constexpr std::strong_ordering operator<=>(const Quantity& other) const { return raw() <=> other.raw(); }
    constexpr Quantity operator+(Quantity other) const { return Quantity(raw() + other.raw()); }
    constexpr Quantity operator-(Quantity other) const { return Quantity(raw() - other.raw()); }
    constexpr Quantity& operator+=(Quantity other) { return *this = *this + other; }
    constexpr Quantity& operator-=(Quantity other) { return *this = *this - other; }

private:
    constexpr explicit Quantity(Int128 raw)
        : m_low(static_cast<std::uint64_t>(raw))
        , m_high(static_cast<std::int64_t>(raw >> 64))
    {
    }
    // Two halves instead of one __int128, so that a level is 24 bytes and not 32.
    std::uint64_t m_low = 0;
    std::int64_t m_high = 0;
};

/// Price × quantity, exact, in 1e-18 of the quote currency. Range: 1.7e20 units; a product beyond that saturates, which
/// compares greater than every limit a user can set.
class Notional
{
public:
    constexpr Notional() = default;
    [[nodiscard]] static constexpr Notional fromRaw(Int128 raw) { return Notional(raw); }
    /// Up to 18 decimals; refuses more of them, and never rounds.
    [[nodiscard]] static std::expected<Notional, ParseError> parse(std::string_view text);

    [[nodiscard]] constexpr Int128 raw() const { return m_raw; }
    [[nodiscard]] double toDoubleLossy() const { return static_cast<double>(m_raw) / 1e18; }
    /// Exact, without needless zeros.
    [[nodiscard]] std::string text() const;

    constexpr auto operator<=>(const Notional&) const = default;
    [[nodiscard]] Notional operator+(Notional other) const;
    constexpr Notional operator-(Notional other) const { return Notional(m_raw - other.m_raw); }
    Notional& operator+=(Notional other) { return *this = *this + other; }

private:
    constexpr explicit Notional(Int128 raw)
        : m_raw(raw)
    {
    }
    Int128 m_raw = 0;
};

[[nodiscard]] Notional operator*(Price price, Quantity size);

/// In 1e-18, as wideDecimal() has it: beside prices that Price cannot hold.
[[nodiscard]] constexpr Int128 wide(Price price)
{
    return static_cast<Int128>(price.raw()) * decimalScale;
}

/// The middle of two prices; exact whenever both are multiples of 2e-9, else rounded down by half a billionth.
[[nodiscard]] constexpr Price midpoint(Price bid, Price ask)
{
    const std::int64_t sum = bid.raw() + ask.raw();
    return Price::fromRaw(sum >= 0 ? sum / 2 : (sum - 1) / 2);
}

inline double Quantity::toDoubleLossy() const
{
    return toDouble(raw()) / decimalScale;
}

} // namespace leadline::core

template <> struct std::hash<leadline::core::Price> {
    std::size_t operator()(leadline::core::Price price) const noexcept
    {
        return std::hash<std::int64_t>{}(price.raw());
    }
};
