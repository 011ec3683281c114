// SPDX-License-Identifier: MIT
/// The true fee and latency of each venue, from our own executions over the lookback.
#pragma once

#include "engine/calibration/calibration_settings.h"
#include "engine/calibration/execution.h"
#include "engine/calibration/sliding_statistics.h"

#include <deque>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace leadline::calibration
{

/// What a venue publishes, or the user set.
struct ExpectedTerms {
    double makerFeeBps = 2; ///< negative: a rebate
    double takerFeeBps = 5;
    double latencyMs = 50;
    double reliability = 0.5;

    bool operator==(const ExpectedTerms&) const = default;
};

struct FeeFigures {
    std::size_t samples = 0; ///< fills in that role
    bool isMeasured = false; ///< else `bps` is the expected one
    double bps = 0; ///< median of fee / notional
    double expectedBps = 0;
};

struct LatencyFigures {
    std::size_t samples = 0;
    bool isMeasured = false; ///< else mean and quantiles are the expected latency, the deviation NaN
    double mean = 0; ///< ms
    double p50 = 0; ///< ms; quantiles by linear interpolation between order statistics
    double p95 = 0;
    double p99 = 0;
    double deviation = std::numeric_limits<double>::quiet_NaN(); ///< of the population, ms
    double reliability = 0.5; ///< 1 / (1 + deviation / mean); 0.5 without a mean
};

/// Real fills disagree with the fee that was expected.
struct FeeAlarm {
    bool isMaker = false;
    double expectedBps = 0;
    double measuredBps = 0;
    std::size_t samples = 0;
    std::vector<Execution> evidence; ///< the newest of them, at most five
};

/// Figures of a venue, or of a part of its executions.
struct VenueCalibration {
    core::VenueId venue;
    std::size_t samples = 0; ///< fills
    double confidence = 0; ///< min(1, samples / (2 minSamples))
    FeeFigures maker;
    FeeFigures taker;
    double makerRebateBps = 0; ///< -maker fee when that is negative, else 0
    LatencyFigures acknowledged;
    LatencyFigures filled;
    std::optional<core::Timestamp> changed; ///< the newest record
    std::vector<FeeAlarm> alarms;
};

/// Which executions of a venue are looked at. What is absent is not asked.
struct Selection {
    std::optional<core::Symbol> symbol;
    std::optional<bool> isMaker;
    std::optional<SessionWindow> window;
    std::optional<core::Timestamp> from; ///< that time included
    std::optional<core::Timestamp> to; ///< that time not included
};

/// Streaming: a record costs O(log n), a venue's figures O(log n), whatever the other venues hold. Thread: one.
class Calibrator
{
public:
    explicit Calibrator(const CalibrationSettings& settings = {})
        : m_settings(settings)
    {
    }

    /// A longer lookback holds from now on: what is gone does not come back.
    void setSettings(const CalibrationSettings& settings);
    [[nodiscard]] const CalibrationSettings& settings() const { return m_settings; }
    void setExpected(const core::VenueId& venue, const ExpectedTerms& terms);

    /// False for one that was counted before (same market, order and execution), is older than the lookback, or has no
    /// notional. Records may come in any order: those of other workstations do.
    bool add(const Execution& execution);
    bool add(const LatencySample& sample);
    /// What the lookback no longer holds goes. Time never goes backwards here: an earlier `now` does nothing.
    void advance(core::Timestamp now);

    [[nodiscard]] std::vector<core::VenueId> venues() const; ///< those with records or expectations
    [[nodiscard]] VenueCalibration of(const core::VenueId& venue) const;
    /// On demand: looks at every record of that venue.
    [[nodiscard]] VenueCalibration of(const core::VenueId& venue, const Selection& selection) const;
    /// Oldest first.
    [[nodiscard]] const std::deque<Execution>& executions(const core::VenueId& venue) const;
    [[nodiscard]] const std::deque<LatencySample>& latencies(const core::VenueId& venue) const;

private:
    struct Figures {
        SlidingQuantiles maker;
        SlidingQuantiles taker;
        SlidingMoments acknowledged;
        SlidingMoments filled;
    };
    struct Venue {
        ExpectedTerms expected;
        std::deque<Execution> executions; ///< by time, oldest first
        std::deque<LatencySample> latencies;
        std::set<std::string, std::less<>> known; ///< keys of the records
        Figures figures;
    };

    [[nodiscard]] bool isTooOld(core::Timestamp time) const;
    void forget(Venue& venue);
    [[nodiscard]] VenueCalibration summarise(
        const core::VenueId& id, const Venue& venue, const Figures& figures, const Selection& selection) const;

    CalibrationSettings m_settings;
    core::Timestamp m_now;
    std::map<core::VenueId, Venue> m_venues;
};

} // namespace leadline::calibration
