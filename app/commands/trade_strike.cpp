// SPDX-License-Identifier: MIT
#include "app/commands/trade_strike.h"

#include "engine/sim/protocol/trade_faults.h"

#include <cstdlib>

namespace leadline::app
{

std::optional<TradeStrike> tradeStrikeOf(const std::string& text)
{
    const auto colon = text.find(':');
    const auto fault = sim::tradeFaultOf(text.substr(0, colon));
    if (!fault) {
        return std::nullopt;
    }
    TradeStrike strike{.fault = *fault};
    if (colon != std::string::npos) {
        strike.oneIn = std::atoi(text.c_str() + colon + 1);
    }
    return strike.oneIn >= 1 ? std::optional(strike) : std::nullopt;
}

} // namespace leadline::app
