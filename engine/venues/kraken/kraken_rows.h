// SPDX-License-Identifier: MIT
/// Open orders and borrowed positions of Kraken, row by row, as REST tells them.
#pragma once

#include "engine/json/tree.h"
#include "engine/venues/venue_account.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::venues::kraken
{

/// Of seconds with a fraction.
[[nodiscard]] core::Timestamp secondsOf(const json::Tree& number);
/// Types that wait for a price. Their limit is "price2"; "price" is what they wait for.
[[nodiscard]] bool isTrigger(std::string_view type);
/// An order of OpenOrders. A trigger is one order from the first to the last.
[[nodiscard]] VenueOrder rowOf(const std::string& id, const json::Tree& order);
/// The same of an entry of the executions channel: one that waits for a price, or what is over for it. Nothing: an
/// order like any other, or an entry that does not say what the order is.
[[nodiscard]] std::optional<VenueOrder> conditionalOf(const json::Tree& execution);
/// An entry of OpenPositions says which position it is, and its size: one that does not is none that may be left out.
[[nodiscard]] bool isMarginPosition(const json::Tree& entry);
/// Of OpenPositions: one entry an opening trade, joined by pair and side.
[[nodiscard]] std::vector<VenuePosition> marginPositionsOf(const json::Tree& list);

} // namespace leadline::venues::kraken
