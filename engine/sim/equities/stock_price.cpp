// SPDX-License-Identifier: MIT
#include "engine/sim/equities/stock_price.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace leadline::sim
{

namespace
{

/// Of the common movement in one second.
constexpr double commonVolatility = 0.6e-4;

double secondsOf(core::Duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

} // namespace

StockPrices::StockPrices(std::uint64_t seed, core::Timestamp start)
    : m_random(seed * 7'919 + 17)
{
    for (StockIndex i = 0; i < stockUniverse().size(); ++i) {
        Path& path = m_paths.emplace_back(Path{.random = Random(seed * 1'000'003 + i * 101 + 5), .at = start});
        path.share = 0.6 + 0.8 * path.random.uniform();
    }
}

double StockPrices::worth(StockIndex stock) const
{
    const Path& path = m_paths[stock];
    return stockUniverse()[stock].openingPrice().toDoubleLossy() * std::exp(path.own + path.share * m_common);
}

double StockPrices::moveTo(StockIndex stock, core::Timestamp time)
{
    Path& path = m_paths[stock];
    if (time > path.at) {
        const double volatility = habitsOf(stockUniverse()[stock].tier).volatilityBps * 1e-4;
        path.own += volatility * std::sqrt(secondsOf(time - path.at)) * path.random.normal();
        path.own += path.driftPerSecond * std::max(0.0, secondsOf(std::min(time, path.driftEnds) - path.at));
        path.at = time;
    }
    return worth(stock);
}

void StockPrices::moveCommon()
{
    m_common += commonVolatility * m_random.normal();
}

void StockPrices::jump(StockIndex stock, double share)
{
    m_paths[stock].own += share;
}

void StockPrices::drift(StockIndex stock, double share, core::Timestamp from, core::Duration length)
{
    static_cast<void>(moveTo(stock, from));
    m_paths[stock].driftPerSecond = share / secondsOf(length);
    m_paths[stock].driftEnds = from + length;
}

void StockPrices::reopen(StockIndex stock, double deviation)
{
    Path& path = m_paths[stock];
    path.own += deviation * path.random.normal();
}

void StockPrices::skipTo(core::Timestamp time)
{
    for (Path& path : m_paths) {
        path.at = time;
    }
}

} // namespace leadline::sim
