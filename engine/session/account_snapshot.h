// SPDX-License-Identifier: MIT
/// What the window sees of the accounts: positions, venues to trade at, profit.
#pragma once

#include "engine/core/instrument.h"
#include "engine/core/price.h"
#include "engine/core/time.h"
#include "engine/execution/profit_total.h"
#include "engine/session/position_snapshot.h"
#include "engine/session/queue_snapshot.h"
#include "engine/session/trading_snapshot.h"

#include <functional>
#include <map>
#include <optional>
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
    std::map<core::MarketId, int> working; ///< how many orders work there
    std::vector<QueueSnapshot> queues; ///< of those that rest
    bool journalUp = true;
    std::string journalText; ///< for people
};

class OwnOrders;

[[nodiscard]] AccountSnapshot accountOf(execution::ExecutionEngine& orders, const OwnOrders& own, core::Timestamp now);
/// Of all of them in that currency; of a market without an instrument nothing counts.
[[nodiscard]] execution::ProfitTotal profitOf(const execution::CurrencyRates& rates, const core::Asset& currency,
    const std::vector<PositionSnapshot>& positions,
    const std::function<std::optional<core::Instrument>(const core::MarketId&)>& instrumentOf);

/// Of one instrument, over its venues.
struct HoldingSnapshot {
    core::Quantity size; ///< coins or shares
    double profit = 0; ///< quote units
    double today = 0; ///< the same, since UTC midnight
};

[[nodiscard]] HoldingSnapshot holdingOf(
    const AccountSnapshot& account, const desk::MarketGroup& group, desk::Desk& desk);

} // namespace leadline::session
