// SPDX-License-Identifier: MIT
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

TEST(Scanner, asksTheFirstSourceAndJudges)
{
    Bench b;
    ASSERT_TRUE(b.begin({"AAPL", "MSFT", "AAPL"}));
    ASSERT_EQ(b.massive.asked.size(), 1U);
    EXPECT_EQ(b.massive.asked[0].symbols, (std::vector{Symbol("AAPL"), Symbol("MSFT")}));
    EXPECT_TRUE(b.scanner.isRunning());
    EXPECT_EQ(b.scanner.wanted(), 2U);
    b.clock.advance(200ms);
    b.answer(b.massive.asked[0]);

    ASSERT_EQ(b.reports.size(), 1U);
    const ScanReport& report = *b.reports[0];
    EXPECT_FALSE(b.scanner.isRunning());
    EXPECT_EQ(b.scanner.answered(), 2U);
    EXPECT_EQ(report.mode, Mode::Safe);
    EXPECT_EQ(report.began, PickBuilder::noon);
    EXPECT_EQ(report.ended, PickBuilder::noon + 200ms);
    EXPECT_FALSE(report.wasCutShort);
    ASSERT_EQ(report.rows.size(), 2U);
    EXPECT_EQ(report.count(Verdict::Pass), 2U);
    const PickRow& row = b.row("MSFT");
    EXPECT_EQ(row.source, "Massive");
    EXPECT_EQ(row.sourceKind, SourceKind::Nbbo);
    EXPECT_EQ(row.quality, 10);
    EXPECT_EQ(row.fallBacks, FallBacks{});
    EXPECT_FALSE(row.cachedFor);
    ASSERT_EQ(report.sources.size(), 3U);
    EXPECT_EQ(report.sources[0].requests, 1);
    EXPECT_EQ(report.sources[0].asked, 2);
    EXPECT_EQ(report.sources[0].given, 2);
    EXPECT_EQ(report.sources[1].requests, 0);
    EXPECT_TRUE(b.alpaca.asked.empty());
}

TEST(Scanner, fallsDownTheChainAndKeepsEveryReason)
{
    Bench b;
    ASSERT_TRUE(b.begin({"AAPL", "MSFT", "IBM", "F"}));
    // Of four, one fresh, one stale, one empty, and one not there at all.
    SymbolQuote empty = PickBuilder("IBM").quote("0", "0").quote();
    b.answerWith(b.massive.asked[0].number, {b.fresh(Symbol("AAPL")), b.fresh(Symbol("MSFT"), 17s), empty});
    EXPECT_TRUE(b.scanner.isRunning());
    ASSERT_EQ(b.alpaca.asked.size(), 1U);
    EXPECT_EQ(b.alpaca.asked[0].symbols, (std::vector{Symbol("MSFT"), Symbol("IBM"), Symbol("F")}));
    b.scanner.failed(b.alpaca.asked[0].number,
        {.kind = SourceFailure::Kind::RateLimited, .until = PickBuilder::noon + 40s}, b.clock.now());
    ASSERT_EQ(b.iex.asked.size(), 1U);
    b.answerWith(b.iex.asked[0].number, {b.fresh(Symbol("MSFT")), b.fresh(Symbol("IBM"))});

    ASSERT_EQ(b.reports.size(), 1U);
    EXPECT_EQ(b.row("AAPL").source, "Massive");
    EXPECT_EQ(b.row("MSFT").source, "IEX");
    EXPECT_EQ(b.row("MSFT").sourceKind, SourceKind::OneExchange);
    const FallBack limited{"Alpaca", "429 until 12:00:40"};
    EXPECT_EQ(b.row("MSFT").fallBacks, (FallBacks{{"Massive", "stale by 12 s"}, limited}));
    EXPECT_EQ(b.row("IBM").fallBacks, (FallBacks{{"Massive", "no quote"}, limited}));
    EXPECT_EQ(b.row("F").fallBacks, (FallBacks{{"Massive", "no quote"}, limited, {"IEX", "no quote"}}));
    EXPECT_EQ(b.row("F").source, "");
    EXPECT_EQ(b.row("F").judgement.findings[0].note, "no quote");
    EXPECT_EQ(b.row("F").judgement.verdict, Verdict::Rejected);
    EXPECT_EQ(b.reports[0]->rows.back().reading.symbol, Symbol("F"));
}

TEST(Scanner, judgesByAStaleQuoteWhereThereIsNoBetter)
{
    Bench b;
    ASSERT_TRUE(b.begin({"AAPL"}));
    b.answerWith(b.massive.asked[0].number, {b.fresh(Symbol("AAPL"), 5s + 100ms)});
    b.answerWith(b.alpaca.asked[0].number, {b.fresh(Symbol("AAPL"), 20s)});
    b.answerWith(b.iex.asked[0].number, {});
    ASSERT_EQ(b.reports.size(), 1U);
    EXPECT_EQ(b.row("AAPL").source, "Massive");
    EXPECT_EQ(b.row("AAPL").reading.quoteAge, 5s + 100ms);
    EXPECT_EQ(b.row("AAPL").fallBacks,
        (FallBacks{{"Massive", "stale by 0.1 s"}, {"Alpaca", "stale by 15 s"}, {"IEX", "no quote"}}));
    EXPECT_EQ(b.row("AAPL").judgement.findings[static_cast<std::size_t>(Rule::Freshness)].outcome, Outcome::Failed);

    // A quote as old as is allowed is fresh.
    Bench edge;
    ASSERT_TRUE(edge.begin({"AAPL"}));
    edge.answerWith(edge.massive.asked[0].number, {edge.fresh(Symbol("AAPL"), 5s)});
    ASSERT_EQ(edge.reports.size(), 1U);
    EXPECT_EQ(edge.row("AAPL").judgement.verdict, Verdict::Pass);
}

TEST(Scanner, takesAOneSidedOrCrossedQuoteForWhatItIs)
{
    for (const auto& [bid, ask, note] : {std::tuple{"0", "100", "no bid"}, std::tuple{"100", "0", "no ask"},
             std::tuple{"100", "100", "locked at 100.00"}}) {
        Bench b;
        ASSERT_TRUE(b.begin({"AAPL"}));
        SymbolQuote quote = PickBuilder("AAPL").quote(bid, ask).quote();
        quote.snapshot.quoteTime = b.clock.now();
        b.answerWith(b.massive.asked[0].number, {quote});
        ASSERT_EQ(b.reports.size(), 1U);
        EXPECT_EQ(b.row("AAPL").judgement.findings[0].note, note);
        EXPECT_TRUE(b.alpaca.asked.empty()) << "another source would not see more";
    }
}

TEST(Scanner, goesOnWhereAFailureSaysSo)
{
    Bench b;
    ASSERT_TRUE(b.begin({"AAPL"}));
    b.scanner.failed(b.massive.asked[0].number,
        {.kind = SourceFailure::Kind::Unreachable, .what = "connection refused"}, b.clock.now());
    b.scanner.failed(
        b.alpaca.asked[0].number, {.kind = SourceFailure::Kind::BadAnswer, .what = "not valid JSON"}, b.clock.now());
    b.scanner.failed(b.iex.asked[0].number, {}, b.clock.now());
    ASSERT_EQ(b.reports.size(), 1U);
    EXPECT_EQ(b.row("AAPL").fallBacks,
        (FallBacks{
            {"Massive", "connection refused"}, {"Alpaca", "bad answer: not valid JSON"}, {"IEX", "not reachable"}}));
    // They are asked again the next time.
    ASSERT_TRUE(b.begin({"AAPL"}));
    EXPECT_EQ(b.massive.asked.size(), 2U);
}

TEST(Scanner, passesASourceOverThatDoesNotAnswerInTime)
{
    Bench b;
    ASSERT_TRUE(b.begin({"AAPL", "MSFT"}));
    b.wait(3s - 1ns);
    EXPECT_TRUE(b.alpaca.asked.empty());
    b.wait(1ns);
    ASSERT_EQ(b.alpaca.asked.size(), 1U);
    EXPECT_EQ(b.alpaca.asked[0].symbols.size(), 2U);

    // The late answer of one comes while the next source is asked: it is the better one, and it is taken.
    b.clock.advance(100ms);
    b.answerWith(b.massive.asked[0].number, {b.fresh(Symbol("AAPL"))});
    b.clock.advance(100ms);
    b.answer(b.alpaca.asked[0]);
    ASSERT_EQ(b.reports.size(), 1U);
    EXPECT_EQ(b.row("AAPL").source, "Massive");
    EXPECT_EQ(b.row("MSFT").source, "Alpaca");
    EXPECT_EQ(b.row("MSFT").fallBacks, (FallBacks{{"Massive", "no answer in 3 s"}}));
    EXPECT_EQ(b.reports[0]->sources[1].given, 1) << "of the other symbol there was one already";
}

TEST(Scanner, keepsALateAnswerForTheNextScan)
{
    Bench b;
    ASSERT_TRUE(b.begin({"AAPL"}));
    b.wait(3s);
    b.answer(b.alpaca.asked[0]);
    ASSERT_EQ(b.reports.size(), 1U);
    const SharedScan report = b.reports[0];
    const PickRow before = report->rows[0];

    SymbolQuote late = b.fresh(Symbol("AAPL"));
    late.snapshot.bid.price = tests::price("99.98");
    b.clock.advance(1s);
    b.answerWith(b.massive.asked[0].number, {late});
    EXPECT_EQ(b.reports.size(), 1U);
    EXPECT_EQ(report->rows[0].source, before.source) << "a report does not change";
    ASSERT_TRUE(b.begin({"AAPL"}));
    ASSERT_EQ(b.reports.size(), 2U);
    EXPECT_EQ(b.row("AAPL").source, "Massive");
    EXPECT_EQ(b.row("AAPL").reading.bid.price, tests::price("99.98"));
}

TEST(Scanner, countsWhatNobodyAskedFor)
{
    Bench b;
    ASSERT_TRUE(b.begin({"AAPL", "MSFT"}));
    const std::uint64_t number = b.massive.asked[0].number;
    b.answerWith(number, {b.fresh(Symbol("AAPL")), b.fresh(Symbol("TSLA")), b.fresh(Symbol("MSFT"))});
    ASSERT_EQ(b.reports.size(), 1U);
    EXPECT_EQ(b.scanner.strays(), 1U) << "another symbol";
    EXPECT_EQ(b.reports[0]->rows.size(), 2U);

    b.answerWith(number, {b.fresh(Symbol("AAPL"))});
    EXPECT_EQ(b.scanner.strays(), 2U) << "an answer that comes twice";
    b.scanner.failed(number, {}, b.clock.now());
    b.answerWith(999, {b.fresh(Symbol("AAPL"))});
    EXPECT_EQ(b.scanner.strays(), 4U);
    EXPECT_EQ(b.reports.size(), 1U);

    ASSERT_TRUE(b.begin({"TSLA"}));
    EXPECT_EQ(b.massive.asked.size(), 2U) << "what nobody asked for is not kept";
    // An answer a minute late is to nothing.
    b.wait(3s);
    b.answer(b.alpaca.asked[0]);
    b.clock.advance(57s);
    ASSERT_TRUE(b.begin({"IBM"}));
    b.wait(0s);
    b.answerWith(b.massive.asked[1].number, {b.fresh(Symbol("TSLA"))});
    EXPECT_EQ(b.scanner.strays(), 5U);
}

TEST(Scanner, looksAtHaltsAndMovesAnewThoughTheQuoteIsCached)
{
    Bench b;
    ASSERT_TRUE(b.begin({"AAPL"}));
    b.answer(b.massive.asked[0]);
    EXPECT_EQ(b.row("AAPL").judgement.verdict, Verdict::Pass);
    core::MarketMessage message;
    message.kind = core::MarketMessage::Kind::Halt;
    message.symbol = Symbol("AAPL");
    message.halt = {.eventTime = b.clock.now()};
    b.watch.heard(message);
    message.kind = core::MarketMessage::Kind::Trade;
    for (const auto& [after, at] : {std::pair{1ms, "100"}, std::pair{2ms, "107"}}) {
        message.trade = {.eventTime = b.clock.now() + after, .price = tests::price(at)};
        b.watch.heard(message);
    }
    b.clock.advance(1s);
    ASSERT_TRUE(b.begin({"AAPL"}));
    EXPECT_EQ(b.row("AAPL").cachedFor, 1s);
    const Judgement& judgement = b.row("AAPL").judgement;
    EXPECT_EQ(judgement.findings[static_cast<std::size_t>(Rule::Halt)].outcome, Outcome::Failed);
    EXPECT_EQ(judgement.findings[static_cast<std::size_t>(Rule::Gap)].outcome, Outcome::Failed);
}

TEST(Scanner, learnsMovesFromItsOwnAnswers)
{
    Bench b;
    ASSERT_TRUE(b.begin({"AAPL"}));
    SymbolQuote quote = b.fresh(Symbol("AAPL"));
    quote.snapshot.last = tests::price("100");
    quote.snapshot.lastTime = b.clock.now() - 1s;
    b.answerWith(b.massive.asked[0].number, {quote});
    b.clock.advance(10s);
    ASSERT_TRUE(b.begin({"AAPL"}));
    quote = b.fresh(Symbol("AAPL"));
    quote.snapshot.last = tests::price("105.5");
    quote.snapshot.lastTime = b.clock.now() - 1s;
    b.answerWith(b.massive.asked[1].number, {quote});
    const Finding& gap = b.row("AAPL").judgement.findings[static_cast<std::size_t>(Rule::Gap)];
    EXPECT_DOUBLE_EQ(gap.value, 5.5);
    EXPECT_EQ(gap.outcome, Outcome::Failed);
    EXPECT_TRUE(gap.note.ends_with("seen for 0:11 of 5:00")) << gap.note;
}

TEST(Scanner, asksOnlyForWhatASourceCovers)
{
    Bench b;
    b.massive.coverage = {Symbol("ETH/USDT")};
    ASSERT_TRUE(b.begin({"AAPL", "ETH/USDT"}));
    EXPECT_EQ(b.massive.asked[0].symbols, std::vector{Symbol("ETH/USDT")});
    EXPECT_EQ(b.alpaca.asked[0].symbols, std::vector{Symbol("AAPL")});
    b.answer(b.alpaca.asked[0]);
    b.answer(b.massive.asked[0]);
    EXPECT_EQ(b.row("AAPL").fallBacks, FallBacks{}) << "not to have a symbol is no reason";

    Bench none;
    none.massive.coverage = none.alpaca.coverage = none.iex.coverage = {Symbol("ETH/USDT")};
    ASSERT_TRUE(none.begin({"AAPL"}));
    ASSERT_EQ(none.reports.size(), 1U);
    EXPECT_EQ(none.row("AAPL").judgement.findings[0].note, "no quote");
}

TEST(Scanner, usesTheFiveBestLevelsOfABook)
{
    Bench b(scriptedTerms("DEEP", SourceKind::Levels));
    ASSERT_TRUE(b.begin({"AAPL"}));
    SymbolQuote quote = b.fresh(Symbol("AAPL"));
    quote.bids = tests::levels(
        {{"99.99", "200"}, {"99.98", "200"}, {"99.97", "200"}, {"99.96", "200"}, {"99.95", "200"}, {"99.94", "9000"}});
    quote.asks =
        tests::levels({{"100.01", "200"}, {"100.02", "200"}, {"100.03", "200"}, {"100.04", "200"}, {"100.05", "200"}});
    b.answerWith(b.massive.asked[0].number, {quote});
    const PickRow& row = b.row("AAPL");
    EXPECT_EQ(row.sourceKind, SourceKind::Levels);
    EXPECT_EQ(row.reading.depthKind, DepthKind::TopFive);
    EXPECT_EQ(row.reading.depth().text(), "200000");
}

TEST(Scanner, refusesWhatItCannotScan)
{
    Bench b;
    EXPECT_EQ(b.begin({}).error().what, "no symbols to scan");
    EXPECT_EQ(b.beginMany(200).error().what, "200 symbols; one scan takes at most 150");
    ASSERT_TRUE(b.begin({"AAPL"}));
    EXPECT_EQ(b.begin({"MSFT"}).error().what, "a scan is running");
    b.answer(b.massive.asked[0]);
    EXPECT_EQ(b.reports.size(), 1U);
    EXPECT_EQ(b.reports[0]->rows.size(), 1U);
}

TEST(Scanner, sortsByVerdictThenScoreThenSymbol)
{
    Bench b;
    const std::vector<ListedSymbol> symbols{{Symbol("REJ2")}, {Symbol("RISK1"), 1}, {Symbol("LOW"), 0.1},
        {Symbol("NONE")}, {Symbol("HIGHB"), 0.9}, {Symbol("RISK2"), 2}, {Symbol("HIGHA"), 0.9}, {Symbol("REJ1"), 9}};
    ASSERT_TRUE(b.scanner.begin(Mode::Aggressive, symbols, b.clock.now()));
    std::vector<SymbolQuote> quotes;
    for (const ListedSymbol& listed : symbols) {
        SymbolQuote quote = b.fresh(listed.symbol);
        if (listed.symbol.view().starts_with("RISK")) {
            quote.snapshot.bid.size = {};
        } else if (listed.symbol.view().starts_with("REJ")) {
            quote.snapshot.bid.price = tests::price("90");
        }
        quotes.push_back(quote);
    }
    b.answerWith(b.massive.asked[0].number, quotes);
    std::string order;
    for (const PickRow& row : b.reports.at(0)->rows) {
        order += row.reading.symbol.text() + ' ';
    }
    EXPECT_EQ(order, "HIGHA HIGHB LOW NONE RISK2 RISK1 REJ1 REJ2 ");
}

TEST(Scanner, scoresByTheModelOfTheSettings)
{
    Bench b;
    b.scanner.setSettings({}, {}, parseScoreModel("score=2,spread_bps=1").value());
    const std::vector<ListedSymbol> symbols{{Symbol("AAPL"), 10}};
    ASSERT_TRUE(b.scanner.begin(Mode::Safe, symbols, b.clock.now()));
    b.answer(b.massive.asked[0]);
    EXPECT_NEAR(b.row("AAPL").score.value(), 22, 1e-9);
    EXPECT_EQ(b.row("AAPL").column, 10);
}

} // namespace leadline::picks
