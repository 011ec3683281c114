// SPDX-License-Identifier: MIT
/// What calibration is made of, as the journal keeps it: of every workstation that writes to it.
#pragma once

#include "engine/calibration/execution.h"
#include "engine/calibration/execution_quality.h"
#include "engine/calibration/outcome.h"
#include "engine/core/result.h"
#include "engine/journal/journal_url.h"

#include <functional>
#include <vector>

namespace leadline::journal
{

struct History {
    std::vector<calibration::Execution> executions;
    std::vector<calibration::LatencySample> latencies;
    std::vector<calibration::ParentOrder> parents;

    [[nodiscard]] bool isEmpty() const { return executions.empty() && latencies.empty() && parents.empty(); }
};

struct HistoryFilter {
    core::Timestamp since; ///< of the records' own times
    std::string exceptWorkstation; ///< empty: all
    /// Says whether a venue's environment ("live", "embedded") is of interest; absent: every one is.
    std::function<bool(const core::VenueId& venue, std::string_view environment)> wants;
};

/// Oldest first, from a journal that may be in use, or was written by an earlier version.
[[nodiscard]] core::Result<History> readHistory(const JournalUrl& url, const HistoryFilter& filter);
/// What was seen is most of a decision, and only who trains a model wants it.
enum class DecisionDetail : std::uint8_t { Everything, WithoutWhatWasSeen };
/// The same of what was decided; an earlier version kept none.
[[nodiscard]] core::Result<std::vector<calibration::JournalledDecision>> readDecisions(
    const JournalUrl& url, const HistoryFilter& filter, DecisionDetail detail = DecisionDetail::Everything);

} // namespace leadline::journal
