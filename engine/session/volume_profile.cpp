// SPDX-License-Identifier: MIT
#include "engine/session/volume_profile.h"

#include <algorithm>
#include <cstdint>

namespace leadline::session
{

namespace
{

/// As they were traded; so many rows of a ladder never need a gathered one.
constexpr std::size_t exactPrices = VolumeProfile::mostPrices / 2;
/// Of the rest, so that there is room for new ones until the next time.
constexpr std::size_t gatheredPrices = VolumeProfile::mostPrices / 4;
constexpr std::int64_t finestStretch = 10; ///< units of a price

/// Of prices in order, at the end of each stretch that is farther from the market; `width` in units of a price.
void gather(std::vector<TradedAt>& prices, std::int64_t width, bool isAbove)
{
    std::size_t kept = 0;
    for (const TradedAt& at : prices) {
        const std::int64_t beyond = at.price.raw() % width;
        const core::Price end = core::Price::fromRaw(at.price.raw() - beyond + (isAbove && beyond != 0 ? width : 0));
        if (kept > 0 && prices[kept - 1].price == end) {
            prices[kept - 1].bought = prices[kept - 1].bought + at.bought;
            prices[kept - 1].sold = prices[kept - 1].sold + at.sold;
        } else {
            prices[kept++] = {.price = end, .bought = at.bought, .sold = at.sold};
        }
    }
    prices.resize(kept);
}

} // namespace

void VolumeProfile::add(const core::Trade& trade)
{
    auto at = std::ranges::lower_bound(m_prices, trade.price, {}, &TradedAt::price);
    if (at == m_prices.end() || at->price != trade.price) {
        at = m_prices.insert(at, {.price = trade.price});
    }
    core::Quantity& volume = trade.aggressor == core::Side::Bid ? at->bought : at->sold;
    volume = volume + trade.size;
    if (m_prices.size() > mostPrices) {
        gatherFarFrom(trade.price);
    }
}

void VolumeProfile::gatherFarFrom(core::Price market)
{
    // The nearest ones are a run of neighbours.
    auto first = std::ranges::lower_bound(m_prices, market, {}, &TradedAt::price);
    auto last = first;
    while (static_cast<std::size_t>(last - first) < exactPrices) {
        const bool takesLower = first != m_prices.begin()
            && (last == m_prices.end() || market - std::prev(first)->price < last->price - market);
        takesLower ? static_cast<void>(--first) : static_cast<void>(++last);
    }
    std::vector<TradedAt> lower(m_prices.begin(), first);
    std::vector<TradedAt> upper(last, m_prices.end());
    for (std::int64_t width = finestStretch; lower.size() + upper.size() > gatheredPrices; width *= 10) {
        gather(lower, width, false);
        gather(upper, width, true);
    }
    std::vector<TradedAt> all;
    all.reserve(mostPrices + 1); // for good: a market that wanders takes no further memory
    all.insert(all.end(), lower.begin(), lower.end());
    all.insert(all.end(), first, last);
    all.insert(all.end(), upper.begin(), upper.end());
    m_prices = std::move(all);
}

} // namespace leadline::session
