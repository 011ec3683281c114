// SPDX-License-Identifier: MIT
#include "engine/json/writer.h"

#include "engine/json/tree.h"

#include <gtest/gtest.h>

#include <limits>

namespace leadline::json
{

TEST(JsonWriter, quotesWhatJsonDoesNotTakeAsItIs)
{
    struct Case {
        std::string_view text;
        std::string_view quoted;
    };
    for (const Case& c :
        std::initializer_list<Case>{{"", "\"\""}, {"kraken", "\"kraken\""}, {"a\"b\\c", R"("a\"b\\c")"},
            {"line\nend\ttab", R"("line\u000aend\u0009tab")"}, {std::string_view("nul\0", 4), R"("nul\u0000")"},
            {"\x1f", R"("\u001f")"}, {"\x7f", "\"\x7f\""}, {"é€😀", "\"é€😀\""},
            {"cut \xe2\x82", "\"cut \xef\xbf\xbd\xef\xbf\xbd\""}, {"\xff!", "\"\xef\xbf\xbd!\""}}) {
        EXPECT_EQ(quoted(c.text), c.quoted);
    }
    EXPECT_EQ(quotedOrNull(""), "null");
    EXPECT_EQ(quotedOrNull("x"), "\"x\"");
}

TEST(JsonWriter, writesNumbersThatReadBackTheSame)
{
    EXPECT_EQ(number(0.1), "0.1");
    EXPECT_EQ(number(-2.5e-7), "-2.5e-07");
    EXPECT_EQ(number(std::numeric_limits<double>::infinity()), "null");
    EXPECT_EQ(number(std::numeric_limits<double>::quiet_NaN()), "null");
}

TEST(JsonWriter, writesObjectsAndLists)
{
    EXPECT_EQ(ObjectWriter().str(), "{}");
    EXPECT_EQ(ListWriter().str(), "[]");
    EXPECT_EQ(ObjectWriter()
                  .text("a", "x")
                  .textOrNull("b", "")
                  .number("c", 1.5)
                  .whole("d", -7)
                  .flag("e", true)
                  .null("f")
                  .raw("g", ListWriter().add("1").addText("y").str())
                  .append(R"(,"h":2)")
                  .str(),
        R"({"a":"x","b":null,"c":1.5,"d":-7,"e":true,"f":null,"g":[1,"y"],"h":2})");
    EXPECT_EQ(listOf(std::array{0.5, 2.0}, number), "[0.5,2]");
}

TEST(JsonWriter, writesATreeAsItWasRead)
{
    for (const char* const text : {R"({"a":[1,2.50,1e-7,-0],"b":{"c":null,"d":true,"e":false},"f":"x\"y"})", "[]", "{}",
             R"([{"same":1,"same":2}])"}) {
        EXPECT_EQ(textOf(Tree::parse(text).value()), text);
    }
    EXPECT_EQ(textOf(Tree()), "null");
}

} // namespace leadline::json
