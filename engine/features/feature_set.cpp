// SPDX-License-Identifier: MIT
#include "engine/features/feature_set.h"

namespace leadline::features
{

namespace
{

constexpr double unlimited = std::numeric_limits<double>::infinity();

constexpr std::array<FeatureInfo, featureCount> table{{
    {Feature::Spread, "spread", "best ask minus best bid, quote currency", 0, unlimited},
    {Feature::SpreadPct, "spread_pct", "spread over mid, a fraction", 0, 2},
    {Feature::SpreadBps, "spread_bps", "spread over mid in basis points", 0, 2e4},
    {Feature::Microprice, "microprice", "touch prices weighted by the opposite size", 0, unlimited},
    {Feature::Obi, "obi", "order book imbalance of the top 5 levels", -1, 1},
    {Feature::Obi1, "obi_1", "order book imbalance of the touch", -1, 1},
    {Feature::Obi2, "obi_2", "order book imbalance of the top 2 levels", -1, 1},
    {Feature::Obi3, "obi_3", "order book imbalance of the top 3 levels", -1, 1},
    {Feature::Obi10, "obi_10", "order book imbalance of the top 10 levels", -1, 1},
    {Feature::WeightedImbalance, "weighted_imbalance", "imbalance of the top 10 levels, rank weights 1/i", -1, 1},
    {Feature::ImpactCostBuy, "impact_cost_buy", "cost of buying the impact notional against mid, a fraction", 0,
        unlimited},
    {Feature::ImpactCostSell, "impact_cost_sell", "cost of selling the impact notional against mid, a fraction", 0,
        unlimited},
    {Feature::ImpactCost, "impact_cost", "mean of both impact costs", 0, unlimited},
    {Feature::LiquidityRatio, "liquidity_ratio", "bid size over ask size in the best levels", 0, unlimited},
    {Feature::BidDepth, "bid_depth", "value of the top 5 bids, quote currency", 0, unlimited},
    {Feature::AskDepth, "ask_depth", "value of the top 5 asks, quote currency", 0, unlimited},
    {Feature::DepthImbalance, "depth_imbalance", "imbalance of both depths", -1, 1},
    {Feature::DepthDollars, "depth_dollars", "sum of both depths, quote currency", 0, unlimited},
    {Feature::PressureImbalanceWeighted, "pressure_imbalance_weighted",
        "imbalance of the top 10 levels, weights falling with the distance from mid", -1, 1},
    {Feature::BookResilience, "book_resilience", "touch size over the size of levels 2 to 5", 0, unlimited},
    {Feature::VolumeConcentration, "volume_concentration", "share of the top 3 levels in the top 10", 0, 1},
    {Feature::SpreadStability10, "spread_stability_10", "standard deviation of the spread, 10 samples", 0, unlimited},
    {Feature::SpreadStabilityNorm10, "spread_stability_norm_10", "that over the mean spread", 0, unlimited},
    {Feature::SpreadStability50, "spread_stability_50", "standard deviation of the spread, 50 samples", 0, unlimited},
    {Feature::SpreadStabilityNorm50, "spread_stability_norm_50", "that over the mean spread", 0, unlimited},
    {Feature::SpreadStability100, "spread_stability_100", "standard deviation of the spread, 100 samples", 0,
        unlimited},
    {Feature::SpreadStabilityNorm100, "spread_stability_norm_100", "that over the mean spread", 0, unlimited},
    {Feature::Ofi10s, "ofi_10s", "order flow imbalance at the touch over 10 s, units", -unlimited, unlimited},
    {Feature::OfiNormalized10s, "ofi_normalized_10s", "that over the total flow", -1, 1},
    {Feature::OfiWeighted10s, "ofi_weighted_10s", "five levels, weights 1/i, normalised, over 10 s", -1, 1},
    {Feature::Ofi30s, "ofi_30s", "order flow imbalance at the touch over 30 s, units", -unlimited, unlimited},
    {Feature::OfiNormalized30s, "ofi_normalized_30s", "that over the total flow", -1, 1},
    {Feature::OfiWeighted30s, "ofi_weighted_30s", "five levels, weights 1/i, normalised, over 30 s", -1, 1},
    {Feature::Ofi1m, "ofi_1m", "order flow imbalance at the touch over 1 min, units", -unlimited, unlimited},
    {Feature::OfiNormalized1m, "ofi_normalized_1m", "that over the total flow", -1, 1},
    {Feature::OfiWeighted1m, "ofi_weighted_1m", "five levels, weights 1/i, normalised, over 1 min", -1, 1},
    {Feature::Ofi5m, "ofi_5m", "order flow imbalance at the touch over 5 min, units", -unlimited, unlimited},
    {Feature::OfiNormalized5m, "ofi_normalized_5m", "that over the total flow", -1, 1},
    {Feature::OfiWeighted5m, "ofi_weighted_5m", "five levels, weights 1/i, normalised, over 5 min", -1, 1},
    {Feature::Vpin, "vpin", "volume-synchronised probability of informed trading", 0, 1},
    {Feature::VolatilityBps, "volatility_bps", "standard deviation of 1 s mid returns over 60 s, bps", 0, unlimited},
}};

constexpr bool isInEnumOrder()
{
    for (std::size_t i = 0; i < table.size(); ++i) {
        if (static_cast<std::size_t>(table[i].feature) != i) {
            return false;
        }
    }
    return true;
}
static_assert(isInEnumOrder());

} // namespace

std::span<const FeatureInfo, featureCount> featureTable()
{
    return table;
}

std::string_view nameOf(Feature feature)
{
    return table[static_cast<std::size_t>(feature)].name;
}

} // namespace leadline::features
