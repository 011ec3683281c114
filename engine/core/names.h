// SPDX-License-Identifier: MIT
/// Short names that travel by value: venues and symbols.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace leadline::core
{

/// Text of at most 31 bytes kept inside the value, so that events carry it without allocating. Longer text is cut by
/// the constructor; `fits` tells beforehand.
template <class Tag> class ShortName
{
public:
    static constexpr std::size_t capacity = 31;

    constexpr ShortName() = default;
    constexpr explicit ShortName(std::string_view text)
        : m_size(static_cast<std::uint8_t>(std::min(text.size(), capacity)))
    {
        std::copy_n(text.begin(), m_size, m_text.begin());
    }

    [[nodiscard]] static constexpr bool fits(std::string_view text) { return text.size() <= capacity; }
    [[nodiscard]] constexpr std::string_view view() const { return {m_text.data(), m_size}; }
    [[nodiscard]] std::string text() const { return std::string(view()); }
    [[nodiscard]] constexpr bool isEmpty() const { return m_size == 0; }

    constexpr bool operator==(const ShortName&) const = default;
    constexpr auto operator<=>(const ShortName& other) const { return view() <=> other.view(); }

private:
    std::array<char, capacity> m_text{};
    std::uint8_t m_size = 0;
};

/// A venue as settings, files and columns name it: "binance-futures".
using VenueId = ShortName<struct VenueTag>;
/// An instrument as its venue names it: "ETHUSDT".
using Symbol = ShortName<struct SymbolTag>;

/// One instrument on one venue.
struct MarketId {
    VenueId venue;
    Symbol symbol;

    constexpr bool operator==(const MarketId&) const = default;
    constexpr auto operator<=>(const MarketId&) const = default;
};

} // namespace leadline::core

template <class Tag> struct std::hash<leadline::core::ShortName<Tag>> {
    std::size_t operator()(const leadline::core::ShortName<Tag>& name) const noexcept
    {
        return std::hash<std::string_view>{}(name.view());
    }
};
