// SPDX-License-Identifier: MIT
/// A book kept in the venue's own words, for the checksum that the venue publishes of it.
#pragma once

#include "engine/core/events.h"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
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
/// Kraken writes numbers with the instrument's decimals; a program that read a message and wrote it again cuts zeros
/// off. They are put back, as many as the book's longest number has.
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

    enum class Verdict : std::uint8_t {
        Right,
        Wrong,
        Unknown, ///< the numbers are not as the venue wrote them
    };
    /// What the venue's own checksum says of the book.
    [[nodiscard]] Verdict judge(std::uint32_t published);

private:
    struct Text {
        std::array<char, 61> text{}; ///< as it goes into the checksum: price, then size
        std::uint8_t size = 0;
        std::uint8_t priceSize = 0; ///< of it, the price
        std::uint8_t priceDecimals = 0;
        std::uint8_t sizeDecimals = 0;
    };
    /// How many decimals the numbers of a book have.
    struct Decimals {
        std::uint8_t price = 0;
        std::uint8_t size = 0;

        bool operator==(const Decimals&) const = default;
    };
    template <class Order> using Side = std::map<core::Int128, Text, Order>; ///< by price in 1e-18

    [[nodiscard]] Text textOf(const core::LevelText& level);
    template <class Order>
    void apply(Side<Order>& side, std::span<const core::Level> levels, std::span<const core::LevelText> texts,
        std::span<const core::LevelAside> aside);
    /// Kraken's, its numbers filled up with zeros.
    [[nodiscard]] std::uint32_t krakenValue(Decimals decimals) const;
    [[nodiscard]] bool hasEqualDecimals() const; ///< of the levels that go into Kraken's checksum

    ChecksumForm m_form;
    Side<std::greater<>> m_bids;
    Side<std::less<>> m_asks;
    Decimals m_most; ///< seen so far
    std::optional<Decimals> m_proven; ///< that gave the venue's own checksum
};

} // namespace leadline::book
