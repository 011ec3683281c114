// SPDX-License-Identifier: MIT
/// Everything that can be traded at a venue, and what people call it.
#pragma once

#include "engine/core/instrument.h"
#include "engine/core/instrument_index.h"

#include <cstddef>
#include <vector>

namespace leadline::venues
{

/// A venue's own list of its instruments: those that are traded or will be again, in the venue's order.
struct InstrumentCatalogue {
    std::vector<core::Instrument> instruments;
    std::size_t unreadable = 0; ///< described in a way that we do not understand, and left out
};

/// As a person finds it: "BTC/USDT" for coins, "BTC/USDT-PERP" for a perpetual contract, "BTC/USDT-261225" for one that
/// ends on a day, "AAPL" for a stock.
[[nodiscard]] core::ListedInstrument listedInstrument(const core::Instrument& instrument);
/// Of every one whose pair is known.
[[nodiscard]] std::vector<core::ListedInstrument> listedInstruments(const InstrumentCatalogue& list);

} // namespace leadline::venues
