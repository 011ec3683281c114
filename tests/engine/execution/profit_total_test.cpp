// SPDX-License-Identifier: MIT
#include "engine/execution/profit_total.h"

#include <gtest/gtest.h>

#include <map>

namespace leadline::execution
{

namespace
{

core::Asset asset(const char* name)
{
    return core::Asset(name);
}

/// Mids of the coins that are watched.
CurrencyRates watching(std::map<std::string, double> mids)
{
    return CurrencyRates([mids = std::move(mids)](const core::Pair& pair) {
        const auto found = mids.find(pair.text());
        return found == mids.end() ? 0.0 : found->second;
    });
}

} // namespace

TEST(CurrencyRates, goByThePairsThatAreWatched)
{
    struct Case {
        std::map<std::string, double> mids;
        const char* from;
        const char* to;
        double rate; ///< 0: nobody knows
        const char* source;
    };
    const Case cases[]{
        {{}, "USD", "USD", 1, ""},
        {{{"BTC/USD", 60'000}}, "BTC", "USD", 60'000, "BTC/USD"},
        {{{"BTC/USD", 60'000}}, "USD", "BTC", 1 / 60'000.0, "BTC/USD"},
        {{}, "USDT", "USD", 1, "taken for equal"},
        {{{"USDT/USD", 0.999}}, "USDT", "USD", 0.999, "USDT/USD"},
        {{{"USDT/USD", 0.999}}, "USD", "USDT", 1 / 0.999, "USDT/USD"},
        {{{"BTC/USDT", 60'000}}, "BTC", "USD", 60'000, "BTC/USDT"},
        {{{"BTC/USDT", 60'000}, {"USDT/USD", 0.999}}, "BTC", "USD", 59'940, "BTC/USDT, USDT/USD"},
        {{{"BTC/USDT", 60'000}}, "USD", "BTC", 1 / 60'000.0, "BTC/USDT"},
        {{{"ETH/USDT", 3'000}, {"EUR/USDT", 1.2}}, "ETH", "EUR", 2'500, "ETH/USDT, EUR/USDT"},
        {{{"ETH/USDT", 3'000}}, "ETH", "EUR", 0, ""},
        {{{"BTC/USDT-PERP", 60'000}}, "BTC", "USDT", 0, ""}, // a contract is not the coin
        {{}, "EUR", "USD", 0, ""},
    };
    for (const Case& each : cases) {
        const CurrencyRate got = watching(each.mids).rate(asset(each.from), asset(each.to));
        EXPECT_EQ(got.isKnown(), each.rate > 0) << each.from << " in " << each.to;
        if (each.rate > 0) {
            EXPECT_DOUBLE_EQ(got.rate, each.rate) << each.from << " in " << each.to;
        }
        EXPECT_EQ(got.source, each.source) << each.from << " in " << each.to;
    }
}

TEST(ProfitSum, addsUpInOneCurrencyAndNamesWhatIsLeftOut)
{
    const CurrencyRates rates = watching({{"BTC/USDT", 60'000}, {"USDT/USD", 0.5}});
    ProfitSum sum(rates, asset("USD"));
    sum.add(asset("USD"), {.open = 1, .closed = 2, .fees = 3, .today = 4});
    sum.add(asset("USDT"), {.open = 10, .closed = 20, .fees = 30, .today = 40});
    sum.add(asset("USDT"), {.today = -2});
    sum.add(asset("BTC"), {.open = 0.001});
    sum.add(asset("EUR"), {.open = 1e9, .today = 1e9});
    const ProfitTotal& total = sum.total();
    EXPECT_EQ(total.profit, (Profit{.open = 1 + 5 + 30, .closed = 12, .fees = 18, .today = 4 + 20 - 1}));
    ASSERT_EQ(total.rates.size(), 3);
    EXPECT_EQ(total.rates[0].from, asset("BTC"));
    EXPECT_EQ(total.rates[1].from, asset("EUR"));
    EXPECT_FALSE(total.rates[1].isKnown());
    EXPECT_EQ(total.rates[2].rate, 0.5);
}

TEST(ProfitSum, isOfWhatAnInstrumentIsSettledIn)
{
    EXPECT_EQ(settlementOf(*core::Pair::parse("ETH/USDT")), asset("USDT"));
    EXPECT_EQ(settlementOf(*core::Pair::parse("ETH/USDT-PERP")), asset("USDT"));
    EXPECT_EQ(settlementOf(*core::Pair::parse("ETH/USD-PERP")), asset("ETH"));
    EXPECT_EQ(settlementOf(*core::Pair::parse("ETH/BTC")), asset("BTC"));
    EXPECT_EQ(settlementOf(*core::Pair::parse("AAPL")), asset("USD"));
}

} // namespace leadline::execution
