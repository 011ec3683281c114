// SPDX-License-Identifier: MIT
#include "engine/lab/policy_study.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace leadline::lab
{

namespace
{

using Outcome = StudyOrder::Outcome;

bool hasTraded(const StudyOrder& order)
{
    return order.outcome == Outcome::Traded || order.outcome == Outcome::Unfilled;
}

PolicyResult count(StudyPolicy policy, std::vector<StudyOrder> orders)
{
    PolicyResult result{.policy = policy, .orders = std::move(orders)};
    for (const StudyOrder& order : result.orders) {
        result.traded += hasTraded(order) ? 1 : 0;
        result.skipped += order.outcome == Outcome::Skipped ? 1 : 0;
        result.aborted += order.outcome == Outcome::Aborted ? 1 : 0;
        result.unfilled += order.outcome == Outcome::Unfilled ? 1 : 0;
        result.rejected += order.rejected;
    }
    return result;
}

/// All policies together are no way to trade.
std::vector<calibration::KpiRow> rowsOf(
    const std::vector<calibration::ParentOrder>& parents, const calibration::Resampling& resampling)
{
    std::vector<calibration::KpiRow> rows = calibration::kpiRows(parents, resampling);
    std::erase_if(rows, [](const calibration::KpiRow& row) { return row.strategy == calibration::allStrategies; });
    return rows;
}

} // namespace

StudyResult compare(std::array<std::vector<StudyOrder>, studyPolicies> orders, const StudySettings& study)
{
    StudyResult result{.signals = orders[0].size(), .resampling = study.resampling};
    result.resampling.block = std::max<std::size_t>(
        1, static_cast<std::size_t>((study.horizon + study.every - core::Duration(1)) / study.every));
    for (std::size_t i = 0; i < studyPolicies; ++i) {
        assert(orders[i].size() == result.signals && "every policy has seen every signal");
        result.policies[i] = count(static_cast<StudyPolicy>(i), std::move(orders[i]));
    }
    std::vector<calibration::ParentOrder> traded;
    std::vector<calibration::ParentOrder> common;
    std::array<std::vector<const calibration::ParentOrder*>, studyPolicies> pairs;
    for (std::size_t signal = 0; signal < result.signals; ++signal) {
        const bool isCommon = std::ranges::all_of(
            result.policies, [signal](const PolicyResult& policy) { return hasTraded(policy.orders[signal]); });
        result.common += isCommon ? 1 : 0;
        for (std::size_t i = 0; i < studyPolicies; ++i) {
            const StudyOrder& order = result.policies[i].orders[signal];
            if (hasTraded(order)) {
                traded.push_back(order.parent);
            }
            if (isCommon) {
                common.push_back(order.parent);
                pairs[i].push_back(&order.parent);
            }
        }
    }
    result.rows = rowsOf(traded, result.resampling);
    result.commonRows = rowsOf(common, result.resampling);
    for (std::size_t i = 1; i < studyPolicies; ++i) {
        result.comparisons.push_back(
            {static_cast<StudyPolicy>(i), calibration::comparePairs(pairs[0], pairs[i], result.resampling)});
    }
    return result;
}

core::Result<StudyResult> runStudy(
    const StudyTapes& tapes, const desk::DeskSettings& settings, const StudySettings& study)
{
    std::array<std::vector<StudyOrder>, studyPolicies> orders;
    replay::ReplayReport first;
    for (std::size_t i = 0; i < studyPolicies; ++i) {
        PolicyRun run(static_cast<StudyPolicy>(i), settings, study);
        replay::Replay replay(run.desk(), tapes.venue, tapes.symbols);
        replay.beforeMessage = [&run](const desk::Market& market, const core::MarketMessage& message) {
            if (message.eventTime() != core::Timestamp{}) {
                run.before(market, message.eventTime());
            }
            return true;
        };
        replay.afterMessage = [&run](const desk::Market& /*market*/, const core::MarketMessage& /*message*/) {
            run.after();
            return true;
        };
        auto report = replay.run(tapes.paths);
        if (!report) {
            return std::unexpected(std::move(report.error()));
        }
        orders[i] = run.results();
        if (i == 0) {
            first = std::move(*report);
        }
    }
    StudyResult result = compare(std::move(orders), study);
    result.replay = std::move(first);
    return result;
}

} // namespace leadline::lab
