// SPDX-License-Identifier: MIT
/// How much came and went at each row within a second.
#pragma once

#include "engine/core/time.h"
#include "models/ladder_row.h"

#include <cstdint>
#include <vector>

namespace leadline::models
{

/// Compares with the sizes at the last full second; starts anew when rows get other prices.
class SizeChanges
{
public:
    /// Fills in the changes. `top`: what the prices of the rows hang on.
    void mark(std::vector<LadderRow>& rows, std::int64_t top, core::Timestamp time);

private:
    struct Baseline {
        core::Quantity bid;
        core::Quantity ask;
    };
    std::vector<Baseline> m_baseline; ///< a row each
    std::int64_t m_second = 0;
    std::int64_t m_top = 0;
    core::Timestamp m_time; ///< of the newest sizes; a replay goes back
};

} // namespace leadline::models
