// SPDX-License-Identifier: MIT
#include "engine/lab/policy_study.h"

#include "engine/core/number_text.h"
#include "engine/json/writer.h"

#include <array>
#include <cstdio>

namespace leadline::lab
{

namespace
{

using calibration::Interval;
using calibration::KpiRow;

template <class... Values> std::string formatted(const char* format, Values... values)
{
    std::array<char, 400> buffer{};
    std::snprintf(buffer.data(), buffer.size(), format, values...);
    return buffer.data();
}

std::string rowJson(const KpiRow& row)
{
    return kpiRowJson(row, "policy");
}

std::string policyJson(const PolicyResult& policy)
{
    return json::ObjectWriter()
        .text("policy", nameOf(policy.policy))
        .whole("traded", policy.traded)
        .whole("skipped", policy.skipped)
        .whole("aborted", policy.aborted)
        .whole("unfilled", policy.unfilled)
        .whole("rejected", policy.rejected)
        .str();
}

std::string comparisonJson(const PolicyComparison& comparison)
{
    return json::ObjectWriter()
        .text("policy", "signal")
        .text("against", nameOf(comparison.against))
        .text("verdict", calibration::describe(comparison.cost.verdict))
        .whole("pairs", comparison.cost.pairs)
        .raw("difference_bps", intervalJson(comparison.cost.differenceBps))
        .str();
}

double secondsOf(core::Duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

} // namespace

std::string intervalJson(const Interval& interval)
{
    return json::ObjectWriter()
        .number("value", interval.value)
        .number("low", interval.low)
        .number("high", interval.high)
        .str();
}

std::string kpiRowJson(const KpiRow& row, std::string_view strategyName)
{
    const calibration::KpiFigures& k = row.figures;
    return json::ObjectWriter()
        .text(strategyName, row.strategy)
        .text("window", row.window)
        .whole("orders", k.orders)
        .raw("slippage_bps", intervalJson(k.slippageBps))
        .raw("fees_bps", intervalJson(k.feesBps))
        .raw("baseline_bps", intervalJson(k.baselineBps))
        .raw("improvement", intervalJson(k.improvement))
        .raw("fill_rate", intervalJson(k.fillRate))
        .raw("cost_bps", intervalJson(k.costBps))
        .raw("signal_to_fill_s", intervalJson(k.signalToFillSeconds))
        .str();
}

std::string studyText(const StudyResult& result, const StudySettings& study)
{
    std::string text = std::to_string(result.signals) + " signals, one every "
        + core::roundedText(secondsOf(study.every), 6) + " s; what is unfilled after "
        + core::roundedText(secondsOf(study.horizon), 6) + " s is taken at market\n\n";
    text += formatted("%-16s %8s %8s %8s %8s %8s\n", "policy", "traded", "skipped", "aborted", "unfilled", "rejected");
    for (const PolicyResult& policy : result.policies) {
        text += formatted("%-16s %8zu %8zu %8zu %8zu %8zu\n", std::string(nameOf(policy.policy)).c_str(), policy.traded,
            policy.skipped, policy.aborted, policy.unfilled, policy.rejected);
    }
    text += "\nWhat each policy traded:\n" + calibration::kpiTable(result.rows, result.resampling);
    text += formatted("\nThe %zu signals in which all of them traded:\n", result.common)
        + calibration::kpiTable(result.commonRows, result.resampling) + '\n';
    for (const PolicyComparison& comparison : result.comparisons) {
        text += "signal against " + std::string(nameOf(comparison.against)) + ": "
            + calibration::comparisonText(comparison.cost) + "\n";
    }
    return text + "On paper: orders move no market, arrive at once, and wait behind the whole queue they met.\n";
}

std::string studyJson(const StudyResult& result, const StudySettings& study)
{
    return json::ObjectWriter()
        .whole("signals", result.signals)
        .whole("common", result.common)
        .number("every_s", secondsOf(study.every))
        .number("horizon_s", secondsOf(study.horizon))
        .number("notional", study.notional)
        .whole("resamples", result.resampling.resamples)
        .number("confidence", result.resampling.confidence)
        .whole("block", result.resampling.block)
        .whole("seed", result.resampling.seed)
        .raw("policies", json::listOf(result.policies, policyJson))
        .raw("rows", json::listOf(result.rows, rowJson))
        .raw("common_rows", json::listOf(result.commonRows, rowJson))
        .raw("comparisons", json::listOf(result.comparisons, comparisonJson))
        .str();
}

} // namespace leadline::lab
