// SPDX-License-Identifier: MIT
#include "engine/store/feature_file.h"

#include "engine/store/csv_feature_file.h"
#include "engine/store/parquet_feature_file.h"

namespace leadline::store
{

core::Result<std::unique_ptr<FeatureFile>> FeatureFile::create(const std::filesystem::path& path)
{
    if (path == "-" || path.extension() == ".csv") {
        return CsvFeatureFile::create(path);
    }
    if (path.extension() == ".parquet") {
        return ParquetFeatureFile::create(path);
    }
    return core::defect(path.string() + ": the ending must be .parquet or .csv (or - for CSV on standard output)");
}

} // namespace leadline::store
