// SPDX-License-Identifier: MIT
#include "engine/json/reader.h"

#include "engine/json/tree.h"
#include "engine/json/writer.h"
#include "tests/support/builders.h"

#include <gtest/gtest.h>

namespace leadline::json
{

using core::fromNanoseconds;
using tests::price;

TEST(JsonReader, addsALevelOrSetsItAsideOrNamesWhatIsWrong)
{
    struct Case {
        const char* price;
        const char* size;
        const char* held; ///< "price size" of the level; empty: none
        const char* aside; ///< of what stands aside: its price, with "gone" where it is removed
        const char* wrong; ///< the defect
    };
    for (const Case& c : std::initializer_list<Case>{{"10.50", "1", "10.5 1", "", ""}, {"10", "0", "10 0", "", ""},
             {"4611686018.427387903", "1", "4611686018.427387903 1", "", ""},
             {"4611686018.427387904", "1", "", "4611686018.427387904", ""},
             {"9999999999", "0", "", "9999999999 gone", ""}, {"0.0000000001", "5", "", "0.0000000001", ""},
             {"1.0000000000", "1.0000000000", "1 1", "", ""}, {"7", "0.0000000001", "7 0", "7", ""},
             {"7", "1000000000000000000.1", "7 0", "7", ""}, {"1.2e-05", "3E+2", "0.000012 300", "", ""},
             {"1.25e-10", "1", "", "0.000000000125", ""}, {"0", "1", "", "", "has a price or size below zero"},
             {"-1", "1", "", "", "has a price or size below zero"},
             {"1", "-1", "", "", "has a price or size below zero"},
             {"-99999999999", "1", "", "", "f.price: number too large"},
             {"1.2.3", "1", "", "", "f.price: not a decimal"}, {"99999999999.1.1", "1", "", "", "f.price"},
             {"1", "x", "", "", "f.size: not a decimal"}, {"", "1", "", "", "f.price: empty"},
             {"1e", "1", "", "", "f.price"}}) {
        std::vector<core::Level> levels;
        std::vector<core::LevelAside> aside;
        std::vector<core::LevelText> texts;
        int decimals = 0;
        const auto added = addLevel({c.price, c.size}, "f", {levels, aside, decimals, &texts});
        EXPECT_EQ(added.has_value(), std::string_view(c.wrong).empty()) << c.price << ' ' << c.size;
        if (!added) {
            EXPECT_NE(added.error().what.find(c.wrong), std::string::npos) << added.error().what;
            continue;
        }
        EXPECT_EQ(levels.empty() ? "" : levels[0].price.text() + ' ' + levels[0].size.text(), c.held);
        ASSERT_EQ(texts.size(), levels.size()) << "texts stand beside levels";
        const std::string_view expected = c.aside;
        ASSERT_EQ(aside.size(), expected.empty() ? 0U : 1U) << c.price << ' ' << c.size;
        if (!aside.empty()) {
            EXPECT_EQ(aside[0].price, core::wideDecimal(expected.substr(0, expected.find(' '))));
            EXPECT_EQ(aside[0].isRemoved, expected.ends_with("gone"));
            EXPECT_EQ(aside[0].text.price, c.price) << "as the venue wrote it";
        }
    }
}

TEST(JsonReader, readsTimesWithTheirOffset)
{
    struct Case {
        const char* text;
        std::int64_t nanoseconds; ///< below zero: refused
    };
    for (const Case& c : std::initializer_list<Case>{{"2021-02-22T15:51:44.208Z", 1614009104208000000},
             {"2021-02-22T15:51:45.335689322Z", 1614009105335689322},
             {"2023-04-06T13:15:42.83540958Z", 1680786942835409580}, {"2021-02-22T19:15:00Z", 1614021300000000000},
             {"2022-04-28T14:07:45.485843765-04:00", 1651169265485843765},
             {"2022-04-29T09:30:00-04:00", 1651239000000000000}, {"2022-04-29T09:30:00+05:30", 1651204800000000000},
             {"2022-04-29T09:30:00+00:00", 1651224600000000000}, {"2022-04-29T09:30:00", 1651224600000000000},
             {"2022-04-29 09:30:00Z", 1651224600000000000}, {"2022-04-29T09:30:00-4:00", -1},
             {"2022-04-29T09:30:00-04", 1651239000000000000}, {"2022-04-29T09:30:00-0400", 1651239000000000000},
             {"2022-04-29T09:30Z", 1651224600000000000}, {"2022-04-29 09:30:00,5 UTC", 1651224600500000000},
             {"2022-04-29T09:30:00-24:00", -1}, {"2022-04-29T09:30:00-04:60", -1}, {"2022-04-29T09:30:00-04:00Z", -1},
             {"2022-04-29T09:30:00 EST", -1}, {"2022-02-29T09:30:00Z", -1}, {"2022-04-29T24:00:00Z", -1},
             {"2022-04-29", -1}, {"", -1}}) {
        const auto time = isoTime(c.text, "t");
        EXPECT_EQ(time ? core::nanosecondsOf(*time) : -1, c.nanoseconds) << c.text;
        if (!time) {
            EXPECT_EQ(time.error().what, "field t is not a time");
        }
    }
}

TEST(JsonReader, readsNumbersExactlyWhateverTheirNotation)
{
    struct Case {
        const char* text;
        const char* value; ///< empty: refused
    };
    for (const Case& c : std::initializer_list<Case>{{"126.55", "126.55"}, {"165", "165"}, {"0", "0"},
             {"0.000000001", "0.000000001"}, {"1e-7", "0.0000001"}, {"1.5E-7", "0.00000015"},
             {"6.8840127e+07", "68840127"}, {"1e-9", "0.000000001"}, {"1e-10", ""}, {"1e", ""}, {"e5", ""},
             {"1e41", ""}, {"1.2.3", ""}, {"12x", ""}, {"", ""}, {"-", ""}, {"0x10", ""}, {"1e+-5", ""}}) {
        const auto number = decimalOf<core::Price>(c.text, "p");
        EXPECT_EQ(number ? number->text() : "", c.value) << c.text;
        if (!number) {
            EXPECT_TRUE(number.error().what.starts_with("field p: ")) << number.error().what;
        }
    }
}

TEST(JsonReader, findsFieldsInAnyOrderAndStopsWhereTheTextIsNoJson)
{
    struct Case {
        const char* json;
        const char* b; ///< the text of "b" behind that of "c"; empty: there is none
        bool isJson = true; ///< as far as it had to be read
    };
    for (const Case& c : std::initializer_list<Case>{{R"({"b":"1","c":"2"})", "1"}, {R"({"c":"2","b":"1"})", "1"},
             {R"({"a":{"b":"0"},"c":"2","b":"1"})", "1"}, {R"({"c":["b","b"],"b":"1"})", "1"}, {R"({"c":"2"})", ""},
             {R"({"c":"2","b":3})", ""}, {R"({})", ""}, {R"({"c":"2" 3,"b":"1"})", "", false},
             {R"({"a":[M,"c":"2","b":{"d":{}}})", "", false}, {R"({ "b{ "c": "1", "x": "2", ": "|3|" })", "", false},
             {R"({"c":"2","b"})", "", false}, {R"({"c":"2",})", "", false}}) {
        simdjson::ondemand::parser parser;
        simdjson::ondemand::document document;
        Object object;
        const simdjson::padded_string json(std::string_view(c.json));
        ASSERT_TRUE(openObject(parser, json, document, object)) << c.json;
        std::string_view text;
        auto read = findText(object, "c", text);
        read = read ? findText(object, "b", text) : read;
        EXPECT_EQ(read.has_value(), c.isJson) << c.json;
        EXPECT_EQ(read ? text : "", c.b) << c.json;
    }
}

} // namespace leadline::json
