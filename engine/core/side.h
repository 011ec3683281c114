// SPDX-License-Identifier: MIT
/// The two sides of a market.
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

} // namespace leadline::core
