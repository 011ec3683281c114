// SPDX-License-Identifier: MIT
#include "engine/calibration/calibrator.h"

#include <algorithm>
#include <cmath>

namespace leadline::calibration
{

namespace
{

constexpr std::size_t mostEvidence = 5;

std::string keyOf(const Execution& record)
{
    return record.market.symbol.text() + '\n' + record.order + '\n' + record.execution;
}

std::string keyOf(const LatencySample& record)
{
    return record.market.symbol.text() + '\n' + record.order
        + (record.kind == LatencySample::Kind::Filled ? "\nfilled" : "\nacknowledged");
}

/// By time; of equal times, behind those that were there.
template <typename Record> void insertByTime(std::deque<Record>& records, const Record& record)
{
    auto at = records.end();
    while (at != records.begin() && std::prev(at)->time > record.time) {
        --at;
    }
    records.insert(at, record);
}

FeeFigures feeFigures(const SlidingQuantiles& fees, double expected, bool isEnough)
{
    const bool isMeasured = isEnough && fees.size() > 0;
    return {.samples = fees.size(),
        .isMeasured = isMeasured,
        .bps = isMeasured ? fees.quantile(0.5) : expected,
        .expectedBps = expected};
}

LatencyFigures latencyFigures(const SlidingMoments& moments, const ExpectedTerms& expected, std::size_t minSamples)
{
    LatencyFigures figures{.samples = moments.size(),
        .mean = expected.latencyMs,
        .p50 = expected.latencyMs,
        .p95 = expected.latencyMs,
        .p99 = expected.latencyMs,
        .reliability = expected.reliability};
    if (moments.size() == 0 || moments.size() < minSamples) {
        return figures;
    }
    figures.isMeasured = true;
    figures.mean = moments.mean();
    figures.p50 = moments.quantile(0.50);
    figures.p95 = moments.quantile(0.95);
    figures.p99 = moments.quantile(0.99);
    figures.deviation = moments.deviation();
    figures.reliability = figures.mean > 0 ? 1 / (1 + figures.deviation / figures.mean) : 0.5;
    return figures;
}

} // namespace

void Calibrator::setSettings(const CalibrationSettings& settings)
{
    m_settings = settings;
    for (auto& [id, venue] : m_venues) {
        forget(venue);
    }
}

void Calibrator::setExpected(const core::VenueId& venue, const ExpectedTerms& terms)
{
    m_venues[venue].expected = terms;
}

bool Calibrator::isTooOld(core::Timestamp time) const
{
    return m_now - time > std::chrono::days(m_settings.lookbackDays);
}

bool Calibrator::add(const Execution& record)
{
    const double bps = record.feeBps();
    if (!std::isfinite(bps) || isTooOld(record.time)) {
        return false;
    }
    Venue& venue = m_venues[record.market.venue];
    if (!venue.known.insert(keyOf(record)).second) {
        return false;
    }
    insertByTime(venue.executions, record);
    (record.isMaker ? venue.figures.maker : venue.figures.taker).add(bps);
    return true;
}

bool Calibrator::add(const LatencySample& record)
{
    if (record.took < core::Duration::zero() || isTooOld(record.time)) {
        return false;
    }
    Venue& venue = m_venues[record.market.venue];
    if (!venue.known.insert(keyOf(record)).second) {
        return false;
    }
    insertByTime(venue.latencies, record);
    (record.kind == LatencySample::Kind::Filled ? venue.figures.filled : venue.figures.acknowledged).add(record.took);
    return true;
}

void Calibrator::advance(core::Timestamp now)
{
    m_now = std::max(m_now, now);
    for (auto& [id, venue] : m_venues) {
        forget(venue);
    }
}

void Calibrator::forget(Venue& venue)
{
    for (; !venue.executions.empty() && isTooOld(venue.executions.front().time); venue.executions.pop_front()) {
        const Execution& record = venue.executions.front();
        (record.isMaker ? venue.figures.maker : venue.figures.taker).remove(record.feeBps());
        venue.known.erase(keyOf(record));
    }
    for (; !venue.latencies.empty() && isTooOld(venue.latencies.front().time); venue.latencies.pop_front()) {
        const LatencySample& record = venue.latencies.front();
        (record.kind == LatencySample::Kind::Filled ? venue.figures.filled : venue.figures.acknowledged)
            .remove(record.took);
        venue.known.erase(keyOf(record));
    }
}

std::vector<core::VenueId> Calibrator::venues() const
{
    std::vector<core::VenueId> ids;
    ids.reserve(m_venues.size());
    for (const auto& [id, venue] : m_venues) {
        ids.push_back(id);
    }
    return ids;
}

VenueCalibration Calibrator::summarise(
    const core::VenueId& id, const Venue& venue, const Figures& figures, const Selection& selection) const
{
    const auto enough = static_cast<std::size_t>(m_settings.minSamples);
    VenueCalibration all{.venue = id, .samples = figures.maker.size() + figures.taker.size()};
    all.confidence = std::min(1., static_cast<double>(all.samples) / (2. * m_settings.minSamples));
    all.maker = feeFigures(figures.maker, venue.expected.makerFeeBps, all.samples >= enough);
    all.taker = feeFigures(figures.taker, venue.expected.takerFeeBps, all.samples >= enough);
    all.makerRebateBps = std::max(0., -all.maker.bps);
    all.acknowledged = latencyFigures(figures.acknowledged, venue.expected, enough);
    all.filled = latencyFigures(figures.filled, venue.expected, enough);
    const auto counts = [&](const Execution& record) {
        return (!selection.symbol || record.market.symbol == *selection.symbol)
            && (!selection.isMaker || record.isMaker == *selection.isMaker)
            && (!selection.window || selection.window->holds(record.time))
            && (!selection.from || record.time >= *selection.from) && (!selection.to || record.time < *selection.to);
    };
    for (const FeeFigures* const role : {&all.maker, &all.taker}) {
        if (!role->isMeasured || std::abs(role->bps - role->expectedBps) <= m_settings.feeToleranceBps) {
            continue;
        }
        FeeAlarm alarm{.isMaker = role == &all.maker,
            .expectedBps = role->expectedBps,
            .measuredBps = role->bps,
            .samples = role->samples};
        for (auto record = venue.executions.rbegin();
             record != venue.executions.rend() && alarm.evidence.size() < mostEvidence; ++record) {
            if (record->isMaker == alarm.isMaker && counts(*record)) {
                alarm.evidence.push_back(*record);
            }
        }
        all.alarms.push_back(std::move(alarm));
    }
    return all;
}

VenueCalibration Calibrator::of(const core::VenueId& id) const
{
    const auto found = m_venues.find(id);
    if (found == m_venues.end()) {
        return summarise(id, Venue{}, Figures{}, {});
    }
    const Venue& venue = found->second;
    VenueCalibration all = summarise(id, venue, venue.figures, {});
    if (!venue.executions.empty()) {
        all.changed = venue.executions.back().time;
    }
    if (!venue.latencies.empty()) {
        all.changed = std::max(all.changed.value_or(core::Timestamp::min()), venue.latencies.back().time);
    }
    return all;
}

VenueCalibration Calibrator::of(const core::VenueId& id, const Selection& selection) const
{
    const auto found = m_venues.find(id);
    if (found == m_venues.end()) {
        return summarise(id, Venue{}, Figures{}, {});
    }
    const Venue& venue = found->second;
    const auto isInTime = [&](core::Timestamp time) {
        return (!selection.window || selection.window->holds(time)) && (!selection.from || time >= *selection.from)
            && (!selection.to || time < *selection.to);
    };
    Figures figures;
    std::optional<core::Timestamp> changed;
    for (const Execution& record : venue.executions) {
        if ((!selection.symbol || record.market.symbol == *selection.symbol)
            && (!selection.isMaker || record.isMaker == *selection.isMaker) && isInTime(record.time)) {
            (record.isMaker ? figures.maker : figures.taker).add(record.feeBps());
            changed = record.time;
        }
    }
    for (const LatencySample& record : venue.latencies) {
        if ((!selection.symbol || record.market.symbol == *selection.symbol) && isInTime(record.time)) {
            (record.kind == LatencySample::Kind::Filled ? figures.filled : figures.acknowledged).add(record.took);
            changed = std::max(changed.value_or(core::Timestamp::min()), record.time);
        }
    }
    VenueCalibration part = summarise(id, venue, figures, selection);
    part.changed = changed;
    return part;
}

const std::deque<Execution>& Calibrator::executions(const core::VenueId& venue) const
{
    static const std::deque<Execution> none;
    const auto found = m_venues.find(venue);
    return found == m_venues.end() ? none : found->second.executions;
}

const std::deque<LatencySample>& Calibrator::latencies(const core::VenueId& venue) const
{
    static const std::deque<LatencySample> none;
    const auto found = m_venues.find(venue);
    return found == m_venues.end() ? none : found->second.latencies;
}

} // namespace leadline::calibration
