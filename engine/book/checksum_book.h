// SPDX-License-Identifier: MIT
/// A book kept in the venue's own words, for the checksum that the venue publishes of it.
#pragma once

#include "engine/core/events.h"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <span>

namespace leadline::book
{

/// How a venue makes one number of a book. All are CRC-32 (IEEE 802.3) of a text.
enum class ChecksumForm : std::uint8_t {
    None,
    Kraken, ///< best 10 asks, then best 10 bids; of each level price and size without point and leading zeros
    Okx, ///< bid and ask in turn, the best 25 of each; price and size as written, all joined by colons
};

/// Keeps every level's text as the venue wrote it: "0.10000000" and "0.1" are the same size and different checksums.
class ChecksumBook
{
public:
    explicit ChecksumBook(ChecksumForm form)
        : m_form(form)
    {
    }

    void clear();
    /// Applies the levels of an update in their order; `texts` stands beside `levels`.
    void apply(const core::BookUpdate& update);
    /// Forgets what lies behind the best `depth` levels of a side.
    void truncate(std::size_t depth);
    [[nodiscard]] std::uint32_t value() const;

private:
    struct Text {
        std::array<char, 47> text{};
        std::uint8_t size = 0;
    };
    template <class Order> using Side = std::map<core::Price, Text, Order>;

    [[nodiscard]] Text textOf(const core::LevelText& level) const;
    template <class Order>
    void apply(Side<Order>& side, std::span<const core::Level> levels, std::span<const core::LevelText> texts);

    ChecksumForm m_form;
    Side<std::greater<>> m_bids;
    Side<std::less<>> m_asks;
};

} // namespace leadline::book
