// SPDX-License-Identifier: MIT
/// How a rebalance places its orders. Names are those of the settings' section `execution`.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace leadline::rebalance
{

struct ExecutionSettings {
    bool isSmart = true; ///< enable_smart_execution; false: plain market orders
    int marketOpenDelayMinutes = 5; ///< nothing is placed in so many minutes after the open
    double maxSpreadPercent = 0.25; ///< of mid
    double repegThresholdPercent = 0.10; ///< of the working price
    int maxRepegsPerOrder = 5;
    double minBidAskSize = 100; ///< dollars at the level that is joined
    double quoteFreshnessSeconds = 5;
    double bidAnchorOffset = 0.01; ///< dollars above the bid ...
    double askAnchorOffset = 0.01; ///< ... and below the ask
    bool adjustsToVolume = true; ///< volume_adjust: the sizes at the touch move the anchor
    double leanRatio = 2; ///< one side of the touch this many times the other: the book leans
    double queueAheadRatio = 3; ///< more ahead of an order than this many times its size is a long queue
    double maxImprove = 0.02; ///< dollars inside the touch at most, where the queue is long
    double validationPatienceSeconds =
        10; ///< a check that fails for longer counts as failed; high urgency does not wait
    int deadlineMinutes = 30; ///< from the first moment an order may be placed
    bool queuesOutsideHours = true; ///< false: refused while the market is closed
    double minimumNotional = 1; ///< dollars; smaller orders are left out
};

enum class Urgency : std::uint8_t {
    Low, ///< limits alone; what does not fill stays unfilled
    Normal, ///< limits, and a market order when they failed
    High, ///< a market order at once when a check fails, and after the last re-peg
};

[[nodiscard]] std::string_view describe(Urgency urgency);
/// "low", "normal", "high", in any case.
[[nodiscard]] std::optional<Urgency> urgencyOf(std::string_view name);

} // namespace leadline::rebalance
