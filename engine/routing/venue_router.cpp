// SPDX-License-Identifier: MIT
/// The policy over several venues: where an order goes, and how it is divided.
#include "engine/routing/router.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace leadline::routing
{

namespace
{

using Quotes = core::BoundedVector<VenueQuote, book::mostVenues>;

class VenueRouter
{
public:
    VenueRouter(const RouteRequest& request, std::span<const VenueContext> venues, double referenceMid,
        const RoutingPolicy& policy, const risk::RiskLimits& limits)
        : m_request(request)
        , m_venues(venues)
        , m_mid(referenceMid)
        , m_policy(policy)
        , m_limits(limits)
    {
        for (const VenueContext& venue : venues) {
            m_candidates.push(venue.candidate);
            if (!request.venue.isEmpty() && venue.candidate.market.venue != request.venue
                && venue.candidate.exclusion == book::Exclusion::None) {
                m_candidates[m_candidates.size() - 1].exclusion = book::Exclusion::SwitchedOff;
            }
        }
    }

    Decision decide()
    {
        const double notional = m_request.size.isZero() ? m_request.notional : m_request.size.toDoubleLossy() * m_mid;
        const Quotes taking =
            quotes([&](const Candidate& candidate) { return quoteTaking(candidate, m_request.side, notional, m_mid); });
        const auto takeAt = best(taking);
        if (!takeAt) {
            // Nobody takes part: the first venue tells why, in its own trace. A single venue is the same case.
            return finish(decideAt(firstToBlame(), std::nullopt), taking);
        }
        // One venue alone keeps the impact against its own mid, whatever the others say.
        const std::optional<double> impact =
            participants() == 1 ? std::nullopt : std::optional(impactOf(m_candidates[*takeAt], notional));
        Decision decision = decideAt(*takeAt, impact);
        if (decision.action == Action::Passive && !m_request.takes) {
            const Quotes resting =
                quotes([&](const Candidate& candidate) { return quoteResting(candidate, m_request.side, m_mid); });
            const auto restAt = best(resting);
            if (restAt && *restAt != *takeAt) {
                Decision there = decideAt(*restAt, impact);
                decision = there.action == Action::Passive ? there : decision;
            }
            return finish(decision, resting);
        }
        decision = finish(decision, taking);
        if (decision.action != Action::Abort) {
            divide(decision, *takeAt);
        }
        return decision;
    }

private:
    template <class Quote> [[nodiscard]] Quotes quotes(Quote quote) const
    {
        Quotes all;
        for (const Candidate& candidate : m_candidates) {
            all.push(quote(candidate));
        }
        return all;
    }

    [[nodiscard]] std::optional<std::size_t> best(const Quotes& quotes) const
    {
        return bestOf({quotes.begin(), quotes.end()}, m_request.side);
    }

    [[nodiscard]] std::size_t participants() const
    {
        return static_cast<std::size_t>(std::ranges::count(m_candidates, book::Exclusion::None, &Candidate::exclusion));
    }

    /// The venue the user asked for, else the first one.
    [[nodiscard]] std::size_t firstToBlame() const
    {
        for (std::size_t i = 0; i < m_candidates.size(); ++i) {
            if (m_candidates[i].market.venue == m_request.venue) {
                return i;
            }
        }
        return 0;
    }

    /// Of the best single venue, and only where that one is too dear or too short, of the cheapest division.
    [[nodiscard]] double impactOf(const Candidate& candidate, double notional) const
    {
        const double swept = std::max(notional, m_policy.book.impactNotional);
        const VenueQuote single = quoteTaking(candidate, m_request.side, swept, m_mid);
        const double impact = single.fills ? single.impactBps * 1e-4 : HUGE_VAL;
        if (impact <= m_policy.maxImpactCost) {
            return impact;
        }
        const auto size = core::Quantity::fromRaw(static_cast<core::Int128>(swept / m_mid * core::decimalScale));
        const Split split = splitOrder({m_candidates.begin(), m_candidates.end()}, m_request.side, size);
        // What is smaller than any lot does not make a book too short.
        const bool fills = split.unfilled.toDoubleLossy() < size.toDoubleLossy() * 1e-3;
        const double sign = m_request.side == core::Side::Bid ? 1 : -1;
        return fills ? std::min(impact, sign * (split.averagePrice() - m_mid) / m_mid) : impact;
    }

    [[nodiscard]] Decision decideAt(std::size_t venue, std::optional<double> impact) const
    {
        RouteContext context = m_venues[venue].context;
        context.impact = impact;
        context.exclusion = m_candidates[venue].exclusion;
        RouteRequest request = m_request;
        if (!m_request.size.isZero()) {
            const auto touch = m_candidates[venue].book->best(core::opposite(m_request.side));
            request.size =
                m_candidates[venue].instrument->unitsForBase(touch ? touch->price : core::Price{}, m_request.size);
        }
        return routing::decide(request, context, m_policy, m_limits);
    }

    [[nodiscard]] static Decision finish(Decision decision, const Quotes& quotes)
    {
        decision.venues = quotes;
        if (decision.action != Action::Abort) {
            for (const VenueQuote& quote : quotes) {
                if (quote.market == decision.market) {
                    decision.allInPrice = decision.singleAllInPrice = quote.allInPrice;
                }
            }
        }
        return decision;
    }

    /// Of the size the policy left, what goes where.
    void divide(Decision& decision, std::size_t chosen) const
    {
        const Candidate& candidate = m_candidates[chosen];
        const auto touch = candidate.book->best(core::opposite(m_request.side));
        const core::Quantity size = candidate.instrument->baseSize(touch->price, decision.size);
        const Split split = splitOrder({m_candidates.begin(), m_candidates.end()}, m_request.side, size);
        const VenueQuote single = quoteTaking(candidate, m_request.side, size.toDoubleLossy() * m_mid, m_mid);
        const double sign = m_request.side == core::Side::Bid ? 1 : -1;
        const bool isCheaper = split.children.size() > 1
            && (!single.fills || sign * split.averageAllInPrice() < sign * single.allInPrice)
            && (split.unfilled.isZero() || !single.fills);
        if (isCheaper) {
            decision.children = split.children;
            decision.allInPrice = split.averageAllInPrice();
            decision.singleAllInPrice = single.allInPrice;
        } else {
            decision.children.push({.market = candidate.market,
                .size = decision.size,
                .worstPrice = decision.collar,
                .averagePrice = single.price,
                .allInPrice = single.allInPrice});
        }
    }

    const RouteRequest& m_request;
    std::span<const VenueContext> m_venues;
    double m_mid;
    const RoutingPolicy& m_policy;
    const risk::RiskLimits& m_limits;
    core::BoundedVector<Candidate, book::mostVenues> m_candidates;
};

} // namespace

Decision decideAcross(const RouteRequest& request, std::span<const VenueContext> venues, double referenceMid,
    const RoutingPolicy& policy, const risk::RiskLimits& limits)
{
    assert(!venues.empty() && venues.size() <= book::mostVenues && "a decision needs venues to decide among");
    return VenueRouter(request, venues, referenceMid, policy, limits).decide();
}

} // namespace leadline::routing
