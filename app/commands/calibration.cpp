// SPDX-License-Identifier: MIT
/// What a journal's executions say of the venues: the tables on the terminal, as JSON, or a report in a file.
#include "app/commands/commands.h"
#include "app/commands/journal_period.h"
#include "app/commands/tape_run.h"
#include "engine/execution/journal_report.h"
#include "engine/journal/history.h"
#include "engine/json/writer.h"
#include "engine/store/execution_file.h"
#include "report/report_export.h"

#include <CLI/CLI.hpp>

#include <QGuiApplication>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <memory>
#include <set>
#include <string_view>
#include <vector>

namespace leadline::app
{

namespace
{

struct CalibrationArguments {
    JournalArguments journal;
    std::filesystem::path exportTo; ///< .csv, .html, .pdf, or .parquet for the executions; empty: the terminal
    bool json = false;
};

using calibration::LatencyFigures;
using calibration::ReportContent;

std::string latencyJson(const LatencyFigures& figures)
{
    return json::ObjectWriter()
        .whole("samples", figures.samples)
        .flag("measured", figures.isMeasured)
        .number("mean_ms", figures.mean)
        .number("p50_ms", figures.p50)
        .number("p95_ms", figures.p95)
        .number("p99_ms", figures.p99)
        .number("std_ms", figures.deviation)
        .number("reliability", figures.reliability)
        .str();
}

std::string feeJson(const calibration::FeeFigures& figures)
{
    return json::ObjectWriter()
        .whole("samples", figures.samples)
        .flag("measured", figures.isMeasured)
        .number("bps", figures.bps)
        .number("expected_bps", figures.expectedBps)
        .str();
}

std::string venueJson(const calibration::CalibrationRow& row)
{
    const calibration::VenueCalibration& figures = row.figures;
    return json::ObjectWriter()
        .text("venue", figures.venue.view())
        .text("part", row.part)
        .whole("samples", figures.samples)
        .number("confidence", figures.confidence)
        .raw("maker", feeJson(figures.maker))
        .raw("taker", feeJson(figures.taker))
        .number("maker_rebate_bps", figures.makerRebateBps)
        .raw("acknowledged", latencyJson(figures.acknowledged))
        .raw("filled", latencyJson(figures.filled))
        .whole("alarms", figures.alarms.size())
        .str();
}

std::string qualityJson(const calibration::QualityRow& row)
{
    const calibration::QualityFigures& figures = row.figures;
    return json::ObjectWriter()
        .text("by", nameOf(row.by))
        .text("key", row.key)
        .whole("orders", figures.orders)
        .number("value", figures.value)
        .number("slippage_bps", figures.slippageBps)
        .number("baseline_bps", figures.baselineBps)
        .number("improvement", figures.improvement)
        .number("fill_rate", figures.fillRate)
        .number("maker_share", figures.makerShare)
        .number("signal_to_fill_s", figures.signalToFillSeconds)
        .raw("mark_out_bps", json::listOf(figures.markOutBps, json::number))
        .str();
}

std::string rolloutJson(const std::optional<calibration::RolloutComparison>& rollout)
{
    if (!rollout) {
        return "null";
    }
    const calibration::Interval& difference = rollout->slippageDifference;
    return json::ObjectWriter()
        .whole("sent", rollout->sent.orders)
        .whole("paper", rollout->paper.orders)
        .number("slippage_difference_bps", difference.value)
        .number("low", difference.low)
        .number("high", difference.high)
        .str();
}

std::string savedJson(const calibration::SavedFigures& figures)
{
    return json::ObjectWriter()
        .whole("decisions", figures.decisions)
        .number("value", figures.value)
        .number("saved", figures.saved)
        .number("saved_bps", figures.bps())
        .str();
}

std::string aggregationJson(const calibration::AggregationRow& row)
{
    return json::ObjectWriter()
        .text("by", nameOf(row.by))
        .text("key", row.key)
        .whole("decisions", row.figures.decisions)
        .whole("divided", row.figures.divided)
        .raw("against_best", savedJson(row.figures.againstBest))
        .raw("against_home", savedJson(row.figures.againstHome))
        .str();
}

void printJson(const ReportContent& report)
{
    std::puts(json::ObjectWriter()
                  .whole("from_ns", core::nanosecondsOf(report.from))
                  .whole("to_ns", core::nanosecondsOf(report.to))
                  .whole("executions", report.executions)
                  .whole("orders", report.orders)
                  .raw("venues", json::listOf(report.venues, venueJson))
                  .raw("quality", json::listOf(report.quality, qualityJson))
                  .raw("rollout", rolloutJson(report.rollout))
                  .raw("aggregation", json::listOf(report.aggregation, aggregationJson))
                  .str()
                  .c_str());
}

/// In a column of that width; what was not measured is a dash.
std::string column(double value, int width, int decimals, const char* unit = "")
{
    std::array<char, 64> text{};
    if (std::isnan(value)) {
        std::snprintf(text.data(), text.size(), "%*s", width, "-");
    } else {
        std::snprintf(text.data(), text.size(), "%*.*f%s", width - static_cast<int>(std::string_view(unit).size()),
            decimals, value, unit);
    }
    return text.data();
}

void printVenues(const ReportContent& report)
{
    std::printf("%-16s %-10s %7s %6s  %9s %9s  %9s %9s %9s %11s\n", "venue", "part", "fills", "conf.", "maker bps",
        "taker bps", "p50 ms", "p95 ms", "p99 ms", "reliability");
    const auto mark = [](bool isMeasured) { return isMeasured ? ' ' : '*'; };
    for (const calibration::CalibrationRow& row : report.venues) {
        const calibration::VenueCalibration& v = row.figures;
        const LatencyFigures& ack = v.acknowledged;
        std::printf("%-16s %-10s %7zu %6.2f  %s%c %s%c  %s%c %s %s %s\n", v.venue.text().c_str(), row.part.c_str(),
            v.samples, v.confidence, column(v.maker.bps, 8, 3).c_str(), mark(v.maker.isMeasured),
            column(v.taker.bps, 8, 3).c_str(), mark(v.taker.isMeasured), column(ack.p50, 8, 2).c_str(),
            mark(ack.isMeasured), column(ack.p95, 9, 2).c_str(), column(ack.p99, 9, 2).c_str(),
            column(ack.reliability, 11, 3).c_str());
    }
    std::puts("* expected, not measured: too few samples");
    for (const calibration::CalibrationRow& row : report.venues) {
        for (const calibration::FeeAlarm& alarm : row.figures.alarms) {
            if (row.part == "all") {
                std::printf("ALARM %s: %s fee measured %.3f bps over %zu fills, expected %.3f bps\n",
                    row.figures.venue.text().c_str(), alarm.isMaker ? "maker" : "taker", alarm.measuredBps,
                    alarm.samples, alarm.expectedBps);
            }
        }
    }
}

void printQuality(const ReportContent& report)
{
    std::printf("\n%-10s %-16s %7s %12s %12s %12s %9s %9s %9s %9s %9s %9s\n", "by", "", "orders", "slippage",
        "baseline", "improvement", "filled", "maker", "wait s", "1 s", "5 s", "30 s");
    for (const calibration::QualityRow& row : report.quality) {
        const calibration::QualityFigures& q = row.figures;
        std::printf("%-10s %-16s %7zu %s %s %s %s %s %s %s %s %s\n", std::string(nameOf(row.by)).c_str(),
            row.key.c_str(), q.orders, column(q.slippageBps, 12, 3).c_str(), column(q.baselineBps, 12, 3).c_str(),
            column(q.improvement * 100, 12, 1, "%").c_str(), column(q.fillRate * 100, 9, 1, "%").c_str(),
            column(q.makerShare * 100, 9, 1, "%").c_str(), column(q.signalToFillSeconds, 9, 2).c_str(),
            column(q.markOutBps[0], 9, 3).c_str(), column(q.markOutBps[1], 9, 3).c_str(),
            column(q.markOutBps[2], 9, 3).c_str());
    }
}

/// The sums; each decision is in `leadline outcomes`.
void printAggregation(const ReportContent& report)
{
    std::printf("\nwhat the choice among venues was worth, fees, impact and latency in\n%-10s %-16s %9s %8s %14s %9s "
                "%14s %9s\n",
        "by", "", "decisions", "divided", "against best", "bps", "against home", "bps");
    for (const calibration::AggregationRow& row : report.aggregation) {
        const calibration::AggregationFigures& of = row.figures;
        if (row.by != calibration::AggregationBy::Decision) {
            std::printf("%-10s %-16s %9zu %8zu %s %s %s %s\n", std::string(nameOf(row.by)).c_str(), row.key.c_str(),
                of.decisions, of.divided, column(of.againstBest.saved, 14, 2).c_str(),
                column(of.againstBest.bps(), 9, 3).c_str(), column(of.againstHome.saved, 14, 2).c_str(),
                column(of.againstHome.bps(), 9, 3).c_str());
        }
    }
}

void printTables(const ReportContent& report)
{
    std::printf("%zu executions, %zu orders\n\n", report.executions, report.orders);
    printVenues(report);
    printQuality(report);
    if (report.rollout) {
        const calibration::Interval& difference = report.rollout->slippageDifference;
        std::printf(
            "\nsignals: %zu sent, %zu on paper; slippage of those sent less that on paper: %s bps (95 %%: %s to %s)\n",
            report.rollout->sent.orders, report.rollout->paper.orders, column(difference.value, 0, 3).c_str(),
            column(difference.low, 0, 3).c_str(), column(difference.high, 0, 3).c_str());
    }
    printAggregation(report);
}

store::ExecutionRow rowOf(const calibration::Execution& execution, const std::string& environment)
{
    return {.market = execution.market,
        .at = execution.time,
        .clientOrder = execution.order,
        .decision = execution.decision,
        .execution = execution.execution,
        .side = std::string(core::verb(execution.side)),
        .role = execution.isMaker ? "maker" : "taker",
        .price = execution.price,
        .size = execution.size,
        .notional = execution.notional,
        .fee = execution.fee,
        .feeBps = execution.feeBps(),
        .expectedFeeBps = execution.expectedFeeBps,
        .workstation = execution.workstation,
        .environment = environment};
}

/// Each execution of the period as it is, oldest first.
core::Result<void> writeRawExecutions(const JournalPeriod& period, const CalibrationArguments& arguments)
{
    // The journal tells of an environment only where it is asked for one: first which there are.
    std::set<std::string> environments;
    const auto asked = journal::readHistory(
        period.url, {.since = period.from, .wants = [&](const core::VenueId& /*venue*/, std::string_view environment) {
                         environments.emplace(environment);
                         return false;
                     }});
    if (!asked) {
        return std::unexpected(asked.error());
    }
    std::vector<store::ExecutionRow> rows;
    for (const std::string& environment : environments) {
        if (!arguments.journal.wants(environment)) {
            continue;
        }
        const auto history = journal::readHistory(period.url,
            {.since = period.from,
                .wants = [&](const core::VenueId& /*venue*/, std::string_view of) { return of == environment; }});
        if (!history) {
            return std::unexpected(history.error());
        }
        for (const calibration::Execution& execution : history->executions) {
            if (execution.time < period.to) {
                rows.push_back(rowOf(execution, environment));
            }
        }
    }
    std::ranges::stable_sort(rows, {}, &store::ExecutionRow::at);
    if (const auto failed = store::writeExecutions(arguments.exportTo, rows)) {
        return std::unexpected(*failed);
    }
    return {};
}

int runCalibration(int& argc, char** argv, const CalibrationArguments& arguments, const Settings& settings)
{
    // Reports are painted: pages and pictures need the fonts of a window system, and none of its windows.
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    std::unique_ptr<QCoreApplication> application;
    if (arguments.exportTo.empty()) {
        application = std::make_unique<QCoreApplication>(argc, argv);
    } else {
        application = std::make_unique<QGuiApplication>(argc, argv);
    }
    const auto period = periodOf(arguments.journal, settings);
    if (!period) {
        complain(period.error().what);
        return exitBadInput;
    }
    calibration::CalibrationSettings own = settings.calibration;
    own.lookbackDays = period->days;
    const std::string& environment = arguments.journal.environment;
    const auto report = execution::reportFromJournal(
        {.url = period->url,
            .settings = own,
            .expected = settings.desk.venues,
            .wants = [&](const core::VenueId& /*venue*/, std::string_view of) { return arguments.journal.wants(of); },
            .environment = environment.empty() ? "all environments" : environment,
            .from = period->from,
            .to = period->to},
        period->now);
    if (!report) {
        complain(report.error().what);
        return exitBadInput;
    }
    if (report->executions == 0 && report->orders == 0) {
        complain("nothing to calibrate yet: " + period->url.shown() + " holds no execution of the last "
            + std::to_string(period->days) + " days");
    }
    if (arguments.exportTo.extension() == ".parquet") {
        const auto written = writeRawExecutions(*period, arguments);
        if (!written) {
            complain(written.error().what);
        }
        return written ? exitSuccess : exitFailed;
    }
    if (!arguments.exportTo.empty()) {
        if (const auto written = report::exportReport(*report, arguments.exportTo, [](double) { return true; });
            !written) {
            complain(written.error().what);
            return exitFailed;
        }
        return exitSuccess;
    }
    if (arguments.json) {
        printJson(*report);
    } else if (report->executions != 0 || report->orders != 0) {
        printTables(*report);
    }
    return exitSuccess;
}

Runner addCalibration(CLI::App& command)
{
    const auto arguments = std::make_shared<CalibrationArguments>();
    addJournalOptions(command, arguments->journal);
    CLI::Option* const exported = command.add_option(
        "--export", arguments->exportTo, "a report: F.csv, F.html or F.pdf; or every execution: F.parquet");
    command.add_flag("--json", arguments->json, "one JSON object")->excludes(exported);
    return [arguments](Invocation& invocation) {
        return runCalibration(invocation.argc, invocation.argv, *arguments, invocation.settings.values);
    };
}

} // namespace

const Command calibrationCommand{
    "calibration", "fees, latency and quality of execution, measured from the journal's own fills", addCalibration};

} // namespace leadline::app
