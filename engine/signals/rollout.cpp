// SPDX-License-Identifier: MIT
#include "engine/signals/rollout.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace leadline::signals
{

std::string_view describe(Rollout rollout)
{
    switch (rollout) {
    case Rollout::Sent:
        return "sent";
    case Rollout::OtherSymbol:
        return "its symbol is none of signal.send_symbols";
    case Rollout::OtherShare:
        return "it is not in the share of signal.send_share";
    case Rollout::DayIsFull:
        return "signal.send_max_notional_a_day would be passed";
    case Rollout::NoRate:
        return "nobody knows its worth in positions.currency, and signal.send_max_notional_a_day is set";
    }
    return "";
}

double placeOf(std::string_view signalId)
{
    std::uint64_t hash = 14695981039346656037U;
    for (const char c : signalId) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    }
    // The upper bits of short ids that differ in their last letter would be nearly the same.
    hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdU;
    hash = (hash ^ (hash >> 33)) * 0xc4ceb9fe1a85ec53U;
    hash ^= hash >> 33;
    return std::ldexp(static_cast<double>(hash >> 11), -53);
}

RolloutDay RolloutGate::day(core::Timestamp now) const
{
    return m_day.day == std::chrono::floor<std::chrono::days>(now) ? m_day : RolloutDay{};
}

Rollout RolloutGate::judge(std::string_view signalId, const core::Pair& pair, double value, core::Timestamp now) const
{
    if (!m_rules.pairs.empty() && std::ranges::find(m_rules.pairs, pair) == m_rules.pairs.end()) {
        return Rollout::OtherSymbol;
    }
    if (placeOf(signalId) >= m_rules.share) {
        return Rollout::OtherShare;
    }
    if (m_rules.maxValueADay <= 0) {
        return Rollout::Sent;
    }
    if (std::isnan(value)) {
        return Rollout::NoRate;
    }
    return day(now).value + value > m_rules.maxValueADay ? Rollout::DayIsFull : Rollout::Sent;
}

void RolloutGate::sent(double value, core::Timestamp now)
{
    m_day = {
        .day = std::chrono::floor<std::chrono::days>(now), .value = day(now).value + (std::isnan(value) ? 0 : value)};
}

} // namespace leadline::signals
