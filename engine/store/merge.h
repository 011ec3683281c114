// SPDX-License-Identifier: MIT
/// Bars joined with the book features that were known at their time.
#pragma once

#include "engine/core/time.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace leadline::store
{

struct MergeRequest {
    std::filesystem::path bars; ///< CSV or Parquet
    /// What `leadline features` wrote, or any rows with a time and a symbol: files, patterns, or folders of Parquet, in
    /// the order that decides ties.
    std::vector<std::string> book;
    std::filesystem::path out; ///< .csv or .parquet
    std::optional<core::Duration> tolerance; ///< a book row older than this does not count
    std::string timeColumn; ///< of the bars; empty: the one with a usual name
    std::string symbolColumn;
    std::string bookTimeColumn; ///< of a book that is not ours; empty: the one with a usual name
    std::string bookSymbolColumn;
    std::string venue; ///< empty: the only one the book holds for each symbol; needs a column venue
};

struct MergeFailure {
    enum class Kind : std::uint8_t { BadInput, WorkFailed } kind;
    std::string what;
};

/// Each bar once, in order of time (equal times as in the file), with the last book row of its symbol at or before its
/// time; of book rows with one time, the last in file order. Numbers with marks between thousands or a decimal comma
/// are numbers in Parquet, and text as it is written in CSV. Without such a row the book's columns are empty. Book
/// columns whose name a bar column has end in "_book"; the book's own time is `book_timestamp` (ns).
[[nodiscard]] std::optional<MergeFailure> mergeAsOf(const MergeRequest& request);

} // namespace leadline::store
