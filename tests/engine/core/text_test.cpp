// SPDX-License-Identifier: MIT
#include "engine/core/digit_groups.h"
#include "engine/core/number_text.h"
#include "engine/core/text.h"
#include "engine/core/time_text.h"

#include <gtest/gtest.h>

#include <clocale>

namespace leadline::core
{

TEST(NumberText, writesWhatPrintfWritesUnderC)
{
    ASSERT_STREQ(std::localeconv()->decimal_point, ".") << "a test program stays in the locale it begins in";
    const auto printed = [](const char* format, int digits, double value) {
        std::array<char, 400> text{};
        std::snprintf(text.data(), text.size(), format, digits, value);
        return std::string(text.data());
    };
    for (const double value : {0.0, -0.0, 1.0, -1.5, 0.05, 0.125, 2.5, 1e-7, -3.92e-06, 1e15, 1e16, 123456789.987654321,
             5e-324, 1.7976931348623157e308, std::numeric_limits<double>::infinity(),
             -std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()}) {
        for (const int digits : {0, 1, 2, 4, 6, 10}) {
            EXPECT_EQ(fixedText(value, digits), printed("%.*f", digits, value));
            EXPECT_EQ(roundedText(value, digits), printed("%.*g", digits, value));
        }
    }
}

TEST(NumberText, writesTheShortestThatReadsBackTheSame)
{
    EXPECT_EQ(shortestText(0.1), "0.1");
    EXPECT_EQ(shortestText(100), "100");
    EXPECT_EQ(shortestText(1e-7), "1e-07");
    EXPECT_EQ(shortestText(2.0 / 3), "0.6666666666666666");
    EXPECT_EQ(shortestText(-0.0), "-0");
}

TEST(NumberText, readsANumberThatIsTheWholeText)
{
    EXPECT_EQ(numberIn<int>("-12"), -12);
    EXPECT_EQ(numberIn<double>("1.5e-3"), 0.0015);
    EXPECT_EQ(numberIn<std::uint64_t>("18446744073709551615"), 18446744073709551615U);
    for (const char* const text : {"", " 1", "1 ", "+1", "1,5", "1x", "0x10", "1.5"}) {
        EXPECT_EQ(numberIn<int>(text), std::nullopt) << text;
    }
    EXPECT_EQ(numberIn<std::uint64_t>("-1"), std::nullopt);
    EXPECT_EQ(numberIn<double>("1,5"), std::nullopt);
}

TEST(DigitGroups, partThousandsAndAreReadBack)
{
    for (const auto& [plain, shown] : {std::pair{"100000", "100,000"}, {"999", "999"},
             {"-1234567.125", "-1,234,567.125"}, {"0.000001", "0.000001"}, {"1000000000000", "1,000,000,000,000"}}) {
        EXPECT_EQ(grouped(plain), shown);
        EXPECT_EQ(withoutGroups(shown), plain);
        EXPECT_EQ(withoutGroups(plain), plain);
    }
    EXPECT_EQ(grouped("1e+05"), "1e+05");
    EXPECT_EQ(grouped("BTC/USDT"), "BTC/USDT");
    // A comma that parts no thousands is a mistake, and stays one.
    for (const char* const wrong : {"1,5", "1000,000", "1,00", ",100", "1,000,00"}) {
        EXPECT_EQ(withoutGroups(wrong), wrong);
    }
}

TEST(Text, quotesFieldsOfCsvThatNeedIt)
{
    EXPECT_EQ(csvField("plain text"), "plain text");
    EXPECT_EQ(csvField(""), "");
    EXPECT_EQ(csvField("1,5"), "\"1,5\"");
    EXPECT_EQ(csvField("say \"no\""), "\"say \"\"no\"\"\"");
    EXPECT_EQ(csvField("two\nlines"), "\"two\nlines\"");
    EXPECT_EQ(csvField("cut \xe2\x82"), "cut \xef\xbf\xbd\xef\xbf\xbd");
}

TEST(TimeText, tellsTheUnitOfACountByItsMagnitude)
{
    struct Case {
        const char* text;
        std::int64_t nanoseconds; ///< below zero: no time
    };
    for (const Case& c :
        std::initializer_list<Case>{{"1735779600", 1735779600000000000}, {"1735779600.5", 1735779600500000000},
            {"1735779600.000124", 1735779600000124000}, {"1735779600000", 1735779600000000000},
            {"1735779600000.1235", 1735779600000123500}, {"1735779600000123", 1735779600000123000},
            {"1735779600000123.5", 1735779600000123500}, {"1735779600000123456", 1735779600000123456},
            {"1735779600000123456.9", 1735779600000123456}, {"1735779600.", 1735779600000000000},
            {"2025-01-02T01:00:00.0001234Z", 1735779600000123400}, {"2025-01-02 02:00:00,5+0100", 1735779600500000000},
            {"2025-01-02T01:00Z", 1735779600000000000}, {"2025-01-01 20:00:00-05", 1735779600000000000},
            // March 1973 and the year 2200, in every unit.
            {"100000000", 100000000000000000}, {"99999999", -1}, {"7258118399", 7258118399000000000},
            {"7258118400", -1}, {"100000000000", 100000000000000000}, {"99999999999", -1},
            {"7258118399999", 7258118399999000000}, {"7258118400000", -1}, {"100000000000000", 100000000000000000},
            {"7258118399999999", 7258118399999999000}, {"7258118400000000", -1},
            {"100000000000000000", 100000000000000000}, {"7258118399999999999", 7258118399999999999},
            {"7258118400000000000", -1}, {"18446744073709551616", -1}, {"0", -1}, {"1", -1}, {"", -1},
            {"-1735779600", -1}, {"1735779600 ", -1}, {"1.7357796e9", -1}, {"1735779600,5", -1}, {"2025-01-02", -1},
            {"20250102", -1}, {"01/02/2025 01:00:00", -1}}) {
        const auto time = timeIn(c.text);
        EXPECT_EQ(time ? nanosecondsOf(*time) : -1, c.nanoseconds) << c.text;
    }
}

TEST(TimeText, takesATimeOffTheHeadOfALine)
{
    for (const auto& [line, rest] :
        std::initializer_list<std::pair<std::string_view, std::string_view>>{{"1735779600000 {}", " {}"},
            {"1735779600000.5,{}", ",{}"}, {"2025-01-02T01:00:00Z {}", " {}"}, {"2025-01-02 01:00:00,123 {}", " {}"},
            {"2025-01-02T01:00:00,{}", ",{}"}, {"2025-01-02 01:00:00 UTC\t{}", "\t{}"}, {"12 {}", "12 {}"},
            {"2025-13-02T01:00:00Z {}", "2025-13-02T01:00:00Z {}"}, {"{}", "{}"}}) {
        std::string_view text = line;
        EXPECT_EQ(takeTime(text).has_value(), rest != line) << line;
        EXPECT_EQ(text, rest);
    }
}

TEST(TimeText, writesTimesAsItReadsThem)
{
    struct Case {
        std::int64_t nanoseconds;
        int decimals;
        const char* text;
    };
    for (const Case& c : std::initializer_list<Case>{{1614009105335689322, 9, "2021-02-22T15:51:45.335689322Z"},
             {1614009105335689322, 3, "2021-02-22T15:51:45.335Z"}, {1614009105335689322, 0, "2021-02-22T15:51:45Z"},
             {1614009105000000001, 9, "2021-02-22T15:51:45.000000001Z"}, {0, 3, "1970-01-01T00:00:00.000Z"},
             {-1, 9, "1969-12-31T23:59:59.999999999Z"}}) {
        EXPECT_EQ(isoText(fromNanoseconds(c.nanoseconds), c.decimals), c.text);
        EXPECT_EQ(isoDate(fromNanoseconds(c.nanoseconds)), std::string(c.text).substr(0, 10));
    }
}

} // namespace leadline::core
