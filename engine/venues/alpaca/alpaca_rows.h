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
/// The order of a trade update, where it waits for a price or for another order, or did: legs have to be told of until
/// they are over.
void addConditional(const JsonTree& order, std::vector<VenueOrder>& rows);
/// It has legs, or is one.
[[nodiscard]] bool isOfGroup(const JsonTree& order);
[[nodiscard]] VenuePosition positionOf(const JsonTree& position);

} // namespace leadline::venues::alpaca
