// SPDX-License-Identifier: MIT
/// What a scan found.
#pragma once

#include "engine/picks/pick_rules.h"
#include "engine/picks/pick_score.h"
#include "engine/picks/quote_source.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace leadline::picks
{

/// Why a better source's quote was not taken.
struct FallBack {
    std::string source;
    std::string why;

    bool operator==(const FallBack&) const = default;
};

struct PickRow {
    Reading reading;
    Judgement judgement;
    int quality = 0; ///< 0..10
    std::optional<double> score;
    std::optional<double> column; ///< the user's own number
    std::string source; ///< whose quote it is; empty without one
    SourceKind sourceKind = SourceKind::Nbbo;
    std::optional<core::Duration> cachedFor; ///< of a quote from the cache
    std::vector<FallBack> fallBacks; ///< in the order they were asked
};

/// What one source was asked, and what it gave.
struct SourceUse {
    std::string name;
    SourceKind kind = SourceKind::Nbbo;
    int requests = 0;
    int asked = 0; ///< symbols, in all requests
    int given = 0; ///< quotes that were taken
};

struct ScanReport {
    Mode mode = Mode::Safe;
    PickSettings settings;
    std::string scoredBy; ///< "column", "linear", or the file of a trained model without its folder, and its digest
    core::Timestamp began;
    core::Timestamp ended;
    bool wasCutShort = false; ///< the deadline came before all answers
    std::vector<SourceUse> sources; ///< in the order of the chain
    std::vector<PickRow> rows; ///< passes by score, then risky ones by score, then rejected ones; by symbol where equal

    [[nodiscard]] std::size_t count(Verdict verdict) const;
    [[nodiscard]] std::size_t nearMisses() const;
};
using SharedScan = std::shared_ptr<const ScanReport>;

/// Judges, scores and gives the row its quality; the reading and the sources are there already. A trained model scores
/// in place of the linear one.
void completeRow(
    PickRow& row, Mode mode, const PickSettings& settings, const ScoreModel& model, PickScorer* trained = nullptr);
void sortRows(std::vector<PickRow>& rows);

} // namespace leadline::picks
