// SPDX-License-Identifier: MIT
/// What the choice among venues was worth: the all-in price of where orders went against the best single venue and
/// against the home venue, weighed by what filled.
#pragma once

#include "engine/calibration/outcome.h"
#include "engine/calibration/quality_figures.h"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::calibration
{

/// Against one other way to send the same orders. Where its price is not known, nothing is counted.
struct SavedFigures {
    std::size_t decisions = 0;
    double value = 0; ///< what filled, at the other way's all-in price, quote units
    double saved = 0; ///< of it, quote units; negative: the other way would have cost less

    void add(const SavedFigures& other);
    [[nodiscard]] double bps() const { return value > 0 ? saved / value * 1e4 : unknownFigure; }
};

struct AggregationFigures {
    std::size_t decisions = 0; ///< with a fill
    std::size_t divided = 0; ///< of them, over several venues
    SavedFigures againstBest; ///< the single venue that cost least
    SavedFigures againstHome; ///< the first venue of the instrument, as market.venues has them

    void add(const AggregationFigures& other);
};

enum class AggregationBy : std::uint8_t { All, Symbol, Month, Day, Decision };
[[nodiscard]] std::string_view nameOf(AggregationBy by);

struct AggregationRow {
    AggregationBy by = AggregationBy::All;
    std::string key; ///< "ETH/USDT", "2026-10", "2026-10-01"; of a decision, when, what and its id
    AggregationFigures figures;
};

/// Of a decision with what its orders came to; zeros where nothing filled.
[[nodiscard]] AggregationFigures aggregationOf(const Outcome& outcome);
/// Rows for everything, then by symbol, month and day (UTC), keys ascending, and the newest decisions with a fill,
/// newest first.
[[nodiscard]] std::vector<AggregationRow> aggregationRows(std::span<const Outcome> outcomes);

} // namespace leadline::calibration
