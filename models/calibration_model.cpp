// SPDX-License-Identifier: MIT
#include "models/calibration_model.h"

#include "models/format.h"

#include <QDateTime>

#include <algorithm>
#include <cmath>

namespace leadline::models
{

namespace
{

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
        return Cell{fixedText(value, decimals), value, isMeasured ? Tone::Plain : Tone::Faint};
    };
    const auto fee = [&](const calibration::FeeFigures& of) { return number(of.bps, 2, of.isMeasured); };
    const calibration::LatencyFigures& ack = figures.acknowledged;
    const auto latency = [&](double ms, bool isMeasured) { return number(ms, latencyDecimals(ms), isMeasured); };
    QStringList alarms;
    for (const calibration::FeeAlarm& alarm : figures.alarms) {
        alarms << tr("%1 fee %2 bps, expected %3")
                      .arg(alarm.isMaker ? tr("maker") : tr("taker"), fixedText(alarm.measuredBps, 2),
                          fixedText(alarm.expectedBps, 2));
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
            {shareText(figures.confidence), figures.confidence}, latency(ack.p50, ack.isMeasured),
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

} // namespace leadline::models
