// SPDX-License-Identifier: MIT
#include "engine/lab/pick_study.h"

#include "engine/json/tree.h"
#include "tests/support/builders.h"
#include "tests/support/test_folder.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <map>
#include <random>

namespace leadline::lab
{

namespace
{

constexpr core::Timestamp opens = core::fromMilliseconds(1'772'462'100'000); // 2026-03-02 14:35 UTC, a Monday

/// Of a symbol that costs one basis point as a rule; what costs `bps` is sent in the given scan.
PickOrder pickOrder(int scan, double bps, double filled = 1, const char* symbol = "A")
{
    return {.market = {core::VenueId("v"), core::Symbol(symbol)},
        .scanned = opens + std::chrono::seconds(30 * scan),
        .sent = opens + std::chrono::seconds(30 * scan + 5),
        .filledShare = filled,
        .costBps = filled > 0 ? bps : PickOrder::unknown};
}

PickOrder rejected(PickOrder order, picks::Rule by)
{
    for (PickWord& word : order.words) {
        word.verdict = picks::Verdict::Rejected;
        word.fails[static_cast<std::size_t>(by)] = true;
    }
    return order;
}

const FilterRow& rowOf(const PickStudyResult& result, const char* mode, const char* filter)
{
    return *std::ranges::find_if(
        result.rows, [&](const FilterRow& row) { return row.mode == mode && row.filter == filter; });
}

} // namespace

TEST(PickStudy, callsBadWhatIsNotFilledOrDearerThanTwiceTheMedianOfItsSymbol)
{
    // A's median is 2, B's is 20: what is dear for A is cheap for B.
    const auto result =
        comparePicks({pickOrder(0, 1), pickOrder(0, 2), pickOrder(0, 4), pickOrder(0, 4.001), pickOrder(0, 2),
                         pickOrder(0, 1, 0.99), pickOrder(0, 0, 0), pickOrder(0, 10, 1, "B"), pickOrder(0, 20, 1, "B"),
                         pickOrder(0, 40, 1, "B"), pickOrder(0, 0, 0, "C")},
            {});
    std::vector<bool> bad;
    for (const PickOrder& order : result.orders) {
        bad.push_back(order.isBad);
    }
    EXPECT_EQ(bad, (std::vector<bool>{false, false, false, true, false, true, true, false, false, false, true}));
    const FilterRow& none = rowOf(result, "", "none");
    EXPECT_EQ(none.orders, 11U);
    EXPECT_DOUBLE_EQ(none.badShare.value, 4. / 11);
    EXPECT_DOUBLE_EQ(none.unfilledShare.value, 3. / 11);
    EXPECT_DOUBLE_EQ(none.slippageBps.value, (1 + 2 + 4 + 4.001 + 2 + 1 + 10 + 20 + 40) / 9) << "of those with a fill";
    EXPECT_FALSE(std::isfinite(none.badShare.low)) << "one scan says nothing about others";
    EXPECT_EQ(result.symbols, 3U);
    EXPECT_EQ(result.scans, 1U);
}

TEST(PickStudy, hasTheBoundsThatTheResamplesOfTwoScansHave)
{
    // One scan has nothing bad, the other half of it: a resample says 0, 1/4 or 1/2 with 1/4, 1/2, 1/4.
    std::vector<PickOrder> orders;
    for (int i = 0; i < 10; ++i) {
        orders.push_back(pickOrder(0, 1));
    }
    for (int i = 0; i < 10; ++i) {
        orders.push_back(pickOrder(1, 1, i % 2 == 0 ? 1 : 0));
    }
    const auto result = comparePicks(orders, {});
    const FilterRow& none = rowOf(result, "", "none");
    EXPECT_DOUBLE_EQ(none.badShare.value, 0.25);
    EXPECT_DOUBLE_EQ(none.badShare.low, 0);
    EXPECT_DOUBLE_EQ(none.badShare.high, 0.5);
    EXPECT_EQ(result.resampling.block, 1U);
    EXPECT_EQ(
        comparePicks(orders, {.every = std::chrono::seconds(2), .after = std::chrono::seconds(5)}).resampling.block, 3U)
        << "scans whose orders wait at one time";
    const auto narrow = comparePicks(orders, {.resampling = {.confidence = 0.4}});
    EXPECT_DOUBLE_EQ(rowOf(narrow, "", "none").badShare.low, 0.25);
    EXPECT_DOUBLE_EQ(rowOf(narrow, "", "none").badShare.high, 0.25);
}

TEST(PickStudy, agreesWithAnIndependentCountByFilter)
{
    std::mt19937_64 random(31);
    std::vector<PickOrder> orders;
    std::map<std::pair<std::string, std::string>, std::array<double, 4>> counted; // orders, bad, unfilled, cost
    // Odd orders cost 1 or 3, even ones 1: the median is 1, and 3 is dear.
    for (int i = 0; i < 400; ++i) {
        const bool isDear = i % 2 == 1 && random() % 2 == 0;
        const bool isFilled = random() % 10 != 0;
        PickOrder order = pickOrder(i / 10, isDear ? 3 : 1, isFilled ? 1 : 0);
        const bool isWide = random() % (isDear ? 2 : 6) == 0;
        const bool isHalted = !isFilled && random() % 2 == 0;
        order = isWide ? rejected(order, picks::Rule::Spread) : order;
        order = isHalted ? rejected(order, picks::Rule::Halt) : order;
        orders.push_back(order);
        const auto count = [&](const char* mode, const char* filter, bool isLet) {
            if (isLet) {
                auto& row = counted[{mode, filter}];
                row[0] += 1;
                row[1] += !isFilled || isDear ? 1 : 0;
                row[2] += isFilled ? 0 : 1;
                row[3] += isFilled ? (isDear ? 3 : 1) : 0;
            }
        };
        count("", "none", true);
        for (const char* const mode : {"SAFE", "AGGRESSIVE"}) {
            count(mode, "spread", !isWide);
            count(mode, "halt", !isHalted);
            count(mode, "depth", true);
            count(mode, "all", !isWide && !isHalted);
        }
    }
    const auto result = comparePicks(orders, {});
    const auto& without = counted[{"", "none"}];
    for (const auto& [key, row] : counted) {
        const FilterRow& found = rowOf(result, key.first.c_str(), key.second.c_str());
        EXPECT_EQ(found.orders, static_cast<std::size_t>(row[0])) << key.first << ' ' << key.second;
        EXPECT_NEAR(found.badShare.value, row[1] / row[0], 1e-12);
        EXPECT_NEAR(found.unfilledShare.value, row[2] / row[0], 1e-12);
        EXPECT_NEAR(found.slippageBps.value, row[3] / (row[0] - row[2]), 1e-12);
        EXPECT_NEAR(found.fewerBad.value, 1 - row[1] / row[0] / (without[1] / without[0]), 1e-12);
        EXPECT_LE(found.badShare.low, found.badShare.value);
        EXPECT_GE(found.badShare.high, found.badShare.value);
    }
    EXPECT_DOUBLE_EQ(rowOf(result, "SAFE", "depth").fewerBad.value, 0) << "it rejects nothing";
    EXPECT_DOUBLE_EQ(rowOf(result, "SAFE", "depth").fewerBad.high, 0) << "in no resample, either";
}

TEST(PickStudy, saysWhetherTheTargetIsMet)
{
    // Of 60 orders a third is bad; the filter rejects so many of the bad ones, and none of the others.
    const auto verdictOf = [](int scans, int badOfSix, int spared) {
        std::vector<PickOrder> orders;
        for (int scan = 0; scan < scans; ++scan) {
            for (int i = 0; i < 6; ++i) {
                const PickOrder order = pickOrder(scan, 1, i < badOfSix ? 0 : 1);
                orders.push_back(i < spared ? rejected(order, picks::Rule::Depth) : order);
            }
        }
        return comparePicks(orders, {}).verdicts[0];
    };
    EXPECT_EQ(verdictOf(20, 2, 2), TargetVerdict::Met);
    EXPECT_EQ(verdictOf(20, 2, 0), TargetVerdict::NotMet);
    EXPECT_EQ(verdictOf(2, 2, 2), TargetVerdict::TooFew) << "four bad ones";
    EXPECT_EQ(verdictOf(20, 0, 0), TargetVerdict::TooFew) << "nothing was bad";
    EXPECT_EQ(describe(TargetVerdict::NotShown), "neither shown nor ruled out");
}

TEST(PickStudy, measuresTheEmbeddedMarketTheSameEveryTime)
{
    const PickStudySettings study;
    const auto run = [&study] {
        return runEmbeddedPickStudy(3, opens, std::chrono::minutes(12), risk::RiskLimits{}, study);
    };
    const PickStudyResult result = run();
    EXPECT_EQ(result.scans, 23U) << "one every 30 s, the last with 5 s for its orders";
    EXPECT_GT(result.symbols, 120U);
    EXPECT_EQ(result.orders.size(), result.scans * result.symbols);
    const FilterRow& none = rowOf(result, "", "none");
    const FilterRow& safe = rowOf(result, "SAFE", "all");
    const FilterRow& aggressive = rowOf(result, "AGGRESSIVE", "all");
    EXPECT_GT(safe.orders, 100U);
    EXPECT_LT(safe.orders, aggressive.orders);
    EXPECT_LT(aggressive.orders, none.orders);
    EXPECT_LT(safe.slippageBps.value, none.slippageBps.value) << "wide spreads cost more";
    for (const PickOrder& order : result.orders) {
        EXPECT_GE(order.filledShare, 0);
        EXPECT_LE(order.filledShare, 1);
        EXPECT_FALSE(order.costBps < 0) << "who takes pays at least half the spread";
        EXPECT_FALSE(order.costBps > 50.5) << "nothing is taken beyond the collar";
        EXPECT_LE(order.words[1].fails[static_cast<std::size_t>(picks::Rule::Spread)],
            order.words[0].fails[static_cast<std::size_t>(picks::Rule::Spread)])
            << "AGGRESSIVE allows wider spreads";
    }
    EXPECT_EQ(pickStudyJson(result, study), pickStudyJson(run(), study));
    EXPECT_TRUE(json::Tree::parse(pickStudyJson(result, study)).has_value());
    EXPECT_EQ(pickStudyText(result, study).find("nan"), std::string::npos) << pickStudyText(result, study);
}

TEST(PickStudy, ordersTakeWhatTheRecordedBookShowsThen)
{
    // A book every second: half a minute tight, half a minute with a spread of 2 % that no collar reaches.
    std::string tape = "1723161240000000000 {\"lastUpdateId\":9,\"E\":1,\"T\":1,\"bids\":[[\"100.00\",\"900\"]],"
                       "\"asks\":[[\"100.02\",\"900\"]]}\n";
    char line[400];
    for (int n = 1; n < 1200; ++n) {
        const std::int64_t time = 1'723'161'240'000 + 1000 * std::int64_t{n};
        const bool isWide = n / 30 % 2 == 1;
        std::snprintf(line, sizeof(line),
            "%lld000000 {\"stream\":\"x@depth@100ms\",\"data\":{\"e\":\"depthUpdate\",\"E\":%lld,\"T\":%lld,"
            "\"s\":\"ETHUSDT\",\"U\":%d,\"u\":%d,\"pu\":%d,\"b\":[[\"100.00\",\"%s\"],[\"99.00\",\"900\"]],"
            "\"a\":[[\"100.02\",\"%s\"],[\"101.00\",\"900\"]]}}\n",
            static_cast<long long>(time), static_cast<long long>(time), static_cast<long long>(time), 10 * n,
            10 * n + 9, 10 * n - 1, isWide ? "0" : "900", isWide ? "0" : "900");
        tape += line;
    }
    const tests::TestFolder folder;
    const StudyTapes tapes{.paths = {folder.write("binance-futures_ethusdt_20240808", tape)}};
    // Scans at the 10th and 40th second of each minute, their orders five seconds later.
    const PickStudySettings study{.every = std::chrono::seconds(10), .notional = 5000};
    const auto result = runPickStudy(tapes, {}, study);
    ASSERT_TRUE(result.has_value()) << result.error().what;
    EXPECT_GT(result->orders.size(), 100U);
    std::size_t wide = 0;
    for (const PickOrder& order : result->orders) {
        const auto second = (core::nanosecondsOf(order.sent) - 1'723'161'240'000'000'000) / 1'000'000'000;
        const bool isWide = second / 30 % 2 == 1 && second % 30 > 0;
        if (second % 30 == 0) {
            continue; // the book of that moment, or of the one before
        }
        wide += isWide ? 1 : 0;
        EXPECT_EQ(order.isFilled(), !isWide) << second;
        EXPECT_EQ(order.isBad, isWide) << second;
        if (!isWide) {
            EXPECT_NEAR(order.costBps, 0.01 / 100.01 * 1e4, 1e-6);
        }
        // The scan five seconds before saw the spread of then.
        const auto scanned = second - 5;
        if (scanned % 30 != 0) {
            EXPECT_EQ(order.words[0].fails[static_cast<std::size_t>(picks::Rule::Spread)], scanned / 30 % 2 == 1)
                << scanned;
        }
    }
    EXPECT_GT(wide, 40U);
    EXPECT_GT(rowOf(*result, "SAFE", "spread").fewerBad.value, 0.3);
    EXPECT_EQ(pickStudyJson(*result, study), pickStudyJson(*runPickStudy(tapes, {}, study), study));
}

TEST(PickStudy, asksNothingOfAMarketWhoseRecordingHasEnded)
{
    // Ether is recorded for one minute, bitcoin for five.
    const auto tapeOf = [](const char* symbol, int seconds) {
        std::string tape = "1723161240000000000 {\"lastUpdateId\":9,\"E\":1,\"T\":1,\"bids\":[[\"100.00\",\"900\"]],"
                           "\"asks\":[[\"100.02\",\"900\"]]}\n";
        char line[400];
        for (int n = 1; n <= seconds; ++n) {
            const std::int64_t time = 1'723'161'240'000 + 1000 * std::int64_t{n};
            std::snprintf(line, sizeof(line),
                "%lld000000 {\"stream\":\"x@depth@100ms\",\"data\":{\"e\":\"depthUpdate\",\"E\":%lld,\"T\":%lld,"
                "\"s\":\"%s\",\"U\":%d,\"u\":%d,\"pu\":%d,\"b\":[[\"100.00\",\"900\"]],\"a\":[]}}\n",
                static_cast<long long>(time), static_cast<long long>(time), static_cast<long long>(time), symbol,
                10 * n, 10 * n + 9, 10 * n - 1);
            tape += line;
        }
        return tape;
    };
    const tests::TestFolder folder;
    const StudyTapes tapes{.paths = {folder.write("binance-futures_ethusdt_20240808", tapeOf("ETHUSDT", 60)),
                               folder.write("binance-futures_btcusdt_20240808", tapeOf("BTCUSDT", 300))}};
    const auto result = runPickStudy(tapes, {}, {.every = std::chrono::seconds(10)});
    ASSERT_TRUE(result.has_value()) << result.error().what;
    std::map<std::string, std::size_t> orders;
    for (const PickOrder& order : result->orders) {
        ++orders[order.market.symbol.text()];
        EXPECT_FALSE(order.words[0].fails[static_cast<std::size_t>(picks::Rule::Freshness)]);
    }
    // Scans from the 10th second on; the last orders go out at the 55th and the 295th.
    EXPECT_EQ(orders["ETHUSDT"], 5U);
    EXPECT_EQ(orders["BTCUSDT"], 29U);
}

TEST(PickStudy, saysWhichTapeCannotBeRead)
{
    const auto result = runPickStudy({.paths = {"/nowhere/tape.gz"}}, {}, {});
    ASSERT_FALSE(result.has_value());
    EXPECT_NE(result.error().what.find("/nowhere/tape.gz"), std::string::npos);
}

} // namespace leadline::lab
