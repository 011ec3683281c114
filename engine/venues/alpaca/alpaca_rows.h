// SPDX-License-Identifier: MIT
/// Open orders and positions of Alpaca, row by row.
#pragma once

#include "engine/json/tree.h"
#include "engine/venues/venue_account.h"

#include <string>
#include <vector>

namespace leadline::venues::alpaca
{

/// The order, where it is open, and the legs that wait for it, which may be told inside of it. `parent` is the order
/// whose leg it is; empty: none.
void addRows(const json::Tree& order, const std::string& parent, std::vector<VenueOrder>& rows);
/// The order of a trade update, where it waits for a price or for another order, or did: legs have to be told of until
/// they are over.
void addConditional(const json::Tree& order, std::vector<VenueOrder>& rows);
/// It has legs, or is one.
[[nodiscard]] bool isOfGroup(const json::Tree& order);
/// It says which position it is, and its size: one that does not is none that may be left out.
[[nodiscard]] bool isPosition(const json::Tree& position);
[[nodiscard]] VenuePosition positionOf(const json::Tree& position);

} // namespace leadline::venues::alpaca
