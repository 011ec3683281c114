// SPDX-License-Identifier: MIT
#include "models/threshold_text.h"

#include "engine/core/number_text.h"
#include "engine/core/time_text.h"
#include "models/format.h"
#include "models/threshold_trial.h"

#include <QCoreApplication>
#include <QLocale>
#include <QStringList>

#include <algorithm>
#include <cmath>

namespace leadline::models
{

namespace
{

/// Four digits that say something, without zeros behind them.
QString shortFigure(double value)
{
    const double magnitude = std::abs(value);
    const int whole = magnitude >= 1 ? static_cast<int>(std::floor(std::log10(magnitude))) + 1 : 1;
    QString text = QLocale().toString(value, 'f', std::max(0, 4 - whole));
    const QString point = QLocale().decimalPoint();
    if (!text.contains(point)) {
        return text;
    }
    QString trimmed = text;
    while (trimmed.endsWith(u'0')) {
        trimmed.chop(1);
    }
    return trimmed.endsWith(point) ? trimmed.chopped(point.size()) : trimmed;
}

} // namespace

QString humanText(double value, const QString& unit)
{
    if (!std::isfinite(value)) {
        return valueText(value);
    }
    if (unit == u"fraction") {
        return std::abs(value) < 0.1 ? shortFigure(value * 1e4) + QStringLiteral(" bps")
                                     : shortFigure(value * 100) + QStringLiteral(" %");
    }
    const bool isBare = unit.isEmpty() || unit == u"ratio" || unit == u"factor";
    return isBare ? shortFigure(value) : shortFigure(value) + u' ' + unit;
}

QString thresholdName(const QString& key)
{
    QStringList words = key.section(u'.', 1).split(u'_', Qt::SkipEmptyParts);
    if (!words.isEmpty() && (words.back() == u"pct" || words.back() == u"bps" || words.back() == u"seconds")) {
        words.pop_back(); // the number says the unit
    }
    for (QString& word : words) {
        word = word == u"obi" || word == u"vpin" ? word.toUpper() : word;
    }
    QString name = words.join(u' ');
    if (!name.isEmpty()) {
        name[0] = name[0].toUpper();
    }
    return name;
}

QString differenceText(const lab::ThresholdComparison& comparison, double notional)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("ThresholdTrial", text); };
    const QLocale locale;
    QString text = tr("%1 of %2 decisions come out otherwise")
                       .arg(locale.toString(qulonglong(comparison.changed.size())),
                           locale.toString(qulonglong(comparison.decisions)));
    const calibration::Interval& mean = comparison.difference;
    if (comparison.compared < 2) {
        return text;
    }
    const auto inQuote = [&](double value) {
        const QString figure = locale.toString(value, 'f', 4);
        return value > 0 ? u'+' + figure : figure;
    };
    const double inBps = mean.value / notional * 1e4;
    return text
        + tr("; expected cost a decision %1 (95 %: %2 to %3) in the quote currency, %4 bps of the order")
              .arg(inQuote(mean.value), inQuote(mean.low), inQuote(mean.high),
                  (inBps > 0 ? QStringLiteral("+") : QString()) + locale.toString(inBps, 'f', 3));
}

QString evidenceText(const ThresholdTrial& trial)
{
    const lab::ThresholdComparison& comparison = trial.comparison()->comparison;
    const lab::TapeBasis& basis = trial.tape()->basis;
    QStringList changes;
    for (const ThresholdTrial::Row& row : trial.rows()) {
        if (row.value != row.today) {
            changes << QStringLiteral("%1 %2 -> %3")
                           .arg(row.about.key, QString::fromStdString(core::shortestText(row.today)),
                               QString::fromStdString(core::shortestText(row.value)));
        }
    }
    QStringList recordings;
    for (const lab::RecordingDigest& recording : basis.recordings) {
        recordings << QStringLiteral("%1 sha256 %2")
                          .arg(QString::fromStdString(recording.name), QString::fromStdString(recording.sha256));
    }
    const auto figure = [](double value) { return QString::fromStdString(core::fixedText(value, 4)); };
    const double seconds = std::chrono::duration<double>(basis.every).count();
    const calibration::Interval& mean = comparison.difference;
    return QStringLiteral(
        "%1; %2; %3 %4 every %5s%6; %7 of %8 decisions come out otherwise; expected cost a decision %9")
        .arg(changes.join(QStringLiteral(", ")), recordings.join(QStringLiteral(", ")),
            trial.terms().side == core::Side::Bid ? QStringLiteral("buy") : QStringLiteral("sell"),
            QString::fromStdString(core::shortestText(trial.terms().notional)),
            QString::fromStdString(core::shortestText(seconds)),
            (trial.terms().subject.empty() ? QString() : u' ' + QString::fromStdString(trial.terms().subject))
                + (trial.terms().signal ? QStringLiteral(" signal %1")
                                              .arg(QString::fromStdString(core::shortestText(*trial.terms().signal)))
                                        : QString()))
        .arg(comparison.changed.size())
        .arg(comparison.decisions)
        .arg(QStringLiteral("%1 (95 %: %2 to %3) quote units")
                 .arg(figure(mean.value), figure(mean.low), figure(mean.high)));
}

} // namespace leadline::models
