// SPDX-License-Identifier: MIT
/// What the window sees of the accounts: positions, venues to trade at, profit.
#pragma once

#include "engine/core/price.h"
#include "engine/core/time.h"
#include "engine/execution/profit_total.h"
#include "engine/session/position_snapshot.h"
#include "engine/session/trading_snapshot.h"

#include <string>
#include <vector>

namespace leadline::desk
{
class Desk;
class MarketGroup;
} // namespace leadline::desk
namespace leadline::execution
{
class ExecutionEngine;
}

namespace leadline::session
{

/// Of all venues and instruments; the same whatever is on show.
struct AccountSnapshot {
    std::vector<PositionSnapshot> positions;
    execution::ProfitTotal profit;
    std::vector<TradingSnapshot> trading;
    int openOrders = 0;
    bool journalUp = true;
    std::string journalText; ///< for people
};

[[nodiscard]] AccountSnapshot accountOf(execution::ExecutionEngine& orders, core::Timestamp now);

/// Of one instrument, over its venues.
struct HoldingSnapshot {
    core::Quantity size; ///< coins or shares
    double profit = 0; ///< quote units
    double today = 0; ///< the same, since UTC midnight
};

[[nodiscard]] HoldingSnapshot holdingOf(
    const AccountSnapshot& account, const desk::MarketGroup& group, desk::Desk& desk);

} // namespace leadline::session
