// SPDX-License-Identifier: MIT
/// Lists and the private stream together: which of the two counts.
#include "engine/feeds/account_picture.h"

#include "engine/feeds/trading_access.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <string>

namespace leadline::feeds
{

namespace
{

using namespace std::chrono_literals;
using tests::size;
using venues::Reach;

const core::Symbol ours("ETHUSDT");
const core::Symbol another("BTCUSDT");

class HandClock final : public core::Clock
{
public:
    [[nodiscard]] core::Timestamp now() const override { return time; }
    [[nodiscard]] core::Duration steady() const override { return time.time_since_epoch(); }
    core::Timestamp time = core::fromMilliseconds(1'723'118'400'000);
};

venues::VenuePosition position(const char* held, core::Timestamp updated = {})
{
    return {.symbol = ours, .size = size(held), .updated = updated};
}

venues::VenueOrder conditional(const char* id, core::Symbol symbol = ours, bool isOver = false)
{
    return {.symbol = symbol, .id = id, .isConditional = true, .isOver = isOver};
}

class Picture : public testing::Test
{
protected:
    [[nodiscard]] core::Quantity held() const { return picture.positions()->sizeOf(ours, core::PositionSide::Net); }
    [[nodiscard]] std::string orders() const
    {
        std::string ids;
        for (const venues::VenueOrder& row : picture.openOrders()->rows) {
            ids += row.id;
        }
        return ids;
    }

    HandClock clock;
    const venues::Venue& venue = *venues::findVenue("binance-futures");
    TradingAccess access{venue, {}, {}, {ours}, {}, clock, venue.makeTrading()};
    AccountPicture picture{access};
};

} // namespace

TEST_F(Picture, aListIsNoOlderThanItsQuestion)
{
    const core::Timestamp asked = clock.time;
    clock.time += 1ms;
    picture.changePositions({position("2")});

    picture.setPositions({position("1")}, asked);
    EXPECT_EQ(held(), size("2")) << "the stream reported it while the answer was under way";

    picture.setPositions({position("1")}, clock.time + 1ns);
    EXPECT_EQ(held(), size("1"));
}

TEST_F(Picture, aRowThatTheVenueStampedEarlierChangesNothing)
{
    picture.setPositions({position("2", clock.time)}, clock.time);
    picture.setPositions({position("1", clock.time - 1ms)}, clock.time);
    EXPECT_EQ(held(), size("2"));
    picture.setPositions({position("1", clock.time)}, clock.time);
    EXPECT_EQ(held(), size("1"));
}

TEST_F(Picture, aPositionThatIsClosedLeaves)
{
    picture.setPositions({position("2")}, clock.time);
    picture.changePositions({position("0")});
    EXPECT_TRUE(picture.positions()->rows.empty());
}

TEST_F(Picture, aReportOfTheStreamIsForgottenAfterHalfAMinute)
{
    const core::Timestamp asked = clock.time;
    const venues::VenuePosition other{.symbol = another, .size = size("5")};
    picture.changePositions({position("2")});
    clock.time += 30s;
    picture.changePositions({other});
    picture.setPositions({position("1")}, asked);
    EXPECT_EQ(held(), size("2"));

    clock.time += 1ns;
    picture.changePositions({other});
    picture.setPositions({position("1")}, asked);
    EXPECT_EQ(held(), size("1"));
}

TEST_F(Picture, conditionalOrdersOfTheStreamGoOnTopOfAnOlderList)
{
    picture.setOrders({.asked = clock.time, .rows = {conditional("a"), conditional("b")}});
    clock.time += 1ms;
    picture.change(conditional("a", ours, true));
    picture.change(conditional("c"));
    picture.change(conditional("d", another)); // the list is of one symbol
    EXPECT_EQ(orders(), "bc");

    picture.setOrders({.asked = clock.time - 1ms, .rows = {conditional("a"), conditional("b")}});
    EXPECT_EQ(orders(), "bc");

    picture.setOrders({.asked = clock.time - 1ms, .reach = Reach::Account, .rows = {conditional("b")}});
    EXPECT_EQ(orders(), "bcd");
    EXPECT_EQ(picture.symbolsWithOrders(), (std::set{ours, another}));
}

TEST_F(Picture, aLegKeepsTheOrderThatTheListKnewItBelongsTo)
{
    venues::VenueOrder leg = conditional("a");
    leg.parent = "p";
    picture.setOrders({.asked = clock.time, .rows = {leg}});
    picture.change(conditional("a")); // as streams report it
    EXPECT_EQ(picture.openOrders()->rows.front().parent, "p");
}

TEST_F(Picture, changesOfAnAccountThatIsNotKnownWaitForTheWhole)
{
    const core::Asset coin("USDT");
    picture.changeAccount({.balances = {{coin, size("1"), size("1")}}});
    EXPECT_FALSE(picture.account().has_value());

    picture.setAccount({.balances = {{coin, size("10"), size("8")}}});
    picture.changeAccount({.balances = {{coin, size("9"), size("9")}}, .positions = {position("1")}});
    EXPECT_EQ(picture.account()->balances.front().total, size("9"));
    EXPECT_EQ(picture.account()->balances.front().available, size("8")) << "the stream has totals";
    EXPECT_EQ(picture.account()->positions.size(), 1U);
}

} // namespace leadline::feeds
