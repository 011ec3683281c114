// SPDX-License-Identifier: MIT
#include "engine/sim/equities/stock_market.h"

#include "tests/support/stock_bench.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <vector>

namespace leadline::sim
{

using tests::newYork;
using tests::price;
using tests::size;
using namespace std::chrono_literals;

namespace
{

/// Everything the market says, in words.
class Heard final : public StockEvents
{
public:
    explicit Heard(StockMarket& market) { market.publishTo(*this); }

    void quoted(StockIndex stock, const StockQuote& quote) override
    {
        words << "q" << stock << ' ' << quote.bid.price.text() << ' ' << quote.bid.size.text() << ' '
              << quote.ask.price.text() << ' ' << core::nanosecondsOf(quote.time) << '\n';
    }
    void traded(StockIndex stock, const StockTrade& trade) override
    {
        words << "t" << stock << ' ' << trade.id << ' ' << trade.price.text() << ' ' << trade.size.text() << '\n';
    }
    void noticed(StockIndex stock, const StockNotice& notice) override
    {
        words << "n" << stock << ' ' << static_cast<int>(notice.what) << notice.reason << '\n';
    }
    void bandsMoved(StockIndex stock, const StockBands& bands) override
    {
        words << "l" << stock << ' ' << bands.lower.text() << ' ' << bands.upper.text() << '\n';
    }
    void minuteEnded(StockIndex stock, const StockMinute& minute) override
    {
        words << "b" << stock << ' ' << minute.close.text() << ' ' << minute.volume.text() << '\n';
    }
    void sessionBegan(const equities::MarketPhase& phase) override
    {
        words << "s" << static_cast<int>(phase.session) << '\n';
    }
    void orderChanged(const StockOrderEvent& event) override { words << "o" << event.id << '\n'; }

    std::ostringstream words;
};

} // namespace

TEST(StockMarket, playsTheSameBytesForTheSameSeedInWhateverSteps)
{
    const core::Timestamp start = newYork(9, 28);
    StockMarket first({.seed = 7}, start);
    StockMarket second({.seed = 7}, start);
    StockMarket other({.seed = 8}, start);
    Heard one(first);
    Heard two(second);
    Heard three(other);

    first.advance(start + std::chrono::minutes(8));
    for (int i = 1; i <= 8 * 60 * 4; ++i) {
        second.advance(start + std::chrono::milliseconds(250 * i));
    }
    other.advance(start + std::chrono::minutes(8));

    EXPECT_GT(one.words.str().size(), 1'000'000U);
    EXPECT_EQ(one.words.str(), two.words.str());
    EXPECT_NE(one.words.str(), three.words.str());
}

TEST(StockMarket, hasTheStocksItsUsersNeed)
{
    const auto universe = stockUniverse();
    ASSERT_EQ(universe.size(), 150U);
    std::set<std::string_view> symbols;
    std::set<std::string> ids;
    for (const StockListing& listing : universe) {
        symbols.insert(listing.symbol);
        ids.insert(assetId(listing.symbol));
        EXPECT_EQ(*findStock(listing.symbol), static_cast<StockIndex>(&listing - universe.data()));
        EXPECT_EQ(listing.openingPrice().raw() % core::stockTick(listing.openingPrice()).raw(), 0) << listing.symbol;
    }
    EXPECT_EQ(symbols.size(), 150U);
    EXPECT_EQ(ids.size(), 150U);
    EXPECT_TRUE(symbols.contains("BRK.B"));
    const auto any = [&](auto condition) { return std::ranges::any_of(universe, condition); };
    EXPECT_TRUE(any([](const StockListing& l) { return l.openingPrice() < price("1") && l.isTradable; }));
    EXPECT_TRUE(any([](const StockListing& l) { return l.openingPrice() > price("500"); }));
    EXPECT_TRUE(any([](const StockListing& l) { return l.isTradable && !l.isFractionable; }));
    EXPECT_TRUE(any([](const StockListing& l) { return l.isTradable && !l.isShortable; }));
    EXPECT_TRUE(any([](const StockListing& l) { return !l.isTradable && !l.isActive; }));
    EXPECT_FALSE(findStock("NONE"));
}

namespace
{

struct HourCase {
    const char* name;
    core::Duration afterOpen;
    double atLeast;
    double atMost;
};

class StockHourAfterTheOpen : public testing::TestWithParam<HourCase>
{
};

/// The median of the spread over the price, of stocks of that tier.
double medianSpread(const StockMarket& market, StockTier tier)
{
    std::vector<double> spreads;
    for (StockIndex i = 0; i < stockUniverse().size(); ++i) {
        const StockQuote quote = market.touch(i);
        if (stockUniverse()[i].tier == tier && stockUniverse()[i].isActive) {
            spreads.push_back((quote.ask.price - quote.bid.price).toDoubleLossy() / quote.bid.price.toDoubleLossy());
        }
    }
    std::ranges::sort(spreads);
    return spreads[spreads.size() / 2];
}

} // namespace

TEST_P(StockHourAfterTheOpen, widensTheSpread)
{
    const core::Timestamp opens = newYork(9, 30);

    const StockHour hour =
        stockHourAt(equities::marketPhaseAt(opens + GetParam().afterOpen), opens + GetParam().afterOpen);

    EXPECT_GE(hour.spread, GetParam().atLeast);
    EXPECT_LE(hour.spread, GetParam().atMost);
}

INSTANTIATE_TEST_SUITE_P(StockMarket, StockHourAfterTheOpen,
    testing::Values(HourCase{"before", -1ns, 10, 10}, HourCase{"at", 0ns, 8, 8}, HourCase{"aMinuteLater", 1min, 5, 5.5},
        HourCase{"aNanosecondBeforeFive", 5min - 1ns, 1, 1.001}, HourCase{"atFive", 5min, 1, 1},
        HourCase{"atNoon", 150min, 1, 1}, HourCase{"atTheClose", 390min, 10, 10}),
    [](const auto& entry) { return std::string(entry.param.name); });

TEST(StockMarket, opensWithWideSpreadsThatCloseInFiveMinutes)
{
    StockMarket market({.hasIncidents = false}, newYork(9, 29));
    market.advance(newYork(9, 30, 1));
    const double opening = medianSpread(market, StockTier::Large);
    market.advance(newYork(9, 36));
    const double calm = medianSpread(market, StockTier::Large);

    EXPECT_GT(opening / calm, 5);
    EXPECT_LT(opening / calm, 11);
}

TEST(StockMarket, quotesOnTheGridUncrossedAndWithinTheBands)
{
    struct Checker final : StockEvents {
        explicit Checker(StockMarket& played)
            : market(played)
        {
            market.publishTo(*this);
        }
        void quoted(StockIndex stock, const StockQuote& quote) override
        {
            ++quotes;
            const StockBands& bands = market.state(stock).bands;
            const bool isGood = quote.bid.price < quote.ask.price && quote.bid.size >= size("1")
                && quote.ask.size >= size("1") && quote.bid.price.raw() % core::stockTick(quote.bid.price).raw() == 0
                && quote.ask.price.raw() % core::stockTick(quote.ask.price).raw() == 0;
            const bool isWithin =
                bands.upper.raw() == 0 || (quote.bid.price <= bands.upper && quote.ask.price >= bands.lower);
            bad += isGood && isWithin ? 0 : 1;
        }
        void traded(StockIndex stock, const StockTrade& trade) override
        {
            ++trades;
            const StockBands& bands = market.state(stock).bands;
            bad += bands.upper.raw() == 0 || (trade.price >= bands.lower && trade.price <= bands.upper) ? 0 : 1;
            bad += market.isHalted(stock) ? 1 : 0;
        }
        void noticed(StockIndex, const StockNotice&) override { ++notices; }
        void bandsMoved(StockIndex, const StockBands&) override { }
        void minuteEnded(StockIndex, const StockMinute&) override { }
        void sessionBegan(const equities::MarketPhase&) override { }
        void orderChanged(const StockOrderEvent&) override { }
        StockMarket& market;
        int quotes = 0;
        int trades = 0;
        int notices = 0;
        int bad = 0;
    };
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
        StockMarket market({.seed = seed}, newYork(9, 29));
        Checker checker(market);

        market.advance(newYork(9, 45));

        EXPECT_GT(checker.quotes, 200'000);
        EXPECT_GT(checker.trades, 50'000);
        EXPECT_GE(checker.notices, 2) << "a halt, and a pause";
        EXPECT_EQ(checker.bad, 0);
    }
}

TEST(StockMarket, hasBarsOfTheLastHalfHourWhenItStarts)
{
    const core::Timestamp start = newYork(10, 0);
    StockMarket market({.hasIncidents = false}, start);
    int withBars = 0;
    for (StockIndex i = 0; i < stockUniverse().size(); ++i) {
        const auto& minutes = market.state(i).minutes;
        const bool isLiquid = stockUniverse()[i].tier <= StockTier::Mid;
        withBars += !minutes.empty() && minutes.front().begins <= start - 29min && minutes.back().begins == start - 1min
            ? 1
            : 0;
        for (const StockMinute& minute : minutes) {
            EXPECT_LE(minute.low, minute.open);
            EXPECT_GE(minute.high, minute.close);
            EXPECT_LT(minute.begins, start);
        }
        EXPECT_FALSE(isLiquid && minutes.size() < 25) << stockUniverse()[i].symbol;
    }
    EXPECT_GT(withBars, 100);
}

TEST(StockMarket, hasOneBarAMinuteThoughItStartsInTheMiddleOfOne)
{
    StockMarket market({.hasIncidents = false}, newYork(9, 34, 30));
    const StockIndex stock = *findStock("AAPL");
    const core::Quantity before = market.state(stock).minute.volume;
    market.advance(newYork(9, 36, 30));
    std::set<core::Timestamp> begins;
    for (const StockMinute& minute : market.state(stock).minutes) {
        EXPECT_TRUE(begins.insert(minute.begins).second);
        EXPECT_TRUE(minute.begins != newYork(9, 34) || minute.volume > before) << "what came before the start counts";
    }
    EXPECT_TRUE(begins.contains(newYork(9, 34)));
}

TEST(StockMarket, holdsAGapInItsHistoryThatAScanFindsAtOnce)
{
    StockMarket market({.seed = 1}, newYork(9, 34, 30));
    const auto gap = std::ranges::find(market.incidents(), StockIncident::Kind::Gap, &StockIncident::kind);
    ASSERT_NE(gap, market.incidents().end());
    const auto& minutes = market.state(gap->stock).minutes;
    core::Price low = price("1000000");
    core::Price high;
    for (const StockMinute& minute : minutes) {
        if (minute.begins >= market.now() - 5min) {
            low = std::min(low, minute.low);
            high = std::max(high, minute.high);
        }
    }
    EXPECT_GT((high - low).toDoubleLossy() / low.toDoubleLossy(), 0.05);
}

TEST(StockMarket, stopsEverythingWhileAStockIsHalted)
{
    StockMarket market({.hasIncidents = false}, newYork(10, 0));
    const StockIndex stock = *findStock("ZM");
    market.advance(newYork(10, 1));

    market.halt(stock, "T12");
    const StockState before = market.state(stock);
    market.submit(stock, {.id = 1, .side = core::Side::Bid, .size = size("10")});
    market.advance(newYork(10, 6));

    EXPECT_FALSE(market.isMatching(stock));
    EXPECT_EQ(market.state(stock).quote.time, before.quote.time);
    EXPECT_EQ(market.state(stock).last.id, before.last.id);
    EXPECT_TRUE(market.cancel(stock, 1)) << "nothing was filled";
    EXPECT_EQ(market.state(stock).notice.what, core::HaltNotice::What::Halted);
    market.resume(stock);
    EXPECT_TRUE(market.isMatching(stock));
    EXPECT_GT(market.state(stock).quote.time, before.quote.time);
}

TEST(StockMarket, pausesAStockThatStandsAtItsBandForFifteenSeconds)
{
    StockMarket market({.hasIncidents = false}, newYork(10, 0));
    const StockIndex stock = *findStock("SNAP");
    market.advance(newYork(10, 1));
    const StockBands bands = market.state(stock).bands;

    market.jump(stock, 0.15);
    const core::Timestamp atBand = market.now();
    EXPECT_EQ(market.touch(stock).bid.price, bands.upper);
    market.advance(atBand + 14s);
    EXPECT_FALSE(market.isHalted(stock));
    market.advance(atBand + 17s);
    ASSERT_TRUE(market.isHalted(stock));
    EXPECT_EQ(market.state(stock).notice.reason, "LUDP");
    const core::Timestamp paused = market.state(stock).notice.time;

    market.advance(paused + 5min - 1ns);
    EXPECT_FALSE(market.isMatching(stock));
    EXPECT_EQ(market.state(stock).notice.what, core::HaltNotice::What::QuotesOnly);
    market.advance(paused + 5min);
    EXPECT_TRUE(market.isMatching(stock));
    EXPECT_GT(market.state(stock).bands.lower, bands.lower) << "around the price of the reopening";
}

namespace
{

struct BandCase {
    const char* name;
    StockTier tier;
    const char* reference;
    const char* width;
};

class StockBandWidth : public testing::TestWithParam<BandCase>
{
};

} // namespace

TEST_P(StockBandWidth, followsTierAndPrice)
{
    EXPECT_EQ(bandWidth(GetParam().tier, price(GetParam().reference)), price(GetParam().width));
}

INSTANTIATE_TEST_SUITE_P(StockMarket, StockBandWidth,
    testing::Values(BandCase{"firstTier", StockTier::Large, "100", "5"},
        BandCase{"secondTier", StockTier::Mid, "100", "10"}, BandCase{"atThreeDollars", StockTier::Large, "3", "0.6"},
        BandCase{"aCentAboveThree", StockTier::Large, "3.01", "0.1505"},
        BandCase{"atThreeQuarters", StockTier::Thin, "0.75", "0.15"},
        BandCase{"below", StockTier::Thin, "0.74", "0.15"}, BandCase{"farBelow", StockTier::Thin, "0.1", "0.075"}),
    [](const auto& entry) { return std::string(entry.param.name); });

TEST(StockMarket, letsAStockFallSilentWithoutAWord)
{
    StockMarket market({.hasIncidents = false}, newYork(10, 0));
    const StockIndex stock = *findStock("DKNG");
    market.advance(newYork(10, 1));

    market.silence(stock);
    const core::Timestamp last = market.state(stock).quote.time;
    market.advance(newYork(10, 3));

    EXPECT_EQ(market.state(stock).quote.time, last);
    EXPECT_TRUE(market.isMatching(stock)) << "it trades, and nobody hears of it";
    EXPECT_NE(market.touch(stock).bid, market.state(stock).quote.bid);
}

TEST(StockMarket, sleepsFromEightToFour)
{
    StockMarket market({.hasIncidents = false}, newYork(19, 59));
    Heard heard(market);
    market.advance(newYork(20, 0));
    const std::size_t atEight = heard.words.str().size();
    ASSERT_GT(atEight, 0U);

    market.advance(newYork(20, 0) + 7h); // still before four
    EXPECT_EQ(heard.words.str().size(), atEight);
    EXPECT_EQ(market.phase().session, equities::MarketSession::Closed);
    EXPECT_FALSE(market.isMatching(*findStock("AAPL")));
}

TEST(StockMarket, goesOnAfterItsClockWasSet)
{
    StockMarket market({.hasIncidents = false}, newYork(10, 0));
    market.advance(newYork(10, 1));

    market.skipTo(newYork(12, 0));
    EXPECT_EQ(market.now(), newYork(12, 0));
    market.advance(newYork(12, 1));
    EXPECT_GT(market.state(*findStock("AAPL")).quote.time, newYork(12, 0));
    market.skipTo(newYork(11, 0));
    market.advance(newYork(11, 1));
    EXPECT_GT(market.state(*findStock("AAPL")).quote.time, newYork(11, 0));
    EXPECT_LE(market.state(*findStock("AAPL")).quote.time, newYork(11, 1));
}

TEST(StockMarket, movesItsPriceWhenAClientTakesManyLevels)
{
    const auto runWith = [](const char* shares) {
        StockMarket market({.hasIncidents = false}, newYork(10, 0));
        const StockIndex stock = *findStock("YETI");
        market.advance(newYork(10, 1));
        if (shares != nullptr) {
            market.submit(stock, {.id = 1, .side = core::Side::Bid, .size = size(shares)});
        }
        market.advance(newYork(10, 2));
        return market.touch(stock).bid.price;
    };
    EXPECT_GT(runWith("20000"), runWith(nullptr));
}

TEST(StockMarket, movesEveryStockInAShock)
{
    StockMarket market({.hasIncidents = false}, newYork(10, 0));
    market.advance(newYork(10, 1));
    const core::Price before = market.touch(*findStock("AAPL")).bid.price;
    EXPECT_EQ(market.stepsOf(0.02), 200);

    market.shock(200);
    market.advance(newYork(10, 1, 5));

    EXPECT_NEAR(market.touch(*findStock("AAPL")).bid.price.toDoubleLossy() / before.toDoubleLossy(), 1.02, 0.004);
}

} // namespace leadline::sim
