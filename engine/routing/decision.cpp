// SPDX-License-Identifier: MIT
#include "engine/routing/decision.h"

#include "engine/json/writer.h"

#include <cmath>

namespace leadline::routing
{

namespace
{

constexpr std::array reasons{
    ReasonInfo{Reason::KillSwitch, Action::Abort, "kill_switch", "the kill switch is on"},
    ReasonInfo{Reason::CircuitBreaker, Action::Abort, "circuit_breaker", "the circuit breaker of this symbol is open"},
    ReasonInfo{Reason::NoVenue, Action::Abort, "no_venue", "no venue is connected with a whole book"},
    ReasonInfo{
        Reason::InvalidBook, Action::Abort, "invalid_book", "the book has an empty side, or is crossed or locked"},
    ReasonInfo{Reason::StaleBook, Action::Abort, "stale_book", "the book was not updated for too long"},
    ReasonInfo{Reason::VenueExcluded, Action::Abort, "venue_excluded",
        "the venue takes no part: disconnected, not trading, late, unreliable, an outlier, or switched off"},
    ReasonInfo{Reason::ImpactTooHigh, Action::Abort, "impact_too_high",
        "taking the order's notional would move too far from mid"},
    ReasonInfo{
        Reason::InsufficientDepth, Action::Abort, "insufficient_depth", "the visible book cannot fill the order"},
    ReasonInfo{Reason::BelowMinimum, Action::Abort, "below_minimum", "the size is below the venue's smallest order"},
    ReasonInfo{Reason::ImbalanceFavoursTaking, Action::Aggressive, "imbalance",
        "the book leans the order's way: take before it moves"},
    ReasonInfo{Reason::SpreadWide, Action::Passive, "spread_wide", "the spread is too wide to cross"},
    ReasonInfo{Reason::EarnTheSpread, Action::Passive, "earn_the_spread",
        "nothing presses: rest, earn the rebate, save the fee"},
    ReasonInfo{Reason::SignalUnknown, Action::Abort, "signal_unknown",
        "spread stability or order flow is not known yet: the signal cannot be judged"},
    ReasonInfo{Reason::SignalSkip, Action::Abort, "signal_skip", "the signal is too weak for this market"},
    ReasonInfo{Reason::SignalToxic, Action::Abort, "signal_toxic",
        "flow is toxic: a resting order would be picked off, and the rule says to skip"},
    ReasonInfo{Reason::SignalPassive, Action::Passive, "signal_passive", "the signal can wait: post-only at the touch"},
    ReasonInfo{Reason::SignalBalanced, Action::Passive, "signal_balanced", "a limit at mid"},
    ReasonInfo{Reason::SignalAggressive, Action::Aggressive, "signal_aggressive",
        "the signal presses: a limit that takes, the rest of it waits"},
    ReasonInfo{Reason::SignalUrgent, Action::Aggressive, "signal_urgent",
        "the signal cannot wait: at market inside the collar"},
    ReasonInfo{Reason::OverridesSpent, Action::Aggressive, "overrides_spent",
        "this hour's raises to market are spent: an aggressive limit instead"},
    ReasonInfo{Reason::AskedPassive, Action::Passive, "asked_passive", "it was asked for that way"},
    ReasonInfo{Reason::AskedTaking, Action::Aggressive, "asked_taking", "it was asked for that way"},
};

constexpr std::array<std::string_view, ruleCount> ruleNames{"kill_switch", "circuit_breaker", "no_venue",
    "invalid_book", "book_age_seconds", "venue_excluded", "impact_cost", "liquidity_ratio", "urgency_brake", "size",
    "obi", "spread_pct", "signal_strength", "spread_stability_norm_100", "ofi_normalized_1m",
    "pressure_imbalance_weighted", "book_resilience", "volume_concentration", "vpin", "adverse_bps", "override_budget"};

std::string flipJson(const SignalFlip& flip)
{
    return json::ObjectWriter()
        .text("input", nameOf(flip.input))
        .number("threshold", flip.threshold)
        .text("is",
            flip.includesThreshold ? "at"
                : flip.isAbove     ? "above"
                                   : "below")
        .text("strategy", nameOf(flip.becomes))
        .str();
}

std::string signalJson(const Decision& decision)
{
    const SignalTrace& trace = *decision.signal;
    json::ObjectWriter object;
    for (std::size_t i = 0; i < signalInputs; ++i) {
        const auto input = static_cast<SignalInput>(i);
        object.number(nameOf(input), valueOf(trace.in, input));
    }
    const auto flip = trace.nearest();
    return object.text("row", nameOf(trace.row))
        .text("stability_band", nameOf(trace.stabilityBand))
        .text("flow_band", nameOf(trace.flowBand))
        .text("by_table", nameOf(trace.byTable))
        .flag("pressed", trace.isPressed)
        .flag("raised", trace.isRaised)
        .flag("override", trace.isOverride)
        .flag("override_refused", trace.isOverrideRefused)
        .flag("toxic", trace.isToxic)
        .number("multiplier", trace.multiplier)
        .textOrNull("slice_size", decision.sliceSize.isZero() ? "" : decision.sliceSize.text())
        .raw("nearest_other", flip ? flipJson(*flip) : "null")
        .str();
}

std::string quoteJson(const VenueQuote& quote)
{
    const bool takesPart = quote.exclusion == book::Exclusion::None;
    return json::ObjectWriter()
        .text("venue", quote.market.venue.view())
        .text("symbol", quote.market.symbol.view())
        .textOrNull("excluded", takesPart ? "" : book::nameOf(quote.exclusion))
        .flag("fills", quote.fills)
        .number("price", quote.price)
        .number("impact_bps", quote.impactBps)
        .number("fee_bps", quote.feeBps)
        .number("latency_bps", quote.latencyBps)
        .number("all_in_price", quote.allInPrice)
        .number("weighted_size", quote.weightedSize)
        .str();
}

std::string childJson(const ChildOrder& child)
{
    return json::ObjectWriter()
        .text("venue", child.market.venue.view())
        .text("symbol", child.market.symbol.view())
        .text("size", child.size.text())
        .text("worst_price", child.worstPrice.text())
        .number("average_price", child.averagePrice)
        .number("all_in_price", child.allInPrice)
        .str();
}

std::string comparisonJson(const VenueComparison& comparison)
{
    return json::ObjectWriter()
        .text("size", comparison.size.text())
        .number("all_in_price", comparison.chosen)
        .textOrNull("best_venue", comparison.best.venue.view())
        .number("best_all_in_price", comparison.bestPrice)
        .textOrNull("home_venue", comparison.home.venue.view())
        .number("home_all_in_price", comparison.homePrice)
        .str();
}

std::string lineJson(const RuleLine& line)
{
    return json::ObjectWriter()
        .text("rule", nameOf(line.rule))
        .number("value", line.observed)
        .text("fires", line.firesAbove ? ">" : "<")
        .number("limit", line.limit)
        .text("stands", line.comparison())
        .text("outcome", nameOf(line.outcome))
        .number("margin_to_flip", line.marginToFlip())
        .str();
}

} // namespace

std::string_view nameOf(Action action)
{
    switch (action) {
    case Action::Passive:
        return "PASSIVE";
    case Action::Aggressive:
        return "AGGRESSIVE";
    case Action::Abort:
        return "ABORT";
    }
    return "";
}

std::string_view RuleLine::comparison() const
{
    if (std::isnan(observed) || std::isnan(limit)) {
        return "";
    }
    if (holds()) {
        return firesAbove ? ">" : "<";
    }
    return firesAbove ? "<=" : ">=";
}

std::span<const ReasonInfo> reasonTable()
{
    return reasons;
}

const ReasonInfo& infoOf(Reason reason)
{
    return reasons[static_cast<std::size_t>(reason)];
}

std::string_view nameOf(Rule rule)
{
    return ruleNames[static_cast<std::size_t>(rule)];
}

std::string_view nameOf(RuleLine::Outcome outcome)
{
    switch (outcome) {
    case RuleLine::Outcome::Quiet:
        return "quiet";
    case RuleLine::Outcome::Decided:
        return "decided";
    case RuleLine::Outcome::Applied:
        return "applied";
    case RuleLine::Outcome::Overruled:
        return "overruled";
    case RuleLine::Outcome::Unknown:
        return "unknown";
    case RuleLine::Outcome::TouchOnly:
        return "touch only";
    }
    return "";
}

std::string toJson(const Decision& decision)
{
    const auto touch = [](core::Price price) { return price.raw() == 0 ? std::string() : price.text(); };
    json::ObjectWriter object;
    object.whole("timestamp", core::nanosecondsOf(decision.time))
        .text("venue", decision.market.venue.view())
        .text("symbol", decision.market.symbol.view())
        .text("side", core::verb(decision.side))
        .text("requested_size", decision.requestedSize.text())
        .text("action", nameOf(decision.action))
        .text("reason", infoOf(decision.reason).code)
        .text("size", decision.size.text())
        .textOrNull("limit_price", decision.action == Action::Abort ? "" : decision.limitPrice.text())
        .flag("post_only",
            decision.action == Action::Passive && decision.strategy != Strategy::BalancedLimit && !decision.onlyLimits)
        .textOrNull("best_bid", touch(decision.bestBid))
        .textOrNull("best_ask", touch(decision.bestAsk))
        .number("impact_cost", decision.impact)
        .flag("impact_sufficient", std::isfinite(decision.impact))
        .raw("trace", json::listOf(decision.trace, lineJson));
    if (decision.signal || decision.strategy != Strategy::None) {
        object.text("strategy", nameOf(decision.strategy));
    }
    if (decision.signal) {
        object.raw("signal", signalJson(decision));
    }
    return object.number("all_in_price", decision.allInPrice)
        .number("single_all_in_price", decision.singleAllInPrice)
        .raw("comparison", decision.comparison.size.isZero() ? "null" : comparisonJson(decision.comparison))
        .raw("venues", json::listOf(decision.venues, quoteJson))
        .raw("split", json::listOf(decision.children, childJson))
        .str();
}

} // namespace leadline::routing
