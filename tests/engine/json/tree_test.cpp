// SPDX-License-Identifier: MIT
#include "engine/json/tree.h"

#include "tests/support/builders.h"

#include <gtest/gtest.h>

#include <limits>
#include <string>

namespace leadline::json
{

using Kind = Tree::Kind;
using tests::price;
using tests::size;

namespace
{

Tree tree(std::string_view json)
{
    auto parsed = Tree::parse(json);
    EXPECT_TRUE(parsed) << json;
    return parsed ? *parsed : Tree();
}

/// Follows every value, so that reading outside of anything shows under a sanitizer.
std::size_t walk(const Tree& value)
{
    std::size_t count = 1 + value.text().size() + static_cast<std::size_t>(value.whole() & 1)
        + static_cast<std::size_t>(value.price().raw() & 1) + static_cast<std::size_t>(value.quantity().isZero())
        + static_cast<std::size_t>(value.notional().raw() & 1);
    for (const Tree& item : value.items()) {
        count += walk(item);
    }
    for (const auto& [name, field] : value.fields()) {
        count += name.size() + walk(field);
    }
    return count;
}

const std::string orderUpdate =
    R"({"e":"ORDER_TRADE_UPDATE","E":1568879465651,"T":1568879465650,"o":{"s":"BTCUSDT","c":"TEST","S":"SELL","q":"0.001","p":"7103","x":"NEW","i":8886774,"m":false,"N":null,"pP":false,"list":[1,-2.5,1e-7,"a\"b\\\u00e4",{"deep":[[],{}]}]}})";

} // namespace

TEST(JsonTree, keepsNumbersAsTheVenueWroteThem)
{
    const Tree json = tree(
        R"({"qty":0.00100000,"price":45281.0 ,"small":1e-7,"SMALL":-1.50E+3,"id":12393906104898154338,"big":170141183460469231731687303715884105727,"quoted":"0.00500000"})");
    EXPECT_EQ(json["qty"].text(), "0.00100000");
    EXPECT_EQ(json["price"].text(), "45281.0");
    EXPECT_EQ(json["small"].text(), "1e-7");
    EXPECT_EQ(json["SMALL"].text(), "-1.50E+3");
    EXPECT_EQ(json["id"].text(), "12393906104898154338");
    EXPECT_EQ(json["big"].text(), "170141183460469231731687303715884105727");
    EXPECT_EQ(json["quoted"].text(), "0.00500000");
    EXPECT_EQ(json["qty"].kind(), Kind::Number);
    EXPECT_EQ(json["quoted"].kind(), Kind::Text);
}

TEST(JsonTree, readsAmountsExactly)
{
    const Tree json = tree(
        R"({"qty":0.00100000,"price":"45281.1","tiny":1.5e-7,"large":1.25E3,"plus":2e+2,"negative":-7e-9,"fee":0.000000000000000001,"zero":0e5})");
    EXPECT_EQ(json["qty"].quantity(), size("0.001"));
    EXPECT_EQ(json["price"].price(), price("45281.1"));
    EXPECT_EQ(json["tiny"].price(), price("0.00000015"));
    EXPECT_EQ(json["tiny"].quantity(), size("0.00000015"));
    EXPECT_EQ(json["large"].quantity(), size("1250"));
    EXPECT_EQ(json["plus"].price(), price("200"));
    EXPECT_EQ(json["negative"].quantity(), core::Quantity::fromRaw(-7));
    EXPECT_EQ(json["fee"].notional(), core::Notional::fromRaw(1));
    EXPECT_TRUE(json["zero"].quantity().isZero());
}

TEST(JsonTree, readsWholeNumbersAndNothingElseAsWhole)
{
    const Tree json = tree(
        R"({"a":42,"b":"42","c":-1,"d":9223372036854775807,"e":9223372036854775808,"f":1.0,"g":1e3,"h":"","i":"4x","j":null,"k":true})");
    EXPECT_EQ(json["a"].whole(), 42);
    EXPECT_EQ(json["b"].whole(), 42);
    EXPECT_EQ(json["c"].whole(), -1);
    EXPECT_EQ(json["d"].whole(), std::numeric_limits<std::int64_t>::max());
    for (const char* const name : {"e", "f", "g", "h", "i", "j", "k", "none"}) {
        EXPECT_EQ(json[name].whole(), 0) << name;
    }
}

TEST(JsonTree, takesWhatIsNoNumberForZero)
{
    const Tree json = tree(R"({"a":"hello","b":"e","c":"1 2","d":"","e":null,"f":[1],"g":{"x":1},"h":true,"i":"-"})");
    for (const auto& [name, value] : json.fields()) {
        EXPECT_EQ(value.price(), core::Price{}) << name;
        EXPECT_EQ(value.quantity(), core::Quantity{}) << name;
        EXPECT_EQ(value.notional(), core::Notional{}) << name;
    }
}

/// A fee of 0.1 must never become one of 1 because somebody's exponent could not be read.
class OddExponent : public testing::TestWithParam<const char*>
{
};

TEST_P(OddExponent, isNoNumber)
{
    const Tree json = tree(R"({"quoted":")" + std::string(GetParam()) + R"("})");
    EXPECT_EQ(json["quoted"].price(), core::Price{});
    EXPECT_EQ(json["quoted"].quantity(), core::Quantity{});
    EXPECT_EQ(json["quoted"].notional(), core::Notional{});
    const auto bare = Tree::parse(R"({"bare":)" + std::string(GetParam()) + "}");
    EXPECT_TRUE(!bare || (*bare)["bare"].quantity().isZero());
}

INSTANTIATE_TEST_SUITE_P(JsonTree, OddExponent,
    testing::Values("1e", "1e+", "1e-", "1ex", "1e5x", "1e-7.5", "1e+-3", "1e99999999999", "1e-99999999999",
        "12e2147483647", "12e-2147483648", "1e300", "1.2.3", "1.2.3e1"));

TEST(JsonTree, tellsMissingFromNullAndBoth)
{
    const Tree json = tree(R"({"null":null,"false":false,"true":true,"empty":"","list":[],"object":{}})");
    EXPECT_EQ(json["none"].kind(), Kind::Missing);
    EXPECT_FALSE(json["none"].isThere());
    EXPECT_FALSE(json["none"]["deeper"]["still"].isThere());
    EXPECT_TRUE(json["none"].items().empty());
    EXPECT_EQ(json["null"].kind(), Kind::Null);
    EXPECT_FALSE(json["null"].isThere());
    EXPECT_EQ(json["null"].text(), "");
    EXPECT_TRUE(json["true"].isTrue());
    EXPECT_FALSE(json["false"].isTrue());
    EXPECT_TRUE(json["false"].isThere());
    EXPECT_FALSE(tree(R"({"a":"true"})")["a"].isTrue());
    EXPECT_TRUE(json["empty"].isThere());
    EXPECT_EQ(json["list"].kind(), Kind::List);
    EXPECT_EQ(json["object"].kind(), Kind::Object);
}

TEST(JsonTree, keepsNestingAndOrder)
{
    const Tree json = tree(orderUpdate);
    const auto& list = json["o"]["list"].items();
    ASSERT_EQ(list.size(), 5U);
    EXPECT_EQ(list[1].text(), "-2.5");
    EXPECT_EQ(list[3].text(), "a\"b\\ä");
    EXPECT_EQ(list[4]["deep"].items().size(), 2U);
    EXPECT_EQ(json.fields().front().first, "e");
    EXPECT_EQ(json.fields().back().first, "o");
}

TEST(JsonTree, knowsTheLineOfEveryValueAndOfWhatIsBroken)
{
    const Tree list = tree("[\n1,\n{\"a\":\n\"x\"}, [],\n null]");
    std::vector<int> lines;
    for (const Tree& item : list.items()) {
        lines.push_back(item.line());
    }
    EXPECT_EQ(lines, (std::vector{2, 3, 4, 5}));
    EXPECT_EQ(list.items()[1]["a"].line(), 4);
    struct Case {
        const char* text;
        const char* what;
        int line;
    };
    for (const Case& c : std::initializer_list<Case>{{"[1,\n2\n x]", "not valid JSON", 3},
             {"{\"a\":\n\n01}", "not valid JSON", 3}, {"[1]\n[2]", "not valid JSON: something stands behind it", 0},
             {"5", "neither a JSON object nor a list", 0}, {"", "neither a JSON object nor a list", 0}}) {
        const auto broken = Tree::read(c.text);
        ASSERT_FALSE(broken) << c.text;
        EXPECT_EQ(broken.error().what, c.what) << c.text;
        EXPECT_EQ(broken.error().line, c.line) << c.text;
    }
}

TEST(JsonTree, readsObjectsAndListsAndNothingElseAtTheTop)
{
    EXPECT_EQ(tree("[1,2]").items().size(), 2U);
    EXPECT_EQ(tree("[]").kind(), Kind::List);
    for (const char* const scalar : {"\"text\"", " -1.50 \n", "true", "null", ""}) {
        EXPECT_FALSE(Tree::parse(scalar)) << scalar;
    }
    EXPECT_EQ(tree(" {\"a\" : 1 } ")["a"].text(), "1");
}

TEST(JsonTree, takesTheFirstOfTwoFieldsOfOneName)
{
    EXPECT_EQ(tree(R"({"a":1,"a":2})")["a"].text(), "1");
}

TEST(JsonTree, unescapesNames)
{
    EXPECT_EQ(tree(R"({"a\u0062":1})")["ab"].text(), "1");
}

class BrokenJson : public testing::TestWithParam<std::string>
{
};

TEST_P(BrokenJson, isRefused)
{
    EXPECT_FALSE(Tree::parse(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(JsonTree, BrokenJson,
    testing::Values("", " ", "{", "}", "[", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\" 1}", "{a:1}", "{\"a\":1,}", "[1,]",
        "[1 2]", "\"text", "nul", "nulll", "tru", "{\"a\":tru}", "{'a':1}", "<html>503</html>", "{\"a\":\"\\x\"}",
        std::string("{\"a\":\"\xff\xfe\"}"), "{\"a\":1}}", "{\"a\":1}{\"b\":2}", "{\"a\":1} x", "[1][2]", "{\"a\":1x}",
        "{\"a\":-}", "{\"a\":1.}", "{\"a\":.5}", "{\"a\":01}", "{\"a\":1e}", "{\"a\":1.2.3}", "{\"a\":1-2}", "-",
        "1x"));

TEST(JsonTree, refusesEveryTruncation)
{
    for (std::size_t length = 0; length < orderUpdate.size(); ++length) {
        EXPECT_FALSE(Tree::parse(orderUpdate.substr(0, length))) << orderUpdate.substr(0, length);
    }
    EXPECT_GT(walk(tree(orderUpdate)), 100U);
}

TEST(JsonTree, survivesEveryBrokenByte)
{
    for (std::size_t at = 0; at < orderUpdate.size(); ++at) {
        for (const char c : {'\0', '"', '{', '}', '[', ']', ',', ':', '\\', 'e', '9', '\xff'}) {
            std::string broken = orderUpdate;
            broken[at] = c;
            if (const auto json = Tree::parse(broken)) {
                walk(*json);
            }
        }
    }
}

TEST(JsonTree, refusesWhatIsNestedWithoutEnd)
{
    EXPECT_TRUE(Tree::parse(std::string(50, '[') + std::string(50, ']')));
    EXPECT_FALSE(Tree::parse(std::string(100'000, '[') + std::string(100'000, ']')));
}

} // namespace leadline::json
