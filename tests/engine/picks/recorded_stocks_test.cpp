// SPDX-License-Identifier: MIT
/// Recorded ticks of IBM and SPY through windows, readings and rules, against plain sums made here.
#include "engine/picks/market_watch.h"
#include "engine/picks/pick_rules.h"
#include "tests/support/builders.h"
#include "tests/support/zip_text.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <string>
#include <vector>

namespace leadline::picks
{

namespace
{

using namespace std::chrono_literals;

constexpr std::chrono::year_month_day monday = std::chrono::year(2013) / 10 / 7;

/// Lines of whole numbers; what is none reads as zero.
std::vector<std::array<std::int64_t, 5>> numbersOf(const std::string& text)
{
    std::vector<std::array<std::int64_t, 5>> lines;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::array<std::int64_t, 5> line{};
        for (std::size_t field = 0; field < line.size() && at < end; ++field) {
            const std::size_t comma = std::min(text.find(',', at), end);
            std::from_chars(text.data() + at, text.data() + comma, line[field]);
            at = comma + 1;
        }
        lines.push_back(line);
        at = end + 1;
    }
    return lines;
}

core::Timestamp timeOf(std::int64_t millisecondsSinceMidnight)
{
    return equities::fromNewYork(monday, 0h) + std::chrono::milliseconds(millisecondsSinceMidnight);
}

core::Price priceOf(std::int64_t tenThousandths)
{
    return core::Price::fromRaw(tenThousandths * 100'000);
}

struct Trade {
    core::Timestamp time;
    std::int64_t price; ///< ten-thousandths of a dollar
};

std::vector<Trade> tradesOf(const std::string& path)
{
    std::vector<Trade> trades;
    for (const auto& line : numbersOf(tests::zipText(path))) {
        trades.push_back({timeOf(line[0]), line[1]});
    }
    return trades;
}

/// Running extremes over the trades from the one that stood when the window began.
double largestMove(const std::vector<Trade>& trades, std::size_t last, core::Timestamp now)
{
    std::size_t first = last;
    while (first > 0 && trades[first].time > now - 5min) {
        --first;
    }
    auto low = static_cast<double>(trades[first].price);
    double high = low;
    double largest = 0;
    for (std::size_t i = first; i <= last; ++i) {
        const auto price = static_cast<double>(trades[i].price);
        largest = std::max({largest, price / low - 1, 1 - price / high});
        low = std::min(low, price);
        high = std::max(high, price);
    }
    return largest * 100;
}

void expectGapsAsSummed(const std::vector<Trade>& trades)
{
    ASSERT_GT(trades.size(), 20'000U);
    GapWindow window;
    std::size_t checked = 0;
    double largest = 0;
    for (std::size_t i = 0; i < trades.size(); ++i) {
        window.add(trades[i].time, priceOf(trades[i].price));
        const bool isLastOfItsTime = i + 1 == trades.size() || trades[i + 1].time > trades[i].time;
        if (i % 83 != 0 || !isLastOfItsTime) {
            continue;
        }
        const core::Timestamp now = trades[i].time + core::Duration(static_cast<std::int64_t>(i % 3));
        const double expected = largestMove(trades, i, now);
        ASSERT_NEAR(window.reading(now).largest->percent(), expected, 1e-9) << "trade " << i;
        largest = std::max(largest, expected);
        ++checked;
    }
    EXPECT_GT(checked, 100U);
    EXPECT_GT(largest, 0.1) << "or the prices stand still";
}

core::Level levelOf(std::int64_t price, std::int64_t size)
{
    return {priceOf(price), core::Quantity::fromRaw(static_cast<core::Int128>(size) * 1'000'000'000)};
}

} // namespace

TEST(RecordedStocks, moveAsPlainSumsSay)
{
    LEADLINE_NEEDS(ibm, "equities/lean_us_equity/Data/equity/usa/tick/ibm/20131007_trade.zip");
    LEADLINE_NEEDS(spy, "equities/lean_us_equity/Data/equity/usa/tick/spy/20131007_trade.zip");
    expectGapsAsSummed(tradesOf(ibm));
    expectGapsAsSummed(tradesOf(spy));
}

TEST(RecordedStocks, areReadAndJudgedAsPlainSumsSay)
{
    LEADLINE_NEEDS(path, "equities/lean_us_equity/Data/equity/usa/tick/ibm/20131007_quote.zip");
    const auto lines = numbersOf(tests::zipText(path));
    ASSERT_GT(lines.size(), 100'000U);
    std::map<Verdict, int> verdicts;
    int invalid = 0;
    std::int64_t bid = 0; // ten-thousandths of a dollar
    std::int64_t bidSize = 0;
    std::int64_t ask = 0;
    std::int64_t askSize = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        // A line is the national best of one side; the other stands.
        const std::array<std::int64_t, 5>& line = lines[i];
        bid = line[1] > 0 ? line[1] : bid;
        bidSize = line[1] > 0 ? line[2] : bidSize;
        ask = line[3] > 0 ? line[3] : ask;
        askSize = line[3] > 0 ? line[4] : askSize;
        if (i % 7 != 0) {
            continue;
        }
        const core::Timestamp now = timeOf(line[0]);
        SymbolQuote quote{.snapshot = {.symbol = core::Symbol("IBM"),
                              .bid = levelOf(bid, bidSize),
                              .ask = levelOf(ask, askSize),
                              .quoteTime = now}};
        const Reading reading = readQuote(quote, now);
        if (bid == 0 || ask == 0 || bid >= ask) {
            ++invalid;
            ASSERT_FALSE(reading.hasQuote());
            ASSERT_EQ(judge(reading, Mode::Aggressive, {}).verdict, Verdict::Rejected);
            continue;
        }
        // In ten-thousandths of a dollar, all of it exact.
        const std::int64_t depth = bid * bidSize + ask * askSize;
        const std::int64_t difference = std::abs(bidSize - askSize);
        ASSERT_NEAR(reading.spreadBps(), 2e4 * static_cast<double>(ask - bid) / static_cast<double>(ask + bid), 1e-9);
        ASSERT_NEAR(reading.orderImbalance(),
            static_cast<double>(bidSize - askSize) / static_cast<double>(bidSize + askSize), 1e-12);
        ASSERT_EQ(reading.depth().raw(), static_cast<core::Int128>(depth) * 100'000 * 1'000'000'000);
        for (const auto& [mode, bps, dollars] :
            {std::tuple{Mode::Safe, 50, 100'000}, std::tuple{Mode::Aggressive, 100, 50'000}}) {
            const std::int64_t least = dollars * std::int64_t{10'000} / 5; // the touch alone is known
            const std::int64_t spread = 20'000 * (ask - bid);
            const bool isRejected = spread > bps * (ask + bid) || depth < least;
            const bool isRisky = 10 * spread > 8 * bps * (ask + bid) || 2 * depth < 3 * least
                || 10 * difference > 8 * (bidSize + askSize);
            const Verdict expected = isRejected ? Verdict::Rejected : isRisky ? Verdict::Risky : Verdict::Pass;
            ASSERT_EQ(judge(reading, mode, {}).verdict, expected) << "quote " << i;
            ++verdicts[expected];
        }
    }
    EXPECT_GT(verdicts[Verdict::Pass], 100);
    EXPECT_GT(verdicts[Verdict::Risky], 100);
    EXPECT_GT(verdicts[Verdict::Rejected], 10);
    EXPECT_GT(invalid, 0);
}

namespace
{

/// Plays a day and asks before every trade, with others trading all the time. Times of the silences that were
/// suspected.
std::vector<core::Timestamp> silencesOf(const std::vector<Trade>& trades, core::Timestamp from, core::Timestamp to)
{
    HaltContext context{.calendar = equities::TradingCalendar({equities::marketDay(monday)})};
    HaltState state;
    std::vector<core::Timestamp> silences;
    for (const Trade& trade : trades) {
        if (trade.time >= from && trade.time < to) {
            continue;
        }
        context.tradesHeard = trade.time;
        const HaltReading reading = state.reading(trade.time, context);
        if (reading.kind == HaltKind::Silent) {
            silences.push_back(reading.since);
        }
        state.traded(trade.time, priceOf(trade.price), context);
    }
    return silences;
}

} // namespace

TEST(RecordedStocks, areSuspectedOnlyWhereTheirTradesAreCutOut)
{
    LEADLINE_NEEDS(ibm, "equities/lean_us_equity/Data/equity/usa/tick/ibm/20131007_trade.zip");
    LEADLINE_NEEDS(nextDay, "equities/lean_us_equity/Data/equity/usa/tick/ibm/20131008_trade.zip");
    LEADLINE_NEEDS(spy, "equities/lean_us_equity/Data/equity/usa/tick/spy/20131007_trade.zip");
    const core::Timestamp eleven = equities::fromNewYork(monday, 11h);
    for (const std::string& path : {ibm, nextDay, spy}) {
        const std::vector<Trade> trades = tradesOf(path);
        EXPECT_TRUE(silencesOf(trades, eleven, eleven).empty()) << path;
        const auto cut = silencesOf(trades, eleven, eleven + 5min);
        ASSERT_EQ(cut.size(), 1U) << path;
        EXPECT_LT(cut[0], eleven);
        EXPECT_GT(cut[0], eleven - 1min);
    }
}

} // namespace leadline::picks
