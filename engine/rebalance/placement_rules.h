// SPDX-License-Identifier: MIT
/// The rules by which a limit is placed and moved: pure functions of a quote.
#pragma once

#include "engine/core/level.h"
#include "engine/core/side.h"
#include "engine/core/time.h"
#include "engine/rebalance/execution_settings.h"

#include <string>

namespace leadline::rebalance
{

/// A price of zero: nobody is there.
struct Quote {
    core::Level bid;
    core::Level ask;
    core::Timestamp time; ///< the venue's stamp

    [[nodiscard]] bool isTwoSided() const { return bid.price.raw() > 0 && ask.price.raw() > 0; }
    /// Dollars; zero unless both sides are there.
    [[nodiscard]] core::Price mid() const
    {
        return isTwoSided() ? core::midpoint(bid.price, ask.price) : core::Price{};
    }
    /// The side an order of that side joins: the bid for a buy.
    [[nodiscard]] const core::Level& near(core::Side side) const { return side == core::Side::Bid ? bid : ask; }
    [[nodiscard]] const core::Level& far(core::Side side) const { return side == core::Side::Bid ? ask : bid; }

    bool operator==(const Quote&) const = default;
};

/// What may be wrong with a quote, in the order in which it is looked at.
enum class QuoteCheck : std::uint8_t {
    Fine,
    NoQuote, ///< none yet, or a side is empty
    Stale, ///< older than quote_freshness_seconds
    Crossed, ///< bid ≥ ask
    WideSpread, ///< wider than max_spread_percent
    SmallSize, ///< less than min_bid_ask_size dollars on the side joined
};
inline constexpr int quoteChecks = static_cast<int>(QuoteCheck::SmallSize) + 1;

struct Validation {
    QuoteCheck check = QuoteCheck::Fine;
    double value = 0; ///< seconds, percent or dollars, as the check has it
    double limit = 0;

    [[nodiscard]] bool isFine() const { return check == QuoteCheck::Fine; }
    /// "spread 0.31 % > 0.25 %"
    [[nodiscard]] std::string text() const;
};

[[nodiscard]] Validation validate(
    const Quote& quote, core::Side side, core::Timestamp now, const ExecutionSettings& settings);

/// Where a limit is placed: an offset inside the touch, rounded to the step away from the other side, and never through
/// it: then it joins the touch, or the step behind a touch that lies between steps. The quote must be two-sided and not
/// crossed.
[[nodiscard]] core::Price anchorPrice(const Quote& quote, core::Side side, const ExecutionSettings& settings);

/// As deep inside the touch as `offset` (dollars) and the other side allow, rounded away from that side; with no room
/// between, it joins the touch as anchorPrice() does. The quote must be two-sided and not crossed.
[[nodiscard]] core::Price pricedInside(const Quote& quote, core::Side side, double offset);

/// True when a working limit is to be moved to `anchor`: further away than the threshold, and, once a part is filled,
/// never away from the market.
[[nodiscard]] bool mustRepeg(
    core::Price working, core::Price anchor, core::Side side, bool isPartlyFilled, const ExecutionSettings& settings);

/// The touch on our side may be ourselves: nothing is chased then.
[[nodiscard]] inline bool isOwnTouch(const Quote& quote, core::Side side, core::Price working)
{
    return quote.near(side).price == working;
}

/// A whole number of shares, or billionths where fractions are allowed, worth at most `notional` dollars.
[[nodiscard]] core::Quantity sharesFor(core::Notional notional, core::Price price, bool isFractional);
/// Downwards, to whole shares unless fractions are allowed.
[[nodiscard]] core::Quantity roundShares(core::Quantity shares, bool isFractional);

} // namespace leadline::rebalance
