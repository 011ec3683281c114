// SPDX-License-Identifier: MIT
/// One page with its pictures inside, for screen and paper.
#pragma once

#include "report/report_export.h"

class QIODevice;

namespace leadline::report
{

/// False where `progress` cancelled. What the device refuses it tells itself. Thread: any.
[[nodiscard]] bool writeHtml(const calibration::ReportContent& content, QIODevice& out, const Progress& progress);

} // namespace leadline::report
