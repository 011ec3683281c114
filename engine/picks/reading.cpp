// SPDX-License-Identifier: MIT
#include "engine/picks/reading.h"

#include <algorithm>
#include <limits>
#include <span>

namespace leadline::picks
{

namespace
{

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

struct SideSums {
    core::Notional value;
    core::Quantity size;
};

SideSums sumsOf(std::span<const core::Level> levels)
{
    SideSums sums;
    for (const core::Level& level : levels.first(std::min(levels.size(), depthLevels))) {
        sums.value += level.price * level.size;
        sums.size += level.size;
    }
    return sums;
}

double imbalance(core::Int128 bid, core::Int128 ask)
{
    const double whole = core::toDouble(bid) + core::toDouble(ask);
    return whole == 0 ? undefined : (core::toDouble(bid) - core::toDouble(ask)) / whole;
}

} // namespace

std::string_view describe(DepthKind kind)
{
    switch (kind) {
    case DepthKind::None:
        return "no depth";
    case DepthKind::TouchOnly:
        return "touch only";
    case DepthKind::TopFive:
        return "top 5";
    }
    return "";
}

double Reading::spreadBps() const
{
    return hasQuote()
        ? 2e4 * static_cast<double>((ask.price - bid.price).raw()) / static_cast<double>((bid.price + ask.price).raw())
        : undefined;
}

double Reading::orderImbalance() const
{
    return hasQuote() && hasDepth() ? imbalance(bidShares.raw(), askShares.raw()) : undefined;
}

double Reading::depthImbalance() const
{
    return hasQuote() && hasDepth() ? imbalance(bidDepth.raw(), askDepth.raw()) : undefined;
}

Reading readQuote(const SymbolQuote& quote, core::Timestamp arrived)
{
    const core::StockSnapshot& snapshot = quote.snapshot;
    const bool hasLevels = !quote.bids.empty() || !quote.asks.empty();
    Reading made{.symbol = snapshot.symbol, .time = arrived, .quoteTime = snapshot.quoteTime};
    if (snapshot.quoteTime > core::Timestamp()) {
        made.quoteAge = std::max(arrived - snapshot.quoteTime, core::Duration::zero());
    }
    const auto touchOf = [hasLevels](const std::vector<core::Level>& levels, const core::Level& touch) {
        return !hasLevels ? touch : levels.empty() ? core::Level() : levels.front();
    };
    made.bid = touchOf(quote.bids, snapshot.bid);
    made.ask = touchOf(quote.asks, snapshot.ask);
    const SideSums bids = sumsOf(hasLevels ? std::span(quote.bids) : std::span(&made.bid, 1));
    const SideSums asks = sumsOf(hasLevels ? std::span(quote.asks) : std::span(&made.ask, 1));
    const bool hasSides = made.bid.price.raw() > 0 && made.ask.price.raw() > 0;
    if (!hasSides || bids.size.isZero() || asks.size.isZero()) {
        return made; // a size that is not told is no depth
    }
    made.depthKind = hasLevels ? DepthKind::TopFive : DepthKind::TouchOnly;
    made.bidDepth = bids.value;
    made.askDepth = asks.value;
    made.bidShares = bids.size;
    made.askShares = asks.size;
    return made;
}

PickFeatures featuresOf(const Reading& reading)
{
    const bool hasDepth = reading.hasQuote() && reading.hasDepth();
    const std::array values{reading.orderImbalance(), hasDepth ? reading.bidDepth.toDoubleLossy() : undefined,
        hasDepth ? reading.askDepth.toDoubleLossy() : undefined, reading.spreadBps(), reading.depthImbalance()};
    PickFeatures features;
    for (std::size_t i = 0; i < features.size(); ++i) {
        features[i] = {pickFeatureNames[i], values[i]};
    }
    return features;
}

} // namespace leadline::picks
