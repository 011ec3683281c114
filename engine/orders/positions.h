// SPDX-License-Identifier: MIT
/// What our fills left us with, market by market, exact.
#pragma once

#include "engine/orders/order.h"

#include <map>
#include <vector>

namespace leadline::orders
{

/// Linear instruments: profit is in the quote currency.
struct Position {
    core::MarketId market;
    core::Quantity size; ///< bought minus sold, minus fees paid in it
    core::Notional openValue; ///< what the open size cost; of a short one, minus what it brought
    core::Notional realised; ///< of what was closed, without `fees`
    core::Notional fees; ///< in the quote currency, one paid in a third currency as expected; a rebate is negative
    std::int64_t day = 0; ///< of `dayStart`, days since the epoch, UTC
    double dayStart = 0; ///< profit when that day began

    /// Zero when flat.
    [[nodiscard]] core::Price averagePrice() const;
    /// Quote units, with the open size valued at `mid`, fees included.
    [[nodiscard]] double profit(core::Price mid) const;
    bool operator==(const Position&) const = default;
};

class PositionBook
{
public:
    /// `feeInQuote`: what the fee costs in the quote currency; zero where it is taken of the coin that is traded, which
    /// lessens the position.
    Position& apply(const Fill& fill, core::Notional feeInQuote);
    void restore(const Position& position) { m_positions[position.market] = position; }
    /// Flat when nothing was ever traded there.
    [[nodiscard]] Position of(const core::MarketId& market) const;
    [[nodiscard]] std::vector<Position> all() const;
    /// Profit since UTC midnight. The first call of a day sets its beginning.
    double profitToday(const core::MarketId& market, core::Price mid, core::Timestamp now);

private:
    Position& add(const Fill& fill, core::Notional feeInQuote);
    /// A fee in the coin that is traded; positive is a charge.
    static void takeOff(Position& position, core::Quantity fee, core::Price price);

    std::map<core::MarketId, Position> m_positions;
};

} // namespace leadline::orders
