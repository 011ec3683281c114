// SPDX-License-Identifier: MIT
/// A calibration report as a file.
#pragma once

#include "engine/calibration/report_content.h"
#include "engine/core/result.h"

#include <filesystem>
#include <functional>
#include <string_view>

namespace leadline::report
{

/// Told how much is done, 0..1; false cancels.
using Progress = std::function<bool(double fraction)>;

/// The defect of an export that its progress cancelled.
inline constexpr std::string_view cancelled = "cancelled";

/// Writes .csv, .html or .pdf, by the file's ending: beside the file first, under its name at the end, so that what was
/// there stays until the new one is whole. HTML and PDF need a QGuiApplication. Thread: any.
[[nodiscard]] core::Result<void> exportReport(
    const calibration::ReportContent& content, const std::filesystem::path& file, const Progress& progress);

} // namespace leadline::report
