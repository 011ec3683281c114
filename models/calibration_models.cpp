// SPDX-License-Identifier: MIT
#include "models/calibration_models.h"

#include "models/format.h"

#include <QDateTime>

#include <algorithm>
#include <array>
#include <cmath>

namespace leadline::models
{

namespace
{

QString fixed(double value, int decimals)
{
    return std::isfinite(value) ? QString::number(value, 'f', decimals) : QStringLiteral("–");
}

QString percent(double fraction)
{
    return std::isfinite(fraction) ? fixed(fraction * 100, 1) + QStringLiteral(" %") : QStringLiteral("–");
}

int latencyDecimals(double ms)
{
    return std::abs(ms) < 10 ? 2 : 1;
}

} // namespace

CalibrationModel::Row CalibrationModel::rowOf(const calibration::CalibrationRow& row)
{
    const calibration::VenueCalibration& figures = row.figures;
    const auto source = [](bool isMeasured) {
        return isMeasured ? Cell{tr("measured")} : Cell{tr("default"), {}, Tone::Faint};
    };
    const auto feeSource = [&](const calibration::FeeFigures& of, bool isMaker) {
        const bool isAlarming = std::ranges::any_of(
            figures.alarms, [isMaker](const calibration::FeeAlarm& alarm) { return alarm.isMaker == isMaker; });
        return isAlarming ? Cell{tr("alarm"), {}, Tone::Bad} : source(of.isMeasured);
    };
    const auto number = [](double value, int decimals, bool isMeasured) {
        return Cell{fixed(value, decimals), value, isMeasured ? Tone::Plain : Tone::Faint};
    };
    const auto fee = [&](const calibration::FeeFigures& of) { return number(of.bps, 2, of.isMeasured); };
    const calibration::LatencyFigures& ack = figures.acknowledged;
    const auto latency = [&](double ms, bool isMeasured) { return number(ms, latencyDecimals(ms), isMeasured); };
    QStringList alarms;
    for (const calibration::FeeAlarm& alarm : figures.alarms) {
        alarms << tr("%1 fee %2 bps, expected %3")
                      .arg(alarm.isMaker ? tr("maker") : tr("taker"), fixed(alarm.measuredBps, 2),
                          fixed(alarm.expectedBps, 2));
    }
    const QString venue = textOf(figures.venue.view());
    const QString part = textOf(row.part);
    const QString changed = figures.changed
        ? QDateTime::fromMSecsSinceEpoch(core::millisecondsOf(*figures.changed), Qt::UTC).toString(Qt::ISODate)
        : QStringLiteral("–");
    return {venue + u'\n' + part,
        {{venue}, {part}, fee(figures.maker), feeSource(figures.maker, true), fee(figures.taker),
            feeSource(figures.taker, false),
            {QString::number(figures.samples), static_cast<qulonglong>(figures.samples)},
            {percent(figures.confidence), figures.confidence}, latency(ack.p50, ack.isMeasured),
            latency(ack.p95, ack.isMeasured), latency(ack.p99, ack.isMeasured), source(ack.isMeasured),
            latency(figures.filled.p95, figures.filled.isMeasured), source(figures.filled.isMeasured),
            number(ack.reliability, 3, ack.isMeasured), {changed},
            {alarms.join(QStringLiteral("; ")), {}, alarms.isEmpty() ? Tone::Plain : Tone::Bad}}};
}

void CalibrationModel::show(const calibration::ReportContent& content)
{
    std::vector<Row> rows;
    rows.reserve(content.venues.size());
    for (const calibration::CalibrationRow& row : content.venues) {
        rows.push_back(rowOf(row));
    }
    replace(std::move(rows));
}

int CalibrationModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QString CalibrationModel::headerText(int section) const
{
    switch (static_cast<Column>(section)) {
    case Column::Venue:
        return tr("Venue");
    case Column::Part:
        return tr("Part");
    case Column::Maker:
        return tr("Maker bps");
    case Column::Taker:
        return tr("Taker bps");
    case Column::MakerSource:
    case Column::TakerSource:
    case Column::AckSource:
    case Column::FillSource:
        return tr("Source");
    case Column::Samples:
        return tr("Fills");
    case Column::Confidence:
        return tr("Confidence");
    case Column::AckP50:
        return tr("Ack p50 ms");
    case Column::AckP95:
        return tr("Ack p95");
    case Column::AckP99:
        return tr("Ack p99");
    case Column::FillP95:
        return tr("Fill p95 ms");
    case Column::Reliability:
        return tr("Reliability");
    case Column::LastChange:
        return tr("Last change (UTC)");
    case Column::Alarm:
        return tr("Alarm");
    }
    return {};
}

void ExpectedActualModel::show(const calibration::ReportContent& content)
{
    std::vector<Row> rows;
    const auto number = [](double value, int decimals) { return Cell{fixed(value, decimals), value}; };
    for (const calibration::ExpectedActual& row : content.expectedActual) {
        const QString venue = textOf(row.venue.view());
        const QString role = row.isMaker ? tr("maker") : tr("taker");
        const double difference = row.actualFees - row.expectedFees;
        rows.push_back({venue + u'\n' + role,
            {{venue}, {role}, {QString::number(row.fills), static_cast<qulonglong>(row.fills)}, number(row.value, 2),
                number(row.expectedFees, 2), number(row.actualFees, 2),
                {fixed(difference, 2), difference, difference >= 0.005 ? Tone::Bad : Tone::Plain},
                number(row.expectedFees / row.value * 1e4, 3), number(row.actualFees / row.value * 1e4, 3)}});
    }
    replace(std::move(rows));
}

int ExpectedActualModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QString ExpectedActualModel::headerText(int section) const
{
    const std::array names{tr("Venue"), tr("Role"), tr("Fills"), tr("Value"), tr("Expected fees"), tr("Actual fees"),
        tr("Difference"), tr("Expected bps"), tr("Actual bps")};
    static_assert(names.size() == columns);
    return names[static_cast<std::size_t>(section)];
}

void QualityModel::show(const calibration::ReportContent& content)
{
    const std::array groups{tr("all"), tr("symbol"), tr("venue"), tr("strategy"), tr("hours (UTC)")};
    const auto number = [](double value, int decimals) { return Cell{fixed(value, decimals), value}; };
    const auto share = [](double fraction) { return Cell{percent(fraction), fraction}; };
    std::vector<Row> rows;
    for (const calibration::QualityRow& row : content.quality) {
        const calibration::QualityFigures& of = row.figures;
        const QString& group = groups[static_cast<std::size_t>(row.by)];
        const QString key = textOf(row.key);
        Row made{group + u'\n' + key,
            {{group}, {key}, {QString::number(of.orders), static_cast<qulonglong>(of.orders)}, number(of.value, 0),
                number(of.slippageBps, 2), number(of.baselineBps, 2), share(of.improvement), share(of.fillRate),
                share(of.makerShare), number(of.signalToFillSeconds, 2)}};
        for (const double bps : of.markOutBps) {
            made.cells.push_back(number(bps, 2));
        }
        rows.push_back(std::move(made));
    }
    replace(std::move(rows));
}

int QualityModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : columns;
}

QString QualityModel::headerText(int section) const
{
    const std::array names{tr("By"), tr("Of"), tr("Orders"), tr("Value"), tr("Slippage bps"), tr("Baseline bps"),
        tr("Improvement"), tr("Fill rate"), tr("Maker share"), tr("Signal to fill s")};
    const auto at = static_cast<std::size_t>(section);
    if (at < names.size()) {
        return names[at];
    }
    const core::Duration after = calibration::markOutAfter[at - names.size()];
    return tr("Mark-out %1 s").arg(std::chrono::duration_cast<std::chrono::seconds>(after).count());
}

} // namespace leadline::models
