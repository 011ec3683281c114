// SPDX-License-Identifier: MIT
#include "engine/venues/instrument_list.h"

#include "engine/venues/binance/binance_decoder.h"
#include "engine/venues/venue.h"

namespace leadline::venues
{

core::ListedInstrument listedInstrument(const core::Instrument& instrument)
{
    core::ListedInstrument listed{.name = instrument.pair.text(),
        .base = instrument.pair.base,
        .quote = instrument.pair.quote,
        .kind = "spot",
        .venues = {instrument.id.venue}};
    const Venue* const venue = findVenue(instrument.id.venue.view());
    if (venue != nullptr && tellsOfStocks(*venue)) {
        listed.name = instrument.id.symbol.text();
        listed.kind = "stock";
        return listed;
    }
    const bool isInverse = instrument.kind == core::ContractKind::Inverse;
    if (!isInverse && instrument.id.venue != binance::futuresVenue) {
        return listed;
    }
    // "BTCUSDT" and "BTCUSD_PERP" have no end, "BTCUSDT_261225" ends on that day.
    const std::string_view symbol = instrument.id.symbol.view();
    const auto end = symbol.find('_');
    const std::string_view term = end == std::string_view::npos ? "PERP" : symbol.substr(end + 1);
    listed.name += "-" + std::string(term);
    listed.kind = std::string(isInverse ? "inverse " : "") + (term == "PERP" ? "perpetual" : "future");
    return listed;
}

std::vector<core::ListedInstrument> listedInstruments(const InstrumentList& list)
{
    std::vector<core::ListedInstrument> listed;
    listed.reserve(list.instruments.size());
    for (const core::Instrument& instrument : list.instruments) {
        if (instrument.pair.isKnown()) {
            listed.push_back(listedInstrument(instrument));
        }
    }
    return listed;
}

} // namespace leadline::venues
