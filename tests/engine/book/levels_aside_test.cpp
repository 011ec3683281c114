// SPDX-License-Identifier: MIT
#include "engine/book/book_tracker.h"
#include "engine/core/decimal.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace leadline::book
{

namespace
{

class Heard final : public BookListener
{
public:
    void bookWillChange(core::Timestamp /*eventTime*/) override { }
    void bookChanged(const core::BookUpdate& /*update*/) override { ++changed; }
    void bookRestarted() override { ++restarted; }
    int changed = 0;
    int restarted = 0;
};

struct Side {
    std::vector<core::Level> levels;
    std::vector<core::LevelAside> aside;
};

/// `text` is "price size"; one that no Level holds stands aside, as a decoder has it.
Side sideOf(const std::vector<std::pair<std::string, std::string>>& texts)
{
    Side side;
    for (const auto& [price, size] : texts) {
        const auto held = core::Price::parse(price);
        const auto amount = core::Quantity::parse(size);
        if (held) {
            side.levels.push_back({*held, amount.value_or(core::Quantity{})});
        }
        if (!held || !amount) {
            side.aside.push_back({core::wideDecimal(price), amount && amount->isZero(), {}});
        }
    }
    return side;
}

class LevelsAsideTest : public testing::Test
{
protected:
    void apply(core::BookUpdateKind kind, const std::vector<std::pair<std::string, std::string>>& bids,
        const std::vector<std::pair<std::string, std::string>>& asks, std::size_t depth = 0)
    {
        const Side bid = sideOf(bids);
        const Side ask = sideOf(asks);
        tracker.apply({.kind = kind,
                          .bids = bid.levels,
                          .asks = ask.levels,
                          .bidsAside = bid.aside,
                          .asksAside = ask.aside,
                          .depth = depth},
            heard);
    }

    BookTracker tracker{BookRules{.sequence = SequenceRule::Unnumbered, .referee = RefereeRule::None}};
    Heard heard;
};

} // namespace

TEST(WideDecimal, putsNumbersOfAnySizeInOrder)
{
    const std::vector<std::string> ascending{"0", "0.000000000000000001", "0.0000000001", "0.000000001", "1", "1.5",
        "4611686018.427387903", "4611686018.427387904", "1000000000000", "99999999999999999999"};
    for (std::size_t i = 1; i < ascending.size(); ++i) {
        EXPECT_LT(core::wideDecimal(ascending[i - 1]), core::wideDecimal(ascending[i])) << ascending[i];
    }
    EXPECT_EQ(core::wideDecimal("1.50"), core::wideDecimal("1.5"));
    EXPECT_EQ(core::wideDecimal("1e9"), core::wideDecimal("19")) << "exponents are the caller's";
    EXPECT_EQ(core::wideDecimal("1" + std::string(40, '0')), core::wideDecimal("9" + std::string(60, '0')));
}

TEST_F(LevelsAsideTest, aFarAskCostsItselfAndNotTheBook)
{
    apply(core::BookUpdateKind::Snapshot, {{"68900", "1"}},
        {{"68901", "1"}, {"9999999999", "0.1"}, {"1000000000000", "1"}});
    EXPECT_TRUE(tracker.isUsable());
    EXPECT_EQ(tracker.counters().levelsSetAside, 1U + 1U);
    EXPECT_EQ(tracker.levelsAside(), 2U);

    apply(core::BookUpdateKind::Diff, {}, {{"9999999999", "0"}, {"68902", "3"}});
    EXPECT_EQ(tracker.levelsAside(), 1U);
    EXPECT_EQ(tracker.counters().levelsSetAside, 2U) << "one that goes is not set aside again";
    EXPECT_EQ(tracker.book().asks().size(), 2U);
    EXPECT_EQ(heard.changed, 2);
}

TEST_F(LevelsAsideTest, whatIsAsGoodAsTheTouchHidesIt)
{
    struct Case {
        const char* bid;
        const char* ask;
        BookState state;
    };
    const std::vector<Case> cases{
        {"0.0000000011", "0.0000000049", BookState::TouchAside}, // both better than what is held
        {"0.0000000009", "0.0000000051", BookState::InSync}, // both worse
        {"0.0000000011", "0.0000000051", BookState::TouchAside},
        {"0.0000000009", "0.0000000049", BookState::TouchAside},
    };
    for (const Case& c : cases) {
        apply(
            core::BookUpdateKind::Snapshot, {{"0.000000001", "1"}, {c.bid, "1"}}, {{"0.000000005", "1"}, {c.ask, "1"}});
        EXPECT_EQ(tracker.state(), c.state) << c.bid << ' ' << c.ask;
        EXPECT_EQ(tracker.isUsable(), c.state == BookState::InSync);
    }
}

TEST_F(LevelsAsideTest, theBookIsUsedAgainWhenTheLevelAtTheTouchIsGone)
{
    apply(core::BookUpdateKind::Snapshot, {{"10", "1"}}, {{"11", "1"}});
    apply(core::BookUpdateKind::Diff, {{"10.5", "0.0000000001"}}, {});
    EXPECT_EQ(tracker.state(), BookState::TouchAside);
    EXPECT_EQ(heard.changed, 1);
    const int restarted = heard.restarted;
    EXPECT_GT(restarted, 1) << "what was seen of the book before does not go on";

    apply(core::BookUpdateKind::Diff, {{"10.5", "2"}}, {}); // a size that can be held
    EXPECT_EQ(tracker.state(), BookState::InSync);
    EXPECT_EQ(tracker.levelsAside(), 0U);
    EXPECT_EQ(tracker.book().bids()[0].price, tests::price("10.5"));

    apply(core::BookUpdateKind::Diff, {{"10.5", "0.0000000001"}}, {});
    EXPECT_EQ(tracker.book().bids()[0].price, tests::price("10")) << "the size that stood there is not true any more";
    apply(core::BookUpdateKind::Diff, {{"10.5", "0"}}, {});
    EXPECT_TRUE(tracker.isUsable());
    EXPECT_EQ(tracker.counters().gaps, 0U);
}

TEST_F(LevelsAsideTest, aSideOfNothingElseHasNoTouch)
{
    apply(core::BookUpdateKind::Snapshot, {{"10", "1"}}, {{"99999999999", "1"}});
    EXPECT_EQ(tracker.state(), BookState::TouchAside);
    EXPECT_FALSE(tracker.isUsable());
    apply(core::BookUpdateKind::Diff, {}, {{"12", "1"}});
    EXPECT_TRUE(tracker.isUsable());
}

TEST_F(LevelsAsideTest, theyCountInTheDepthThatTheVenueTells)
{
    // Three levels a side: the ask that stands aside is one of them, and goes when a better one comes.
    apply(core::BookUpdateKind::Snapshot, {{"10", "1"}, {"9", "1"}, {"8.00000000001", "1"}},
        {{"11", "1"}, {"12", "1"}, {"99999999999", "1"}}, 3);
    EXPECT_EQ(tracker.levelsAside(), 2U);
    apply(core::BookUpdateKind::Diff, {{"9.5", "1"}}, {{"11.5", "1"}}, 3);
    EXPECT_EQ(tracker.levelsAside(), 0U);
    EXPECT_EQ(tracker.book().bids().size(), 3U);
    EXPECT_EQ(tracker.book().asks().size(), 3U);
    // One aside among the best three leaves room for two.
    apply(core::BookUpdateKind::Diff, {{"9.7500000001", "1"}}, {}, 3);
    EXPECT_EQ(tracker.book().bids().size(), 2U);
    EXPECT_EQ(tracker.levelsAside(), 1U);
}

TEST_F(LevelsAsideTest, areKeptWithTheDiffsThatWaitForASnapshot)
{
    BookTracker spot{BookRules{.sequence = SequenceRule::BinanceSpot}};
    const Side ask = sideOf({{"99999999999", "1"}});
    spot.apply({.kind = core::BookUpdateKind::Diff, .firstId = 101, .finalId = 102, .asksAside = ask.aside}, heard);
    spot.apply(tests::snapshot(100, {{"10", "1"}}, {{"11", "1"}}).view(), heard);
    EXPECT_TRUE(spot.isUsable());
    EXPECT_EQ(spot.levelsAside(), 1U);
}

} // namespace leadline::book
