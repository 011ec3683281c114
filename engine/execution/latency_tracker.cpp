// SPDX-License-Identifier: MIT
#include "engine/execution/latency_tracker.h"

#include <algorithm>
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
        add(sample);
    }
    advance(m_now);
    ++m_version;
}

bool LatencyTracker::add(const LatencySample& sample)
{
    if (!m_calibrator.add(sample)) {
        return false;
    }
    if (sample.kind == LatencySample::Kind::Acknowledged) {
        m_answers[sample.market.venue].add(sample.time, sample.took);
    }
    return true;
}

void LatencyTracker::setSettings(const calibration::CalibrationSettings& settings)
{
    m_calibrator.setSettings(settings);
    advance(m_now);
    ++m_version;
}

void LatencyTracker::advance(core::Timestamp now)
{
    m_now = std::max(m_now, now);
    m_calibrator.advance(m_now);
    for (auto& [venue, answers] : m_answers) {
        m_version += answers.advance(m_now, m_calibrator.settings()) ? 1 : 0;
    }
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
    if (add(sample)) {
        advance(now);
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

routing::VenueTerms LatencyTracker::termsOf(routing::VenueTerms terms, double leastShare) const
{
    const calibration::VenueCalibration measured = m_calibrator.of(terms.venue);
    if (measured.acknowledged.isMeasured) {
        terms.latencyMs = measured.acknowledged.p95;
        terms.reliability = measured.acknowledged.reliability;
        const auto answers = m_answers.find(terms.venue);
        const calibration::Promptness prompt = answers == m_answers.end()
            ? calibration::Promptness{}
            : answers->second.judge(measured.acknowledged.p50, leastShare, m_calibrator.settings());
        terms.prompt = {.share = prompt.share(),
            .answers = prompt.answers,
            .slow = prompt.slow,
            .slowMs = prompt.usualMs * m_calibrator.settings().slowMultiple,
            .slowSince = prompt.slowSince.value_or(core::Timestamp{}),
            .backAt = prompt.backAt.value_or(core::Timestamp{})};
    }
    return terms;
}

} // namespace leadline::execution
