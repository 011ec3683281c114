// SPDX-License-Identifier: MIT
/// Where a limit goes, by what stands at the touch: a pure function of a quote.
#pragma once

#include "engine/rebalance/placement_rules.h"

#include <cstdint>
#include <string>

namespace leadline::rebalance
{

/// Which way the sizes at the touch point, for an order of one side.
enum class Lean : std::uint8_t {
    Even, ///< neither side is execution.lean_ratio times the other, or a size is not told
    Against, ///< the other side is: the price comes to a limit that waits
    Ours, ///< our side is: the price moves away from a limit that waits
};

/// A price, and why it is that one.
struct Anchor {
    core::Price price;
    core::Quantity bid; ///< shares at the touch
    core::Quantity ask;
    Lean lean = Lean::Even;
    /// "touch 300 × 900 shares, ratio 0.33: leans against the buy, joins the touch"
    std::string why;
};

/// anchorPrice(), moved by the sizes at the touch where settings.adjustsToVolume: to the touch where the book leans
/// against the order, up to maxImprove inside it where the book leans its way and more than queueAheadRatio times
/// `size` (shares) is ahead of it. Never through the other side. The quote must be two-sided and not crossed.
[[nodiscard]] Anchor anchorFor(
    const Quote& quote, core::Side side, core::Quantity size, const ExecutionSettings& settings);

} // namespace leadline::rebalance
