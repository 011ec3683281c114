// SPDX-License-Identifier: MIT
/// Amounts of dollars as settings give them, and as people read them.
#pragma once

#include "engine/core/price.h"

#include <string>

namespace leadline::rebalance
{

/// Of a setting, to the nearest billionth.
[[nodiscard]] core::Notional dollarsOf(double amount);
/// "1234.50", rounded to the nearest cent.
[[nodiscard]] std::string centsText(core::Notional amount);
/// "1234.50", rounded away from what it is compared with, so that two amounts that differ never read the same.
[[nodiscard]] std::string centsDown(core::Notional amount);
[[nodiscard]] std::string centsUp(core::Notional amount);

} // namespace leadline::rebalance
