// SPDX-License-Identifier: MIT
/// What the window sees of the account: positions, venues to trade at, profit.
#pragma once

#include "engine/core/time.h"

namespace leadline::desk
{
class Desk;
class Market;
} // namespace leadline::desk
namespace leadline::execution
{
class ExecutionEngine;
}

namespace leadline::session
{

struct MarketSnapshot;

struct AccountSources {
    execution::ExecutionEngine& orders;
    desk::Desk& desk;
    const desk::Market& onShow; ///< position and profit of the snapshot are those of its group
    core::Timestamp now;
};

/// Adds to what is empty.
void fillAccount(MarketSnapshot& snapshot, const AccountSources& account);

} // namespace leadline::session
