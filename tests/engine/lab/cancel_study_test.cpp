// SPDX-License-Identifier: MIT
#include "engine/lab/cancel_study.h"

#include "tests/engine/lab/lab_bench.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace leadline::lab
{

using namespace std::chrono_literals;

namespace
{

/// The market as it stood before each message, read without the study.
struct SeenBefore {
    core::Timestamp time; ///< of the message
    double mid = 0;
    double spreadBps = 0; ///< after the message
};

std::vector<SeenBefore> seenAlong(const StudyTapes& tapes)
{
    tests::QuietListener listener;
    desk::Desk desk({}, listener);
    replay::Replay replay(desk, "", {});
    std::vector<SeenBefore> seen;
    replay.beforeMessage = [&](const desk::Market& market, const core::MarketMessage& message) {
        if (message.eventTime() != core::Timestamp{}) {
            seen.push_back({message.eventTime(),
                market.tracker().isUsable() ? market.book().mid().toDoubleLossy() : std::nan(""), std::nan("")});
        }
        return true;
    };
    replay.afterMessage = [&](const desk::Market& market, const core::MarketMessage& message) {
        if (message.kind == core::MarketMessage::Kind::Book && market.tracker().isUsable() && !seen.empty()) {
            const double bid = market.book().bids()[0].price.toDoubleLossy();
            const double ask = market.book().asks()[0].price.toDoubleLossy();
            seen.back().spreadBps = (ask - bid) / ((bid + ask) / 2) * 1e4;
        }
        return true;
    };
    EXPECT_TRUE(replay.run(tapes.paths));
    return seen;
}

CancelStudySettings often()
{
    return {.side = core::Side::Bid, .notional = 500, .every = 500ms, .horizon = 20s};
}

} // namespace

TEST(CancelStudy, cancelsAtTheFirstBookWhoseSpreadIsStrictlyWider)
{
    LEADLINE_NEEDS(recording, "tapes/binance-futures_ethusdt_20240808.gz");
    const tests::TestFolder folder;
    const StudyTapes tapes{{tests::slice(folder, recording, 8000, "binance-futures_ethusdt_20240808")}, "", {}};
    const auto seen = seenAlong(tapes);
    constexpr double widest = 0.04; // a tick is 0.037 bps there
    CancelStudy study({}, {{.maxSpreadBps = 0}, {.maxSpreadBps = widest}}, often());
    ASSERT_TRUE(study.run(tapes));
    ASSERT_GT(study.orders().size(), 20U);
    std::size_t cancelled = 0;
    for (const RestingOrder& order : study.orders()) {
        EXPECT_FALSE(order.cancels[0]);
        const auto wide = std::ranges::find_if(
            seen, [&](const SeenBefore& one) { return one.time >= order.sent && one.spreadBps > widest; });
        if (order.cancels[1]) {
            ++cancelled;
            ASSERT_NE(wide, seen.end());
            // The check by time may see a width that stood already when the order came.
            EXPECT_LE(order.cancels[1]->time, wide->time);
            EXPECT_TRUE(order.cancels[1]->why.starts_with("spread ")) << order.cancels[1]->why;
        } else {
            // Filled, or over, before.
            EXPECT_TRUE(wide == seen.end() || !order.fills.empty() || wide->time >= order.sent + 20s);
        }
    }
    EXPECT_GT(cancelled, 0U);
    EXPECT_EQ(study.resultOf(0).cancelled, 0U);
    EXPECT_EQ(study.resultOf(1).cancelled, cancelled);
}

TEST(CancelStudy, cancelsWhatIsTooOldAndSumsWhatThatSaved)
{
    LEADLINE_NEEDS(recording, "tapes/binance-futures_ethusdt_20240808.gz");
    const tests::TestFolder folder;
    const StudyTapes tapes{{tests::slice(folder, recording, 8000, "binance-futures_ethusdt_20240808")}, "", {}};
    const auto seen = seenAlong(tapes);
    desk::DeskSettings settings;
    settings.venues = {{.venue = core::VenueId("binance-futures"), .makerFeeBps = 0}};
    CancelStudy study(settings, {{.maxSpreadBps = 0, .maxAgeSeconds = 1, .checkIntervalSeconds = 0.1}}, often());
    ASSERT_TRUE(study.run(tapes));

    double saved = 0;
    std::size_t known = 0;
    std::size_t wouldHaveFilled = 0;
    for (const RestingOrder& order : study.orders()) {
        // The mid a second after the fill, of an order of about 500 quote units, without a fee.
        for (const RestingFill& fill : order.fills) {
            const auto then =
                std::ranges::find_if(seen, [&](const SeenBefore& one) { return one.time >= fill.time + 1s; });
            ASSERT_EQ(then == seen.end(), std::isnan(fill.worth[0]));
            if (then != seen.end()) {
                const double sign = then->mid - order.price.toDoubleLossy();
                EXPECT_EQ(std::signbit(sign), std::signbit(fill.worth[0]));
                EXPECT_LE(std::abs(fill.worth[0]), std::abs(sign) * 500 / order.price.toDoubleLossy() * 1.0001);
            }
        }
        if (!order.cancels[0]) {
            continue;
        }
        EXPECT_EQ(order.cancels[0]->why, "too old");
        EXPECT_GT(order.cancels[0]->time - order.sent, 1s);
        double worth = 0;
        bool isFilledLater = false;
        for (const RestingFill& fill : order.fills) {
            worth += fill.time > order.cancels[0]->time ? fill.worth[0] : 0;
            isFilledLater = isFilledLater || fill.time > order.cancels[0]->time;
        }
        wouldHaveFilled += isFilledLater ? 1 : 0;
        if (!std::isnan(worth) && order.isOver) {
            saved -= worth;
            ++known;
        }
    }
    const GuardResult result = study.resultOf(0);
    EXPECT_GT(wouldHaveFilled, 0U);
    EXPECT_EQ(result.wouldHaveFilled, wouldHaveFilled);
    EXPECT_EQ(result.saved[0].cancels, known);
    EXPECT_NEAR(result.saved[0].sum.value, saved, 1e-9);
    EXPECT_LT(result.saved[0].sum.low, result.saved[0].sum.value);
    EXPECT_GT(result.saved[0].sum.high, result.saved[0].sum.value);
}

TEST(CancelStudy, doesNotKnowWhatStillRestsAtTheEnd)
{
    LEADLINE_NEEDS(recording, "data/tapes/binance-futures_ethusdt_20240808.gz");
    const tests::TestFolder folder;
    const StudyTapes tapes{{tests::slice(folder, recording, 8000, "binance-futures_ethusdt_20240808")}, "", {}};
    const core::Timestamp last = seenAlong(tapes).back().time;
    CancelStudy study({}, {{.maxSpreadBps = 0, .maxAgeSeconds = 0.1, .checkIntervalSeconds = 0.1}}, often());
    ASSERT_TRUE(study.run(tapes));
    std::size_t unknown = 0;
    for (const RestingOrder& order : study.orders()) {
        EXPECT_TRUE(order.isOver || order.sent + 20s > last);
        unknown += order.cancels[0] && order.isUnknownBehind(*order.cancels[0]) ? 1 : 0;
    }
    const GuardResult result = study.resultOf(0);
    EXPECT_GT(unknown, 0U);
    EXPECT_EQ(result.unknown, unknown);
    EXPECT_LE(result.saved[0].cancels + unknown, result.cancelled);
}

TEST(CancelStudy, flagsAloneCancelNothing)
{
    LEADLINE_NEEDS(recording, "tapes/binance-futures_ethusdt_20240808.gz");
    const tests::TestFolder folder;
    const StudyTapes tapes{{tests::slice(folder, recording, 2000, "binance-futures_ethusdt_20240808")}, "", {}};
    CancelStudy study({}, {{.maxSpreadBps = 0.001}, {.maxSpreadBps = 0.001, .autoCancel = false}}, often());
    ASSERT_TRUE(study.run(tapes));
    EXPECT_GT(study.resultOf(0).cancelled, 0U);
    EXPECT_EQ(study.resultOf(1).cancelled, 0U);
}

} // namespace leadline::lab
