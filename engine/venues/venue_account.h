// SPDX-License-Identifier: MIT
/// What a venue says an account holds: balances, positions, and every order that waits there, whoever sent it.
#pragma once

#include "engine/core/names.h"
#include "engine/core/pair.h"
#include "engine/core/price.h"
#include "engine/core/side.h"
#include "engine/core/time.h"
#include "engine/orders/order.h"
#include "engine/venues/balance.h"

#include <optional>
#include <string>
#include <vector>

namespace leadline::venues
{

/// One row of a venue's positions.
struct VenuePosition {
    core::Symbol symbol;
    core::Quantity size; ///< negative: short
    core::Price entryPrice; ///< an average, cut to a billionth; zero: not told
    core::PositionSide side = core::PositionSide::Net; ///< Long and Short: the venue keeps two a symbol
    bool isMargin = false; ///< borrowed, at a venue of coins
    core::Timestamp updated{}; ///< by the venue's clock; the epoch: not told

    bool operator==(const VenuePosition&) const = default;
};

/// One row of a venue's open orders.
struct VenueOrder {
    core::Symbol symbol;
    std::string id; ///< the venue's; conditional orders may have a numbering of their own
    std::string clientId; ///< as whoever sent it named it; may be empty
    orders::ClientOrderId ours = 0; ///< zero: not an order of this program
    core::Side side = core::Side::Bid;
    core::PositionSide positionSide = core::PositionSide::Net;
    std::string type; ///< the venue's word: "STOP_MARKET", "stop-loss-limit"
    core::Quantity size; ///< zero: not told, or all of the position
    core::Quantity filled;
    core::Price price; ///< its limit; zero: none
    core::Price trigger; ///< zero: none, or one that trails
    bool isConditional = false; ///< waits for a price, or for another order of its group
    bool isApart = false; ///< of the venue's own service for conditional orders, where `id` counts
    bool isReduceOnly = false;
    bool closesPosition = false; ///< all of it, whatever its size is then
    bool isOver = false; ///< told by the private stream: it waits no more
    core::Timestamp placed{}; ///< by the venue's clock; the epoch: not told
    std::string parent; ///< id of the order of whose group it is a leg; may be empty
    std::string why; ///< the venue's words where it was refused

    bool operator==(const VenueOrder&) const = default;
};

struct Account {
    std::vector<Balance> balances;
    std::vector<VenuePosition> positions;
    std::optional<bool> canWithdraw; ///< the key may move money away; nothing where the venue does not tell
    std::optional<bool> mayShort; ///< stocks that are not held may be sold; nothing where there are none to tell of
};

} // namespace leadline::venues
