// SPDX-License-Identifier: MIT
/// What a venue says about one of its instruments.
#pragma once

#include "engine/core/level.h"
#include "engine/core/names.h"
#include "engine/core/pair.h"
#include "engine/core/price.h"
#include "engine/core/side.h"

#include <cstdint>
#include <span>

namespace leadline::core
{

/// Linear: one unit is `contractSize` of the base, settled in the quote currency (spot, USD-M).
/// Inverse: one contract is worth `contractSize` of the quote currency, whatever the price (COIN-M).
/// A linear contract may be a part of a coin or many of them (OKX: 0.01 BTC, 1000 DOGE).
enum class ContractKind : std::uint8_t { Linear, Inverse };

struct Instrument {
    MarketId id;
    Pair pair; ///< what is traded, in common names; not known for a symbol that nobody explained
    Price tick; ///< smallest price step; zero when not known (a tape without reference data)
    Quantity lot; ///< smallest size step; zero when not known
    Quantity minimumSize; ///< smallest order; zero: the lot
    Notional minimumNotional; ///< smallest order value in the quote currency; zero: none
    Quantity contractSize = Quantity::fromRaw(decimalScale); ///< zero: not known, so that no size is known in coins
    ContractKind kind = ContractKind::Linear;
    bool isShortable = true; ///< a stock: the broker lends it
    bool countsContracts = false; ///< the venue's sizes are contracts of `contractSize` each, never coins
    bool isPairGuessed = false; ///< the symbol could be parted otherwise, and no list of the venue has told

    /// What a size is worth can be said.
    [[nodiscard]] bool isSizeKnown() const { return contractSize.raw() > 0; }

    /// Value of `size` units at `price`, in the quote currency.
    [[nodiscard]] Notional value(Price price, Quantity size) const;
    /// `size` units in coins, which is how venues are compared: contracts by their size, inverse ones by their value at
    /// `price`, rounded down to a billionth of a coin. Zero where it is not known what a contract is worth.
    [[nodiscard]] Quantity baseSize(Price price, Quantity size) const;
    /// The largest number of units worth at most that many coins at `price`, rounded down to the lot.
    [[nodiscard]] Quantity unitsForBase(Price price, Quantity base) const;
    /// Smallest order at `price`: the lot, the minimum size and the minimum notional, rounded up to the lot.
    [[nodiscard]] Quantity smallestOrder(Price price) const;
    /// Largest multiple of the lot within `size`.
    [[nodiscard]] Quantity roundDownToLot(Quantity size) const;
    /// Nearest multiple of the tick that is no worse for the order's owner: down for a buy, up for a sell. From one
    /// dollar up a stock has whole cents, however fine its tick is below.
    [[nodiscard]] Price roundPassive(Price price, Side side) const;
    /// Size worth `notional` quote units at `price`, rounded down to the lot; zero when the price is not positive, or
    /// it is not known what a contract is worth.
    [[nodiscard]] Quantity sizeForNotional(double notional, Price price) const;
};

/// Tick and lot of an instrument that came without reference data: the greatest steps that divide every price and size
/// of its book. Steps already known stay.
void inferSteps(Instrument& instrument, std::span<const Level> bids, std::span<const Level> asks);

} // namespace leadline::core
