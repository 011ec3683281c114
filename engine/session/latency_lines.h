// SPDX-License-Identifier: MIT
/// How long data and orders take, as lines for the window.
#pragma once

#include "engine/calibration/recent_durations.h"
#include "engine/core/names.h"
#include "engine/core/time.h"
#include "engine/session/latency_line.h"

#include <map>
#include <memory>
#include <vector>

namespace leadline::execution
{
class ExecutionEngine;
}

namespace leadline::session
{

/// Thread: engine.
class LatencyLines
{
public:
    /// Data of that venue came so much later than the quickest ever did.
    void delayed(const core::VenueId& venue, double ms);
    /// Renewed once a second. `orders`: null where nothing can be sent.
    [[nodiscard]] std::shared_ptr<const std::vector<LatencyLine>> lines(
        execution::ExecutionEngine* orders, core::Timestamp now);

private:
    std::map<core::VenueId, calibration::RecentDurations> m_delays;
    std::shared_ptr<const std::vector<LatencyLine>> m_lines;
    core::Timestamp m_renewed;
};

} // namespace leadline::session
