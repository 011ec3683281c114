// SPDX-License-Identifier: MIT
#include "engine/session/cost_comparison.h"

#include "engine/routing/order_split.h"

#include <cmath>

namespace leadline::session
{

namespace
{

/// Orders from a thousand to ten million quote units, four to a decade.
constexpr int curvePoints = 17;
constexpr double smallestOrder = 1000;

/// All-in cost of one order size at each venue and of the cheapest division.
void addPoint(const desk::Desk::Venues& venues, core::Side side, double notional, CostCurve& curve)
{
    const double sign = side == core::Side::Bid ? 1 : -1;
    const auto bps = [&](double price) { return sign * (price - venues.mid) / venues.mid * 1e4; };
    core::BoundedVector<routing::Candidate, book::mostVenues> candidates;
    curve.notionals.push_back(notional);
    for (std::size_t i = 0; i < venues.list.size(); ++i) {
        const routing::Candidate& candidate = venues.list[i].candidate;
        candidates.push(candidate);
        const auto quote = routing::quoteTaking(candidate, side, notional, venues.mid);
        curve.venues[i].push_back(
            quote.isOffered() && quote.fills ? bps(quote.allInPrice) : routing::VenueQuote::unknown);
    }
    const auto size = core::Quantity::fromRaw(static_cast<core::Int128>(notional / venues.mid * core::decimalScale));
    const routing::Split split = routing::splitOrder({candidates.begin(), candidates.end()}, side, size);
    const bool fills = split.unfilled.toDoubleLossy() < size.toDoubleLossy() * 1e-3;
    curve.split.push_back(fills ? bps(split.averageAllInPrice()) : routing::VenueQuote::unknown);
}

} // namespace

CostCurve costCurve(const desk::Desk::Venues& venues, core::Side side)
{
    CostCurve curve;
    for (const routing::VenueContext& venue : venues.list) {
        curve.markets.push_back(venue.candidate.market);
    }
    curve.venues.resize(curve.markets.size());
    for (int i = 0; std::isfinite(venues.mid) && i < curvePoints; ++i) {
        addPoint(venues, side, smallestOrder * std::pow(10, i / 4.0), curve);
    }
    return curve;
}

} // namespace leadline::session
