// SPDX-License-Identifier: MIT
#include "engine/routing/order_split.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>
#include <vector>

namespace leadline::routing
{

namespace
{

using core::Int128;

/// Levels looked at before the best division found so far is taken: a millisecond, where the optimum is usually the
/// first thing found.
constexpr std::int64_t mostWork = 400'000;

struct Step {
    double price = 0; ///< all-in, negative for a sell: lower is better either way
    Int128 size = 0; ///< billionths of a coin
    std::size_t place = 0;
};

/// One venue as the search sees it. Places are ordered by lot, the coarsest first, so that the finest takes the rest.
struct Place {
    const Candidate* candidate = nullptr;
    Int128 lot = 1;
    Int128 least = 1; ///< smallest order above zero
    Int128 depth = 0; ///< all that is visible, a multiple of the lot
    std::vector<Step> steps; ///< best first
};

double coins(Int128 raw)
{
    return core::toDouble(raw) / core::decimalScale;
}

class Search
{
public:
    Search(std::vector<Place> places, Int128 size)
        : m_places(std::move(places))
        , m_size(size)
    {
        double dearest = 0;
        for (std::size_t i = 0; i < m_places.size(); ++i) {
            for (Step& step : m_places[i].steps) {
                step.place = i;
                m_steps.push_back(step);
                dearest = std::max(dearest, step.price);
            }
        }
        // Of equal prices the coarser lot goes first: the finer one can take any remainder.
        std::ranges::stable_sort(m_steps, {}, &Step::price);
        m_unfilledPrice = 2 * dearest;
        m_shares.resize(m_places.size());
        m_best.resize(m_places.size());
        m_bestCost = coins(m_size) * m_unfilledPrice;
    }

    const std::vector<Int128>& run()
    {
        place(0, m_size, 0);
        return m_best;
    }

private:
    [[nodiscard]] double costOf(const Place& place, Int128 share) const
    {
        double cost = 0;
        for (const Step& step : place.steps) {
            ++m_work;
            if (share <= 0) {
                break;
            }
            const Int128 taken = std::min(share, step.size);
            cost += coins(taken) * step.price;
            share -= taken;
        }
        return cost;
    }

    /// Least cost of filling `rest` at the places from `first` on without lots and minimums, and, with `share`, how
    /// much of it falls to the first of them.
    [[nodiscard]] double relaxed(std::size_t first, Int128 rest, Int128* share = nullptr) const
    {
        double cost = 0;
        for (const Step& step : m_steps) {
            ++m_work;
            if (rest <= 0) {
                break;
            }
            if (step.place < first) {
                continue;
            }
            const Int128 taken = std::min(rest, step.size);
            cost += coins(taken) * step.price;
            rest -= taken;
            if (share != nullptr && step.place == first) {
                *share += taken;
            }
        }
        return cost + coins(rest) * m_unfilledPrice;
    }

    [[nodiscard]] bool isWorthTrying(double bound) const { return bound < m_bestCost - std::abs(m_bestCost) * 1e-13; }

    void place(std::size_t which, Int128 rest, double costSoFar)
    {
        if (which == m_places.size()) {
            const double cost = costSoFar + coins(rest) * m_unfilledPrice;
            if (isWorthTrying(cost)) {
                m_bestCost = cost;
                m_best = m_shares;
            }
            return;
        }
        const Place& here = m_places[which];
        const Int128 most = std::min(rest - rest % here.lot, here.depth);
        Int128 wanted = 0;
        static_cast<void>(relaxed(which, rest, &wanted));
        const Int128 start = std::min(wanted - wanted % here.lot, most);
        const auto tryShare = [&](Int128 share) {
            const double cost = costSoFar + costOf(here, share);
            if (m_work > mostWork || !isWorthTrying(cost + relaxed(which + 1, rest - share))) {
                return false;
            }
            m_shares[which] = share;
            place(which + 1, rest - share, cost);
            m_shares[which] = 0;
            return true;
        };
        // The bound is convex in the share: once it is no better than what is known, further away it never is.
        bool goesOn = true;
        for (Int128 share = start; goesOn && share >= here.least && share > 0; share -= here.lot) {
            goesOn = tryShare(share);
        }
        if (goesOn) {
            tryShare(0);
        }
        goesOn = true;
        const Int128 above = std::max(start + here.lot, here.least);
        for (Int128 share = above; goesOn && share <= most; share += here.lot) {
            goesOn = tryShare(share);
        }
    }

    std::vector<Place> m_places;
    std::vector<Step> m_steps; ///< of all places, best first
    Int128 m_size;
    double m_unfilledPrice = 0;
    std::vector<Int128> m_shares;
    std::vector<Int128> m_best;
    double m_bestCost = 0;
    mutable std::int64_t m_work = 0;
};

Place placeOf(const Candidate& candidate, core::Side side, core::Quantity size, core::Price limit)
{
    Place place{.candidate = &candidate};
    const core::Instrument& instrument = *candidate.instrument;
    const book::BookSide& levels = candidate.book->side(core::opposite(side));
    const double cost = candidate.terms.takerFeeBps + latencyTermBps(candidate);
    const double sign = side == core::Side::Bid ? 1 : -1;
    const auto oneCoin = [&](core::Quantity units) {
        return std::max<Int128>(
            instrument.baseSize(levels.isEmpty() ? core::Price{} : levels[0].price, units).raw(), 1);
    };
    place.lot = oneCoin(instrument.lot);
    // No venue gets more than the whole order, and none less than its smallest one.
    const Int128 enough = size.raw() + place.lot;
    for (std::size_t i = 0; i < levels.size() && place.depth < enough && !isBeyond(levels[i].price, side, limit); ++i) {
        const Int128 held = instrument.baseSize(levels[i].price, levels[i].size).raw();
        place.steps.push_back({sign * allIn(levels[i].price.toDoubleLossy(), side, cost), held, 0});
        place.depth += held;
    }
    place.depth -= place.depth % place.lot;
    if (!levels.isEmpty()) {
        // An order's value is judged at the price that is sent, and a sell's protection lies below the touch.
        const core::Price touch = levels[0].price;
        const core::Price judged = side == core::Side::Bid ? touch : core::Price::fromRaw(touch.raw() / 100 * 99);
        place.least = std::max(oneCoin(instrument.smallestOrder(judged)), place.lot);
    }
    return place;
}

} // namespace

Split splitOrder(std::span<const Candidate> candidates, core::Side side, core::Quantity size, core::Price limit)
{
    std::vector<Place> places;
    for (const Candidate& candidate : candidates) {
        if (takingExclusion(candidate) == book::Exclusion::None
            && candidate.instrument->kind == core::ContractKind::Linear) {
            places.push_back(placeOf(candidate, side, size, limit));
        }
    }
    std::ranges::stable_sort(places, std::ranges::greater{}, &Place::lot);
    // Dust that no combination of lots can hold would make every neighbouring division look worth trying.
    Int128 common = 0;
    for (const Place& place : places) {
        Int128 rest = place.lot;
        while (rest != 0) {
            rest = std::exchange(common, rest) % rest;
        }
    }
    Search search(places, common == 0 ? size.raw() : size.raw() - size.raw() % common);
    const std::vector<Int128>& shares = search.run();

    Split split{.unfilled = size};
    // Children stand in the order of the candidates.
    std::vector<std::size_t> order(places.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
        order[i] = i;
    }
    std::ranges::sort(order, {}, [&](std::size_t i) { return places[i].candidate; });
    for (const std::size_t i : order) {
        Int128 left = shares[i];
        if (left == 0) {
            continue;
        }
        const Candidate& candidate = *places[i].candidate;
        const book::BookSide& levels = candidate.book->side(core::opposite(side));
        const core::Quantity share = core::Quantity::fromRaw(left);
        ChildOrder child{.market = candidate.market};
        double value = 0;
        for (std::size_t level = 0; level < levels.size() && left > 0; ++level) {
            const Int128 taken = std::min(left, places[i].steps[level].size);
            value += coins(taken) * levels[level].price.toDoubleLossy();
            child.worstPrice = levels[level].price;
            left -= taken;
        }
        child.size = candidate.instrument->unitsForBase(child.worstPrice, share);
        child.averagePrice = value / share.toDoubleLossy();
        child.allInPrice = allIn(child.averagePrice, side, candidate.terms.takerFeeBps + latencyTermBps(candidate));
        split.value += value;
        split.allInCost += child.allInPrice * share.toDoubleLossy();
        split.filled += share;
        split.unfilled -= share;
        split.children.push(child);
    }
    return split;
}

} // namespace leadline::routing
