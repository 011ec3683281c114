// SPDX-License-Identifier: MIT
#include "models/format.h"

#include <QDateTime>

#include <cmath>

namespace leadline::models
{

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

} // namespace leadline::models
