// SPDX-License-Identifier: MIT
/// What the order path asks of the markets it trades in.
#pragma once

#include "engine/core/instrument.h"
#include "engine/core/names.h"
#include "engine/core/price.h"
#include "engine/core/side.h"
#include "engine/orders/spread_guard.h"

#include <optional>

namespace leadline::execution
{

/// One for the markets of a venue; whoever follows their books or quotes answers. Thread: engine.
class MarketPrices
{
public:
    virtual ~MarketPrices() = default;

    /// Nothing: the market is not followed.
    [[nodiscard]] virtual std::optional<core::Instrument> instrumentOf(const core::MarketId& market) const = 0;
    /// Zero: there is no usable book or quote.
    [[nodiscard]] virtual core::Price midOf(const core::MarketId& market) const = 0;
    /// What resting orders are judged by.
    [[nodiscard]] virtual orders::SpreadNow spreadOf(const core::MarketId& market) const = 0;
    /// The worst price at which a closing order may be filled: the collar around mid. Zero: no price is known.
    [[nodiscard]] virtual core::Price closingPrice(const core::MarketId& market, core::Side side) const = 0;
};

} // namespace leadline::execution
