// SPDX-License-Identifier: MIT
#include "engine/picks/pick_export.h"
#include "tests/support/pick_builder.h"

#include <gtest/gtest.h>
#include <simdjson.h>

#include <map>
#include <string>
#include <vector>

namespace leadline::picks
{

namespace
{

using namespace std::chrono_literals;
using tests::PickBuilder;

ScanReport report()
{
    ScanReport made{.mode = Mode::Safe, .began = PickBuilder::noon - 1s, .ended = PickBuilder::noon + 1ns};
    made.sources.push_back({"Massive", SourceKind::Nbbo, 2, 150, 148});
    made.rows.push_back(PickBuilder("AAPL").sizes("10000.000000001", "10000").row(Mode::Safe, 0.1));
    made.rows.push_back(PickBuilder("BRK.B").quote("99.69", "100.31").gap("100", "104").row(Mode::Safe));
    made.rows.back().fallBacks = {{"Massive", "stale by 12 s"}, {"Alpaca", "said \"no\",\nand no more"}};
    made.rows.push_back(PickBuilder("IBM").quote("0", "0").row(Mode::Safe));
    made.rows.back().source.clear();
    return made;
}

/// Plain RFC 4180, written for the test.
std::vector<std::vector<std::string>> parseCsv(const std::string& text)
{
    std::vector<std::vector<std::string>> rows(1, {""});
    bool isQuoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"' && isQuoted && i + 1 < text.size() && text[i + 1] == '"') {
            rows.back().back() += text[++i];
        } else if (c == '"') {
            isQuoted = !isQuoted;
        } else if (c == ',' && !isQuoted) {
            rows.back().emplace_back();
        } else if (c == '\r' && !isQuoted) {
            EXPECT_EQ(text[++i], '\n');
            rows.push_back({""});
        } else {
            rows.back().back() += c;
        }
    }
    rows.pop_back();
    return rows;
}

using Row = std::map<std::string, std::string>;

std::vector<Row> rowsOf(const std::string& csv)
{
    const auto table = parseCsv(csv);
    std::vector<Row> rows;
    for (std::size_t i = 1; i < table.size(); ++i) {
        EXPECT_EQ(table[i].size(), table[0].size());
        Row row;
        for (std::size_t column = 0; column < table[0].size(); ++column) {
            EXPECT_TRUE(row.emplace(table[0][column], table[i][column]).second) << "two columns of one name";
        }
        rows.push_back(row);
    }
    return rows;
}

} // namespace

TEST(PickExport, writesEveryNumberWithItsLimit)
{
    std::vector<Row> rows = rowsOf(toCsv(report()));
    ASSERT_EQ(rows.size(), 3U);
    Row& apple = rows[0];
    EXPECT_EQ(apple["symbol"], "AAPL");
    EXPECT_EQ(apple["mode"], "SAFE");
    EXPECT_EQ(apple["scanned_at"], "2026-11-20T17:00:00.000000001Z");
    EXPECT_EQ(apple["verdict"], "pass");
    EXPECT_EQ(apple["score"], "0.1");
    EXPECT_EQ(apple["quality"], "10");
    EXPECT_EQ(apple["bid_size"], "10000.000000001");
    EXPECT_EQ(core::Notional::parse(apple["bid_depth"]).value(), core::Notional::parse("999900.00000009999").value());
    EXPECT_EQ(apple["depth_kind"], "touch only");
    Row& berkshire = rows[1];
    EXPECT_EQ(berkshire["verdict"], "rejected");
    EXPECT_EQ(berkshire["near_miss"], "no");
    EXPECT_EQ(berkshire["score"], "");
    EXPECT_EQ(berkshire["spread_outcome"], "failed");
    EXPECT_EQ(berkshire["spread_value"], "62");
    EXPECT_EQ(berkshire["spread_limit"], "50");
    EXPECT_EQ(berkshire["spread_margin"], "-12");
    EXPECT_EQ(berkshire["spread_unit"], "bps");
    EXPECT_EQ(berkshire["gap_value"], "4");
    EXPECT_EQ(berkshire["gap_limit"], "5");
    EXPECT_EQ(berkshire["gap_from"], "100");
    EXPECT_EQ(berkshire["gap_to_time"], "2026-11-20T16:59:00.000000000Z");
    EXPECT_EQ(berkshire["halt_state"], "trading");
    EXPECT_EQ(berkshire["fall_backs"], "Massive: stale by 12 s; Alpaca: said \"no\",\nand no more");
    Row& ibm = rows[2];
    for (const char* const name :
        {"source", "source_kind", "bid", "ask", "spread_bps", "bid_depth", "spread_value", "depth_value"}) {
        EXPECT_EQ(ibm[name], "") << name;
    }
    EXPECT_EQ(ibm["spread_limit"], "50");
    EXPECT_EQ(ibm["quote_note"], "no quote");
}

TEST(PickExport, hasItsColumnsWithoutRowsAsWell)
{
    ScanReport empty = report();
    const auto names = parseCsv(toCsv(empty))[0];
    empty.rows.clear();
    const auto table = parseCsv(toCsv(empty));
    ASSERT_EQ(table.size(), 1U);
    EXPECT_EQ(table[0], names);
}

TEST(PickExport, writesJsonThatReadsBack)
{
    ScanReport made = report();
    made.rows[1].fallBacks[1].why = "tab\there, \\ and \x01";
    const std::string json = toJson(made);
    EXPECT_EQ(json, toJson(made));
    simdjson::dom::parser parser;
    const simdjson::dom::element root = parser.parse(json);
    EXPECT_EQ(std::string_view(root["mode"]), "SAFE");
    EXPECT_EQ(double(root["limits"]["max_spread_bps"]), 50);
    EXPECT_EQ(std::uint64_t(root["passed"]), 1U);
    EXPECT_EQ(std::uint64_t(root["rejected"]), 2U);
    EXPECT_EQ(std::uint64_t(root["sources"].at(0)["given"]), 148U);
    const simdjson::dom::element row = root["rows"].at(1);
    EXPECT_EQ(std::string_view(row["symbol"]), "BRK.B");
    EXPECT_TRUE(row["score"].is_null());
    EXPECT_EQ(std::string_view(row["fall_backs"].at(1)["why"]), "tab\there, \\ and \x01");
    const simdjson::dom::element spread = row["findings"].at(static_cast<std::size_t>(Rule::Spread));
    EXPECT_EQ(std::string_view(spread["rule"]), "spread");
    EXPECT_EQ(double(spread["value"]), 62);
    EXPECT_EQ(double(spread["limit"]), 50);
    EXPECT_EQ(double(spread["margin"]), -12);
    EXPECT_EQ(std::size_t(simdjson::dom::array(row["findings"]).size()), ruleCount);
    EXPECT_TRUE(root["rows"].at(2)["bid"].is_null());
}

} // namespace leadline::picks
