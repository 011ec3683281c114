// SPDX-License-Identifier: MIT
#include "engine/calibration/execution.h"

#include <cmath>
#include <limits>

namespace leadline::calibration
{

double Execution::feeBps() const
{
    return notional > 0 ? fee / notional * 1e4 : std::numeric_limits<double>::quiet_NaN();
}

bool SessionWindow::holds(core::Timestamp time) const
{
    const auto hour =
        std::chrono::floor<std::chrono::hours>(time - std::chrono::floor<std::chrono::days>(time)).count();
    return hour >= begins && hour < ends;
}

} // namespace leadline::calibration
