// SPDX-License-Identifier: MIT
#include "report/report_document.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

namespace leadline::report
{

namespace
{

using calibration::AggregationBy;
using calibration::FeeFigures;
using calibration::LatencyFigures;
using calibration::QualityBy;
using calibration::ReportContent;
using calibration::VenueCalibration;

struct Say {
    Q_DECLARE_TR_FUNCTIONS(leadline::report)
};

QString figure(double value, int decimals)
{
    if (!std::isfinite(value)) {
        return QStringLiteral("–");
    }
    // What rounds to zero has no sign.
    const bool isZero = std::abs(value) < 0.5 * std::pow(10, -decimals);
    return QLocale(QLocale::English).toString(isZero ? 0.0 : value, 'f', decimals);
}

QString count(std::size_t value)
{
    return QLocale(QLocale::English).toString(static_cast<qulonglong>(value));
}

QString milliseconds(double value)
{
    return figure(value, std::abs(value) < 10 ? 2 : 1);
}

QString percent(double fraction)
{
    return std::isfinite(fraction) ? figure(fraction * 100, 1) + QStringLiteral(" %") : QStringLiteral("–");
}

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8);
}

QString timeText(core::Timestamp time, const QString& format)
{
    return QDateTime::fromMSecsSinceEpoch(core::millisecondsOf(time), Qt::UTC).toString(format);
}

QString secondText(core::Timestamp time)
{
    return timeText(time, QStringLiteral("yyyy-MM-ddTHH:mm:ssZ"));
}

QString minuteText(core::Timestamp time)
{
    return timeText(time, QStringLiteral("yyyy-MM-ddTHH:mmZ"));
}

QString roleText(bool isMaker)
{
    return isMaker ? Say::tr("maker") : Say::tr("taker");
}

Emphasis emphasisOf(const std::string& part)
{
    return part == "all" ? Emphasis::Strong : Emphasis::Plain;
}

bool hasAlarm(const VenueCalibration& venue, bool isMaker)
{
    return std::ranges::any_of(venue.alarms, [&](const auto& alarm) { return alarm.isMaker == isMaker; });
}

Cell sourceCell(bool isMeasured, bool isAlarming)
{
    if (isAlarming) {
        return {Say::tr("alarm"), Emphasis::Alarm};
    }
    return isMeasured ? Cell{Say::tr("measured")} : Cell{Say::tr("default"), Emphasis::Faint};
}

void addFee(Row& row, const FeeFigures& fee, bool isAlarming)
{
    const Emphasis emphasis = isAlarming ? Emphasis::Alarm : fee.isMeasured ? Emphasis::Plain : Emphasis::Faint;
    row.cells.insert(row.cells.end(),
        {{figure(fee.bps, 2), emphasis}, {figure(fee.expectedBps, 2)}, {count(fee.samples)},
            sourceCell(fee.isMeasured, isAlarming)});
}

Table feeTable(const ReportContent& content)
{
    Table table{
        .columns = {{Say::tr("Venue")}, {Say::tr("Part")}, {Say::tr("Maker bps"), true}, {Say::tr("Expected"), true},
            {Say::tr("Fills"), true}, {Say::tr("Source")}, {Say::tr("Taker bps"), true}, {Say::tr("Expected"), true},
            {Say::tr("Fills"), true}, {Say::tr("Source")}, {Say::tr("Confidence"), true}, {Say::tr("Last change")}}};
    for (const auto& [part, figures] : content.venues) {
        Row row{.cells = {{text(figures.venue.view()), emphasisOf(part)}, {text(part), emphasisOf(part)}}};
        addFee(row, figures.maker, hasAlarm(figures, true));
        addFee(row, figures.taker, hasAlarm(figures, false));
        row.cells.push_back({percent(figures.confidence)});
        row.cells.push_back({figures.changed ? minuteText(*figures.changed) : QStringLiteral("–")});
        table.rows.push_back(std::move(row));
    }
    return table;
}

Table latencyTable(const ReportContent& content, LatencyFigures VenueCalibration::*kind)
{
    Table table{.columns = {{Say::tr("Venue")}, {Say::tr("Part")}, {Say::tr("Source")}, {Say::tr("Samples"), true},
                    {Say::tr("Mean ms"), true}, {Say::tr("p50"), true}, {Say::tr("p95"), true}, {Say::tr("p99"), true},
                    {Say::tr("Deviation"), true}, {Say::tr("Reliability"), true}}};
    for (const auto& [part, figures] : content.venues) {
        const LatencyFigures& latency = figures.*kind;
        const Emphasis emphasis = latency.isMeasured ? Emphasis::Plain : Emphasis::Faint;
        table.rows.push_back({.cells = {{text(figures.venue.view()), emphasisOf(part)}, {text(part), emphasisOf(part)},
                                  sourceCell(latency.isMeasured, false), {count(latency.samples)},
                                  {milliseconds(latency.mean), emphasis}, {milliseconds(latency.p50), emphasis},
                                  {milliseconds(latency.p95), emphasis}, {milliseconds(latency.p99), emphasis},
                                  {milliseconds(latency.deviation)}, {figure(latency.reliability, 3)}}});
    }
    return table;
}

/// An alarm of a part is told only where the venue as a whole has none of that role.
Table alarmTable(const ReportContent& content)
{
    Table table{.columns = {{Say::tr("Time (UTC)")}, {Say::tr("Symbol")}, {Say::tr("Side")}, {Say::tr("Price"), true},
                    {Say::tr("Size"), true}, {Say::tr("Notional"), true}, {Say::tr("Fee"), true},
                    {Say::tr("Fee bps"), true}, {Say::tr("Order")}, {Say::tr("Venue's id")}, {Say::tr("Workstation")}}};
    std::set<std::pair<core::VenueId, bool>> known;
    for (const auto& [part, figures] : content.venues) {
        for (const calibration::FeeAlarm& alarm : figures.alarms) {
            const bool isNew = known.emplace(figures.venue, alarm.isMaker).second;
            if (!isNew && part != "all") {
                continue;
            }
            const QString whole =
                Say::tr("%1, %2, %3: measured %4 bps over %5 fills, expected %6 bps")
                    .arg(text(figures.venue.view()), roleText(alarm.isMaker), text(part), figure(alarm.measuredBps, 2),
                        count(alarm.samples), figure(alarm.expectedBps, 2));
            table.rows.push_back({.cells = {{whole, Emphasis::Alarm}}});
            for (const calibration::Execution& one : alarm.evidence) {
                table.rows.push_back({.cells = {{secondText(one.time)}, {text(one.market.symbol.view())},
                                          {one.side == core::Side::Bid ? Say::tr("buy") : Say::tr("sell")},
                                          {text(one.price.text())}, {text(one.size.text())}, {figure(one.notional, 2)},
                                          {figure(one.fee, 4)}, {figure(one.feeBps(), 2)}, {text(one.order)},
                                          {text(one.execution)}, {text(one.workstation)}}});
            }
        }
    }
    return table;
}

calibration::ExpectedActual totalOf(const ReportContent& content)
{
    calibration::ExpectedActual total;
    for (const calibration::ExpectedActual& row : content.expectedActual) {
        total.fills += row.fills;
        total.value += row.value;
        total.expectedFees += row.expectedFees;
        total.actualFees += row.actualFees;
    }
    return total;
}

Table expectedTable(const ReportContent& content)
{
    Table table{.columns = {{Say::tr("Venue")}, {Say::tr("Role")}, {Say::tr("Fills"), true}, {Say::tr("Value"), true},
                    {Say::tr("Expected fees"), true}, {Say::tr("Actual fees"), true}, {Say::tr("Difference"), true},
                    {Say::tr("Expected bps"), true}, {Say::tr("Actual bps"), true}}};
    const auto add = [&table](const QString& venue, const QString& role, const calibration::ExpectedActual& row) {
        table.rows.push_back(
            {.cells = {{venue}, {role}, {count(row.fills)}, {figure(row.value, 2)}, {figure(row.expectedFees, 2)},
                 {figure(row.actualFees, 2)}, {figure(row.actualFees - row.expectedFees, 2)},
                 {figure(row.expectedFees / row.value * 1e4, 3)}, {figure(row.actualFees / row.value * 1e4, 3)}}});
    };
    for (const calibration::ExpectedActual& row : content.expectedActual) {
        add(text(row.venue.view()), roleText(row.isMaker), row);
    }
    if (!table.rows.empty()) {
        add(Say::tr("Total"), {}, totalOf(content));
        table.rows.back().isTotal = true;
    }
    return table;
}

QString groupText(QualityBy by)
{
    switch (by) {
    case QualityBy::All:
        return Say::tr("Everything");
    case QualityBy::Symbol:
        return Say::tr("By symbol");
    case QualityBy::Venue:
        return Say::tr("By venue");
    case QualityBy::Strategy:
        return Say::tr("By strategy");
    case QualityBy::Window:
        return Say::tr("By hours of the day (UTC)");
    case QualityBy::Origin:
        return Say::tr("By whose wish it was");
    }
    return {};
}

/// "asia 02–06"
QString keyText(const calibration::QualityRow& row)
{
    if (row.by == QualityBy::Window) {
        for (const calibration::SessionWindow& window : calibration::sessionWindows) {
            if (window.name == row.key) {
                return QStringLiteral("%1 %2–%3")
                    .arg(text(row.key))
                    .arg(window.begins, 2, 10, QLatin1Char('0'))
                    .arg(window.ends, 2, 10, QLatin1Char('0'));
            }
        }
    }
    if (row.by == QualityBy::Origin) {
        return row.key == nameOf(calibration::Origin::Signal) ? Say::tr("signals, sent")
            : row.key == nameOf(calibration::Origin::Paper)   ? Say::tr("signals, on paper")
                                                              : Say::tr("the user");
    }
    return text(row.key);
}

Table qualityTable(const ReportContent& content)
{
    Table table{.columns = {{Say::tr("Of")}, {Say::tr("Orders"), true}, {Say::tr("Value"), true},
                    {Say::tr("Slippage bps"), true}, {Say::tr("Baseline bps"), true}, {Say::tr("Improvement"), true},
                    {Say::tr("Fill rate"), true}, {Say::tr("Maker share"), true}, {Say::tr("Signal to fill s"), true}}};
    for (const core::Duration after : calibration::markOutAfter) {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(after).count();
        table.columns.push_back({Say::tr("Mark-out %1 s").arg(seconds), true});
    }
    const QualityBy* group = nullptr;
    for (const calibration::QualityRow& row : content.quality) {
        if (group == nullptr || *group != row.by) {
            table.rows.push_back({.cells = {{groupText(row.by), Emphasis::Strong}}});
        }
        group = &row.by;
        const calibration::QualityFigures& of = row.figures;
        Row made{.cells = {{keyText(row)}, {count(of.orders)}, {figure(of.value, 0)}, {figure(of.slippageBps, 2)},
                     {figure(of.baselineBps, 2)}, {percent(of.improvement)}, {percent(of.fillRate)},
                     {percent(of.makerShare)}, {figure(of.signalToFillSeconds, 2)}}};
        for (const double bps : of.markOutBps) {
            made.cells.push_back({figure(bps, 2)});
        }
        table.rows.push_back(std::move(made));
    }
    return table;
}

/// Empty where no signal was traded on paper.
QString rolloutText(const ReportContent& content)
{
    if (!content.rollout) {
        return {};
    }
    const calibration::Interval& difference = content.rollout->slippageDifference;
    return Say::tr(" Signals: %1 sent, %2 traded on paper; slippage of those sent less that on paper: %3 bps (95 %: %4 "
                   "to %5).")
        .arg(count(content.rollout->sent.orders), count(content.rollout->paper.orders), figure(difference.value, 2),
            figure(difference.low, 2), figure(difference.high, 2));
}

QString groupText(AggregationBy by)
{
    const std::array names{Say::tr("Everything"), Say::tr("By symbol"), Say::tr("By month (UTC)"),
        Say::tr("By day (UTC)"), Say::tr("The newest decisions")};
    return names[static_cast<std::size_t>(by)];
}

Table aggregationTable(const ReportContent& content)
{
    Table table{.columns = {{Say::tr("Of")}, {Say::tr("Decisions"), true}, {Say::tr("Divided"), true},
                    {Say::tr("Value"), true}, {Say::tr("Against best"), true}, {Say::tr("bps"), true},
                    {Say::tr("Against home"), true}, {Say::tr("bps"), true}}};
    const AggregationBy* group = nullptr;
    for (const calibration::AggregationRow& row : content.aggregation) {
        if (group == nullptr || *group != row.by) {
            table.rows.push_back({.cells = {{groupText(row.by), Emphasis::Strong}}});
        }
        group = &row.by;
        const calibration::AggregationFigures& of = row.figures;
        table.rows.push_back(
            {.cells = {{text(row.key)}, {count(of.decisions)}, {count(of.divided)}, {figure(of.againstBest.value, 0)},
                 {figure(of.againstBest.saved, 2)}, {figure(of.againstBest.bps(), 2)},
                 {figure(of.againstHome.saved, 2)}, {figure(of.againstHome.bps(), 2)}}});
    }
    return table;
}

QString periodText(const ReportContent& content)
{
    return Say::tr("%1 to %2").arg(minuteText(content.from), minuteText(content.to));
}

std::vector<std::pair<QString, QString>> factsOf(const ReportContent& content)
{
    QStringList confidence;
    for (const auto& [part, figures] : content.venues) {
        if (part == "all") {
            confidence << Say::tr("%1 %2 (%3 fills)")
                              .arg(text(figures.venue.view()), percent(figures.confidence), count(figures.samples));
        }
    }
    const calibration::CalibrationSettings& settings = content.settings;
    return {{Say::tr("Period"), periodText(content)}, {Say::tr("Made"), secondText(content.made)},
        {Say::tr("Environment"), text(content.environment)}, {Say::tr("Desk"), text(content.desk)},
        {Say::tr("Samples"),
            Say::tr("%1 executions of %2 orders").arg(count(content.executions), count(content.orders))},
        {Say::tr("Rules"),
            Say::tr("%1 days back, %2 samples at least, fee tolerance %3 bps")
                .arg(settings.lookbackDays)
                .arg(settings.minSamples)
                .arg(figure(settings.feeToleranceBps, 2))},
        {Say::tr("Confidence"), confidence.isEmpty() ? QStringLiteral("–") : confidence.join(QStringLiteral("  ·  "))}};
}

std::vector<KeyFigure> keyFigures(const ReportContent& content, std::size_t alarms)
{
    const calibration::ExpectedActual fees = totalOf(content);
    const auto all = std::ranges::find(content.quality, QualityBy::All, &calibration::QualityRow::by);
    const calibration::QualityFigures quality =
        all == content.quality.end() ? calibration::QualityFigures{} : all->figures;
    return {
        {Say::tr("Slippage"), figure(quality.slippageBps, 2) + Say::tr(" bps"),
            Say::tr("market order: %1 bps").arg(figure(quality.baselineBps, 2))},
        {Say::tr("Improvement"), percent(quality.improvement), Say::tr("target 25 to 35 %")},
        {Say::tr("Fill rate"), percent(quality.fillRate), Say::tr("mean over orders")},
        {Say::tr("Maker share"), percent(quality.makerShare), Say::tr("of the filled value")},
        {Say::tr("Signal to fill"), figure(quality.signalToFillSeconds, 2) + Say::tr(" s"), Say::tr("median")},
        {Say::tr("Fees"), figure(fees.actualFees, 2), Say::tr("expected: %1").arg(figure(fees.expectedFees, 2))},
        {Say::tr("Value"), figure(fees.value, 0), Say::tr("filled, quote units")},
        {Say::tr("Fee alarms"), count(alarms), alarms == 0 ? Say::tr("none") : Say::tr("see below")},
    };
}

} // namespace

Document documentOf(const ReportContent& content)
{
    Table alarms = alarmTable(content);
    const auto alarmCount =
        static_cast<std::size_t>(std::ranges::count(alarms.rows, 1U, [](const Row& row) { return row.cells.size(); }));
    Document made{.title = Say::tr("Execution calibration"),
        .period = periodText(content),
        .environment = text(content.environment),
        .facts = factsOf(content),
        .figures = keyFigures(content, alarmCount),
        .footer = Say::tr("Leadline · %1 · made %2").arg(periodText(content), minuteText(content.made))};
    made.sections.push_back({.title = Say::tr("Fee alarms"),
        .note = alarmCount == 0
            ? Say::tr("No measured fee is further from the expected one than the tolerance.")
            : Say::tr("Fees that differ from what was expected, with the newest executions that show it.")});
    if (alarmCount > 0) {
        made.sections.back().tables.push_back(std::move(alarms));
    }
    made.sections.push_back({.title = Say::tr("Fees"),
        .note =
            Say::tr("Median of fee over notional. “Default” is the expected fee, where samples are too few; “alarm” is "
                    "measured, and further from the expected fee than the tolerance. A negative fee is a rebate."),
        .tables = {feeTable(content)}});
    made.sections.push_back({.title = Say::tr("Latency to the acknowledgement"),
        .note = Say::tr("From the order's sending to the venue's acknowledgement, milliseconds."),
        .tables = {latencyTable(content, &VenueCalibration::acknowledged)}});
    made.sections.push_back({.title = Say::tr("Latency to the first fill"),
        .note = Say::tr("From the order's sending to its first fill, orders that take, milliseconds."),
        .tables = {latencyTable(content, &VenueCalibration::filled)}});
    Section history{.title = Say::tr("History"),
        .note = Say::tr("One point a UTC day; a dashed line is what was expected. Days without samples leave a gap.")};
    for (const calibration::HistoryChart& chart : content.charts) {
        history.charts.push_back(&chart);
    }
    made.sections.push_back(std::move(history));
    made.sections.push_back({.title = Say::tr("Expected and actual fees"),
        .note = Say::tr("Quote units. A positive difference was paid beyond what was expected."),
        .tables = {expectedTable(content)}});
    made.sections.push_back({.title = Say::tr("Execution quality"),
        .note = Say::tr("Against the mid when the order was decided, fees included; a cost is positive. The baseline "
                        "is a market order of the whole size at that moment. Mark-outs: the mid after the fills, gains "
                        "positive, bps.")
            + rolloutText(content),
        .tables = {qualityTable(content)}});
    made.sections.push_back({.title = Say::tr("What aggregation was worth"),
        .note =
            Say::tr("All-in prices (fees, impact, latency term) as they were when the order was decided: of the venue "
                    "or the division that was chosen, against the single venue that cost least, and against the home "
                    "venue, the first of the instrument. Times what filled, in quote units; a saving is positive. "
                    "Where the other venue could not have filled the order, nothing is counted."),
        .tables = {aggregationTable(content)}});
    made.sections.push_back({.title = Say::tr("How it is measured"),
        .note = Say::tr("Confidence is min(1, fills / twice the least samples). Quantiles interpolate linearly between "
                        "order statistics; the deviation is the population's; reliability is 1 / (1 + deviation / "
                        "mean). Improvement is 1 - slippage / baseline. Averages of quality are weighted by filled "
                        "value, the fill rate is the mean over orders, signal to fill the median. “–” is not known. "
                        "All times are UTC.")});
    return made;
}

} // namespace leadline::report
