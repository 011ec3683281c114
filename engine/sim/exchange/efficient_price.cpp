// SPDX-License-Identifier: MIT
#include "engine/sim/exchange/efficient_price.h"

#include <algorithm>

namespace leadline::sim
{

EfficientPrice::EfficientPrice(const NewsSettings& settings, std::uint64_t seed, double opening, core::Timestamp start)
    : m_settings(settings)
    , m_random(seed)
    , m_opening(opening)
    , m_price(opening)
    , m_now(start)
    , m_next(start)
{
    plan();
}

void EfficientPrice::plan()
{
    const double rate = m_settings.newsRate * tempo() + m_settings.burstRate + m_settings.trendRate;
    m_next = m_now + std::max(cutSeconds(m_random.exponential() / rate), core::Duration(1));
}

void EfficientPrice::advance(core::Timestamp until)
{
    while (m_next <= until) {
        m_now = m_next;
        step();
        plan();
    }
    m_now = std::max(m_now, until);
}

void EfficientPrice::step()
{
    const double news = m_settings.newsRate * tempo();
    double pick = m_random.uniform() * (news + m_settings.burstRate + m_settings.trendRate);
    const auto isIt = [&pick](double rate) { return (pick -= rate) < 0; };
    if (isIt(news)) {
        const double up = 0.5 + m_settings.trendBias * m_trend;
        const double jump = m_random.exponential() * m_settings.newsBps * 1e-4 * m_opening;
        m_price += m_random.chance(up) ? jump : -jump;
    } else if (isIt(m_settings.burstRate)) {
        m_burstUntil = m_now + cutSeconds(m_random.exponential() * m_settings.burstSeconds);
    } else {
        m_trend = static_cast<int>(m_random.below(3)) - 1;
    }
}

void EfficientPrice::skip(core::Duration step)
{
    m_now += step;
    m_next += step;
    m_burstUntil += step;
}

void PairPrice::advance(core::Timestamp until)
{
    m_market.advance(until);
    if (m_own) {
        m_own->advance(until);
    }
}

core::Timestamp PairPrice::next() const
{
    return m_own ? std::min(m_market.next(), m_own->next()) : m_market.next();
}

double PairPrice::price() const
{
    return m_own ? m_opening + m_share * (m_market.price() - m_opening) + (m_own->price() - m_opening)
                 : m_market.price();
}

void PairPrice::skip(core::Duration step)
{
    m_market.skip(step);
    if (m_own) {
        m_own->skip(step);
    }
}

} // namespace leadline::sim
