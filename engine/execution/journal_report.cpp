// SPDX-License-Identifier: MIT
#include "engine/execution/journal_report.h"

#include <algorithm>

namespace leadline::execution
{

core::Result<calibration::ReportContent> reportFromJournal(const JournalReportRequest& request, core::Timestamp made)
{
    const auto history = journal::readHistory(request.url, {.since = request.from, .wants = request.wants});
    if (!history) {
        return std::unexpected(history.error());
    }
    const core::Timestamp newest = request.to - core::Duration(1);
    calibration::CalibrationSettings settings = request.settings;
    settings.lookbackDays = std::max(
        settings.lookbackDays, static_cast<int>(std::chrono::ceil<std::chrono::days>(newest - request.from).count()));
    calibration::Calibrator calibrator(settings);
    calibrator.advance(newest);
    for (const routing::VenueTerms& terms : request.expected) {
        const auto isIts = [&](const auto& record) { return record.market.venue == terms.venue; };
        if (request.showsIdle || std::ranges::any_of(history->executions, isIts)
            || std::ranges::any_of(history->latencies, isIts)) {
            calibrator.setExpected(terms.venue,
                {.makerFeeBps = terms.makerFeeBps,
                    .takerFeeBps = terms.takerFeeBps,
                    .latencyMs = terms.latencyMs,
                    .reliability = terms.reliability});
        }
    }
    for (const calibration::Execution& execution : history->executions) {
        calibrator.add(execution);
    }
    for (const calibration::LatencySample& sample : history->latencies) {
        calibrator.add(sample);
    }
    calibration::ReportContent report =
        calibration::makeReport(calibrator, history->parents, request.from, request.to, made);
    report.environment = request.environment;
    auto decisions = journal::readDecisions(
        request.url, {.since = request.from, .wants = request.wants}, journal::DecisionDetail::WithoutWhatWasSeen);
    if (!decisions) {
        return std::unexpected(decisions.error());
    }
    std::erase_if(*decisions, [&](const auto& decision) { return decision.decided >= request.to; });
    report.aggregation = calibration::aggregationRows(calibration::outcomesOf(std::move(*decisions), history->parents));
    return report;
}

} // namespace leadline::execution
