// SPDX-License-Identifier: MIT
#include "engine/book/book_tracker.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <random>
#include <string>

namespace leadline::book
{

using tests::diff;
using tests::price;
using tests::size;
using tests::snapshot;

namespace
{

class Counter final : public BookListener
{
public:
    void bookWillChange(core::Timestamp /*eventTime*/) override { ++announced; }
    void bookChanged(const core::BookUpdate& /*update*/) override { ++changed; }
    void bookRestarted() override { ++restarted; }
    int announced = 0;
    int changed = 0;
    int restarted = 0;
};

/// What one diff against a snapshot of id 100 should do, by the venue's published rule.
struct JoinCase {
    SequenceRule rule;
    std::uint64_t first;
    std::uint64_t final;
    std::uint64_t previous;
    BookState state;
    int applied;
};

} // namespace

class Joining : public testing::TestWithParam<JoinCase>
{
};

TEST_P(Joining, followsThePublishedRule)
{
    const JoinCase& c = GetParam();
    BookTracker tracker({.sequence = c.rule});
    Counter heard;
    tracker.apply(snapshot(100, {{"10", "1"}}, {{"11", "1"}}).view(), heard);

    const bool snapshotNeeded = tracker.apply(diff(c.first, c.final, c.previous, {{"10", "2"}}, {}).view(), heard);

    EXPECT_EQ(tracker.state(), c.state);
    EXPECT_EQ(heard.changed, c.applied);
    EXPECT_EQ(heard.announced, c.applied);
    EXPECT_EQ(snapshotNeeded, c.state == BookState::Gap);
    EXPECT_EQ(tracker.book().bids().sizeAt(price("10")), size(c.applied == 1 ? "2" : "1"));
}

constexpr auto futures = SequenceRule::BinanceFutures;
constexpr auto spot = SequenceRule::BinanceSpot;

INSTANTIATE_TEST_SUITE_P(Futures, Joining,
    testing::Values(JoinCase{futures, 90, 99, 89, BookState::Joining, 0}, // u < lastUpdateId: dropped
        JoinCase{futures, 90, 100, 89, BookState::InSync, 1}, // u == lastUpdateId: straddles
        JoinCase{futures, 100, 105, 99, BookState::InSync, 1}, // U == lastUpdateId
        JoinCase{futures, 101, 105, 100, BookState::InSync, 1}, // pu == lastUpdateId: no gap either
        JoinCase{futures, 101, 105, 99, BookState::Gap, 0}, // U > lastUpdateId: snapshot too old
        JoinCase{futures, 200, 205, 199, BookState::Gap, 0}));
INSTANTIATE_TEST_SUITE_P(Spot, Joining,
    testing::Values(JoinCase{spot, 90, 100, 0, BookState::Joining, 0}, // u <= lastUpdateId: dropped
        JoinCase{spot, 90, 101, 0, BookState::InSync, 1}, JoinCase{spot, 101, 105, 0, BookState::InSync, 1},
        JoinCase{spot, 102, 105, 0, BookState::Gap, 0}));

TEST(BookTracker, keepsDiffsUntilTheSnapshotComesAndAsksForItOnce)
{
    BookTracker tracker({.sequence = futures});
    Counter heard;

    EXPECT_TRUE(tracker.apply(diff(90, 99, 89, {{"10", "5"}}, {}).view(), heard));
    EXPECT_FALSE(tracker.apply(diff(100, 105, 99, {{"10", "6"}}, {}).view(), heard));
    EXPECT_FALSE(tracker.apply(diff(106, 110, 105, {{"10", "7"}}, {}).view(), heard));
    EXPECT_EQ(tracker.state(), BookState::Waiting);
    EXPECT_FALSE(tracker.apply(snapshot(102, {{"10", "1"}, {"9", "1"}}, {{"11", "1"}}).view(), heard));

    EXPECT_EQ(tracker.state(), BookState::InSync);
    EXPECT_EQ(heard.changed, 2);
    EXPECT_EQ(tracker.book().bids()[0].size, size("7"));
    EXPECT_EQ(tracker.counters().gaps, 0U);
}

TEST(BookTracker, marksAGapAndHealsItWithTheNextSnapshot)
{
    for (const SequenceRule rule : {futures, spot}) {
        BookTracker tracker({.sequence = rule});
        Counter heard;
        tracker.apply(snapshot(100, {{"10", "1"}}, {{"11", "1"}}).view(), heard);
        tracker.apply(diff(100, 105, 99, {}, {}).view(), heard);
        ASSERT_TRUE(tracker.isUsable());

        EXPECT_TRUE(tracker.apply(diff(108, 110, 107, {{"10", "9"}}, {}).view(), heard));

        EXPECT_EQ(tracker.state(), BookState::Gap);
        EXPECT_FALSE(tracker.isUsable());
        EXPECT_EQ(tracker.counters().gaps, 1U);
        EXPECT_FALSE(tracker.apply(diff(111, 112, 110, {{"10", "8"}}, {}).view(), heard));
        EXPECT_FALSE(tracker.isUsable());

        tracker.apply(snapshot(109, {{"10", "3"}}, {{"11", "1"}}).view(), heard);

        EXPECT_TRUE(tracker.isUsable());
        EXPECT_EQ(tracker.book().bids()[0].size, size("8"));
        EXPECT_EQ(tracker.counters().resyncs, 1U);
        EXPECT_EQ(tracker.counters().gaps, 1U);
    }
}

TEST(BookTracker, ignoresWhatItAlreadyHas)
{
    BookTracker tracker({.sequence = futures});
    Counter heard;
    tracker.apply(snapshot(100, {{"10", "1"}}, {{"11", "1"}}).view(), heard);
    tracker.apply(diff(100, 105, 99, {{"10", "2"}}, {}).view(), heard);

    tracker.apply(diff(100, 105, 99, {{"10", "9"}}, {}).view(), heard);
    tracker.apply(snapshot(103, {{"10", "9"}}, {{"11", "1"}}).view(), heard);

    EXPECT_TRUE(tracker.isInSync());
    EXPECT_EQ(tracker.book().bids()[0].size, size("2"));
    EXPECT_EQ(tracker.counters().ignored, 2U);
}

TEST(BookTracker, takesAnEmptyOrCrossedBookForUnusable)
{
    BookTracker tracker({.sequence = futures});
    Counter heard;
    tracker.apply(snapshot(100, {{"10", "1"}}, {{"11", "1"}}).view(), heard);
    tracker.apply(diff(100, 105, 99, {{"11", "1"}}, {}).view(), heard);
    EXPECT_FALSE(tracker.isUsable()) << "locked";
    tracker.apply(diff(106, 107, 105, {{"12", "1"}}, {}).view(), heard);
    EXPECT_FALSE(tracker.isUsable()) << "crossed";
    tracker.apply(diff(108, 109, 107, {{"12", "0"}, {"11", "0"}, {"10", "0"}}, {}).view(), heard);
    EXPECT_FALSE(tracker.isUsable()) << "empty side";
    tracker.apply(diff(110, 111, 109, {{"10.5", "1"}}, {}).view(), heard);
    EXPECT_TRUE(tracker.isUsable());
}

TEST(BookTracker, replacesTheBookWithEveryFrame)
{
    BookTracker tracker({.sequence = futures});
    Counter heard;
    auto frame = diff(90, 100, 89, {{"10", "1"}, {"9", "1"}}, {{"11", "1"}});
    frame.update.kind = core::BookUpdateKind::Frame;
    EXPECT_FALSE(tracker.apply(frame.view(), heard));
    auto later = diff(101, 110, 100, {{"10", "4"}}, {{"12", "1"}});
    later.update.kind = core::BookUpdateKind::Frame;
    tracker.apply(later.view(), heard);
    tracker.apply(frame.view(), heard);

    EXPECT_TRUE(tracker.isUsable());
    EXPECT_EQ(tracker.book().bids().size(), 1U);
    EXPECT_EQ(tracker.book().asks()[0].price, price("12"));
    EXPECT_EQ(tracker.counters().ignored, 1U);
}

TEST(BookTracker, takesFramesWithoutIdsForTheNewest)
{
    for (const SequenceRule rule : {SequenceRule::Unnumbered, futures, spot}) {
        BookTracker tracker({.sequence = rule});
        Counter heard;
        auto frame = diff(0, 0, 0, {{"10", "1"}}, {{"11", "1"}});
        frame.update.kind = core::BookUpdateKind::Frame;
        EXPECT_FALSE(tracker.apply(frame.view(), heard)) << "it needs no snapshot";
        EXPECT_TRUE(tracker.isUsable());
        auto later = diff(0, 0, 0, {{"9", "2"}}, {});
        later.update.kind = core::BookUpdateKind::Frame;
        EXPECT_FALSE(tracker.apply(later.view(), heard));
        EXPECT_EQ(tracker.book().bids().size(), 1U) << "what it does not name is gone";
        EXPECT_EQ(tracker.book().best(core::Side::Bid)->price, price("9"));
        EXPECT_FALSE(tracker.isUsable()) << "nobody asks";
        tracker.restart(heard);
        EXPECT_FALSE(tracker.isInSync());
        tracker.apply(frame.view(), heard);
        EXPECT_TRUE(tracker.isUsable());
        EXPECT_EQ(heard.changed, 3);
        EXPECT_EQ(tracker.counters().ignored, 0U);
        EXPECT_EQ(tracker.counters().gaps, 0U);
    }
}

TEST(BookTracker, takesQuotesOfAnUnnumberedStreamUntilLevelsCome)
{
    BookTracker tracker({.sequence = SequenceRule::Unnumbered});
    Counter heard;
    const auto quote = [](std::initializer_list<tests::LevelText> bids, std::initializer_list<tests::LevelText> asks) {
        auto made = diff(0, 0, 0, bids, asks);
        made.update.kind = core::BookUpdateKind::Quote;
        return made;
    };
    EXPECT_FALSE(tracker.apply(diff(0, 0, 0, {{"10", "1"}}, {}).view(), heard));
    EXPECT_EQ(tracker.state(), BookState::Waiting);

    EXPECT_FALSE(tracker.apply(quote({{"10", "1"}}, {{"11", "1"}}).view(), heard));
    EXPECT_TRUE(tracker.isUsable());
    tracker.apply(quote({{"9", "3"}}, {{"12", "4"}}).view(), heard);
    EXPECT_EQ(tracker.book().bids().size(), 1U);
    EXPECT_EQ(tracker.book().bids()[0].price, price("9"));
    tracker.apply(quote({}, {{"12", "4"}}).view(), heard);
    EXPECT_TRUE(tracker.book().bids().isEmpty());
    EXPECT_FALSE(tracker.isUsable());

    tracker.distrust(heard);
    EXPECT_EQ(tracker.state(), BookState::Gap);
    tracker.apply(quote({{"10", "1"}}, {{"11", "1"}}).view(), heard);
    EXPECT_TRUE(tracker.isUsable()) << "a quote is complete in itself";
    EXPECT_EQ(tracker.counters().resyncs, 1U);

    tracker.apply(diff(0, 0, 0, {{"10.5", "1"}}, {}).view(), heard);
    EXPECT_EQ(tracker.book().bids()[0].price, price("10")) << "a diff has no snapshot to stand on";
    tracker.apply(snapshot(0, {{"8", "1"}, {"7", "1"}}, {{"11", "1"}}).view(), heard);
    tracker.apply(quote({{"10", "1"}}, {{"11", "1"}}).view(), heard);
    EXPECT_EQ(tracker.book().bids().size(), 2U) << "levels say more than a quote";
    tracker.distrust(heard);
    tracker.apply(quote({{"10", "1"}}, {{"11", "1"}}).view(), heard);
    EXPECT_EQ(tracker.state(), BookState::Gap);
    EXPECT_EQ(tracker.counters().ignored, 4U);
    EXPECT_EQ(tracker.counters().updates, 5U);
}

namespace
{

/// What comes after a snapshot of id 100, stamped 1000 ms, and a diff 100 -> 105, stamped 1000 ms as well.
struct ChainCase {
    const char* name;
    std::uint64_t previous;
    std::uint64_t final;
    std::int64_t timeMs;
    BookState state;
    bool isApplied;
    bool isChecked;
};

class Chain : public testing::TestWithParam<ChainCase>
{
};

} // namespace

TEST_P(Chain, isHeldByTheIdBefore)
{
    const ChainCase& c = GetParam();
    BookTracker tracker({.sequence = SequenceRule::Chained});
    Counter heard;
    tracker.apply(snapshot(100, {{"10", "1"}}, {{"11", "1"}}).view(), heard);
    EXPECT_FALSE(tracker.isChecked()) << "of a snapshot alone nothing is checked";
    tracker.apply(diff(0, 105, 100, {{"10", "2"}}, {}).view(), heard);
    ASSERT_TRUE(tracker.isChecked());

    const bool isLost = tracker.apply(diff(0, c.final, c.previous, {{"10", "3"}}, {}, c.timeMs).view(), heard);

    EXPECT_EQ(tracker.state(), c.state);
    EXPECT_EQ(isLost, c.state == BookState::Gap);
    EXPECT_EQ(tracker.counters().gaps, c.state == BookState::Gap ? 1U : 0U);
    EXPECT_EQ(tracker.counters().ignored, c.state == BookState::InSync && !c.isApplied ? 1U : 0U);
    EXPECT_EQ(tracker.book().bids().sizeAt(price("10")), size(c.isApplied ? "3" : "2"));
    EXPECT_EQ(tracker.isChecked(), c.isChecked);

    tracker.apply(diff(0, 120, c.final, {{"10", "4"}}, {}, c.timeMs + 100).view(), heard);
    EXPECT_EQ(tracker.state() == BookState::InSync, c.isApplied) << "what follows it continues what was applied";
}

constexpr std::uint64_t nothingBefore = std::numeric_limits<std::uint64_t>::max();

INSTANTIATE_TEST_SUITE_P(Table, Chain,
    testing::Values(ChainCase{"the next", 105, 110, 1100, BookState::InSync, true, true},
        ChainCase{"of the same stamp", 105, 110, 1000, BookState::InSync, true, true},
        ChainCase{"nothing changed", 105, 105, 1100, BookState::InSync, true, true},
        ChainCase{"ids begin anew", 105, 3, 1100, BookState::InSync, true, true},
        ChainCase{"one was lost", 106, 110, 1100, BookState::Gap, false, true},
        ChainCase{"the one where ids began anew was lost", 3, 4, 1100, BookState::Gap, false, true},
        ChainCase{"one that says it is the first", nothingBefore, 110, 1100, BookState::Gap, false, true},
        ChainCase{"without ids", 0, 0, 1100, BookState::InSync, true, false}),
    [](const auto& one) {
        std::string name = one.param.name;
        std::ranges::replace(name, ' ', '_');
        return name;
    });

TEST(BookTracker, ignoresWhatAChainAlreadyHas)
{
    BookTracker tracker({.sequence = SequenceRule::Chained});
    Counter heard;
    const auto stamped = [](std::uint64_t id, std::int64_t timeMs) {
        auto made = snapshot(id, {{"10", "1"}}, {{"11", "1"}});
        made.update.eventTime = core::fromMilliseconds(timeMs);
        return made;
    };
    tracker.apply(stamped(100, 1000).view(), heard);
    tracker.apply(stamped(100, 1000).view(), heard);
    tracker.apply(diff(0, 105, 100, {{"10", "2"}}, {}, 1100).view(), heard);
    tracker.apply(diff(0, 105, 100, {{"10", "2"}}, {}, 1100).view(), heard); // by another collector
    tracker.apply(stamped(100, 1000).view(), heard);
    tracker.apply(diff(0, 110, 105, {{"10", "3"}}, {}, 1200).view(), heard);
    EXPECT_EQ(tracker.state(), BookState::InSync);
    EXPECT_EQ(tracker.book().bids()[0].size, size("3"));
    EXPECT_EQ(tracker.counters().ignored, 3U);
    EXPECT_EQ(tracker.counters().gaps + tracker.counters().resyncs, 0U);

    tracker.apply(stamped(7, 1300).view(), heard);
    EXPECT_EQ(tracker.counters().resyncs, 1U) << "a newer snapshot holds, whatever its id";
    tracker.apply(diff(0, 8, 7, {{"10", "5"}}, {}, 1400).view(), heard);
    EXPECT_TRUE(tracker.isChecked());
    EXPECT_EQ(tracker.book().bids()[0].size, size("5"));
}

TEST(BookTracker, takesFramesOfAChainByTheirStampWhereIdsBeginAnew)
{
    BookTracker tracker({.sequence = SequenceRule::Chained});
    Counter heard;
    const auto frame = [](std::uint64_t id, std::string_view bid, std::int64_t timeMs) {
        auto made = diff(0, id, 0, {{bid, "1"}}, {{"20", "1"}}, timeMs);
        made.update.kind = core::BookUpdateKind::Frame;
        return made;
    };
    tracker.apply(frame(100, "10", 1000).view(), heard);
    tracker.apply(frame(90, "9", 900).view(), heard);
    EXPECT_EQ(tracker.book().bids()[0].price, price("10")) << "an old one";
    tracker.apply(frame(3, "8", 1100).view(), heard);
    EXPECT_EQ(tracker.book().bids()[0].price, price("8"));
    tracker.apply(snapshot(5, {{"7", "1"}, {"6", "1"}}, {{"20", "1"}}).view(), heard);
    tracker.apply(frame(200, "10", 1300).view(), heard);
    EXPECT_EQ(tracker.book().bids().size(), 2U) << "where diffs come too, they make the book";
}

TEST(BookTracker, saysInSequenceOnlyOfWhatWasChecked)
{
    struct Case {
        const char* name;
        BookRules rules;
        core::BookUpdateKind kind;
        bool isCounted;
        bool isChecked;
    };
    constexpr auto Diff = core::BookUpdateKind::Diff;
    for (const Case& c : {Case{"futures' ids", {.sequence = futures}, Diff, false, true},
             Case{"spot's ids", {.sequence = spot}, Diff, false, true},
             Case{"stamps", {.sequence = SequenceRule::Stamped}, Diff, false, false},
             Case{"a stream without numbers", {.sequence = SequenceRule::Unnumbered}, Diff, false, false},
             Case{"a connection that counts", {.sequence = SequenceRule::Unnumbered}, Diff, true, true},
             Case{"a chain", {.sequence = SequenceRule::Chained}, Diff, false, true},
             Case{"frames", {.sequence = futures}, core::BookUpdateKind::Frame, false, false},
             Case{"quotes", {.sequence = SequenceRule::Unnumbered}, core::BookUpdateKind::Quote, false, false},
             Case{"quotes of a connection that counts", {.sequence = SequenceRule::Unnumbered},
                 core::BookUpdateKind::Quote, true, true}}) {
        BookTracker tracker(c.rules);
        Counter heard;
        if (c.kind == Diff) {
            tracker.apply(snapshot(100, {{"10", "1"}}, {{"11", "1"}}).view(), heard);
        }
        auto update = diff(101, 105, 100, {{"10", "2"}}, {{"11", "1"}});
        update.update.kind = c.kind;
        update.update.isCounted = c.isCounted;
        tracker.apply(update.view(), heard);
        EXPECT_TRUE(tracker.isUsable()) << c.name << ": what is said takes nothing from its use";
        EXPECT_EQ(tracker.isChecked(), c.isChecked) << c.name;
        EXPECT_EQ(describe(tracker.state(), tracker.isChecked()), c.isChecked ? "in sequence" : "not checked")
            << c.name;
        tracker.distrust(heard);
        EXPECT_EQ(describe(tracker.state(), tracker.isChecked()), "gap, resyncing") << c.name;
    }
}

TEST(BookSide, equalsAnOrderedMapUnderRandomUpdates)
{
    std::mt19937_64 random(11);
    for (const core::Side which : {core::Side::Bid, core::Side::Ask}) {
        BookSide side(which);
        std::map<std::int64_t, std::int64_t> expected;
        for (int i = 0; i < 50'000; ++i) {
            const auto key = static_cast<std::int64_t>(random() % 400 + 1);
            const auto amount = static_cast<std::int64_t>(random() % 3);
            side.set({core::Price::fromRaw(key), core::Quantity::fromRaw(amount)});
            amount == 0 ? static_cast<void>(expected.erase(key)) : static_cast<void>(expected[key] = amount);
        }
        ASSERT_EQ(side.size(), expected.size());
        std::size_t index = 0;
        const auto check = [&](const auto& entry) {
            EXPECT_EQ(side[index].price.raw(), entry.first);
            EXPECT_TRUE(side[index].size.raw() == entry.second);
            ++index;
        };
        if (which == core::Side::Ask) {
            std::for_each(expected.begin(), expected.end(), check);
        } else {
            std::for_each(expected.rbegin(), expected.rend(), check);
        }
    }
}

TEST(BookSide, assignsLevelsInAnyOrder)
{
    BookSide bids(core::Side::Bid);
    bids.assign(tests::levels({{"9", "1"}, {"10", "2"}, {"8", "0"}, {"10", "3"}, {"7", "4"}}));
    ASSERT_EQ(bids.size(), 3U);
    EXPECT_EQ(bids[0], (core::Level{price("10"), size("3")}));
    EXPECT_EQ(bids[2], (core::Level{price("7"), size("4")}));
}

} // namespace leadline::book
