// SPDX-License-Identifier: MIT
/// How long our orders take: each leg of their way, and what a venue takes to acknowledge and to fill.
#pragma once

#include "engine/calibration/calibrator.h"
#include "engine/calibration/prompt_answers.h"
#include "engine/calibration/recent_durations.h"
#include "engine/orders/order.h"
#include "engine/routing/venue_choice.h"

#include <array>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace leadline::execution
{

/// A stretch of an order's way, on the monotonic clock.
enum class Leg : std::uint8_t {
    Decide, ///< click → decision
    Journal, ///< decision → written down
    Sign, ///< written down → signed
    Write, ///< signed → in the socket
    Acknowledge, ///< in the socket → the venue's first report
    Fill, ///< in the socket → first fill, of orders that take
};
inline constexpr std::size_t legs = static_cast<std::size_t>(Leg::Fill) + 1;
[[nodiscard]] std::string_view nameOf(Leg leg);

/// Deterministic: time comes in with the calls. Thread: one.
class LatencyTracker
{
public:
    LatencyTracker(const calibration::CalibrationSettings& settings, std::string workstation);

    /// Samples that are kept beyond this run; set it before anything else.
    std::function<void(const calibration::LatencySample&)> keepSample;

    void setSettings(const calibration::CalibrationSettings& settings);
    /// Samples of earlier runs and other workstations. Those that are known change nothing.
    void learn(std::span<const calibration::LatencySample> samples);
    /// The order was acknowledged, or filled for the first time.
    void measured(const orders::Order& order, bool isFill, core::Timestamp now);
    /// Time passed: what the lookback no longer holds goes.
    void advance(core::Timestamp now);

    /// The terms with the measured latency, reliability and promptness in place of the expected ones. `leastShare` of
    /// prompt answers, 0..1, is what a venue takes part with.
    [[nodiscard]] routing::VenueTerms termsOf(routing::VenueTerms terms, double leastShare) const;
    /// Counts what changed termsOf().
    [[nodiscard]] std::uint64_t version() const { return m_version; }
    [[nodiscard]] const calibration::RecentDurations& leg(Leg leg) const
    {
        return m_legs[static_cast<std::size_t>(leg)];
    }

private:
    /// False for one that is known.
    bool add(const calibration::LatencySample& sample);
    void addLegs(const orders::OrderTimes& times, bool isFill);
    void addLeg(Leg leg, core::Duration from, core::Duration to);

    calibration::Calibrator m_calibrator; ///< of latencies alone
    std::map<core::VenueId, calibration::PromptAnswers> m_answers;
    core::Timestamp m_now;
    std::string m_workstation;
    std::array<calibration::RecentDurations, legs> m_legs;
    std::uint64_t m_version = 0;
};

} // namespace leadline::execution
