// SPDX-License-Identifier: MIT
/// A fault on demand of the embedded market's trading side, as the command line names it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace leadline::sim
{
enum class TradeFault : std::uint8_t;
}

namespace leadline::app
{

struct TradeStrike {
    sim::TradeFault fault{};
    int oneIn = 10; ///< requests, of which one is struck
};

/// "lose-answer" or "lose-answer:5"; nothing when it is no fault of the trading side.
[[nodiscard]] std::optional<TradeStrike> tradeStrikeOf(const std::string& text);

} // namespace leadline::app
