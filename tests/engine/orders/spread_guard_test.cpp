// SPDX-License-Identifier: MIT
#include "engine/orders/spread_guard.h"
#include "tests/support/builders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <random>

namespace leadline::orders
{

using tests::price;
using tests::size;
using namespace std::chrono_literals;

namespace
{

const core::MarketId here{core::VenueId("kraken"), core::Symbol("ETH/EUR")};
const core::MarketId there{core::VenueId("binance"), core::Symbol("ETHUSDT")};
const core::Timestamp start = core::fromMilliseconds(1'700'000'000'000);

constexpr SpreadNow wide(double bps)
{
    return {.isKnown = true, .bps = bps};
}
constexpr SpreadNow none{};

Order resting(ClientOrderId id, double maxSpreadBps, const core::MarketId& market = here)
{
    Order order;
    order.request = {.id = id, .market = market, .price = price("100"), .size = size("1")};
    order.state = OrderState::Working;
    order.sent = start;
    order.guard.maxSpreadBps = maxSpreadBps;
    return order;
}

Order ending(ClientOrderId id, core::Duration expiresIn, core::Duration maxAge = {})
{
    Order order = resting(id, 0);
    order.guard.expiresAt = expiresIn == core::Duration{} ? core::Timestamp{} : start + expiresIn;
    order.guard.maxAge = maxAge;
    return order;
}

std::vector<ClientOrderId> ids(const std::vector<SpreadGuard::Finding>& findings)
{
    std::vector<ClientOrderId> all;
    for (const SpreadGuard::Finding& finding : findings) {
        all.push_back(finding.id);
    }
    std::ranges::sort(all);
    return all;
}

using testing::ElementsAre;
using testing::IsEmpty;

struct ReasonCase {
    const char* name;
    core::Duration after; ///< since it was sent
    core::Duration expiresIn; ///< zero: never
    core::Duration maxAge; ///< of the order
    double settingsAge; ///< seconds, of the settings
    double threshold;
    SpreadNow spread;
    bool cancelOnStale;
    const char* expected; ///< empty: it stays
};

class Reason : public testing::TestWithParam<ReasonCase>
{
};

} // namespace

TEST_P(Reason, isTheFirstRuleThatIsBroken)
{
    const ReasonCase& c = GetParam();
    Order order = ending(1, c.expiresIn, c.maxAge);
    order.guard.maxSpreadBps = c.threshold;
    const GuardSettings settings{.maxAgeSeconds = c.settingsAge, .cancelOnStale = c.cancelOnStale};

    EXPECT_EQ(guardReason(order, start + c.after, c.spread, settings).value_or(""), c.expected) << c.name;
}

INSTANTIATE_TEST_SUITE_P(Expiry, Reason,
    testing::Values(ReasonCase{"a nanosecond before", 10s - 1ns, 10s, 0s, 0, 10, wide(5), true, ""},
        ReasonCase{"at its second", 10s, 10s, 0s, 0, 10, wide(5), true, "expired"},
        ReasonCase{"after it", 11s, 10s, 0s, 0, 10, wide(5), true, "expired"},
        ReasonCase{"never", 240h, 0s, 0s, 0, 10, wide(5), true, ""},
        ReasonCase{"before too old", 10s, 10s, 5s, 5, 10, wide(99), true, "expired"},
        ReasonCase{"without a book", 10s, 10s, 0s, 0, 10, none, false, "expired"}));

INSTANTIATE_TEST_SUITE_P(Age, Reason,
    testing::Values(ReasonCase{"exactly its age", 60s, 0s, 60s, 0, 10, wide(5), true, ""},
        ReasonCase{"beyond it", 60s + 1ns, 0s, 60s, 0, 10, wide(5), true, "too old"},
        ReasonCase{"any age", 240h, 0s, 0s, 0, 10, wide(5), true, ""},
        ReasonCase{"exactly the settings' age", 60s, 0s, 0s, 60, 10, wide(5), true, ""},
        ReasonCase{"beyond the settings' age", 60s + 1ns, 0s, 0s, 60, 10, wide(5), true, "too old"},
        ReasonCase{"its own before the settings', longer", 61s, 0s, 120s, 60, 10, wide(5), true, ""},
        ReasonCase{"its own before the settings', shorter", 31s, 0s, 30s, 60, 10, wide(5), true, "too old"},
        ReasonCase{"half a second", 501ms, 0s, 0s, 0.5, 10, wide(5), true, "too old"},
        ReasonCase{"before no book", 61s, 0s, 60s, 0, 10, none, true, "too old"},
        ReasonCase{"without a book", 61s, 0s, 60s, 0, 10, none, false, "too old"},
        ReasonCase{"before the spread", 61s, 0s, 60s, 0, 10, wide(99), false, "too old"}));

INSTANTIATE_TEST_SUITE_P(Stale, Reason,
    testing::Values(ReasonCase{"kept", 1s, 0s, 0s, 0, 10, none, false, ""},
        ReasonCase{"cancelled", 1s, 0s, 0s, 0, 10, none, true, "no fresh book"},
        ReasonCase{"cancelled without a threshold", 1s, 0s, 0s, 0, 0, none, true, "no fresh book"},
        ReasonCase{"its old spread is not judged", 1s, 0s, 0s, 0, 10, {.isKnown = false, .bps = 99}, false, ""}));

INSTANTIATE_TEST_SUITE_P(Spread, Reason,
    testing::Values(ReasonCase{"narrower", 1s, 0s, 0s, 0, 5, wide(4.9), true, ""},
        ReasonCase{"equal", 1s, 0s, 0s, 0, 5, wide(5), true, ""},
        ReasonCase{"a breath wider", 1s, 0s, 0s, 0, 5, wide(std::nextafter(5, 6)), true, "spread 5.0 bps > 5.0 bps"},
        ReasonCase{"wider", 1s, 0s, 0s, 0, 5, wide(12), true, "spread 12.0 bps > 5.0 bps"},
        ReasonCase{"not for the spread", 1s, 0s, 0s, 0, 0, wide(1e6), true, ""},
        ReasonCase{"crossed", 1s, 0s, 0s, 0, 5, wide(-3), true, ""},
        ReasonCase{"not a number", 1s, 0s, 0s, 0, 5, wide(NAN), true, ""}));

TEST(GuardReason, keepsWhatIsFinal)
{
    Order order = ending(1, 1s, 1s);
    order.guard.maxSpreadBps = 1;
    for (int state = 0; state < orderStates; ++state) {
        order.state = static_cast<OrderState>(state);
        EXPECT_EQ(guardReason(order, start + 1h, none, {.cancelOnStale = true}).has_value(), !isFinal(order.state))
            << describe(order.state);
    }
}

TEST(GuardReason, leavesItToTheCallerWhetherAnythingIsCancelled)
{
    EXPECT_TRUE(guardReason(resting(1, 5), start, wide(6), {.autoCancel = false}).has_value());
    SpreadGuard guard({.autoCancel = false});
    guard.follow(resting(1, 5));
    EXPECT_THAT(ids(guard.bookMoved(here, wide(6), start)), ElementsAre(1)) << "it is flagged instead";
}

TEST(SpreadGuard, findsThoseWhoseThresholdIsPassed)
{
    SpreadGuard guard({});
    guard.follow(resting(1, 5));
    guard.follow(resting(2, 7));
    guard.follow(resting(3, 5, there));
    guard.follow(resting(4, 0));
    guard.follow(resting(5, 5));

    EXPECT_THAT(guard.bookMoved(here, wide(5), start), IsEmpty());
    const auto& found = guard.bookMoved(here, wide(6.5), start);

    ASSERT_THAT(ids(found), ElementsAre(1, 5));
    EXPECT_EQ(found[0].why, "spread 6.5 bps > 5.0 bps");
    EXPECT_EQ(guard.size(), 3U);
    EXPECT_THAT(ids(guard.bookMoved(here, wide(8), start)), ElementsAre(2));
    EXPECT_THAT(ids(guard.bookMoved(there, wide(8), start)), ElementsAre(3));
}

TEST(SpreadGuard, findsNothingAgainUntilItIsFollowedAnew)
{
    SpreadGuard guard({});
    guard.follow(resting(1, 5));
    EXPECT_THAT(ids(guard.bookMoved(here, wide(6), start)), ElementsAre(1));
    EXPECT_THAT(guard.bookMoved(here, wide(6), start), IsEmpty());
    EXPECT_THAT(guard.timePassed(start + 1s, [](const auto&) { return wide(6); }), IsEmpty());
    guard.follow(resting(1, 5));
    EXPECT_THAT(ids(guard.bookMoved(here, wide(6), start)), ElementsAre(1));
}

TEST(SpreadGuard, letsGoWhatIsFinalFlaggedOrBeingCancelled)
{
    const auto change = {+[](Order& o) { o.state = OrderState::Filled; }, +[](Order& o) { o.isFlagged = true; },
        +[](Order& o) { o.cancelWanted = true; }};
    for (const auto& letGo : change) {
        SpreadGuard guard({});
        Order order = resting(1, 5);
        guard.follow(order);
        letGo(order);
        guard.follow(order);
        EXPECT_EQ(guard.size(), 0U);
        EXPECT_THAT(guard.bookMoved(here, wide(6), start), IsEmpty());
    }
}

TEST(SpreadGuard, goesByTheNewestTerms)
{
    SpreadGuard guard({});
    guard.follow(resting(1, 5));
    guard.follow(resting(1, 9));
    EXPECT_EQ(guard.size(), 1U);
    EXPECT_THAT(guard.bookMoved(here, wide(6), start), IsEmpty());
    EXPECT_THAT(ids(guard.bookMoved(here, wide(9.1), start)), ElementsAre(1));
}

TEST(SpreadGuard, findsByTimeWhatHasEnded)
{
    SpreadGuard guard({});
    guard.follow(ending(1, 10s));
    guard.follow(ending(2, 0s, 10s));
    guard.follow(ending(3, 20s, 60s));
    const auto quiet = [](const core::MarketId&) { return wide(1); };

    EXPECT_THAT(guard.timePassed(start + 9s, quiet), IsEmpty());
    const auto expired = guard.timePassed(start + 10s, quiet);
    ASSERT_THAT(ids(expired), ElementsAre(1)) << "the other is exactly its age";
    EXPECT_EQ(expired[0].why, "expired");
    const auto old = guard.timePassed(start + 11s, quiet);
    ASSERT_THAT(ids(old), ElementsAre(2));
    EXPECT_EQ(old[0].why, "too old");
    EXPECT_THAT(ids(guard.timePassed(start + 20s, quiet)), ElementsAre(3));
    EXPECT_EQ(guard.size(), 0U);
}

TEST(SpreadGuard, looksAtTheTimeOnlyAsOftenAsItIsTold)
{
    SpreadGuard guard({.checkIntervalSeconds = 2});
    guard.follow(ending(1, 1s));
    int asked = 0;
    const auto quiet = [&](const core::MarketId&) {
        ++asked;
        return wide(1);
    };
    EXPECT_THAT(guard.timePassed(start, quiet), IsEmpty());
    EXPECT_EQ(asked, 1);
    EXPECT_THAT(guard.timePassed(start + 1999ms, quiet), IsEmpty());
    EXPECT_EQ(asked, 1);
    EXPECT_THAT(ids(guard.timePassed(start + 2s, quiet)), ElementsAre(1));
}

TEST(SpreadGuard, cancelsWithoutABookOnlyWhereThatIsSet)
{
    SpreadGuard keeps({});
    SpreadGuard cancels({.cancelOnStale = true});
    for (SpreadGuard* const guard : {&keeps, &cancels}) {
        guard->follow(resting(1, 5));
        guard->follow(resting(2, 0));
        guard->follow(resting(3, 5, there));
    }
    const auto staleHere = [](const core::MarketId& market) { return market == here ? none : wide(1); };
    EXPECT_THAT(keeps.timePassed(start + 1s, staleHere), IsEmpty());
    const auto found = cancels.timePassed(start + 1s, staleHere);
    ASSERT_THAT(ids(found), ElementsAre(1, 2));
    EXPECT_EQ(found[0].why, "no fresh book");
    EXPECT_EQ(cancels.size(), 1U);
}

TEST(SpreadGuard, takesOverAnotherMaxAge)
{
    SpreadGuard guard({});
    guard.follow(resting(1, 0));
    Order patient = ending(2, 0s, 1h);
    guard.follow(patient);
    const auto quiet = [](const core::MarketId&) { return wide(1); };
    EXPECT_THAT(guard.timePassed(start + 100s, quiet), IsEmpty());
    guard.setSettings({.maxAgeSeconds = 100});
    EXPECT_THAT(guard.timePassed(start + 101s, quiet), ElementsAre(testing::Field(&SpreadGuard::Finding::id, 1)));
    guard.follow(resting(3, 0));
    guard.setSettings({.maxAgeSeconds = 0});
    EXPECT_THAT(guard.timePassed(start + 200s, quiet), IsEmpty());
    guard.follow(resting(3, 7));
    EXPECT_EQ(guard.size(), 2U);
    EXPECT_THAT(ids(guard.timePassed(start + 2h, quiet)), ElementsAre(2));
}

TEST(SpreadGuard, waitsForTheDwellTime)
{
    SpreadGuard guard({.dwellMs = 500});
    guard.follow(resting(1, 5));
    EXPECT_THAT(guard.bookMoved(here, wide(6), start), IsEmpty());
    EXPECT_THAT(guard.bookMoved(here, wide(6), start + 499ms), IsEmpty());
    EXPECT_THAT(ids(guard.bookMoved(here, wide(6), start + 500ms)), ElementsAre(1));
}

TEST(SpreadGuard, dwellsAnewAfterTheSpreadWasNarrowAMoment)
{
    SpreadGuard guard({.dwellMs = 500});
    guard.follow(resting(1, 5));
    EXPECT_THAT(guard.bookMoved(here, wide(6), start), IsEmpty());
    EXPECT_THAT(guard.bookMoved(here, wide(5), start + 400ms), IsEmpty()) << "exactly the threshold is narrow";
    EXPECT_THAT(guard.bookMoved(here, wide(6), start + 450ms), IsEmpty());
    EXPECT_THAT(guard.bookMoved(here, wide(6), start + 949ms), IsEmpty());
    EXPECT_THAT(ids(guard.bookMoved(here, wide(6), start + 950ms)), ElementsAre(1));
}

TEST(SpreadGuard, endsADwellOnlyBelowTheHysteresis)
{
    SpreadGuard guard({.dwellMs = 500, .hysteresisBps = 1});
    guard.follow(resting(1, 5));
    guard.follow(resting(2, 5.5));
    EXPECT_THAT(guard.bookMoved(here, wide(6), start), IsEmpty());
    EXPECT_THAT(guard.bookMoved(here, wide(4.5), start + 100ms), IsEmpty()) << "1 dwells on, 2 does not";
    EXPECT_THAT(ids(guard.bookMoved(here, wide(6), start + 500ms)), ElementsAre(1));
    EXPECT_THAT(ids(guard.bookMoved(here, wide(6), start + 1000ms)), ElementsAre(2));
}

TEST(SpreadGuard, cancelsForNoSpreadThatIsNotWiderAtThatMoment)
{
    SpreadGuard guard({.dwellMs = 500, .hysteresisBps = 1});
    guard.follow(resting(1, 5));
    EXPECT_THAT(guard.bookMoved(here, wide(6), start), IsEmpty());
    EXPECT_THAT(guard.bookMoved(here, wide(4.5), start + 500ms), IsEmpty()) << "4.5 bps are not more than 5.0 bps";
}

TEST(SpreadGuard, goesOnDwellingWhenThatOrderIsFilledInPart)
{
    SpreadGuard guard({.dwellMs = 500});
    Order order = resting(1, 5);
    guard.follow(order);
    EXPECT_THAT(guard.bookMoved(here, wide(6), start), IsEmpty());
    order.state = OrderState::PartiallyFilled;
    order.filled = size("0.5");
    guard.follow(order);
    EXPECT_THAT(ids(guard.bookMoved(here, wide(6), start + 500ms)), ElementsAre(1));
}

TEST(SpreadGuard, namesExpiryFirstEvenWhereItDwelt)
{
    SpreadGuard guard({.dwellMs = 500});
    Order order = resting(1, 5);
    order.guard.expiresAt = start + 400ms;
    guard.follow(order);
    EXPECT_THAT(guard.bookMoved(here, wide(6), start), IsEmpty());
    const auto found = guard.bookMoved(here, wide(6), start + 500ms);
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].why, "expired");
}

TEST(SpreadGuard, endsADwellByTimeToo)
{
    SpreadGuard guard({.dwellMs = 500});
    guard.follow(resting(1, 5));
    EXPECT_THAT(guard.bookMoved(here, wide(6), start), IsEmpty());
    EXPECT_THAT(ids(guard.timePassed(start + 1s, [](const auto&) { return wide(6); })), ElementsAre(1));
}

TEST(SpreadGuard, forgetsADwellWhileItIsTurnedOff)
{
    SpreadGuard guard({.dwellMs = 500});
    guard.follow(resting(1, 5));
    EXPECT_THAT(guard.bookMoved(here, wide(6), start), IsEmpty());
    guard.setSettings({});
    EXPECT_THAT(guard.bookMoved(here, wide(4), start + 1s), IsEmpty());
    guard.setSettings({.dwellMs = 500});
    EXPECT_THAT(guard.bookMoved(here, wide(6), start + 2s), IsEmpty()) << "it has only just become wide";
}

/// Sorted thresholds and ends find what asking every order would find, with the same words.
TEST(SpreadGuard, agreesWithAskingEveryOrder)
{
    std::mt19937 random(17);
    const auto draw = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most)); };
    int findings = 0;
    for (int round = 0; round < 60; ++round) {
        GuardSettings settings{
            .maxAgeSeconds = draw(2) == 0 ? 0.0 : draw(60), .checkIntervalSeconds = 0, .cancelOnStale = draw(2) == 0};
        SpreadGuard guard(settings);
        std::map<ClientOrderId, Order> orders;
        core::Timestamp now = start;
        for (int step = 0; step < 300; ++step) {
            now += std::chrono::milliseconds(draw(3) * 500);
            std::map<core::MarketId, SpreadNow> spreads;
            for (const core::MarketId& market : {here, there}) {
                spreads[market] = draw(6) == 0 ? none : wide(draw(20) * 0.5);
            }
            std::map<ClientOrderId, std::string> expected;
            std::vector<SpreadGuard::Finding> found;
            switch (draw(5)) {
            case 0:
            case 1: {
                Order order = resting(static_cast<ClientOrderId>(1 + draw(40)), draw(20) * 0.5, draw(2) ? here : there);
                if (const auto known = orders.find(order.request.id); known != orders.end()) {
                    order.request.market = known->second.request.market;
                }
                order.sent = now - std::chrono::milliseconds(draw(20) * 500);
                order.guard.expiresAt =
                    draw(2) == 0 ? core::Timestamp{} : now + std::chrono::milliseconds(draw(40) * 500);
                order.guard.maxAge = draw(2) == 0 ? core::Duration{} : std::chrono::milliseconds(draw(60) * 500);
                order.state = draw(8) == 0 ? OrderState::Cancelled : OrderState::Working;
                order.isFlagged = draw(8) == 0;
                order.cancelWanted = draw(8) == 0;
                guard.follow(order);
                orders.erase(order.request.id);
                if (order.isLive() && !order.isFlagged && !order.cancelWanted) {
                    orders[order.request.id] = order;
                }
                continue;
            }
            case 2: {
                const core::MarketId market = draw(2) ? here : there;
                for (const auto& [id, order] : orders) {
                    const bool isTooWide = spreads[market].isKnown && order.guard.maxSpreadBps > 0
                        && spreads[market].bps > order.guard.maxSpreadBps;
                    if (order.request.market == market && isTooWide) {
                        expected[id] = guardReason(order, now, spreads[market], settings).value();
                    }
                }
                found = guard.bookMoved(market, spreads[market], now);
                break;
            }
            case 3:
                for (const auto& [id, order] : orders) {
                    if (const auto why = guardReason(order, now, spreads[order.request.market], settings)) {
                        expected[id] = *why;
                    }
                }
                found = guard.timePassed(now, [&](const core::MarketId& market) { return spreads[market]; });
                break;
            default:
                if (draw(10) == 0) {
                    settings.maxAgeSeconds = draw(60) * 0.5;
                    settings.cancelOnStale = draw(2) == 0;
                    guard.setSettings(settings);
                }
                continue;
            }
            std::map<ClientOrderId, std::string> told;
            for (const SpreadGuard::Finding& finding : found) {
                EXPECT_TRUE(told.emplace(finding.id, finding.why).second) << "twice in one answer";
                orders.erase(finding.id);
            }
            ASSERT_EQ(told, expected) << "round " << round << " step " << step;
            ASSERT_EQ(guard.size(), orders.size());
            findings += static_cast<int>(told.size());
        }
    }
    EXPECT_GT(findings, 1000) << "or the test tries nothing";
}

} // namespace leadline::orders
