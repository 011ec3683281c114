// SPDX-License-Identifier: MIT
#include "engine/picks/market_watch.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

namespace leadline::picks
{

namespace
{

using namespace std::chrono_literals;
using core::MarketMessage;
using tests::price;

constexpr std::chrono::year_month_day friday = std::chrono::year(2026) / 11 / 20;
const core::Timestamp noon = equities::fromNewYork(friday, 12h);
const core::Symbol apple("AAPL");

MarketWatch watch()
{
    MarketWatch made(5min, {});
    made.setCalendar(equities::TradingCalendar({equities::marketDay(friday)}));
    made.noticesBegin(noon - 1h);
    return made;
}

void trade(
    MarketWatch& watch, const core::Symbol& symbol, core::Timestamp time, const char* at, core::Timestamp received = {})
{
    MarketMessage message;
    message.kind = MarketMessage::Kind::Trade;
    message.symbol = symbol;
    message.receiveTime = received;
    message.trade = {.eventTime = time, .price = price(at)};
    watch.heard(message);
}

void halt(MarketWatch& watch, core::Timestamp time, core::HaltNotice::What what)
{
    MarketMessage message;
    message.kind = MarketMessage::Kind::Halt;
    message.symbol = apple;
    message.halt = {.eventTime = time, .what = what};
    watch.heard(message);
}

void bands(MarketWatch& watch, core::Timestamp time, const char* lower, const char* upper)
{
    MarketMessage message;
    message.kind = MarketMessage::Kind::Bands;
    message.symbol = apple;
    message.bands = {.eventTime = time, .lower = price(lower), .upper = price(upper)};
    watch.heard(message);
}

} // namespace

TEST(MarketWatch, keepsEachSymbolsMovesAndHaltsApart)
{
    MarketWatch all = watch();
    trade(all, apple, noon, "100");
    trade(all, apple, noon + 1s, "106");
    trade(all, core::Symbol("MSFT"), noon + 1s, "300");
    halt(all, noon + 2s, core::HaltNotice::What::Halted);

    EXPECT_DOUBLE_EQ(all.gap(apple, noon + 2s).largest->percent(), 6);
    EXPECT_DOUBLE_EQ(all.gap(core::Symbol("MSFT"), noon + 2s).largest->percent(), 0);
    EXPECT_EQ(all.halt(apple, noon + 2s).kind, HaltKind::Halted);
    EXPECT_EQ(all.halt(core::Symbol("MSFT"), noon + 2s).kind, HaltKind::Trading);
    EXPECT_EQ(all.size(), 2U);

    const core::Symbol unheard("IBM");
    EXPECT_FALSE(all.gap(unheard, noon).largest);
    EXPECT_EQ(all.gap(unheard, noon).window, 5min);
    EXPECT_EQ(all.halt(unheard, noon).kind, HaltKind::Unknown);
    EXPECT_EQ(all.halt(unheard, noon).noticesFrom, noon - 1h);
    EXPECT_EQ(all.size(), 2U) << "asking follows nobody";
}

TEST(MarketWatch, seesBandsTouchedByQuotesOfEveryForm)
{
    const std::vector<core::Level> bids{{price("105"), tests::size("100")}};
    MarketWatch top = watch();
    bands(top, noon, "95", "105");
    MarketMessage message;
    message.symbol = apple;
    message.kind = MarketMessage::Kind::Top;
    message.top = {.eventTime = noon + 1s, .bid = bids[0]};
    top.heard(message);
    EXPECT_EQ(top.halt(apple, noon + 1s).kind, HaltKind::AtBand);

    MarketWatch frame = watch();
    bands(frame, noon, "95", "105");
    message.kind = MarketMessage::Kind::Book;
    message.book = {.kind = core::BookUpdateKind::Frame, .eventTime = noon + 1s, .bids = bids};
    frame.heard(message);
    EXPECT_EQ(frame.halt(apple, noon + 1s).kind, HaltKind::AtBand);

    // A diff of a book says nothing of the touch.
    MarketWatch diff = watch();
    bands(diff, noon, "95", "105");
    message.book.kind = core::BookUpdateKind::Diff;
    diff.heard(message);
    EXPECT_NE(diff.halt(apple, noon + 1s).kind, HaltKind::AtBand);

    MarketWatch snapshot = watch();
    bands(snapshot, noon, "95", "105");
    snapshot.heard(core::StockSnapshot{.symbol = apple, .bid = bids[0], .quoteTime = noon + 1s}, noon + 2s);
    EXPECT_EQ(snapshot.halt(apple, noon + 2s).kind, HaltKind::AtBand);
}

TEST(MarketWatch, learnsMovesFromPicturesOfTheMoment)
{
    MarketWatch all = watch();
    core::StockSnapshot snapshot{.symbol = apple,
        .last = price("101"),
        .lastTime = noon + 50s,
        .minuteHigh = price("104"),
        .minuteLow = price("100"),
        .minuteTime = noon};
    all.heard(snapshot, noon + 52s);
    EXPECT_DOUBLE_EQ(all.gap(apple, noon + 52s).largest->percent(), 4);
    EXPECT_EQ(all.gap(apple, noon + 52s).seenFor, 52s);
    EXPECT_EQ(all.halt(apple, noon + 52s).evidence, HaltEvidence::Trades);

    // The same again adds nothing; the move leaves when it is five minutes old.
    for (int i = 0; i < 5; ++i) {
        all.heard(snapshot, noon + 53s);
    }
    snapshot.last = price("101.5");
    snapshot.lastTime = noon + 3min;
    snapshot.minuteTime = noon + 3min;
    snapshot.minuteLow = price("101.2");
    snapshot.minuteHigh = price("101.5");
    all.heard(snapshot, noon + 3min + 1s);
    EXPECT_DOUBLE_EQ(all.gap(apple, noon + 52s + 5min - 1ns).largest->percent(), 4);
    EXPECT_LT(all.gap(apple, noon + 52s + 5min).largest->percent(), 1);
}

TEST(MarketWatch, doesNotTakeAYoungTradeForTheCloseOfAnOldBar)
{
    MarketWatch all = watch();
    all.heard(core::StockSnapshot{.symbol = apple,
                  .last = price("110"),
                  .lastTime = noon + 10min,
                  .minuteHigh = price("101"),
                  .minuteLow = price("100"),
                  .minuteTime = noon},
        noon + 10min);
    const Move move = *all.gap(apple, noon + 10min).largest;
    EXPECT_EQ(move.from, (PricePoint{price("101"), noon + 1min}));
    EXPECT_EQ(move.to, (PricePoint{price("110"), noon + 10min}));
}

TEST(MarketWatch, isSeededByBars)
{
    MarketWatch all = watch();
    std::vector<core::StockBar> bars;
    for (int minute = 0; minute < 5; ++minute) {
        bars.push_back({.symbol = apple,
            .begins = noon + minute * 1min,
            .high = price("103"),
            .low = price("100"),
            .close = price("101")});
    }
    all.heard(bars, noon + 5min);
    EXPECT_TRUE(all.gap(apple, noon + 5min).isFilled());
    EXPECT_DOUBLE_EQ(all.gap(apple, noon + 5min).largest->percent(), 3);
}

TEST(MarketWatch, passesOverWhatIsStampedInTheFuture)
{
    MarketWatch all = watch();
    trade(all, apple, noon, "100", noon);
    trade(all, apple, noon + 1min + 1ns, "200", noon);
    EXPECT_EQ(all.ignored(), 1U);
    EXPECT_DOUBLE_EQ(all.gap(apple, noon).largest->percent(), 0);
    trade(all, apple, noon + 1min, "101", noon);
    EXPECT_EQ(all.ignored(), 1U) << "clocks differ by some";
    all.heard(core::StockSnapshot{.symbol = apple, .last = price("200"), .lastTime = noon + 1h}, noon);
    EXPECT_DOUBLE_EQ(all.gap(apple, noon + 1min).largest->percent(), 1);
}

TEST(MarketWatch, followsNoMoreSymbolsThanItMay)
{
    MarketWatch all = watch();
    for (std::size_t i = 0; i < MarketWatch::mostSymbols + 3; ++i) {
        all.heard(core::StockAsset{.symbol = core::Symbol("S" + std::to_string(i))}, noon);
    }
    EXPECT_EQ(all.size(), MarketWatch::mostSymbols);
    EXPECT_EQ(all.ignored(), 3U);
    EXPECT_EQ(all.halt(core::Symbol("S1"), noon).kind, HaltKind::NotTradable);
}

TEST(MarketWatch, hearsNoticesFromTheFirstOneWhereNobodySaidWhen)
{
    MarketWatch all(5min, {});
    EXPECT_FALSE(all.halt(apple, noon).noticesFrom);
    halt(all, noon, core::HaltNotice::What::Halted);
    EXPECT_EQ(all.halt(apple, noon).noticesFrom, noon);
    trade(all, apple, noon + 1s, "100");
    EXPECT_TRUE(all.halt(apple, noon + 1s).isHalted());
}

} // namespace leadline::picks
