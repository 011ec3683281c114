// SPDX-License-Identifier: MIT
#include "engine/picks/pick_rules.h"

#include "engine/core/number_text.h"
#include "engine/equities/market_hours.h"
#include "engine/picks/exact_limit.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace leadline::picks
{

namespace
{

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// A finding, and whether it failed by no more than the share that a near miss may.
struct Ruled {
    Finding finding;
    bool isNear = false;
};

Ruled unknown(Rule rule, double limit, Unit unit, std::string note)
{
    return {{rule, Outcome::Unknown, none, limit, none, unit, std::move(note)}};
}

double secondsOf(core::Duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

/// Whole minutes and seconds: "2:10".
std::string minutesText(core::Duration duration)
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(duration).count();
    const std::string rest = std::to_string(seconds % 60);
    return std::to_string(seconds / 60) + (rest.size() < 2 ? ":0" : ":") + rest;
}

/// "09:35:00", New York.
std::string clockText(core::Timestamp time)
{
    return equities::newYorkText(time).substr(11);
}

/// "80 %"
std::string percentText(double share)
{
    return std::to_string(std::lround(share * 100)) + " %";
}

core::Int128 magnitude(core::Int128 value)
{
    return value < 0 ? -value : value;
}

Ruled quoteRule(const Reading& reading)
{
    const bool hasBid = reading.bid.price.raw() > 0;
    const bool hasAsk = reading.ask.price.raw() > 0;
    Finding made{Rule::Quote, Outcome::Fine, none, none, none, Unit::None, {}};
    if (!hasBid || !hasAsk) {
        made.note = hasBid ? "no ask" : hasAsk ? "no bid" : "no quote";
    } else if (reading.bid.price == reading.ask.price) {
        made.note = "locked at " + reading.bid.price.text(2);
    } else if (reading.bid.price > reading.ask.price) {
        made.note = "crossed: bid " + reading.bid.price.text(2) + " above ask " + reading.ask.price.text(2);
    } else {
        made.note = reading.bid.price.text(2) + " to " + reading.ask.price.text(2);
        return {made};
    }
    made.outcome = Outcome::Failed;
    return {made};
}

Ruled freshnessRule(const Reading& reading, const PickSettings& settings)
{
    const double limit = settings.quoteFreshnessSeconds;
    if (reading.bid.price.raw() <= 0 && reading.ask.price.raw() <= 0) {
        return unknown(Rule::Freshness, limit, Unit::Seconds, "no quote");
    }
    if (!reading.quoteAge) {
        return unknown(Rule::Freshness, limit, Unit::Seconds, "the time of the quote was not told");
    }
    const double age = secondsOf(*reading.quoteAge);
    const auto stands = [&](double share) {
        return compareRatio(reading.quoteAge->count(), std::nano::den, {limit, share});
    };
    const bool isStale = stands(1) > 0;
    return {{Rule::Freshness, isStale ? Outcome::Failed : Outcome::Fine, age, limit, limit - age, Unit::Seconds,
                isStale ? "stale" : ""},
        stands(1 + settings.nearMissShare) <= 0};
}

Ruled spreadRule(const Reading& reading, const ModeLimits& limits, const PickSettings& settings)
{
    const double limit = limits.maxSpreadBps;
    if (!reading.hasQuote()) {
        return unknown(Rule::Spread, limit, Unit::Bps, "no valid quote");
    }
    const auto stands = [&](double share) {
        return compareRatio(core::Int128(20'000) * (reading.ask.price - reading.bid.price).raw(),
            (reading.bid.price + reading.ask.price).raw(), {limit, share});
    };
    const double spread = reading.spreadBps();
    Finding made{Rule::Spread, Outcome::Fine, spread, limit, limit - spread, Unit::Bps, {}};
    if (stands(1) > 0) {
        made.outcome = Outcome::Failed;
    } else if (stands(settings.riskySpreadShare) > 0) {
        made.outcome = Outcome::Risky;
        made.note = "more than " + percentText(settings.riskySpreadShare) + " of its limit";
    }
    return {made, stands(1 + settings.nearMissShare) <= 0};
}

Ruled depthDataRule(const Reading& reading, const ModeLimits& limits)
{
    if (reading.bid.price.raw() <= 0 || reading.ask.price.raw() <= 0) {
        return unknown(Rule::DepthData, none, Unit::None, "no valid quote");
    }
    Finding made{
        Rule::DepthData, Outcome::Fine, none, none, none, Unit::None, std::string(describe(reading.depthKind))};
    if (!reading.hasDepth()) {
        made.outcome = limits.needsDepth ? Outcome::Failed : Outcome::Risky;
        made.note = "no depth data";
    }
    return {made};
}

Ruled depthRule(const Reading& reading, const ModeLimits& limits, const PickSettings& settings)
{
    // Of a stock whose touch alone is told, five levels cannot be asked for.
    const bool isTouch = reading.depthKind == DepthKind::TouchOnly;
    const double limit = limits.minDepth * (isTouch ? settings.touchDepthShare : 1);
    if (!reading.hasQuote() || !reading.hasDepth()) {
        return unknown(Rule::Depth, limit, Unit::Dollars, reading.hasQuote() ? "no depth data" : "no valid quote");
    }
    const core::Notional depth = reading.depth();
    const auto stands = [&](double share) { return compareAmount(depth, {limit, share}); };
    Finding made{Rule::Depth, Outcome::Fine, depth.toDoubleLossy(), limit, depth.toDoubleLossy() - limit, Unit::Dollars,
        std::string(describe(reading.depthKind))};
    if (isTouch) {
        made.note += ": " + percentText(settings.touchDepthShare) + " of the "
            + core::withoutExponent(core::shortestText(limits.minDepth)) + " USD that five levels need";
    }
    if (stands(1) < 0) {
        made.outcome = Outcome::Failed;
    } else if (stands(settings.riskyDepthShare) < 0) {
        made.outcome = Outcome::Risky;
        made.note += ", less than " + percentText(settings.riskyDepthShare) + " of its limit";
    }
    return {made, stands(1 - settings.nearMissShare) >= 0};
}

Ruled gapRule(const Reading& reading, const ModeLimits& limits, const PickSettings& settings)
{
    const double limit = limits.maxGapPercent;
    if (!reading.gap.largest) {
        return unknown(Rule::Gap, limit, Unit::Percent, "no price yet");
    }
    const Move& move = *reading.gap.largest;
    const auto stands = [&](double share) {
        return compareRatio(core::Int128(100) * magnitude((move.to.price - move.from.price).raw()),
            move.from.price.raw(), {limit, share});
    };
    const double percent = move.percent();
    const bool isTooLarge = stands(1) > 0;
    Finding made{
        Rule::Gap, isTooLarge ? Outcome::Failed : Outcome::Fine, percent, limit, limit - percent, Unit::Percent, {}};
    if (percent > 0) {
        made.note = move.from.price.text(2) + " at " + clockText(move.from.time) + " to " + move.to.price.text(2)
            + " at " + clockText(move.to.time);
    }
    if (!reading.gap.isFilled()) {
        made.note += (made.note.empty() ? "seen for " : ", seen for ") + minutesText(reading.gap.seenFor) + " of "
            + minutesText(reading.gap.window);
    }
    return {made, stands(1 + settings.nearMissShare) <= 0};
}

std::string haltText(const HaltReading& halt)
{
    std::string text(describe(halt.kind));
    const std::string_view reason = halt.notice.reason.isEmpty() ? halt.notice.code.view() : halt.notice.reason.view();
    if (halt.evidence == HaltEvidence::Notice && !reason.empty()) {
        text += " (" + std::string(reason) + ")";
    }
    return text + " since " + clockText(halt.since) + ", " + std::string(describe(halt.evidence));
}

std::string pastText(const PastHalt& past)
{
    return std::string(describe(past.kind)) + " until " + clockText(past.ended) + ", "
        + std::string(describe(past.evidence));
}

std::string tradingText(const Reading& reading, core::Duration lookBack)
{
    const HaltReading& halt = reading.halt;
    std::string text = halt.kind == HaltKind::Unknown
        ? std::string("halt state unknown")
        : std::string(describe(halt.kind)) + ", " + std::string(describe(halt.evidence));
    if (!halt.noticesFrom) {
        return text + "; halt notices are not heard";
    }
    return reading.time - *halt.noticesFrom >= lookBack
        ? text
        : text + "; halts before " + clockText(*halt.noticesFrom) + " were not heard";
}

Ruled haltRule(const Reading& reading, const ModeLimits& limits, const PickSettings& settings)
{
    const HaltReading& halt = reading.halt;
    const double limit = settings.haltLookBackMinutes;
    const auto lookBack = core::Duration(std::llround(limit * 60e9));
    const auto isRecent = [&](const std::optional<PastHalt>& past) {
        return past && reading.time - past->ended < lookBack;
    };
    const auto ago = [&](const std::optional<PastHalt>& past) { return secondsOf(reading.time - past->ended) / 60; };
    const auto found = [&](Outcome outcome, double minutes, std::string note) {
        return Finding{Rule::Halt, outcome, minutes, limit, minutes - limit, Unit::Minutes, std::move(note)};
    };
    if (halt.isHalted()) {
        return {found(Outcome::Failed, 0, haltText(halt))};
    }
    if (isRecent(halt.pastHalt)) {
        const bool isNear = compareRatio((reading.time - halt.pastHalt->ended).count(),
                                60 * core::Int128(std::nano::den), {limit, 1 - settings.nearMissShare})
            >= 0;
        return {found(Outcome::Failed, ago(halt.pastHalt), pastText(*halt.pastHalt)), isNear};
    }
    if (halt.isSuspected()) {
        return {found(limits.trustsSuspicion ? Outcome::Failed : Outcome::Risky, 0, "suspected: " + haltText(halt))};
    }
    if (isRecent(halt.pastSuspicion)) {
        return {found(Outcome::Risky, ago(halt.pastSuspicion), "suspected: " + pastText(*halt.pastSuspicion))};
    }
    const double minutes = halt.pastHalt ? ago(halt.pastHalt) : none;
    return {found(
        halt.kind == HaltKind::Unknown ? Outcome::Unknown : Outcome::Fine, minutes, tradingText(reading, lookBack))};
}

Ruled imbalanceRule(const Reading& reading, const PickSettings& settings)
{
    const double limit = settings.riskyImbalance;
    if (!reading.hasQuote() || !reading.hasDepth()) {
        return unknown(Rule::Imbalance, limit, Unit::Ratio, reading.hasQuote() ? "no depth data" : "no valid quote");
    }
    const double imbalance = reading.orderImbalance();
    const bool isOneSided = compareRatio(magnitude((reading.bidShares - reading.askShares).raw()),
                                (reading.bidShares + reading.askShares).raw(), {limit, 1})
        > 0;
    return {{Rule::Imbalance, isOneSided ? Outcome::Risky : Outcome::Fine, imbalance, limit,
        limit - std::abs(imbalance), Unit::Ratio, isOneSided ? (imbalance > 0 ? "mostly bids" : "mostly asks") : ""}};
}

} // namespace

Judgement judge(const Reading& reading, Mode mode, const PickSettings& settings)
{
    const ModeLimits& limits = settings.limitsOf(mode);
    const std::array<Ruled, ruleCount> ruled{quoteRule(reading), freshnessRule(reading, settings),
        spreadRule(reading, limits, settings), depthDataRule(reading, limits), depthRule(reading, limits, settings),
        gapRule(reading, limits, settings), haltRule(reading, limits, settings), imbalanceRule(reading, settings)};
    Judgement made;
    int failed = 0;
    bool isRisky = false;
    bool isNear = false;
    for (const Ruled& one : ruled) {
        made.findings.push_back(one.finding);
        isRisky = isRisky || one.finding.outcome == Outcome::Risky;
        if (one.finding.outcome == Outcome::Failed) {
            ++failed;
            isNear = one.isNear;
        }
    }
    made.verdict = failed > 0 ? Verdict::Rejected : isRisky ? Verdict::Risky : Verdict::Pass;
    made.isNearMiss = failed == 1 && isNear;
    return made;
}

int qualityOf(const Reading& reading, const PickSettings& settings)
{
    int points = 0;
    if (reading.hasQuote()) {
        const core::Int128 spread = core::Int128(20'000) * (reading.ask.price - reading.bid.price).raw();
        const core::Int128 sum = (reading.bid.price + reading.ask.price).raw();
        points += static_cast<int>(std::ranges::count_if(settings.qualitySpreadBps, [&](double step) {
            return compareRatio(spread, sum, {step, 1}) < 0;
        }));
    }
    if (reading.hasQuote() && reading.hasDepth()) {
        points += static_cast<int>(std::ranges::count_if(settings.qualityDepth, [&](double step) {
            return compareAmount(reading.depth(), {step, 1}) > 0;
        }));
        const core::Int128 difference = magnitude((reading.bidShares - reading.askShares).raw());
        const core::Int128 shares = (reading.bidShares + reading.askShares).raw();
        points += static_cast<int>(std::ranges::count_if(settings.qualityImbalance, [&](double step) {
            return compareRatio(difference, shares, {step, 1}) < 0;
        }));
    }
    return points;
}

} // namespace leadline::picks
