// SPDX-License-Identifier: MIT
#pragma once

#include "engine/store/feature_file.h"

#include <duckdb.h>

#include <vector>

namespace leadline::store
{

/// Rows go to an in-memory DuckDB table in chunks of columns; finish() copies the table to a zstd Parquet file.
/// timestamp BIGINT (nanoseconds: Spark refuses nanosecond timestamps), prices DECIMAL(18,9), features DOUBLE.
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
    std::optional<core::Defect> openTable();
    std::optional<core::Defect> query(const std::string& sql);
    std::optional<core::Defect> flush();
    [[nodiscard]] core::Defect failure(const char* what) const;

    std::filesystem::path m_path;
    duckdb_database m_database = nullptr;
    duckdb_connection m_connection = nullptr;
    duckdb_appender m_appender = nullptr;
    duckdb_data_chunk m_chunk = nullptr;
    std::vector<void*> m_columns;
    idx_t m_rows = 0;
};

} // namespace leadline::store
