// SPDX-License-Identifier: MIT
/// Orders against the embedded market while one fault strikes again and again.
#pragma once

#include "engine/drill/agreement.h"
#include "engine/orders/manager_counters.h"

namespace leadline::drill
{

/// What became of the orders under one fault.
struct FaultResult {
    Agreement agreement;
    std::uint64_t injected = 0; ///< times the fault struck
    orders::ManagerCounters counters;
};

/// Market, venues, journal and trader are its own. Thread: the one that made it, whose events it needs.
class FaultCampaign
{
public:
    FaultCampaign(std::uint64_t seed, const core::Clock& clock)
        : m_seed(seed)
        , m_clock(clock)
    {
    }

    /// Until all orders are sent and everything is stopped; a defect when it could not begin.
    [[nodiscard]] core::Result<FaultResult> run(sim::TradeFault fault, int orders) const;

private:
    std::uint64_t m_seed;
    const core::Clock& m_clock;
};

} // namespace leadline::drill
