// SPDX-License-Identifier: MIT
/// Plans that nobody wrote: random ones, written and read back, and noise.
#include "engine/rebalance/plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace leadline::rebalance
{

using core::Side;
using core::Symbol;
using Kind = Plan::Kind;

// Written and read back

namespace
{

/// A file's lines are not kept: JSON counts its entries.
Plan numbered(Plan plan)
{
    for (std::size_t i = 0; i < plan.rows.size(); ++i) {
        plan.rows[i].line = static_cast<int>(i) + 1;
    }
    return plan;
}

Plan randomPlan(std::mt19937& random)
{
    std::uniform_int_distribution<int> count(1, 30);
    std::uniform_real_distribution<double> part(0, 1);
    std::uniform_int_distribution<std::int64_t> amount(1, 1'000'000'000'000'000'000);
    Plan plan{.kind = random() % 2 == 0 ? Kind::Weights : Kind::Trades};
    const int rows = count(random);
    for (int i = 0; i < rows; ++i) {
        PlanRow row{.symbol = Symbol("S" + std::to_string(i))};
        if (plan.kind == Kind::Weights) {
            row.weight = part(random) * (random() % 3 == 0 ? 1e-9 : 1.0 / rows);
        } else if (random() % 2 == 0) {
            row.shares = core::Quantity::fromRaw(amount(random));
        } else {
            row.dollars = core::Notional::fromRaw(static_cast<core::Int128>(amount(random)) * (random() % 1000 + 1));
        }
        row.side = plan.kind == Kind::Trades && random() % 2 == 0 ? Side::Ask : Side::Bid;
        plan.rows.push_back(row);
    }
    if (random() % 2 == 0) {
        plan.urgency = static_cast<Urgency>(random() % 3);
    }
    plan.sellsOthers = plan.kind == Kind::Weights && random() % 2 == 0;
    return numbered(std::move(plan));
}

} // namespace

TEST(PlanText, isReadBackToTheLastBit)
{
    std::mt19937 random(7);
    for (int i = 0; i < 2000; ++i) {
        const Plan plan = randomPlan(random);
        const std::string text = planText(plan);

        const auto read = readPlan(text, "plan.json");

        ASSERT_TRUE(read) << read.error().what << '\n' << text;
        ASSERT_EQ(*read, plan) << text;
    }
}

TEST(PlanText, ofEveryGoodFileIsThatPlan)
{
    for (const char* const text :
        {"symbol,weight\nAAPL,0.1\nBRK.B,33.3 %\n", "symbol,side,shares,dollars\nA,buy,1.5,\nB,sell,,0.01\n"}) {
        const Plan plan = numbered(readPlan(text, "p").value());
        EXPECT_EQ(readPlan(planText(plan), "p").value(), plan);
    }
}

// Noise

namespace
{

/// What must hold for whatever was read, without any rule of the reader's.
void expectSound(const Plan& plan, const std::string& text)
{
    double sum = 0;
    ASSERT_FALSE(plan.rows.empty()) << text;
    ASSERT_LE(plan.rows.size(), longestPlan) << text;
    std::vector<std::string> symbols;
    for (const PlanRow& row : plan.rows) {
        ASSERT_TRUE(std::isfinite(row.weight) && row.weight >= 0) << text;
        ASSERT_FALSE(row.symbol.isEmpty()) << text;
        ASSERT_GT(row.line, 0) << text;
        symbols.push_back(row.symbol.text());
        sum += row.weight;
        if (plan.kind == Kind::Trades) {
            ASSERT_NE(row.shares.isZero(), row.dollars.raw() == 0) << text;
            ASSERT_FALSE(row.shares.isNegative() || row.dollars.raw() < 0) << text;
        }
    }
    ASSERT_LE(sum, 1 + 2e-9) << text;
    std::ranges::sort(symbols);
    ASSERT_EQ(std::ranges::adjacent_find(symbols), symbols.end()) << text;
}

/// True when it was read.
bool readSoundly(const std::string& text)
{
    const auto plan = readPlan(text, "plan");
    if (plan) {
        expectSound(*plan, text);
        EXPECT_TRUE(checkPlan(*plan, "plan")) << text;
        return true;
    }
    EXPECT_EQ(plan.error().what.find_first_of("\r\n"), std::string::npos) << text;
    EXPECT_TRUE(plan.error().what.starts_with("plan: ") || plan.error().what.starts_with("plan, ")) << text;
    return false;
}

const std::string seeds[] = {"symbol,weight\nAAPL,0.2\nMSFT,20 %\n\"BRK.B\",\"0.3\"\n",
    "symbol;side;shares;dollars\r\nAAPL;buy;10,5;\r\n# note\r\nMSFT;S;;500\r\n",
    R"({"weights": {"AAPL": 0.2, "MSFT": "30 %", "X": 1e-7}, "urgency": "high", "others": "sell"})",
    R"({"trades": [{"symbol": "AAPL", "side": "buy", "shares": 10}, {"ticker": "X", "side": "s", "dollars": "5.5"}]})"};

} // namespace

TEST(PlanFuzz, randomBytesNeverBecomeAPlan)
{
    std::mt19937 random(1);
    for (int i = 0; i < 20'000; ++i) {
        std::string text(random() % 200, '\0');
        for (char& c : text) {
            c = static_cast<char>(random());
        }
        ASSERT_FALSE(readSoundly(text));
    }
}

TEST(PlanFuzz, randomPiecesOfPlansAreReadSoundlyOrRefused)
{
    const char* const pieces[] = {"symbol", "weight", "side", "shares", "dollars", "%", ",", ",", ";", "\t", "\n", "\n",
        "\r\n", "\"", "AAPL", "MSFT", "buy", "sell", "0.2", "1", "-", "nan", "inf", "1e5", "{", "}", "[", "]", ":",
        "\"weights\"", "\"trades\"", "#", " ", "0", "99999999999999999999", "\xff", "\xef\xbb\xbf"};
    std::mt19937 random(2);
    for (int i = 0; i < 50'000; ++i) {
        std::string text = random() % 2 == 0 ? "symbol,weight\n" : "";
        for (std::size_t count = random() % 30; count > 0; --count) {
            text += pieces[random() % std::size(pieces)];
        }
        readSoundly(text);
    }
}

TEST(PlanFuzz, mutationsOfPlansAreReadSoundlyOrRefused)
{
    std::mt19937 random(3);
    int read = 0;
    for (int i = 0; i < 50'000; ++i) {
        std::string text = seeds[random() % std::size(seeds)];
        for (std::size_t changes = 1 + random() % 4; changes > 0 && !text.empty(); --changes) {
            const std::size_t at = random() % text.size();
            switch (random() % 4) {
            case 0:
                text[at] = static_cast<char>(random());
                break;
            case 1:
                text.erase(at, 1 + random() % 4);
                break;
            case 2:
                text.insert(at, text.substr(random() % text.size(), random() % 12));
                break;
            default:
                text.resize(at);
                break;
            }
        }
        read += readSoundly(text) ? 1 : 0;
    }
    EXPECT_GT(read, 1000) << "most of the tolerance must be seen";
}

TEST(PlanFuzz, everyBeginningOfAPlanIsReadSoundlyOrRefused)
{
    for (const std::string& seed : seeds) {
        for (std::size_t length = 0; length < seed.size(); ++length) {
            readSoundly(seed.substr(0, length));
        }
        EXPECT_TRUE(readSoundly(seed)) << seed;
    }
}

} // namespace leadline::rebalance
