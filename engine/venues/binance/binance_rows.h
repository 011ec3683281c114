// SPDX-License-Identifier: MIT
/// Positions and open orders of Binance, row by row: of the account's symbols and of every client. USD-M futures keep
/// conditional orders apart, spot has them among the others.
#pragma once

#include "engine/core/result.h"
#include "engine/json/tree.h"
#include "engine/venues/venue_account.h"

#include <optional>

namespace leadline::venues::binance
{

[[nodiscard]] core::PositionSide positionSideOf(const json::Tree& word);
[[nodiscard]] std::string_view positionSideText(core::PositionSide side);

/// The order object of REST answers.
[[nodiscard]] VenueOrder rowOf(const json::Tree& order);
/// An order of the service for conditional orders.
[[nodiscard]] VenueOrder algoRowOf(const json::Tree& order);
/// The same as ALGO_UPDATE tells it. Once triggered it is an order like any other, with a number of its own.
[[nodiscard]] core::Result<VenueOrder> algoUpdateOf(const json::Tree& order);
/// An entry of positionRisk says which position it is, and its size: one that does not is none that may be left out.
[[nodiscard]] bool isPosition(const json::Tree& row);
/// Of positionRisk; those of size zero are left out.
[[nodiscard]] std::vector<VenuePosition> positionsOf(const json::Tree& list);

/// The order object of spot's REST answers. Conditional: it is not on the book yet.
[[nodiscard]] VenueOrder spotRowOf(const json::Tree& order);
/// The same of an executionReport: one that waits for a price or for another order, or what is over for it. Nothing: an
/// order like any other.
[[nodiscard]] std::optional<VenueOrder> spotUpdateOf(const json::Tree& event);

} // namespace leadline::venues::binance
