// SPDX-License-Identifier: MIT
/// What venues answer about instruments and stocks: a letter chooses the reader, the answer follows.
#include "engine/venues/alpaca/alpaca_rest.h"
#include "engine/venues/polygon/polygon_rest.h"
#include "engine/venues/venue.h"
#include "tests/fuzz/fuzz.h"

#include <array>
#include <functional>

using namespace leadline;

namespace
{

using Read = void (*)(std::string_view json);

void checkInstrument(const core::Instrument& instrument)
{
    fuzz::require(!instrument.id.symbol.isEmpty(), "an instrument has a symbol");
    fuzz::require(instrument.tick.raw() >= 0 && !instrument.lot.isNegative(), "steps are not negative");
    fuzz::require(!instrument.minimumSize.isNegative(), "a smallest order is not negative");
    fuzz::require(instrument.contractSize.raw() > 0, "a contract is worth something");
}

void checkSnapshots(const core::Result<std::vector<core::StockSnapshot>>& snapshots)
{
    for (const core::StockSnapshot& one : snapshots ? *snapshots : std::vector<core::StockSnapshot>()) {
        fuzz::require(!one.symbol.isEmpty(), "a snapshot has a symbol");
        fuzz::require(one.bid.price.raw() >= 0 && one.ask.price.raw() >= 0, "a touch is not negative");
        fuzz::require(!one.bid.size.isNegative() && !one.ask.size.isNegative(), "nor are its sizes");
        fuzz::require(one.last.raw() >= 0 && one.previousClose.raw() >= 0, "nor is any price");
    }
}

template <std::size_t index> void readInstruments(std::string_view json)
{
    static const venues::Venue& venue = venues::knownVenues()[index];
    static const std::unique_ptr<venues::VenueProtocol> protocol = venue.makeProtocol ? venue.makeProtocol() : nullptr;
    if (!protocol) {
        return;
    }
    const std::array symbols{core::Symbol("ETHUSDT"), core::Symbol("BTCUSD_PERP"), core::Symbol("ETH-USD")};
    if (const auto list = protocol->readInstruments(json, symbols)) {
        for (const core::Instrument& instrument : list->instruments) {
            checkInstrument(instrument);
        }
    }
    if (const auto catalogue = protocol->readCatalogue(json)) {
        for (const auto& entry : catalogue->instruments) {
            checkInstrument(entry);
        }
    }
}

void readStockSnapshots(std::string_view json)
{
    checkSnapshots(venues::alpaca::readSnapshots(json));
    checkSnapshots(venues::polygon::readSnapshots(json, venues::polygon::SizeUnit::RoundLots));
    if (const auto quote = venues::polygon::readLastQuote(json, venues::polygon::SizeUnit::Shares)) {
        checkSnapshots(std::vector{*quote});
    }
}

void readBars(std::string_view json)
{
    if (const auto page = venues::alpaca::readBars(json)) {
        for (const core::StockBar& bar : page->bars) {
            fuzz::require(!bar.symbol.isEmpty() && bar.low.raw() > 0 && !bar.volume.isNegative(), "a bar is one");
        }
    }
}

void readCalendar(std::string_view json)
{
    static_cast<void>(venues::alpaca::readClock(json));
    static_cast<void>(venues::alpaca::readCalendar(json));
    static_cast<void>(venues::polygon::readMarketState(json));
}

void readAssets(std::string_view json)
{
    if (const auto assets = venues::alpaca::readAssets(json)) {
        for (const auto& instrument : venues::alpaca::instrumentsOf(*assets, core::VenueId("alpaca")).instruments) {
            checkInstrument(instrument);
        }
    }
}

void readErrors(std::string_view json)
{
    static_cast<void>(venues::alpaca::readError(403, json));
    static_cast<void>(venues::polygon::readError(403, json));
}

constexpr std::array<Read, 9> readers{readInstruments<0>, readInstruments<1>, readInstruments<2>, readInstruments<3>,
    readInstruments<4>, readStockSnapshots, readBars, readCalendar, readAssets};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    std::string_view input = fuzz::textOf(data, size);
    const Read read = readers[fuzz::choose(input, readers.size())];
    const fuzz::Padded json(input, '"');
    read(json.text());
    readErrors(json.text());
    return 0;
}
