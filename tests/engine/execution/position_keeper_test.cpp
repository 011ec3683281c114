// SPDX-License-Identifier: MIT
#include "engine/execution/position_keeper.h"
#include "tests/support/builders.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace leadline::execution
{

using core::PositionSide;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using tests::price;
using tests::size;

namespace
{

const core::VenueId futures("binance-futures");
const core::VenueId coins("kraken");
const core::MarketId perpetual{futures, core::Symbol("ETHUSDT")};
const core::MarketId pair{coins, core::Symbol("ETH/USD")};
const core::Timestamp noon = core::fromMilliseconds(1'723'161'256'000);

class Keeper : public testing::Test
{
protected:
    Keeper()
    {
        keeper.addVenue(futures, true);
        keeper.addVenue(coins, false);
        keeper.lotOf = [](const core::MarketId&) { return size("0.001"); };
    }

    void bought(const core::MarketId& market, const char* amount)
    {
        ours.restore({.market = market, .size = size(amount)});
    }
    /// What is reported so many seconds later.
    std::vector<std::string> after(int seconds)
    {
        m_now += std::chrono::seconds(seconds);
        return keeper.newAlarms(m_now);
    }
    static venues::VenuePosition row(const char* amount, PositionSide side = PositionSide::Net)
    {
        return {.symbol = perpetual.symbol, .size = size(amount), .entryPrice = price("2000"), .side = side};
    }

    orders::PositionBook ours;
    PositionKeeper keeper{ours};

private:
    core::Timestamp m_now = noon;
};

} // namespace

TEST_F(Keeper, takesTheVenuesWordWhereItKeepsPositions)
{
    bought(perpetual, "1");
    EXPECT_EQ(keeper.sizeOf(perpetual), size("1")) << "it has not said anything yet";
    keeper.told(futures, {row("2")}, noon);
    EXPECT_EQ(keeper.sizeOf(perpetual), size("2"));
    keeper.told(futures, {}, noon);
    EXPECT_EQ(keeper.sizeOf(perpetual), size("0")) << "what it does not list is flat";
    keeper.lost(futures);
    EXPECT_EQ(keeper.sizeOf(perpetual), size("1"));
}

TEST_F(Keeper, takesOurFillsWhereTheVenueKeepsBalances)
{
    bought(pair, "1.5");
    keeper.told(coins, {}, noon);
    EXPECT_EQ(keeper.sizeOf(pair), size("1.5"));
    ASSERT_THAT(keeper.rows(), SizeIs(1));
    EXPECT_FALSE(keeper.rows()[0].differs);
    EXPECT_EQ(keeper.rows()[0].size(), size("1.5"));
}

TEST_F(Keeper, showsWhatSomebodyElseOpened)
{
    keeper.told(futures, {row("-3")}, noon);
    const auto rows = keeper.rows();
    ASSERT_THAT(rows, SizeIs(1));
    EXPECT_EQ(rows[0].market, perpetual);
    EXPECT_EQ(rows[0].venue, size("-3"));
    EXPECT_EQ(rows[0].ours, size("0"));
    EXPECT_EQ(rows[0].entryPrice, price("2000"));
    EXPECT_TRUE(rows[0].differs);
}

TEST_F(Keeper, keepsLongAndShortOfOneMarketApart)
{
    keeper.told(futures, {row("2", PositionSide::Long), row("-0.5", PositionSide::Short)}, noon);
    const auto rows = keeper.rows();
    ASSERT_THAT(rows, SizeIs(2));
    EXPECT_EQ(rows[0].side, PositionSide::Long);
    EXPECT_EQ(rows[1].side, PositionSide::Short);
    EXPECT_EQ(keeper.sizeOf(perpetual), size("1.5"));
}

TEST_F(Keeper, countsNothingTwiceInHedgeMode)
{
    bought(perpetual, "1.5");
    keeper.told(futures, {row("2", PositionSide::Long), row("-0.5", PositionSide::Short)}, noon);
    core::Quantity sum;
    for (const PositionRow& row : keeper.rows()) {
        sum += row.size();
        EXPECT_FALSE(row.differs);
    }
    ASSERT_THAT(keeper.rows(), SizeIs(3));
    EXPECT_EQ(sum, size("1.5"));
    EXPECT_EQ(keeper.rows()[2].ours, size("1.5"));
}

TEST_F(Keeper, raisesAnAlarmOfMoreThanOneLotAndOnce)
{
    bought(perpetual, "1");
    keeper.told(futures, {row("1.001")}, noon);
    EXPECT_THAT(after(0), IsEmpty());
    EXPECT_THAT(after(60), IsEmpty()) << "one lot";
    keeper.told(futures, {row("1.0011")}, noon);
    EXPECT_THAT(after(0), IsEmpty()) << "a fill may be under way";
    EXPECT_THAT(after(4), IsEmpty());
    EXPECT_THAT(after(1), ElementsAre("binance-futures ETHUSDT: the venue holds 1.0011, our fills add up to 1"));
    EXPECT_THAT(after(60), IsEmpty()) << "it was raised";
    keeper.told(futures, {row("1")}, noon);
    EXPECT_THAT(after(1), IsEmpty());
    keeper.told(futures, {row("0")}, noon);
    EXPECT_THAT(after(0), IsEmpty());
    EXPECT_THAT(after(5), SizeIs(1)) << "gone and come again";
}

TEST_F(Keeper, raisesAnAlarmWhileBothNumbersMove)
{
    keeper.told(futures, {row("1.5")}, noon);
    EXPECT_THAT(after(0), IsEmpty());
    int tenths = 0;
    for (const char* const held : {"1.6", "1.7", "1.8", "1.9"}) {
        bought(perpetual, ("0." + std::to_string(++tenths)).c_str()); // ahead of the venue's number
        EXPECT_THAT(after(0), IsEmpty());
        keeper.told(futures, {row(held)}, noon);
        EXPECT_THAT(after(1), IsEmpty());
    }
    EXPECT_THAT(after(1), ElementsAre("binance-futures ETHUSDT: the venue holds 1.9, our fills add up to 0.4"));
    // The same difference is no news, another one is when it has stood as long.
    bought(perpetual, "0.5");
    EXPECT_THAT(after(0), IsEmpty());
    keeper.told(futures, {row("2")}, noon);
    EXPECT_THAT(after(60), IsEmpty());
    keeper.told(futures, {row("3")}, noon);
    EXPECT_THAT(after(0), IsEmpty());
    EXPECT_THAT(after(4), IsEmpty());
    EXPECT_THAT(after(1), ElementsAre("binance-futures ETHUSDT: the venue holds 3, our fills add up to 0.5"));
}

TEST_F(Keeper, showsWhatIsBorrowedBesideTheCoins)
{
    bought(pair, "1.5");
    keeper.told(
        coins, {{.symbol = pair.symbol, .size = size("2"), .entryPrice = price("1900"), .isMargin = true}}, noon);
    const auto rows = keeper.rows();
    ASSERT_THAT(rows, SizeIs(2));
    EXPECT_TRUE(rows[0].isMargin);
    EXPECT_EQ(rows[0].size(), size("2"));
    EXPECT_EQ(rows[0].ours, size("0"));
    EXPECT_FALSE(rows[1].isMargin);
    EXPECT_EQ(rows[1].size(), size("1.5"));
    EXPECT_EQ(keeper.sizeOf(pair), size("1.5"));
    EXPECT_THAT(after(60), IsEmpty()) << "coins are no position of the venue";
}

TEST_F(Keeper, leavesVenuesAloneThatNobodyTradesAt)
{
    keeper.told(core::VenueId("coinbase"), {row("1")}, noon);
    EXPECT_THAT(keeper.rows(), IsEmpty());
}

} // namespace leadline::execution
