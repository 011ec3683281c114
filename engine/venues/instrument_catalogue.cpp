// SPDX-License-Identifier: MIT
#include "engine/venues/instrument_catalogue.h"

namespace leadline::venues
{

namespace
{

std::string wordOf(core::Kind kind)
{
    switch (kind) {
    case core::Kind::Spot:
        return "spot";
    case core::Kind::LinearPerpetual:
        return "perpetual";
    case core::Kind::InversePerpetual:
        return "inverse perpetual";
    case core::Kind::Future:
        return "future";
    case core::Kind::Stock:
        return "stock";
    }
    return {};
}

} // namespace

core::ListedInstrument listedInstrument(const core::Instrument& instrument)
{
    return {.name = instrument.pair.text(),
        .base = instrument.pair.base,
        .quote = instrument.pair.quote,
        .kind = wordOf(instrument.pair.kind),
        .venues = {instrument.id.venue}};
}

std::vector<core::ListedInstrument> listedInstruments(const InstrumentCatalogue& list)
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
