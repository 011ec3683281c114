// SPDX-License-Identifier: MIT
/// The policy over several venues: where an order goes, and how it is divided.
#include "engine/routing/router.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <optional>
#include <tuple>

namespace leadline::routing
{

namespace
{

using Quotes = core::BoundedVector<VenueQuote, book::mostVenues>;

/// How an order goes to its venue.
enum class Way : std::uint8_t { Takes, Rests };

class VenueRouter
{
public:
    VenueRouter(const RouteRequest& request, std::span<const VenueContext> venues, double referenceMid,
        const RoutingPolicy& policy, const risk::RiskLimits& limits)
        : m_request(request)
        , m_venues(venues)
        , m_about(aboutOf(request, venues))
        , m_mid(referenceMid)
        , m_policy(policy)
        , m_limits(limits)
    {
        for (const VenueContext& venue : venues) {
            m_candidates.push(venue.candidate);
            Candidate& candidate = m_candidates[m_candidates.size() - 1];
            if (candidate.exclusion == book::Exclusion::None && !isOfItsKind(candidate)) {
                candidate.exclusion = book::Exclusion::OtherKind;
            }
            if (venue.context.breakerOpen && candidate.exclusion == book::Exclusion::None) {
                candidate.exclusion = book::Exclusion::BreakerOpen;
            }
            if (!request.venue.isEmpty() && venue.candidate.market.venue != request.venue
                && candidate.exclusion == book::Exclusion::None) {
                candidate.exclusion = book::Exclusion::NotAsked;
            }
            if (venue.candidate.exclusion == book::Exclusion::None && isOfItsKind(candidate)) {
                see(*venue.candidate.book);
            }
        }
    }

    Decision decide()
    {
        const double notional = m_request.size.isZero() ? m_request.notional : m_request.size.toDoubleLossy() * m_mid;
        Quotes taking = takingQuotes(notional, m_request.limit);
        auto takeAt = best(taking);
        if (!takeAt && m_request.limit.raw() != 0) {
            // Nobody offers at the limit any more: it goes where it would have been cheapest, and is cancelled there.
            taking = takingQuotes(notional, {});
            takeAt = best(taking);
        }
        if (!takeAt) {
            const Quotes resting = restingQuotes(notional);
            if (const auto there = m_request.takes ? std::nullopt : decideResting(resting, std::nullopt)) {
                return compared(finish(*there, resting), Way::Rests); // venues that are post-only still let orders rest
            }
            // Nobody can take: the first venue tells why, in its own trace.
            return finish(decideAt(firstToBlame(), std::nullopt), taking);
        }
        // One venue alone keeps the impact against its own mid, whatever the others say.
        const std::optional<double> impact =
            participants() == 1 ? std::nullopt : std::optional(impactOf(m_candidates[*takeAt], notional));
        Decision decision = decideAt(*takeAt, impact);
        if ((waits(decision) || decision.reason == Reason::SignalToxic) && !m_request.takes) {
            const Quotes resting = restingQuotes(notional);
            return compared(finish(decideResting(resting, impact).value_or(decision), resting), Way::Rests);
        }
        decision = finish(decision, taking);
        if (decision.action != Action::Abort) {
            divide(decision, *takeAt);
        }
        return compared(decision, Way::Takes);
    }

private:
    /// What the order is about: of the venue that was asked for, else as the request says, else the coin before its
    /// contracts.
    [[nodiscard]] bool isOfItsKind(const Candidate& candidate) const
    {
        return candidate.instrument->pair.isOfKindOf(m_about);
    }

    [[nodiscard]] static core::Pair aboutOf(const RouteRequest& request, std::span<const VenueContext> venues)
    {
        core::Pair about = request.pair;
        for (const VenueContext& venue : venues) {
            const core::Pair& pair = venue.candidate.instrument->pair;
            if (venue.candidate.market.venue == request.venue) {
                return pair;
            }
            if (!request.pair.isKnown()
                && (!about.isKnown() || std::tie(pair.kind, pair.delivery) < std::tie(about.kind, about.delivery))) {
                about = pair;
            }
        }
        return about;
    }

    [[nodiscard]] bool waits(const Decision& decision) const
    {
        return decision.action == Action::Passive || (m_request.rests && decision.action == Action::Aggressive);
    }

    /// Where resting costs least and flow is not toxic; where it is everywhere, the abort of the first. Nothing where
    /// the order would not wait there.
    [[nodiscard]] std::optional<Decision> decideResting(Quotes quotes, std::optional<double> impact) const
    {
        std::optional<Decision> toxic;
        for (auto at = best(quotes); at; at = best(quotes)) {
            Decision there = decideAt(*at, impact);
            if (waits(there)) {
                return there;
            }
            if (there.reason != Reason::SignalToxic) {
                return std::nullopt;
            }
            toxic = toxic ? toxic : std::optional(there);
            quotes[*at].exclusion = book::Exclusion::NotAsked; // this copy only ranks what is left
        }
        return toxic;
    }

    [[nodiscard]] Quotes takingQuotes(double notional, core::Price limit) const
    {
        Quotes all;
        for (const Candidate& candidate : m_candidates) {
            all.push(quoteTaking(candidate, m_request.side, notional, m_mid, limit));
        }
        return all;
    }

    [[nodiscard]] Quotes restingQuotes(double notional) const
    {
        Quotes all;
        for (const Candidate& candidate : m_candidates) {
            all.push(quoteResting(candidate, m_request.side, notional, m_mid));
        }
        return all;
    }

    /// The touch of all that take part.
    void see(const book::OrderBook& book)
    {
        const auto bid = book.best(core::Side::Bid);
        const auto ask = book.best(core::Side::Ask);
        if (bid && bid->price > m_marketBid) {
            m_marketBid = bid->price;
        }
        if (ask && (m_marketAsk.raw() == 0 || ask->price < m_marketAsk)) {
            m_marketAsk = ask->price;
        }
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
        for (std::size_t i = 0; i < m_venues.size(); ++i) {
            if (m_venues[i].candidate.market.venue == m_request.venue) {
                return i;
            }
        }
        for (std::size_t i = 0; i < m_venues.size(); ++i) {
            if (m_venues[i].candidate.instrument->pair.isOfKindOf(m_about)) {
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

    [[nodiscard]] Decision finish(Decision decision, const Quotes& quotes) const
    {
        if (m_marketBid.raw() != 0 || m_marketAsk.raw() != 0) {
            decision.marketBid = m_marketBid;
            decision.marketAsk = m_marketAsk;
        }
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
        const Split split =
            splitOrder({m_candidates.begin(), m_candidates.end()}, m_request.side, size, m_request.limit);
        const VenueQuote single =
            quoteTaking(candidate, m_request.side, size.toDoubleLossy() * m_mid, m_mid, m_request.limit);
        const double sign = m_request.side == core::Side::Bid ? 1 : -1;
        // What waits where it does not fill, or goes out in slices, stays at one venue.
        const bool isWhole = decision.strategy != Strategy::AggressiveLimit && decision.sliceSize.isZero();
        const bool isCheaper = isWhole && split.children.size() > 1
            && (!single.fills || sign * split.averageAllInPrice() < sign * single.allInPrice)
            && (split.unfilled.isZero() || !single.fills);
        if (isCheaper) {
            decision.children = split.children;
            decision.allInPrice = split.averageAllInPrice();
            decision.singleAllInPrice = single.allInPrice;
        } else {
            decision.children.push({.market = candidate.market,
                .size = decision.size,
                .worstPrice = single.worst,
                .averagePrice = single.price,
                .allInPrice = single.allInPrice});
        }
    }

    /// What the choice was worth: the size that was decided, at every venue that takes part, whichever one the user
    /// asked for, and with no limit but the books.
    [[nodiscard]] Decision compared(Decision decision, Way way) const
    {
        const auto chosen = std::ranges::find(m_candidates, decision.market, &Candidate::market);
        if (decision.action == Action::Abort || chosen == m_candidates.end()) {
            return decision;
        }
        const auto touch = chosen->book->best(way == Way::Rests ? m_request.side : core::opposite(m_request.side));
        if (!touch) {
            return decision;
        }
        VenueComparison& made = decision.comparison;
        made.size = chosen->instrument->baseSize(touch->price, decision.size);
        const double notional = made.size.toDoubleLossy() * m_mid;
        const core::MarketId home = homeOf(m_request.home);
        Quotes quotes;
        for (Candidate candidate : m_candidates) {
            if (candidate.exclusion == book::Exclusion::NotAsked) {
                candidate.exclusion = book::Exclusion::None;
            }
            const VenueQuote quote = way == Way::Rests ? quoteResting(candidate, m_request.side, notional, m_mid)
                                                       : quoteTaking(candidate, m_request.side, notional, m_mid);
            quotes.push(quote);
            const double price = quote.isOffered() && quote.fills ? quote.allInPrice : VenueQuote::unknown;
            if (candidate.market == decision.market) {
                made.chosen = price;
            }
            if (candidate.market == home) {
                made.home = home;
                made.homePrice = price;
            }
        }
        if (decision.children.size() > 1) {
            made.chosen = decision.allInPrice;
        }
        if (const auto at = best(quotes); at && quotes[*at].fills) {
            made.best = quotes[*at].market;
            made.bestPrice = quotes[*at].allInPrice;
        }
        return decision;
    }

    /// As the request says, else the first of its kind.
    [[nodiscard]] core::MarketId homeOf(const core::MarketId& asked) const
    {
        if (!asked.venue.isEmpty()) {
            return asked;
        }
        const auto first =
            std::ranges::find_if(m_candidates, [this](const Candidate& candidate) { return isOfItsKind(candidate); });
        return first == m_candidates.end() ? core::MarketId{} : first->market;
    }

    const RouteRequest& m_request;
    std::span<const VenueContext> m_venues;
    core::Pair m_about;
    double m_mid;
    const RoutingPolicy& m_policy;
    const risk::RiskLimits& m_limits;
    core::BoundedVector<Candidate, book::mostVenues> m_candidates;
    core::Price m_marketBid;
    core::Price m_marketAsk;
};

} // namespace

Decision decideAcross(const RouteRequest& request, std::span<const VenueContext> venues, double referenceMid,
    const RoutingPolicy& policy, const risk::RiskLimits& limits)
{
    assert(!venues.empty() && venues.size() <= book::mostVenues && "a decision needs venues to decide among");
    return VenueRouter(request, venues, referenceMid, policy, limits).decide();
}

} // namespace leadline::routing
