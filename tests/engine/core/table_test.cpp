// SPDX-License-Identifier: MIT
#include "engine/core/number_style.h"
#include "engine/core/stock_symbol.h"
#include "engine/core/table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace leadline::core
{

namespace
{

bool namesASymbol(const std::vector<std::string>& cells)
{
    return std::ranges::any_of(cells, [](const std::string& cell) { return columnName(cell) == "symbol"; });
}

/// "symbol|size / 2:A|1": header and rows with their lines.
std::string textOf(const Table& table)
{
    const auto joined = [](const std::vector<std::string>& cells) {
        std::string text;
        for (const std::string& cell : cells) {
            text += (text.empty() ? "" : "|") + cell;
        }
        return text;
    };
    std::string text = table.hasHeader ? joined(table.header.cells) : "-";
    for (const TableRow& row : table.rows) {
        text += " / " + std::to_string(row.line) + ":" + joined(row.cells);
    }
    for (const TableDefect& defect : table.defects) {
        text += " / " + std::to_string(defect.line) + "! " + defect.what;
    }
    return text;
}

struct TableCase {
    const char* text;
    const char* read;
};

struct NumberCase {
    char separator;
    std::vector<const char*> others; ///< numbers of the same file
    const char* text;
    const char* plain; ///< empty: two meanings
};

} // namespace

TEST(Table, isReadWhateverStandsAroundIt)
{
    for (const TableCase& c : std::initializer_list<TableCase>{{"symbol,size\nA,1\n", "symbol|size / 2:A|1"},
             {"sep=;\nsymbol;size\nA;1,5\n", "symbol|size / 3:A|1,5"},
             {"SEP=,\r\nsymbol,size\r\nA,1", "symbol|size / 3:A|1"},
             {"\"sep=\t\"\nsymbol\tsize\nA\t1\n", "symbol|size / 3:A|1"}, {"symbol|size\nA|1\n", "symbol|size / 2:A|1"},
             {"A title, of mine\n,\n\nsymbol;size;\nA;1;\n", "symbol|size / 5:A|1"},
             {"symbol,size\nA,1,,\nB,2,x\n", "symbol|size / 2:A|1 / 3:B|2|x"},
             {"symbol,size\nA,1\n\nprinted on a Friday\n", "symbol|size / 2:A|1"},
             {"symbol,size\n\"A\nB\",\"1\"\"\"\nC,2\n", "symbol|size / 2:A\nB|1\" / 4:C|2"},
             {"symbol,size\nA\"x,1\nB,2\n", "symbol|size / 3:B|2 / 2! a quote inside of \"A\"x\""},
             {"symbol,size\nA,\"1\n", "symbol|size / 2! a quote that is not closed"},
             {"symbol\xe2\x80\x8b,\xc2\xa0size\xc2\xa0\nA,1\n", "symbol|size / 2:A|1"}, {"A,1\nB,2\n", "- / 2:B|2"},
             {"", "-"}, {"# nothing\n", "-"}}) {
        EXPECT_EQ(textOf(readTable(c.text, namesASymbol)), c.read) << c.text;
    }
}

TEST(Table, namesItsColumnsInOneWay)
{
    for (const auto& [written, name] :
        std::initializer_list<std::pair<const char*, const char*>>{{" Target-Weight (%)", "target_weight_%"},
            {"Qty (Quantity)", "qty"}, {"Mkt Val (Market Value)", "mkt_val"}, {"TICKER", "ticker"},
            {"Open Time", "open_time"}, {"%", "%"}, {"", ""}, {"a (b", "a_(b"}}) {
        EXPECT_EQ(columnName(written), name) << written;
    }
}

TEST(NumberStyle, readsWhatIsCertainAndNothingElse)
{
    for (const NumberCase& c : std::initializer_list<NumberCase>{{',', {}, "1250", "1250"}, {',', {}, "1,250", "1250"},
             {',', {}, "1.250", "1.250"}, {',', {}, "1,250.5", "1250.5"}, {',', {}, "1,25", "1,25"},
             {',', {"0,5"}, "1.250,5", "1.250,5"}, {',', {}, "1,234,567", "1234567"},
             {',', {}, "12,34,567", "12,34,567"}, {';', {}, "1.250", ""}, {';', {}, "1,250", ""},
             {';', {}, "12.500", ""}, {';', {}, "999,999", ""}, {'\t', {}, "1.250", ""}, {';', {}, "1.25", "1.25"},
             {';', {}, "1,25", "1.25"}, {';', {}, "0.125", "0.125"}, {';', {}, "0,125", "0.125"},
             {';', {}, "1250,125", "1250.125"}, {';', {}, "1.250,5", "1250.5"}, {';', {}, "1,250.5", "1250.5"},
             {';', {}, "1.250.000", "1250000"}, {';', {"0,5"}, "1.250", "1250"}, {';', {"0,5"}, "1,250", "1.250"},
             {';', {"231.10"}, "1,250", "1250"}, {';', {"231.10"}, "1.250", "1.250"},
             {';', {"1.250.000"}, "1.250", "1250"}, {';', {"20,5 %"}, "1.250", "1250"},
             {';', {"$1,250.00"}, "1,250", "1250"}, {';', {"0,5", "0.5"}, "1.250", ""},
             {';', {"20.11.2026", "1.250"}, "1.250", ""}, {';', {}, "1 250", "1250"},
             {';', {},
                 "1\xe2\x80\xaf"
                 "250,5",
                 "1250.5"},
             {';', {}, "1'250", "1250"}, {';', {}, "1 25", "1 25"}, {',', {}, "$1,250.00", "1250.00"},
             {',', {}, "(1,250.00)", "-1250.00"}, {',', {}, "-$5", "-5"}, {',', {}, "5-", "-5"},
             {',', {},
                 "\xe2\x88\x92"
                 "5",
                 "-5"},
             {',', {}, "1250 USD", "1250"}, {',', {}, "1.2K", "1.2K"}, {',', {}, "1e3", "1e3"}, {',', {}, ".5", ".5"},
             {',', {}, "", ""}}) {
        NumberStyle style(c.separator);
        std::ranges::for_each(c.others, [&style](const char* other) { style.learn(other); });
        const auto plain = style.plain(c.text);
        EXPECT_EQ(plain.value_or(""), c.plain) << c.text << " beside " << (c.others.empty() ? "" : c.others[0]);
    }
}

TEST(StockSymbol, isOneForAllWaysOfWritingIt)
{
    for (const auto& [written, symbol] : std::initializer_list<std::pair<const char*, const char*>>{{"brk.b", "BRK.B"},
             {"BRK/B", "BRK.B"}, {"BRK B", "BRK.B"}, {"BRK-B", "BRK.B"}, {"NYSE:BRK.B", "BRK.B"}, {"$AAPL", "AAPL"},
             {" aapl\xe2\x80\x8b", "AAPL"}, {"ETH/USD", "ETH/USD"}, {"BTC-USD", "BTC-USD"}, {"LSE:VOD", "LSE:VOD"},
             {"BRK BB", "BRK BB"}, {"A", "A"}, {"$", "$"}, {"", ""}}) {
        EXPECT_EQ(stockSymbolText(written), symbol) << written;
    }
    EXPECT_TRUE(isCashRow("Cash & Cash Investments") && isCashRow("SPAXX**") && !isCashRow("CASHX"));
    EXPECT_TRUE(isTotalRow("Positions Total") && isTotalRow("total") && !isTotalRow("TOT"));
}

} // namespace leadline::core
