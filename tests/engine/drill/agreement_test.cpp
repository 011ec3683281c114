// SPDX-License-Identifier: MIT
#include "engine/drill/agreement.h"

#include "engine/journal/journal_reader.h"
#include "engine/rebalance/executor.h"

#include <gtest/gtest.h>

#include <optional>
#include <span>

namespace leadline::drill
{

TEST(Agreement, holdsUntilAnythingIsTwiceLostLeftOrSeenDifferently)
{
    EXPECT_TRUE(Agreement{}.holds());
    EXPECT_TRUE((Agreement{.orders = 10, .fills = 4, .neverArrived = 2}).holds()) << "what never arrived is no harm";
    for (int Agreement::*const counter : {&Agreement::duplicates, &Agreement::lostFills, &Agreement::leftWorking,
             &Agreement::unsettled, &Agreement::disagreements, &Agreement::beyondPlan}) {
        Agreement agreement;
        agreement.complainOf(agreement.*counter, "an order");
        EXPECT_EQ(agreement.*counter, 1);
        EXPECT_FALSE(agreement.holds());
    }
}

TEST(Agreement, countsAllAndShowsTheFirst)
{
    Agreement agreement;
    for (int i = 0; i < 7; ++i) {
        agreement.complainOf(agreement.lostFills, std::to_string(i));
    }
    EXPECT_EQ(agreement.lostFills, 7);
    EXPECT_EQ(agreement.examples, (std::vector<std::string>{"0", "1", "2", "3", "4"}));
}

TEST(Agreement, addsUpOverFaults)
{
    Agreement sum{.orders = 1, .fills = 2, .neverArrived = 3, .duplicates = 4};
    sum += {.orders = 10,
        .fills = 20,
        .neverArrived = 30,
        .lostFills = 5,
        .leftWorking = 6,
        .unsettled = 11,
        .disagreements = 7,
        .rebalances = 8,
        .rebalanced = 9,
        .beyondPlan = 10};
    EXPECT_EQ(sum.orders, 11);
    EXPECT_EQ(sum.fills, 22);
    EXPECT_EQ(sum.neverArrived, 33);
    EXPECT_EQ(sum.duplicates, 4);
    EXPECT_EQ(sum.lostFills, 5);
    EXPECT_EQ(sum.leftWorking, 6);
    EXPECT_EQ(sum.unsettled, 11);
    EXPECT_EQ(sum.disagreements, 7);
    EXPECT_EQ(sum.rebalances, 8);
    EXPECT_EQ(sum.rebalanced, 9);
    EXPECT_EQ(sum.beyondPlan, 10);
}

namespace
{

core::Quantity shares(const char* text)
{
    return *core::Quantity::parse(text);
}

journal::JournalledOrder rebalanced(const char* symbol, const char* filled, const char* run = "LL1")
{
    return {.market = {core::VenueId("alpaca"), core::Symbol(symbol)}, .filled = shares(filled), .run = run};
}

journal::JournalledRun tenOfEach(bool isOver = true)
{
    rebalance::RunRequest request{.run = 1, .venue = core::VenueId("alpaca")};
    for (const char* const symbol : {"AAPL", "MSFT"}) {
        request.orders.push_back({.symbol = core::Symbol(symbol), .size = shares("10")});
    }
    return {.run = "LL1", .plan = rebalance::runText(request), .isOver = isOver};
}

Agreement compared(std::vector<journal::JournalledOrder> orders, std::vector<journal::JournalledRun> runs)
{
    Agreement result;
    compareWithPlans(orders, runs, result);
    return result;
}

} // namespace

TEST(Agreement, countsOrdersOfRebalances)
{
    const Agreement result = compared(
        {rebalanced("AAPL", "4"), rebalanced("AAPL", "6"), rebalanced("MSFT", "0"), rebalanced("MSFT", "9", "")},
        {tenOfEach()});
    EXPECT_TRUE(result.holds());
    EXPECT_EQ(result.rebalances, 1);
    EXPECT_EQ(result.rebalanced, 3);
}

TEST(Agreement, findsMoreFilledThanWasPlanned)
{
    const Agreement result = compared({rebalanced("AAPL", "4"), rebalanced("AAPL", "6.5")}, {tenOfEach()});
    EXPECT_EQ(result.beyondPlan, 1);
    EXPECT_EQ(result.examples, (std::vector<std::string>{"rebalance LL1: 10.5 of 10 AAPL are filled"}));
    EXPECT_EQ(compared({rebalanced("TSLA", "1")}, {tenOfEach()}).beyondPlan, 1) << "of what was not planned at all";
}

TEST(Agreement, findsRebalancesThatAreNotOverOrNotThere)
{
    const Agreement working = compared({}, {tenOfEach(false)});
    EXPECT_EQ(working.unsettled, 1);
    EXPECT_EQ(working.disagreements, 0);
    EXPECT_EQ(compared({rebalanced("AAPL", "1")}, {}).disagreements, 1);
    EXPECT_EQ(compared({}, {{.run = "LL1", .plan = "?", .isOver = true}}).disagreements, 1);
}

/// One cause, one count, whatever else follows from it.
TEST(Agreement, countsEachOrderThatIsNotAsItShouldBeOnce)
{
    struct Case {
        const char* name;
        const char* state; ///< in the journal ...
        bool isOpen;
        const char* filled;
        std::optional<OrderAtVenue> atVenue; ///< none: it never had it
        int venueFills;
        int Agreement::*counter;
    };
    const auto over = [](const char* filled) { return OrderAtVenue{.filled = shares(filled)}; };
    const auto open = [](const char* filled) { return OrderAtVenue{.isOpen = true, .filled = shares(filled)}; };
    const Case cases[] = {
        {"all is well", "cancelled", false, "0", over("0"), 0, nullptr},
        {"it never arrived", "rejected", false, "0", std::nullopt, 0, nullptr},
        {"asked for still", "unknown", true, "0", over("0"), 0, &Agreement::unsettled},
        {"asked for still, and a fill is on its way", "unknown", true, "0", over("1"), 1, &Agreement::unsettled},
        {"asked for still, and it never arrived", "unknown", true, "0", std::nullopt, 0, &Agreement::unsettled},
        {"working at both", "working", true, "0", open("0"), 0, &Agreement::leftWorking},
        {"working at the venue alone", "cancelled", false, "0", open("1"), 1, &Agreement::leftWorking},
        {"another end", "rejected", false, "0", over("0"), 0, &Agreement::disagreements},
        {"an end without the venue", "expired", false, "0", std::nullopt, 0, &Agreement::disagreements},
        {"a fill that nobody knows of, and so another end", "rejected", false, "0", over("1"), 1,
            &Agreement::lostFills},
        {"a fill that nobody knows of", "cancelled", false, "0", over("1"), 1, &Agreement::lostFills},
    };
    for (const Case& given : cases) {
        SCOPED_TRACE(given.name);
        const journal::JournalledOrder order{
            .clientId = "LL1", .state = given.state, .isOpen = given.isOpen, .filled = shares(given.filled)};
        Agreement result{.fills = given.venueFills};
        OrdersAtVenue atVenue;
        if (given.atVenue) {
            atVenue.emplace("LL1", *given.atVenue);
            result.leftWorking = given.atVenue->isOpen ? 1 : 0; // as it is counted when the venue is read
        }
        compareWithOrders(std::span(&order, 1), atVenue, result);
        for (int Agreement::*const counter : {&Agreement::duplicates, &Agreement::lostFills, &Agreement::leftWorking,
                 &Agreement::unsettled, &Agreement::disagreements, &Agreement::beyondPlan}) {
            EXPECT_EQ(result.*counter, counter == given.counter ? 1 : 0);
        }
    }
}

TEST(Agreement, countsTheLackOfAnEndOnce)
{
    Agreement agreement;
    agreement.lackEnd("not stopped");
    EXPECT_EQ(agreement.unsettled, 1);
    EXPECT_EQ(agreement.disagreements, 0);
    agreement.lackEnd("not stopped");
    EXPECT_EQ(agreement.unsettled, 1) << "an order or a rebalance is what was not over";
    Agreement working{.leftWorking = 1};
    working.lackEnd("not stopped");
    EXPECT_EQ(working.unsettled, 0);
    EXPECT_EQ(working.examples.size(), 1U);
}

TEST(Agreement, fitsEndsThatMeanTheSame)
{
    struct Case {
        const char* venue;
        const char* journal;
        bool fits;
    };
    for (const Case& c : std::initializer_list<Case>{
             {"filled", "filled", true}, {"filled", "cancelled", false}, {"over", "cancelled", true},
             {"over", "expired", true}, {"over", "filled", false}, {"over", "rejected", false},
             {"working", "working", false}, // nothing may work when a campaign is over
         }) {
        EXPECT_EQ(fits(c.venue, c.journal), c.fits) << c.venue << " and " << c.journal;
    }
}

TEST(Agreement, cannotBeHadWithoutAJournal)
{
    EXPECT_FALSE(compareWithVenues("nothing", {}).has_value());
}

TEST(CampaignVenues, areNamedWithTheirAddress)
{
    const auto venue = connectVenue("kraken=127.0.0.1:1234");
    ASSERT_TRUE(venue.has_value()) << venue.error().what;
    EXPECT_EQ(venue->venue->id.view(), "kraken");
    EXPECT_EQ(venue->endpoints.streams, "ws://127.0.0.1:1234");
    EXPECT_EQ(venue->endpoints.rest, "http://127.0.0.1:1234");
    EXPECT_GT(venue->instrument.tick.raw(), 0);
    const auto stocks = connectVenue("alpaca=127.0.0.1:5");
    ASSERT_TRUE(stocks.has_value()) << stocks.error().what;
    EXPECT_TRUE(stocks->hasStocks());
    EXPECT_FALSE(venue->hasStocks());
    EXPECT_FALSE(connectVenue("bybit=127.0.0.1:1").has_value());
    for (const char* const wrong : {"kraken", "moon=127.0.0.1:1", ""}) {
        const auto refused = connectVenue(wrong);
        ASSERT_FALSE(refused.has_value()) << wrong;
        EXPECT_EQ(refused.error().what, std::string("--connect ") + wrong + ": must be venue=127.0.0.1:port");
    }
}

} // namespace leadline::drill
