// SPDX-License-Identifier: MIT
/// Open orders and positions of Alpaca, row by row.
#pragma once

#include "engine/venues/json_tree.h"
#include "engine/venues/venue_account.h"

#include <string>
#include <vector>

namespace leadline::venues::alpaca
{

/// The order, where it is open, and the legs that wait for it, which may be told inside of it. `parent` is the order
/// whose leg it is; empty: none.
void addRows(const JsonTree& order, const std::string& parent, std::vector<VenueOrder>& rows);
[[nodiscard]] VenuePosition positionOf(const JsonTree& position);

} // namespace leadline::venues::alpaca
