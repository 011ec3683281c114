// SPDX-License-Identifier: MIT
/// The signal policy (semantics §4): how and how large an order goes out that comes with the strength of a signal.
#pragma once

#include "engine/book/order_book.h"
#include "engine/core/instrument.h"
#include "engine/core/side.h"
#include "engine/features/feature_set.h"
#include "engine/routing/signal_rules.h"
#include "engine/routing/signal_trace.h"

namespace leadline::routing
{

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
