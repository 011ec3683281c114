// SPDX-License-Identifier: MIT
/// Features on disk: CSV, or Parquet through DuckDB, with the same columns.
#pragma once

#include "engine/core/names.h"
#include "engine/core/result.h"
#include "engine/features/feature_set.h"

#include <filesystem>
#include <memory>
#include <optional>

namespace leadline::store
{

/// One row a sample: timestamp (ns since the epoch, UTC), venue, symbol, best_bid, best_ask, mid, then every feature by
/// its name. Undefined values are empty (CSV) or NULL (Parquet), as is an impact the book cannot absorb.
class FeatureFile
{
public:
    virtual ~FeatureFile() = default;

    /// `priceDecimals`: digits after the point as the venue writes its prices.
    virtual std::optional<core::Defect> add(
        const core::MarketId& market, int priceDecimals, const features::FeatureSet& features) = 0;
    /// Completes the file. Until then it carries another name, so that half a file is never taken for a whole one.
    virtual std::optional<core::Defect> finish() = 0;

    /// By the ending: ".parquet", ".csv", or "-" for CSV on standard output.
    [[nodiscard]] static core::Result<std::unique_ptr<FeatureFile>> create(const std::filesystem::path& path);
};

} // namespace leadline::store
