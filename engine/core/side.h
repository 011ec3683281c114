// SPDX-License-Identifier: MIT
/// The two sides of a market, and those of a position.
#pragma once

#include <cstdint>
#include <string_view>

namespace leadline::core
{

/// A side of the book, and of an order: an order's side is where it rests, so a buy is a Bid and a sell an Ask.
enum class Side : std::uint8_t { Bid, Ask };

[[nodiscard]] constexpr Side opposite(Side side)
{
    return side == Side::Bid ? Side::Ask : Side::Bid;
}
[[nodiscard]] constexpr std::string_view verb(Side side)
{
    return side == Side::Bid ? "buy" : "sell";
}

/// Which of a symbol's positions is meant where a venue keeps two of them (hedge mode).
enum class PositionSide : std::uint8_t {
    Net, ///< the only one: its sign tells whether it is long or short
    Long,
    Short,
};
inline constexpr int positionSides = static_cast<int>(PositionSide::Short) + 1;
[[nodiscard]] constexpr std::string_view describe(PositionSide side)
{
    return side == PositionSide::Net ? "net" : side == PositionSide::Long ? "long" : "short";
}
/// The position that an order of that side adds to, or takes from, where a venue keeps two.
[[nodiscard]] constexpr PositionSide positionOpenedBy(Side side)
{
    return side == Side::Bid ? PositionSide::Long : PositionSide::Short;
}
[[nodiscard]] constexpr PositionSide positionClosedBy(Side side)
{
    return positionOpenedBy(opposite(side));
}

} // namespace leadline::core
