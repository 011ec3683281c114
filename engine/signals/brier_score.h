// SPDX-License-Identifier: MIT
/// How well probabilities of "up" came true.
#pragma once

#include "engine/core/names.h"
#include "engine/core/time.h"

#include <cstddef>
#include <deque>
#include <limits>
#include <map>

namespace leadline::signals
{

/// The mean of (p − outcome)², outcome 1 where the mid price was higher so long afterwards, 0 where it was lower; what
/// did not move says nothing. 0: always right and sure; 0.25: tosses of a coin. Of a market one score at a time waits
/// for its outcome, so that no move counts twice. Source: G. Brier, Monthly Weather Review 78, 1950.
class BrierScore
{
public:
    static constexpr double ofACoin = 0.25;
    /// Fewer outcomes are no evidence.
    static constexpr std::size_t leastCount = 100;

    struct Figures {
        std::size_t count = 0; ///< outcomes
        double mean = std::numeric_limits<double>::quiet_NaN();
        double low = std::numeric_limits<double>::quiet_NaN(); ///< of the 95 % interval: mean ∓ 1.96 · s / √n
        double high = std::numeric_limits<double>::quiet_NaN(); ///< below two outcomes: NaN
    };

    /// `newest`: so many outcomes count at most; 0: all of them.
    explicit BrierScore(core::Duration ahead, std::size_t newest = 0);

    /// A score of that market at that mid price. Times of a market do not go back.
    void add(const core::MarketId& market, core::Timestamp time, double mid, double up);
    [[nodiscard]] Figures figures() const;

private:
    struct Waiting {
        core::Timestamp time;
        double mid = 0;
        double up = 0;
        double newestMid = 0;
    };

    core::Duration m_ahead;
    std::size_t m_newest;
    std::map<core::MarketId, Waiting> m_waiting;
    std::deque<double> m_errors; ///< squared, newest last
};

/// True with evidence that it is worse than `expected`: enough outcomes, and the whole interval above it.
[[nodiscard]] bool isWorse(const BrierScore::Figures& figures, double expected);

} // namespace leadline::signals
