// SPDX-License-Identifier: MIT
#include "engine/sim/equities/stock_crowd.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>

namespace leadline::sim
{

using core::Price;
using core::Quantity;
using core::Side;

namespace
{

constexpr double openingSpread = 8;
constexpr double openingSeconds = 300;
constexpr StockHour extendedHour{.spread = 10, .size = 0.2, .rate = 0.2};
constexpr double spreadDeviation = 0.25;
constexpr double sizeDeviation = 0.6;

core::Duration waiting(Random& random, double perSecond)
{
    return std::chrono::duration_cast<core::Duration>(
        std::chrono::duration<double>(std::max(1e-4, random.exponential() / perSecond)));
}

/// Shares of a round lot, which is smaller for dear stocks.
std::int64_t lotOf(double worth)
{
    return worth <= 250 ? 100 : worth <= 1'000 ? 40 : worth <= 10'000 ? 10 : 1;
}

Price onTick(double price, bool up)
{
    const std::int64_t tick = core::stockTick(Price::fromRaw(static_cast<std::int64_t>(price * 1e9))).raw();
    const double ticks = price * 1e9 / static_cast<double>(tick);
    return Price::fromRaw(static_cast<std::int64_t>(up ? std::ceil(ticks - 1e-6) : std::floor(ticks + 1e-6)) * tick);
}

} // namespace

StockHour stockHourAt(const equities::MarketPhase& phase, core::Timestamp time)
{
    if (phase.session != equities::MarketSession::Regular) {
        return extendedHour;
    }
    const double seconds = std::chrono::duration<double>(time - phase.day.opens).count();
    const double left = std::clamp(1 - seconds / openingSeconds, 0.0, 1.0);
    return {.spread = std::pow(openingSpread, left), .size = 1 - 0.7 * left};
}

StockCrowd::StockCrowd(std::uint64_t seed)
{
    for (StockIndex i = 0; i < stockUniverse().size(); ++i) {
        m_randoms.emplace_back(seed * 2'000'003 + i * 211 + 11);
    }
}

Quantity StockCrowd::sizeOf(StockIndex stock, double dollars, double worth)
{
    const double shares = dollars * std::exp(sizeDeviation * m_randoms[stock].normal()) / worth;
    const std::int64_t lot = lotOf(worth);
    const auto lots = static_cast<std::int64_t>(std::llround(shares / static_cast<double>(lot)));
    return Quantity::fromRaw(static_cast<core::Int128>(std::max<std::int64_t>(1, lots) * lot) * core::decimalScale);
}

StockQuote StockCrowd::quote(StockIndex stock, double worth, const StockHour& hour, const StockBands& bands)
{
    constexpr std::array others{'P', 'Z', 'K', 'N', 'Q', 'V'};
    Random& random = m_randoms[stock];
    const StockListing& listing = stockUniverse()[stock];
    const StockHabits& habits = habitsOf(listing.tier);
    const double spread = worth * habits.spreadBps * 1e-4 * hour.spread * std::exp(spreadDeviation * random.normal());
    const double lean = (random.uniform() - 0.5) * 0.4 * spread;
    StockQuote quote;
    quote.bid.price = onTick(worth + lean - spread / 2, false);
    quote.ask.price = onTick(worth + lean + spread / 2, true);
    if (bands.upper.raw() > 0) {
        quote.bid.price = std::clamp(quote.bid.price, bands.lower, bands.upper);
        quote.ask.price = std::clamp(quote.ask.price, bands.lower, bands.upper);
    }
    const Price tick = core::stockTick(quote.bid.price);
    quote.bid.price = std::max(quote.bid.price, tick);
    if (quote.ask.price <= quote.bid.price) {
        // At a band the other side stands a tick outside of it.
        quote.ask.price = quote.bid.price + tick;
        if (bands.upper.raw() > 0 && worth + lean - spread / 2 < bands.lower.toDoubleLossy()) {
            quote.ask.price = std::max(bands.lower, tick + tick);
            quote.bid.price = quote.ask.price - tick;
        }
    }
    quote.bid.size = sizeOf(stock, habits.touchDollars * hour.size, worth);
    quote.ask.size = sizeOf(stock, habits.touchDollars * hour.size, worth);
    quote.bidExchange = random.chance(0.4) ? listing.exchangeCode() : others[random.below(others.size())];
    quote.askExchange = random.chance(0.4) ? listing.exchangeCode() : others[random.below(others.size())];
    return quote;
}

std::pair<Side, Quantity> StockCrowd::trade(StockIndex stock, double worth, const StockHour& hour)
{
    Random& random = m_randoms[stock];
    const Side side = random.chance(0.5) ? Side::Bid : Side::Ask;
    const double dollars = habitsOf(stockUniverse()[stock].tier).tradeDollars * (0.5 + 0.5 * hour.size);
    const double shares = std::max(1.0, std::round(dollars * std::exp(random.normal()) / worth));
    return {side, Quantity::fromRaw(static_cast<core::Int128>(shares) * core::decimalScale)};
}

char StockCrowd::tradeExchange(StockIndex stock)
{
    constexpr std::array others{'D', 'D', 'D', 'P', 'Z', 'K', 'V'};
    Random& random = m_randoms[stock];
    return random.chance(0.3) ? stockUniverse()[stock].exchangeCode() : others[random.below(others.size())];
}

core::Duration StockCrowd::untilQuote(StockIndex stock, const StockHour& hour)
{
    return waiting(m_randoms[stock], habitsOf(stockUniverse()[stock].tier).quotesPerSecond * hour.rate);
}

core::Duration StockCrowd::untilTrade(StockIndex stock, const StockHour& hour)
{
    return waiting(m_randoms[stock], habitsOf(stockUniverse()[stock].tier).tradesPerSecond * hour.rate);
}

std::uint64_t StockCrowd::tradesIn(StockIndex stock, double seconds, const StockHour& hour)
{
    const double mean = habitsOf(stockUniverse()[stock].tier).tradesPerSecond * hour.rate * seconds;
    const double drawn = mean + std::sqrt(mean) * m_randoms[stock].normal();
    // A fraction of a trade is one with that probability.
    return static_cast<std::uint64_t>(std::max(0.0, std::floor(drawn + m_randoms[stock].uniform())));
}

} // namespace leadline::sim
