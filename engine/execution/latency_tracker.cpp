// SPDX-License-Identifier: MIT
#include "engine/execution/latency_tracker.h"

#include <utility>

namespace leadline::execution
{

using calibration::LatencySample;

std::string_view nameOf(Leg leg)
{
    constexpr std::string_view names[]{
        "click to decision", "written down", "signed", "in the socket", "acknowledged", "first fill"};
    return names[static_cast<std::size_t>(leg)];
}

LatencyTracker::LatencyTracker(const calibration::CalibrationSettings& settings, std::string workstation)
    : m_calibrator(settings)
    , m_workstation(std::move(workstation))
{
}

void LatencyTracker::learn(std::span<const LatencySample> samples)
{
    for (const LatencySample& sample : samples) {
        m_calibrator.add(sample);
    }
    ++m_version;
}

void LatencyTracker::measured(const orders::Order& order, bool isFill, core::Timestamp now)
{
    if (isFill && !orders::takesAtOnce(order.request.type)) {
        return; // it rested: when it fills is the market's matter
    }
    const orders::OrderTimes& times = order.times;
    addLegs(times, isFill);
    const LatencySample sample{.time = now,
        .market = order.request.market,
        .kind = isFill ? LatencySample::Kind::Filled : LatencySample::Kind::Acknowledged,
        .took = (isFill ? times.filled : times.acknowledged) - times.sent,
        .order = orders::clientText(order.request.id),
        .workstation = m_workstation};
    if (m_calibrator.add(sample)) {
        ++m_version;
        if (keepSample) {
            keepSample(sample);
        }
    }
}

void LatencyTracker::addLegs(const orders::OrderTimes& times, bool isFill)
{
    if (isFill) {
        return addLeg(Leg::Fill, times.written, times.filled);
    }
    addLeg(Leg::Decide, times.clicked, times.decided);
    addLeg(Leg::Journal, times.decided, times.sent);
    addLeg(Leg::Sign, times.sent, times.signedAt);
    addLeg(Leg::Write, times.signedAt, times.written);
    addLeg(Leg::Acknowledge, times.written, times.acknowledged);
}

void LatencyTracker::addLeg(Leg leg, core::Duration from, core::Duration to)
{
    if (from != core::Duration{} && to >= from) {
        m_legs[static_cast<std::size_t>(leg)].add(to - from);
    }
}

routing::VenueTerms LatencyTracker::termsOf(routing::VenueTerms terms) const
{
    const calibration::VenueCalibration measured = m_calibrator.of(terms.venue);
    if (measured.acknowledged.isMeasured) {
        terms.latencyMs = measured.acknowledged.p95;
        terms.reliability = measured.acknowledged.reliability;
    }
    return terms;
}

} // namespace leadline::execution
