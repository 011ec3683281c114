// SPDX-License-Identifier: MIT
#include "engine/signals/signal_line.h"
#include "engine/signals/signal_source.h"

#include <gtest/gtest.h>

namespace leadline::signals
{

namespace
{

/// "ETH/USDT buy 0.72 size 1.5 id a1 at 1", and what is wrong where it is none; "-" where the line says nothing.
std::string textOf(const core::Result<std::optional<Signal>>& read)
{
    if (!read) {
        return read.error().what;
    }
    if (!*read) {
        return "-";
    }
    const Signal& signal = **read;
    std::string strength = std::to_string(signal.strength);
    strength.erase(strength.find_last_not_of('0') + 1);
    return signal.symbol.text() + ' ' + std::string(core::verb(signal.side)) + ' ' + strength + " size "
        + signal.size.text() + " id " + signal.id + " at " + std::to_string(core::nanosecondsOf(signal.time));
}

struct LineCase {
    const char* name;
    std::string line;
    std::string expected;
};

class JsonLine : public testing::TestWithParam<LineCase>
{
};
class CsvRow : public testing::TestWithParam<LineCase>
{
};
class CsvHeader : public testing::TestWithParam<LineCase>
{
};

std::string with(const std::string& more)
{
    return R"({"symbol":"ETH/USDT","side":"buy","strength":0.5)" + more + "}";
}

std::string named(const testing::TestParamInfo<LineCase>& entry)
{
    return entry.param.name;
}

constexpr std::string_view allowed = "allowed: time, symbol, side, strength, size, id";
constexpr std::string_view needed = "; symbol, side and strength must be there";
constexpr std::string_view strengthRange = " must be a number from 0 to 1";
constexpr std::string_view sizeRange = " must be a number from 0 to 1e18 with at most 9 decimals";
constexpr std::string_view timeForm =
    " must be a time such as 2026-11-20T14:00:00Z, or a count of s, ms, us or ns since the epoch";
constexpr std::string_view idForm = " must be 1 to 64 printable characters without blanks";

std::string wrong(std::string_view what, std::string_view rule)
{
    return "s:1: " + std::string(what) + std::string(rule);
}

} // namespace

TEST_P(JsonLine, isRead)
{
    SignalReader reader("s");
    EXPECT_EQ(textOf(reader.read(GetParam().line)), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(SignalLine, JsonLine,
    testing::Values(
        LineCase{"whole",
            R"({"symbol":"ETH/USDT","side":"buy","strength":0.72,"size":"1.5","id":"a1","time":"2026-11-20T14:00:00Z"})",
            "ETH/USDT buy 0.72 size 1.5 id a1 at 1795183200000000000"},
        LineCase{"shortest", with(""), "ETH/USDT buy 0.5 size 0 id  at 0"},
        LineCase{"lowerAndUpperCase", R"({"symbol":"eth/usdt","side":"SELL","strength":1})",
            "ETH/USDT sell 1. size 0 id  at 0"},
        LineCase{"sizeAsNumber", with(R"(,"size":1.5)"), "ETH/USDT buy 0.5 size 1.5 id  at 0"},
        LineCase{"sizeWithExponent", with(R"(,"size":1e-9)"), "ETH/USDT buy 0.5 size 0.000000001 id  at 0"},
        LineCase{"strengthAsText", R"({"symbol":"A","side":"buy","strength":"0.25"})", "A buy 0.25 size 0 id  at 0"},
        LineCase{"idAsNumber", with(R"(,"id":17)"), "ETH/USDT buy 0.5 size 0 id 17 at 0"},
        LineCase{"timeInSeconds", with(R"(,"time":1795183200)"), "ETH/USDT buy 0.5 size 0 id  at 1795183200000000000"},
        LineCase{"timeInMilliseconds", with(R"(,"time":1795183200000.5)"),
            "ETH/USDT buy 0.5 size 0 id  at 1795183200000500000"},
        LineCase{"timeInMicroseconds", with(R"(,"time":"1795183200000001")"),
            "ETH/USDT buy 0.5 size 0 id  at 1795183200000001000"},
        LineCase{"timeWithoutSeconds", with(R"(,"time":"2026-11-20T14:00Z")"),
            "ETH/USDT buy 0.5 size 0 id  at 1795183200000000000"},
        LineCase{"timeOf1970", with(R"(,"time":1795183)"), wrong("time \"1795183\"", timeForm)},
        LineCase{"timeInNanoseconds", with(R"(,"time":1723161256123456789)"),
            "ETH/USDT buy 0.5 size 0 id  at 1723161256123456789"},
        LineCase{"timeInNewYork", with(R"(,"time":"2026-11-20T09:00:00.5-05:00")"),
            "ETH/USDT buy 0.5 size 0 id  at 1795183200500000000"},
        LineCase{"markAndWindowsEnd", "\xEF\xBB\xBF" + with("") + "\r", "ETH/USDT buy 0.5 size 0 id  at 0"},
        LineCase{"weakest", R"({"symbol":"A","side":"buy","strength":0})", "A buy 0. size 0 id  at 0"},
        LineCase{"negativeZero", R"({"symbol":"A","side":"buy","strength":-0.0})", "A buy 0. size 0 id  at 0"},
        LineCase{"strongest", R"({"symbol":"A","side":"buy","strength":1.0})", "A buy 1. size 0 id  at 0"},
        LineCase{"blank", "  \t\r", "-"}, LineCase{"comment", "# mine", "-"}),
    named);

INSTANTIATE_TEST_SUITE_P(BadSignalLine, JsonLine,
    testing::Values(LineCase{"cut", R"({"symbol":"ETH/USDT","side":"buy")", "s:1: not valid JSON"},
        LineCase{"more", with("") + " {}", "s:1: not valid JSON: something stands behind it"},
        LineCase{"unknownField", with(R"(,"price":1)"), wrong("field \"price\" is unknown; ", allowed)},
        LineCase{"fieldInCapitals", with(R"(,"Size":1)"), wrong("field \"Size\" is unknown; ", allowed)},
        LineCase{"twice", with(R"(,"side":"sell")"), "s:1: field side stands there twice"},
        LineCase{"list", with(R"(,"id":[1])"), "s:1: field id must be a text or a number"},
        LineCase{"null", with(R"(,"size":null)"), "s:1: field size must be a text or a number"},
        LineCase{"empty", "{}", wrong("no symbol", needed)},
        LineCase{"noSide", R"({"symbol":"A","strength":1})", wrong("no side", needed)},
        LineCase{"noStrength", R"({"symbol":"A","side":"buy"})", wrong("no strength", needed)},
        LineCase{"stronger", R"({"symbol":"A","side":"buy","strength":1.0000001})",
            wrong("strength \"1.0000001\"", strengthRange)},
        LineCase{"weaker", R"({"symbol":"A","side":"buy","strength":-0.0001})",
            wrong("strength \"-0.0001\"", strengthRange)},
        LineCase{"nan", R"({"symbol":"A","side":"buy","strength":"nan"})", wrong("strength \"nan\"", strengthRange)},
        LineCase{
            "infinite", R"({"symbol":"A","side":"buy","strength":"inf"})", wrong("strength \"inf\"", strengthRange)},
        LineCase{
            "percent", R"({"symbol":"A","side":"buy","strength":"50%"})", wrong("strength \"50%\"", strengthRange)},
        LineCase{"bareNan", R"({"symbol":"A","side":"buy","strength":NaN})", "s:1: not valid JSON"},
        LineCase{"up", R"({"symbol":"A","side":"up","strength":1})", "s:1: side \"up\" must be buy or sell"},
        LineCase{"negativeSize", with(R"(,"size":-1)"), wrong("size \"-1\"", sizeRange)},
        LineCase{"tenDecimals", with(R"(,"size":"0.0000000001")"), wrong("size \"0.0000000001\"", sizeRange)},
        LineCase{"hugeSize", with(R"(,"size":"2e18")"), wrong("size \"2e18\"", sizeRange)},
        LineCase{"noNumber", with(R"(,"size":"many")"), wrong("size \"many\"", sizeRange)},
        LineCase{"emptySize", with(R"(,"size":"")"), wrong("size \"\"", sizeRange)},
        LineCase{"noon", with(R"(,"time":"noon")"), wrong("time \"noon\"", timeForm)},
        LineCase{
            "february30", with(R"(,"time":"2026-02-30T00:00:00Z")"), wrong("time \"2026-02-30T00:00:00Z\"", timeForm)},
        LineCase{"negativeTime", with(R"(,"time":-5)"), wrong("time \"-5\"", timeForm)},
        LineCase{"idWithBlank", with(R"(,"id":"a b")"), wrong("id \"a b\"", idForm)},
        LineCase{"idWithLineEnd", with(R"(,"id":"a\nb")"), wrong("id \"a?b\"", idForm)},
        LineCase{"symbolWithBlank", R"({"symbol":"E TH","side":"buy","strength":1})",
            "s:1: symbol \"E TH\" must be 1 to 31 letters, digits or / - . _ :, such as ETH/USDT"},
        LineCase{"longSymbol", R"({"symbol":"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345","side":"buy","strength":1})",
            "s:1: symbol \"ABCDEFGHIJKLMNOPQRSTUVWXYZ012345\" must be 1 to 31 letters, digits or / - . _ :, such as "
            "ETH/USDT"}),
    named);

TEST_P(CsvRow, isRead)
{
    SignalReader reader("s");
    ASSERT_EQ(textOf(reader.read("\xEF\xBB\xBFtime,symbol,side,strength,size,id\r")), "-");
    EXPECT_EQ(textOf(reader.read(GetParam().line)), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(SignalLine, CsvRow,
    testing::Values(LineCase{"whole", "2026-11-20T14:00:00Z,ETH/USDT,buy,0.72,1.5,a1\r",
                        "ETH/USDT buy 0.72 size 1.5 id a1 at 1795183200000000000"},
        LineCase{"shortest", ",eth/usdt,sell,1,,", "ETH/USDT sell 1. size 0 id  at 0"},
        LineCase{"quotesAndBlanks", R"( ,"ETH/USDT", Buy , "0.5" ,"1",)", "ETH/USDT buy 0.5 size 1 id  at 0"},
        LineCase{"doubledQuotes", R"(,A,buy,1,,"a""b")", "A buy 1. size 0 id a\"b at 0"},
        LineCase{"json", with(""), "ETH/USDT buy 0.5 size 0 id  at 0"}, LineCase{"comment", "#,,,,,", "-"},
        LineCase{"tooFew", ",A,buy,1", "s:2: 4 fields under a header of 6"},
        LineCase{"tooMany", ",A,buy,1,,,", "s:2: 7 fields under a header of 6"},
        LineCase{"openQuote", ",A,buy,1,,\"a", "s:2: a quote that is not closed"},
        LineCase{"noStrength", ",A,buy,,,", "s:2: no strength" + std::string(needed)},
        LineCase{"nan", ",A,buy,nan,,", "s:2: strength \"nan\"" + std::string(strengthRange)}),
    named);

TEST_P(CsvHeader, isReadOrRefused)
{
    SignalReader reader("s");
    EXPECT_EQ(textOf(reader.read(GetParam().line)), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(SignalLine, CsvHeader,
    testing::Values(LineCase{"anyOrderAndCase", "Strength, SIDE ,symbol", "-"},
        LineCase{"unknown", "symbol,side,strength,price",
            "s:1: column \"price\" is unknown; a header names columns out of time, symbol, side, strength, size, id"},
        LineCase{"twice", "symbol,side,strength,side", "s:1: column side stands there twice"},
        LineCase{"noStrength", "symbol,side", "s:1: no column strength" + std::string(needed)},
        LineCase{"noHeader", "ETH/USDT,buy,1",
            "s:1: column \"ETH/USDT\" is unknown; a header names columns out of time, symbol, side, strength, size, "
            "id"}),
    named);

TEST(SignalReader, readsColumnsInTheOrderOfTheHeader)
{
    SignalReader reader("s");

    ASSERT_EQ(textOf(reader.read("strength,symbol,side")), "-");

    EXPECT_EQ(textOf(reader.read("0.5,ETH/USDT,sell")), "ETH/USDT sell 0.5 size 0 id  at 0");
    EXPECT_EQ(textOf(reader.read("2,ETH/USDT,sell")), "s:3: strength \"2\" must be a number from 0 to 1");
}

TEST(SignalReader, refusesALineThatIsTooLong)
{
    SignalReader reader("s");

    EXPECT_EQ(textOf(reader.read('#' + std::string(longestLine - 1, 'x'))), "-");
    EXPECT_EQ(textOf(reader.read('#' + std::string(longestLine, 'x'))), "s:2: the line is longer than 64 KiB");
}

TEST(SignalReader, countsLinesThatWereThereBefore)
{
    SignalReader reader("s");

    reader.skip("symbol,side,strength");
    reader.skip("what is this");
    reader.skip(with(""));

    EXPECT_EQ(textOf(reader.read("A,buy,2")), "s:4: strength \"2\" must be a number from 0 to 1");
    reader.restart();
    EXPECT_EQ(textOf(reader.read("symbol,side,strength")), "-");
}

TEST(SignalSource, takesAnIdOnce)
{
    SignalSource source("file");
    const core::Timestamp now = core::fromMilliseconds(5);
    Signal first{.time = core::fromMilliseconds(1), .id = "signal-1"};
    Signal again = first;
    Signal unnamed;

    ASSERT_TRUE(source.admit(first, now));
    const auto refused = source.admit(again, now);
    ASSERT_TRUE(source.admit(unnamed, now));

    EXPECT_EQ(first.source, "file");
    EXPECT_EQ(first.time, core::fromMilliseconds(1));
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().what, "id \"signal-1\" was there before; each may stand once in a session");
    EXPECT_EQ(again.source, "");
    EXPECT_EQ(unnamed.id, "signal-2");
    EXPECT_EQ(unnamed.time, now);
}

} // namespace leadline::signals
