// SPDX-License-Identifier: MIT
#include "engine/rebalance/progress.h"

#include "engine/json/tree.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

namespace leadline::rebalance
{

using core::Side;
using core::Symbol;
using tests::price;
using tests::size;

namespace
{

core::Notional dollars(std::string_view text)
{
    return core::Notional::parse(text).value();
}

SlotProgress filled(Side side, const char* shares, const char* value, const char* mid, double baselineBps = 0)
{
    SlotProgress slot;
    slot.symbol = Symbol("AAPL");
    slot.side = side;
    slot.size = slot.filled = size(shares);
    slot.filledValue = dollars(value);
    slot.arrivalMid = price(mid);
    slot.baselineBps = baselineBps;
    return slot;
}

} // namespace

struct SlippageCase {
    const char* name;
    SlotProgress slot;
    double bps;
};

std::ostream& operator<<(std::ostream& out, const SlippageCase& given)
{
    return out << given.name;
}

class Slippage : public testing::TestWithParam<SlippageCase>
{
};

TEST_P(Slippage, isPositiveForACost)
{
    EXPECT_NEAR(GetParam().slot.slippageBps(), GetParam().bps, 1e-9);
}

INSTANTIATE_TEST_SUITE_P(Progress, Slippage,
    testing::Values(SlippageCase{"aBuyAboveMid", filled(Side::Bid, "10", "1001", "100"), 10},
        SlippageCase{"aBuyBelowMid", filled(Side::Bid, "10", "999.5", "100"), -5},
        SlippageCase{"aSellBelowMid", filled(Side::Ask, "10", "999", "100"), 10},
        SlippageCase{"aSellAboveMid", filled(Side::Ask, "10", "1000.5", "100"), -5},
        SlippageCase{"atMid", filled(Side::Ask, "10", "1000", "100"), 0},
        SlippageCase{"aFraction", filled(Side::Bid, "0.5", "50.05", "100"), 10},
        SlippageCase{"nothingFilled", filled(Side::Bid, "0", "0", "100"), 0},
        SlippageCase{"noArrival", filled(Side::Bid, "10", "1001", "0"), 0}));

TEST(Progress, averagesThePriceOfWhatFilled)
{
    EXPECT_EQ(filled(Side::Bid, "3", "100", "33").averagePrice(), price("33.333333333")) << "to a billionth, downwards";
    EXPECT_EQ(filled(Side::Bid, "0", "0", "33").averagePrice(), price("0"));
}

TEST(Progress, weighsByWhatFilled)
{
    RunProgress run;
    run.slots = {filled(Side::Bid, "10", "1001", "100", 20), // 10 bps of 1001 dollars
        filled(Side::Ask, "30", "3003", "100", -5), // -10 bps of 3003
        filled(Side::Bid, "0", "0", "100", 999), filled(Side::Bid, "5", "500", "0", 999)}; // neither counts

    EXPECT_NEAR(run.slippageBps(), (1001 * 10.0 - 3003 * 10.0) / 4004, 1e-9);
    EXPECT_NEAR(run.baselineBps(), (1001 * 20.0 - 3003 * 5.0) / 4004, 1e-9);
}

TEST(Progress, improvesByThePartOfTheBaselineThatWasSaved)
{
    RunProgress run;
    run.slots = {filled(Side::Bid, "10", "1000.6", "100", 10)}; // 6 bps where a market order would have cost 10
    EXPECT_NEAR(run.improvement(), 0.4, 1e-9);
    run.slots = {filled(Side::Bid, "10", "1001.5", "100", 10)};
    EXPECT_NEAR(run.improvement(), -0.5, 1e-9) << "worse than the market order";
    run.slots = {filled(Side::Bid, "10", "999", "100", 10)};
    EXPECT_NEAR(run.improvement(), 2, 1e-9) << "better than mid";
    run.slots = {filled(Side::Bid, "10", "1001", "100", 0)};
    EXPECT_TRUE(std::isnan(run.improvement())) << "no baseline";
}

TEST(Progress, saysTheImprovementInMoneyAndItsShareOnlyOfABaselineThatMeansSomething)
{
    RunProgress run;
    run.slots = {filled(Side::Bid, "10", "1000.6", "100", 10)};
    EXPECT_NEAR(run.improvementBps(), 4, 1e-9);
    EXPECT_NEAR(run.improvementDollars(), 0.40024, 1e-9);
    EXPECT_EQ(improvementText(run), "4.00 bps, 0.40 dollars (40.0 %)");
    run.slots = {filled(Side::Bid, "1000", "99992.15", "100", 0.5)}; // 257 % of half a basis point
    EXPECT_TRUE(std::isnan(run.improvement()));
    EXPECT_EQ(improvementText(run), "1.28 bps, 12.85 dollars");
    EXPECT_EQ(improvementText({}), "");
}

TEST(Progress, knowsNothingBeforeTheFirstFill)
{
    RunProgress run;
    EXPECT_TRUE(std::isnan(run.slippageBps()));
    EXPECT_EQ(run.filledPart(), 0);
    run.slots = {filled(Side::Bid, "0", "0", "100", 10)};
    run.slots[0].size = size("10");
    EXPECT_TRUE(std::isnan(run.slippageBps()));
    EXPECT_TRUE(std::isnan(run.baselineBps()));
    EXPECT_TRUE(std::isnan(run.improvement()));
}

TEST(Progress, isThePartOfThePlannedDollars)
{
    RunProgress run;
    run.slots = {filled(Side::Bid, "10", "1000", "100"), filled(Side::Ask, "0", "0", "100")};
    run.slots[1].size = size("30");
    run.slots[1].quote = {{price("99.99"), size("1")}, {price("100.01"), size("1")}, {}};
    EXPECT_NEAR(run.filledPart(), 0.25, 1e-12);
    run.slots[1].filled = size("30");
    run.slots[1].filledValue = dollars("3000");
    EXPECT_NEAR(run.filledPart(), 1, 1e-12);
}

TEST(Progress, namesEveryStateAndResult)
{
    std::vector<std::string> names;
    for (int i = 0; i < slotStates; ++i) {
        names.emplace_back(describe(static_cast<SlotState>(i)));
    }
    for (int i = 1; i < slotResults; ++i) {
        names.emplace_back(describe(static_cast<SlotResult>(i)));
    }
    std::ranges::sort(names);
    EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
    EXPECT_NE(names.front(), "");
}

// Reports

namespace
{

const std::string header =
    "symbol,side,state,result,strategy,shares,filled,average_price,filled_value,fees,arrival_mid,"
    "slippage_bps,baseline_bps,improvement_bps,improvement,repegs,quotes_seen,orders_sent,began,ended,reason,log\r\n";

RunProgress report()
{
    SlotProgress first = filled(Side::Bid, "10.5", "1051.050000000123", "100", 20);
    first.fees = dollars("0.009512345678");
    first.state = SlotState::Done;
    first.result = SlotResult::Filled;
    first.strategy = "limit";
    first.repegs = 2;
    first.quotesSeen = 345;
    first.ordersSent = 1;
    first.began = core::fromNanoseconds(1'795'186'500'123'456'789);
    first.ended = core::fromNanoseconds(1'795'186'501'000'000'000);
    first.reason = "filled";
    first.log = {{first.began, "smart execution"}, {first.ended, "filled"}};
    SlotProgress second;
    second.symbol = Symbol("BRK.B");
    second.side = Side::Ask;
    second.size = size("3");
    second.state = SlotState::Done;
    second.result = SlotResult::Refused;
    second.reason = "40310000 \"insufficient qty\", says\r\nthe venue";
    RunProgress run;
    run.run = 6836310667800084522;
    run.urgency = Urgency::High;
    run.slots = {first, second};
    run.cash = dollars("1234.495123456789123456");
    run.began = first.began;
    return run;
}

} // namespace

TEST(ReportCsv, hasARowASymbolAndQuotesAsRfc4180Does)
{
    EXPECT_EQ(reportCsv(report()),
        header
            + "AAPL,buy,done,filled,limit,10.5,10.5,100.10,1051.05,0.01,100.00,10.0000,20.0000,10.0000,0.5000,2,345,1,"
              "2026-11-20T14:55:00.123456Z,2026-11-20T14:55:01.000000Z,filled,"
              "2026-11-20T14:55:00.123Z smart execution | 2026-11-20T14:55:01.000Z filled\r\n"
              "BRK.B,sell,done,refused,,3,0,,0.00,0.00,,,,,,0,0,0,,,\"40310000 \"\"insufficient qty\"\", says\r\nthe "
              "venue\",\r\n");
}

TEST(ReportCsv, ofNothingIsItsHeader)
{
    EXPECT_EQ(reportCsv({}), header);
}

TEST(ReportJson, isReadBackWithEveryValue)
{
    const auto json = json::Tree::parse(reportJson(report()));

    ASSERT_TRUE(json) << json.error().what;
    EXPECT_EQ((*json)["run"].text(), "LL1fxt1vow1diju");
    EXPECT_EQ((*json)["urgency"].text(), "high");
    EXPECT_EQ((*json)["placing"].text(), "smart");
    EXPECT_EQ((*json)["began"].text(), "2026-11-20T14:55:00.123456Z");
    EXPECT_EQ((*json)["ended"].kind(), json::Tree::Kind::Null);
    EXPECT_EQ((*json)["cash"].text(), "1234.50") << "to the cent";
    EXPECT_EQ((*json)["slippage_bps"].text(), "10.0000");
    EXPECT_EQ((*json)["slippage_bps"].kind(), json::Tree::Kind::Number);
    EXPECT_EQ((*json)["improvement"].text(), "0.5000");
    EXPECT_EQ((*json)["improvement_bps"].text(), "10.0000");
    EXPECT_EQ((*json)["improvement_dollars"].text(), "1.0510");
    const auto& orders = (*json)["orders"].items();
    ASSERT_EQ(orders.size(), 2U);
    EXPECT_EQ(orders[0]["filled_value"].text(), "1051.05");
    EXPECT_EQ(orders[0]["filled_value"].kind(), json::Tree::Kind::Text) << "no binary fraction";
    EXPECT_EQ(orders[0]["repegs"].whole(), 2);
    ASSERT_EQ(orders[0]["log"].items().size(), 2U);
    EXPECT_EQ(orders[0]["log"].items()[0]["text"].text(), "smart execution");
    EXPECT_EQ(orders[0]["log"].items()[1]["time"].text(), "2026-11-20T14:55:01.000000Z");
    EXPECT_TRUE(orders[1]["log"].items().empty());
    EXPECT_EQ(orders[1]["average_price"].kind(), json::Tree::Kind::Null);
    EXPECT_EQ(orders[1]["slippage_bps"].kind(), json::Tree::Kind::Null);
    EXPECT_EQ(orders[1]["reason"].text(), "40310000 \"insufficient qty\", says\r\nthe venue");
}

TEST(ReportJson, ofNothingKnownIsReadable)
{
    const auto json = json::Tree::parse(reportJson({}));
    ASSERT_TRUE(json) << json.error().what;
    EXPECT_EQ((*json)["run"].kind(), json::Tree::Kind::Null);
    EXPECT_EQ((*json)["improvement"].kind(), json::Tree::Kind::Null);
    EXPECT_TRUE((*json)["orders"].items().empty());
}

TEST(ReportJson, holdsWhateverAVenueSaid)
{
    const char* const replacement = "\xef\xbf\xbd";
    const std::pair<std::string, std::string> texts[] = {{"back\\slash \"quote\"", "back\\slash \"quote\""},
        {std::string("zero \0 and bell \a", 17), std::string("zero \0 and bell \a", 17)},
        {"ünïcödé 币 🙂", "ünïcödé 币 🙂"},
        {"cut in two \xe5\xb8", std::string("cut in two ") + replacement + replacement},
        {"\xff\xfe", std::string(replacement) + replacement},
        {"too long \xc0\xaf", std::string("too long ") + replacement + replacement},
        {"\xed\xa0\x80", std::string(replacement) + replacement + replacement},
        {"\xf4\x90\x80\x80", std::string(replacement) + replacement + replacement + replacement}};
    for (const auto& [said, read] : texts) {
        RunProgress run;
        run.note = said;
        run.slots.resize(1);
        run.slots[0].reason = said;
        const auto json = json::Tree::parse(reportJson(run));
        ASSERT_TRUE(json) << said << ": " << json.error().what;
        EXPECT_EQ((*json)["note"].text(), read);
        EXPECT_EQ((*json)["orders"].items()[0]["reason"].text(), read);
        EXPECT_NE(reportCsv(run).find(read.substr(0, read.find('"'))), std::string::npos);
    }
}

} // namespace leadline::rebalance
