// SPDX-License-Identifier: MIT
/// How often a scan asks, when it waits, and when it stops.
#include "tests/support/scan_bench.h"

#include <gtest/gtest.h>

namespace leadline::picks
{

namespace
{

using namespace std::chrono_literals;
using core::Symbol;
using tests::PickBuilder;
using tests::ScriptedSource;
using tests::scriptedTerms;
using Bench = tests::ScanBench;
using FallBacks = std::vector<FallBack>;

} // namespace

TEST(Scanner, dividesAHundredAndFiftySymbolsAmongRequests)
{
    Bench b;
    EXPECT_FALSE(b.beginMany(151));
    EXPECT_FALSE(b.scanner.isRunning());
    ASSERT_TRUE(b.beginMany(150));
    ASSERT_EQ(b.massive.asked.size(), 3U);
    std::set<Symbol> asked;
    for (const auto& request : b.massive.asked) {
        EXPECT_EQ(request.symbols.size(), 50U);
        asked.insert(request.symbols.begin(), request.symbols.end());
    }
    EXPECT_EQ(asked.size(), 150U);
    b.answer(b.massive.asked[2]);
    b.answer(b.massive.asked[0]);
    EXPECT_TRUE(b.reports.empty());
    EXPECT_EQ(b.scanner.answered(), 100U);
    b.answer(b.massive.asked[1]);
    ASSERT_EQ(b.reports.size(), 1U);
    EXPECT_EQ(b.reports[0]->rows.size(), 150U);
    EXPECT_EQ(b.reports[0]->sources[0].requests, 3);
}

TEST(Scanner, staysWithinASourcesBudget)
{
    // Questions may use 60 % of the capacity: three requests at once, of ten symbols each, and half a one a second.
    Bench b({.name = "Massive", .mostSymbols = 10, .budgetCapacity = 5, .budgetPerSecond = 0.5});
    b.massive.atOnce = [&b](const ScriptedSource::Asked& asked) { b.answer(asked); };
    ASSERT_TRUE(b.beginMany(150));
    EXPECT_EQ(b.massive.asked.size(), 3U);
    EXPECT_EQ(b.scanner.answered(), 30U);
    ASSERT_EQ(b.alpaca.asked.size(), 3U) << "to wait two seconds for a request is not worth while";
    for (int i = 0; i < 3; ++i) {
        b.answer(b.alpaca.asked[static_cast<std::size_t>(i)]);
    }
    ASSERT_EQ(b.reports.size(), 1U);
    EXPECT_EQ(b.row("S149").fallBacks, (FallBacks{{"Massive", "its requests are used up"}}));
    EXPECT_EQ(b.reports[0]->sources[0].given, 30);
    EXPECT_EQ(b.reports[0]->sources[1].given, 120);
}

TEST(Scanner, waitsForABudgetThatIsSoonThere)
{
    Bench b({.name = "Massive", .mostSymbols = 50, .budgetCapacity = 2, .budgetPerSecond = 2});
    b.massive.atOnce = [&b](const ScriptedSource::Asked& asked) { b.answer(asked); };
    ASSERT_TRUE(b.beginMany(150));
    EXPECT_EQ(b.massive.asked.size(), 1U);
    for (int i = 0; i < 30 && b.reports.empty(); ++i) {
        b.wait(100ms);
    }
    ASSERT_EQ(b.reports.size(), 1U);
    EXPECT_EQ(b.massive.asked.size(), 3U);
    EXPECT_TRUE(b.alpaca.asked.empty());
    EXPECT_LE(b.reports[0]->ended - b.reports[0]->began, 1s + 100ms);
}

TEST(Scanner, neverAsksMoreThanItsBudgetInAnySpan)
{
    Bench b({.name = "Massive", .mostSymbols = 1, .budgetCapacity = 20, .budgetPerSecond = 3});
    std::vector<core::Timestamp> times;
    b.massive.atOnce = [&](const ScriptedSource::Asked& asked) {
        times.push_back(b.clock.now());
        b.answer(asked);
    };
    b.alpaca.atOnce = [&b](const ScriptedSource::Asked& asked) { b.answer(asked); };
    for (int scan = 0; scan < 40; ++scan) {
        ASSERT_TRUE(b.beginMany(60));
        while (b.scanner.isRunning()) {
            b.wait(50ms);
        }
        b.clock.advance(7s);
    }
    ASSERT_GT(times.size(), 100U);
    for (std::size_t first = 0; first < times.size(); ++first) {
        for (std::size_t last = first; last < times.size(); ++last) {
            const double seconds = std::chrono::duration<double>(times[last] - times[first]).count();
            ASSERT_LE(static_cast<double>(last - first + 1), 20 + 3 * seconds + 1e-6);
        }
    }
}

TEST(Scanner, endsAtItsDeadlineWithWhatItHas)
{
    Bench b;
    ScanSettings settings;
    settings.answerSeconds = 6;
    b.scanner.setSettings({}, settings, {});
    ASSERT_TRUE(b.begin({"AAPL", "MSFT"}));
    b.answerWith(b.massive.asked[0].number, {b.fresh(Symbol("AAPL"))});
    b.wait(6s);
    ASSERT_EQ(b.iex.asked.size(), 1U);
    b.wait(4s - 1ns);
    EXPECT_TRUE(b.reports.empty());
    b.wait(1ns);
    ASSERT_EQ(b.reports.size(), 1U);
    EXPECT_TRUE(b.reports[0]->wasCutShort);
    EXPECT_EQ(b.reports[0]->ended - b.reports[0]->began, 10s);
    EXPECT_EQ(b.row("AAPL").judgement.verdict, Verdict::Pass);
    EXPECT_EQ(b.row("MSFT").fallBacks,
        (FallBacks{
            {"Massive", "no quote"}, {"Alpaca", "no answer in 6 s"}, {"IEX", "no answer before the scan ended"}}));
    EXPECT_TRUE(b.begin({"AAPL"})) << "and the next may begin";
}

TEST(Scanner, endsWhenTheClockIsSetBack)
{
    Bench b;
    ASSERT_TRUE(b.begin({"AAPL"}));
    b.clock.set(PickBuilder::noon - 1h);
    b.scanner.timePassed(b.clock.now());
    ASSERT_EQ(b.reports.size(), 1U);
    EXPECT_TRUE(b.reports[0]->wasCutShort);
}

TEST(Scanner, takesAnswersFromWithinTheRequest)
{
    Bench b;
    b.massive.atOnce = [&b](const ScriptedSource::Asked& asked) {
        b.scanner.failed(asked.number, {.what = "down"}, b.clock.now());
    };
    b.alpaca.atOnce = [&b](const ScriptedSource::Asked& asked) { b.answer(asked); };
    ASSERT_TRUE(b.beginMany(120));
    ASSERT_EQ(b.reports.size(), 1U);
    EXPECT_EQ(b.massive.asked.size(), 3U);
    EXPECT_EQ(b.alpaca.asked.size(), 3U);
    EXPECT_EQ(b.reports[0]->count(Verdict::Pass), 120U);
}

TEST(Scanner, mayBeginAgainFromWithinItsReport)
{
    core::ManualClock clock(PickBuilder::noon);
    ScriptedSource source(scriptedTerms("Massive"));
    MarketWatch watch(5min, {});
    int reports = 0;
    Scanner* self = nullptr;
    Scanner scanner({&source}, watch, [&](const SharedScan& /*report*/) {
        if (++reports < 3) {
            const std::vector<ListedSymbol> symbols{{.symbol = Symbol("S" + std::to_string(reports))}};
            EXPECT_TRUE(self->begin(Mode::Safe, symbols, clock.now()));
        }
    });
    self = &scanner;
    source.atOnce = [&](const ScriptedSource::Asked& asked) { scanner.arrived(asked.number, {}, clock.now()); };
    const std::vector<ListedSymbol> symbols{{.symbol = Symbol("AAPL")}};
    EXPECT_TRUE(scanner.begin(Mode::Safe, symbols, clock.now()));
    EXPECT_EQ(reports, 3);
    EXPECT_EQ(source.asked.size(), 3U);
}

TEST(Scanner, leavesASourceAloneThatDoesNotAuthorise)
{
    Bench b;
    ASSERT_TRUE(b.begin({"AAPL"}));
    b.scanner.failed(b.massive.asked[0].number,
        {.kind = SourceFailure::Kind::NotAuthorised, .what = "the plan has no quotes"}, b.clock.now());
    b.answer(b.alpaca.asked[0]);
    EXPECT_EQ(b.row("AAPL").fallBacks, (FallBacks{{"Massive", "not authorised: the plan has no quotes"}}));

    b.clock.advance(300s - 1ns);
    ASSERT_TRUE(b.begin({"MSFT"}));
    EXPECT_EQ(b.massive.asked.size(), 1U);
    ASSERT_EQ(b.alpaca.asked.size(), 2U);
    b.answer(b.alpaca.asked[1]);
    EXPECT_EQ(b.row("MSFT").fallBacks, (FallBacks{{"Massive", "not authorised: the plan has no quotes"}}));

    b.clock.advance(1ns);
    ASSERT_TRUE(b.begin({"IBM"}));
    EXPECT_EQ(b.massive.asked.size(), 2U);
}

TEST(Scanner, asksNothingOfALimitedSourceBeforeItAllows)
{
    Bench b;
    ASSERT_TRUE(b.begin({"AAPL"}));
    const core::Timestamp until = b.clock.now() + 10s;
    b.scanner.failed(
        b.massive.asked[0].number, {.kind = SourceFailure::Kind::RateLimited, .until = until}, b.clock.now());
    b.answer(b.alpaca.asked[0]);
    b.clock.set(until - 1ns - 1s); // a second is worth waiting for, and a nanosecond more is not
    ASSERT_TRUE(b.begin({"MSFT"}));
    EXPECT_EQ(b.massive.asked.size(), 1U);
    ASSERT_EQ(b.alpaca.asked.size(), 2U);
    b.answer(b.alpaca.asked[1]);
    EXPECT_EQ(b.row("MSFT").fallBacks, (FallBacks{{"Massive", "429 until 12:00:10"}}));

    b.clock.set(until - 1s);
    ASSERT_TRUE(b.begin({"IBM"}));
    EXPECT_EQ(b.massive.asked.size(), 1U);
    EXPECT_EQ(b.alpaca.asked.size(), 2U) << "it waits";
    b.wait(1s - 1ns);
    EXPECT_EQ(b.massive.asked.size(), 1U);
    b.wait(1ns);
    EXPECT_EQ(b.massive.asked.size(), 2U);
}

TEST(Scanner, asksAgainWhenTheCacheIsFiveSecondsOld)
{
    Bench b;
    ASSERT_TRUE(b.begin({"AAPL"}));
    b.answer(b.massive.asked[0]);
    b.clock.advance(5s - 1ns);
    ASSERT_TRUE(b.begin({"AAPL"}));
    ASSERT_EQ(b.reports.size(), 2U);
    EXPECT_EQ(b.massive.asked.size(), 1U);
    EXPECT_EQ(b.row("AAPL").cachedFor, 5s - 1ns);
    EXPECT_EQ(b.row("AAPL").reading.quoteAge, 500ms) << "its age when it arrived";
    EXPECT_EQ(b.row("AAPL").judgement.verdict, Verdict::Pass);
    EXPECT_EQ(b.reports[1]->sources[0].requests, 0);

    b.clock.advance(1ns);
    ASSERT_TRUE(b.begin({"AAPL", "MSFT"}));
    ASSERT_EQ(b.massive.asked.size(), 2U);
    EXPECT_EQ(b.massive.asked[1].symbols.size(), 2U);
}

TEST(Scanner, holdsTheCacheBetweenFiveAndTenSeconds)
{
    for (const auto& [setting, kept] :
        {std::pair{1.0, 5s}, std::pair{5.0, 5s}, std::pair{7.0, 7s}, std::pair{10.0, 10s}, std::pair{60.0, 10s}}) {
        Bench b;
        ScanSettings settings;
        settings.cacheSeconds = setting;
        b.scanner.setSettings({}, settings, {});
        ASSERT_TRUE(b.begin({"AAPL"}));
        b.answer(b.massive.asked[0]);
        b.clock.advance(kept - 1ns);
        ASSERT_TRUE(b.begin({"AAPL"}));
        EXPECT_EQ(b.massive.asked.size(), 1U) << setting;
        b.clock.advance(1ns);
        ASSERT_TRUE(b.begin({"AAPL"}));
        EXPECT_EQ(b.massive.asked.size(), 2U) << setting;
    }
}

} // namespace leadline::picks
