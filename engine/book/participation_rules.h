// SPDX-License-Identifier: MIT
/// Thresholds by which venues take part in a consolidated book.
#pragma once

namespace leadline::book
{

struct ParticipationRules {
    double latencyWeight = 0.3; ///< how much a slow venue's sizes lose in the ranking, 0..1
    double minReliability = 0.5; ///< a smaller share of prompt answers: excluded; reliability until they are measured
    double maxPriceDiffPct = 0.01; ///< fraction; a mid further from the median of all candidates is an outlier
    double freshnessSeconds = 5; ///< no update for longer: stale
    double maxDelaySeconds = 2; ///< data that comes later than this after its stamp: late

    bool operator==(const ParticipationRules&) const = default;
};

} // namespace leadline::book
