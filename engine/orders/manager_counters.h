// SPDX-License-Identifier: MIT
/// Counts of what the table of states let pass, skipped or found wrong.
#pragma once

#include <cstdint>

namespace leadline::orders
{

struct ManagerCounters {
    std::uint64_t ignored = 0;
    std::uint64_t defects = 0;
    std::uint64_t duplicateFills = 0;
    std::uint64_t strayReports = 0; ///< of orders that are not ours
    std::uint64_t unknowns = 0; ///< orders that had to be asked for
    std::uint64_t questions = 0;
};

} // namespace leadline::orders
