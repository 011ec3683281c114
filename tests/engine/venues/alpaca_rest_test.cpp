// SPDX-License-Identifier: MIT
#include "engine/venues/alpaca/alpaca_rest.h"

#include "engine/json/tree.h"
#include "tests/support/builders.h"
#include "tests/support/json_samples.h"
#include "tests/support/sample_text.h"

#include <gtest/gtest.h>

#include <array>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

namespace leadline::venues::alpaca
{

using core::nanosecondsOf;
using tests::failureOf;
using tests::price;
using tests::replaced;
using tests::size;
using namespace std::chrono_literals;

namespace
{

const std::string snapshotText = R"({
  "AAPL":{"latestTrade":{"t":"2022-08-17T14:30:24.114694956Z","x":"Q","p":172.61,"s":160,"c":["@","T"],"i":1011,"z":"C"},
    "latestQuote":{"t":"2022-08-17T14:30:27.052763263Z","ax":"Q","ap":172.7,"as":5,"bx":"Q","bp":172.6,"bs":2,"c":["R"],"z":"C"},
    "minuteBar":{"t":"2022-08-17T14:29:00Z","o":172.69,"h":172.75,"l":172.5,"c":172.69,"v":106,"n":3,"vw":172.688113},
    "dailyBar":{"t":"2022-08-17T04:00:00Z","o":172.62,"h":173.71,"l":171.6618,"c":173.03,"v":56457696,"n":515139,"vw":172.743391},
    "prevDailyBar":{"t":"2022-08-16T04:00:00Z","o":171.5,"h":173.39,"l":171.345,"c":173.19,"v":54091719,"n":501626,"vw":172.625371}},
  "BRK.B":{"latestTrade":null,"latestQuote":{"t":"2022-08-17T14:30:00Z","ap":0,"as":0,"bp":300,"bs":7},"minuteBar":null,"dailyBar":null},
  "GONE":null,
  "NEW":{}})";

constexpr std::chrono::year_month_day thanksgivingFriday = std::chrono::year(2026) / 11 / 27;

} // namespace

TEST(AlpacaRest, asksForWhatItNamesAndSignsWithHeaders)
{
    const std::array symbols{core::Symbol("AAPL"), core::Symbol("BRK.B")};
    EXPECT_EQ(snapshotsPath(symbols, Feed::Sip), "/v2/stocks/snapshots?symbols=AAPL%2CBRK.B&feed=sip");
    EXPECT_EQ(snapshotsPath({symbols.data(), 1}, Feed::Iex), "/v2/stocks/snapshots?symbols=AAPL&feed=iex");
    const core::Timestamp start = equities::fromNewYork(thanksgivingFriday, 9h + 30min);
    BarsQuestion question{.symbols = symbols, .start = start, .end = start + 5min + 1ns, .feed = Feed::Iex};
    const std::string path = "/v2/stocks/bars?symbols=AAPL%2CBRK.B&timeframe=1Min"
                             "&start=2026-11-27T14%3A30%3A00.000000000Z&end=2026-11-27T14%3A35%3A00.000000001Z"
                             "&limit=10000&adjustment=raw&feed=iex&sort=asc";
    EXPECT_EQ(barsPath(question), path);
    question.page = "QUFQTHxN==";
    EXPECT_EQ(barsPath(question), path + "&page_token=QUFQTHxN%3D%3D");
    EXPECT_EQ(assetsPath(), "/v2/assets?status=active&asset_class=us_equity");
    EXPECT_EQ(clockPath(), "/v2/clock");
    EXPECT_EQ(calendarPath(std::chrono::year(2026) / 1 / 2, thanksgivingFriday),
        "/v2/calendar?start=2026-01-02&end=2026-11-27");
    EXPECT_EQ(headers({"PK1", "secret"}),
        (std::vector<std::pair<std::string, std::string>>{
            {"APCA-API-KEY-ID", "PK1"}, {"APCA-API-SECRET-KEY", "secret"}}));
}

TEST(AlpacaRest, readsSnapshotsWhosePartsMayBeAbsent)
{
    const auto snapshots = readSnapshots(snapshotText);
    ASSERT_TRUE(snapshots) << snapshots.error().what;
    ASSERT_EQ(snapshots->size(), 3U) << "a stock that the feed does not know is left out";
    const core::StockSnapshot& apple = (*snapshots)[0];
    EXPECT_EQ(apple.symbol.view(), "AAPL");
    EXPECT_EQ(apple.bid, (core::Level{price("172.6"), size("2")}));
    EXPECT_EQ(apple.ask, (core::Level{price("172.7"), size("5")}));
    EXPECT_EQ(nanosecondsOf(apple.quoteTime), 1660746627052763263);
    EXPECT_EQ(apple.last, price("172.61"));
    EXPECT_EQ(apple.lastSize, size("160"));
    EXPECT_EQ(nanosecondsOf(apple.lastTime), 1660746624114694956);
    EXPECT_EQ(apple.previousClose, price("173.19"));
    EXPECT_EQ(apple.minuteHigh, price("172.75"));
    EXPECT_EQ(apple.minuteLow, price("172.5"));
    EXPECT_EQ(nanosecondsOf(apple.minuteTime), 1660746540000000000);

    const core::StockSnapshot& berkshire = (*snapshots)[1];
    EXPECT_EQ(berkshire.symbol.view(), "BRK.B");
    EXPECT_EQ(berkshire.bid, (core::Level{price("300"), size("7")}));
    EXPECT_EQ(berkshire.ask, core::Level{}) << "nobody asks";
    EXPECT_EQ(berkshire.last, core::Price{});
    EXPECT_EQ(berkshire.lastTime, core::Timestamp{});
    EXPECT_EQ(berkshire.previousClose, core::Price{});
    EXPECT_EQ((*snapshots)[2].quoteTime, core::Timestamp{}) << "nothing is known of a new stock";
}

TEST(AlpacaRest, takesTheCloseOfTheDayBefore)
{
    struct Case {
        const char* newest; ///< trade, and quote
        const char* close;
    };
    // The bar of the 17th is the newest; New York is four hours behind.
    for (const Case& c : std::initializer_list<Case>{{"2022-08-17T14:30:00Z", "173.19"},
             {"2022-08-17T23:59:59Z", "173.19"}, // eight in the evening
             {"2022-08-18T03:59:59.999999999Z", "173.19"}, // just before midnight
             {"2022-08-18T04:00:00Z", "173.03"}, // the 18th has no bar yet
             {"2022-08-18T08:10:00Z", "173.03"}}) {
        std::string text = replaced(snapshotText, "2022-08-17T14:30:24.114694956Z", c.newest);
        text = replaced(text, "2022-08-17T14:30:27.052763263Z", c.newest);
        const auto snapshots = readSnapshots(text);
        ASSERT_TRUE(snapshots) << snapshots.error().what;
        EXPECT_EQ((*snapshots)[0].previousClose, price(c.close)) << c.newest;
    }
}

TEST(AlpacaRest, namesTheSymbolAndTheFieldThatAreWrong)
{
    struct Case {
        const char* what;
        const char* by;
        const char* says;
    };
    for (const Case& c : std::initializer_list<Case>{{R"("p":172.61)", R"("p":172.6.1)", "not valid JSON"},
             {R"("p":172.61)", R"("p":"172.6.1")", "AAPL: field p: "},
             {R"("p":172.61)", R"("p":-1)", "AAPL: field p is not above zero"},
             {R"("p":172.61)", R"("p":true)", "AAPL: field p: "},
             {R"("as":5)", R"("as":-5)", "AAPL: field as is below zero"},
             {R"("bp":172.6)", R"("bp":172.6000000001)", "AAPL: field bp: "},
             {R"("h":172.75)", R"("h":[])", "AAPL: field h: "},
             {R"("t":"2022-08-17T14:29:00Z")", R"("t":"14:29")", "AAPL: field t is not a time"},
             {R"("c":173.19)", R"("c":"high")", "AAPL: field c: "},
             {R"("BRK.B":)", R"("A NAME THAT IS LONGER THAN A SYMBOL CAN BE":)",
                 "A NAME THAT IS LONGER THAN A SYMBOL CAN BE: field symbol"},
             {R"("GONE":null)", R"("GONE":7)", "the answer holds no snapshots"}}) {
        const auto read = readSnapshots(replaced(snapshotText, c.what, c.by));
        EXPECT_TRUE(!read && read.error().what.starts_with(c.says)) << c.by << ": " << failureOf(read);
    }
    EXPECT_EQ(failureOf(readSnapshots(R"({"code":42210000,"message":"invalid symbol"})")),
        "the venue refused: 42210000 invalid symbol");
    EXPECT_EQ(failureOf(readSnapshots("[]")), "the answer holds no snapshots");
    EXPECT_EQ(failureOf(readSnapshots("<html>")), "neither a JSON object nor a list");
}

TEST(AlpacaRest, readsBarsPageByPage)
{
    const auto page = readBars(
        R"({"bars":{"AAPL":[{"t":"2022-04-11T13:30:00Z","o":168.77,"h":169.03,"l":166.1,"c":166.975,"v":40180280,"n":435528,"vw":167.08951},
            {"t":"2022-04-11T13:31:00Z","o":1,"h":2,"l":0.5,"c":1.5,"v":0,"n":1,"vw":1}],
            "TSLA":[{"t":"2022-04-11T13:30:00Z","o":980.14,"h":1008.4681,"l":976,"c":991.1412,"v":1.3754547e+07,"n":547096,"vw":990.827506}],
            "GME":[],"AMC":null},"next_page_token":"VFNMQXxE"})");
    ASSERT_TRUE(page) << page.error().what;
    EXPECT_EQ(page->nextPage, "VFNMQXxE");
    ASSERT_EQ(page->bars.size(), 3U);
    const core::StockBar& bar = page->bars[0];
    EXPECT_EQ(bar.symbol.view(), "AAPL");
    EXPECT_EQ(nanosecondsOf(bar.begins), 1649683800000000000);
    EXPECT_EQ(bar.open, price("168.77"));
    EXPECT_EQ(bar.high, price("169.03"));
    EXPECT_EQ(bar.low, price("166.1"));
    EXPECT_EQ(bar.close, price("166.975"));
    EXPECT_EQ(bar.volume, size("40180280"));
    EXPECT_EQ(page->bars[2].symbol.view(), "TSLA");
    EXPECT_EQ(page->bars[2].volume, size("13754547"));

    struct Case {
        const char* text;
        std::size_t bars;
        const char* fails;
    };
    constexpr const char* bar1 = R"({"t":"2022-04-11T13:30:00Z","o":1,"h":2,"l":1,"c":2,"v":3})";
    for (const Case& c : std::initializer_list<Case>{{R"({"bars":[%],"symbol":"AAPL","next_page_token":null})", 1, ""},
             {R"({"bar":%,"symbol":"AAPL"})", 1, ""}, {R"({"bars":{"SPY":%,"AAPL":%}})", 2, ""},
             {R"({"bars":{},"next_page_token":null})", 0, ""}, {R"({"bars":null,"symbol":"AAPL"})", 0, ""},
             {R"({"bar":null,"symbol":"AAPL"})", 0, ""}, {R"({"bars":[%]})", 0, "field symbol"},
             {R"({"code":42910000,"message":"too many requests."})", 0,
                 "the venue refused: 42910000 too many requests."},
             {R"({"bars":{"AAPL":[{"t":"2022-04-11T13:30:00Z","o":1,"h":2,"l":1,"c":2}]}})", 0,
                 "AAPL: field v is missing"},
             {R"({"bars":{"AAPL":[{"t":"2022-04-11T13:30:00Z","o":0,"h":2,"l":1,"c":2,"v":1}]}})", 0,
                 "AAPL: field o is not above zero"},
             {R"({"bars":{"AAPL":[{"o":1,"h":2,"l":1,"c":2,"v":1}]}})", 0, "AAPL: field t is missing"},
             {R"({"trades":{}})", 0, "the answer holds no bars"}}) {
        std::string text = c.text;
        for (auto at = text.find('%'); at != std::string::npos; at = text.find('%')) {
            text.replace(at, 1, bar1);
        }
        const auto read = readBars(text);
        ASSERT_EQ(read.has_value(), std::string(c.fails).empty()) << text << failureOf(read);
        if (read) {
            EXPECT_EQ(read->bars.size(), c.bars) << text;
            EXPECT_TRUE(read->nextPage.empty()) << text;
        } else {
            EXPECT_NE(read.error().what.find(c.fails), std::string::npos) << text << read.error().what;
        }
    }
}

TEST(AlpacaRest, readsWhatMayBeDoneWithAStock)
{
    const auto assets = readAssets(
        R"([{"id":"904837e3","class":"us_equity","exchange":"NASDAQ","symbol":"AAPL","name":"Apple Inc. Common Stock","status":"active","tradable":true,"marginable":true,"shortable":true,"fractionable":true},
            {"class":"us_equity","symbol":"BRK.B","name":"Berkshire \"B\"","status":"active","tradable":true,"shortable":false,"fractionable":false},
            {"class":"us_equity","symbol":"OLD","name":null,"status":"inactive","tradable":false},
            {"class":"crypto","symbol":"BTCUSD","name":"Bitcoin","status":"active","tradable":true},
            {"class":"us_equity","symbol":"A NAME THAT IS LONGER THAN A SYMBOL CAN BE","status":"active"}])");
    ASSERT_TRUE(assets) << assets.error().what;
    EXPECT_EQ(*assets,
        (std::vector<core::StockAsset>{{core::Symbol("AAPL"), "Apple Inc. Common Stock", true, true, true, true},
            {core::Symbol("BRK.B"), "Berkshire \"B\"", true, true, false, false},
            {core::Symbol("OLD"), "", false, false, false, false}}));
    EXPECT_EQ(failureOf(readAssets(R"([{"symbol":"A"},{"name":"?"}])")), "asset 2: field symbol is missing");
    EXPECT_EQ(failureOf(readAssets(R"({"code":40110000,"message":"request is not authorized"})")),
        "the venue refused: 40110000 request is not authorized");
    EXPECT_TRUE(readAssets("[]")->empty());
}

TEST(AlpacaRest, readsTheVenuesClock)
{
    const std::string text =
        R"({"timestamp":"2022-04-28T14:07:45.485843765-04:00","is_open":true,"next_open":"2022-04-29T09:30:00-04:00","next_close":"2022-04-28T16:00:00-04:00"})";
    const auto clock = readClock(text);
    ASSERT_TRUE(clock) << clock.error().what;
    EXPECT_EQ(nanosecondsOf(clock->now), 1651169265485843765);
    EXPECT_TRUE(clock->isOpen);
    EXPECT_EQ(equities::newYorkText(clock->nextOpen), "2022-04-29 09:30:00");
    EXPECT_EQ(equities::newYorkText(clock->nextClose), "2022-04-28 16:00:00");
    EXPECT_FALSE(readClock(replaced(text, "true", "false"))->isOpen);
    EXPECT_EQ(failureOf(readClock(replaced(text, "true", "\"yes\""))), "the answer holds no clock");
    EXPECT_EQ(failureOf(readClock(replaced(text, "16:00:00-04:00", "16:00:00 EDT"))), "field next_close is not a time");
    EXPECT_EQ(failureOf(readClock(replaced(text, "next_open", "open"))), "field next_open is missing");
}

TEST(AlpacaRest, readsTradingDaysInNewYorkTime)
{
    const auto days = readCalendar(
        R"([{"date":"2026-11-25","open":"09:30","close":"16:00","session_open":"0400","session_close":"2000","settlement_date":"2026-11-27"},
            {"date":"2026-11-27","open":"09:30","close":"13:00","session_open":"04:00","session_close":"17:00"},
            {"date":"2026-07-06","open":"0930","close":"1600"}])");
    ASSERT_TRUE(days) << days.error().what;
    EXPECT_EQ(*days,
        (std::vector{equities::marketDay(std::chrono::year(2026) / 11 / 25),
            equities::marketDay(thanksgivingFriday, 9h + 30min, 13h),
            equities::marketDay(std::chrono::year(2026) / 7 / 6)}));
    struct Case {
        const char* row;
        const char* says;
    };
    for (const Case& c :
        std::initializer_list<Case>{
            {R"({"date":"2026-11-31","open":"09:30","close":"16:00"})", "field date is not a date: 2026-11-31"},
            {R"({"date":"2026-11-3","open":"09:30","close":"16:00"})", "field date is not a date: 2026-11-3"},
            {R"({"date":"20261130","open":"09:30","close":"16:00"})", "field date is not a date: 20261130"},
            {R"({"open":"09:30","close":"16:00"})", "field date is not a date: "},
            {R"({"date":"2026-11-30","open":"9:30","close":"16:00"})", "2026-11-30: field open is not a time of day"},
            {R"({"date":"2026-11-30","open":"09:60","close":"16:00"})", "2026-11-30: field open is not a time of day"},
            {R"({"date":"2026-11-30","open":"09:30","close":"24:00"})", "2026-11-30: field close is not a time of day"},
            {R"({"date":"2026-11-30","open":"09:30","close":"+9:3"})", "2026-11-30: field close is not a time of day"},
            {R"({"date":"2026-11-30","open":"09:30"})", "2026-11-30: field close is not a time of day"},
            {R"({"date":"2026-11-30","open":"09:30","close":"09:30"})",
                "2026-11-30: field close is not after field open"},
            {R"({"date":"2026-11-30","open":"09:30","close":"09:29"})",
                "2026-11-30: field close is not after field open"}}) {
        EXPECT_EQ(failureOf(readCalendar("[" + std::string(c.row) + "]")), c.says);
    }
    EXPECT_EQ(readCalendar(R"([{"date":"2026-11-30","open":"09:30","close":"09:31"}])")->size(), 1U);
    EXPECT_EQ(failureOf(readCalendar("{}")), "the answer holds no calendar");
}

TEST(AlpacaRest, tellsErrorsByTheirStatusAndWords)
{
    using ErrorKind = RestError::Kind;
    struct Case {
        int status;
        const char* body;
        ErrorKind kind;
        const char* says;
    };
    for (const Case& c :
        std::initializer_list<Case>{{401, R"({"code":40110000,"message":"request is not authorized"})",
                                        ErrorKind::WrongKey, "401 40110000: request is not authorized"},
            {403, R"({"code":40310000,"message":"insufficient buying power"})", ErrorKind::Forbidden,
                "403 40310000: insufficient buying power"},
            {404, R"({"message":"endpoint not found."})", ErrorKind::NotFound, "404: endpoint not found."},
            {422, R"({"code":42210000,"message":"subscription does not permit querying recent SIP data"})",
                ErrorKind::Refused, "422 42210000: subscription does not permit querying recent SIP data"},
            {429, R"({"message": "too many requests."})", ErrorKind::Busy, "429: too many requests."},
            {428, "{}", ErrorKind::Refused, "428"}, {430, "{}", ErrorKind::Refused, "430"},
            {499, "{}", ErrorKind::Refused, "499"}, {500, "", ErrorKind::Unavailable, "500"},
            {504, "<html>gateway</html>", ErrorKind::Unavailable, "504"}, {399, "{}", ErrorKind::Unavailable, "399"},
            {0, "", ErrorKind::Unavailable, "0"}}) {
        const RestError error = readError(c.status, c.body);
        EXPECT_EQ(error.kind, c.kind) << c.status;
        EXPECT_EQ(error.describe(c.status), c.says);
    }
}

TEST(AlpacaRest, refusesAnswersThatAreCutOffAtAnyByte)
{
    for (std::size_t length = 0; length < snapshotText.size(); ++length) {
        const std::string_view cut = std::string_view(snapshotText).substr(0, length);
        EXPECT_FALSE(readSnapshots(cut)) << length;
        EXPECT_FALSE(readBars(cut)) << length;
        EXPECT_FALSE(readAssets(cut)) << length;
        EXPECT_FALSE(readClock(cut)) << length;
        EXPECT_FALSE(readCalendar(cut)) << length;
        EXPECT_TRUE(readError(500, cut).text.empty()) << length;
    }
}

TEST(AlpacaRest, readsEveryAnswerOfTheSamples)
{
    LEADLINE_NEEDS(docs, "conformance/alpaca_sdk_extracts/alpacahq__alpaca-docs.jsonl");
    LEADLINE_NEEDS(client, "conformance/alpaca_sdk_extracts/alpacahq__alpaca-py.jsonl");
    LEADLINE_NEEDS(api, "conformance/alpaca_openapi/market-data-api.json");
    struct Counts {
        int snapshots = 0;
        int bars = 0;
        int assets = 0;
        int clocks = 0;
        int days = 0;
        int errors = 0;
    } seen;
    std::vector<std::string> texts;
    for (const std::string& path : {docs, client}) {
        for (const json::Tree& line : tests::jsonLines(path)) {
            // Coins and options have snapshots and bars of their own.
            const std::string place = line["path"].text() + line["url"].text();
            if (place.find("crypto") == std::string::npos && place.find("option") == std::string::npos) {
                texts.push_back(line["body"].text());
            }
        }
    }
    const json::Tree services = tests::jsonFile(api);
    for (const auto& [place, description] : services["paths"].fields()) {
        if (place.starts_with("/v2/stocks")) {
            tests::forEachObject(description, [&](const json::Tree& object) {
                if (object["value"].kind() == json::Tree::Kind::Object) {
                    texts.push_back(json::textOf(object["value"]));
                }
            });
        }
    }
    const auto has = [](const std::string& text, const char* part) { return text.find(part) != std::string::npos; };
    for (const std::string& text : texts) {
        const auto tree = json::Tree::parse(text);
        if (!tree) {
            continue;
        }
        if (has(text, "\"latestTrade\"")) {
            const auto read = readSnapshots(text);
            ASSERT_TRUE(read) << text << failureOf(read);
            ASSERT_FALSE(read->empty());
            for (const core::StockSnapshot& snapshot : *read) {
                const json::Tree& named = (*tree)["symbol"].isThere() ? *tree : (*tree)[snapshot.symbol.view()];
                EXPECT_EQ(snapshot.bid.price, named["latestQuote"]["bp"].price());
                EXPECT_EQ(snapshot.ask.size, named["latestQuote"]["as"].quantity());
                EXPECT_EQ(snapshot.last, named["latestTrade"]["p"].price());
                EXPECT_GT(snapshot.previousClose.raw(), 0);
                EXPECT_NE(snapshot.minuteTime, core::Timestamp{});
                ++seen.snapshots;
            }
        } else if (has(text, "\"bars\":") || has(text, "\"bar\":")) {
            if ((*tree)["action"].isThere() || tree->kind() == json::Tree::Kind::List) {
                continue; // a subscription
            }
            const auto read = readBars(text);
            ASSERT_TRUE(read) << text << failureOf(read);
            seen.bars += static_cast<int>(read->bars.size());
        } else if (has(text, "\"fractionable\"") && !has(text, "\"assets\"")) {
            const auto read = readAssets(tree->kind() == json::Tree::Kind::List ? text : "[" + text + "]");
            ASSERT_TRUE(read) << text << failureOf(read);
            seen.assets += static_cast<int>(read->size());
        } else if (has(text, "\"is_open\"")) {
            ASSERT_TRUE(readClock(text)) << text;
            ++seen.clocks;
        } else if (has(text, "\"date\"") && has(text, "\"close\"")) {
            const auto read = readCalendar(tree->kind() == json::Tree::Kind::List ? text : "[" + text + "]");
            ASSERT_TRUE(read) << text << failureOf(read);
            seen.days += static_cast<int>(read->size());
        } else if (tree->fields().size() == 2 && has(text, "\"code\"") && has(text, "\"message\"")) {
            const RestError error = readError(422, text);
            EXPECT_EQ(error.code, (*tree)["code"].text());
            EXPECT_EQ(error.text, (*tree)["message"].text());
            EXPECT_EQ(error.code.size(), 8U) << text;
            EXPECT_FALSE(error.text.empty()) << text;
            ++seen.errors;
        }
    }
    EXPECT_EQ(seen.snapshots, 7);
    EXPECT_EQ(seen.bars, 21);
    EXPECT_EQ(seen.assets, 5);
    EXPECT_EQ(seen.clocks, 2);
    EXPECT_EQ(seen.days, 3);
    EXPECT_EQ(seen.errors, 3);
}

} // namespace leadline::venues::alpaca
