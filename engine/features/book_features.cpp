// SPDX-License-Identifier: MIT
#include "engine/features/book_features.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>

namespace leadline::features
{

namespace
{

using book::BookSide;
using book::OrderBook;
using core::Int128;

constexpr std::size_t valueLevels = 5; ///< bid_depth, ask_depth, obi, book_resilience
constexpr std::size_t rankLevels = 10; ///< weighted imbalance, pressure, concentration

/// 2520/i for i = 1..10: rank weights as whole numbers.
constexpr std::array<int, rankLevels> rankWeights{2520, 1260, 840, 630, 504, 420, 360, 315, 280, 252};

/// Sums over the best levels of one side, exact.
struct SideSums {
    std::array<Int128, rankLevels + 1> upTo{}; ///< size of the best n levels, n = 0..10; short sides repeat the last
    Int128 ranked = 0;
    Int128 best = 0; ///< size of the levels in the liquidity ratio
    core::Notional value; ///< of the top 5
    double pressure = 0;
};

/// Weights exp(-d/50) of levels that go away from mid: from one level to the next a power of the weight of one tick,
/// which is a few multiplications where levels stand close together, and an exponential where they do not.
class PressureWeights
{
public:
    PressureWeights(std::int64_t tick, std::int64_t doubledMid)
        : m_tick(tick)
        , m_perUnit(-2e4 / 50 / static_cast<double>(doubledMid))
        , m_perTick(tick > 0 ? std::exp(static_cast<double>(tick) * m_perUnit) : 0)
        , m_doubledMid(doubledMid)
    {
    }

    double at(std::int64_t price)
    {
        const std::int64_t step = std::abs(price - m_price);
        const std::int64_t ticks = m_tick > 0 ? step / m_tick : farTicks + 1;
        if (m_price == 0 || ticks > farTicks || ticks * m_tick != step) {
            m_weight = std::exp(static_cast<double>(std::abs(2 * price - m_doubledMid)) / 2 * m_perUnit);
        } else {
            for (std::int64_t i = 0; i < ticks; ++i) {
                m_weight *= m_perTick;
            }
        }
        m_price = price;
        return m_weight;
    }

private:
    static constexpr std::int64_t farTicks = 12;

    std::int64_t m_tick;
    double m_perUnit; ///< exponent for one billionth of distance
    double m_perTick;
    std::int64_t m_doubledMid;
    std::int64_t m_price = 0;
    double m_weight = 0;
};

SideSums sumSide(
    const BookSide& side, const core::Instrument& instrument, std::size_t depthLevels, PressureWeights weights)
{
    SideSums sums;
    Int128 total = 0;
    const std::size_t count = std::min(side.size(), std::max(depthLevels, rankLevels));
    for (std::size_t i = 0; i < count; ++i) {
        const core::Level& level = side[i];
        if (i < depthLevels) {
            sums.best += level.size.raw();
        }
        if (i >= rankLevels) {
            continue;
        }
        total += level.size.raw();
        sums.upTo[i + 1] = total;
        sums.ranked += level.size.raw() * rankWeights[i];
        sums.pressure += level.size.toDoubleLossy() * weights.at(level.price.raw());
        if (i < valueLevels) {
            sums.value += instrument.value(level.price, level.size);
        }
    }
    for (std::size_t i = std::min(count, rankLevels); i < rankLevels; ++i) {
        sums.upTo[i + 1] = total;
    }
    return sums;
}

double quotient(Int128 part, Int128 whole)
{
    return whole == 0 ? FeatureSet::undefined : core::toDouble(part) / core::toDouble(whole);
}

double imbalance(Int128 bid, Int128 ask)
{
    return quotient(bid - ask, bid + ask);
}

} // namespace

double impactCost(const OrderBook& book, const core::Instrument& instrument, core::Side side, double notional)
{
    const BookSide& taken = book.side(core::opposite(side));
    const std::int64_t doubledMid = book.bids()[0].price.raw() + book.asks()[0].price.raw();
    const bool isInverse = instrument.kind == core::ContractKind::Inverse;
    const double contractSize = instrument.contractSize.toDoubleLossy();

    // Σ base_i (p_i - mid) / (mid Σ base_i): every term has one sign, so nothing cancels as in (vwap - mid) / mid.
    double left = notional;
    double units = 0;
    double weighted = 0;
    for (std::size_t i = 0; i < taken.size() && left > 0; ++i) {
        const core::Level& level = taken[i];
        const double price = level.price.toDoubleLossy();
        const double size = level.size.toDoubleLossy() * contractSize;
        const double value = isInverse ? size : price * size;
        const double taking = std::min(value, left);
        const double base = taking == value && !isInverse ? size : taking / price;
        units += base;
        weighted += base * static_cast<double>(std::abs(2 * level.price.raw() - doubledMid));
        left -= taking;
    }
    if (left > 0) {
        return FeatureSet::insufficient;
    }
    return weighted / (units * static_cast<double>(doubledMid));
}

void writeBookFeatures(const OrderBook& book, const core::Instrument& instrument, const BookFeatureSettings& settings,
    FeatureSet& features)
{
    assert(book.isValid());
    const core::Level& bid = book.bids()[0];
    const core::Level& ask = book.asks()[0];
    const std::int64_t doubledMid = bid.price.raw() + ask.price.raw();
    const core::Price spread = ask.price - bid.price;

    features.bestBid = bid.price;
    features.bestAsk = ask.price;
    features.mid = book.mid();

    const double spreadPct = 2 * static_cast<double>(spread.raw()) / static_cast<double>(doubledMid);
    features[Feature::Spread] = spread.toDoubleLossy();
    features[Feature::SpreadPct] = spreadPct;
    features[Feature::SpreadBps] = spreadPct * 1e4;
    const double bidSize = bid.size.toDoubleLossy();
    const double askSize = ask.size.toDoubleLossy();
    features[Feature::Microprice] =
        (bid.price.toDoubleLossy() * askSize + ask.price.toDoubleLossy() * bidSize) / (bidSize + askSize);

    const auto depthLevels = static_cast<std::size_t>(settings.depthLevels);
    const PressureWeights weights(instrument.tick.raw(), doubledMid);
    const SideSums bids = sumSide(book.bids(), instrument, depthLevels, weights);
    const SideSums asks = sumSide(book.asks(), instrument, depthLevels, weights);

    features[Feature::Obi] = imbalance(bids.upTo[5], asks.upTo[5]);
    features[Feature::Obi1] = imbalance(bids.upTo[1], asks.upTo[1]);
    features[Feature::Obi2] = imbalance(bids.upTo[2], asks.upTo[2]);
    features[Feature::Obi3] = imbalance(bids.upTo[3], asks.upTo[3]);
    features[Feature::Obi10] = imbalance(bids.upTo[10], asks.upTo[10]);
    features[Feature::WeightedImbalance] = imbalance(bids.ranked, asks.ranked);
    features[Feature::LiquidityRatio] = quotient(bids.best, asks.best);
    features[Feature::PressureImbalanceWeighted] = (bids.pressure - asks.pressure) / (bids.pressure + asks.pressure);

    features[Feature::BidDepth] = bids.value.toDoubleLossy();
    features[Feature::AskDepth] = asks.value.toDoubleLossy();
    features[Feature::DepthImbalance] = imbalance(bids.value.raw(), asks.value.raw());
    features[Feature::DepthDollars] = (bids.value + asks.value).toDoubleLossy();

    const Int128 touch = bids.upTo[1] + asks.upTo[1];
    features[Feature::BookResilience] = quotient(touch, bids.upTo[5] + asks.upTo[5] - touch);
    features[Feature::VolumeConcentration] =
        (quotient(bids.upTo[3], bids.upTo[10]) + quotient(asks.upTo[3], asks.upTo[10])) / 2;

    const double buy = impactCost(book, instrument, core::Side::Bid, settings.impactNotional);
    const double sell = impactCost(book, instrument, core::Side::Ask, settings.impactNotional);
    features[Feature::ImpactCostBuy] = buy;
    features[Feature::ImpactCostSell] = sell;
    features[Feature::ImpactCost] = (buy + sell) / 2;
}

void writeRoutingFeatures(const OrderBook& book, const core::Instrument& instrument,
    const BookFeatureSettings& settings, core::Side side, FeatureSet& features)
{
    assert(book.isValid());
    const core::Price bid = book.bids()[0].price;
    const core::Price ask = book.asks()[0].price;
    features.bestBid = bid;
    features.bestAsk = ask;
    features.mid = book.mid();
    features[Feature::SpreadPct] =
        2 * static_cast<double>((ask - bid).raw()) / static_cast<double>(bid.raw() + ask.raw());
    const auto sizes = [](const BookSide& levels, std::size_t most) {
        Int128 sum = 0;
        for (std::size_t i = 0; i < std::min(most, levels.size()); ++i) {
            sum += levels[i].size.raw();
        }
        return sum;
    };
    const auto depthLevels = static_cast<std::size_t>(settings.depthLevels);
    features[Feature::Obi] = imbalance(sizes(book.bids(), valueLevels), sizes(book.asks(), valueLevels));
    features[Feature::LiquidityRatio] = quotient(sizes(book.bids(), depthLevels), sizes(book.asks(), depthLevels));
    features[side == core::Side::Bid ? Feature::ImpactCostBuy : Feature::ImpactCostSell] =
        impactCost(book, instrument, side, settings.impactNotional);
}

} // namespace leadline::features
