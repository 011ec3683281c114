// SPDX-License-Identifier: MIT
#include "engine/drill/agreement.h"

#include <gtest/gtest.h>

namespace leadline::drill
{

TEST(Agreement, holdsUntilAnythingIsTwiceLostLeftOrSeenDifferently)
{
    EXPECT_TRUE(Agreement{}.holds());
    EXPECT_TRUE((Agreement{.orders = 10, .fills = 4, .neverArrived = 2}).holds()) << "what never arrived is no harm";
    for (int Agreement::*const counter :
        {&Agreement::duplicates, &Agreement::lostFills, &Agreement::leftWorking, &Agreement::disagreements}) {
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
    sum += {.orders = 10, .fills = 20, .neverArrived = 30, .lostFills = 5, .leftWorking = 6, .disagreements = 7};
    EXPECT_EQ(sum.orders, 11);
    EXPECT_EQ(sum.fills, 22);
    EXPECT_EQ(sum.neverArrived, 33);
    EXPECT_EQ(sum.duplicates, 4);
    EXPECT_EQ(sum.lostFills, 5);
    EXPECT_EQ(sum.leftWorking, 6);
    EXPECT_EQ(sum.disagreements, 7);
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
    for (const char* const wrong : {"kraken", "moon=127.0.0.1:1", ""}) {
        const auto refused = connectVenue(wrong);
        ASSERT_FALSE(refused.has_value()) << wrong;
        EXPECT_EQ(refused.error().what, std::string("--connect ") + wrong + ": must be venue=127.0.0.1:port");
    }
}

} // namespace leadline::drill
