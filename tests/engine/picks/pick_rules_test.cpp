// SPDX-License-Identifier: MIT
#include "engine/picks/pick_rules.h"
#include "tests/support/pick_builder.h"

#include <gtest/gtest.h>

#include <cmath>

namespace leadline::picks
{

namespace
{

using namespace std::chrono_literals;
using tests::PickBuilder;
using tests::price;
using enum Outcome;

const core::Timestamp now = PickBuilder::noon;

const Finding& findingOf(const Judgement& judgement, Rule rule)
{
    return judgement.findings.at(static_cast<std::size_t>(rule));
}

Judgement judgeSafe(const Reading& reading)
{
    return judge(reading, Mode::Safe, {});
}
Judgement judgeAggressive(const Reading& reading)
{
    return judge(reading, Mode::Aggressive, {});
}

/// What one rule says in both modes.
struct BothModes {
    Outcome safe;
    Outcome aggressive;
};

void expectRule(const Reading& reading, Rule rule, BothModes outcomes)
{
    EXPECT_EQ(findingOf(judgeSafe(reading), rule).outcome, outcomes.safe) << "SAFE";
    EXPECT_EQ(findingOf(judgeAggressive(reading), rule).outcome, outcomes.aggressive) << "AGGRESSIVE";
}

std::string nameOfCase(const auto& entry)
{
    return std::string(entry.param.name);
}

} // namespace

TEST(PickRules, passWhatIsFineInEveryRespect)
{
    const Judgement judgement = judgeSafe(PickBuilder().reading());
    EXPECT_EQ(judgement.verdict, Verdict::Pass);
    EXPECT_FALSE(judgement.isNearMiss);
    ASSERT_EQ(judgement.findings.size(), ruleCount);
    for (std::size_t i = 0; i < ruleCount; ++i) {
        EXPECT_EQ(judgement.findings[i].rule, static_cast<Rule>(i));
        EXPECT_EQ(judgement.findings[i].outcome, Fine) << nameOf(static_cast<Rule>(i));
    }
}

namespace
{

struct SpreadCase {
    const char* name;
    const char* bid;
    const char* ask;
    BothModes outcomes;
    bool isNearMissSafe;
    bool isNearMissAggressive;
};

class SpreadLimit : public testing::TestWithParam<SpreadCase>
{
};

} // namespace

// (ask - bid) / mid: limits 50 and 100 bps, risky above 40 and 80, near misses up to 60 and 120.
TEST_P(SpreadLimit, isExact)
{
    const SpreadCase& c = GetParam();
    const Reading reading = PickBuilder().quote(c.bid, c.ask).reading();
    expectRule(reading, Rule::Spread, c.outcomes);
    EXPECT_EQ(judgeSafe(reading).isNearMiss, c.isNearMissSafe);
    EXPECT_EQ(judgeAggressive(reading).isNearMiss, c.isNearMissAggressive);
}

INSTANTIATE_TEST_SUITE_P(PickRules, SpreadLimit,
    testing::Values(SpreadCase{"below40bps", "99.800000001", "100.2", {Fine, Fine}, false, false},
        SpreadCase{"at40bps", "99.8", "100.2", {Fine, Fine}, false, false},
        SpreadCase{"above40bps", "99.799999999", "100.2", {Risky, Fine}, false, false},
        SpreadCase{"below50bps", "99.750000001", "100.25", {Risky, Fine}, false, false},
        SpreadCase{"at50bps", "99.75", "100.25", {Risky, Fine}, false, false},
        SpreadCase{"above50bps", "99.749999999", "100.25", {Failed, Fine}, true, false},
        SpreadCase{"at60bps", "99.7", "100.3", {Failed, Fine}, true, false},
        SpreadCase{"above60bps", "99.699999999", "100.3", {Failed, Fine}, false, false},
        SpreadCase{"at80bps", "99.6", "100.4", {Failed, Fine}, false, false},
        SpreadCase{"above80bps", "99.6", "100.400000001", {Failed, Risky}, false, false},
        SpreadCase{"at100bps", "99.5", "100.5", {Failed, Risky}, false, false},
        SpreadCase{"above100bps", "99.499999999", "100.5", {Failed, Failed}, false, true},
        SpreadCase{"at120bps", "99.4", "100.6", {Failed, Failed}, false, true},
        SpreadCase{"above120bps", "99.4", "100.600000001", {Failed, Failed}, false, false}),
    [](const auto& entry) { return nameOfCase(entry); });

namespace
{

struct DepthCase {
    const char* name;
    const char* size; ///< shares a side at prices of 99.99 and 100.01, which make 200 dollars a pair of shares
    BothModes outcomes;
    bool isNearMissSafe;
    bool isNearMissAggressive;
};

class DepthLimit : public testing::TestWithParam<DepthCase>
{
};

} // namespace

// Limits 100,000 and 50,000 dollars, risky below 150,000 and 75,000, near misses from 80,000 and 40,000 on.
TEST_P(DepthLimit, isExact)
{
    const DepthCase& c = GetParam();
    const Reading reading = PickBuilder().sizes(c.size, c.size).book().reading();
    expectRule(reading, Rule::Depth, c.outcomes);
    EXPECT_EQ(judgeSafe(reading).isNearMiss, c.isNearMissSafe);
    EXPECT_EQ(judgeAggressive(reading).isNearMiss, c.isNearMissAggressive);
}

INSTANTIATE_TEST_SUITE_P(PickRules, DepthLimit,
    testing::Values(DepthCase{"at150k", "750", {Fine, Fine}, false, false},
        DepthCase{"below150k", "749.999999999", {Risky, Fine}, false, false},
        DepthCase{"at100k", "500", {Risky, Fine}, false, false},
        DepthCase{"below100k", "499.999999999", {Failed, Fine}, true, false},
        DepthCase{"at80k", "400", {Failed, Fine}, true, false},
        DepthCase{"below80k", "399.999999999", {Failed, Fine}, false, false},
        DepthCase{"at75k", "375", {Failed, Fine}, false, false},
        DepthCase{"below75k", "374.999999999", {Failed, Risky}, false, false},
        DepthCase{"at50k", "250", {Failed, Risky}, false, false},
        DepthCase{"below50k", "249.999999999", {Failed, Failed}, false, true},
        DepthCase{"at40k", "200", {Failed, Failed}, false, true},
        DepthCase{"below40k", "199.999999999", {Failed, Failed}, false, false}),
    [](const auto& entry) { return nameOfCase(entry); });

// Where the touch alone is known: a fifth of that, 20,000 and 10,000 dollars.
TEST(PickRules, askAFifthOfTheTouchAlone)
{
    const auto touch = [](const char* shares) { return PickBuilder().sizes(shares, shares).reading(); };
    expectRule(touch("150"), Rule::Depth, {Fine, Fine});
    expectRule(touch("149.999999999"), Rule::Depth, {Risky, Fine});
    expectRule(touch("100"), Rule::Depth, {Risky, Fine});
    expectRule(touch("99.999999999"), Rule::Depth, {Failed, Fine});
    EXPECT_TRUE(judgeSafe(touch("80")).isNearMiss);
    EXPECT_FALSE(judgeSafe(touch("79.999999999")).isNearMiss);
    expectRule(touch("50"), Rule::Depth, {Failed, Risky});
    expectRule(touch("49.999999999"), Rule::Depth, {Failed, Failed});
    PickSettings settings;
    settings.touchDepthShare = 1;
    EXPECT_EQ(findingOf(judge(touch("499.999999999"), Mode::Safe, settings), Rule::Depth).outcome, Failed);
    EXPECT_EQ(findingOf(judge(touch("500"), Mode::Safe, settings), Rule::Depth).outcome, Risky);
}

TEST(PickRules, wantDepthInSafeAndTakeItForARiskInAggressive)
{
    for (const auto& [bid, ask] : {std::pair{"0", "0"}, std::pair{"1000", "0"}, std::pair{"0", "1000"}}) {
        const Reading reading = PickBuilder().sizes(bid, ask).reading();
        expectRule(reading, Rule::DepthData, {Failed, Risky});
        expectRule(reading, Rule::Depth, {Unknown, Unknown});
        expectRule(reading, Rule::Imbalance, {Unknown, Unknown});
        EXPECT_EQ(judgeSafe(reading).verdict, Verdict::Rejected);
        EXPECT_EQ(judgeAggressive(reading).verdict, Verdict::Risky);
        EXPECT_FALSE(judgeSafe(reading).isNearMiss) << "there is no number to be near";
        EXPECT_EQ(findingOf(judgeSafe(reading), Rule::DepthData).note, "no depth data");
    }
    EXPECT_EQ(findingOf(judgeSafe(PickBuilder().reading()), Rule::DepthData).note, "touch only");
}

namespace
{

struct GapCase {
    const char* name;
    const char* from;
    const char* to;
    Outcome outcome;
    bool isNearMiss;
};

class GapLimit : public testing::TestWithParam<GapCase>
{
};

} // namespace

// 5 % in both modes, near misses up to 6 %.
TEST_P(GapLimit, isExact)
{
    const GapCase& c = GetParam();
    const Reading reading = PickBuilder().gap(c.from, c.to).reading();
    expectRule(reading, Rule::Gap, {c.outcome, c.outcome});
    EXPECT_EQ(judgeSafe(reading).isNearMiss, c.isNearMiss);
    EXPECT_EQ(judgeAggressive(reading).isNearMiss, c.isNearMiss);
}

INSTANTIATE_TEST_SUITE_P(PickRules, GapLimit,
    testing::Values(GapCase{"none", "100", "100", Fine, false},
        GapCase{"upBelow5", "100", "104.999999999", Fine, false}, GapCase{"upAt5", "100", "105", Fine, false},
        GapCase{"upAbove5", "100", "105.000000001", Failed, true}, GapCase{"upAt6", "100", "106", Failed, true},
        GapCase{"upAbove6", "100", "106.000000001", Failed, false},
        GapCase{"downBelow5", "100", "95.000000001", Fine, false}, GapCase{"downAt5", "100", "95", Fine, false},
        GapCase{"downAbove5", "100", "94.999999999", Failed, true}, GapCase{"downAt6", "100", "94", Failed, true},
        GapCase{"downAbove6", "100", "93.999999999", Failed, false}),
    [](const auto& entry) { return nameOfCase(entry); });

TEST(PickRules, sayHowMuchOfTheGapWindowWasSeen)
{
    PickBuilder builder;
    Reading reading = builder.gap("100", "101").reading();
    reading.gap.seenFor = 2min + 10s;
    const Finding finding = findingOf(judgeSafe(reading), Rule::Gap);
    EXPECT_EQ(finding.outcome, Fine);
    EXPECT_EQ(finding.note, "100.00 at 11:58:00 to 101.00 at 11:59:00, seen for 2:10 of 5:00");
    reading.gap = {.window = 5min};
    expectRule(reading, Rule::Gap, {Unknown, Unknown});
    EXPECT_EQ(judgeSafe(reading).verdict, Verdict::Pass) << "what is not known rejects nothing";
}

namespace
{

struct HaltCase {
    const char* name;
    HaltReading halt;
    BothModes outcomes;
    bool isNearMiss = false;
};

HaltReading ended(core::Duration ago, HaltEvidence evidence = HaltEvidence::Notice)
{
    HaltReading halt = PickBuilder::trading();
    const PastHalt past{HaltKind::Paused, evidence, now - 1h, now - ago};
    (evidence == HaltEvidence::Notice ? halt.pastHalt : halt.pastSuspicion) = past;
    return halt;
}

HaltReading is(HaltKind kind, HaltEvidence evidence)
{
    return {.kind = kind, .evidence = evidence, .since = now - 1min, .noticesFrom = now - 2h};
}

class HaltLookBack : public testing::TestWithParam<HaltCase>
{
};

} // namespace

TEST_P(HaltLookBack, isThirtyMinutes)
{
    const HaltCase& c = GetParam();
    Reading reading = PickBuilder().reading();
    reading.halt = c.halt;
    expectRule(reading, Rule::Halt, c.outcomes);
    EXPECT_EQ(judgeSafe(reading).verdict == Verdict::Rejected, c.outcomes.safe == Failed);
    EXPECT_EQ(judgeAggressive(reading).verdict == Verdict::Rejected, c.outcomes.aggressive == Failed);
    EXPECT_EQ(judgeSafe(reading).isNearMiss, c.isNearMiss);
}

INSTANTIATE_TEST_SUITE_P(PickRules, HaltLookBack,
    testing::Values(HaltCase{"trading", PickBuilder::trading(), {Fine, Fine}},
        HaltCase{"unknown", {.noticesFrom = now - 2h}, {Unknown, Unknown}},
        HaltCase{"halted", is(HaltKind::Halted, HaltEvidence::Notice), {Failed, Failed}},
        HaltCase{"paused", is(HaltKind::Paused, HaltEvidence::Notice), {Failed, Failed}},
        HaltCase{"quotesOnly", is(HaltKind::QuotesOnly, HaltEvidence::Notice), {Failed, Failed}},
        HaltCase{"notTradable", is(HaltKind::NotTradable, HaltEvidence::Asset), {Failed, Failed}},
        HaltCase{"atBand", is(HaltKind::AtBand, HaltEvidence::Bands), {Failed, Risky}},
        HaltCase{"silent", is(HaltKind::Silent, HaltEvidence::Silence), {Failed, Risky}},
        HaltCase{"endedNow", ended(0s), {Failed, Failed}},
        HaltCase{"endedJustUnder24MinutesAgo", ended(24min - 1ns), {Failed, Failed}},
        HaltCase{"ended24MinutesAgo", ended(24min), {Failed, Failed}, true},
        HaltCase{"ended29MinutesAnd59999MillisecondsAgo", ended(30min - 1ms), {Failed, Failed}, true},
        HaltCase{"endedANanosecondLessThan30MinutesAgo", ended(30min - 1ns), {Failed, Failed}, true},
        HaltCase{"ended30MinutesAgo", ended(30min), {Fine, Fine}},
        HaltCase{"suspicionEndedJustUnder30MinutesAgo", ended(30min - 1ns, HaltEvidence::Silence), {Risky, Risky}},
        HaltCase{"suspicionEnded30MinutesAgo", ended(30min, HaltEvidence::Silence), {Fine, Fine}}),
    [](const auto& entry) { return nameOfCase(entry); });

TEST(PickRules, sayHowTheHaltIsKnown)
{
    Reading reading = PickBuilder().reading();
    const auto note = [&reading] { return findingOf(judgeSafe(reading), Rule::Halt).note; };
    reading.halt = is(HaltKind::Paused, HaltEvidence::Notice);
    reading.halt.notice.reason = core::ShortName<struct core::HaltReasonTag>("LUDP");
    EXPECT_EQ(note(), "paused (LUDP) since 11:59:00, official status");
    reading.halt = is(HaltKind::AtBand, HaltEvidence::Bands);
    EXPECT_EQ(note(), "suspected: at its price band since 11:59:00, price bands");
    reading.halt = ended(12min);
    EXPECT_EQ(note(), "paused until 11:48:00, official status");
    EXPECT_DOUBLE_EQ(findingOf(judgeSafe(reading), Rule::Halt).value, 12);
    EXPECT_DOUBLE_EQ(findingOf(judgeSafe(reading), Rule::Halt).margin, -18);
    reading.halt = {.noticesFrom = now - 2h};
    EXPECT_EQ(note(), "halt state unknown");
    reading.halt = {};
    EXPECT_EQ(note(), "halt state unknown; halt notices are not heard");
    reading.halt = PickBuilder::trading();
    reading.halt.noticesFrom = now - 30min;
    EXPECT_EQ(note(), "trading, its trades");
    reading.halt.noticesFrom = now - 30min + 1ns;
    EXPECT_EQ(note(), "trading, its trades; halts before 11:30:00 were not heard");
}

namespace
{

struct QuoteCase {
    const char* name;
    const char* bid;
    const char* ask;
    const char* note;
};

class BadQuote : public testing::TestWithParam<QuoteCase>
{
};

} // namespace

TEST_P(BadQuote, isRejectedForItsOwnReason)
{
    const QuoteCase& c = GetParam();
    const Reading reading = PickBuilder().quote(c.bid, c.ask).reading();
    for (const Judgement& judgement : {judgeSafe(reading), judgeAggressive(reading)}) {
        EXPECT_EQ(judgement.verdict, Verdict::Rejected);
        EXPECT_FALSE(judgement.isNearMiss);
        EXPECT_EQ(findingOf(judgement, Rule::Quote).outcome, Failed);
        EXPECT_EQ(findingOf(judgement, Rule::Quote).note, c.note);
        for (const Rule rule : {Rule::Spread, Rule::Depth, Rule::Imbalance}) {
            EXPECT_EQ(findingOf(judgement, rule).outcome, Unknown) << nameOf(rule);
            EXPECT_TRUE(std::isnan(findingOf(judgement, rule).value));
        }
        EXPECT_EQ(findingOf(judgement, Rule::Gap).outcome, Fine) << "the others are looked at";
    }
    EXPECT_TRUE(std::isnan(reading.spreadBps()));
    EXPECT_EQ(qualityOf(reading, {}), 0);
}

INSTANTIATE_TEST_SUITE_P(PickRules, BadQuote,
    testing::Values(QuoteCase{"none", "0", "0", "no quote"}, QuoteCase{"noBid", "0", "100", "no bid"},
        QuoteCase{"noAsk", "100", "0", "no ask"}, QuoteCase{"locked", "100", "100", "locked at 100.00"},
        QuoteCase{"crossed", "100.01", "100", "crossed: bid 100.01 above ask 100.00"}),
    [](const auto& entry) { return nameOfCase(entry); });

TEST(PickRules, rejectAStaleQuote)
{
    PickBuilder builder;
    expectRule(builder.age(5s - 1ns).reading(), Rule::Freshness, {Fine, Fine});
    expectRule(builder.age(5s).reading(), Rule::Freshness, {Fine, Fine});
    expectRule(builder.age(5s + 1ns).reading(), Rule::Freshness, {Failed, Failed});
    EXPECT_TRUE(judgeSafe(builder.age(6s).reading()).isNearMiss);
    EXPECT_FALSE(judgeSafe(builder.age(6s + 1ns).reading()).isNearMiss);
    // One whose clock runs ahead of ours is new.
    EXPECT_EQ(builder.age(-3s).reading().quoteAge, 0ns);
    Reading unstamped = builder.age(0s).reading();
    unstamped.quoteAge.reset();
    expectRule(unstamped, Rule::Freshness, {Unknown, Unknown});
    EXPECT_EQ(judgeSafe(unstamped).verdict, Verdict::Pass);
}

TEST(PickRules, takeAOneSidedBookForARisk)
{
    // |bids - asks| / (bids + asks): 0.8 is allowed.
    const auto imbalanced = [](const char* bids, const char* asks) {
        return PickBuilder().sizes(bids, asks).reading();
    };
    for (const auto& [bids, asks, outcome] : {std::tuple{"9000", "1000", Fine},
             std::tuple{"9000.000000001", "1000", Risky}, std::tuple{"1000", "9000", Fine},
             std::tuple{"1000", "9000.000000001", Risky}, std::tuple{"8999.999999999", "1000", Fine}}) {
        expectRule(imbalanced(bids, asks), Rule::Imbalance, {outcome, outcome});
        EXPECT_EQ(judgeSafe(imbalanced(bids, asks)).verdict, outcome == Risky ? Verdict::Risky : Verdict::Pass);
    }
    const Finding finding = findingOf(judgeSafe(imbalanced("1000", "19000")), Rule::Imbalance);
    EXPECT_DOUBLE_EQ(finding.value, -0.9);
    EXPECT_NEAR(finding.margin, -0.1, 1e-12);
    EXPECT_EQ(finding.note, "mostly asks");
}

TEST(PickRules, tellEveryFindingAndNotTheFirstAlone)
{
    Reading reading = PickBuilder().quote("99", "101").sizes("100", "1").book().gap("100", "110").age(9s).reading();
    reading.halt = is(HaltKind::Halted, HaltEvidence::Notice);
    const Judgement judgement = judgeAggressive(reading);
    for (const Rule rule : {Rule::Freshness, Rule::Spread, Rule::Depth, Rule::Gap, Rule::Halt}) {
        EXPECT_EQ(findingOf(judgement, rule).outcome, Failed) << nameOf(rule);
    }
    EXPECT_EQ(findingOf(judgement, Rule::Imbalance).outcome, Risky);
    EXPECT_FALSE(judgement.isNearMiss) << "several rules reject it";
    EXPECT_DOUBLE_EQ(findingOf(judgement, Rule::Spread).value, 200);
    EXPECT_DOUBLE_EQ(findingOf(judgement, Rule::Spread).limit, 100);
    EXPECT_DOUBLE_EQ(findingOf(judgement, Rule::Spread).margin, -100);
    EXPECT_DOUBLE_EQ(findingOf(judgement, Rule::Depth).value, 99 * 100 + 101);
    EXPECT_DOUBLE_EQ(findingOf(judgement, Rule::Depth).margin, 99 * 100 + 101 - 50'000);
}

TEST(PickRules, isNoNearMissWhenTwoRulesRejectNarrowly)
{
    const Reading one = PickBuilder().quote("99.7", "100.3").reading();
    const Reading two = PickBuilder().quote("99.7", "100.3").gap("100", "105.5").reading();
    EXPECT_TRUE(judgeSafe(one).isNearMiss);
    EXPECT_EQ(judgeSafe(two).verdict, Verdict::Rejected);
    EXPECT_FALSE(judgeSafe(two).isNearMiss);
    EXPECT_TRUE(judgeAggressive(two).isNearMiss) << "there the gap alone rejects it";
}

TEST(PickRules, followTheSettings)
{
    PickSettings settings;
    settings.safe = {.maxSpreadBps = 1, .minDepth = 10, .maxGapPercent = 20, .needsDepth = false};
    settings.riskySpreadShare = 0.5;
    settings.riskyDepthShare = 3;
    settings.haltLookBackMinutes = 60;
    settings.nearMissShare = 0;
    const auto outcome = [&](const Reading& reading, Rule rule) {
        return findingOf(judge(reading, Mode::Safe, settings), rule).outcome;
    };
    // 0.5 bps: 99.9975 to 100.0025.
    EXPECT_EQ(outcome(PickBuilder().quote("99.9975", "100.0025").reading(), Rule::Spread), Fine);
    EXPECT_EQ(outcome(PickBuilder().quote("99.9975", "100.002500001").reading(), Rule::Spread), Risky);
    EXPECT_EQ(outcome(PickBuilder().gap("100", "120").reading(), Rule::Gap), Fine);
    EXPECT_EQ(outcome(PickBuilder().sizes("0", "0").reading(), Rule::DepthData), Risky);
    EXPECT_EQ(outcome(PickBuilder().sizes("0.15", "0.15").book().reading(), Rule::Depth), Fine);
    EXPECT_EQ(outcome(PickBuilder().sizes("0.149", "0.149").book().reading(), Rule::Depth), Risky);
    Reading reading = PickBuilder().reading();
    reading.halt = ended(59min);
    EXPECT_EQ(outcome(reading, Rule::Halt), Failed);
    const Reading wide = PickBuilder().quote("99.99", "100.01").reading();
    EXPECT_FALSE(judge(wide, Mode::Safe, settings).isNearMiss);
}

TEST(PickRules, putFindingsIntoWords)
{
    const auto words = [](const Reading& reading, Rule rule) { return describe(findingOf(judgeSafe(reading), rule)); };
    EXPECT_EQ(words(PickBuilder().quote("99.69", "100.31").reading(), Rule::Spread),
        "spread 62 bps, limit 50 bps, beyond it by 12 bps");
    EXPECT_EQ(words(PickBuilder().quote("99.749999999", "100.25").reading(), Rule::Spread),
        "spread 50.0000001 bps, limit 50 bps, beyond it by 0.0000001 bps");
    EXPECT_EQ(words(PickBuilder().quote("99.78", "100.22").reading(), Rule::Spread),
        "spread 44 bps, limit 50 bps: more than 80 % of its limit");
    EXPECT_EQ(words(PickBuilder().sizes("250", "250").book().reading(), Rule::Depth),
        "depth 50000 USD, limit 100000 USD, short of it by 50000 USD: top 5");
    EXPECT_EQ(words(PickBuilder().sizes("600", "600").book().reading(), Rule::Depth),
        "depth 120000 USD, limit 100000 USD: top 5, less than 150 % of its limit");
    EXPECT_EQ(words(PickBuilder().sizes("50", "50").reading(), Rule::Depth),
        "depth 10000 USD, limit 20000 USD, short of it by 10000 USD: touch only: 20 % of the 100000 USD that five "
        "levels "
        "need");
    EXPECT_EQ(
        words(PickBuilder().age(12s).reading(), Rule::Freshness), "quote age 12 s, limit 5 s, beyond it by 7 s: stale");
    Reading reading = PickBuilder().reading();
    reading.halt = ended(12min);
    EXPECT_EQ(
        words(reading, Rule::Halt), "halt ended 12 min ago, limit 30 min: paused until 11:48:00, official status");
    reading.halt = is(HaltKind::Halted, HaltEvidence::Notice);
    EXPECT_EQ(words(reading, Rule::Halt), "halt: halted since 11:59:00, official status");
    EXPECT_EQ(words(PickBuilder().quote("0", "100").reading(), Rule::Quote), "quote: no bid");
}

} // namespace leadline::picks
