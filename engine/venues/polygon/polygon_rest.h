// SPDX-License-Identifier: MIT
/// Questions to Massive's (Polygon's) REST service, and their answers. Texts alone: somebody else carries them.
#pragma once

#include "engine/core/result.h"
#include "engine/core/stock.h"
#include "engine/venues/polygon/polygon_decoder.h"
#include "engine/venues/rest_error.h"
#include "engine/venues/venue_protocol.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace leadline::venues::polygon
{

/// Of every request. The key goes here and never into an address, which ends in logs.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> headers(const Credentials& credentials);
/// What an answer that is no success says: `{"status":"NOT_AUTHORIZED","message":"..."}`.
[[nodiscard]] RestError readError(int status, std::string_view body);

[[nodiscard]] std::string snapshotsPath(std::span<const core::Symbol> symbols);
/// Of several symbols, in the answer's order, or of one. `unit` is that of the quotes' sizes.
/// The venue empties its snapshots in the night: what is zero or absent then is so here.
[[nodiscard]] core::Result<std::vector<core::StockSnapshot>> readSnapshots(std::string_view json, SizeUnit unit);

[[nodiscard]] std::string lastQuotePath(core::Symbol symbol);
/// The national best bid and offer alone.
[[nodiscard]] core::Result<core::StockSnapshot> readLastQuote(std::string_view json, SizeUnit unit);

/// Of the whole market: nothing here tells of a halted stock.
struct MarketState {
    enum class Phase : std::uint8_t { Closed, ExtendedHours, Open };

    Phase phase = Phase::Closed;
    core::Timestamp serverTime;

    bool operator==(const MarketState&) const = default;
};
[[nodiscard]] std::string marketStatePath();
[[nodiscard]] core::Result<MarketState> readMarketState(std::string_view json);

} // namespace leadline::venues::polygon
