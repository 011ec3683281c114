// SPDX-License-Identifier: MIT
/// A4 pages: no row and no chart is cut, tables repeat their head.
#pragma once

#include "report/report_export.h"

class QIODevice;

namespace leadline::report
{

/// False where `progress` cancelled. What the device refuses it tells itself. Thread: any.
[[nodiscard]] bool writePdf(const calibration::ReportContent& content, QIODevice& out, const Progress& progress);

} // namespace leadline::report
