// SPDX-License-Identifier: MIT
#include "engine/feeds/request_pace.h"

namespace leadline::feeds
{

namespace
{

/// What is left for more urgent requests is not asked for market data: this is theirs of the capacity.
constexpr double questions = 0.6;

/// Half of the share at once, half of it over the period: together never more than the share.
risk::RateBudget budgetOf(const RequestPace::Limit& limit)
{
    const double half = limit.amount * limit.share / 2;
    return {half / questions, half / std::chrono::duration<double>(limit.period).count()};
}

} // namespace

RequestPace::RequestPace(const Limit& limit, const core::Clock& clock)
    : m_clock(clock)
    , m_isLimited(limit.amount > 0)
    , m_budget(m_isLimited ? budgetOf(limit) : risk::RateBudget(1, 1))
{
}

bool RequestPace::take(double cost)
{
    if (!m_isLimited) {
        return now() >= m_budget.blockedUntil();
    }
    return m_budget.take(now(), cost, risk::Urgency::Question);
}

void RequestPace::block(core::Duration duration)
{
    m_budget.block(now() + duration);
}

} // namespace leadline::feeds
