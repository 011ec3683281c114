// SPDX-License-Identifier: MIT
#include "engine/venues/alpaca/alpaca_rows.h"

#include "engine/venues/alpaca/alpaca_trading.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

namespace leadline::venues::alpaca
{

using tests::price;
using tests::size;

namespace
{

std::string order(const char* id, const char* type, const char* status, const std::string& more = R"("legs":null)")
{
    return R"({"id":")" + std::string(id) + R"(","client_order_id":"theirs-)" + id
        + R"(","symbol":"AAPL","qty":"50","filled_qty":"0","side":"sell","type":")" + type + R"(","status":")" + status
        + R"(",)" + more + "}";
}

const std::string bracket = order("entry", "limit", "new",
    R"("limit_price":"41.20","order_class":"bracket","legs":[)"
        + order("target", "limit", "held", R"("limit_price":"43.00","stop_price":null)") + ","
        + order("stop", "stop_limit", "held", R"("limit_price":"39.90","stop_price":"40.10")") + "]");

TradingAnswer read(Ask what, const std::string& body)
{
    return AlpacaTrading().read({.what = what}, 200, body);
}

const VenueOrder& named(const std::vector<VenueOrder>& rows, std::string_view id)
{
    static const VenueOrder none;
    for (const VenueOrder& row : rows) {
        if (row.id == id) {
            return row;
        }
    }
    return none;
}

} // namespace

TEST(AlpacaOrders, tellTheLegsThatWaitForThem)
{
    const TradingAnswer answer = read(Ask::ConditionalOrders, "[" + bracket + "]");
    ASSERT_EQ(answer.rows.size(), 3U);
    EXPECT_TRUE(answer.reports.empty()) << "legs are nobody's orders of this program";
    EXPECT_FALSE(named(answer.rows, "entry").isConditional);
    const VenueOrder& target = named(answer.rows, "target");
    EXPECT_TRUE(target.isConditional) << "it waits for the entry";
    EXPECT_EQ(target.parent, "entry");
    EXPECT_EQ(target.price, price("43"));
    const VenueOrder& stop = named(answer.rows, "stop");
    EXPECT_TRUE(stop.isConditional);
    EXPECT_EQ(stop.parent, "entry");
    EXPECT_EQ(stop.trigger, price("40.1"));
    EXPECT_EQ(stop.price, price("39.9"));
    EXPECT_EQ(stop.size, size("50"));
}

TEST(AlpacaOrders, waitForAPriceByTheirType)
{
    for (const char* const type : {"stop", "stop_limit", "trailing_stop"}) {
        const TradingAnswer answer = read(Ask::OpenOrders, "[" + order("x", type, "new") + "]");
        EXPECT_TRUE(answer.rows.at(0).isConditional) << type;
        EXPECT_EQ(answer.reports.size(), 1U);
    }
    for (const char* const type : {"limit", "market"}) {
        EXPECT_FALSE(read(Ask::OpenOrders, "[" + order("x", type, "new") + "]").rows.at(0).isConditional) << type;
    }
}

TEST(AlpacaOrders, leaveOutLegsThatAreOver)
{
    const std::string group = order("entry", "limit", "filled",
        R"("legs":[)" + order("target", "limit", "new") + "," + order("stop", "stop", "canceled") + "]");
    const TradingAnswer answer = read(Ask::ConditionalOrders, "[" + group + "]");
    ASSERT_EQ(answer.rows.size(), 1U);
    EXPECT_EQ(answer.rows[0].id, "target");
}

TEST(AlpacaOrders, haveNoReduceOnlyToSay)
{
    orders::NewOrder closes{.id = 6836310667800084522,
        .market = {core::VenueId("alpaca"), core::Symbol("AAPL")},
        .side = core::Side::Ask,
        .price = price("189.5"),
        .size = size("5"),
        .type = orders::OrderType::Limit};
    const auto body = [&] {
        return AlpacaTrading().request({.what = Ask::Submit, .order = {.request = closes}}, {}).body;
    };
    const std::string before = body();
    closes.isReduceOnly = true;
    EXPECT_EQ(body(), before);
    EXPECT_FALSE(AlpacaTrading().hasReduceOnly()) << "the size has to be capped";
}

TEST(AlpacaPositions, areSignedAndHaveAnEntryPrice)
{
    const TradingAnswer answer = read(Ask::Positions,
        R"([{"symbol":"AAPL","qty":"5.123456789","side":"long","avg_entry_price":"189.4812345678901"},)"
        R"({"symbol":"F","qty":"-2","side":"short","avg_entry_price":"11.2"},)"
        R"({"symbol":"GE","qty":"3","side":"short","avg_entry_price":"160"}])");
    const auto& rows = answer.account->positions;
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(rows[0].entryPrice, price("189.481234567"));
    EXPECT_EQ(rows[1].size, size("-2"));
    EXPECT_EQ(rows[2].size, size("-3")) << "whether it has a sign is not written down";
}

TEST(AlpacaPositions, areNotTakenForNoneWhereTheirSizeCannotBeRead)
{
    for (const char* const row : {R"({"symbol":"F"})", R"({"symbol":"F","qty":"two"})", R"({"qty":"2"})", "true"}) {
        const TradingAnswer answer = read(Ask::Positions, "[" + std::string(row) + "]");
        EXPECT_EQ(answer.outcome, Outcome::Unclear) << row;
        EXPECT_FALSE(answer.account) << row;
    }
    EXPECT_TRUE(read(Ask::Positions, R"([{"symbol":"F","qty":"0"}])").account->positions.empty());
}

} // namespace leadline::venues::alpaca
