// SPDX-License-Identifier: MIT
#include "engine/sim/stock_market.h"

#include "tests/support/stock_bench.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace leadline::sim
{

using tests::newYork;
using tests::price;
using tests::size;
using tests::StockBench;

namespace
{

/// Everything the market says, in words.
class Heard final : public StockEvents
{
public:
    explicit Heard(StockMarket& market) { market.publishTo(*this); }

    void quoted(StockIndex stock, const StockQuote& quote) override
    {
        words << "q" << stock << ' ' << quote.bid.price.text() << ' ' << quote.bid.size.text() << ' '
              << quote.ask.price.text() << ' ' << core::nanosecondsOf(quote.time) << '\n';
    }
    void traded(StockIndex stock, const StockTrade& trade) override
    {
        words << "t" << stock << ' ' << trade.id << ' ' << trade.price.text() << ' ' << trade.size.text() << '\n';
    }
    void noticed(StockIndex stock, const StockNotice& notice) override
    {
        words << "n" << stock << ' ' << static_cast<int>(notice.what) << notice.reason << '\n';
    }
    void bandsMoved(StockIndex stock, const StockBands& bands) override
    {
        words << "l" << stock << ' ' << bands.lower.text() << ' ' << bands.upper.text() << '\n';
    }
    void minuteEnded(StockIndex stock, const StockMinute& minute) override
    {
        words << "b" << stock << ' ' << minute.close.text() << ' ' << minute.volume.text() << '\n';
    }
    void sessionBegan(const StockPhase& phase) override { words << "s" << static_cast<int>(phase.session) << '\n'; }
    void orderChanged(const StockOrderEvent& event) override { words << "o" << event.id << '\n'; }

    std::ostringstream words;
};

} // namespace

TEST(StockMarket, playsTheSameBytesForTheSameSeedInWhateverSteps)
{
    const core::Timestamp start = newYork(9, 28);
    StockMarket first({.seed = 7}, start);
    StockMarket second({.seed = 7}, start);
    StockMarket other({.seed = 8}, start);
    Heard one(first);
    Heard two(second);
    Heard three(other);

    first.advance(start + std::chrono::minutes(8));
    for (int i = 1; i <= 8 * 60 * 4; ++i) {
        second.advance(start + std::chrono::milliseconds(250 * i));
    }
    other.advance(start + std::chrono::minutes(8));

    EXPECT_GT(one.words.str().size(), 1'000'000U);
    EXPECT_EQ(one.words.str(), two.words.str());
    EXPECT_NE(one.words.str(), three.words.str());
}

} // namespace leadline::sim
