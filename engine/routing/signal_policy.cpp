// SPDX-License-Identifier: MIT
#include "engine/routing/signal_policy.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>
#include <vector>

namespace leadline::routing
{

namespace
{

using features::Feature;

double sign(core::Side side)
{
    return side == core::Side::Bid ? 1 : -1;
}

/// |O|, or what of O points the order's way.
double flowOf(double flow, core::Side side, const SignalPolicy& policy)
{
    return policy.directionalFlow ? std::max(0.0, sign(side) * flow) : std::abs(flow);
}

Strategy stabilityBand(double stability, const SignalPolicy& policy)
{
    return stability <= policy.calmStability    ? Strategy::PassiveMaker
        : stability <= policy.balancedStability ? Strategy::BalancedLimit
        : stability <= policy.urgentStability   ? Strategy::AggressiveLimit
                                                : Strategy::UrgentMarket;
}

Strategy flowBand(double flow, const SignalPolicy& policy)
{
    return flow <= policy.patientFlow  ? Strategy::PassiveMaker
        : flow <= policy.immediateFlow ? Strategy::AggressiveLimit
                                       : Strategy::UrgentMarket;
}

/// The table, row by row.
void lookUp(const SignalInputs& in, core::Side side, const SignalPolicy& policy, SignalTrace& trace)
{
    const double s = in.strength;
    const double S = in.stability;
    const auto says = [&trace](SignalRow row, Strategy strategy) {
        trace.row = row;
        trace.byTable = strategy;
    };
    if (s < policy.weak) {
        return says(SignalRow::VeryWeak, policy.minimalSize ? Strategy::PassiveMaker : Strategy::Skip);
    }
    if (std::isnan(s) || std::isnan(S) || std::isnan(in.flow)) {
        return says(SignalRow::NotKnown, Strategy::Skip);
    }
    const double flow = flowOf(in.flow, side, policy);
    trace.stabilityBand = stabilityBand(S, policy);
    trace.flowBand = flowBand(flow, policy);
    if (s >= policy.strong && S < policy.calmStability) {
        return says(SignalRow::StrongCalm, Strategy::PassiveMaker);
    }
    if (s >= policy.strong && S > policy.urgentStability && flow > policy.urgentFlow) {
        return says(SignalRow::StrongUrgent, Strategy::UrgentMarket);
    }
    if (s >= policy.medium && s < policy.strong && S >= policy.calmStability && S <= policy.urgentStability
        && flow < policy.urgentFlow) {
        return says(SignalRow::MediumBalanced, Strategy::BalancedLimit);
    }
    if (s < policy.medium && flow < policy.patientFlow) {
        return says(SignalRow::WeakPatient, S < policy.calmStability ? Strategy::PassiveMaker : Strategy::Skip);
    }
    if (s >= policy.medium) {
        const Strategy most = s < policy.strong ? Strategy::AggressiveLimit : Strategy::UrgentMarket;
        return says(SignalRow::Bands, std::min(most, std::max(trace.stabilityBand, trace.flowBand)));
    }
    says(SignalRow::WeakOtherwise, Strategy::Skip);
}

/// One step up where the book presses the order's way; a signal that is not strong never goes to market by itself.
Strategy pressed(Strategy strategy, const SignalInputs& in, core::Side side, const SignalPolicy& policy)
{
    if (strategy == Strategy::Skip || in.strength < policy.weak || !(sign(side) * in.pressure > policy.pressure)) {
        return strategy;
    }
    const Strategy most = in.strength < policy.strong ? Strategy::AggressiveLimit : Strategy::UrgentMarket;
    const auto next = static_cast<Strategy>(static_cast<int>(strategy) + 1);
    return std::max(strategy, std::min(most, next));
}

SignalChoice choose(const SignalInputs& in, core::Side side, bool isRaised, const SignalPolicy& policy)
{
    SignalChoice choice;
    SignalTrace& trace = choice.trace;
    trace.in = in;
    lookUp(in, side, policy, trace);
    choice.strategy = pressed(trace.byTable, in, side, policy);
    trace.isPressed = choice.strategy != trace.byTable;
    if (isRaised && choice.strategy != Strategy::Skip) {
        trace.isRaised = choice.strategy != Strategy::UrgentMarket;
        choice.strategy = Strategy::UrgentMarket;
    }
    trace.isOverride =
        choice.strategy == Strategy::UrgentMarket && (trace.isRaised || trace.stabilityBand < Strategy::UrgentMarket);
    trace.splits = in.resilience < policy.thinResilience;
    trace.atTouch = in.concentration >= policy.highConcentration;
    trace.multiplier = sizeMultiplier(in, side, policy);
    return choice;
}

std::vector<double> thresholdsOf(SignalInput input, const SignalPolicy& policy)
{
    switch (input) {
    case SignalInput::Strength:
        return {policy.weak, policy.medium, policy.strong};
    case SignalInput::Stability:
        return {policy.calmStability, policy.balancedStability, policy.urgentStability};
    case SignalInput::Flow:
        return {policy.patientFlow, policy.urgentFlow, policy.immediateFlow, -policy.patientFlow, -policy.urgentFlow,
            -policy.immediateFlow};
    case SignalInput::Pressure:
        return {policy.pressure, -policy.pressure};
    case SignalInput::Resilience:
    case SignalInput::Concentration:
        return {}; // they change how it is sent, not which strategy
    }
    return {};
}

/// The nearest threshold of one input beyond which another strategy comes out, the other inputs as they are.
SignalFlip flipOf(
    SignalInput input, const SignalInputs& in, core::Side side, bool isRaised, const SignalPolicy& policy, Strategy now)
{
    SignalFlip nearest{.input = input};
    const double observed = valueOf(in, input);
    if (std::isnan(observed)) {
        return nearest;
    }
    for (const double threshold : thresholdsOf(input, policy)) {
        const double distance = std::abs(threshold - observed);
        const bool isAbove = threshold >= observed;
        constexpr double infinity = std::numeric_limits<double>::infinity();
        const double beyond = std::nextafter(threshold, isAbove ? infinity : -infinity);
        for (const double moved : {threshold, beyond}) {
            SignalInputs other = in;
            other.*signalInputMembers[static_cast<std::size_t>(input)] = moved;
            const Strategy becomes = choose(other, side, isRaised, policy).strategy;
            if (becomes != now && distance < nearest.distance) {
                nearest = {.input = input,
                    .threshold = threshold,
                    .isAbove = isAbove,
                    .includesThreshold = moved == threshold && moved != observed,
                    .becomes = becomes,
                    .distance = distance};
            }
        }
    }
    return nearest;
}

} // namespace

double sizeMultiplier(const SignalInputs& in, core::Side side, const SignalPolicy& policy)
{
    double multiplier = in.strength;
    multiplier *= in.stability > policy.urgentStability ? policy.unstableFactor : 1;
    multiplier *= flowOf(in.flow, side, policy) > policy.immediateFlow ? policy.flowFactor : 1;
    multiplier *= in.resilience < policy.thinResilience ? policy.thinFactor : 1;
    return std::min(multiplier, policy.maxMultiplier);
}

SignalChoice chooseStrategy(const SignalInputs& in, core::Side side, bool isRaised, const SignalPolicy& policy)
{
    SignalChoice choice = choose(in, side, isRaised, policy);
    for (std::size_t i = 0; i < signalInputs; ++i) {
        choice.trace.flips[i] = flipOf(static_cast<SignalInput>(i), in, side, isRaised, policy, choice.strategy);
    }
    return choice;
}

SignalInputs inputsOf(const features::FeatureSet& sample)
{
    return {.stability = sample[Feature::SpreadStabilityNorm100],
        .flow = sample[Feature::OfiNormalized1m],
        .pressure = sample[Feature::PressureImbalanceWeighted],
        .resilience = sample[Feature::BookResilience],
        .concentration = sample[Feature::VolumeConcentration],
        .vpin = sample[Feature::Vpin]};
}

core::Price priceOf(Strategy strategy, core::Side side, core::Quantity size, bool atTouch, core::Price collar,
    const book::OrderBook& book, const core::Instrument& instrument)
{
    const bool buys = side == core::Side::Bid;
    const book::BookSide& own = buys ? book.bids() : book.asks();
    const book::BookSide& other = buys ? book.asks() : book.bids();
    const auto insideCollar = [&](core::Price price) {
        return buys ? std::min(price, collar) : std::max(price, collar);
    };
    switch (strategy) {
    case Strategy::None:
    case Strategy::Skip:
        return {};
    case Strategy::PassiveMaker:
        return own[0].price;
    case Strategy::BalancedLimit:
        return instrument.roundPassive(book.mid(), side);
    case Strategy::AggressiveLimit: {
        core::Price worst = other[0].price;
        core::Quantity reached;
        for (std::size_t i = 0; i < other.size() && !atTouch && reached < size; ++i) {
            worst = other[i].price;
            reached += other[i].size;
        }
        return insideCollar(worst);
    }
    case Strategy::UrgentMarket:
        return collar;
    }
    return {};
}

core::Quantity sliceOf(Strategy strategy, core::Side side, core::Quantity size, const book::OrderBook& book,
    const core::Instrument& instrument)
{
    const core::Side joined = takes(strategy) ? core::opposite(side) : side;
    const core::Level touch = *book.best(joined);
    const core::Quantity slice = instrument.roundDownToLot(std::min(size, touch.size));
    return std::min(size, std::max(slice, instrument.smallestOrder(touch.price)));
}

} // namespace leadline::routing
