// SPDX-License-Identifier: MIT
#pragma once

#include "engine/store/duckdb_handle.h"
#include "engine/store/feature_file.h"

#include <vector>

namespace leadline::store
{

/// Rows go to an in-memory DuckDB table in chunks of columns; finish() copies the table to a zstd Parquet file.
/// timestamp BIGINT (nanoseconds: Spark refuses nanosecond timestamps), prices DECIMAL(18,9) (DuckDb::forFile),
/// features DOUBLE.
class ParquetFeatureFile final : public FeatureFile
{
public:
    [[nodiscard]] static core::Result<std::unique_ptr<FeatureFile>> create(const std::filesystem::path& path);
    ~ParquetFeatureFile() override;
    ParquetFeatureFile(const ParquetFeatureFile&) = delete;
    ParquetFeatureFile& operator=(const ParquetFeatureFile&) = delete;

    std::optional<core::Defect> add(
        const core::MarketId& market, int priceDecimals, const features::FeatureSet& features) override;
    std::optional<core::Defect> finish() override;

private:
    explicit ParquetFeatureFile(std::filesystem::path path)
        : m_path(std::move(path))
    {
    }
    [[nodiscard]] std::optional<core::Defect> openTable();
    [[nodiscard]] std::optional<core::Defect> named(std::optional<core::Defect> failed) const;
    [[nodiscard]] std::filesystem::path partial() const { return m_path.string() + ".part"; }

    std::filesystem::path m_path;
    std::optional<DuckDb> m_database;
    std::optional<Appender> m_appender;
};

/// The columns of a feature file, in its order.
[[nodiscard]] std::vector<Column> featureColumns();
/// One row of them.
void putFeatures(Appender& appender, const core::MarketId& market, const features::FeatureSet& features);

} // namespace leadline::store
