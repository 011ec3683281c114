// SPDX-License-Identifier: MIT
#include "engine/picks/symbol_list.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace leadline::picks
{

namespace
{

/// "AAPL MSFT=0.5", and the problems a line each.
std::string symbolsOf(const SymbolList& list)
{
    std::string text;
    for (const ListedSymbol& listed : list.symbols) {
        text += (text.empty() ? "" : " ") + listed.symbol.text();
        if (listed.score) {
            std::string score = std::to_string(*listed.score);
            score.erase(score.find_last_not_of('0') + 1);
            text += '=' + score;
        }
    }
    return text;
}

std::vector<std::string> problemsOf(const SymbolList& list)
{
    std::vector<std::string> texts;
    for (const ListProblem& problem : list.problems) {
        texts.push_back(describe(problem));
    }
    return texts;
}

struct ListCase {
    const char* name;
    const char* text;
    const char* scoreColumn;
    const char* symbols;
    std::vector<std::string> problems;
};

class ListForm : public testing::TestWithParam<ListCase>
{
};

} // namespace

TEST_P(ListForm, isRead)
{
    const ListCase& c = GetParam();
    const SymbolList list = readSymbolList(c.text, c.scoreColumn);
    EXPECT_EQ(symbolsOf(list), c.symbols);
    EXPECT_EQ(problemsOf(list), c.problems);
}

INSTANTIATE_TEST_SUITE_P(SymbolList, ListForm,
    testing::Values(ListCase{"nothing", "", "", "", {}},
        ListCase{"oneALine", "AAPL\nMSFT\nBRK.B\n", "", "AAPL MSFT BRK.B", {}},
        ListCase{"withoutALastLineEnd", "AAPL\nMSFT", "", "AAPL MSFT", {}},
        ListCase{"byteOrderMarkAndWindowsLines",
            "\xEF\xBB\xBF"
            "aapl\r\n\r\n msft \r\n",
            "", "AAPL MSFT", {}},
        ListCase{"commentsAndEmptyLines", "# mine\n\nAAPL # the fruit\n   \n#MSFT\n", "", "AAPL", {}},
        ListCase{"cryptoPairs", "ETH/USDT\nBTC-USD\n", "", "ETH/USDT BTC-USD", {}},
        ListCase{"badAndDoubleOnes", "AAPL\nA APL\naapl\n$SPX\nAVERYLONGNAMEOFASYMBOL\n", "", "AAPL SPX",
            {"line 2: \"A APL\" is no symbol", "line 3: AAPL is there already, on line 1",
                "line 5: \"AVERYLONGNAMEOFASYMBOL\" is no symbol"}},
        ListCase{"headerAlone", "Ticker\nAAPL\nMSFT\n", "", "AAPL MSFT", {}},
        ListCase{"csv", "symbol,name,score\nAAPL,\"Apple, Inc.\",0.5\nMSFT,\"say \"\"soft\"\"\",-2\n", "score",
            "AAPL=0.5 MSFT=-2.", {}},
        ListCase{"csvWithoutWantingScores", "symbol,score\nAAPL,0.5\n", "", "AAPL", {}},
        ListCase{"csvColumnsInAnyOrderAndCase", "Edge , TICKER\n 0.25 , aapl \n", "edge", "AAPL=0.25", {}},
        ListCase{"semicolonsAndDecimalCommas", "symbol;edge\nAAPL;0,75\nMSFT;1.5\n", "edge", "AAPL=0.75 MSFT=1.5", {}},
        ListCase{"tabs", "symbol\tedge\nAAPL\t2\n", "edge", "AAPL=2.", {}},
        ListCase{"quotedLineEnds", "symbol,note\nAAPL,\"two\nlines\"\nMS FT,x\n", "", "AAPL",
            {"line 4: \"MS FT\" is no symbol"}},
        ListCase{"commentsInCsv", "# exported\nsymbol,edge\n# skipped, too\n\nAAPL,1\n", "edge", "AAPL=1.", {}},
        ListCase{"scoresThatAreNone", "symbol,edge\nAAPL,high\nMSFT,\nIBM,nan\nF,0.5x\n", "edge", "AAPL MSFT IBM F",
            {"line 2: AAPL: the score \"high\" is no number", "line 4: IBM: the score \"nan\" is no number",
                "line 5: F: the score \"0.5x\" is no number"}},
        ListCase{"aShortRow", "symbol,edge\nAAPL\n,1\n", "edge", "AAPL", {"line 3: no symbol"}},
        ListCase{"noScoreColumn", "symbol,edge\nAAPL,1\n", "alpha", "AAPL", {"line 1: no column is named alpha"}},
        ListCase{"noSymbolColumn", "name,edge\nAAPL,1\n", "", "", {"line 1: no column is named symbol or ticker"}},
        ListCase{"anOpenQuote", "symbol,note\nAAPL,fine\nMSFT,\"open\nIBM,x\n", "", "AAPL",
            {"line 3: a quote that is not closed"}},
        ListCase{"utf16",
            "\xFF\xFE"
            "A",
            "", "", {"this is UTF-16; it must be UTF-8"}},
        ListCase{"jsonTexts", " [\"AAPL\", \"brk.b\"]\n", "", "AAPL BRK.B", {}},
        ListCase{"jsonObjects", R"([{"ticker":"AAPL","edge":0.5,"more":{"symbol":"X"}},{"Edge":"2","Symbol":"MSFT"}])",
            "edge", "AAPL=0.5 MSFT=2.", {}},
        ListCase{"jsonProblemsByLine", "[\n\"AAPL\",\n\"A A\",\n17,\nnull,\n{\"name\":\"x\"},\n\"AAPL\"\n]", "", "AAPL",
            {"line 3: \"A A\" is no symbol", "line 4: no symbol", "line 5: no symbol", "line 6: no symbol",
                "line 7: AAPL is there already, on line 2"}},
        ListCase{"jsonObject", R"({"name":"x","assets":[{"symbol":"AAPL"}]})", "", "AAPL", {}},
        ListCase{"jsonObjectOfTwoLists", R"({"a":["AAPL"],"b":["MSFT"]})", "", "", {"a list of symbols is expected"}},
        ListCase{"oneLine", "AAPL, MSFT;JPM\n", "", "AAPL MSFT JPM", {}},
        ListCase{"blanks", "AAPL MSFT JPM", "", "AAPL MSFT JPM", {}},
        ListCase{"oldMacs", "AAPL\rMSFT\r", "", "AAPL MSFT", {}},
        ListCase{"sections", "###Tech,NASDAQ:AAPL,###Value,NYSE:BRK.B", "", "AAPL BRK.B", {}},
        ListCase{
            "commentsWithSeparators", "# mine; by hand\nAAPL # the fruit, not the music\nMSFT\n", "", "AAPL MSFT", {}},
        ListCase{"classes", "BRK B\nBF/B\nGEF-B\n", "", "BRK.B BF.B GEF.B", {}},
        ListCase{"percentages", "symbol,score\nAAPL,72%\n", "score", "AAPL=0.72", {}},
        ListCase{"namedSeparator", "sep=;\r\nsymbol;score\r\nAAPL;1,5\r\n", "score", "AAPL=1.5", {}},
        ListCase{
            "titles", "Screen of today,,\n\nNo.,Ticker,Price\n1,AAPL,5\nTotal,,5\n", "", "AAPL", {"line 5: no symbol"}},
        ListCase{"scoreOfTwoMeanings", "symbol;score\nAAPL;1.250\n", "score", "AAPL",
            {"line 2: AAPL: the score \"1.250\" may be 1250 or 1.250: write it without marks between thousands"}},
        ListCase{"emptyJson", "[]", "", "", {}}),
    [](const auto& entry) { return std::string(entry.param.name); });

TEST(SymbolList, namesTheLineWhereJsonBreaks)
{
    const std::string whole = "[\n\"AAPL\",\n{\"symbol\":\"MSFT\",\"edge\":1.5},\n\"IBM\"\n]";
    EXPECT_EQ(symbolsOf(readSymbolList(whole, "edge")), "AAPL MSFT=1.5 IBM");
    for (std::size_t length = 1; length < whole.size(); ++length) {
        const SymbolList list = readSymbolList(whole.substr(0, length), "edge");
        ASSERT_FALSE(list.problems.empty()) << whole.substr(0, length);
        ASSERT_LE(list.symbols.size(), 3U);
    }
    const SymbolList list = readSymbolList("[\"AAPL\",\n\"MSFT\" \"IBM\"]");
    ASSERT_EQ(list.problems.size(), 1U);
    EXPECT_EQ(list.problems[0].line, 2U);
    EXPECT_EQ(list.problems[0].what, "not valid JSON");
    EXPECT_FALSE(readSymbolList("[\"AAPL\"] [\"MSFT\"]").problems.empty());
}

TEST(SymbolList, readsTenThousandRowsAndNoMore)
{
    const auto rows = [](std::size_t count) {
        std::string text;
        for (std::size_t i = 0; i < count; ++i) {
            text += "S" + std::to_string(i) + "\n\n";
        }
        return text;
    };
    EXPECT_EQ(readSymbolList(rows(SymbolList::mostRows)).symbols.size(), SymbolList::mostRows);
    EXPECT_TRUE(readSymbolList(rows(SymbolList::mostRows)).problems.empty());
    const SymbolList longer = readSymbolList(rows(SymbolList::mostRows + 5));
    EXPECT_EQ(longer.symbols.size(), SymbolList::mostRows);
    EXPECT_EQ(problemsOf(longer), std::vector<std::string>{"line 20001: more than 10000 rows: the rest is not read"});
}

TEST(SymbolList, keepsTheLineOfEverySymbol)
{
    const SymbolList list = readSymbolList("symbol,note\nAAPL,\"a\nb\"\n\nMSFT,x\n");
    ASSERT_EQ(list.symbols.size(), 2U);
    EXPECT_EQ(list.symbols[0].line, 2U);
    EXPECT_EQ(list.symbols[1].line, 5U);
}

TEST(SymbolList, takesAnyBytesWithoutHarm)
{
    std::string text = "symbol,note\n";
    for (int byte = 1; byte < 256; ++byte) {
        text += static_cast<char>(byte);
        const SymbolList list = readSymbolList(text);
        ASSERT_LE(list.symbols.size(), 200U);
        for (const ListProblem& problem : list.problems) {
            ASSERT_EQ(problem.what.find('\n'), std::string::npos);
        }
    }
}

} // namespace leadline::picks
