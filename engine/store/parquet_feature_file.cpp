// SPDX-License-Identifier: MIT
#include "engine/store/parquet_feature_file.h"

#include <cmath>
#include <cstdint>
#include <fstream>
#include <string>

namespace leadline::store
{

namespace
{

constexpr idx_t firstPrice = 3;
constexpr idx_t firstFeature = 6;
constexpr idx_t columnCount = firstFeature + features::featureCount;

std::string quotedForSql(const std::string& text)
{
    std::string out = "'";
    for (const char c : text) {
        out += c;
        if (c == '\'') {
            out += c;
        }
    }
    return out + '\'';
}

} // namespace

core::Defect ParquetFeatureFile::failure(const char* what) const
{
    return {m_path.string() + ": " + (what != nullptr ? what : "DuckDB failed")};
}

core::Result<std::unique_ptr<FeatureFile>> ParquetFeatureFile::create(const std::filesystem::path& path)
{
    std::unique_ptr<ParquetFeatureFile> file(new ParquetFeatureFile(path));
    // A folder that is not there or not writable is better known now than after an hour of replay.
    auto partial = path;
    partial += ".part";
    if (!std::ofstream(partial)) {
        return core::defect(path.string() + ": cannot be written");
    }
    if (auto failed = file->openTable()) {
        return std::unexpected(std::move(*failed));
    }
    return std::unique_ptr<FeatureFile>(std::move(file));
}

ParquetFeatureFile::~ParquetFeatureFile()
{
    duckdb_destroy_data_chunk(&m_chunk);
    duckdb_appender_destroy(&m_appender);
    duckdb_disconnect(&m_connection);
    duckdb_close(&m_database);
    auto partial = m_path;
    partial += ".part";
    std::error_code ignored;
    std::filesystem::remove(partial, ignored);
}

std::optional<core::Defect> ParquetFeatureFile::query(const std::string& sql)
{
    duckdb_result result;
    std::optional<core::Defect> failed;
    if (duckdb_query(m_connection, sql.c_str(), &result) == DuckDBError) {
        failed = failure(duckdb_result_error(&result));
    }
    duckdb_destroy_result(&result);
    return failed;
}

std::optional<core::Defect> ParquetFeatureFile::openTable()
{
    if (duckdb_open(nullptr, &m_database) == DuckDBError || duckdb_connect(m_database, &m_connection) == DuckDBError) {
        return failure("DuckDB cannot be started");
    }
    std::string sql = "CREATE TABLE features (timestamp BIGINT, venue VARCHAR, symbol VARCHAR, best_bid DECIMAL(18,9), "
                      "best_ask DECIMAL(18,9), mid DECIMAL(18,9)";
    for (const auto& info : features::featureTable()) {
        sql += ", " + std::string(info.name) + " DOUBLE";
    }
    if (auto failed = query(sql + ")")) {
        return failed;
    }
    if (duckdb_appender_create(m_connection, nullptr, "features", &m_appender) == DuckDBError) {
        return failure(duckdb_appender_error(m_appender));
    }
    std::vector<duckdb_logical_type> types(columnCount);
    types[0] = duckdb_create_logical_type(DUCKDB_TYPE_BIGINT);
    types[1] = duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
    types[2] = duckdb_create_logical_type(DUCKDB_TYPE_VARCHAR);
    for (idx_t i = firstPrice; i < columnCount; ++i) {
        types[i] =
            i < firstFeature ? duckdb_create_decimal_type(18, 9) : duckdb_create_logical_type(DUCKDB_TYPE_DOUBLE);
    }
    m_chunk = duckdb_create_data_chunk(types.data(), columnCount);
    for (auto& type : types) {
        duckdb_destroy_logical_type(&type);
    }
    m_columns.resize(columnCount);
    return std::nullopt;
}

std::optional<core::Defect> ParquetFeatureFile::flush()
{
    if (m_rows == 0) {
        return std::nullopt;
    }
    duckdb_data_chunk_set_size(m_chunk, m_rows);
    if (duckdb_append_data_chunk(m_appender, m_chunk) == DuckDBError) {
        return failure(duckdb_appender_error(m_appender));
    }
    duckdb_data_chunk_reset(m_chunk);
    m_rows = 0;
    return std::nullopt;
}

std::optional<core::Defect> ParquetFeatureFile::add(
    const core::MarketId& market, int /*priceDecimals*/, const features::FeatureSet& features)
{
    const auto column = [&](idx_t index) { return duckdb_data_chunk_get_vector(m_chunk, index); };
    if (m_rows == 0) {
        for (idx_t i = 0; i < columnCount; ++i) {
            m_columns[i] = duckdb_vector_get_data(column(i));
        }
    }
    const auto putInteger = [&](idx_t index, std::int64_t value) {
        static_cast<std::int64_t*>(m_columns[index])[m_rows] = value;
    };
    const auto putText = [&](idx_t index, std::string_view text) {
        duckdb_vector_assign_string_element_len(column(index), m_rows, text.data(), text.size());
    };
    putInteger(0, core::nanosecondsOf(features.time));
    putText(1, market.venue.view());
    putText(2, market.symbol.view());
    // DECIMAL(18,9) is a whole number of billionths in 64 bits, as Price is.
    putInteger(3, features.bestBid.raw());
    putInteger(4, features.bestAsk.raw());
    putInteger(5, features.mid.raw());
    for (const auto& info : features::featureTable()) {
        const idx_t index = firstFeature + static_cast<idx_t>(info.feature);
        const double value = features[info.feature];
        static_cast<double*>(m_columns[index])[m_rows] = value;
        if (!std::isfinite(value)) {
            duckdb_vector_ensure_validity_writable(column(index));
            duckdb_validity_set_row_invalid(duckdb_vector_get_validity(column(index)), m_rows);
        }
    }
    return ++m_rows == duckdb_vector_size() ? flush() : std::nullopt;
}

std::optional<core::Defect> ParquetFeatureFile::finish()
{
    if (auto failed = flush()) {
        return failed;
    }
    if (duckdb_appender_close(m_appender) == DuckDBError) {
        return failure(duckdb_appender_error(m_appender));
    }
    auto partial = m_path;
    partial += ".part";
    if (auto failed =
            query("COPY features TO " + quotedForSql(partial.string()) + " (FORMAT parquet, COMPRESSION zstd)")) {
        return failed;
    }
    std::error_code error;
    std::filesystem::rename(partial, m_path, error);
    return error ? std::optional(failure(error.message().c_str())) : std::nullopt;
}

} // namespace leadline::store
