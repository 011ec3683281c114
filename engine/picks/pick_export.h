// SPDX-License-Identifier: MIT
/// A scan as files have it.
#pragma once

#include "engine/picks/scan_report.h"

#include <string>

namespace leadline::picks
{

/// One line a symbol, in the report's order; every rule with its value, limit, margin and outcome. RFC 4180, UTF-8, '.'
/// decimals, prices and sizes exact, times UTC with nanoseconds; what is not known is empty.
[[nodiscard]] std::string toCsv(const ScanReport& report);
/// One JSON object: the scan, its sources and limits, its rows with every finding. The same report gives the same
/// bytes.
[[nodiscard]] std::string toJson(const ScanReport& report);

} // namespace leadline::picks
