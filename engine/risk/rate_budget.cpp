// SPDX-License-Identifier: MIT
#include "engine/risk/rate_budget.h"

#include <algorithm>

namespace leadline::risk
{

namespace
{

/// Of the whole, what a request of that kind leaves for the more urgent ones.
constexpr double reserved(Urgency urgency)
{
    switch (urgency) {
    case Urgency::Question:
        return 0.4;
    case Urgency::Order:
        return 0.2;
    case Urgency::Cancel:
        return 0;
    }
    return 0;
}

} // namespace

double RateBudget::levelAt(core::Timestamp now) const
{
    const double seconds = std::max(0.0, std::chrono::duration<double>(now - m_since).count());
    return std::max(0.0, m_level - seconds * m_perSecond);
}

bool RateBudget::hasRoom(core::Timestamp now, double cost, Urgency urgency) const
{
    return now >= m_blockedUntil && levelAt(now) + cost <= m_capacity * (1 - reserved(urgency));
}

core::Duration RateBudget::roomIn(core::Timestamp now, double cost, Urgency urgency) const
{
    const double most = m_capacity * (1 - reserved(urgency));
    const double tooMuch = cost > most ? 0 : levelAt(now) + cost - most;
    const std::chrono::duration<double> drained(std::max(0.0, tooMuch) / m_perSecond);
    return std::max({core::Duration{}, m_blockedUntil - now, std::chrono::ceil<core::Duration>(drained)});
}

bool RateBudget::take(core::Timestamp now, double cost, Urgency urgency)
{
    if (!hasRoom(now, cost, urgency)) {
        return false;
    }
    m_level = levelAt(now) + cost;
    m_since = std::max(m_since, now); // a clock that is set back gives nothing away
    return true;
}

void RateBudget::block(core::Timestamp until)
{
    m_blockedUntil = std::max(m_blockedUntil, until);
}

} // namespace leadline::risk
