// SPDX-License-Identifier: MIT
#include "engine/sim/exchange/matching_engine.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <random>
#include <tuple>

namespace leadline::sim
{

using core::Side;

namespace
{

class Tape final : public MatchListener
{
public:
    void levelChanged(Side side, Ticks price, Lots total) override
    {
        auto& book = side == Side::Bid ? bids : asks;
        total == 0 ? static_cast<void>(book.erase(price)) : static_cast<void>(book[price] = total);
    }
    void matched(
        Side takerSide, OrderHandle /*taker*/, OrderHandle maker, Ticks price, Lots size, Lots makerLeft) override
    {
        fills.emplace_back(takerSide, maker, price, size, makerLeft);
    }
    std::map<Ticks, Lots> bids;
    std::map<Ticks, Lots> asks;
    std::vector<std::tuple<Side, OrderHandle, Ticks, Lots, Lots>> fills;
};

} // namespace

TEST(MatchingEngine, fillsInPriceThenTimeOrder)
{
    Tape tape;
    MatchingEngine engine(1000, 500, tape);
    const auto first = engine.submit(Side::Ask, 1001, 5, TimeInForce::GoodTillCancel).handle;
    const auto second = engine.submit(Side::Ask, 1001, 5, TimeInForce::GoodTillCancel).handle;
    const auto better = engine.submit(Side::Ask, 1000, 2, TimeInForce::GoodTillCancel).handle;

    const SubmitOutcome outcome = engine.submit(Side::Bid, 1001, 9, TimeInForce::GoodTillCancel);

    EXPECT_EQ(outcome.filled, 9);
    EXPECT_EQ(outcome.resting, 0);
    ASSERT_EQ(tape.fills.size(), 3U);
    EXPECT_EQ(tape.fills[0], std::make_tuple(Side::Bid, better, 1000, 2, 0));
    EXPECT_EQ(tape.fills[1], std::make_tuple(Side::Bid, first, 1001, 5, 0));
    EXPECT_EQ(tape.fills[2], std::make_tuple(Side::Bid, second, 1001, 2, 3));
    EXPECT_EQ(engine.totalAt(1001), 3);
    EXPECT_EQ(engine.best(Side::Ask), 1001);
}

TEST(MatchingEngine, keepsToTheTimeInForce)
{
    Tape tape;
    MatchingEngine engine(1000, 500, tape);
    engine.submit(Side::Ask, 1001, 5, TimeInForce::GoodTillCancel);

    EXPECT_EQ(engine.submit(Side::Bid, 1001, 1, TimeInForce::PostOnly).result, SubmitResult::WouldTake);
    EXPECT_EQ(engine.submit(Side::Bid, 1000, 1, TimeInForce::PostOnly).resting, 1);
    const SubmitOutcome taken = engine.submit(Side::Bid, 1002, 9, TimeInForce::ImmediateOrCancel);
    EXPECT_EQ(taken.filled, 5);
    EXPECT_EQ(taken.resting, 0);
    EXPECT_EQ(engine.best(Side::Ask), std::nullopt);
    EXPECT_EQ(engine.submit(Side::Bid, 1500, 1, TimeInForce::GoodTillCancel).result, SubmitResult::OutOfBand);
}

TEST(MatchingEngine, knowsTheQueueAndForgetsHandlesOfTheDead)
{
    Tape tape;
    MatchingEngine engine(1000, 500, tape);
    const auto first = engine.submit(Side::Bid, 999, 5, TimeInForce::GoodTillCancel).handle;
    const auto second = engine.submit(Side::Bid, 999, 7, TimeInForce::GoodTillCancel).handle;
    EXPECT_EQ(engine.aheadOf(second), 5);
    EXPECT_EQ(engine.cancel(first), 5);
    EXPECT_EQ(engine.aheadOf(second), 0);
    EXPECT_EQ(engine.cancel(first), std::nullopt);
    const auto reused = engine.submit(Side::Bid, 998, 1, TimeInForce::GoodTillCancel).handle;
    EXPECT_NE(reused, first) << "the slot lives again under another handle";
    EXPECT_EQ(engine.cancel(first), std::nullopt);
    EXPECT_EQ(engine.liveOrders(), 2U);
}

TEST(MatchingEngine, equalsAPlainReferenceOverRandomOrders)
{
    struct Resting {
        OrderHandle handle;
        Side side;
        Ticks price;
        Lots left;
    };
    std::mt19937_64 random(17);
    Tape tape;
    MatchingEngine engine(1000, 500, tape);
    std::deque<Resting> resting; // in time order
    Lots submitted = 0;
    Lots cancelled = 0;
    Lots expired = 0;
    Lots traded = 0;
    for (int step = 0; step < 20'000; ++step) {
        if (!resting.empty() && random() % 3 == 0) {
            const std::size_t at = random() % resting.size();
            const auto left = engine.cancel(resting[at].handle);
            ASSERT_EQ(left, resting[at].left);
            cancelled += *left;
            resting.erase(resting.begin() + static_cast<std::ptrdiff_t>(at));
            continue;
        }
        const Side side = random() % 2 == 0 ? Side::Bid : Side::Ask;
        const auto price = static_cast<Ticks>(990 + random() % 21);
        const auto size = static_cast<Lots>(1 + random() % 20);
        const auto tif = static_cast<TimeInForce>(random() % 3);
        tape.fills.clear();
        const SubmitOutcome outcome = engine.submit(side, price, size, tif);
        submitted += outcome.result == SubmitResult::Accepted ? size : 0;

        // The reference: the best-priced, then oldest, opposite order, again and again.
        Lots left = size;
        std::size_t fill = 0;
        const auto crosses = [&](const Resting& r) {
            return r.side != side && (side == Side::Bid ? r.price <= price : r.price >= price);
        };
        if (tif == TimeInForce::PostOnly && std::any_of(resting.begin(), resting.end(), crosses)) {
            ASSERT_EQ(outcome.result, SubmitResult::WouldTake);
            continue;
        }
        while (left > 0) {
            auto best = resting.end();
            for (auto it = resting.begin(); it != resting.end(); ++it) {
                if (crosses(*it)
                    && (best == resting.end()
                        || (side == Side::Bid ? it->price < best->price : it->price > best->price))) {
                    best = it;
                }
            }
            if (best == resting.end()) {
                break;
            }
            const Lots part = std::min(left, best->left);
            left -= part;
            best->left -= part;
            traded += part;
            ASSERT_LT(fill, tape.fills.size());
            ASSERT_EQ(tape.fills[fill++], std::make_tuple(side, best->handle, best->price, part, best->left));
            if (best->left == 0) {
                resting.erase(best);
            }
        }
        ASSERT_EQ(fill, tape.fills.size());
        ASSERT_EQ(outcome.filled, size - left);
        if (left > 0 && tif != TimeInForce::ImmediateOrCancel) {
            resting.push_back({outcome.handle, side, price, left});
        } else {
            expired += left;
        }
        std::map<Ticks, Lots> bids;
        std::map<Ticks, Lots> asks;
        Lots open = 0;
        for (const Resting& r : resting) {
            (r.side == Side::Bid ? bids : asks)[r.price] += r.left;
            open += r.left;
        }
        ASSERT_EQ(bids, tape.bids);
        ASSERT_EQ(asks, tape.asks);
        ASSERT_EQ(submitted, 2 * traded + open + cancelled + expired) << "quantity is conserved";
    }
}

} // namespace leadline::sim
