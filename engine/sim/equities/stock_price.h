// SPDX-License-Identifier: MIT
/// What stocks are worth: a common movement, and each one's own.
#pragma once

#include "engine/sim/equities/stock_universe.h"
#include "engine/sim/exchange/random.h"

#include "engine/core/time.h"

#include <vector>

namespace leadline::sim
{

/// Deterministic: a stock's path depends on the seed and on the times it is asked for. Thread: its owner's.
class StockPrices
{
public:
    StockPrices(std::uint64_t seed, core::Timestamp start);

    /// In dollars, at a time that never goes back.
    [[nodiscard]] double moveTo(StockIndex stock, core::Timestamp time);
    [[nodiscard]] double worth(StockIndex stock) const;
    /// The common movement of one more second.
    void moveCommon();
    /// All at once, by a share of the price.
    void jump(StockIndex stock, double share);
    void jumpAll(double share) { m_common += share; }
    /// On top of its own movement, by a share of the price within that time.
    void drift(StockIndex stock, double share, core::Timestamp from, core::Duration length);
    /// What happened while nothing traded, with that deviation.
    void reopen(StockIndex stock, double deviation);
    /// From here on as if nothing had happened since the last time.
    void skipTo(core::Timestamp time);

private:
    struct Path {
        Random random;
        double own = 0; ///< logarithm of what it gained
        double share = 1; ///< of the common movement
        core::Timestamp at;
        double driftPerSecond = 0;
        core::Timestamp driftEnds;
    };

    std::vector<Path> m_paths;
    Random m_random;
    double m_common = 0; ///< logarithm
};

} // namespace leadline::sim
