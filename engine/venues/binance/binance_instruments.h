// SPDX-License-Identifier: MIT
/// What Binance says of its instruments: the answer to exchangeInfo of spot, USD-M and COIN-M.
#pragma once

#include "engine/core/result.h"
#include "engine/venues/binance/binance_protocol.h"
#include "engine/venues/instrument_catalogue.h"
#include "engine/venues/pending_listed.h"

#include <span>
#include <string_view>

namespace leadline::venues::binance
{

/// Of those symbols, whatever their state.
[[nodiscard]] core::Result<InstrumentList> readInstruments(
    std::string_view json, const Product& product, std::span<const core::Symbol> symbols);
/// Those that are traded or halted; what was delisted, settled or is still to come is left out.
[[nodiscard]] core::Result<InstrumentCatalogue> readCatalogue(std::string_view json, const Product& product);

/// Of every symbol of exchangeInfo as a recording holds it: what it trades, and what a contract is worth. What cannot
/// be read is passed over.
void readListed(std::string_view json, const core::VenueId& venue, PendingListed& listed);

} // namespace leadline::venues::binance
