// SPDX-License-Identifier: MIT
#pragma once

#include "engine/store/feature_file.h"

#include <cstdio>
#include <string>

namespace leadline::store
{

class CsvFeatureFile final : public FeatureFile
{
public:
    [[nodiscard]] static core::Result<std::unique_ptr<FeatureFile>> create(const std::filesystem::path& path);
    ~CsvFeatureFile() override;
    CsvFeatureFile(const CsvFeatureFile&) = delete;
    CsvFeatureFile& operator=(const CsvFeatureFile&) = delete;

    std::optional<core::Defect> add(
        const core::MarketId& market, int priceDecimals, const features::FeatureSet& features) override;
    std::optional<core::Defect> finish() override;

private:
    /// `final` empty: standard output.
    CsvFeatureFile(std::FILE* file, std::filesystem::path partial, std::filesystem::path final);
    std::optional<core::Defect> flush();

    std::FILE* m_file;
    std::filesystem::path m_partial;
    std::filesystem::path m_final;
    std::string m_line;
};

} // namespace leadline::store
