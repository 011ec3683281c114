// SPDX-License-Identifier: MIT
#include "models/format.h"

#include "engine/equities/market_hours.h"

#include <QDateTime>
#include <QLocale>

#include <cmath>

namespace leadline::models
{

QString textOf(std::string_view utf8)
{
    return QString::fromUtf8(utf8);
}

QString priceText(core::Price price, int decimals)
{
    return QString::fromStdString(price.text(decimals));
}

QString sizeText(core::Quantity size)
{
    const double value = size.toDoubleLossy();
    const double magnitude = std::abs(value);
    if (magnitude >= 1e6) {
        return QString::number(value / 1e6, 'f', 2) + u'M';
    }
    if (magnitude >= 1e4) {
        return QString::number(value / 1e3, 'f', 1) + u'k';
    }
    if (magnitude > 0 && magnitude < 0.001) {
        return QString::fromStdString(size.text());
    }
    QString text = QString::number(value, 'f', magnitude >= 100 ? 1 : 3);
    while (text.endsWith(u'0')) {
        text.chop(1);
    }
    if (text.endsWith(u'.')) {
        text.chop(1);
    }
    return text;
}

QString briefSizeText(core::Quantity size)
{
    const double value = size.toDoubleLossy();
    const double magnitude = std::abs(value);
    if (magnitude >= 1e6) {
        return QString::number(value / 1e6, 'f', 0) + u'M';
    }
    if (magnitude >= 1e4) {
        return QString::number(value / 1e3, 'f', 0) + u'k';
    }
    return QString::number(value, 'f', magnitude >= 10 ? 0 : magnitude >= 1 ? 1 : 2);
}

QString clockText(core::Timestamp time)
{
    return QDateTime::fromMSecsSinceEpoch(core::millisecondsOf(time), Qt::UTC).toString(QStringLiteral("HH:mm:ss.zzz"));
}

QString valueText(double value)
{
    if (std::isnan(value)) {
        return QStringLiteral("–");
    }
    return std::isinf(value) ? QStringLiteral("∞") : QString::number(value, 'g', 6);
}

QString fixedText(double value, int decimals)
{
    if (!std::isfinite(value)) {
        return QStringLiteral("–");
    }
    const QString text = QString::number(value, 'f', decimals);
    const bool isZero = text.toDouble() == 0;
    return isZero && text.startsWith(u'-') ? text.mid(1) : text;
}

QString percentText(double part)
{
    QString text = fixedText(part * 100, 4);
    while (text.endsWith(u'0') && !text.endsWith(QStringLiteral(".0"))) {
        text.chop(1);
    }
    return std::isfinite(part) ? text + QStringLiteral(" %") : text;
}

QString shareText(double part)
{
    return std::isfinite(part) ? fixedText(part * 100, 1) + QStringLiteral(" %") : fixedText(part, 1);
}

QString dollarsText(double dollars)
{
    if (!std::isfinite(dollars)) {
        return QStringLiteral("–");
    }
    static const QLocale american(QLocale::English, QLocale::UnitedStates);
    return american.toString(std::abs(dollars) < 0.005 ? 0 : dollars, 'f', 2);
}

QString countdownText(core::Duration left)
{
    using namespace std::chrono;
    const auto whole = std::max(ceil<seconds>(left), seconds(0)).count();
    const QString minutesPart = QStringLiteral("%1:%2");
    const auto days = whole / 86'400;
    const auto hours = whole % 86'400 / 3'600;
    const auto minutes = whole % 3'600 / 60;
    const bool hasHours = whole >= 3'600;
    QString text =
        minutesPart.arg(minutes, hasHours ? 2 : 1, 10, QLatin1Char('0')).arg(whole % 60, 2, 10, QLatin1Char('0'));
    if (hasHours) {
        text.prepend(QString::number(hours) + u':');
    }
    return days > 0 ? QStringLiteral("%1 d %2").arg(days).arg(text) : text;
}

QString newYorkClockText(core::Timestamp time, core::Timestamp now)
{
    constexpr int dateLength = 11; // and the blank after it
    const QString text = QString::fromStdString(equities::newYorkText(time));
    return equities::newYorkTime(time).day == equities::newYorkTime(now).day ? text.mid(dateLength) : text;
}

} // namespace leadline::models
