// SPDX-License-Identifier: MIT
/// Market data of the embedded stocks over REST: as Alpaca has it, and as Polygon (now Massive) has it.
#pragma once

#include "engine/sim/alpaca/alpaca_json.h"
#include "engine/sim/equities/stock_market.h"
#include "engine/sim/protocol/venue_simulator.h"

#include <optional>

namespace leadline::sim
{

/// Every so many stocks has no quotes where a source lacks them.
constexpr StockIndex quoteless = 5;

/// What is wrong with a source of market data now.
struct StockDataTrouble {
    bool lacksQuotes = false; ///< of every fifth stock
    std::optional<RestAnswer> answer; ///< in place of every other one
};

/// Everything below `/v2/stocks`; nothing for another path.
[[nodiscard]] std::optional<RestAnswer> alpacaData(
    const RestRequest& request, const StockMarket& market, StockFeed usualFeed, const StockDataTrouble& trouble);

/// Snapshots, last quotes and the market's state; nothing for another path.
[[nodiscard]] std::optional<RestAnswer> polygonData(
    const RestRequest& request, const StockMarket& market, const StockDataTrouble& trouble);
[[nodiscard]] bool isPolygonPath(std::string_view path);
/// The error that stands for an HTTP status, as Polygon words it.
[[nodiscard]] RestAnswer polygonError(int status, std::string_view error);

} // namespace leadline::sim
