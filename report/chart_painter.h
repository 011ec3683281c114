// SPDX-License-Identifier: MIT
/// Draws a history chart on paper, image or widget.
#pragma once

#include "engine/calibration/report_content.h"

#include <QColor>
#include <QFont>

#include <array>

class QPainter;
class QRectF;

namespace leadline::report
{

struct ChartLook {
    QColor text{0x1b, 0x1f, 0x24};
    QColor faint{0x6b, 0x74, 0x80};
    QColor grid{0xdd, 0xe1, 0xe6};
    /// Lines are told apart by their marks as well.
    std::array<QColor, 4> lines{
        QColor{0x0b, 0x5c, 0xad}, QColor{0xa8, 0x4b, 0x00}, QColor{0x1a, 0x7f, 0x4b}, QColor{0x6b, 0x3f, 0xa0}};
    QFont font;
    double unit = 1; ///< what a pixel of a plain screen is on the device
};

/// The family that reports are set in.
[[nodiscard]] QFont reportFont(double pixelSize);

/// Measured values as lines with marks, expected ones dashed; gaps where a value is NaN. Thread: any, one a painter.
void paintChart(QPainter& painter, const QRectF& area, const calibration::HistoryChart& chart, const ChartLook& look);

} // namespace leadline::report
