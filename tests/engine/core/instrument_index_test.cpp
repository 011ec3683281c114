// SPDX-License-Identifier: MIT
#include "engine/core/instrument_index.h"

#include "tests/support/many_instruments.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <vector>

namespace leadline::core
{

namespace
{

ListedInstrument listed(const char* base, const char* quote, const char* kind = "spot", const char* venue = "kraken")
{
    const std::string kindText = kind;
    std::string name = kindText == "stock" ? base : std::string(base) + "/" + quote;
    if (kindText.ends_with("perpetual")) {
        name += "-PERP";
    } else if (kindText == "future") {
        name += "-261225";
    }
    return {.name = name, .base = Asset(base), .quote = Asset(quote), .kind = kindText, .venues = {VenueId(venue)}};
}

/// What a day's venues list, in small.
InstrumentIndex someInstruments()
{
    InstrumentIndex index;
    const std::vector<ListedInstrument> coins{listed("BTC", "EUR"), listed("BTC", "USD"), listed("BTC", "USDT"),
        listed("BTC", "USDC"), listed("BTC", "TRY"), listed("ETH", "USDT"), listed("ETH", "BTC"), listed("DOGE", "USD"),
        listed("BTCST", "USDT"), listed("SOL", "USDT")};
    const std::vector<ListedInstrument> contracts{listed("BTC", "USDT", "perpetual", "binance-futures"),
        listed("BTC", "USDT", "future", "binance-futures"), listed("ETH", "USDT", "perpetual", "binance-futures"),
        listed("BTC", "USD", "inverse perpetual", "binance-coinm")};
    const std::vector<ListedInstrument> stocks{listed("AAPL", "USD", "stock", "alpaca"),
        listed("BRK.B", "USD", "stock", "alpaca"), listed("AA", "USD", "stock", "alpaca")};
    index.add(coins);
    index.add(contracts);
    index.add(stocks);
    return index;
}

std::string namesOf(const std::vector<const ListedInstrument*>& found)
{
    std::string names;
    for (const ListedInstrument* const one : found) {
        names += (names.empty() ? "" : " ") + one->name;
    }
    return names;
}

struct Search {
    const char* text;
    const char* names;
};

} // namespace

TEST(InstrumentIndex, findsWhatIsMeantHoweverItIsWritten)
{
    const InstrumentIndex index = someInstruments();
    for (const Search& search : std::initializer_list<Search>{
             {"BTC", "BTC/USDT BTC/USD BTC/USDC BTC/EUR BTC/TRY BTC/USDT-PERP BTC/USDT-261225 BTC/USD-PERP BTCST/USDT"},
             {"btcusdt", "BTC/USDT BTC/USDT-PERP BTC/USDT-261225"},
             {"BTC/USDT", "BTC/USDT BTC/USDT-PERP BTC/USDT-261225"},
             {"btc-usdt", "BTC/USDT BTC/USDT-PERP BTC/USDT-261225"},
             {"XBTUSD", "BTC/USD BTC/USDT BTC/USDC BTC/USDT-PERP BTC/USDT-261225 BTC/USD-PERP"},
             {"ethxbt", "ETH/BTC"},
             {"xdg", "DOGE/USD"},
             {"ETHUSDT-PERP", "ETH/USDT-PERP"},
             {"BTCUSD_PERP", "BTC/USD-PERP"},
             {"aapl", "AAPL"},
             {"brk-b", "BRK.B"},
             {"BRKB", "BRK.B"},
             {"aa", "AA AAPL"},
             {"nothing", ""},
             {"", ""},
             {" / ", ""},
         }) {
        EXPECT_EQ(namesOf(index.find(search.text)), search.names) << search.text;
    }
    EXPECT_EQ(namesOf(index.find("btc", 2)), "BTC/USDT BTC/USD");
}

TEST(InstrumentIndex, putsAnInstrumentOfThatNameBeforeAllThatBeginSo)
{
    InstrumentIndex index = someInstruments();
    index.add(std::vector{listed("BTC", "USD", "stock", "alpaca")}); // there is a fund of that name
    EXPECT_EQ(namesOf(index.find("BTC", 2)), "BTC BTC/USDT");
    ASSERT_NE(index.named("btc"), nullptr);
    EXPECT_EQ(index.named("btc")->kind, "stock");
}

TEST(InstrumentIndex, namesOneInstrumentOrNone)
{
    const InstrumentIndex index = someInstruments();
    for (const Search& search : std::initializer_list<Search>{{"btcusdt", "BTC/USDT"}, {"XBT/USD", "BTC/USD"},
             {"eth-usdt-perp", "ETH/USDT-PERP"}, {"AAPL", "AAPL"}, {"BTC/USDT-261225", "BTC/USDT-261225"}}) {
        const ListedInstrument* const named = index.named(search.text);
        ASSERT_NE(named, nullptr) << search.text;
        EXPECT_EQ(named->name, search.names);
    }
    for (const char* const text : {"BTC", "BTCUSTD", "", "BTC/"}) {
        EXPECT_EQ(index.named(text), nullptr) << text;
    }
}

TEST(InstrumentIndex, knowsNearNamesOfWhatIsMistyped)
{
    const InstrumentIndex index = someInstruments();
    for (const Search& search : std::initializer_list<Search>{
             {"BTCUSTD", "BTC/USDT BTC/USD BTC/USDC"}, // swapped; one too many; wrong
             {"ETHUSTD-PERP", "ETH/USDT-PERP"},
             {"APPL", "AAPL"},
             {"SOLUST", "SOL/USDT"},
             {"BTX", "BTC/USDT BTC/USD BTC/USDC"},
             {"AAPLX", "AAPL"},
             {"ZZZZZZ", ""},
             {"", ""},
         }) {
        const std::string near = namesOf(index.near(search.text));
        EXPECT_TRUE(near.starts_with(search.names)) << search.text << ": " << near;
        EXPECT_EQ(near.empty(), std::string_view(search.names).empty()) << search.text << ": " << near;
    }
}

TEST(InstrumentIndex, makesOneOfWhatSeveralVenuesList)
{
    InstrumentIndex index = someInstruments();
    const std::size_t before = index.size();
    index.add(std::vector{listed("BTC", "USDT", "spot", "binance-spot"), listed("BTC", "USDT", "spot", "kraken")});
    EXPECT_EQ(index.size(), before);
    ASSERT_NE(index.named("BTC/USDT"), nullptr);
    EXPECT_EQ(index.named("BTC/USDT")->venues, (std::vector{VenueId("kraken"), VenueId("binance-spot")}));
    index.clear();
    EXPECT_TRUE(index.isEmpty());
    EXPECT_TRUE(index.find("BTC").empty());
}

TEST(InstrumentIndex, findsOneAmongTwentyThousand)
{
    InstrumentIndex index;
    index.add(tests::twentyThousandInstruments());
    ASSERT_GT(index.size(), 15'000U);
    const std::string coin = "BBAH"; // the 28th
    ASSERT_NE(index.named(coin + "/USDT"), nullptr);
    EXPECT_THAT(namesOf(index.find(coin)), testing::HasSubstr("BBAH/USDT"));
    EXPECT_THAT(namesOf(index.near("BBAHUDST")), testing::HasSubstr("BBAH/USDT"));
}

} // namespace leadline::core
