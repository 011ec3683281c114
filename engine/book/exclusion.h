// SPDX-License-Identifier: MIT
/// Why a venue takes no part in a consolidated book, and what a crossed one means.
#pragma once

#include <cstdint>
#include <string_view>

namespace leadline::book
{

/// Why a venue is left out; the first that holds, in this order.
enum class Exclusion : std::uint8_t {
    None, ///< takes part
    Disconnected,
    NotTrading, ///< the venue says so
    OutOfSync, ///< no snapshot, a gap, or a failed checksum
    InvalidBook, ///< a side empty, or crossed in itself
    UnknownContract, ///< its sizes are contracts, and nobody said what one is worth
    Stale,
    Late,
    Unreliable, ///< its answers are slow, or assumed to be
    Outlier,
    SwitchedOff, ///< by the user
    NotAsked, ///< an order for another venue alone
    OtherKind, ///< shown beside it; an order for the coin is not one for its contract
    CannotTrade, ///< it is shown; orders cannot be sent there
    BreakerOpen, ///< the circuit breaker halted new orders there; its book still counts
};

[[nodiscard]] std::string_view nameOf(Exclusion exclusion);

/// For people: "mid too far from the other venues'".
[[nodiscard]] std::string_view describe(Exclusion exclusion);

/// What a best bid at or above the best ask means.
enum class Cross : std::uint8_t {
    None,
    RealAfterFees, ///< buying here and selling there pays more than both taker fees
    InsideFees, ///< real, and not worth the fees
    StaleVenue, ///< one side was not updated for long
    Clock, ///< one side's data is older than its stamps say
};

[[nodiscard]] std::string_view describe(Cross cross);

} // namespace leadline::book
