// SPDX-License-Identifier: MIT
#include "engine/venues/aggressor_rule.h"

#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <string>

namespace leadline::venues
{

using core::Side;
using core::Symbol;
using tests::price;

namespace
{

/// A quote when the trade's price is empty.
struct Step {
    const char* trade;
    Side side;
    const char* bid = "";
    const char* ask = "";
};

constexpr Side any = Side::Bid; // of a quote, which has no side

} // namespace

TEST(AggressorRule, goesByTheMiddleOfTheQuoteAndThenByTheTick)
{
    AggressorRule rule;
    int number = 0;
    for (const Step& step : std::initializer_list<Step>{
             {"10.00", Side::Bid}, // nothing is known: somebody has to be named
             {"9.99", Side::Ask}, // no quote, and down
             {"9.99", Side::Ask}, // no change: as the last change
             {"10.01", Side::Bid},
             {"", any, "10.00", "10.02"},
             {"10.009999999", Side::Ask}, // just below the middle
             {"10.01", Side::Bid}, // at the middle, and up
             {"10.010000001", Side::Bid}, // just above
             {"10.01", Side::Ask}, // at the middle, and down
             {"10.01", Side::Ask},
             {"10.05", Side::Bid}, // outside of the quote
             {"9.95", Side::Ask},
             {"", any, "10.000000001", "10.000000002"}, // a middle that no price can hold
             {"10.000000001", Side::Ask},
             {"10.000000002", Side::Bid},
             {"", any, "10.00", "0"}, // nobody asks: the tick rule
             {"9.00", Side::Ask},
             {"9.50", Side::Bid},
             {"", any, "0", "10.00"},
             {"9.70", Side::Bid},
             {"9.60", Side::Ask},
         }) {
        ++number;
        if (std::string(step.trade).empty()) {
            rule.quoted(Symbol("AAPL"), price(step.bid), price(step.ask));
        } else {
            EXPECT_EQ(rule.traded(Symbol("AAPL"), price(step.trade)), step.side) << "step " << number;
        }
    }
}

TEST(AggressorRule, keepsSymbolsApartAndForgetsOnRestart)
{
    AggressorRule rule;
    rule.quoted(Symbol("AAPL"), price("10"), price("12"));
    rule.quoted(Symbol("BRK.B"), price("400"), price("402"));
    EXPECT_EQ(rule.traded(Symbol("AAPL"), price("10.5")), Side::Ask);
    EXPECT_EQ(rule.traded(Symbol("BRK.B"), price("401.5")), Side::Bid);
    EXPECT_EQ(rule.traded(Symbol("MSFT"), price("1")), Side::Bid) << "of MSFT nothing is known";
    rule.restart();
    EXPECT_EQ(rule.traded(Symbol("AAPL"), price("10.5")), Side::Bid);
}

} // namespace leadline::venues
