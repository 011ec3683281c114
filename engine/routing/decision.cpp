// SPDX-License-Identifier: MIT
#include "engine/routing/decision.h"

#include <charconv>
#include <cmath>
#include <utility>

namespace leadline::routing
{

namespace
{

constexpr std::array reasons{
    ReasonInfo{Reason::KillSwitch, Action::Abort, "kill_switch", "the kill switch is on"},
    ReasonInfo{Reason::CircuitBreaker, Action::Abort, "circuit_breaker", "the circuit breaker of this symbol is open"},
    ReasonInfo{Reason::NoVenue, Action::Abort, "no_venue", "no venue is connected with a book in sequence"},
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

std::string jsonString(std::string_view text)
{
    // Names and codes of ours and symbols of venues: a quote or backslash would have to be escaped, control bytes too.
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        if (static_cast<unsigned char>(c) >= 0x20) {
            out += c;
        }
    }
    return out + '"';
}

std::string signalJson(const Decision& decision)
{
    if (!decision.signal) {
        return decision.strategy == Strategy::None ? "" : ",\"strategy\":" + jsonString(nameOf(decision.strategy));
    }
    const SignalTrace& trace = *decision.signal;
    std::string json = ",\"strategy\":" + jsonString(nameOf(decision.strategy)) + ",\"signal\":{";
    for (std::size_t i = 0; i < signalInputs; ++i) {
        const auto input = static_cast<SignalInput>(i);
        json += jsonString(nameOf(input)) + ":" + jsonNumber(valueOf(trace.in, input)) + ",";
    }
    const auto flag = [](bool is) { return is ? "true" : "false"; };
    json += "\"row\":" + jsonString(nameOf(trace.row))
        + ",\"stability_band\":" + jsonString(nameOf(trace.stabilityBand))
        + ",\"flow_band\":" + jsonString(nameOf(trace.flowBand)) + ",\"by_table\":" + jsonString(nameOf(trace.byTable))
        + ",\"pressed\":" + flag(trace.isPressed) + ",\"raised\":" + flag(trace.isRaised)
        + ",\"override\":" + flag(trace.isOverride) + ",\"override_refused\":" + flag(trace.isOverrideRefused)
        + ",\"toxic\":" + flag(trace.isToxic) + ",\"multiplier\":" + jsonNumber(trace.multiplier) + ",\"slice_size\":"
        + (decision.sliceSize.isZero() ? "null" : jsonString(decision.sliceSize.text())) + ",\"nearest_other\":";
    const auto flip = trace.nearest();
    json += !flip
        ? "null"
        : "{\"input\":" + jsonString(nameOf(flip->input)) + ",\"threshold\":" + jsonNumber(flip->threshold) + ",\"is\":"
            + (flip->includesThreshold ? "\"at\""
                    : flip->isAbove    ? "\"above\""
                                       : "\"below\"")
            + ",\"strategy\":" + jsonString(nameOf(flip->becomes)) + "}";
    return json + "}";
}

std::string venuesJson(const Decision& decision)
{
    std::string json = ",\"all_in_price\":" + jsonNumber(decision.allInPrice)
        + ",\"single_all_in_price\":" + jsonNumber(decision.singleAllInPrice) + ",\"venues\":[";
    bool first = true;
    for (const VenueQuote& quote : decision.venues) {
        json += std::exchange(first, false) ? "" : ",";
        json += "{\"venue\":" + jsonString(quote.market.venue.view())
            + ",\"symbol\":" + jsonString(quote.market.symbol.view()) + ",\"excluded\":"
            + (quote.exclusion == book::Exclusion::None ? "null" : jsonString(book::nameOf(quote.exclusion)))
            + ",\"fills\":" + (quote.fills ? "true" : "false") + ",\"price\":" + jsonNumber(quote.price)
            + ",\"impact_bps\":" + jsonNumber(quote.impactBps) + ",\"fee_bps\":" + jsonNumber(quote.feeBps)
            + ",\"latency_bps\":" + jsonNumber(quote.latencyBps) + ",\"all_in_price\":" + jsonNumber(quote.allInPrice)
            + '}';
    }
    json += "],\"split\":[";
    first = true;
    for (const ChildOrder& child : decision.children) {
        json += std::exchange(first, false) ? "" : ",";
        json += "{\"venue\":" + jsonString(child.market.venue.view())
            + ",\"symbol\":" + jsonString(child.market.symbol.view()) + ",\"size\":" + jsonString(child.size.text())
            + ",\"worst_price\":" + jsonString(child.worstPrice.text()) + ",\"average_price\":"
            + jsonNumber(child.averagePrice) + ",\"all_in_price\":" + jsonNumber(child.allInPrice) + '}';
    }
    return json + "]";
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
    }
    return "";
}

std::string jsonNumber(double value)
{
    if (!std::isfinite(value)) {
        return "null";
    }
    std::array<char, 32> buffer{};
    const auto [end, error] = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value);
    return {buffer.data(), end};
}

std::string toJson(const Decision& decision)
{
    std::string json = "{\"timestamp\":" + std::to_string(core::nanosecondsOf(decision.time)) + ",\"venue\":"
        + jsonString(decision.market.venue.view()) + ",\"symbol\":" + jsonString(decision.market.symbol.view())
        + ",\"side\":" + jsonString(core::verb(decision.side)) + ",\"requested_size\":"
        + jsonString(decision.requestedSize.text()) + ",\"action\":" + jsonString(nameOf(decision.action))
        + ",\"reason\":" + jsonString(infoOf(decision.reason).code) + ",\"size\":" + jsonString(decision.size.text())
        + ",\"limit_price\":" + (decision.action == Action::Abort ? "null" : jsonString(decision.limitPrice.text()))
        + ",\"post_only\":"
        + (decision.action == Action::Passive && decision.strategy != Strategy::BalancedLimit ? "true" : "false")
        + ",\"best_bid\":" + (decision.bestBid.raw() == 0 ? "null" : jsonString(decision.bestBid.text()))
        + ",\"best_ask\":" + (decision.bestAsk.raw() == 0 ? "null" : jsonString(decision.bestAsk.text()))
        + ",\"impact_cost\":" + jsonNumber(decision.impact)
        + ",\"impact_sufficient\":" + (std::isfinite(decision.impact) ? "true" : "false") + ",\"trace\":[";
    bool first = true;
    for (const RuleLine& line : decision.trace) {
        json += std::exchange(first, false) ? "" : ",";
        json += "{\"rule\":" + jsonString(nameOf(line.rule)) + ",\"value\":" + jsonNumber(line.observed) + ",\"fires\":"
            + (line.firesAbove ? "\">\"" : "\"<\"") + ",\"limit\":" + jsonNumber(line.limit) + ",\"outcome\":"
            + jsonString(nameOf(line.outcome)) + ",\"margin_to_flip\":" + jsonNumber(line.marginToFlip()) + '}';
    }
    return json + "]" + signalJson(decision) + venuesJson(decision) + "}";
}

} // namespace leadline::routing
