// SPDX-License-Identifier: MIT
/// Decisions as they are kept, each with what it led to: what a model is trained on.
#pragma once

#include "engine/calibration/execution_quality.h"

#include <optional>
#include <string>
#include <vector>

namespace leadline::calibration
{

/// What was decided about an order, what was seen then, and what was sent: by the router, or by a rebalance.
struct JournalledDecision {
    static constexpr double unknown = unknownFigure;

    std::string id; ///< as those of orders, and of none of them
    core::Timestamp decided; ///< by our clock
    core::MarketId market; ///< the venue that was chosen; of nothing sent, the one that told why
    core::Side side = core::Side::Bid;
    core::Quantity asked; ///< coins
    std::string policy; ///< "microstructure", "signal", "asked" (a strategy was named), "rebalance"
    std::string style; ///< as ParentOrder::strategy; empty: nothing would go out
    std::string action; ///< "PASSIVE", "AGGRESSIVE", "ABORT"
    std::string reason; ///< the code of docs/reasons.md; of a rebalance, its urgency
    double impact = unknown; ///< expected cost of taking what was asked, fraction of mid
    // What was sent:
    std::string order; ///< the first order; empty: none
    std::string notSent; ///< why nothing was; empty: something was
    int orders = 0; ///< at once; slices and further orders of a rebalance come later
    core::Price price; ///< of the first order; zero: none
    core::Quantity size; ///< of all that is meant to go out, coins
    // The signal that it came with; not known: none.
    double signalStrength = unknown;
    std::string signalSource; ///< "model", "ticket", or the file or socket
    std::string signalId;
    // What the choice among venues was worth: all-in prices of what was decided, the way it was sent; not known: the
    // book there could not fill it, or the venue took no part.
    double allInPrice = unknown; ///< of the venue or the division that was chosen
    double bestSinglePrice = unknown; ///< of the single venue that costs least
    std::string bestSingle; ///< which one
    double homePrice = unknown; ///< of the first venue of the instrument, as market.venues has them
    std::string home; ///< which one
    // What was seen:
    core::Timestamp bookTime; ///< of the book it was taken on; the epoch: none
    std::string features; ///< of the newest sample then, JSON
    std::string rules; ///< of each rule that was looked at, the value it saw: JSON
    // Of the journal:
    std::string workstation;
    std::string environment; ///< "live", "demo", "embedded"

    bool operator==(const JournalledDecision&) const = default;
};

/// A decision with what its orders came to.
struct Outcome {
    JournalledDecision decision;
    std::optional<ParentOrder> result; ///< nothing: none was sent
};

/// A row a decision, in their order.
[[nodiscard]] std::vector<Outcome> outcomesOf(
    std::vector<JournalledDecision> decisions, const std::vector<ParentOrder>& parents);

} // namespace leadline::calibration
