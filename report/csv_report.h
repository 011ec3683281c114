// SPDX-License-Identifier: MIT
/// One long table: section, venue, part, item, time, metric, value, unit, samples, is_measured. RFC 4180, UTF-8, '.'
/// decimals, times UTC with nanoseconds; what is not known has no value.
#pragma once

#include "report/report_export.h"

class QIODevice;

namespace leadline::report
{

/// False where `progress` cancelled. What the device refuses it tells itself. Thread: any.
[[nodiscard]] bool writeCsv(const calibration::ReportContent& content, QIODevice& out, const Progress& progress);

} // namespace leadline::report
