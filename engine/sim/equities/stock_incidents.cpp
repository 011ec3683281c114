// SPDX-License-Identifier: MIT
#include "engine/sim/equities/stock_incidents.h"

#include "engine/sim/exchange/random.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace leadline::sim
{

namespace
{

using std::chrono::minutes;
using std::chrono::seconds;
using Kind = StockIncident::Kind;

/// What comes by chance, on average.
constexpr seconds haltsEvery = minutes(40);
constexpr seconds runsEvery = minutes(30);
constexpr seconds gapsEvery = minutes(25);
/// So long before the close that everything is over by then.
constexpr minutes quietBeforeClose{10};
constexpr std::int64_t threeDollars = 30'000;
constexpr int mostAttempts = 1'000;

core::Duration drawn(Random& random, seconds mean)
{
    return seconds(static_cast<std::int64_t>(random.exponential() * static_cast<double>(mean.count())) + 1);
}

class Day
{
public:
    Day(std::uint64_t seed, const equities::MarketDay& day)
        : m_random(
            seed * 31'337 + static_cast<std::uint64_t>(std::chrono::sys_days(day.day).time_since_epoch().count()))
        , m_last(day.closes - quietBeforeClose)
    {
    }
    void add(Kind kind, core::Timestamp at)
    {
        StockIncident incident{.kind = kind, .at = at, .stock = pick(kind)};
        const double sign = m_random.chance(0.5) ? 1 : -1;
        constexpr std::array reasons{"T1", "T12", "T2", "H10"};
        switch (kind) {
        case Kind::Halt:
            incident.length = minutes(5 + m_random.below(11));
            incident.reason = reasons[m_random.below(reasons.size())];
            break;
        case Kind::Run:
            incident.length = seconds(150);
            incident.share = sign * (0.16 + 0.06 * m_random.uniform());
            break;
        case Kind::Gap:
            incident.length = seconds(120);
            incident.share = sign * (0.065 + 0.015 * m_random.uniform());
            break;
        case Kind::Silence:
            incident.length = std::chrono::hours(24);
            break;
        }
        m_incidents.push_back(incident);
    }
    void addByChance(Kind kind, core::Timestamp from, seconds every)
    {
        for (core::Timestamp at = from + drawn(m_random, every); at < m_last; at += drawn(m_random, every)) {
            add(kind, at);
        }
    }
    [[nodiscard]] std::vector<StockIncident> sorted()
    {
        std::ranges::stable_sort(m_incidents, {}, &StockIncident::at);
        return std::move(m_incidents);
    }
    [[nodiscard]] StockIncident& newest() { return m_incidents.back(); }

private:
    /// Each stock once a day, while there are some left; the liquid ones are left alone, so that there is always
    /// something to trade.
    StockIndex pick(Kind kind)
    {
        const auto universe = stockUniverse();
        for (int attempt = 0;; ++attempt) {
            const StockIndex stock = m_random.below(universe.size());
            const StockListing& listing = universe[stock];
            const bool isKnown = std::ranges::any_of(
                m_incidents, [stock](const StockIncident& incident) { return incident.stock == stock; });
            // A gap must fit into a band, and be seen: quotes and trades every few seconds.
            const bool fits = listing.isTradable && listing.tenThousandths >= threeDollars
                && (kind == Kind::Halt ? listing.exchange == StockExchange::Nasdaq && listing.tier >= StockTier::Mid
                                       : listing.tier == StockTier::Mid);
            if (fits && (!isKnown || attempt > mostAttempts)) {
                return stock;
            }
        }
    }

    Random m_random;
    core::Timestamp m_last;
    std::vector<StockIncident> m_incidents;
};

} // namespace

std::vector<StockIncident> stockIncidents(std::uint64_t seed, const equities::MarketDay& day, core::Timestamp from)
{
    Day plan(seed, day);
    plan.add(Kind::Gap, from - minutes(3));
    plan.add(Kind::Gap, from + seconds(60));
    plan.add(Kind::Silence, from + seconds(90));
    plan.add(Kind::Halt, from + seconds(120));
    plan.newest().reason = "T12";
    plan.add(Kind::Run, from + seconds(180));
    const core::Timestamp later = from + minutes(10);
    plan.addByChance(Kind::Halt, later, haltsEvery);
    plan.addByChance(Kind::Run, later, runsEvery);
    plan.addByChance(Kind::Gap, later, gapsEvery);
    return plan.sorted();
}

core::Price bandWidth(StockTier tier, core::Price reference)
{
    constexpr std::int64_t dollar = core::decimalScale;
    const std::int64_t price = reference.raw();
    if (price < dollar * 3 / 4) {
        return core::Price::fromRaw(std::min(dollar * 15 / 100, price * 3 / 4));
    }
    const bool isFirstTier = tier == StockTier::Mega || tier == StockTier::Large;
    const std::int64_t percent = price <= 3 * dollar ? 20 : isFirstTier ? 5 : 10;
    return core::Price::fromRaw(price / 100 * percent);
}

} // namespace leadline::sim
