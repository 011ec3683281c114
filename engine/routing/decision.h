// SPDX-License-Identifier: MIT
/// What the router decided about an order, and every rule it looked at.
#pragma once

#include "engine/core/bounded_vector.h"
#include "engine/core/names.h"
#include "engine/core/price.h"
#include "engine/core/side.h"
#include "engine/core/time.h"
#include "engine/routing/signal_trace.h"
#include "engine/routing/split.h"
#include "engine/routing/venue_comparison.h"
#include "engine/routing/venue_quote.h"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace leadline::routing
{

enum class Action : std::uint8_t {
    Passive, ///< a post-only limit
    Aggressive, ///< a marketable limit inside the slippage collar
    Abort, ///< send nothing
};

[[nodiscard]] std::string_view nameOf(Action action);

/// Why. The codes are stable: they stand in logs, files and the documentation.
enum class Reason : std::uint8_t {
    KillSwitch,
    CircuitBreaker,
    NoVenue,
    InvalidBook,
    StaleBook,
    VenueExcluded,
    ImpactTooHigh,
    InsufficientDepth,
    BelowMinimum,
    ImbalanceFavoursTaking,
    SpreadWide,
    EarnTheSpread,
    SignalUnknown,
    SignalSkip,
    SignalToxic,
    SignalPassive,
    SignalBalanced,
    SignalAggressive,
    SignalUrgent,
    OverridesSpent,
    AskedPassive,
    AskedTaking,
};

struct ReasonInfo {
    Reason reason;
    Action action;
    std::string_view code;
    std::string_view text;
};

/// All reasons in the order of the enum; docs/reasons.md is made from it.
[[nodiscard]] std::span<const ReasonInfo> reasonTable();
[[nodiscard]] const ReasonInfo& infoOf(Reason reason);

/// The rules of the policies, in the order they are evaluated: those of the microstructure policy first; an order with
/// a signal is judged by the safeguards among them, up to LiquidityRatio, and by its own, from SignalStrength on.
enum class Rule : std::uint8_t {
    KillSwitch,
    CircuitBreaker,
    Venue,
    BookValid,
    BookFresh,
    VenueTakesPart,
    ImpactCost,
    LiquidityRatio,
    UrgencyBrake,
    MinimumSize,
    BookImbalance,
    Spread,
    SignalStrength,
    SpreadStability,
    OrderFlow,
    BookPressure,
    BookResilience,
    VolumeConcentration,
    Vpin,
    AdverseSelection,
    OverrideBudget,
};
inline constexpr std::size_t ruleCount = static_cast<std::size_t>(Rule::OverrideBudget) + 1;
/// Rules of the microstructure policy.
inline constexpr std::size_t microRules = static_cast<std::size_t>(Rule::Spread) + 1;

[[nodiscard]] std::string_view nameOf(Rule rule);

/// What a rule does when its condition holds.
enum class Effect : std::uint8_t {
    Abort,
    HalveSize,
    Aggressive,
    Passive,
    Strategy, ///< another strategy comes out
    Slices, ///< sent in slices no larger than the touch
    AtTouch, ///< executes at the touch, and reaches no deeper
};

/// One line of the trace. A rule fires when `observed` is strictly beyond `limit`.
struct RuleLine {
    enum class Outcome : std::uint8_t {
        Quiet, ///< the condition does not hold
        Decided, ///< it holds and settled the action
        Applied, ///< it holds and changed the size
        Overruled, ///< it holds, but an earlier rule had settled the action
        Unknown, ///< the value could not be had (no book, not enough samples)
        TouchOnly, ///< it holds for the touch, and of what the order takes beyond nothing is known
    };

    Rule rule = Rule::KillSwitch;
    double observed = 0; ///< NaN when unknown, infinity when the book is too short
    bool firesAbove = true; ///< fires when observed > limit, else when observed < limit
    double limit = 0; ///< NaN: no value of this input alone makes another outcome
    Effect effect = Effect::Abort;
    Outcome outcome = Outcome::Quiet;

    [[nodiscard]] bool holds() const { return firesAbove ? observed > limit : observed < limit; }
    /// How the value stands to the limit, true as it is written: ">" and "<" where the rule fires, else "<=" and ">=";
    /// empty where value or limit is not known.
    [[nodiscard]] std::string_view comparison() const;
    /// How far the value may still move before the rule flips: positive while quiet, negative by how far it is beyond.
    [[nodiscard]] double marginToFlip() const { return firesAbove ? limit - observed : observed - limit; }
};

[[nodiscard]] std::string_view nameOf(RuleLine::Outcome outcome);

struct Decision {
    core::Timestamp time; ///< event time of the book it was taken on
    core::MarketId market;
    core::Side side = core::Side::Bid;
    core::Quantity requestedSize;
    Action action = Action::Abort;
    Reason reason = Reason::NoVenue;
    core::Quantity size; ///< what would be sent; zero for Abort
    core::Price limitPrice; ///< touch price, or the collar; zero for Abort
    core::Price collar; ///< the worst price a marketable order may reach; zero without a book
    core::Price bestBid; ///< the touch it was taken on; zero without a book
    core::Price bestAsk;
    core::Price marketBid; ///< the touch of all venues that take part: what the user sees
    core::Price marketAsk;
    double impact = 0; ///< expected cost of taking the requested size, fraction of mid; NaN without a book, and beyond
                       ///< the touch where that is all there is
    bool onlyLimits = false; ///< of a stock: a broker has no post-only, and a limit stays for the day
    core::BoundedVector<RuleLine, ruleCount> trace; ///< of the rules that were looked at
    Strategy strategy = Strategy::None; ///< of an order with a signal, or that was asked for
    std::optional<SignalTrace> signal;
    core::Quantity sliceSize; ///< at most so much at once; zero: all of it
    /// What the order would cost at each venue, the way the action sends it; `market` names the one that was chosen.
    core::BoundedVector<VenueQuote, book::mostVenues> venues;
    /// Of an order that takes: what goes where. One child unless a division costs less than the best single venue.
    core::BoundedVector<ChildOrder, book::mostVenues> children;
    double allInPrice = VenueQuote::unknown; ///< expected, with fees and latency terms; NaN for Abort
    double singleAllInPrice = VenueQuote::unknown; ///< of the best single venue, to compare a division with
    VenueComparison comparison; ///< what the choice among venues was worth
};

/// One JSON object without a line end; the same decision gives the same bytes.
[[nodiscard]] std::string toJson(const Decision& decision);

} // namespace leadline::routing
