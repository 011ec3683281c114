// SPDX-License-Identifier: MIT
/// Which venues take part in a consolidated book, why the others do not, and what a crossed one means.
#pragma once

#include "engine/book/consolidated_book.h"
#include "engine/book/exclusion.h"
#include "engine/book/participation_rules.h"
#include "engine/core/events.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace leadline::book
{

/// What is known of a venue at one moment.
struct VenueFacts {
    bool isConnected = true;
    bool isInSync = false;
    bool isValid = false; ///< both sides there and not crossed
    bool isSizeKnown = true; ///< its sizes can be told in coins
    bool isSwitchedOn = true;
    core::TradingStatus status = core::TradingStatus::Online;
    double ageSeconds = 0; ///< since the last update of its book
    double delaySeconds = 0; ///< from the venue's stamp to us, more than the quickest venue ever took
    double reliability = 0.5; ///< 0..1
    double promptShare = -1; ///< of the newest answers, 0..1; below zero: not measured, the reliability counts
    double latencyMs = 50; ///< of orders
    double takerFeeBps = 5;
    core::Price mid; ///< of a valid book
};

/// Writes one verdict a venue. Candidates for the median are the venues that nothing else excludes. Of two candidates
/// that disagree the more reliable stays; of equals, the first.
void judge(std::span<const VenueFacts> venues, const ParticipationRules& rules, std::span<Exclusion> verdicts);

/// `q · reliability · (1 − latency_weight · (1 − w / max w))`, `w = 1 / (1 + latency_ms)`: the factor of q. For
/// ranking, never for what is sent. `quickest` is the smallest latency of the venues that take part.
[[nodiscard]] double latencyWeight(const VenueFacts& venue, double quickestMs, const ParticipationRules& rules);

/// Of the venues that hold the best bid and the best ask, the pair that explains the cross most innocently counts.
[[nodiscard]] Cross classifyCross(const ConsolidatedBook& book, std::span<const VenueFacts> venues);

} // namespace leadline::book
