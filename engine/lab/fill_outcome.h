// SPDX-License-Identifier: MIT
/// What became of an order that rested on paper.
#pragma once

namespace leadline::lab
{

struct FillOutcome {
    bool isKnown = false; ///< it was followed for as long as it may rest; an order that does not rest is not followed
    bool isFilledPessimistically = false; ///< wholly, behind the whole queue: QueueModel::Whole
    bool isFilledOptimistically = false; ///< wholly, QueueModel::Proportional

    bool operator==(const FillOutcome&) const = default;
};

} // namespace leadline::lab
