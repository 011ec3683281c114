// SPDX-License-Identifier: MIT
#include "engine/routing/order_split.h"
#include "engine/routing/router.h"
#include "engine/routing/venue_choice.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <list>
#include <random>
#include <string_view>

namespace leadline::routing
{

using core::Side;
using tests::price;
using tests::size;

namespace
{

/// A venue with a book of its own that stays where it is.
struct Venue {
    core::Instrument instrument;
    book::OrderBook book;
    Candidate candidate;
};

class Venues
{
public:
    Venue& add(const char* name, std::initializer_list<tests::LevelText> bids,
        std::initializer_list<tests::LevelText> asks, double takerBps, double latencyMs = 0, double makerBps = 0)
    {
        Venue& venue = m_all.emplace_back();
        venue.instrument = {
            .id = {core::VenueId(name), core::Symbol("X")}, .tick = price("0.01"), .lot = size("0.001")};
        venue.book = tests::book(bids, asks);
        venue.candidate = {.market = venue.instrument.id,
            .instrument = &venue.instrument,
            .book = &venue.book,
            .terms = {.venue = venue.instrument.id.venue,
                .makerFeeBps = makerBps,
                .takerFeeBps = takerBps,
                .latencyMs = latencyMs}};
        return venue;
    }
    [[nodiscard]] std::vector<Candidate> candidates() const
    {
        std::vector<Candidate> all;
        for (const Venue& venue : m_all) {
            all.push_back(venue.candidate);
        }
        return all;
    }

private:
    std::list<Venue> m_all;
};

std::string bestTaking(const Venues& venues, Side side, double notional, double mid)
{
    std::vector<VenueQuote> quotes;
    for (const Candidate& candidate : venues.candidates()) {
        quotes.push_back(quoteTaking(candidate, side, notional, mid));
    }
    const auto best = bestOf(quotes, side);
    return best ? quotes[*best].market.venue.text() : "";
}

} // namespace

TEST(VenueChoice, countsSweepFeeAndLatency)
{
    Venues venues;
    Venue& venue = venues.add("a", {{"99", "1"}}, {{"100", "1"}, {"101", "1"}}, 10, 200);
    venue.candidate.volatilityBps = 3;
    // 150.5 quote units buy one coin at 100 and half a coin at 101.
    const VenueQuote quote = quoteTaking(venue.candidate, Side::Bid, 150.5, 99.5);
    EXPECT_TRUE(quote.fills);
    EXPECT_NEAR(quote.price, 150.5 / 1.5, 1e-9);
    EXPECT_NEAR(quote.impactBps, (150.5 / 1.5 - 99.5) / 99.5 * 1e4, 1e-9);
    EXPECT_DOUBLE_EQ(quote.feeBps, 10);
    EXPECT_DOUBLE_EQ(quote.latencyBps, 0.6) << "200 ms of 3 bps a second";
    EXPECT_NEAR(quote.allInPrice, 150.5 / 1.5 * (1 + 10.6e-4), 1e-9);

    const VenueQuote sell = quoteTaking(venue.candidate, Side::Ask, 49.5, 99.5);
    EXPECT_NEAR(sell.allInPrice, 99 * (1 - 10.6e-4), 1e-9);
    EXPECT_NEAR(sell.impactBps, 0.5 / 99.5 * 1e4, 1e-9) << "a cost is positive on both sides";

    venue.candidate.volatilityBps = std::nan("");
    EXPECT_DOUBLE_EQ(quoteTaking(venue.candidate, Side::Bid, 10, 99.5).latencyBps, 0) << "not known yet: no term";
}

TEST(VenueChoice, takesTheBestAllInPriceNotTheBestTouch)
{
    Venues venues;
    venues.add("near", {{"99", "10"}}, {{"100.00", "10"}}, 40);
    venues.add("far", {{"99", "10"}}, {{"100.20", "10"}}, 5);
    EXPECT_EQ(bestTaking(venues, Side::Bid, 500, 99.5), "far");
    EXPECT_EQ(bestTaking(venues, Side::Ask, 500, 99.5), "far");
    venues.add("short", {{"99", "10"}}, {{"100.00", "4"}}, 5);
    EXPECT_EQ(bestTaking(venues, Side::Bid, 300, 99.5), "short");
    EXPECT_EQ(bestTaking(venues, Side::Bid, 401, 99.5), "far") << "who cannot fill ranks behind who can";
    EXPECT_EQ(bestTaking(venues, Side::Bid, 5000, 99.5), "short") << "when nobody can, the best of them";
    Venues none;
    EXPECT_EQ(bestTaking(none, Side::Bid, 500, 99.5), "");
}

TEST(VenueChoice, letsTheWeightedSizeDecideBetweenEqualPrices)
{
    Venues venues;
    venues.add("slow", {{"99", "20"}}, {{"100", "10"}}, 5, 0, 1).candidate.weight = .3;
    venues.add("quick", {{"99", "8"}}, {{"100", "4"}}, 5, 0, 1).candidate.weight = .9;
    EXPECT_EQ(bestTaking(venues, Side::Bid, 100, 99.5), "quick") << "3.6 against 3 coins";
    std::vector<VenueQuote> resting;
    for (const Candidate& candidate : venues.candidates()) {
        resting.push_back(quoteResting(candidate, Side::Bid, 100, 99.5));
    }
    EXPECT_TRUE(isTie(resting[0], resting[1]));
    EXPECT_DOUBLE_EQ(resting[0].weightedSize, 6);
    EXPECT_DOUBLE_EQ(resting[1].weightedSize, 7.2);
    EXPECT_EQ(bestOf(resting, Side::Bid), 1U);

    // A better price is never given away for a size.
    venues.add("cheap", {{"99", "1"}}, {{"99.99", "2"}}, 5).candidate.weight = .1;
    EXPECT_EQ(bestTaking(venues, Side::Bid, 100, 99.5), "cheap");
    // Nothing to weigh by: of equals, the first.
    Venues equals;
    equals.add("first", {{"99", "1"}}, {{"100", "5"}}, 5);
    equals.add("second", {{"99", "1"}}, {{"100", "5"}}, 5);
    EXPECT_EQ(bestTaking(equals, Side::Bid, 100, 99.5), "first");
}

TEST(VenueChoice, leavesOutWhoTakesNoPartAndStillTellsItsPrice)
{
    Venues venues;
    venues.add("cheap", {{"99", "10"}}, {{"100", "10"}}, 1).candidate.exclusion = book::Exclusion::Late;
    venues.add("dear", {{"99", "10"}}, {{"100", "10"}}, 50);
    EXPECT_EQ(bestTaking(venues, Side::Bid, 500, 99.5), "dear");
    const VenueQuote quote = quoteTaking(venues.candidates()[0], Side::Bid, 500, 99.5);
    EXPECT_FALSE(quote.isOffered());
    EXPECT_NEAR(quote.price, 100, 1e-12);
}

TEST(VenueChoice, countsARebateForAPassiveOrder)
{
    Venues venues;
    venues.add("fee", {{"100.00", "1"}}, {{"101", "1"}}, 5, 0, 2);
    venues.add("rebate", {{"100.01", "1"}}, {{"101", "1"}}, 5, 0, -1);
    const auto all = venues.candidates();
    const std::vector quotes{quoteResting(all[0], Side::Bid, 0, 100.5), quoteResting(all[1], Side::Bid, 0, 100.5)};
    EXPECT_NEAR(quotes[0].allInPrice, 100.02, 1e-9);
    EXPECT_NEAR(quotes[1].allInPrice, 100.01 * (1 - 1e-4), 1e-9);
    EXPECT_EQ(bestOf(quotes, Side::Bid), 1U);
    EXPECT_LT(quotes[0].impactBps, 0) << "resting gains half the spread";
}

namespace
{

/// What splitOrder() minimises, for one allocation in coins: all-in cost, an unfilled coin at twice the dearest price
/// (a sell: nothing for it).
double costOf(
    const std::vector<Candidate>& venues, Side side, core::Quantity whole, const std::vector<core::Quantity>& shares)
{
    const double sign = side == Side::Bid ? 1 : -1;
    double dearest = 0;
    double cost = 0;
    core::Quantity filled;
    for (std::size_t i = 0; i < venues.size(); ++i) {
        const book::BookSide& levels = venues[i].book->side(core::opposite(side));
        core::Quantity left = shares[i];
        for (std::size_t l = 0; l < levels.size(); ++l) {
            const double marginal = allIn(levels[l].price.toDoubleLossy(), side, venues[i].terms.takerFeeBps);
            dearest = side == Side::Bid ? std::max(dearest, marginal) : 0;
            const core::Quantity taken = std::min(left, levels[l].size);
            cost += sign * taken.toDoubleLossy() * marginal;
            left -= taken;
        }
        EXPECT_TRUE(left.isZero()) << "more than the book holds";
        filled += shares[i];
    }
    return cost + (whole - filled).toDoubleLossy() * 2 * dearest;
}

/// Tries everything that lots, smallest orders and depth allow.
void tryAll(const std::vector<Candidate>& venues, Side side, core::Quantity whole, core::Quantity rest,
    std::vector<core::Quantity>& shares, double& best)
{
    if (shares.size() == venues.size()) {
        best = std::min(best, costOf(venues, side, whole, shares));
        return;
    }
    const Candidate& venue = venues[shares.size()];
    const book::BookSide& levels = venue.book->side(core::opposite(side));
    core::Quantity depth;
    for (std::size_t i = 0; i < levels.size(); ++i) {
        depth += levels[i].size;
    }
    const core::Quantity lot = venue.instrument->lot;
    for (core::Quantity share; share <= rest && share <= depth; share += lot) {
        if (!share.isZero() && share < venue.instrument->smallestOrder(levels[0].price)) {
            continue;
        }
        shares.push_back(share);
        tryAll(venues, side, whole, rest - share, shares, best);
        shares.pop_back();
    }
}

} // namespace

/// On small random books, with lots, minimums and fees of all kinds, the division is as cheap as any there is.
TEST(OrderSplit, costsNoMoreThanAnythingElse)
{
    std::mt19937 random(7);
    const auto draw = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most)); };
    const auto units = [](int thousandths) { return core::Quantity::fromRaw(core::Int128(thousandths) * 1'000'000); };
    int divided = 0;
    for (int round = 0; round < 1500; ++round) {
        Venues venues;
        const Side side = draw(2) == 0 ? Side::Bid : Side::Ask;
        for (const char* const name : {"a", "b", "c"}) {
            Venue& venue = venues.add(name, {}, {}, draw(30));
            const int lots[] = {1, 2, 5, 10};
            venue.instrument.lot = units(lots[draw(4)]);
            venue.instrument.minimumSize = units(draw(3) == 0 ? draw(25) : 0);
            std::vector<core::Level> bids;
            std::vector<core::Level> asks;
            for (int i = 0; i < 1 + draw(3); ++i) {
                const int lot = static_cast<int>(venue.instrument.lot.raw() / 1'000'000);
                bids.push_back({core::Price::fromRaw((1000 - i - draw(2)) * std::int64_t{100'000'000}),
                    units(lot * (1 + draw(8)))});
                asks.push_back({core::Price::fromRaw((1001 + i + draw(2)) * std::int64_t{100'000'000}),
                    units(lot * (1 + draw(8)))});
            }
            venue.book.assign(bids, asks);
        }
        const core::Quantity whole = units(1 + draw(60));
        const auto candidates = venues.candidates();
        std::vector<core::Quantity> shares;
        double best = HUGE_VAL;
        // A sell's smallest order is judged at its limit; without minimum notionals that is the same at every price.
        tryAll(candidates, side, whole, whole, shares, best);

        const Split split = splitOrder(candidates, side, whole);
        std::vector<core::Quantity> taken(candidates.size());
        core::Quantity sum;
        for (const ChildOrder& child : split.children) {
            for (std::size_t i = 0; i < candidates.size(); ++i) {
                if (candidates[i].market == child.market) {
                    taken[i] = child.size;
                    EXPECT_EQ(child.size.raw() % candidates[i].instrument->lot.raw(), 0);
                    EXPECT_GE(child.size, candidates[i].instrument->minimumSize);
                }
            }
            sum += child.size;
        }
        ASSERT_EQ(sum, split.filled);
        ASSERT_EQ(split.filled + split.unfilled, whole);
        ASSERT_NEAR(costOf(candidates, side, whole, taken), best, std::abs(best) * 1e-12) << "round " << round;
        divided += split.children.size() > 1 ? 1 : 0;
    }
    EXPECT_GT(divided, 500) << "or the test tries nothing";
}

TEST(OrderSplit, respectsMinimumNotionals)
{
    Venues venues;
    venues.add("cheap", {{"99", "1"}}, {{"100", "0.05"}}, 0).instrument.minimumNotional = price("1") * size("10");
    venues.add("dear", {{"99", "1"}}, {{"101", "10"}}, 0);
    // Five hundredths at 100 are 5 quote units, below the cheap venue's ten: all goes to the other one.
    const Split split = splitOrder(venues.candidates(), Side::Bid, size("1"));
    ASSERT_EQ(split.children.size(), 1U);
    EXPECT_EQ(split.children[0].market.venue.text(), "dear");
    EXPECT_EQ(split.filled, size("1"));
}

TEST(OrderSplit, takesWhatThereIsAndSaysWhatIsLeft)
{
    Venues venues;
    venues.add("a", {{"99", "1"}}, {{"100", "0.3"}}, 0);
    venues.add("b", {{"99", "1"}}, {{"100", "0.4"}}, 0).candidate.exclusion = book::Exclusion::Stale;
    const Split split = splitOrder(venues.candidates(), Side::Bid, size("1"));
    EXPECT_EQ(split.filled, size("0.3"));
    EXPECT_EQ(split.unfilled, size("0.7"));
    ASSERT_EQ(split.children.size(), 1U);
    EXPECT_EQ(splitOrder({}, Side::Bid, size("1")).unfilled, size("1"));
}

namespace
{

/// Venues as the router sees them, all of them fit for an order.
std::vector<VenueContext> contexts(const Venues& venues)
{
    std::vector<VenueContext> all;
    for (const Candidate& candidate : venues.candidates()) {
        all.push_back(
            {{.market = candidate.market, .instrument = candidate.instrument, .book = candidate.book, .inSync = true},
                candidate});
    }
    return all;
}

constexpr double mid = 100.005;
const std::initializer_list<tests::LevelText> deepBids{{"100.00", "50"}, {"99.99", "50"}, {"99.98", "50"}};
const std::initializer_list<tests::LevelText> deepAsks{{"100.01", "50"}, {"100.02", "50"}, {"100.03", "50"}};
const std::initializer_list<tests::LevelText> eagerBids{{"100.00", "500"}, {"99.99", "50"}, {"99.98", "50"}};

} // namespace

TEST(VenueRouter, restsWhereRestingCostsLeast)
{
    Venues venues;
    venues.add("takers", deepBids, deepAsks, 1, 0, 5);
    venues.add("makers", deepBids, deepAsks, 9, 0, -1);
    const auto all = contexts(venues);
    const Decision decision = decideAcross({.side = Side::Bid, .size = size("1")}, all, mid, {}, {});
    EXPECT_EQ(decision.action, Action::Passive);
    EXPECT_EQ(decision.market.venue.text(), "makers");
    EXPECT_EQ(decision.venues.size(), 2U);
    EXPECT_DOUBLE_EQ(decision.venues[1].feeBps, -1) << "the trace names the terms of the way it goes";
    EXPECT_TRUE(decision.children.isEmpty());

    const Decision takes = decideAcross({.side = Side::Bid, .size = size("1"), .takes = true}, all, mid, {}, {});
    EXPECT_EQ(takes.market.venue.text(), "takers") << "who means to take goes where taking costs least";
    ASSERT_EQ(takes.children.size(), 1U);
}

TEST(VenueRouter, restsWhereRestingCostsLeastHoweverUrgentItIs)
{
    Venues venues;
    venues.add("takers", eagerBids, deepAsks, 1, 0, 5);
    venues.add("makers", eagerBids, deepAsks, 9, 0, -1);
    const auto all = contexts(venues);
    const RouteRequest free{.side = Side::Bid, .size = size("1")};
    EXPECT_EQ(decideAcross(free, all, mid, {}, {}).market.venue.text(), "takers");
    RouteRequest waits = free;
    waits.rests = true;
    const Decision decision = decideAcross(waits, all, mid, {}, {});
    EXPECT_EQ(decision.action, Action::Aggressive) << "what the router would rather do";
    EXPECT_EQ(decision.market.venue.text(), "makers");
    EXPECT_TRUE(decision.children.isEmpty());
    EXPECT_DOUBLE_EQ(decision.venues[1].feeBps, -1);
}

TEST(VenueRouter, judgesToxicFlowWhereTheOrderWouldRest)
{
    Venues venues;
    venues.add("takers", eagerBids, deepAsks, 1, 0, 5);
    venues.add("makers", eagerBids, deepAsks, 9, 0, -1);
    venues.add("third", eagerBids, deepAsks, 30, 0, 1);
    const auto decide = [&](std::string_view toxic, const RouteRequest& request, double aggressiveObi = 1) {
        std::array<features::FeatureSet, 3> samples;
        auto all = contexts(venues);
        for (std::size_t i = 0; i < all.size(); ++i) {
            samples[i][features::Feature::Vpin] = toxic.contains(all[i].candidate.market.venue.view()) ? .99 : .1;
            all[i].context.sample = &samples[i];
        }
        RoutingPolicy policy{.aggressiveObi = aggressiveObi};
        policy.signal.toxicity = ToxicityRule::Skip;
        policy.signal.maxVpin = .9;
        return decideAcross(request, all, mid, policy, {});
    };
    const RouteRequest free{.side = Side::Bid, .size = size("1")};
    RouteRequest rests = free;
    rests.rests = true;
    RouteRequest takes = free;
    takes.takes = true;
    for (const RouteRequest& request : {free, rests}) {
        EXPECT_EQ(decide("", request).market.venue.text(), "makers");
        EXPECT_EQ(decide("takers", request).market.venue.text(), "makers") << "it would not rest there";
        EXPECT_EQ(decide("makers", request).market.venue.text(), "third") << "the next one that is not toxic";
        EXPECT_EQ(decide("makers third", request).market.venue.text(), "takers");
        const Decision nowhere = decide("makers third takers", request);
        EXPECT_EQ(nowhere.reason, Reason::SignalToxic);
        EXPECT_EQ(nowhere.market.venue.text(), "makers") << "the one that it would have rested at tells why";
        EXPECT_EQ(nowhere.venues[1].exclusion, book::Exclusion::None) << "a quote is told as it is";
    }
    // The policy would take; who means to wait waits where it is not picked off.
    EXPECT_EQ(decide("makers", free, .55).action, Action::Aggressive);
    EXPECT_EQ(decide("makers", rests, .55).market.venue.text(), "third");
    EXPECT_EQ(decide("makers third takers", rests, .55).reason, Reason::SignalToxic);
    EXPECT_EQ(decide("makers third takers", takes).market.venue.text(), "takers") << "what takes is not picked off";
    EXPECT_NE(decide("makers third takers", takes).action, Action::Abort);
}

TEST(VenueRouter, dividesAnUrgentOrderWhereThatCostsLess)
{
    Venues venues;
    venues.add("a", eagerBids, {{"100.01", "1"}, {"100.50", "50"}}, 5);
    venues.add("b", eagerBids, {{"100.02", "1"}, {"100.60", "50"}}, 5);
    const Decision decision = decideAcross({.side = Side::Bid, .size = size("2")}, contexts(venues), mid,
        {.maxImpactCost = 0.01, .book = {.impactNotional = 100}}, {});
    ASSERT_EQ(decision.action, Action::Aggressive);
    ASSERT_EQ(decision.children.size(), 2U);
    EXPECT_EQ(decision.children[0].size, size("1"));
    EXPECT_EQ(decision.children[1].size, size("1"));
    EXPECT_LT(decision.allInPrice, decision.singleAllInPrice);

    const Decision alone = decideAcross({.side = Side::Bid, .size = size("2"), .venue = core::VenueId("b")},
        contexts(venues), mid, {.maxImpactCost = 0.01, .book = {.impactNotional = 100}}, {});
    EXPECT_EQ(alone.market.venue.text(), "b") << "the user's venue is the only one";
    ASSERT_EQ(alone.children.size(), 1U);
    EXPECT_EQ(alone.venues[0].exclusion, book::Exclusion::NotAsked);
}

TEST(VenueRouter, fillsAcrossVenuesWhatNoneCouldFillAlone)
{
    Venues venues;
    venues.add("a", eagerBids, {{"100.01", "60"}}, 5);
    venues.add("b", eagerBids, {{"100.02", "60"}}, 5);
    const Decision decision = decideAcross({.side = Side::Bid, .size = size("100")}, contexts(venues), mid, {}, {});
    EXPECT_EQ(decision.action, Action::Aggressive);
    EXPECT_EQ(decision.children.size(), 2U);
    const Decision tooMuch = decideAcross({.side = Side::Bid, .size = size("121")}, contexts(venues), mid, {}, {});
    EXPECT_EQ(tooMuch.action, Action::Abort);
    EXPECT_EQ(tooMuch.reason, Reason::InsufficientDepth);
}

TEST(VenueRouter, takesOnlyWhereTheLimitReaches)
{
    Venues venues;
    venues.add("cheapest", deepBids, {{"100.05", "50"}}, 1);
    venues.add("nearest", deepBids, {{"100.01", "50"}, {"100.06", "50"}}, 30);
    const auto all = contexts(venues);
    const RouteRequest free{.side = Side::Bid, .size = size("1"), .takes = true};
    EXPECT_EQ(decideAcross(free, all, mid, {}, {}).market.venue.text(), "cheapest");
    RouteRequest limited = free;
    limited.limit = price("100.02");
    EXPECT_EQ(decideAcross(limited, all, mid, {}, {}).market.venue.text(), "nearest")
        << "the price that was clicked is there and nowhere else";
    limited.limit = price("99.90");
    const Decision unreachable = decideAcross(limited, all, mid, {}, {});
    EXPECT_EQ(unreachable.action, Action::Passive) << "judged as ever; what is sent does not fill and is cancelled";
    const std::vector<Candidate> candidates = venues.candidates();
    EXPECT_EQ(splitOrder(candidates, Side::Bid, size("80"), price("100.05")).filled, size("80"));
    EXPECT_EQ(splitOrder(candidates, Side::Bid, size("80"), price("100.02")).filled, size("50"));
}

TEST(VenueRouter, sendsASmallOrderWhereItIsLargeEnough)
{
    Venues venues;
    venues.add("cheap", deepBids, deepAsks, 1).instrument.minimumNotional = price("1") * size("20");
    venues.add("dear", deepBids, deepAsks, 30);
    const RouteRequest request{.side = Side::Bid, .size = size("0.1"), .takes = true};
    const Decision decision = decideAcross(request, contexts(venues), mid, {}, {});
    EXPECT_EQ(decision.market.venue.text(), "dear");
    EXPECT_NE(decision.action, Action::Abort);
    EXPECT_FALSE(decision.venues[0].fills);
}

TEST(VenueRouter, restsButNeverTakesAtAPostOnlyVenueAndNeverWhereABreakerIsOpen)
{
    Venues venues;
    venues.add("post-only", deepBids, deepAsks, 1, 0, -1).candidate.status = core::TradingStatus::PostOnly;
    venues.add("halted", deepBids, deepAsks, 1, 0, -2);
    venues.add("open", deepBids, deepAsks, 30, 0, 5);
    auto all = contexts(venues);
    all[1].context.breakerOpen = true;
    const Decision rests = decideAcross({.side = Side::Bid, .size = size("1")}, all, mid, {}, {});
    EXPECT_EQ(rests.action, Action::Passive);
    EXPECT_EQ(rests.market.venue.text(), "post-only");
    EXPECT_EQ(rests.venues[1].exclusion, book::Exclusion::BreakerOpen);
    const Decision takes = decideAcross({.side = Side::Bid, .size = size("60"), .takes = true}, all, mid, {}, {});
    EXPECT_EQ(takes.market.venue.text(), "open");
    for (const ChildOrder& child : takes.children) {
        EXPECT_EQ(child.market.venue.text(), "open");
    }
}

TEST(VenueRouter, judgesTheTouchByAllVenues)
{
    Venues venues;
    venues.add("a", eagerBids, deepAsks, 1);
    venues.add("b", {{"100.005", "1"}}, {{"100.02", "1"}}, 30);
    const Decision decision = decideAcross({.side = Side::Bid, .size = size("1")}, contexts(venues), mid, {}, {});
    EXPECT_EQ(decision.bestBid, price("100.00"));
    EXPECT_EQ(decision.marketBid, price("100.005"));
    EXPECT_EQ(decision.marketAsk, price("100.01"));
}

TEST(VenueRouter, abortsWithTheReasonWhenNobodyTakesPart)
{
    Venues venues;
    venues.add("a", deepBids, deepAsks, 5).candidate.exclusion = book::Exclusion::Late;
    venues.add("b", deepBids, deepAsks, 5).candidate.exclusion = book::Exclusion::Outlier;
    const Decision decision = decideAcross({.side = Side::Bid, .size = size("1")}, contexts(venues), mid, {}, {});
    EXPECT_EQ(decision.action, Action::Abort);
    EXPECT_EQ(decision.reason, Reason::VenueExcluded);
    EXPECT_EQ(decision.venues[1].exclusion, book::Exclusion::Outlier);
    EXPECT_NE(toJson(decision).find("\"excluded\":\"outlier\""), std::string::npos);
}

namespace
{

/// A venue of the table below, in plain numbers.
struct PlainVenue {
    const char* name;
    std::vector<std::pair<double, double>> bids; ///< price and size, best first
    std::vector<std::pair<double, double>> asks;
    double takerBps = 0;
    double makerBps = 0;
    double latencyMs = 0;

    [[nodiscard]] double costBps(bool takes) const { return (takes ? takerBps : makerBps) + latencyMs / 1000 * 3; }
};

/// What `value` quote units cost a coin there, everything in, by arithmetic of its own; NaN: it is not there.
double plainAllIn(const PlainVenue& venue, Side side, double value, bool takes)
{
    const bool buys = side == Side::Bid;
    const auto& levels = buys == takes ? venue.asks : venue.bids;
    double coins = 0;
    double left = value;
    for (const auto& [at, held] : levels) {
        const double taken = takes ? std::min(held * at, left) : left;
        coins += taken / at;
        left -= taken;
    }
    const double worse = venue.costBps(takes) / 1e4;
    return left > 1e-9 ? std::nan("") : value / coins * (buys ? 1 + worse : 1 - worse);
}

/// The cheapest way to divide `size` over two venues, tried in steps of a thousandth of a coin.
double plainDivision(const std::vector<PlainVenue>& venues, Side side, double size)
{
    const bool buys = side == Side::Bid;
    const auto paid = [&](const PlainVenue& venue, double coins) {
        double sum = 0;
        for (const auto& [at, held] : buys ? venue.asks : venue.bids) {
            const double taken = std::min(coins, held);
            sum += taken * at;
            coins -= taken;
        }
        const double worse = venue.costBps(true) / 1e4;
        return coins > 1e-9 ? std::nan("") : sum * (buys ? 1 + worse : 1 - worse);
    };
    double best = std::nan("");
    for (double first = 0; first <= size + 1e-9; first += 0.001) {
        const double sum = (paid(venues[0], first) + paid(venues[1], size - first)) / size;
        if (!std::isnan(sum) && (std::isnan(best) || (buys ? sum < best : sum > best))) {
            best = sum;
        }
    }
    return best;
}

struct WorthCase {
    const char* what;
    Side side;
    double size;
    std::vector<PlainVenue> venues; ///< the home venue first
    const char* chosen; ///< empty: it is divided
    const char* best;
    const char* asked = ""; ///< by the user
    bool rests = false;
};

} // namespace

/// Against arithmetic that shares nothing with the router.
TEST(VenueRouter, tellsWhatTheChoiceWasWorth)
{
    const std::vector<std::pair<double, double>> bids{{100.00, 500}, {99.99, 50}};
    const std::vector<std::pair<double, double>> asks{{100.01, 500}, {100.02, 50}};
    const std::array cases{
        WorthCase{"divided, a buy", Side::Bid, 2,
            {{"b", bids, {{100.02, 1}, {100.60, 50}}, 5}, {"a", bids, {{100.01, 1}, {100.50, 50}}, 5}}, "", "a"},
        WorthCase{"divided, a sell", Side::Ask, 2,
            {{"b", {{100.00, 1}, {99.40, 50}}, asks, 4}, {"a", {{99.99, 1}, {99.50, 50}}, asks, 5}}, "", "a"},
        WorthCase{
            "another venue, for its fee", Side::Bid, 3, {{"home", bids, asks, 10}, {"a", bids, asks, 4}}, "a", "a"},
        WorthCase{"another venue, for its latency", Side::Ask, 3,
            {{"home", bids, asks, 4, 0, 900}, {"a", bids, asks, 4, 0, 100}}, "a", "a"},
        WorthCase{"home itself", Side::Bid, 3, {{"home", bids, asks, 1}, {"a", bids, asks, 4}}, "home", "home"},
        WorthCase{"home is too short", Side::Bid, 40,
            {{"home", bids, {{100.01, 10}}, 1}, {"a", bids, {{100.01, 500}}, 30}}, "a", "a", "a"},
        WorthCase{"the user's venue costs more", Side::Bid, 3, {{"home", bids, asks, 1}, {"a", bids, asks, 9}}, "a",
            "home", "a"},
        WorthCase{
            "it rests", Side::Bid, 3, {{"home", bids, asks, 1, 2}, {"a", bids, asks, 9, -1, 300}}, "a", "a", "", true},
    };
    for (const WorthCase& c : cases) {
        SCOPED_TRACE(c.what);
        Venues venues;
        for (const PlainVenue& plain : c.venues) {
            Venue& venue = venues.add(plain.name, {}, {}, plain.takerBps, plain.latencyMs, plain.makerBps);
            std::array<std::vector<core::Level>, 2> sides;
            for (const auto& [levels, to] : {std::pair(&plain.bids, 0U), std::pair(&plain.asks, 1U)}) {
                for (const auto& [at, held] : *levels) {
                    sides.at(to).push_back({core::Price::fromRaw(std::llround(at * 1e9)),
                        core::Quantity::fromRaw(static_cast<core::Int128>(std::llround(held * 1e9)))});
                }
            }
            venue.book.assign(sides[0], sides[1]);
            venue.candidate.volatilityBps = 3;
        }
        const RouteRequest request{.side = c.side,
            .size = core::Quantity::fromRaw(static_cast<core::Int128>(std::llround(c.size * 1e9))),
            .venue = core::VenueId(c.asked),
            .home = {core::VenueId(c.venues[0].name), core::Symbol("X")},
            .takes = !c.rests,
            .rests = c.rests};
        const Decision decision = decideAcross(request, contexts(venues), mid,
            {.maxImpactCost = 0.01, .minLiquidityRatio = 0, .book = {.impactNotional = 100}}, {});
        ASSERT_NE(decision.action, Action::Abort) << nameOf(decision.trace[decision.trace.size() - 1].rule);
        const VenueComparison& worth = decision.comparison;
        const auto plain = [&](std::string_view name) {
            const auto venue = std::ranges::find(c.venues, name, &PlainVenue::name);
            return plainAllIn(*venue, c.side, c.size * mid, !c.rests);
        };
        EXPECT_EQ(worth.size, request.size);
        const bool isDivided = std::string_view(c.chosen).empty();
        EXPECT_EQ(decision.children.size() > 1, isDivided);
        EXPECT_NEAR(worth.chosen, isDivided ? plainDivision(c.venues, c.side, c.size) : plain(c.chosen), 1e-6);
        EXPECT_TRUE(isDivided || decision.market.venue.view() == c.chosen) << decision.market.venue.text();
        EXPECT_EQ(worth.best.venue.view(), c.best);
        EXPECT_NEAR(worth.bestPrice, plain(c.best), 1e-6);
        EXPECT_EQ(worth.home.venue.view(), c.venues[0].name);
        const double home = plain(c.venues[0].name);
        EXPECT_EQ(std::isnan(worth.homePrice), std::isnan(home));
        EXPECT_TRUE(std::isnan(home) || std::abs(worth.homePrice - home) < 1e-6) << worth.homePrice << ' ' << home;
        EXPECT_NE(toJson(decision).find(R"("home_venue":")" + std::string(c.venues[0].name)), std::string::npos);
        RouteRequest homeless = request;
        homeless.home = {};
        EXPECT_EQ(decideAcross(homeless, contexts(venues), mid,
                      {.maxImpactCost = 0.01, .minLiquidityRatio = 0, .book = {.impactNotional = 100}}, {})
                      .comparison.home.venue.view(),
            c.venues[0].name)
            << "none named: the first";
    }
}

TEST(VenueRouter, comparesNothingWhereNothingIsSentAndNobodyWhoTakesNoPart)
{
    Venues venues;
    venues.add("home", deepBids, deepAsks, 1).candidate.exclusion = book::Exclusion::Late;
    venues.add("a", deepBids, deepAsks, 5);
    const RouteRequest takes{.side = Side::Bid, .size = size("1"), .takes = true};
    const Decision decision = decideAcross(takes, contexts(venues), mid, {}, {});
    EXPECT_EQ(decision.comparison.best.venue.view(), "a");
    EXPECT_TRUE(std::isnan(decision.comparison.homePrice)) << "it could not have gone there";
    auto killed = contexts(venues);
    killed[1].context.killSwitch = true;
    const Decision aborted = decideAcross(takes, killed, mid, {}, {});
    ASSERT_EQ(aborted.action, Action::Abort);
    EXPECT_TRUE(std::isnan(aborted.comparison.chosen) && std::isnan(aborted.comparison.bestPrice));
    EXPECT_NE(toJson(aborted).find("\"comparison\":null"), std::string::npos);
}

TEST(StockQuotes, areThoseOfTheTouchHoweverLargeTheOrder)
{
    Venues venues;
    Venue& stock = venues.add("alpaca-sip", {{"199.99", "100"}}, {{"200.01", "100"}}, 0);
    EXPECT_FALSE(quoteTaking(stock.candidate, Side::Bid, 40'000, 200).fills); // a coin's book tells all
    stock.instrument.pair = {core::Asset("X"), core::Asset("USD"), core::Kind::Stock};

    const VenueQuote quote = quoteTaking(stock.candidate, Side::Bid, 40'000, 200);

    EXPECT_TRUE(quote.fills);
    EXPECT_NEAR(quote.price, 200.01, 1e-9);
    EXPECT_FALSE(quoteTaking(stock.candidate, Side::Bid, 40'000, 200, price("200.00")).fills); // beyond the limit
}

} // namespace leadline::routing
