// SPDX-License-Identifier: MIT
#include "engine/signals/brier_score.h"

#include <cmath>
#include <numeric>

namespace leadline::signals
{

BrierScore::BrierScore(core::Duration ahead, std::size_t newest)
    : m_ahead(ahead)
    , m_newest(newest)
{
}

void BrierScore::add(const core::MarketId& market, core::Timestamp time, double mid, double up)
{
    const auto [place, isFirst] =
        m_waiting.try_emplace(market, Waiting{.time = time, .mid = mid, .up = up, .newestMid = mid});
    Waiting& waiting = place->second;
    const core::Timestamp due = waiting.time + m_ahead;
    if (isFirst || time < due) {
        waiting.newestMid = mid;
        return;
    }
    // The price then is that of the last sample by then.
    const double then = time == due ? mid : waiting.newestMid;
    if (then != waiting.mid) {
        const double error = waiting.up - (then > waiting.mid ? 1 : 0);
        m_errors.push_back(error * error);
        if (m_newest != 0 && m_errors.size() > m_newest) {
            m_errors.pop_front();
        }
    }
    waiting = {.time = time, .mid = mid, .up = up, .newestMid = mid};
}

BrierScore::Figures BrierScore::figures() const
{
    Figures figures{.count = m_errors.size()};
    if (m_errors.empty()) {
        return figures;
    }
    const auto count = static_cast<double>(m_errors.size());
    figures.mean = std::accumulate(m_errors.begin(), m_errors.end(), 0.0) / count;
    if (m_errors.size() > 1) {
        double squares = 0;
        for (const double error : m_errors) {
            squares += (error - figures.mean) * (error - figures.mean);
        }
        const double half = 1.96 * std::sqrt(squares / (count - 1) / count);
        figures.low = figures.mean - half;
        figures.high = figures.mean + half;
    }
    return figures;
}

bool isWorse(const BrierScore::Figures& figures, double expected)
{
    return figures.count >= BrierScore::leastCount && figures.low > expected;
}

} // namespace leadline::signals
