// SPDX-License-Identifier: MIT
#include "report/csv_report.h"

#include "engine/core/text.h"
#include "engine/core/time_text.h"

#include <QByteArray>
#include <QIODevice>
#include <QLocale>

#include <cmath>
#include <optional>
#include <string>

namespace leadline::report
{

namespace
{

using calibration::ReportContent;

QByteArray timeText(core::Timestamp time)
{
    return QByteArray::fromStdString(core::isoText(time, 9));
}

/// The shortest text that reads back as the same number.
QByteArray numberText(double value)
{
    return std::isfinite(value) ? QByteArray::number(value, 'g', QLocale::FloatingPointShortest) : QByteArray();
}

class Table
{
public:
    /// What the following values are about.
    struct Subject {
        std::string_view section;
        std::string venue;
        std::string part;
        std::string item;
        QByteArray time;
    };
    struct Basis {
        std::optional<std::size_t> samples;
        std::optional<bool> isMeasured;
    };

    void about(Subject subject) { m_subject = std::move(subject); }
    void number(std::string_view metric, double value, std::string_view unit, const Basis& basis = {})
    {
        add(metric, numberText(value), unit, basis);
    }
    void count(std::string_view metric, std::size_t value) { add(metric, QByteArray::number(value), "count", {}); }
    void text(std::string_view metric, std::string_view value)
    {
        add(metric, QByteArray(value.data(), static_cast<qsizetype>(value.size())), "text", {});
    }
    void time(std::string_view metric, core::Timestamp value) { add(metric, timeText(value), "utc", {}); }
    [[nodiscard]] const QByteArray& bytes() const { return m_bytes; }

private:
    void add(std::string_view metric, const QByteArray& value, std::string_view unit, const Basis& basis)
    {
        field(m_subject.section);
        for (const std::string* key : {&m_subject.venue, &m_subject.part, &m_subject.item}) {
            field(*key);
        }
        field({m_subject.time.data(), static_cast<std::size_t>(m_subject.time.size())});
        field(metric);
        field({value.data(), static_cast<std::size_t>(value.size())});
        field(unit);
        field(basis.samples ? std::to_string(*basis.samples) : std::string());
        field(basis.isMeasured ? (*basis.isMeasured ? "true" : "false") : "");
        m_bytes.chop(1);
        m_bytes += "\r\n";
    }
    void field(std::string_view text)
    {
        m_bytes += core::csvField(text);
        m_bytes += ',';
    }

    Subject m_subject;
    QByteArray m_bytes = "section,venue,part,item,time,metric,value,unit,samples,is_measured\r\n";
};

void addHead(Table& table, const ReportContent& content)
{
    table.about({.section = "report"});
    table.time("from", content.from);
    table.time("to", content.to);
    table.time("made", content.made);
    table.text("desk", content.desk);
    table.text("environment", content.environment);
    table.count("executions", content.executions);
    table.count("orders", content.orders);
    table.number("lookback", content.settings.lookbackDays, "days");
    table.number("min_samples", content.settings.minSamples, "count");
    table.number("fee_tolerance", content.settings.feeToleranceBps, "bps");
}

void addFee(Table& table, const std::string& role, const calibration::FeeFigures& fee)
{
    table.number(role + "_fee", fee.bps, "bps", {fee.samples, fee.isMeasured});
    table.number(role + "_fee_expected", fee.expectedBps, "bps");
}

void addLatency(Table& table, const std::string& kind, const calibration::LatencyFigures& latency)
{
    const Table::Basis basis{latency.samples, latency.isMeasured};
    table.number(kind + "_mean", latency.mean, "ms", basis);
    table.number(kind + "_p50", latency.p50, "ms", basis);
    table.number(kind + "_p95", latency.p95, "ms", basis);
    table.number(kind + "_p99", latency.p99, "ms", basis);
    table.number(kind + "_deviation", latency.deviation, "ms", basis);
    table.number(kind + "_reliability", latency.reliability, "fraction", basis);
}

void addAlarm(Table& table, const std::string& venue, const std::string& part, const calibration::FeeAlarm& alarm)
{
    const std::string role = alarm.isMaker ? "maker" : "taker";
    table.about({.section = "alarm", .venue = venue, .part = part, .item = role});
    table.number("expected_fee", alarm.expectedBps, "bps");
    table.number("measured_fee", alarm.measuredBps, "bps", {alarm.samples, true});
    std::size_t number = 0;
    for (const calibration::Execution& one : alarm.evidence) {
        table.about({.section = "evidence",
            .venue = venue,
            .part = part,
            .item = role + ' ' + std::to_string(++number),
            .time = timeText(one.time)});
        table.text("market", one.market.venue.text());
        table.text("symbol", one.market.symbol.text());
        table.text("side", one.side == core::Side::Bid ? "buy" : "sell");
        table.text("role", one.isMaker ? "maker" : "taker");
        table.text("price", one.price.text());
        table.text("size", one.size.text());
        table.number("notional", one.notional, "quote");
        table.number("fee", one.fee, "quote");
        table.number("fee_rate", one.feeBps(), "bps");
        table.number("expected_fee", one.expectedFeeBps, "bps");
        table.text("order", one.order);
        table.text("execution", one.execution);
        table.text("workstation", one.workstation);
    }
}

void addVenue(Table& table, const calibration::CalibrationRow& row)
{
    const calibration::VenueCalibration& figures = row.figures;
    const std::string venue = figures.venue.text();
    table.about({.section = "calibration", .venue = venue, .part = row.part});
    table.count("samples", figures.samples);
    table.number("confidence", figures.confidence, "fraction");
    addFee(table, "maker", figures.maker);
    addFee(table, "taker", figures.taker);
    table.number("maker_rebate", figures.makerRebateBps, "bps");
    addLatency(table, "acknowledged", figures.acknowledged);
    addLatency(table, "filled", figures.filled);
    if (figures.changed) {
        table.time("changed", *figures.changed);
    }
    for (const calibration::FeeAlarm& alarm : figures.alarms) {
        addAlarm(table, venue, row.part, alarm);
    }
}

void addExpectedActual(Table& table, const calibration::ExpectedActual& row)
{
    table.about({.section = "expected_actual", .venue = row.venue.text(), .part = row.isMaker ? "maker" : "taker"});
    table.count("fills", row.fills);
    table.number("value", row.value, "quote");
    table.number("expected_fees", row.expectedFees, "quote");
    table.number("actual_fees", row.actualFees, "quote");
}

void addHistory(Table& table, const calibration::HistoryChart& chart)
{
    for (const calibration::HistoryLine& line : chart.lines) {
        for (std::size_t day = 0; day < chart.days.size(); ++day) {
            table.about(
                {.section = "history", .part = chart.title, .item = line.name, .time = timeText(chart.days[day])});
            if (day < line.values.size()) {
                table.number("value", line.values[day], chart.unit);
            }
            if (day < line.expected.size()) {
                table.number("expected", line.expected[day], chart.unit);
            }
        }
    }
}

void addQuality(Table& table, const calibration::QualityRow& row)
{
    const calibration::QualityFigures& figures = row.figures;
    table.about({.section = "quality", .part = std::string(nameOf(row.by)), .item = row.key});
    table.count("orders", figures.orders);
    table.number("value", figures.value, "quote");
    table.number("slippage", figures.slippageBps, "bps");
    table.number("baseline", figures.baselineBps, "bps");
    table.number("improvement", figures.improvement, "fraction");
    table.number("fill_rate", figures.fillRate, "fraction");
    table.number("maker_share", figures.makerShare, "fraction");
    table.number("signal_to_fill", figures.signalToFillSeconds, "s");
    for (std::size_t i = 0; i < calibration::markOutAfter.size(); ++i) {
        const auto after = std::chrono::duration_cast<std::chrono::seconds>(calibration::markOutAfter[i]).count();
        table.number("mark_out_" + std::to_string(after) + "s", figures.markOutBps[i], "bps");
    }
}

void addSaved(Table& table, const std::string& against, const calibration::SavedFigures& figures)
{
    table.count("decisions_" + against, figures.decisions);
    table.number("value_" + against, figures.value, "quote");
    table.number("saved_" + against, figures.saved, "quote");
    table.number("saved_" + against + "_rate", figures.bps(), "bps");
}

void addAggregation(Table& table, const calibration::AggregationRow& row)
{
    table.about({.section = "aggregation", .part = std::string(nameOf(row.by)), .item = row.key});
    table.count("decisions", row.figures.decisions);
    table.count("divided", row.figures.divided);
    addSaved(table, "against_best", row.figures.againstBest);
    addSaved(table, "against_home", row.figures.againstHome);
}

} // namespace

bool writeCsv(const ReportContent& content, QIODevice& out, const Progress& progress)
{
    Table table;
    addHead(table, content);
    for (const calibration::CalibrationRow& row : content.venues) {
        addVenue(table, row);
    }
    if (!progress(0.3)) {
        return false;
    }
    for (const calibration::ExpectedActual& row : content.expectedActual) {
        addExpectedActual(table, row);
    }
    for (const calibration::QualityRow& row : content.quality) {
        addQuality(table, row);
    }
    for (const calibration::AggregationRow& row : content.aggregation) {
        addAggregation(table, row);
    }
    for (const calibration::HistoryChart& chart : content.charts) {
        addHistory(table, chart);
    }
    if (!progress(0.8)) {
        return false;
    }
    out.write(table.bytes());
    return true;
}

} // namespace leadline::report
