// SPDX-License-Identifier: MIT
/// What the embedded venues list is what their own readers find.
#include "engine/sim/venues/embedded_venues.h"
#include "engine/venues/alpaca/alpaca_rest.h"
#include "engine/venues/venue.h"
#include "tests/support/stock_bench.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>

namespace leadline::sim
{

TEST(InstrumentCatalogues, ofEmbeddedVenuesAreReadAsTheirOwn)
{
    struct Case {
        const char* venue;
        const char* symbol;
        const char* name;
    };
    for (const Case& c : std::initializer_list<Case>{{"binance-futures", "ETHUSDT", "ETH/USDT-PERP"},
             {"binance-spot", "ETHUSDT", "ETH/USDT"}, {"kraken", "ETH/USDT", "ETH/USDT"},
             {"coinbase", "ETH-USDT", "ETH/USDT"}}) {
        const auto settings = *embeddedSettings(c.venue, c.symbol, {core::Asset("ETH"), core::Asset("USDT")}, 1);
        const EmbeddedVenue embedded = makeEmbeddedVenue(c.venue, settings, core::fromMilliseconds(1'723'161'256'000));
        embedded.simulator->send = embedded.simulator->sendPrivate = [](ClientId, const std::string&) {};
        embedded.market->advance(embedded.market->now() + std::chrono::seconds(2));
        const auto protocol = venues::findVenue(c.venue)->makeProtocol();

        const RestAnswer answer = embedded.simulator->rest({.path = protocol->cataloguePath()});
        ASSERT_EQ(answer.status, 200) << c.venue;
        const std::string padded = answer.body + std::string(venues::MarketDecoder::padding, ' ');
        const auto list = protocol->readCatalogue(std::string_view(padded).substr(0, answer.body.size()));

        ASSERT_TRUE(list.has_value()) << c.venue << ": " << list.error().what;
        EXPECT_EQ(list->unreadable, 0U) << c.venue;
        ASSERT_EQ(list->instruments.size(), 1U) << c.venue;
        const core::Instrument& instrument = list->instruments.front();
        EXPECT_EQ(instrument.id.symbol, core::Symbol(c.symbol));
        EXPECT_EQ(instrument.tick, settings.tick) << c.venue;
        EXPECT_EQ(instrument.lot, settings.lot) << c.venue;
        EXPECT_EQ(venues::listedInstrument(instrument).name, c.name);
    }
}

TEST(InstrumentCatalogues, ofEmbeddedStocksAreReadAsTheBrokers)
{
    tests::StockBench bench;
    const auto assets =
        venues::alpaca::readAssets(bench.ask("GET", "/v2/assets", "status=active&asset_class=us_equity").body);
    ASSERT_TRUE(assets.has_value()) << assets.error().what;
    const auto list = venues::listedInstruments(venues::alpaca::instrumentsOf(*assets, core::VenueId("alpaca")));
    EXPECT_GT(list.size(), 100U);
    core::InstrumentIndex index;
    index.add(list);
    ASSERT_NE(index.named("aapl"), nullptr);
    EXPECT_EQ(index.named("aapl")->kind, "stock");
}

} // namespace leadline::sim
