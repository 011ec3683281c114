// SPDX-License-Identifier: MIT
/// Why an order may not go out.
#pragma once

#include <cstdint>
#include <string_view>

namespace leadline::risk
{

enum class OrderCheck : std::uint8_t {
    Fine,
    KillSwitch,
    TooLarge, ///< notional above the limit
    TooMany, ///< open orders at the limit
    BelowMinimum, ///< the venue's smallest lot or notional
    OffGrid, ///< price not on the tick or size not on the lot
    OutsideBand, ///< price far from mid: needs the user's confirmation
    ReplayOnly, ///< there is no way for orders: no market, or no journal, is open
    TradingOff, ///< the user has not turned this venue's trading on
    JournalDown, ///< nothing can be written, so nothing may be sent
    NotReconciled, ///< what an earlier run, or a lost connection, left there is not known yet
    Duplicate, ///< the same order was sent a moment ago
    ShortSale, ///< sells more of a stock than is held, and it may not be sold short
    PositionLimit, ///< it would leave a larger position than allowed
    DailyLoss, ///< today's loss is at the limit
    RateLimit, ///< the venue's requests are used up
};

inline constexpr int orderChecks = static_cast<int>(OrderCheck::RateLimit) + 1;
[[nodiscard]] std::string_view describe(OrderCheck check);

/// Reason code of the check, stable: "risk.kill_switch".
[[nodiscard]] std::string_view codeOf(OrderCheck check);

} // namespace leadline::risk
