// SPDX-License-Identifier: MIT
#include "engine/picks/scan_report.h"

#include <algorithm>
#include <limits>
#include <tuple>

namespace leadline::picks
{

std::size_t ScanReport::count(Verdict verdict) const
{
    return static_cast<std::size_t>(
        std::ranges::count(rows, verdict, [](const PickRow& row) { return row.judgement.verdict; }));
}

std::size_t ScanReport::nearMisses() const
{
    return static_cast<std::size_t>(
        std::ranges::count_if(rows, [](const PickRow& row) { return row.judgement.isNearMiss; }));
}

void completeRow(PickRow& row, Mode mode, const PickSettings& settings, const ScoreModel& model, PickScorer* trained)
{
    row.judgement = judge(row.reading, mode, settings);
    row.quality = qualityOf(row.reading, settings);
    const PickFeatures features = featuresOf(row.reading);
    row.score = trained != nullptr ? trained->score(features) : scoreOf(model, features, row.column);
}

void sortRows(std::vector<PickRow>& rows)
{
    const auto rank = [](const PickRow& row) {
        const bool isRejected = row.judgement.verdict == Verdict::Rejected;
        const double score = isRejected ? 0 : row.score.value_or(-std::numeric_limits<double>::infinity());
        return std::tuple(row.judgement.verdict, -score, isRejected ? 0 : -row.quality);
    };
    std::ranges::stable_sort(rows, [&rank](const PickRow& a, const PickRow& b) {
        const auto left = rank(a);
        const auto right = rank(b);
        return left != right ? left < right : a.reading.symbol < b.reading.symbol;
    });
}

} // namespace leadline::picks
