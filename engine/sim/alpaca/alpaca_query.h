// SPDX-License-Identifier: MIT
/// Reading what is asked of the Alpaca-like venue, and saying no to it.
#pragma once

#include "engine/sim/alpaca/alpaca_order.h"
#include "engine/sim/protocol/venue_simulator.h"

#include <optional>
#include <string_view>

namespace leadline::sim
{

constexpr int unprocessable = 422; ///< the HTTP status of what is understood and cannot be done
[[nodiscard]] RestAnswer refuse(const AlpacaRefusal& refusal);
/// A whole number of a query; `otherwise` where it is none.
[[nodiscard]] std::size_t numberItem(std::string_view query, std::string_view name, std::size_t otherwise);
/// A time, or a day for its midnight in UTC.
[[nodiscard]] std::optional<core::Timestamp> timeItem(std::string_view query, std::string_view name);

} // namespace leadline::sim
