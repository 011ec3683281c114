// SPDX-License-Identifier: MIT
/// Which venues take part in a consolidated book, why the others do not, and what a crossed one means.
#pragma once

#include "engine/book/consolidated_book.h"
#include "engine/core/events.h"

#include <cstdint>
#include <span>
#include <string_view>

namespace leadline::book
{

struct ParticipationRules {
    double latencyWeight = 0.3; ///< how much a slow venue's sizes lose in the ranking, 0..1
    double minReliability = 0.5; ///< below: excluded
    double maxPriceDiffPct = 0.01; ///< fraction; a mid further from the median of all candidates is an outlier
    double freshnessSeconds = 5; ///< no update for longer: stale
    double maxDelaySeconds = 2; ///< data that comes later than this after its stamp: late

    bool operator==(const ParticipationRules&) const = default;
};

/// Why a venue is left out; the first that holds, in this order.
enum class Exclusion : std::uint8_t {
    None, ///< takes part
    Disconnected,
    NotTrading, ///< the venue says so
    OutOfSync, ///< no snapshot, a gap, or a failed checksum
    InvalidBook, ///< a side empty, or crossed in itself
    Stale,
    Late,
    Unreliable,
    Outlier,
    SwitchedOff, ///< by the user
    NotAsked, ///< an order for another venue alone
    CannotTrade, ///< it is shown; orders cannot be sent there
    BreakerOpen, ///< the circuit breaker halted new orders there; its book still counts
};

[[nodiscard]] std::string_view nameOf(Exclusion exclusion);
/// For people: "mid too far from the other venues'".
[[nodiscard]] std::string_view describe(Exclusion exclusion);

/// What is known of a venue at one moment.
struct VenueFacts {
    bool isConnected = true;
    bool isInSync = false;
    bool isValid = false; ///< both sides there and not crossed
    bool isSwitchedOn = true;
    core::TradingStatus status = core::TradingStatus::Online;
    double ageSeconds = 0; ///< since the last update of its book
    double delaySeconds = 0; ///< from the venue's stamp to us, more than the quickest venue ever took
    double reliability = 0.5; ///< 0..1
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

/// What a best bid at or above the best ask means.
enum class Cross : std::uint8_t {
    None,
    RealAfterFees, ///< buying here and selling there pays more than both taker fees
    InsideFees, ///< real, and not worth the fees
    StaleVenue, ///< one side was not updated for long
    Clock, ///< one side's data is older than its stamps say
};

[[nodiscard]] std::string_view describe(Cross cross);

/// Of the venues that hold the best bid and the best ask, the pair that explains the cross most innocently counts.
[[nodiscard]] Cross classifyCross(const ConsolidatedBook& book, std::span<const VenueFacts> venues);

} // namespace leadline::book
