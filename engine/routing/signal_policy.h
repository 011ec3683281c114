// SPDX-License-Identifier: MIT
/// The signal policy (semantics §4): how and how large an order goes out that comes with the strength of a signal.
#pragma once

#include "engine/book/order_book.h"
#include "engine/core/instrument.h"
#include "engine/core/side.h"
#include "engine/features/feature_set.h"
#include "engine/routing/signal_trace.h"

namespace leadline::routing
{

/// What a toxic market does to an order that comes with a signal.
enum class ToxicityRule : std::uint8_t {
    Show, ///< nothing: it stands in the trace
    Halve, ///< half the size
    Skip, ///< resting orders are not sent; those that take are
};

/// The numbers of the tables; a value at a band's boundary belongs to the calmer band.
struct SignalPolicy {
    double strong = 0.8; ///< s at or above
    double medium = 0.5; ///< s at or above
    double weak = 0.3; ///< s below: skip
    double calmStability = 0.2; ///< S up to here: passive
    double balancedStability = 0.4; ///< S up to here: balanced
    double urgentStability = 0.6; ///< S above: urgent
    double patientFlow = 0.3; ///< |O| up to here: patient
    double urgentFlow = 0.5; ///< |O| above, with a strong signal and S urgent: at market
    double immediateFlow = 0.7; ///< |O| above: immediate
    bool directionalFlow = false; ///< O counts only when it points the order's way
    bool minimalSize = false; ///< a very weak signal sends the smallest order, passive, in place of nothing
    double thinResilience = 0.3; ///< R below: slices no larger than the touch
    double highConcentration = 0.6; ///< C at or above: an aggressive limit executes at the touch, and reaches no deeper
    double pressure = 0.5; ///< P in the order's direction above: one step more urgent
    double unstableFactor = 0.5; ///< of the size, S above urgentStability
    double flowFactor = 1.2; ///< of the size, |O| above immediateFlow
    double thinFactor = 0.7; ///< of the size, R below thinResilience
    double maxMultiplier = 1.5;
    ToxicityRule toxicity = ToxicityRule::Show;
    double maxVpin = 0.6; ///< above: toxic
    double maxAdverseBps = 3; ///< above: toxic

    bool operator==(const SignalPolicy&) const = default;
};

/// What the tables say, and why; everything but budget, toxicity rule and the venue's smallest order. Pure.
struct SignalChoice {
    Strategy strategy = Strategy::Skip;
    SignalTrace trace;
};
[[nodiscard]] SignalChoice chooseStrategy(
    const SignalInputs& in, core::Side side, bool isRaised, const SignalPolicy& policy);

/// multiplier = s; × 0.5 if S > 0.6; × 1.2 if |O| > 0.7; × 0.7 if R < 0.3; at most 1.5.
[[nodiscard]] double sizeMultiplier(const SignalInputs& in, core::Side side, const SignalPolicy& policy);

/// The inputs of a sample; strength and adverse selection are the caller's.
[[nodiscard]] SignalInputs inputsOf(const features::FeatureSet& sample);

/// The limit at which an order of that strategy goes out; zero for Skip and None. `collar` is never passed. The book
/// must be valid. O(levels the order would take).
[[nodiscard]] core::Price priceOf(Strategy strategy, core::Side side, core::Quantity size, bool atTouch,
    core::Price collar, const book::OrderBook& book, const core::Instrument& instrument);
/// What stands at the touch it joins or takes, in units, rounded down to the lot; at least the smallest order.
[[nodiscard]] core::Quantity sliceOf(Strategy strategy, core::Side side, core::Quantity size,
    const book::OrderBook& book, const core::Instrument& instrument);

} // namespace leadline::routing
