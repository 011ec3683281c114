// SPDX-License-Identifier: MIT
#include "engine/rebalance/plan.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace leadline::rebalance
{

using core::Side;
using core::Symbol;
using tests::size;
using Kind = Plan::Kind;

namespace
{

core::Notional dollars(std::string_view text)
{
    return core::Notional::parse(text).value();
}

PlanRow weight(const char* symbol, double part, int line)
{
    return {.symbol = Symbol(symbol), .line = line, .weight = part};
}

PlanRow shares(const char* symbol, Side side, const char* count, int line)
{
    return {.symbol = Symbol(symbol), .line = line, .side = side, .shares = size(count)};
}

PlanRow worth(const char* symbol, Side side, const char* amount, int line)
{
    return {.symbol = Symbol(symbol), .line = line, .side = side, .dollars = dollars(amount)};
}

const std::vector<PlanRow> twoWeights{weight("AAPL", 0.2, 2), weight("BRK.B", 0.3, 3)};

} // namespace

struct GoodPlan {
    const char* name;
    std::string text;
    Plan plan;
};

std::ostream& operator<<(std::ostream& out, const GoodPlan& given)
{
    return out << given.name;
}

class PlanFile : public testing::TestWithParam<GoodPlan>
{
};

TEST_P(PlanFile, isReadExactly)
{
    const auto plan = readPlan(GetParam().text, "plan");

    ASSERT_TRUE(plan) << plan.error().what;
    EXPECT_EQ(*plan, GetParam().plan);
    EXPECT_TRUE(checkPlan(*plan, "plan"));
}

INSTANTIATE_TEST_SUITE_P(CsvWeights, PlanFile,
    testing::Values(GoodPlan{"plain", "symbol,weight\nAAPL,0.2\nBRK.B,0.3\n", {Kind::Weights, twoWeights}},
        GoodPlan{"withoutALastEnd", "symbol,weight\nAAPL,0.2\nBRK.B,0.3", {Kind::Weights, twoWeights}},
        GoodPlan{"withEndsOfDos", "symbol,weight\r\nAAPL,0.2\r\nBRK.B,0.3\r\n", {Kind::Weights, twoWeights}},
        GoodPlan{"withEndsOfOldMacs", "symbol,weight\rAAPL,0.2\rBRK.B,0.3\r", {Kind::Weights, twoWeights}},
        GoodPlan{"withAByteOrderMark", "\xef\xbb\xbfsymbol,weight\nAAPL,0.2\nBRK.B,0.3\n", {Kind::Weights, twoWeights}},
        GoodPlan{"ofAnyCaseAndWithBlanks", "  Ticker , Target Weight \n aapl , 0.2 \n\tbrk.b\t,\t0.3\n",
            {Kind::Weights, twoWeights}},
        GoodPlan{"withDashesInNames", "SYMBOL,target-weight\nAAPL,0.2\nBRK.B,0.3\n", {Kind::Weights, twoWeights}},
        GoodPlan{"inAnyOrderOfColumns", "weight,symbol\n0.2,AAPL\n0.3,BRK.B\n", {Kind::Weights, twoWeights}},
        GoodPlan{"separatedBySemicolons", "symbol;weight\nAAPL;0,2\nBRK.B;0.3\n", {Kind::Weights, twoWeights}},
        GoodPlan{"separatedByTabs", "symbol\tweight\nAAPL\t0.2\nBRK.B\t0.3\n", {Kind::Weights, twoWeights}},
        GoodPlan{"withPercentSigns", "symbol,weight\nAAPL,20 %\nBRK.B,30%\n", {Kind::Weights, twoWeights}},
        GoodPlan{"withPercentAndParts", "symbol,weight\nAAPL,0.2\nBRK.B,30.0 %\n", {Kind::Weights, twoWeights}},
        GoodPlan{"withPercentInTheHeaderToo", "symbol,%\nAAPL,20 %\nBRK.B,30%\n", {Kind::Weights, twoWeights}},
        GoodPlan{"withPercentOfASpreadsheet", "symbol;weight %\nAAPL;20,0\xc2\xa0%\nBRK.B;30\xe2\x80\xaf%\n",
            {Kind::Weights, twoWeights}},
        GoodPlan{"withQuotes", "\"symbol\",\"weight\"\n\"AAPL\",\"0.2\"\n \"BRK.B\" , \"0.3\" \n",
            {Kind::Weights, twoWeights}},
        GoodPlan{"withAQuotedSeparatorInTheHeaderOfNone", "\"symbol\";\"weight\"\n\"AAPL\";\"0,2\"\nBRK.B;0,3\n",
            {Kind::Weights, twoWeights}},
        GoodPlan{"withCommentsAndBlankLines",
            "# mine\n\nsymbol,weight\n  # half\nAAPL,0.2\n , \n\t\n,\nBRK.B,0.3\n#end",
            {Kind::Weights, {weight("AAPL", 0.2, 5), weight("BRK.B", 0.3, 9)}}},
        GoodPlan{"withALineBreakInQuotes", "symbol,weight\n\"AAPL\n\",0.2\nBRK.B,0.3\n",
            {Kind::Weights, {weight("AAPL", 0.2, 2), weight("BRK.B", 0.3, 4)}}},
        GoodPlan{"ofZeroAndOfAll", "symbol,weight\nA,0\nB,-0\nC,1\nD,0 %\n",
            {Kind::Weights, {weight("A", 0, 2), weight("B", 0, 3), weight("C", 1, 4), weight("D", 0, 5)}}},
        GoodPlan{"thatPassesOneByRoundingAlone", "symbol,weight\nA,0.5\nB,0.500000001\n",
            {Kind::Weights, {weight("A", 0.5, 2), weight("B", 0.500000001, 3)}}},
        GoodPlan{"withAnExponent", "symbol,weight\nA,2e-1\nB,1.5E-05\n",
            {Kind::Weights, {weight("A", 0.2, 2), weight("B", 0.000015, 3)}}}));

INSTANTIATE_TEST_SUITE_P(CsvOfSpreadsheets, PlanFile,
    testing::Values(GoodPlan{"withANamedSeparator", "\"sep=;\"\r\nsymbol;weight\r\nAAPL;20 %\r\nBRK-B;30 %\r\n",
                        {Kind::Weights, {weight("AAPL", 0.2, 3), weight("BRK.B", 0.3, 4)}}},
        GoodPlan{"withATitleAndEmptyColumns", "My model,,\n,,\nsymbol,weight,\nAAPL,0.2,\nBRK B,0.3,,,\n",
            {Kind::Weights, {weight("AAPL", 0.2, 4), weight("BRK.B", 0.3, 5)}}},
        GoodPlan{"withRemarks", "Ticker,Name,Target Allocation,Notes\nAAPL,\"Apple, Inc.\",20%,core\nBRK/B,,30%,\n",
            {Kind::Weights, twoWeights}},
        GoodPlan{"withSumsAndMoney", "symbol,weight\nAAPL,0.2\nBRK.B,0.3\nCash,0.5\nTotal,1.00\n",
            {Kind::Weights, twoWeights}},
        GoodPlan{"withANoteBelow", "symbol,weight\nAAPL,0.2\nBRK.B,0.3\n\n\"as of Nov-20-2026, New York\"\n",
            {Kind::Weights, twoWeights}},
        GoodPlan{"inPercentAsTheHeaderSays", "symbol,Weight (%)\nAAPL,40\nMSFT,0\nBRK.B,60\n",
            {Kind::Weights, {weight("AAPL", 0.4, 2), weight("MSFT", 0, 3), weight("BRK.B", 0.6, 4)}}},
        GoodPlan{"withPrefixesAndUnseenLetters", "symbol,weight\nNASDAQ:AAPL\xe2\x80\x8b,0.2\n$brk.b,0.3\n",
            {Kind::Weights, twoWeights}},
        GoodPlan{"withGroupsThatTheFileTells", "symbol;side;dollars\nAAPL;buy;12.500\nMSFT;sell;1.500,50\n",
            {Kind::Trades, {worth("AAPL", Side::Bid, "12500", 2), worth("MSFT", Side::Ask, "1500.5", 3)}}},
        GoodPlan{"withGroupsInQuotes", "symbol,side,dollars\nAAPL,buy,\"$1,250.00\"\nMSFT,sell,$500\n",
            {Kind::Trades, {worth("AAPL", Side::Bid, "1250", 2), worth("MSFT", Side::Ask, "500", 3)}}},
        GoodPlan{"withGroupsOfOtherCountries",
            "symbol;side;shares\nA;buy;1\xe2\x80\xaf"
            "250\nB;buy;1'250\nC;buy;1 250,5\n",
            {Kind::Trades,
                {shares("A", Side::Bid, "1250", 2), shares("B", Side::Bid, "1250", 3),
                    shares("C", Side::Bid, "1250.5", 4)}}}));

INSTANTIATE_TEST_SUITE_P(CsvTrades, PlanFile,
    testing::Values(
        GoodPlan{"ofShares", "symbol,side,shares\nAAPL,buy,10\nMSFT,SELL,0.000000001\n",
            {Kind::Trades, {shares("AAPL", Side::Bid, "10", 2), shares("MSFT", Side::Ask, "0.000000001", 3)}}},
        GoodPlan{"ofDollars", "ticker,action,notional\nAAPL,B,500\nMSFT,s,0.01\n",
            {Kind::Trades, {worth("AAPL", Side::Bid, "500", 2), worth("MSFT", Side::Ask, "0.01", 3)}}},
        GoodPlan{"ofBoth", "Symbol,Qty,Amount,Side\nAAPL,10,,Buy\nMSFT,,1234.56,sell\n",
            {Kind::Trades, {shares("AAPL", Side::Bid, "10", 2), worth("MSFT", Side::Ask, "1234.56", 3)}}},
        GoodPlan{"ofAQuantityWithADecimalComma", "symbol;side;quantity\nAAPL;buy;10,5\n",
            {Kind::Trades, {shares("AAPL", Side::Bid, "10.5", 2)}}},
        GoodPlan{"ofTheMost", "symbol,side,shares,dollars\nA,buy,1000000000,\nB,buy,,1000000000000\n",
            {Kind::Trades, {shares("A", Side::Bid, "1000000000", 2), worth("B", Side::Bid, "1000000000000", 3)}}},
        // No double is on the way: both differ from their neighbours in the last digit.
        GoodPlan{"ofExactNumbers", "symbol,side,shares,dollars\nA,buy,123456789.123456789,\nB,sell,,99999999999.99\n",
            {Kind::Trades,
                {shares("A", Side::Bid, "123456789.123456789", 2), worth("B", Side::Ask, "99999999999.99", 3)}}}));

INSTANTIATE_TEST_SUITE_P(Json, PlanFile,
    testing::Values(GoodPlan{"ofWeights", R"({"weights": {"AAPL": 0.2, "BRK.B": 0.3}})",
                        {Kind::Weights, {weight("AAPL", 0.2, 1), weight("BRK.B", 0.3, 2)}}},
        GoodPlan{"ofWeightsAsTexts", "\xef\xbb\xbf {\"weights\": {\"aapl\": \"20 %\", \"BRK.B\": \"0.3\"}}\r\n",
            {Kind::Weights, {weight("AAPL", 0.2, 1), weight("BRK.B", 0.3, 2)}}},
        GoodPlan{"withItsWishes", R"({"urgency": "HIGH", "others": "sell", "weights": {"AAPL": 2e-1}})",
            {Kind::Weights, {weight("AAPL", 0.2, 1)}, Urgency::High, true}},
        GoodPlan{"thatKeepsOthers", R"({"weights": {"AAPL": 0.2}, "others": "keep", "urgency": "low"})",
            {Kind::Weights, {weight("AAPL", 0.2, 1)}, Urgency::Low, false}},
        GoodPlan{"ofTrades",
            R"({"trades": [{"symbol": "AAPL", "side": "buy", "shares": 10}, {"symbol": "MSFT", "side": "sell", "dollars": 500}]})",
            {Kind::Trades, {shares("AAPL", Side::Bid, "10", 1), worth("MSFT", Side::Ask, "500", 2)}}},
        GoodPlan{"ofTradesUnderOtherNames",
            R"({"trades":[{"Ticker":"aapl","action":"S","qty":"0.5"},{"notional":1.5,"side":"b","symbol":"X"}],"urgency":"normal"})",
            {Kind::Trades, {shares("AAPL", Side::Ask, "0.5", 1), worth("X", Side::Bid, "1.5", 2)}, Urgency::Normal}},
        GoodPlan{"ofExactNumbers", R"({"trades": [{"symbol": "A", "side": "buy", "shares": 123456789.123456789}]})",
            {Kind::Trades, {shares("A", Side::Bid, "123456789.123456789", 1)}}}));

struct BadPlan {
    std::string text;
    std::string line; ///< of the answer, all of it
};

std::ostream& operator<<(std::ostream& out, const BadPlan& given)
{
    return out << given.line;
}

class BadPlanFile : public testing::TestWithParam<BadPlan>
{
};

TEST_P(BadPlanFile, isRefusedInOneLineThatNamesFileAndPlace)
{
    const auto plan = readPlan(GetParam().text, "p.csv");

    ASSERT_FALSE(plan);
    EXPECT_EQ(plan.error().what, GetParam().line);
    EXPECT_EQ(plan.error().what.find_first_of("\r\n"), std::string::npos);
}

namespace
{

const std::string headers = "; the first line names them: symbol and weight, or symbol, side, shares and dollars";
const std::string noSymbol = " is not a symbol: letters, digits and dots, such as BRK.B";

std::string manyRows(std::size_t count)
{
    std::string text = "symbol,weight\n";
    for (std::size_t i = 0; i < count; ++i) {
        text += "A" + std::to_string(i) + ",0.0001\n";
    }
    return text;
}

} // namespace

INSTANTIATE_TEST_SUITE_P(WholeFiles, BadPlanFile,
    testing::Values(BadPlan{"", "p.csv: empty"}, BadPlan{" \r\n\t\n", "p.csv: empty"},
        BadPlan{"\xef\xbb\xbf", "p.csv: empty"}, BadPlan{"# nothing\n", "p.csv: no rows"},
        BadPlan{"symbol,weight\n", "p.csv: no rows"}, BadPlan{"symbol,weight\n#AAPL,1\n,\n", "p.csv: no rows"},
        BadPlan{
            std::string("\xff\xfes\0y\0", 6), "p.csv: is UTF-16; save it as UTF-8, which Excel calls \"CSV UTF-8\""},
        BadPlan{std::string("symbol\0weight", 13), "p.csv: not a UTF-8 text"},
        BadPlan{"[1]", R"(p.csv: a list, and a plan in JSON is an object with "weights" or "trades")"},
        BadPlan{manyRows(1001), "p.csv: 1,001 rows, and 1,000 are the most"},
        BadPlan{manyRows(10'000), "p.csv: 10,000 rows, and 1,000 are the most"}));

INSTANTIATE_TEST_SUITE_P(Headers, BadPlanFile,
    testing::Values(BadPlan{"symbol,weight,limit\nA,1,x\n", "p.csv, line 1: unknown column \"limit\"" + headers},
        BadPlan{"AAPL,0.2\n", "p.csv, line 1: unknown column \"AAPL\"" + headers},
        BadPlan{"#x\n\nsymbol,,weight\nA,1,1\n", "p.csv, line 3: a column without a name" + headers},
        BadPlan{"symbol,weight,ticker\nA,1,B\n", R"(p.csv, line 1: "symbol" and "ticker" are the same column)"},
        BadPlan{"symbol,side,QTY,shares\nA,1,B\n", R"(p.csv, line 1: "QTY" and "shares" are the same column)"},
        BadPlan{"weight\n1\n", R"(p.csv, line 1: no column "symbol")"},
        BadPlan{"symbol\nA\n", R"(p.csv, line 1: no column "weight", nor "side" and "shares" or "dollars")"},
        BadPlan{"symbol,side\nA,buy\n", R"(p.csv, line 1: no column "shares" or "dollars")"},
        BadPlan{"symbol,shares\nA,1\n", R"(p.csv, line 1: no column "side")"},
        BadPlan{"symbol,weight,shares\nA,1,1\n", "p.csv, line 1: weights and trades in one plan"},
        BadPlan{"symbol,side,weight\nA,buy,1\n", "p.csv, line 1: weights and trades in one plan"},
        BadPlan{"symbol,\"weight\nA,1\n", "p.csv, line 1: a quote that is not closed"},
        BadPlan{"symbol,weight\nA\n", "p.csv, line 2: 1 fields, and the header has 2"},
        // A decimal comma needs semicolons beside it.
        BadPlan{"symbol,weight\nA,0,2\n", "p.csv, line 2: 3 fields, and the header has 2"},
        BadPlan{"symbol,weight\n\"A\"x,1\n", R"(p.csv, line 2: "x" behind a closing quote)"},
        BadPlan{"symbol,weight\nA,1\nB\"B,0\n", R"(p.csv, line 3: a quote inside of "B"B")"},
        BadPlan{"symbol,weight\nA,1\n\"B\n\n,0\n", "p.csv, line 3: a quote that is not closed"}));

INSTANTIATE_TEST_SUITE_P(Symbols, BadPlanFile,
    testing::Values(BadPlan{"symbol,weight\n,1\n", "p.csv, line 2: no symbol"},
        BadPlan{"symbol,weight\nBRK BB,1\n", "p.csv, line 2: \"BRK BB\"" + noSymbol},
        BadPlan{"symbol,weight\nLSE:VOD,1\n", "p.csv, line 2: \"LSE:VOD\"" + noSymbol},
        BadPlan{"symbol,weight\nBRK.B,0.1\nBRK/B,0.1\n", "p.csv, line 3: BRK.B is named already, in line 2"},
        BadPlan{"symbol,weight\nBTC/USD,1\n", "p.csv, line 2: \"BTC/USD\"" + noSymbol},
        BadPlan{"symbol,weight\n.A,1\n", "p.csv, line 2: \".A\"" + noSymbol},
        BadPlan{"symbol,weight\nA.,1\n", "p.csv, line 2: \"A.\"" + noSymbol},
        BadPlan{"symbol,weight\n9A,1\n", "p.csv, line 2: \"9A\"" + noSymbol},
        BadPlan{"symbol,weight\nABCDEFGHIJKLMNOP,1\n", "p.csv, line 2: \"ABCDEFGHIJKLMNOP\"" + noSymbol},
        BadPlan{"symbol,weight\n\"A\nB\",1\n", "p.csv, line 2: \"A?B\"" + noSymbol},
        BadPlan{"symbol,weight\n" + std::string(50, 'X') + ",1\n",
            "p.csv, line 2: \"" + std::string(40, 'X') + "…\"" + noSymbol},
        BadPlan{"symbol,weight\nÄPFEL,1\n", "p.csv, line 2: \"ÄPFEL\"" + noSymbol},
        BadPlan{"symbol,weight\nA,0.1\nB,0.1\n\na,0.1\n", "p.csv, line 5: A is named already, in line 2"},
        BadPlan{"symbol,side,shares\nA,buy,1\nA,sell,1\n", "p.csv, line 3: A is named already, in line 2"},
        BadPlan{"symbol,weight\nA,0.1\nA,0.1\nA,0.1\nB,x\n",
            "p.csv, line 3: A is named already, in line 2 (and 2 more rows)"}));

INSTANTIATE_TEST_SUITE_P(Weights, BadPlanFile,
    testing::Values(BadPlan{"symbol,weight\nA,\n", "p.csv, line 2: no weight"},
        BadPlan{"symbol,weight\nA,-0.1\n", "p.csv, line 2: negative weight -0.1: short positions are not planned for"},
        BadPlan{"symbol,weight\nA,0.5\nB,-10 %\nC,-1\n",
            "p.csv, line 3: negative weight -0.1: short positions are not planned for (and 1 more row)"},
        BadPlan{"symbol,weight\nA,nan\n", R"(p.csv, line 2: weight "nan" is not a decimal number)"},
        BadPlan{"symbol,weight\nA,inf\n", R"(p.csv, line 2: weight "inf" is not a decimal number)"},
        BadPlan{"symbol,weight\nA,-Infinity\n", R"(p.csv, line 2: weight "-Infinity" is not a decimal number)"},
        BadPlan{"symbol,weight\nA,0x1\n", R"(p.csv, line 2: weight "0x1" is not a decimal number)"},
        BadPlan{"symbol,weight\nA,1e\n", R"(p.csv, line 2: weight "1e" is not a decimal number)"},
        BadPlan{"symbol,weight\nA,1e999\n", R"(p.csv, line 2: weight "1e999" is not a decimal number)"},
        BadPlan{"symbol,weight\nA,.5\n", R"(p.csv, line 2: weight ".5" is not a decimal number)"},
        BadPlan{"symbol,weight\nA,5.\n", R"(p.csv, line 2: weight "5." is not a decimal number)"},
        BadPlan{"symbol,weight\nA,+1\n", R"(p.csv, line 2: weight "+1" is not a decimal number)"},
        BadPlan{"symbol,weight\nA,\"0,2\"\n", R"(p.csv, line 2: weight "0,2" is not a decimal number)"},
        BadPlan{"symbol;weight\nA;1.000,5\nB;0,1\n",
            R"(p.csv, line 2: weight 1000.5 is more than 1, the whole; percent are written with their sign, "1000.5 %")"},
        BadPlan{"symbol;weight\nA;1.000\n",
            R"(p.csv, line 2: weight "1.000" may be 1000 or 1.000: write it without marks between thousands)"},
        BadPlan{"symbol;weight\nA;1,000,5\n", R"(p.csv, line 2: weight "1,000,5" is not a decimal number)"},
        BadPlan{"symbol,weight\nA,%\n", R"(p.csv, line 2: weight "%" is not a decimal number)"},
        BadPlan{"symbol,weight\nA,20 %%\n", R"(p.csv, line 2: weight "20 %%" is not a decimal number)"},
        BadPlan{"symbol,weight\nA,20 percent\n", R"(p.csv, line 2: weight "20 percent" is not a decimal number)"},
        BadPlan{"symbol,weight\nA,20\nB,30\nC,50\n",
            R"(p.csv: every weight is above 1, the whole: 20 percent are written 0.2 or "20 %")"},
        BadPlan{"symbol,weight\nA,0.2\nB,30\n",
            R"(p.csv, line 3: weight 30 is more than 1, the whole; percent are written with their sign, "30 %")"},
        BadPlan{"symbol,weight\nA,101 %\n",
            R"(p.csv, line 2: weight 1.01 is more than 1, the whole; percent are written with their sign, "1.01 %")"},
        BadPlan{"symbol,%\nA,0.2\n",
            R"(p.csv, line 2: weight "0.2" under "%": write "0.2 %", or name the column "weight")"},
        BadPlan{"symbol,weight\nA,0.5\nB,0.51\n", "p.csv: the weights sum to 1.01, more than 1"},
        BadPlan{"symbol,weight\nA,0.5\nB,0.500000002\n", "p.csv: the weights sum to 1.000000002, more than 1"},
        BadPlan{"symbol,weight\nA,50 %\nB,50.1 %\n", "p.csv: the weights sum to 1.001, more than 1"}));

INSTANTIATE_TEST_SUITE_P(Trades, BadPlanFile,
    testing::Values(BadPlan{"symbol,side,shares\nA,,1\n", "p.csv, line 2: no side: buy or sell"},
        BadPlan{"symbol,side,shares\nA,hold,1\n", R"(p.csv, line 2: side "hold" is neither buy nor sell)"},
        BadPlan{"symbol,side,shares\nA,sell short,1\n", R"(p.csv, line 2: side "sell short" is neither buy nor sell)"},
        BadPlan{"symbol,side,shares,dollars\nA,buy,1,2\n", "p.csv, line 2: both shares and dollars"},
        BadPlan{"symbol,side,shares,dollars\nA,buy,,\n", "p.csv, line 2: neither shares nor dollars"},
        BadPlan{"symbol,side,shares\nA,buy,\n", "p.csv, line 2: neither shares nor dollars"},
        BadPlan{"symbol,side,shares\nA,buy,0\n", "p.csv, line 2: zero shares"},
        BadPlan{"symbol,side,dollars\nA,buy,-0.00\n", "p.csv, line 2: zero dollars"},
        BadPlan{"symbol,side,shares\nA,buy,-5\n", R"(p.csv, line 2: negative shares -5: the side says "sell")"},
        BadPlan{"symbol,side,shares\nA,buy,1.0000000001\n",
            R"(p.csv, line 2: shares "1.0000000001": more than 9 decimals)"},
        BadPlan{"symbol,side,shares\nA,buy,ten\n", R"(p.csv, line 2: shares "ten": not a decimal number)"},
        BadPlan{"symbol,side,shares\nA,buy,NaN\n", R"(p.csv, line 2: shares "NaN": not a decimal number)"},
        BadPlan{"symbol,side,shares\nA,buy,0x10\n", R"(p.csv, line 2: shares "0x10": not a decimal number)"},
        BadPlan{"symbol,side,shares\nA,buy,1e3\n", R"(p.csv, line 2: shares "1e3": not a decimal number)"},
        BadPlan{"symbol,side,dollars\nA,buy,€500\n", R"(p.csv, line 2: dollars "€500": not a decimal number)"},
        BadPlan{"symbol,side,dollars\nA,buy,\"1,00\"\n", R"(p.csv, line 2: dollars "1,00": not a decimal number)"},
        BadPlan{"symbol;side;dollars\nA;buy;1.250\n",
            R"(p.csv, line 2: dollars "1.250" may be 1250 or 1.250: write it without marks between thousands)"},
        BadPlan{"symbol;side;shares\nA;buy;1,250\nB;buy;7\n",
            R"(p.csv, line 2: shares "1,250" may be 1250 or 1.250: write it without marks between thousands)"},
        BadPlan{"symbol,side,dollars\nA,buy,20 %\n", R"(p.csv, line 2: dollars "20 %": not a decimal number)"},
        BadPlan{"symbol,side,shares\nA,buy,1000000000.000000001\n",
            "p.csv, line 2: 1000000000.000000001 shares are more than a billion"},
        BadPlan{"symbol,side,dollars\nA,buy,1000000000000.01\n",
            "p.csv, line 2: 1000000000000.01 dollars are more than a trillion"},
        BadPlan{"symbol,side,shares\nA,buy,9999999999999999999999\n",
            R"(p.csv, line 2: shares "9999999999999999999999": number too large)"},
        BadPlan{"symbol,side,shares\nA,buy,0\nB,buy,1\nC,x,1\nD,buy,-1\n",
            "p.csv, line 2: zero shares (and 2 more rows)"}));

INSTANTIATE_TEST_SUITE_P(Json, BadPlanFile,
    testing::Values(BadPlan{"{}", R"(p.csv: neither "weights" nor "trades")"},
        BadPlan{R"({"weights": {}})", "p.csv: no rows"}, BadPlan{R"({"trades": []})", "p.csv: no rows"},
        BadPlan{R"({"weights": {"A": 1}, "trades": []})", "p.csv: weights and trades in one plan"},
        BadPlan{R"({"weights": {"A": 1}, "weights": {"B": 1}})", R"(p.csv: "weights" stands there twice)"},
        BadPlan{R"({"weights": {"A": 0.1, "B": 0.1, "A": 0.1}})", "p.csv, entry 3: A is named already, in entry 1"},
        BadPlan{R"({"weights": {"A": 1}, "cash": 1})", R"(p.csv: unknown field "cash")"},
        BadPlan{R"({"weights": {"A": 1}, "urgency": "now"})", R"(p.csv: "urgency" is "low", "normal" or "high")"},
        BadPlan{R"({"weights": {"A": 1}, "urgency": null})", R"(p.csv: "urgency" is "low", "normal" or "high")"},
        BadPlan{R"({"weights": {"A": 1}, "others": true})", R"(p.csv: "others" is "keep" or "sell")"},
        BadPlan{R"({"trades": [{"symbol": "A", "side": "buy", "shares": 1}], "others": "keep"})",
            R"(p.csv: "others" goes with weights alone)"},
        BadPlan{R"({"weights": [0.2]})", R"(p.csv: "weights" holds symbols with their weights: {"AAPL": 0.2})"},
        BadPlan{R"({"trades": {"A": 1}})",
            R"(p.csv: "trades" is a list: [{"symbol": "AAPL", "side": "buy", "shares": 10}])"},
        BadPlan{R"({"weights": {"A": null}})", "p.csv, entry 1: the weight is neither a number nor a text"},
        BadPlan{
            R"({"weights": {"A": {"b": {"c": [1]}}}})", "p.csv, entry 1: the weight is neither a number nor a text"},
        BadPlan{R"({"weights": {"A": ""}})", R"(p.csv, entry 1: weight "" is not a decimal number)"},
        BadPlan{R"({"weights": {"": 0.1}})", "p.csv, entry 1: \"\"" + noSymbol},
        BadPlan{R"({"weights": {"A": 0.7, "B": 0.31}})", "p.csv: the weights sum to 1.01, more than 1"},
        BadPlan{R"({"weights": {"A": 70, "B": 30}})",
            R"(p.csv: every weight is above 1, the whole: 20 percent are written 0.2 or "20 %")"},
        BadPlan{R"({"trades": [{"symbol": "A", "side": "buy", "shares": 1}, 7]})", "p.csv, entry 2: not an object"},
        BadPlan{R"({"trades": [{"symbol": "A", "side": "buy", "shares": 1, "dollars": 2}]})",
            "p.csv, entry 1: both shares and dollars"},
        BadPlan{R"({"trades": [{"symbol": "A", "side": "buy"}]})", "p.csv, entry 1: neither shares nor dollars"},
        BadPlan{R"({"trades": [{"symbol": "A", "side": "buy", "shares": 1, "qty": 1}]})",
            "p.csv, entry 1: shares stands there twice"},
        BadPlan{R"({"trades": [{"symbol": "A", "side": "buy", "shares": [1]}]})",
            "p.csv, entry 1: shares is neither a number nor a text"},
        BadPlan{R"({"trades": [{"symbol": "A", "weight": 0.1}]})", "p.csv, entry 1: a weight among trades"},
        BadPlan{R"({"trades": [{"symbol": "A", "limit": 1}]})", R"(p.csv, entry 1: unknown field "limit")"},
        BadPlan{R"({"trades": [{"side": "buy", "shares": 1}]})", "p.csv, entry 1: no symbol"},
        BadPlan{R"({"trades": [{"symbol": "A", "side": "buy", "shares": 1e3}]})",
            R"(p.csv, entry 1: shares "1e3": not a decimal number)"},
        BadPlan{"{\n\"weights\": {\"A\": NaN}}", "p.csv, line 2: not valid JSON"},
        BadPlan{"{\n\"weights\":\n {\"A\": 0x1}}", "p.csv, line 3: not valid JSON"},
        BadPlan{"{\"weights\": {\"A\": 01}}", "p.csv, line 1: not valid JSON"},
        BadPlan{"{\"weights\": {\"A\": 0.1}", "p.csv, line 1: not valid JSON"},
        BadPlan{"{\"weights\": {\"A\": 0.1}} {}", "p.csv: not valid JSON: something stands behind it"}));

TEST(Plan, ofAThousandRowsIsTheLongest)
{
    const auto plan = readPlan(manyRows(longestPlan), "plan.csv");
    ASSERT_TRUE(plan) << plan.error().what;
    EXPECT_EQ(plan->rows.size(), longestPlan);
    EXPECT_EQ(plan->rows.back().line, 1001);
}

TEST(Plan, isNamedAsTheCallerNamesIt)
{
    EXPECT_EQ(readPlan("", "/home/ünïcode 币.csv").error().what, "/home/ünïcode 币.csv: empty");
}

// Positions

TEST(PositionsFile, areReadAsAPlanIs)
{
    const std::map<Symbol, core::Quantity> expected{{Symbol("AAPL"), size("10.5")}, {Symbol("BRK.B"), size("3")}};
    for (const char* const text :
        {"symbol,shares\nAAPL,10.5\nBRK.B,3\n", "\xef\xbb\xbfQty;Ticker\r\n10,5;aapl\r\n3;brk.b",
            "# of Friday\nshares\tsymbol\n10.5\tAAPL\n\n3\tBRK.B\n"}) {
        const auto positions = readPositions(text, "held.csv");
        ASSERT_TRUE(positions) << positions.error().what;
        EXPECT_EQ(*positions, expected);
    }
}

TEST(PositionsFile, areRefusedInOneLineThatNamesFileAndPlace)
{
    const std::pair<const char*, const char*> cases[] = {
        {"", "held.csv: empty"},
        {"symbol,shares\n", "held.csv: no rows"},
        {"symbol,price\nAAPL,1\n",
            "held.csv, line 1: unknown column \"price\"; the first line names them: symbol and shares"},
        {"symbol,side,shares\nAAPL,buy,1\n", "held.csv, line 1: positions have the columns symbol and shares"},
        {"symbol\nAAPL\n", "held.csv, line 1: positions have the columns symbol and shares"},
        {"symbol,shares\nAAPL,-5\n", "held.csv, line 2: a short position of 5: short positions are not planned for"},
        {"symbol,shares\nAAPL,1\nAAPL,2\n", "held.csv, line 3: AAPL is named already, in line 2"},
        {"symbol,shares\nAAPL,some\n", "held.csv, line 2: shares \"some\": "},
    };
    for (const auto& [text, line] : cases) {
        const auto positions = readPositions(text, "held.csv");
        ASSERT_FALSE(positions) << text;
        EXPECT_TRUE(positions.error().what.starts_with(line)) << positions.error().what;
    }
}

TEST(PositionsFile, areReadAsBrokersExportThem)
{
    const std::map<Symbol, core::Quantity> expected{{Symbol("AAPL"), size("1250")}, {Symbol("BRK.B"), size("3")}};
    for (const char* const text :
        {"\"Positions as of 11/20/2026\"\n\n\"Symbol\",\"Qty (Quantity)\",\"Price\",\n\"AAPL\",\"1,250\",\"$231.10\",\n"
         "\"BRK/B\",\"3\",\"--\",\n\"Cash & Cash Investments\",\"--\",\"--\",\n\"Positions Total\",\"\",\"--\",\n",
            "Symbol;Position;Mark Price\nAAPL;1.250;231,10\nBRK B;3;470,00\nMSFT;0;1,5\n",
            "Account,Symbol,Quantity\nX1,AAPL,1250\nX1,BRK-B,3\nX1,SPAXX**,\n\n\"Date downloaded Nov-20 9:31 "
            "a.m\"\n"}) {
        const auto positions = readPositions(text, "held.csv");
        ASSERT_TRUE(positions) << positions.error().what;
        EXPECT_EQ(*positions, expected) << text;
    }
}

TEST(Plan, thatRoundingTookAboveTheWholeIsTheWhole)
{
    const auto plan = readPlan("symbol,weight\nA,33.34%\nB,33.33%\nC,33.34%\n", "p.csv");
    ASSERT_TRUE(plan) << plan.error().what;
    EXPECT_NEAR(plan->rows[0].weight + plan->rows[1].weight + plan->rows[2].weight, 1, 1e-12);
    EXPECT_NEAR(plan->rows[1].weight, 0.3333 / 1.0001, 1e-12);
    // Two rows of two decimals are off by 0.01 % at most.
    EXPECT_FALSE(readPlan("symbol,weight\nA,50.01%\nB,50.01%\n", "p.csv"));
}

// Changed by hand

struct ChangedPlan {
    Plan plan;
    std::string line; ///< empty: it is fine
};

std::ostream& operator<<(std::ostream& out, const ChangedPlan& given)
{
    return out << given.line;
}

class PlanChangedByHand : public testing::TestWithParam<ChangedPlan>
{
};

TEST_P(PlanChangedByHand, isCheckedAsAFileIs)
{
    const auto checked = checkPlan(GetParam().plan, "plan");

    EXPECT_EQ(checked ? "" : checked.error().what, GetParam().line);
}

namespace
{

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

Plan weights(std::vector<PlanRow> rows)
{
    return {Kind::Weights, std::move(rows)};
}

PlanRow both(PlanRow row)
{
    row.dollars = dollars("1");
    return row;
}

Plan longPlan()
{
    Plan plan;
    for (std::size_t i = 0; i <= longestPlan; ++i) {
        plan.rows.push_back(weight(("A" + std::to_string(i)).c_str(), 0, 0));
    }
    return plan;
}

} // namespace

INSTANTIATE_TEST_SUITE_P(Plan, PlanChangedByHand,
    testing::Values(ChangedPlan{weights({weight("A", 0.4, 2), weight("B", 0.6, 3)}), ""},
        ChangedPlan{weights({weight("A", 0.4, 2), weight("B", 0.600000001, 3)}), ""},
        ChangedPlan{
            weights({weight("A", 0.4, 2), weight("B", 0.601, 3)}), "plan: the weights sum to 1.001, more than 1"},
        ChangedPlan{weights({weight("A", 0.4, 2), weight("B", -0.1, 3)}),
            "plan, B: negative weight -0.1: short positions are not planned for"},
        ChangedPlan{weights({weight("A", nan, 2)}), "plan, A: the weight is not a number"},
        ChangedPlan{weights({weight("A", infinity, 2)}), "plan, A: the weight is not a number"},
        ChangedPlan{weights({weight("A", 0.1, 0), weight("B", 0.1, 0), weight("A", 0.1, 0)}), "plan, A: named twice"},
        ChangedPlan{weights({weight("A", -1, 0), weight("B", -1, 0), weight("C", 0, 0)}),
            "plan, A: negative weight -1: short positions are not planned for (and 1 more row)"},
        ChangedPlan{weights({weight("a b", 0.1, 0)}), R"(plan, a b: "a b" is not a symbol)"},
        ChangedPlan{weights({}), "plan: no rows"}, ChangedPlan{longPlan(), "plan: 1,001 rows, and 1,000 are the most"},
        ChangedPlan{{Kind::Trades, {shares("A", Side::Bid, "1", 0)}}, ""},
        ChangedPlan{{Kind::Trades, {shares("A", Side::Bid, "0", 0)}}, "plan, A: neither shares nor dollars"},
        ChangedPlan{{Kind::Trades, {both(shares("A", Side::Bid, "1", 0))}}, "plan, A: both shares and dollars"},
        ChangedPlan{{Kind::Trades, {shares("A", Side::Bid, "-1", 0)}}, "plan, A: negative shares"},
        ChangedPlan{{Kind::Trades, {worth("A", Side::Bid, "-1", 0)}}, "plan, A: negative dollars"}));

} // namespace leadline::rebalance
