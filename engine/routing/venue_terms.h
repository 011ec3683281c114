// SPDX-License-Identifier: MIT
/// What trading at a venue costs besides the price.
#pragma once

#include "engine/core/names.h"
#include "engine/core/time.h"

namespace leadline::routing
{

/// How promptly a venue has answered orders in the last minutes.
struct PromptAnswerTerms {
    double share = -1; ///< of prompt answers, 0..1; below zero: never measured, the reliability counts
    int answers = 0; ///< that were judged
    int slow = 0; ///< of them
    double slowMs = 0; ///< what takes longer is slow
    core::Timestamp slowSince{}; ///< the first slow one; the epoch: none
    core::Timestamp backAt{}; ///< when the slow ones no longer count; the epoch: the share suffices

    bool operator==(const PromptAnswerTerms&) const = default;
};

/// What trading at a venue costs besides the price: measured from our own fills, or what is published or assumed.
struct VenueTerms {
    core::VenueId venue;
    double makerFeeBps = 2; ///< of the notional; negative: a rebate
    double takerFeeBps = 5;
    double latencyMs = 50; ///< from sending to acknowledgement, 95 of 100
    double reliability = 0.5; ///< 0..1; ranks sizes, and venues whose answers were never measured take part by it
    PromptAnswerTerms prompt; ///< by which a venue takes part once it was measured
    bool isOn = true; ///< the user lets it take part

    bool operator==(const VenueTerms&) const = default;
};

} // namespace leadline::routing
