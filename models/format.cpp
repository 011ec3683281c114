// SPDX-License-Identifier: MIT
#include "models/format.h"

#include "engine/equities/market_hours.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QLocale>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

namespace leadline::models
{

namespace
{

struct Unit {
    double worth;
    QString suffix;
};
const std::array<Unit, 5> units{{{1, QString()}, {1e3, QStringLiteral("k")}, {1e6, QStringLiteral("M")},
    {1e9, QStringLiteral("B")}, {1e12, QStringLiteral("T")}}};

/// The largest of which there is at least one.
const Unit& unitOf(double magnitude)
{
    const auto larger = std::ranges::find_if(units, [&](const Unit& unit) { return unit.worth > magnitude; });
    return larger == units.begin() ? units.front() : *std::prev(larger);
}

QString withoutZeros(QString text)
{
    while (text.endsWith(u'0')) {
        text.chop(1);
    }
    if (text.endsWith(u'.')) {
        text.chop(1);
    }
    return text;
}

/// The text of at most so many characters that says most of a value: in its own unit, with that many decimals or fewer,
/// or in the next ones, and without the zero before a point.
QString valueWithin(double value, const Unit& own, int decimals, int characters)
{
    const double magnitude = std::abs(value);
    if (magnitude > 0 && magnitude < 0.001) {
        for (int digits = 6; digits > 0; --digits) {
            if (const QString text = QString::number(value, 'g', digits); text.size() <= characters) {
                return text;
            }
        }
    }
    const double largest = std::max(unitOf(magnitude).worth, own.worth) * 1e3;
    for (const Unit& unit : units) {
        if (unit.worth < own.worth || unit.worth > largest) {
            continue;
        }
        for (int places = unit.worth > own.worth ? 2 : decimals; places >= 0; --places) {
            QString text = QString::number(value / unit.worth, 'f', places);
            const bool saysNothing = value != 0 && text.toDouble() == 0;
            if (magnitude < unit.worth && text.size() + unit.suffix.size() > characters) {
                text.replace(QStringLiteral("0."), QStringLiteral("."));
            }
            if (!saysNothing && text.size() + unit.suffix.size() <= characters) {
                return text + unit.suffix;
            }
        }
    }
    return QString(std::max(0, std::min(characters, 3)), u'#');
}

} // namespace

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
    if (magnitude >= 1e4) {
        const Unit& unit = unitOf(magnitude);
        return QString::number(value / unit.worth, 'f', unit.worth > 1e3 ? 2 : 1) + unit.suffix;
    }
    if (magnitude > 0 && magnitude < 0.001) {
        return QString::fromStdString(size.text());
    }
    return withoutZeros(QString::number(value, 'f', magnitude >= 100 ? 1 : 3));
}

QString sizeTextWithin(core::Quantity size, int characters)
{
    QString whole = sizeText(size);
    if (whole.size() <= characters) {
        return whole;
    }
    const double value = size.toDoubleLossy();
    return valueWithin(value, std::abs(value) >= 1e4 ? unitOf(std::abs(value)) : units.front(), 2, characters);
}

QString numberTextWithin(const QString& number, int characters)
{
    if (number.size() <= characters) {
        return number;
    }
    // The sign, digits, a fraction and a power of ten; what follows says what it is.
    static const QRegularExpression form(
        QStringLiteral("^([+-]?[0-9][0-9,]*(?:\\.([0-9]+))?(?:[eE][+-]?[0-9]+)?)([kMBT]?)((?: ?%| bps| s| ms)?)$"));
    const QRegularExpressionMatch match = form.match(number);
    if (!match.hasMatch()) {
        return number;
    }
    const QString unit = match.captured(4);
    const Unit& own = *std::ranges::find(units, match.captured(3), &Unit::suffix);
    const double value = QString(match.captured(1)).remove(u',').toDouble() * own.worth;
    const QString sign = number.startsWith(u'+') ? QStringLiteral("+") : QString();
    const int room = characters - static_cast<int>(unit.size() + sign.size());
    return sign + valueWithin(value, own, static_cast<int>(match.capturedLength(2)), room) + unit;
}

QString venueText(const core::VenueId& venue, bool isReplay)
{
    const QString name = textOf(venue.view());
    return isReplay ? QCoreApplication::translate("leadline::models", "%1 (replay)").arg(name) : name;
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
