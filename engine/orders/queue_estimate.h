// SPDX-License-Identifier: MIT
/// How much stands before a resting order at its price, as far as public data tells.
#pragma once

#include "engine/core/price.h"

namespace leadline::orders
{

/// Trades at the price come off the front. What else leaves a level leaves from before and from behind the order in
/// proportion, and makes the estimate less sure; what comes queues behind.
class QueueEstimate
{
public:
    QueueEstimate() = default;
    /// `others` is what stood there when the order was accepted, without ours.
    explicit QueueEstimate(core::Quantity others)
        : m_ahead(others)
        , m_level(others)
    {
    }

    void traded(core::Quantity size);
    /// The level's size without our orders, as an update says it.
    void levelIs(core::Quantity others);

    [[nodiscard]] core::Quantity ahead() const { return m_ahead; }
    /// 1: only trades moved it; falls towards 0 with every size that left from an unknown place.
    [[nodiscard]] double confidence() const { return m_confidence; }

private:
    core::Quantity m_ahead;
    core::Quantity m_level;
    core::Quantity m_explained; ///< traded since the last update of the level
    double m_confidence = 1;
};

} // namespace leadline::orders
