// SPDX-License-Identifier: MIT
#include "engine/store/parquet_feature_file.h"

#include <fstream>
#include <string>

namespace leadline::store
{

std::vector<Column> featureColumns()
{
    std::vector<Column> columns{{"timestamp", ColumnType::Integer}, {"venue", ColumnType::Text},
        {"symbol", ColumnType::Text}, {"best_bid", ColumnType::Price}, {"best_ask", ColumnType::Price},
        {"mid", ColumnType::Price}};
    for (const auto& info : features::featureTable()) {
        columns.push_back({std::string(info.name), ColumnType::Real});
    }
    return columns;
}

void putFeatures(Appender& appender, const core::MarketId& market, const features::FeatureSet& features)
{
    appender.put(core::nanosecondsOf(features.time));
    appender.put(market.venue.view());
    appender.put(market.symbol.view());
    appender.put(features.bestBid);
    appender.put(features.bestAsk);
    appender.put(features.mid);
    for (const auto& info : features::featureTable()) {
        appender.put(features[info.feature]);
    }
}

core::Result<std::unique_ptr<FeatureFile>> ParquetFeatureFile::create(const std::filesystem::path& path)
{
    std::unique_ptr<ParquetFeatureFile> file(new ParquetFeatureFile(path));
    // A folder that is not there or not writable is better known now than after an hour of replay.
    if (!std::ofstream(file->partial())) {
        return core::defect(path.string() + ": cannot be written");
    }
    if (auto failed = file->openTable()) {
        return std::unexpected(std::move(*failed));
    }
    return std::unique_ptr<FeatureFile>(std::move(file));
}

ParquetFeatureFile::~ParquetFeatureFile()
{
    std::error_code ignored;
    std::filesystem::remove(partial(), ignored);
}

std::optional<core::Defect> ParquetFeatureFile::named(std::optional<core::Defect> failed) const
{
    if (failed) {
        failed->what = m_path.string() + ": " + failed->what;
    }
    return failed;
}

std::optional<core::Defect> ParquetFeatureFile::openTable()
{
    auto database = DuckDb::open();
    if (!database) {
        return named(database.error());
    }
    m_database = std::move(*database);
    const auto columns = featureColumns();
    if (auto failed = m_database->createTable("features", columns)) {
        return named(failed);
    }
    auto appender = Appender::open(*m_database, "features", columns);
    if (!appender) {
        return named(appender.error());
    }
    m_appender = std::move(*appender);
    return std::nullopt;
}

std::optional<core::Defect> ParquetFeatureFile::add(
    const core::MarketId& market, int /*priceDecimals*/, const features::FeatureSet& features)
{
    putFeatures(*m_appender, market, features);
    return named(m_appender->endRow());
}

std::optional<core::Defect> ParquetFeatureFile::finish()
{
    if (auto failed = m_appender->flush()) {
        return named(failed);
    }
    const auto rows = m_database->forFile("features", featureColumns());
    if (!rows) {
        return named(rows.error());
    }
    if (auto failed = m_database->run("COPY " + *rows + " TO " + quotedText(partial().string())
            + " (FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false)")) {
        return named(failed);
    }
    std::error_code error;
    std::filesystem::rename(partial(), m_path, error);
    return error ? named(core::Defect{error.message()}) : std::nullopt;
}

} // namespace leadline::store
