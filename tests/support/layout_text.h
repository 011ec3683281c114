// SPDX-License-Identifier: MIT
/// Workspaces as texts, compared.
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <algorithm>

namespace leadline::tests
{

/// Empty where both are the same; else the first lines that differ. Where a panel ends is Qt's to the pixel, and
/// follows from what is in it by then: figures alone, and the check of Qt's own state, are passed over.
inline QString differenceOf(const QByteArray& one, const QByteArray& other)
{
    const auto isPixels = [](const QByteArray& line) {
        bool isNumber = false;
        (void)line.trimmed().chopped(line.trimmed().endsWith(',') ? 1 : 0).toInt(&isNumber);
        return isNumber || line.contains("\"check\"") || line.contains("\"state\"");
    };
    const QList<QByteArray> left = one.split('\n');
    const QList<QByteArray> right = other.split('\n');
    for (qsizetype i = 0; i < std::max(left.size(), right.size()); ++i) {
        const bool isPassedOver = isPixels(left.value(i)) && isPixels(right.value(i));
        if (left.value(i) != right.value(i) && !isPassedOver) {
            return QString::fromUtf8(left.value(i) + "\n instead of " + right.value(i));
        }
    }
    return {};
}

} // namespace leadline::tests
