// SPDX-License-Identifier: MIT
#include "engine/store/csv_feature_file.h"

#include "engine/core/number_text.h"

#include <cerrno>
#include <cmath>
#include <cstring>

namespace leadline::store
{

namespace
{

std::string header()
{
    std::string line = "timestamp,venue,symbol,best_bid,best_ask,mid";
    for (const auto& info : features::featureTable()) {
        line += ',';
        line += info.name;
    }
    return line + '\n';
}

} // namespace

CsvFeatureFile::CsvFeatureFile(std::FILE* file, std::filesystem::path partial, std::filesystem::path final)
    : m_file(file)
    , m_partial(std::move(partial))
    , m_final(std::move(final))
    , m_line(header())
{
}

CsvFeatureFile::~CsvFeatureFile()
{
    if (m_file != nullptr && !m_final.empty()) {
        std::fclose(m_file);
        std::error_code ignored;
        std::filesystem::remove(m_partial, ignored);
    }
}

core::Result<std::unique_ptr<FeatureFile>> CsvFeatureFile::create(const std::filesystem::path& path)
{
    if (path == "-") {
        return std::unique_ptr<FeatureFile>(new CsvFeatureFile(stdout, {}, {}));
    }
    auto partial = path;
    partial += ".part";
    std::FILE* const file = std::fopen(partial.c_str(), "wb");
    if (file == nullptr) {
        return core::defect(path.string() + ": " + std::strerror(errno));
    }
    return std::unique_ptr<FeatureFile>(new CsvFeatureFile(file, std::move(partial), path));
}

std::optional<core::Defect> CsvFeatureFile::flush()
{
    if (std::fwrite(m_line.data(), 1, m_line.size(), m_file) != m_line.size()) {
        return core::Defect{
            (m_final.empty() ? std::string("standard output") : m_final.string()) + ": " + std::strerror(errno)};
    }
    m_line.clear();
    return std::nullopt;
}

std::optional<core::Defect> CsvFeatureFile::add(
    const core::MarketId& market, int priceDecimals, const features::FeatureSet& features)
{
    m_line += std::to_string(core::nanosecondsOf(features.time));
    for (const std::string& text : {market.venue.text(), market.symbol.text(), features.bestBid.text(priceDecimals),
             features.bestAsk.text(priceDecimals), features.mid.text(priceDecimals)}) {
        m_line += ',';
        m_line += text;
    }
    for (const auto& info : features::featureTable()) {
        m_line += ',';
        const double value = features[info.feature];
        if (std::isfinite(value)) {
            m_line += core::shortestText(value);
        }
    }
    m_line += '\n';
    return flush();
}

std::optional<core::Defect> CsvFeatureFile::finish()
{
    if (auto failed = flush()) {
        return failed;
    }
    if (std::fflush(m_file) != 0) {
        return core::Defect{m_final.string() + ": " + std::strerror(errno)};
    }
    if (m_final.empty()) {
        return std::nullopt;
    }
    std::fclose(m_file);
    m_file = nullptr;
    std::error_code error;
    std::filesystem::rename(m_partial, m_final, error);
    return error ? std::optional(core::Defect{m_final.string() + ": " + error.message()}) : std::nullopt;
}

} // namespace leadline::store
