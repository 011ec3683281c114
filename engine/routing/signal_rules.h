// SPDX-License-Identifier: MIT
/// The numbers of the signal policy (semantics §4).
#pragma once

#include <cstdint>

namespace leadline::routing
{

/// What a toxic market does to an order that comes with a signal.
enum class ToxicityRule : std::uint8_t {
    Show, ///< nothing: it stands in the trace
    Halve, ///< the size is cut to toxicFactor of it
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
    double toxicFactor = 0.5; ///< of the size, where the rule halves
    double sliceGapSeconds = 1; ///< between a fill and the next slice, at least
    double maxVpin = 0.8; ///< above: toxic; one sample in twenty of the recordings passes it
    double maxAdverseBps = 3; ///< above: toxic

    bool operator==(const SignalPolicy&) const = default;
};

} // namespace leadline::routing
