// SPDX-License-Identifier: MIT
#include "engine/lab/policy_study.h"

#include "tests/support/builders.h"
#include "tests/support/test_folder.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <random>

namespace leadline::lab
{

using core::Side;
using tests::price;
using tests::size;
using Outcome = StudyOrder::Outcome;

namespace
{

constexpr core::Timestamp midnight = core::fromMilliseconds(1'763'683'200'000);

/// A policy that meets a market written line by line, seconds after midnight.
class Bench
{
public:
    explicit Bench(StudyPolicy policy, double strength = 0.9, double notional = 1000.1)
        : run(policy, settings(),
            {.notional = notional,
                .signal =
                    [strength](const desk::Market&) {
                        return StudySignal{Side::Bid, strength};
                    },
                .resampling = {}})
        , m_market(run.desk().open(tests::ethereum(), {}))
    {
    }

    void book(double second, std::initializer_list<tests::LevelText> bids, std::initializer_list<tests::LevelText> asks)
    {
        core::MarketMessage message;
        message.kind = core::MarketMessage::Kind::Book;
        message.bids = tests::levels(bids);
        message.asks = tests::levels(asks);
        message.book = {.kind = core::BookUpdateKind::Frame,
            .finalId = ++m_updates,
            .eventTime = at(second),
            .bids = message.bids,
            .asks = message.asks};
        give(message);
    }
    void sold(double second, const char* to, const char* of)
    {
        core::MarketMessage message;
        message.kind = core::MarketMessage::Kind::Trade;
        message.trade = {.eventTime = at(second), .price = price(to), .size = size(of), .aggressor = Side::Ask};
        give(message);
    }
    /// The same book, a frame every 100 ms up to the second given.
    void quiet(double from, double to)
    {
        for (double second = from; second < to - 0.01; second += 0.1) {
            book(second, {{"100.00", "5"}, {"99.99", "8"}}, {{"100.02", "30"}});
        }
    }

    PolicyRun run;

private:
    /// Costs are judged for the order's own size: the books here hold little more.
    static desk::DeskSettings settings()
    {
        desk::DeskSettings settings;
        settings.features.book.impactNotional = 100; // the routing policy has the same
        return settings;
    }
    static core::Timestamp at(double second)
    {
        return midnight + std::chrono::milliseconds(std::llround(second * 1000));
    }
    void give(const core::MarketMessage& message)
    {
        run.before(m_market, message.eventTime());
        m_market.apply(message);
        run.after();
    }

    desk::Market& m_market;
    std::uint64_t m_updates = 0;
};

} // namespace

TEST(PolicyRun, paysTheBaselineWhereItTakesAtOnce)
{
    Bench bench(StudyPolicy::AlwaysMarket);
    bench.quiet(1, 36);
    const auto orders = bench.run.results();
    ASSERT_EQ(orders.size(), 1U); // at 5 s; those from 10 s on have not lived their horizon
    const calibration::ParentOrder& parent = orders[0].parent;
    EXPECT_EQ(orders[0].outcome, Outcome::Traded);
    EXPECT_EQ(parent.decided, midnight + std::chrono::seconds(5));
    EXPECT_EQ(parent.filled, parent.size);
    EXPECT_DOUBLE_EQ(parent.fillRate(), 1);
    EXPECT_DOUBLE_EQ(parent.signalToFillSeconds(), 0);
    // One tick and 5 bps of the value.
    EXPECT_NEAR(parent.slippageBps(), (0.01 + 100.02 * 5e-4) / 100.01 * 1e4, 1e-6);
    EXPECT_NEAR(parent.improvement(), 0, 1e-3);
}

TEST(PolicyRun, earnsTheSpreadWhereItsQueueIsTraded)
{
    Bench bench(StudyPolicy::AlwaysPassive);
    bench.quiet(1, 12);
    bench.sold(12, "100.00", "5"); // the queue
    bench.sold(13, "100.00", "9"); // of 9.999
    bench.sold(14, "100.00", "9");
    bench.quiet(14.1, 36);
    const auto orders = bench.run.results();
    ASSERT_EQ(orders.size(), 1U);
    const calibration::ParentOrder& parent = orders[0].parent;
    EXPECT_DOUBLE_EQ(parent.fillRate(), 1);
    EXPECT_DOUBLE_EQ(parent.makerShare(), 1);
    EXPECT_NEAR(parent.signalToFillSeconds(), 8, 1e-9);
    EXPECT_NEAR(parent.slippageBps(), (-0.01 + 100.00 * 2e-4) / 100.01 * 1e4, 1e-6);
}

TEST(PolicyRun, waitsAtTheTouchOfItsOwnVenueWhateverOthersShow)
{
    // Together they show 100.00 / 100.02: at the cheaper venue, whose touch is 99.96, a bid of 100.00 would stand alone
    // in front, two ticks from taking.
    const auto venue = [](const char* name) {
        core::Instrument instrument = tests::ethereum();
        instrument.id.venue = core::VenueId(name);
        instrument.pair = {core::Asset("ETH"), core::Asset("USDT")};
        return instrument;
    };
    for (const StudyPolicy policy : {StudyPolicy::Microstructure, StudyPolicy::AlwaysPassive}) {
        desk::DeskSettings settings;
        settings.features.book.impactNotional = 100;
        settings.venues = {{.venue = core::VenueId("cheap"), .makerFeeBps = -10, .takerFeeBps = 0},
            {.venue = core::VenueId("dear"), .makerFeeBps = 10, .takerFeeBps = 20}};
        PolicyRun run(policy, settings,
            {.notional = 500,
                .signal =
                    [](const desk::Market&) {
                        return StudySignal{Side::Bid, 0.9};
                    },
                .resampling = {}});
        desk::Market& cheap = run.desk().open(venue("cheap"), {});
        desk::Market& dear = run.desk().open(venue("dear"), {});
        std::uint64_t updates = 0;
        const auto give = [&](desk::Market& market, const core::MarketMessage& message) {
            run.before(market, message.eventTime());
            market.apply(message);
            run.after();
        };
        for (int tenth = 10; tenth < 360; ++tenth) {
            const core::Timestamp time = midnight + std::chrono::milliseconds(100 * tenth);
            core::MarketMessage trade;
            trade.kind = core::MarketMessage::Kind::Trade;
            trade.trade = {.eventTime = time, .price = price("99.96"), .size = size("1"), .aggressor = Side::Ask};
            give(cheap, trade);
            for (desk::Market* const market : {&cheap, &dear}) {
                core::MarketMessage message;
                message.kind = core::MarketMessage::Kind::Book;
                message.bids = tests::levels({{market == &cheap ? "99.96" : "100.00", "9"}, {"99.90", "9"}});
                message.asks = tests::levels({{market == &cheap ? "100.02" : "100.10", "9"}, {"100.20", "9"}});
                message.book = {.kind = core::BookUpdateKind::Frame,
                    .finalId = ++updates,
                    .eventTime = time,
                    .bids = message.bids,
                    .asks = message.asks};
                give(*market, message);
            }
        }
        ASSERT_EQ(cheap.group(), dear.group());
        const auto orders = run.results();
        ASSERT_GE(orders.size(), 1U);
        const calibration::ParentOrder& parent = orders[0].parent;
        EXPECT_EQ(parent.venue.view(), "cheap");
        EXPECT_DOUBLE_EQ(parent.makerShare(), 1);
        EXPECT_NEAR(parent.filledValue / parent.filled.toDoubleLossy(), 99.96, 1e-9) << nameOf(policy);
        EXPECT_EQ(orders[0].rejected, 0U);
    }
}

TEST(PolicyRun, takesAtItsPriceThenWhatIsUnfilledAtTheHorizon)
{
    Bench bench(StudyPolicy::AlwaysPassive);
    bench.quiet(1, 12);
    bench.sold(12, "100.00", "10"); // five are left for the order
    bench.quiet(12.1, 30);
    bench.book(30, {{"100.10", "5"}}, {{"100.12", "3"}, {"100.13", "30"}});
    bench.book(34.9, {{"100.10", "5"}}, {{"100.12", "4"}, {"100.13", "30"}});
    bench.book(35.5, {{"101.10", "5"}}, {{"101.12", "30"}}); // too late to matter
    const auto orders = bench.run.results();
    ASSERT_EQ(orders.size(), 1U);
    const calibration::ParentOrder& parent = orders[0].parent;
    EXPECT_EQ(orders[0].outcome, Outcome::Traded);
    EXPECT_EQ(parent.filled, parent.size);
    EXPECT_EQ(parent.late, parent.size - size("5"));
    EXPECT_NEAR(parent.fillRate(), 5 / parent.size.toDoubleLossy(), 1e-12);
    const double late = parent.late.toDoubleLossy();
    EXPECT_NEAR(parent.filledValue, 500 + 4 * 100.12 + (late - 4) * 100.13, 1e-6);
}

TEST(PolicyRun, countsWhatItLeavesAlone)
{
    Bench weak(StudyPolicy::Signal, 0.1);
    weak.quiet(1, 36);
    ASSERT_EQ(weak.run.results().size(), 1U);
    EXPECT_EQ(weak.run.results()[0].outcome, Outcome::Skipped);
    Bench tooSmall(StudyPolicy::AlwaysMarket, 0.9, 1);
    tooSmall.quiet(1, 36);
    ASSERT_EQ(tooSmall.run.results().size(), 1U);
    EXPECT_EQ(tooSmall.run.results()[0].outcome, Outcome::Aborted);
    EXPECT_EQ(tooSmall.run.results()[0].reason, routing::Reason::BelowMinimum);
}

TEST(PolicyRun, sizesByTheSignalAndSendsSlicesWhereTheBookIsThin)
{
    // The touch is 1 against 26 behind it: slices of at most 1, one a second.
    Bench bench(StudyPolicy::Signal, 0.8);
    for (double second = 1; second < 36; second += 0.1) {
        bench.book(second, {{"100.00", "1"}, {"99.99", "13"}}, {{"100.02", "1"}, {"100.03", "13"}});
        bench.sold(second + 0.05, "100.00", "0.3");
    }
    const auto orders = bench.run.results();
    ASSERT_GE(orders.size(), 1U);
    const calibration::ParentOrder& parent = orders[0].parent;
    EXPECT_EQ(orders[0].strategy, routing::Strategy::PassiveMaker);
    EXPECT_NEAR(parent.size.toDoubleLossy(), 9.999 * 0.8 * 0.7, 0.002);
    EXPECT_DOUBLE_EQ(parent.fillRate(), 1);
    EXPECT_DOUBLE_EQ(parent.makerShare(), 1);
}

TEST(PolicyRun, asksForNothingWhereNothingCameForAWhile)
{
    Bench bench(StudyPolicy::AlwaysMarket);
    bench.quiet(1, 6);
    bench.quiet(60, 100);
    const auto orders = bench.run.results();
    ASSERT_EQ(orders.size(), 2U); // at 5 s and 65 s; at 60 s the book was 54 s old
    EXPECT_EQ(orders[1].parent.decided, midnight + std::chrono::seconds(65));
}

namespace
{

/// A tape whose price wanders, with a seller or buyer every 100 ms who moves it now and then.
std::string wanderingTape(int seconds)
{
    std::mt19937_64 random(11);
    std::string tape;
    char line[600];
    std::int64_t time = 1'723'161'256'000;
    int mid = 200'000; // half ticks
    std::snprintf(line, sizeof(line),
        "%lld000000 "
        "{\"lastUpdateId\":9,\"E\":1,\"T\":1,\"bids\":[[\"999.99\",\"1\"]],\"asks\":[[\"1000.01\",\"1\"]]}\n",
        static_cast<long long>(time));
    tape += line;
    std::vector<int> bids{99'999};
    std::vector<int> asks{100'001};
    const auto level = [](int tick, double of) {
        char text[60];
        std::snprintf(text, sizeof(text), "[\"%.2f\",\"%.3f\"]", tick / 100.0, of);
        return std::string(text);
    };
    for (int n = 1; n <= seconds * 10; ++n) {
        time += 100;
        const bool buys = random() % 2 == 0;
        const int touch = buys ? asks.front() : bids.front();
        std::snprintf(line, sizeof(line),
            "%lld000000 "
            "{\"stream\":\"x\",\"data\":{\"e\":\"aggTrade\",\"E\":%lld,\"s\":\"ETHUSDT\",\"a\":%d,\"p\":\"%.2f\","
            "\"q\":\"%.3f\",\"f\":%d,\"l\":%d,\"T\":%lld,\"m\":%s}}\n",
            static_cast<long long>(time), static_cast<long long>(time), n, touch / 100.0,
            static_cast<double>(random() % 4000) / 1000 + 0.001, n, n, static_cast<long long>(time),
            buys ? "false" : "true");
        tape += line;
        mid += random() % 4 == 0 ? (buys ? 2 : -2) : 0;
        const int half = 1 + static_cast<int>(random() % 3 == 0);
        std::string bidText;
        std::string askText;
        for (const int tick : bids) {
            bidText += (bidText.empty() ? "" : ",") + level(tick, 0);
        }
        for (const int tick : asks) {
            askText += (askText.empty() ? "" : ",") + level(tick, 0);
        }
        bids.clear();
        asks.clear();
        for (int i = 0; i < 10; ++i) {
            bids.push_back(mid / 2 - half - i);
            asks.push_back(mid / 2 + half + i);
            const auto of = [&random] { return 0.1 + static_cast<double>(random() % 5000) / 1000; };
            bidText += ',' + level(bids.back(), of());
            askText += ',' + level(asks.back(), of());
        }
        tape += std::to_string(time) + "000000 {\"stream\":\"x@depth@100ms\",\"data\":{\"e\":\"depthUpdate\",\"E\":"
            + std::to_string(time) + ",\"T\":" + std::to_string(time)
            + ",\"s\":\"ETHUSDT\",\"U\":" + std::to_string(10 * n) + ",\"u\":" + std::to_string(10 * n + 9)
            + ",\"pu\":" + std::to_string(10 * n - 1) + ",\"b\":[" + bidText + "],\"a\":[" + askText + "]}}\n";
    }
    return tape;
}

void expectASoundStudy(const StudyResult& result, const StudySettings& study, std::size_t leastSignals)
{
    EXPECT_GE(result.signals, leastSignals);
    for (const PolicyResult& policy : result.policies) {
        EXPECT_EQ(policy.orders.size(), result.signals);
        EXPECT_EQ(policy.traded + policy.skipped + policy.aborted, result.signals);
        EXPECT_EQ(policy.rejected, 0U) << "an order meets the market that it was priced on";
        for (std::size_t i = 0; i < result.signals; ++i) {
            // The same moment, the same wish, for all of them.
            EXPECT_EQ(policy.orders[i].parent.decided, result.policies[0].orders[i].parent.decided);
            EXPECT_EQ(policy.orders[i].parent.side, result.policies[0].orders[i].parent.side);
            EXPECT_EQ(policy.orders[i].strength, result.policies[0].orders[i].strength);
            EXPECT_LE(policy.orders[i].parent.filled, policy.orders[i].parent.size);
        }
    }
    EXPECT_EQ(result.policies[1].skipped + result.policies[2].skipped + result.policies[3].skipped, 0U);
    EXPECT_LE(result.common, result.policies[0].traded);
    for (const calibration::KpiRow& row : result.rows) {
        if (row.strategy == "always_market" && row.window == "day") {
            EXPECT_NEAR(row.figures.improvement.value, 0, 0.01);
            EXPECT_NEAR(row.figures.fillRate.value, 1, 0.01);
        }
    }
    EXPECT_EQ(result.resampling.block, 6U);
    EXPECT_NE(studyText(result, study).find("signal against always_market: "), std::string::npos);
    EXPECT_EQ(studyText(result, study).find("nan"), std::string::npos);
}

} // namespace

TEST(PolicyStudy, asksEveryPolicyTheSameAlongATape)
{
    const tests::TestFolder folder;
    const StudyTapes tapes{.paths = {folder.write("tape", wanderingTape(300))}};
    const StudySettings study;
    const auto result = runStudy(tapes, {}, study);
    ASSERT_TRUE(result.has_value()) << result.error().what;
    expectASoundStudy(*result, study, 50);
    EXPECT_GT(result->common, 5U);
    EXPECT_EQ(studyJson(*result, study), studyJson(*runStudy(tapes, {}, study), study));
}

TEST(PolicyStudy, saysWhichTapeCannotBeRead)
{
    const auto result = runStudy({.paths = {"/nowhere/tape.gz"}}, {}, {});
    ASSERT_FALSE(result.has_value());
    EXPECT_NE(result.error().what.find("/nowhere/tape.gz"), std::string::npos);
}

TEST(PolicyStudy, runsAlongARecordedDay)
{
    LEADLINE_NEEDS(path, "tapes/binance-futures_ethusdt_20240808.gz");
    const StudySettings study;
    const auto result = runStudy({.paths = {path}}, {}, study);
    ASSERT_TRUE(result.has_value()) << result.error().what;
    expectASoundStudy(*result, study, 30);
    std::puts(studyText(*result, study).c_str());
}

} // namespace leadline::lab
