// SPDX-License-Identifier: MIT
/// A tape-day of a sweep: its recordings under every point of the grid, as one Parquet file.
#pragma once

#include "app/commands/lab_tape.h"
#include "app/commands/sweep_grid.h"

#include <expected>
#include <filesystem>
#include <string>
#include <vector>

namespace leadline::app
{

/// The recordings of one pair and one UTC day, of whatever venues.
struct SweepJob {
    std::string day; ///< "2024-08-08"
    std::string pair; ///< "ETH/USDT-PERP", or the symbol where its venue does not tell
    std::vector<std::filesystem::path> recordings; ///< by their names

    [[nodiscard]] std::string name() const { return day + "/" + pair; }
};

/// By day, then by pair. A defect names a recording without a day in its name, or two of one market and day.
[[nodiscard]] core::Result<std::vector<SweepJob>> sweepJobs(const std::vector<std::filesystem::path>& recordings);

/// What every job of a sweep has in common.
struct SweepInputs {
    SweepGrid grid;
    Settings today;
    core::Duration every;
    std::filesystem::path out;

    /// All that decides the bytes but the recordings, as JSON.
    [[nodiscard]] std::string text() const;
};

/// Makes the folder, and `sweep.json` in it, which says what the sweep is. A defect where it says something else.
[[nodiscard]] std::optional<core::Defect> claimFolder(const SweepInputs& inputs);

enum class SweepEnd : std::uint8_t { Made, WasThere };
/// Writes `symbol=…/date=…/part-DIGEST.parquet` below the folder, where the digest is of the inputs and recordings: a
/// file of that name is that result. One of other recordings is replaced. An exit code, and it is said, where it fails.
[[nodiscard]] std::expected<SweepEnd, int> runSweepJob(const SweepJob& job, const SweepInputs& inputs);

} // namespace leadline::app
