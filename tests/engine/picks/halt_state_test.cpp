// SPDX-License-Identifier: MIT
#include "engine/picks/halt_state.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

namespace leadline::picks
{

namespace
{

using namespace std::chrono_literals;
using tests::price;
using What = core::HaltNotice::What;
using Reason = core::ShortName<struct core::HaltReasonTag>;

constexpr std::chrono::year_month_day friday = std::chrono::year(2026) / 11 / 20;
const core::Timestamp opens = equities::fromNewYork(friday, 9h + 30min);
const core::Timestamp noon = equities::fromNewYork(friday, 12h);

HaltContext context()
{
    return {.calendar = equities::TradingCalendar({equities::marketDay(friday)}), .noticesFrom = opens - 1h};
}

core::HaltNotice notice(core::Timestamp time, What what, const char* reason = "")
{
    return {.eventTime = time, .what = what, .reason = Reason(reason)};
}

/// A stock that trades every `interval` from the open until `until`, while others do as well.
HaltState liquid(HaltContext& context, core::Duration interval, core::Timestamp until)
{
    HaltState state;
    for (core::Timestamp time = opens; time <= until; time += interval) {
        state.traded(time, price("100"), context);
        context.tradesHeard = time;
    }
    return state;
}

} // namespace

TEST(HaltState, isUnknownBeforeAnythingIsHeard)
{
    const HaltReading reading = HaltState().reading(noon, context());
    EXPECT_EQ(reading.kind, HaltKind::Unknown);
    EXPECT_EQ(reading.evidence, HaltEvidence::Nothing);
    EXPECT_EQ(reading.noticesFrom, opens - 1h);
    EXPECT_FALSE(reading.isHalted());
    EXPECT_FALSE(reading.isSuspected());
    EXPECT_FALSE(reading.pastHalt);
}

TEST(HaltState, goesFromHaltToQuotesToTrading)
{
    const HaltContext all = context();
    HaltState state;
    state.told(notice(noon, What::Paused, "LUDP"));
    EXPECT_EQ(state.reading(noon, all).kind, HaltKind::Paused);
    EXPECT_EQ(state.reading(noon, all).evidence, HaltEvidence::Notice);
    EXPECT_EQ(state.reading(noon, all).notice.reason.view(), "LUDP");

    // Quotes come again: this is no resumption of trading, and the halt began when it began.
    state.told(notice(noon + 5min, What::QuotesOnly));
    EXPECT_EQ(state.reading(noon + 5min, all).kind, HaltKind::QuotesOnly);
    EXPECT_TRUE(state.reading(noon + 5min, all).isHalted());
    EXPECT_EQ(state.reading(noon + 5min, all).since, noon);

    state.told(notice(noon + 6min, What::Resumed));
    const HaltReading over = state.reading(noon + 6min, all);
    EXPECT_EQ(over.kind, HaltKind::Trading);
    EXPECT_EQ(over.evidence, HaltEvidence::Notice);
    EXPECT_EQ(over.pastHalt, (PastHalt{HaltKind::Paused, HaltEvidence::Notice, noon, noon + 6min}));
}

TEST(HaltState, ignoresNoticesThatComeLate)
{
    const HaltContext all = context();
    HaltState state;
    state.told(notice(noon, What::Resumed));
    state.told(notice(noon - 1ns, What::Halted));
    EXPECT_EQ(state.reading(noon, all).kind, HaltKind::Trading);
    state.told(notice(noon, What::Halted));
    EXPECT_EQ(state.reading(noon, all).kind, HaltKind::Halted) << "of one time, the last word counts";
}

TEST(HaltState, countsAResumptionOfAHaltThatWasNotHeardOf)
{
    HaltState state;
    state.told(notice(noon, What::Resumed));
    EXPECT_EQ(state.reading(noon, context()).pastHalt, (PastHalt{HaltKind::Halted, HaltEvidence::Notice, noon, noon}));
}

TEST(HaltState, isNotEndedByATradeUnlessNoticesMayHaveBeenMissed)
{
    HaltContext all = context();
    HaltState state;
    state.told(notice(noon, What::Halted, "T12"));
    state.traded(noon + 1min, price("100"), all);
    EXPECT_TRUE(state.reading(noon + 1min, all).isHalted()) << "prints are reported late as well";

    // The stream of notices broke, and begins again: the resumption may be among what was missed.
    all.noticesFrom = noon + 10min;
    EXPECT_TRUE(state.reading(noon + 10min, all).isHalted());
    state.traded(noon + 10min, price("100"), all);
    EXPECT_TRUE(state.reading(noon + 10min, all).isHalted()) << "a trade from before says nothing";
    state.traded(noon + 10min + 1ns, price("100"), all);
    const HaltReading reading = state.reading(noon + 11min, all);
    EXPECT_EQ(reading.kind, HaltKind::Trading);
    EXPECT_EQ(reading.evidence, HaltEvidence::Trades);
    EXPECT_EQ(reading.pastHalt, (PastHalt{HaltKind::Halted, HaltEvidence::Trades, noon, noon + 10min + 1ns}));
}

TEST(HaltState, takesATradeAsProofOfTradingForFiveMinutes)
{
    const HaltContext all = context();
    HaltState state;
    state.lastTradeWas(noon, price("100"), all);
    EXPECT_EQ(state.reading(noon + 5min, all).kind, HaltKind::Trading);
    EXPECT_EQ(state.reading(noon + 5min, all).evidence, HaltEvidence::Trades);
    EXPECT_EQ(state.reading(noon + 5min + 1ns, all).kind, HaltKind::Unknown);
    state.lastTradeWas(noon - 1min, price("100"), all);
    EXPECT_EQ(state.lastTrade(), noon);
}

TEST(HaltState, isNotTradableWhileTheBrokerSaysSo)
{
    const HaltContext all = context();
    HaltState state;
    state.told(core::StockAsset{.isActive = true, .isTradable = false}, noon);
    state.told(core::StockAsset{.isActive = false, .isTradable = true}, noon + 1min);
    EXPECT_EQ(state.reading(noon, all).kind, HaltKind::NotTradable);
    EXPECT_EQ(state.reading(noon, all).evidence, HaltEvidence::Asset);
    EXPECT_EQ(state.reading(noon, all).since, noon);
    EXPECT_TRUE(state.reading(noon, all).isHalted());
    state.told(core::StockAsset{.isActive = true, .isTradable = true}, noon + 2min);
    EXPECT_EQ(state.reading(noon + 2min, all).kind, HaltKind::Unknown);
}

namespace
{

struct BandCase {
    const char* name;
    const char* last; ///< empty: no trade
    const char* bid;
    const char* ask;
    bool isAtBand;
};

class BandTouch : public testing::TestWithParam<BandCase>
{
};

} // namespace

// Bands 95 to 105.
TEST_P(BandTouch, isSeenAtTheBandAndBeyond)
{
    const BandCase& c = GetParam();
    const HaltContext all = context();
    HaltState state;
    state.told(core::PriceBands{.eventTime = noon, .lower = price("95"), .upper = price("105")});
    if (*c.last != '\0') {
        state.traded(noon + 1s, price(c.last), all);
    }
    state.quoted(noon + 1s, price(c.bid), price(c.ask));
    const HaltReading reading = state.reading(noon + 1s, all);
    EXPECT_EQ(reading.kind == HaltKind::AtBand, c.isAtBand);
    if (c.isAtBand) {
        EXPECT_EQ(reading.evidence, HaltEvidence::Bands);
        EXPECT_EQ(reading.since, noon + 1s);
        EXPECT_TRUE(reading.isSuspected());
        EXPECT_FALSE(reading.isHalted());
    }
}

INSTANTIATE_TEST_SUITE_P(HaltState, BandTouch,
    testing::Values(BandCase{"lastInside", "104.99", "104.98", "104.99", false},
        BandCase{"lastAtUpper", "105", "104.98", "104.99", true},
        BandCase{"lastAboveUpper", "105.01", "104.98", "104.99", true},
        BandCase{"lastJustAboveLower", "95.01", "95.01", "95.02", false},
        BandCase{"lastAtLower", "95", "95.01", "95.02", true},
        BandCase{"lastBelowLower", "94.99", "95.01", "95.02", true},
        BandCase{"bidBelowUpper", "", "104.99", "105", false}, BandCase{"bidAtUpper", "", "105", "105.01", true},
        BandCase{"bidAtUpperAndNoAsk", "", "105", "0", true}, BandCase{"askAboveLower", "", "95", "95.01", false},
        BandCase{"askAtLower", "", "94.99", "95", true}, BandCase{"askAtLowerAndNoBid", "", "0", "95", true},
        BandCase{"noQuoteAtAll", "", "0", "0", false}),
    [](const auto& entry) { return std::string(entry.param.name); });

TEST(HaltState, remembersABandThatWasLeftAndForgetsOneThatAHaltConfirmed)
{
    const HaltContext all = context();
    const core::PriceBands bands{.eventTime = noon, .lower = price("95"), .upper = price("105")};
    HaltState left;
    left.told(bands);
    left.traded(noon + 1s, price("105"), all);
    left.traded(noon + 9s, price("104"), all);
    EXPECT_EQ(left.reading(noon + 9s, all).kind, HaltKind::Trading);
    EXPECT_EQ(left.reading(noon + 9s, all).pastSuspicion,
        (PastHalt{HaltKind::AtBand, HaltEvidence::Bands, noon + 1s, noon + 9s}));

    HaltState confirmed;
    confirmed.told(bands);
    confirmed.traded(noon + 1s, price("105"), all);
    confirmed.told(notice(noon + 16s, What::Paused, "LUDP"));
    EXPECT_EQ(confirmed.reading(noon + 16s, all).kind, HaltKind::Paused);
    confirmed.told(notice(noon + 5min, What::Resumed));
    // It reopens beyond the old bands, before the new ones are told.
    confirmed.traded(noon + 5min + 1s, price("106"), all);
    EXPECT_EQ(confirmed.reading(noon + 5min + 1s, all).kind, HaltKind::Trading);
    EXPECT_FALSE(confirmed.reading(noon + 5min + 1s, all).pastSuspicion);
}

TEST(HaltState, holdsNoPriceAgainstBandsThatCameAfterIt)
{
    const HaltContext all = context();
    HaltState state;
    state.traded(opens - 1h, price("90"), all); // before the open, when there are no bands
    state.told(core::PriceBands{.eventTime = opens, .lower = price("95"), .upper = price("105")});
    EXPECT_NE(state.reading(opens, all).kind, HaltKind::AtBand);
    // Later bands of the day do move over prices that stand.
    state.traded(opens + 1s, price("100"), all);
    state.told(core::PriceBands{.eventTime = opens + 30s, .lower = price("100"), .upper = price("110")});
    EXPECT_EQ(state.reading(opens + 30s, all).kind, HaltKind::AtBand);
    // Late ones do not count.
    state.told(core::PriceBands{.eventTime = opens + 29s, .lower = price("95"), .upper = price("105")});
    EXPECT_EQ(state.reading(opens + 30s, all).kind, HaltKind::AtBand);
}

TEST(HaltState, knowsBandsOnlyInRegularHoursOfTheirDay)
{
    HaltContext all = context();
    HaltState state;
    state.told(core::PriceBands{.eventTime = noon, .lower = price("95"), .upper = price("105")});
    state.quoted(noon, price("105"), price("106"));
    const core::Timestamp closes = opens + 6h + 30min;
    EXPECT_EQ(state.reading(closes - 1ns, all).kind, HaltKind::AtBand);
    EXPECT_EQ(state.reading(closes, all).kind, HaltKind::Unknown);
    all.calendar = {};
    EXPECT_EQ(state.reading(closes, all).kind, HaltKind::AtBand) << "without a calendar the day alone counts";
    EXPECT_EQ(state.reading(noon + 24h, all).kind, HaltKind::Unknown);
}

TEST(HaltState, suspectsALiquidStockThatIsSilentWhileOthersTrade)
{
    // Every two seconds: silent after 60 times that.
    HaltContext all = context();
    const HaltState state = liquid(all, 2s, opens + 10min);
    const core::Timestamp last = opens + 10min;
    EXPECT_EQ(state.reading(last + 1h, all).kind, HaltKind::Unknown) << "nobody trades: the feed may be down";

    all.tradesHeard = last + 2min;
    EXPECT_EQ(state.reading(last + 2min, all).kind, HaltKind::Trading);
    all.tradesHeard = last + 2min + 1ns;
    EXPECT_EQ(state.reading(last + 2min, all).kind, HaltKind::Trading) << "judged by the time that was asked for";
    const HaltReading silent = state.reading(last + 2min + 1ns, all);
    EXPECT_EQ(silent.kind, HaltKind::Silent);
    EXPECT_EQ(silent.evidence, HaltEvidence::Silence);
    EXPECT_EQ(silent.since, last);

    HaltState again = state;
    again.traded(last + 3min, price("100"), all);
    EXPECT_EQ(again.reading(last + 3min, all).kind, HaltKind::Trading);
    EXPECT_EQ(again.reading(last + 3min, all).pastSuspicion,
        (PastHalt{HaltKind::Silent, HaltEvidence::Silence, last, last + 3min}));

    HaltState halted = state;
    halted.told(notice(last + 1min, What::Halted));
    EXPECT_EQ(halted.reading(last + 2min + 1ns, all).kind, HaltKind::Halted);
    halted.told(notice(last + 3min, What::Resumed));
    halted.traded(last + 3min + 1s, price("100"), all);
    EXPECT_FALSE(halted.reading(last + 3min + 1s, all).pastSuspicion) << "the silence is explained";
}

TEST(HaltState, wantsAMinuteOfSilenceAtLeast)
{
    HaltContext all = context();
    const HaltState state = liquid(all, 100ms, opens + 1min);
    all.tradesHeard = opens + 1h;
    EXPECT_EQ(state.reading(opens + 2min, all).kind, HaltKind::Trading);
    EXPECT_EQ(state.reading(opens + 2min + 1ns, all).kind, HaltKind::Silent);
}

TEST(HaltState, saysNothingOfSilenceWhereItKnowsTooLittle)
{
    const auto isSilentLater = [](core::Duration interval, core::Duration until) {
        HaltContext all = context();
        const HaltState state = liquid(all, interval, opens + until);
        all.tradesHeard = opens + 5h;
        return state.reading(opens + 5h, all).kind == HaltKind::Silent;
    };
    EXPECT_TRUE(isSilentLater(5s, 500s)) << "100 intervals";
    EXPECT_FALSE(isSilentLater(5s, 495s)) << "99 intervals";
    EXPECT_FALSE(isSilentLater(5s + 1ns, 1h)) << "trades too rarely";

    HaltContext all = context();
    const HaltState state = liquid(all, 1s, opens + 10min);
    all.tradesHeard = opens + 7h;
    EXPECT_EQ(state.reading(opens + 6h + 30min - 1ns, all).kind, HaltKind::Silent);
    EXPECT_EQ(state.reading(opens + 6h + 30min, all).kind, HaltKind::Unknown) << "the market is closed";
    all.calendar = {};
    EXPECT_EQ(state.reading(opens + 1h, all).kind, HaltKind::Unknown) << "when the market is open is not known";
}

TEST(HaltState, learnsNothingFromPicturesOfTheMoment)
{
    HaltContext all = context();
    HaltState state;
    for (int i = 0; i < 500; ++i) {
        state.lastTradeWas(opens + i * 1s, price("100"), all);
    }
    all.tradesHeard = opens + 2h;
    EXPECT_EQ(state.reading(opens + 2h, all).kind, HaltKind::Unknown);
}

} // namespace leadline::picks
