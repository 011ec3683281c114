// SPDX-License-Identifier: MIT
/// What a futures account holds of one symbol: one position, or in hedge mode a long and a short one.
#pragma once

#include "engine/core/price.h"
#include "engine/core/side.h"

#include <array>

namespace leadline::sim
{

/// Thread: its owner's.
class MarginPositions
{
public:
    struct Held {
        core::Quantity size; ///< negative: short
        core::Notional cost; ///< signed like the size

        [[nodiscard]] core::Price entryPrice() const; ///< zero when flat
        [[nodiscard]] core::Quantity magnitude() const;
    };

    [[nodiscard]] const Held& of(core::PositionSide side) const { return m_held[static_cast<std::size_t>(side)]; }
    [[nodiscard]] core::Quantity net() const;
    /// Absolute sizes of all, added.
    [[nodiscard]] core::Quantity gross() const;
    [[nodiscard]] core::Notional cost() const;
    [[nodiscard]] bool isFlat() const { return gross().isZero(); }

    /// Adds to the position of that side or takes from it. What it realised, fees apart.
    core::Notional fill(core::PositionSide side, core::Side order, core::Price price, core::Quantity size);

private:
    std::array<Held, 3> m_held; ///< by side
};

} // namespace leadline::sim
