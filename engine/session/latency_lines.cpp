// SPDX-License-Identifier: MIT
#include "engine/session/latency_lines.h"

#include "engine/execution/execution_engine.h"
#include "engine/execution/latency_tracker.h"

namespace leadline::session
{

void LatencyLines::delayed(const core::VenueId& venue, double ms)
{
    m_delays[venue].add(std::chrono::duration_cast<core::Duration>(std::chrono::duration<double, std::milli>(ms)));
}

std::shared_ptr<const std::vector<LatencyLine>> LatencyLines::lines(
    execution::ExecutionEngine* orders, core::Timestamp now)
{
    if (m_lines && now - m_renewed < std::chrono::seconds(1)) {
        return m_lines;
    }
    m_renewed = now;
    auto lines = std::make_shared<std::vector<LatencyLine>>();
    const auto add = [&](std::string name, const calibration::RecentDurations& recent) {
        lines->push_back(
            {std::move(name), recent.size(), recent.quantile(0.50), recent.quantile(0.95), recent.quantile(0.99)});
    };
    for (std::size_t i = 0; orders != nullptr && i < execution::legs; ++i) {
        const auto leg = static_cast<execution::Leg>(i);
        add(std::string(nameOf(leg)), orders->latencyTracker().leg(leg));
    }
    for (const auto& [venue, delays] : m_delays) {
        add(venue.text() + " data", delays);
    }
    m_lines = std::move(lines);
    return m_lines;
}

} // namespace leadline::session
