// SPDX-License-Identifier: MIT
/// Decisions with what they led to, a row each: as a file, or as JSON.
#pragma once

#include "engine/calibration/outcome.h"
#include "engine/core/result.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>

namespace leadline::store
{

/// In that order, as Parquet, or as CSV where the name ends in .csv. Times are nanoseconds since the epoch; what is not
/// known, or does not apply, is NULL; so is a feature that is not defined, and an impact that the book cannot absorb.
[[nodiscard]] std::optional<core::Defect> writeOutcomes(
    const std::filesystem::path& file, std::span<const calibration::Outcome> outcomes);
/// One object with the columns of the file.
[[nodiscard]] std::string toJson(const calibration::Outcome& outcome);

} // namespace leadline::store
