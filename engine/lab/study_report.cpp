// SPDX-License-Identifier: MIT
#include "engine/lab/policy_study.h"

#include "engine/core/number_text.h"

#include <array>
#include <cstdio>

namespace leadline::lab
{

namespace
{

using calibration::Interval;
using calibration::KpiRow;
using routing::jsonNumber;

template <class... Values> std::string formatted(const char* format, Values... values)
{
    std::array<char, 400> buffer{};
    std::snprintf(buffer.data(), buffer.size(), format, values...);
    return buffer.data();
}

std::string intervalJson(const char* name, const Interval& interval)
{
    return formatted(",\"%s\":", name) + "{\"value\":" + jsonNumber(interval.value)
        + ",\"low\":" + jsonNumber(interval.low) + ",\"high\":" + jsonNumber(interval.high) + '}';
}

std::string rowsJson(const std::vector<KpiRow>& rows)
{
    std::string json = "[";
    for (const KpiRow& row : rows) {
        const calibration::KpiFigures& k = row.figures;
        json += (json.size() > 1 ? "," : "") + std::string("{\"policy\":\"") + row.strategy + "\",\"window\":\""
            + std::string(row.window) + "\",\"orders\":" + std::to_string(k.orders)
            + intervalJson("slippage_bps", k.slippageBps) + intervalJson("fees_bps", k.feesBps)
            + intervalJson("baseline_bps", k.baselineBps) + intervalJson("improvement", k.improvement)
            + intervalJson("fill_rate", k.fillRate) + intervalJson("cost_bps", k.costBps)
            + intervalJson("signal_to_fill_s", k.signalToFillSeconds) + '}';
    }
    return json + ']';
}

double secondsOf(core::Duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

} // namespace

std::string studyText(const StudyResult& result, const StudySettings& study)
{
    std::string text = std::to_string(result.signals) + " signals, one every "
        + core::roundedText(secondsOf(study.every), 6) + " s; what is unfilled after "
        + core::roundedText(secondsOf(study.horizon), 6) + " s is taken at market\n\n";
    text += formatted("%-16s %8s %8s %8s %8s\n", "policy", "traded", "skipped", "aborted", "unfilled");
    for (const PolicyResult& policy : result.policies) {
        text += formatted("%-16s %8zu %8zu %8zu %8zu\n", std::string(nameOf(policy.policy)).c_str(), policy.traded,
            policy.skipped, policy.aborted, policy.unfilled);
    }
    text += "\nWhat each policy traded:\n" + calibration::kpiTable(result.rows, result.resampling);
    text += formatted("\nThe %zu signals in which all of them traded:\n", result.common)
        + calibration::kpiTable(result.commonRows, result.resampling) + '\n';
    for (const PolicyComparison& comparison : result.comparisons) {
        const Interval& difference = comparison.cost.differenceBps;
        text += "signal against " + std::string(nameOf(comparison.against)) + ": "
            + std::string(calibration::describe(comparison.cost.verdict)) + " (" + core::fixedText(difference.value, 3)
            + " [" + core::fixedText(difference.low, 3) + ", " + core::fixedText(difference.high, 3)
            + "] bps an order)\n";
    }
    return text + "On paper: orders move no market, arrive at once, and wait behind the whole queue they met.\n";
}

std::string studyJson(const StudyResult& result, const StudySettings& study)
{
    std::string json = "{\"signals\":" + std::to_string(result.signals) + ",\"common\":" + std::to_string(result.common)
        + ",\"every_s\":" + jsonNumber(secondsOf(study.every))
        + ",\"horizon_s\":" + jsonNumber(secondsOf(study.horizon)) + ",\"notional\":" + jsonNumber(study.notional)
        + ",\"resamples\":" + std::to_string(result.resampling.resamples) + ",\"confidence\":"
        + jsonNumber(result.resampling.confidence) + ",\"block\":" + std::to_string(result.resampling.block)
        + ",\"seed\":" + std::to_string(result.resampling.seed) + ",\"policies\":[";
    for (const PolicyResult& policy : result.policies) {
        json += (json.back() == '[' ? "" : ",") + std::string("{\"policy\":\"") + std::string(nameOf(policy.policy))
            + "\",\"traded\":" + std::to_string(policy.traded) + ",\"skipped\":" + std::to_string(policy.skipped)
            + ",\"aborted\":" + std::to_string(policy.aborted) + ",\"unfilled\":" + std::to_string(policy.unfilled)
            + '}';
    }
    json += "],\"rows\":" + rowsJson(result.rows) + ",\"common_rows\":" + rowsJson(result.commonRows)
        + ",\"comparisons\":[";
    for (const PolicyComparison& comparison : result.comparisons) {
        json += (json.back() == '[' ? "" : ",") + std::string("{\"policy\":\"signal\",\"against\":\"")
            + std::string(nameOf(comparison.against)) + "\",\"verdict\":\""
            + std::string(calibration::describe(comparison.cost.verdict)) + '"'
            + intervalJson("difference_bps", comparison.cost.differenceBps) + '}';
    }
    return json + "]}";
}

} // namespace leadline::lab
