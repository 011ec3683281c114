// SPDX-License-Identifier: MIT
#include "engine/book/consolidated_book.h"
#include "engine/book/participation.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <array>
#include <map>
#include <random>

namespace leadline::book
{

using core::Level;
using core::Price;
using core::Quantity;
using core::Side;
using tests::levels;
using tests::price;
using tests::size;

namespace
{

/// One venue's side, kept the plain way.
using PlainSide = std::map<Price, Quantity>;

struct PlainVenue {
    PlainSide bids;
    PlainSide asks;
    bool takesPart = true;
};

std::vector<Level> bestFirst(const PlainSide& side, Side which)
{
    std::vector<Level> all;
    for (const auto& [at, held] : side) {
        all.push_back({at, held});
    }
    if (which == Side::Bid) {
        std::reverse(all.begin(), all.end());
    }
    return all;
}

/// What the consolidated side must hold, merged from nothing.
std::map<Price, std::array<Quantity, mostVenues>> mergedPlainly(const std::vector<PlainVenue>& venues, Side which)
{
    std::map<Price, std::array<Quantity, mostVenues>> all;
    for (std::size_t i = 0; i < venues.size(); ++i) {
        if (venues[i].takesPart) {
            for (const auto& [at, held] : which == Side::Bid ? venues[i].bids : venues[i].asks) {
                all[at][i] = held;
            }
        }
    }
    return all;
}

void expectSame(const ConsolidatedBook& book, const std::vector<PlainVenue>& venues, Side which, int step)
{
    const auto expected = mergedPlainly(venues, which);
    const ConsolidatedSide& side = book.side(which);
    ASSERT_EQ(side.size(), expected.size()) << "step " << step;
    std::size_t index = which == Side::Bid ? side.size() : 0;
    for (const auto& [at, parts] : expected) {
        const ConsolidatedLevel level = side[which == Side::Bid ? --index : index++];
        ASSERT_EQ(level.price, at) << "step " << step;
        Quantity sum;
        for (std::size_t i = 0; i < mostVenues; ++i) {
            ASSERT_EQ(level.parts[i], parts[i]) << "step " << step << " venue " << i;
            sum += parts[i];
        }
        ASSERT_EQ(level.total, sum) << "the depth is the sum of the venues'";
    }
}

} // namespace

/// Random streams of changes, snapshots, departures and returns: after every event the same as merged from nothing.
TEST(ConsolidatedBook, equalsAMergeFromNothingAfterEveryEvent)
{
    for (unsigned seed = 1; seed <= 6; ++seed) {
        std::mt19937 random(seed);
        const auto draw = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most)); };
        std::vector<PlainVenue> venues(static_cast<std::size_t>(2 + draw(7)));
        ConsolidatedBook book;
        for (int step = 0; step < 3000; ++step) {
            const auto which = static_cast<std::size_t>(draw(static_cast<int>(venues.size())));
            PlainVenue& venue = venues[which];
            const int what = draw(100);
            if (what < 3) {
                // Leaves, or comes back with all it holds.
                venue.takesPart = !venue.takesPart;
                if (venue.takesPart) {
                    book.assign(which, bestFirst(venue.bids, Side::Bid), bestFirst(venue.asks, Side::Ask));
                } else {
                    book.remove(which);
                }
            } else if (what < 6) {
                venue.bids.clear();
                venue.asks.clear();
                for (int i = 0; i < draw(30); ++i) {
                    venue.bids[Price::fromRaw(1000 - draw(40))] = Quantity::fromRaw(1 + draw(9));
                    venue.asks[Price::fromRaw(1001 + draw(40))] = Quantity::fromRaw(1 + draw(9));
                }
                if (venue.takesPart) {
                    book.assign(which, bestFirst(venue.bids, Side::Bid), bestFirst(venue.asks, Side::Ask));
                }
            } else {
                std::vector<Level> bids;
                std::vector<Level> asks;
                for (int i = 0; i < 1 + draw(4); ++i) {
                    const bool isBid = draw(2) == 0;
                    // Prices overlap, so that venues cross each other all the time.
                    const Level level{
                        Price::fromRaw(980 + draw(50)), Quantity::fromRaw(draw(3) == 0 ? 0 : 1 + draw(9))};
                    PlainSide& side = isBid ? venue.bids : venue.asks;
                    level.size.isZero() ? static_cast<void>(side.erase(level.price))
                                        : static_cast<void>(side[level.price] = level.size);
                    (isBid ? bids : asks).push_back(level);
                }
                if (venue.takesPart) {
                    book.apply(which, bids, asks);
                }
            }
            expectSame(book, venues, Side::Bid, step);
            expectSame(book, venues, Side::Ask, step);
            if (HasFatalFailure()) {
                return;
            }
            // The best of all is the best of the venues.
            Price bestBid;
            for (const PlainVenue& one : venues) {
                if (one.takesPart && !one.bids.empty()) {
                    bestBid = std::max(bestBid, one.bids.rbegin()->first);
                }
            }
            ASSERT_EQ(book.bids().isEmpty() ? Price{} : book.bids()[0].price, bestBid);
        }
    }
}

TEST(ConsolidatedBook, keepsWhatEveryVenueHoldsAtAPrice)
{
    ConsolidatedBook book;
    book.assign(0, levels({{"100", "1"}}), levels({{"101", "2"}}));
    book.assign(1, levels({{"100", "3"}, {"99", "1"}}), levels({{"100.5", "4"}}));
    EXPECT_EQ(book.bids()[0].total, size("4"));
    EXPECT_EQ(book.bids()[0].parts[0], size("1"));
    EXPECT_EQ(book.bids()[0].parts[1], size("3"));
    EXPECT_EQ(book.asks()[0].price, price("100.5"));
    EXPECT_FALSE(book.isCrossed());
    book.apply(0, levels({{"100.5", "1"}}), {});
    EXPECT_TRUE(book.isCrossed()) << "locked counts: somebody bids what somebody asks";
    book.remove(1);
    EXPECT_EQ(book.bids().size(), 2U);
    EXPECT_FALSE(book.isCrossed());
}

namespace
{

VenueFacts fine(const char* mid, double reliability = 0.8)
{
    return {.isInSync = true, .isValid = true, .reliability = reliability, .mid = price(mid)};
}

std::vector<Exclusion> verdictsOf(const std::vector<VenueFacts>& venues, const ParticipationRules& rules = {})
{
    std::vector<Exclusion> verdicts(venues.size());
    judge(venues, rules, verdicts);
    return verdicts;
}

struct FactCase {
    const char* name;
    VenueFacts facts;
    Exclusion expected;
};

VenueFacts with(auto change)
{
    VenueFacts facts = fine("100");
    change(facts);
    return facts;
}

} // namespace

class OneVenue : public testing::TestWithParam<FactCase>
{
};

TEST_P(OneVenue, isLeftOutForTheFirstReasonThatHolds)
{
    EXPECT_EQ(verdictsOf({GetParam().facts, fine("100"), fine("100")})[0], GetParam().expected) << GetParam().name;
}

INSTANTIATE_TEST_SUITE_P(Boundary, OneVenue,
    testing::Values(FactCase{"nothing wrong", fine("100"), Exclusion::None},
        FactCase{"disconnected", with([](auto& f) { f.isConnected = false; }), Exclusion::Disconnected},
        FactCase{"maintenance", with([](auto& f) { f.status = core::TradingStatus::Closed; }), Exclusion::NotTrading},
        FactCase{
            "cancel only", with([](auto& f) { f.status = core::TradingStatus::CancelOnly; }), Exclusion::NotTrading},
        FactCase{"post only", with([](auto& f) { f.status = core::TradingStatus::PostOnly; }), Exclusion::None},
        FactCase{"gap", with([](auto& f) { f.isInSync = false; }), Exclusion::OutOfSync},
        FactCase{"crossed in itself", with([](auto& f) { f.isValid = false; }), Exclusion::InvalidBook},
        FactCase{
            "contracts of unknown value", with([](auto& f) { f.isSizeKnown = false; }), Exclusion::UnknownContract},
        FactCase{"contracts in a gap", with([](auto& f) {
                     f.isSizeKnown = false;
                     f.isInSync = false;
                 }),
            Exclusion::OutOfSync},
        FactCase{"just fresh", with([](auto& f) { f.ageSeconds = 5; }), Exclusion::None},
        FactCase{"just stale", with([](auto& f) { f.ageSeconds = 5.0001; }), Exclusion::Stale},
        FactCase{"just in time", with([](auto& f) { f.delaySeconds = 2; }), Exclusion::None},
        FactCase{"just late", with([](auto& f) { f.delaySeconds = 2.0001; }), Exclusion::Late},
        FactCase{"just reliable", with([](auto& f) { f.reliability = 0.5; }), Exclusion::None},
        FactCase{"unreliable", with([](auto& f) { f.reliability = 0.4999; }), Exclusion::Unreliable},
        FactCase{"prompt, whatever its deviation", with([](auto& f) {
                     f.reliability = 0.1;
                     f.promptShare = 0.5;
                 }),
            Exclusion::None},
        FactCase{"slow answers", with([](auto& f) { f.promptShare = 0.4999; }), Exclusion::Unreliable},
        FactCase{"switched off", with([](auto& f) { f.isSwitchedOn = false; }), Exclusion::SwitchedOff},
        FactCase{"1 % above the median", fine("101"), Exclusion::None},
        FactCase{"more than 1 % above", fine("101.01"), Exclusion::Outlier},
        FactCase{"1 % below", fine("99"), Exclusion::None},
        FactCase{"more than 1 % below", fine("98.99"), Exclusion::Outlier}));

TEST(Participation, keepsTheMoreReliableOfTwoThatDisagree)
{
    using enum Exclusion;
    EXPECT_EQ(verdictsOf({fine("100", 0.6), fine("102", 0.9)}), (std::vector{Outlier, None}));
    EXPECT_EQ(verdictsOf({fine("100", 0.9), fine("102", 0.6)}), (std::vector{None, Outlier}));
    EXPECT_EQ(verdictsOf({fine("100"), fine("102")}), (std::vector{None, Outlier})) << "of equals, the first";
    EXPECT_EQ(verdictsOf({fine("100"), fine("101")}), (std::vector{None, None}));
}

TEST(Participation, judgesOutliersAmongThoseThatNothingElseExcludes)
{
    using enum Exclusion;
    VenueFacts stale = fine("150");
    stale.ageSeconds = 100;
    EXPECT_EQ(verdictsOf({fine("100"), fine("100.2"), stale, fine("103")}), (std::vector{None, None, Stale, Outlier}));
    EXPECT_TRUE(verdictsOf({}).empty());
    EXPECT_EQ(verdictsOf({stale}), (std::vector{Stale}));
}

TEST(Participation, weighsASizeByReliabilityAndLatency)
{
    // By hand: w = 1/(1+ms); 1/51 against 1/101.
    const ParticipationRules rules;
    VenueFacts quick = fine("100", 0.9);
    quick.latencyMs = 50;
    VenueFacts slow = fine("100", 0.6);
    slow.latencyMs = 100;
    EXPECT_DOUBLE_EQ(latencyWeight(quick, 50, rules), 0.9);
    EXPECT_DOUBLE_EQ(latencyWeight(slow, 50, rules), 0.6 * (1 - 0.3 * (1 - 51.0 / 101.0)));
    EXPECT_DOUBLE_EQ(latencyWeight(slow, 50, {.latencyWeight = 0}), 0.6);
}

TEST(Cross, isNamedByWhatExplainsItMostInnocently)
{
    ConsolidatedBook book;
    book.assign(0, levels({{"100.2", "1"}}), levels({{"101", "1"}}));
    book.assign(1, levels({{"99", "1"}}), levels({{"100", "1"}}));
    std::vector<VenueFacts> venues{fine("100.5"), fine("99.5")};
    venues[0].takerFeeBps = venues[1].takerFeeBps = 5;
    EXPECT_EQ(classifyCross(book, venues), Cross::RealAfterFees) << "20 bps against two fees of 5";
    venues[0].takerFeeBps = 16;
    EXPECT_EQ(classifyCross(book, venues), Cross::InsideFees);
    venues[1].ageSeconds = 1.6;
    EXPECT_EQ(classifyCross(book, venues), Cross::StaleVenue);
    venues[0].delaySeconds = 0.26;
    EXPECT_EQ(classifyCross(book, venues), Cross::Clock);
    book.apply(1, {}, levels({{"100", "0"}, {"100.3", "1"}}));
    EXPECT_EQ(classifyCross(book, venues), Cross::None);
}

} // namespace leadline::book
