// SPDX-License-Identifier: MIT
#include "engine/routing/signal_trace.h"

#include "engine/core/number_text.h"

#include <algorithm>
#include <cmath>

namespace leadline::routing
{

namespace
{

constexpr std::array<std::string_view, 6> strategyNames{
    "", "skip", "passive_maker", "balanced_limit", "aggressive_limit", "urgent_market"};
constexpr std::array<std::string_view, signalInputs> inputNames{
    "strength", "stability", "flow", "pressure", "resilience", "concentration"};
constexpr std::array<std::string_view, 8> rowNames{"very_weak", "not_known", "strong_calm", "strong_urgent",
    "medium_balanced", "weak_patient", "bands", "weak_otherwise"};

std::string shortText(double value)
{
    return core::roundedText(value, 4);
}

} // namespace

std::string_view nameOf(Strategy strategy)
{
    return strategyNames[static_cast<std::size_t>(strategy)];
}

std::optional<Strategy> strategyNamed(std::string_view name)
{
    const auto found = std::ranges::find(strategyNames, name);
    return name.empty() || found == strategyNames.end()
        ? std::nullopt
        : std::optional(static_cast<Strategy>(found - strategyNames.begin()));
}

std::string_view nameOf(SignalInput input)
{
    return inputNames[static_cast<std::size_t>(input)];
}

std::string_view nameOf(SignalRow row)
{
    return rowNames[static_cast<std::size_t>(row)];
}

std::optional<SignalFlip> SignalTrace::nearest() const
{
    const auto found = std::ranges::min_element(flips, {}, &SignalFlip::distance);
    return std::isfinite(found->distance) ? std::optional(*found) : std::nullopt;
}

std::string describe(const SignalFlip& flip, const SignalInputs& in)
{
    const std::string_view how = flip.includesThreshold ? " at " : flip.isAbove ? " above " : " below ";
    return std::string(nameOf(flip.input)) + std::string(how) + shortText(flip.threshold) + " ("
        + shortText(valueOf(in, flip.input)) + " now): " + std::string(nameOf(flip.becomes));
}

std::string describe(const SignalTrace& trace, Strategy strategy)
{
    std::string text = "row " + std::string(nameOf(trace.row)) + " says " + std::string(nameOf(trace.byTable));
    if (trace.row == SignalRow::Bands) {
        text += " (stability " + std::string(nameOf(trace.stabilityBand)) + ", flow "
            + std::string(nameOf(trace.flowBand)) + ")";
    }
    if (trace.isPressed) {
        text += "; the book presses: one step more urgent";
    }
    if (trace.isRaised) {
        text += "; raised to market by the user";
    }
    if (trace.isOverrideRefused) {
        text += "; this hour's overrides are spent";
    }
    if (trace.isToxic) {
        text += "; toxic flow";
    }
    text += " -> " + std::string(nameOf(strategy)) + ", size x " + shortText(trace.multiplier);
    if (const auto flip = trace.nearest()) {
        text += "; nearest other: " + describe(*flip, trace.in);
    }
    return text;
}

} // namespace leadline::routing
