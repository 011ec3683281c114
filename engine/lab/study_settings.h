// SPDX-License-Identifier: MIT
/// What a study of policies asks along recordings.
#pragma once

#include "engine/calibration/bootstrap.h"
#include "engine/core/side.h"
#include "engine/core/time.h"
#include "engine/desk/market.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace leadline::lab
{

/// Ways to send an order, compared on the same signals.
enum class StudyPolicy : std::uint8_t {
    Signal, ///< by the signal policy (semantics §4)
    Microstructure, ///< by the microstructure policy (semantics §3)
    AlwaysMarket, ///< at market inside the collar, at once
    AlwaysPassive, ///< post-only at the touch
};
inline constexpr std::size_t studyPolicies = static_cast<std::size_t>(StudyPolicy::AlwaysPassive) + 1;
/// "signal", "microstructure", "always_market", "always_passive".
[[nodiscard]] std::string_view nameOf(StudyPolicy policy);

/// A wish to trade.
struct StudySignal {
    core::Side side = core::Side::Bid;
    double strength = 0; ///< 0..1
};
/// Of (bid - ask) / (bid + ask) of the sizes at the touch, -1..1, which is (microprice - mid) / half the spread.
[[nodiscard]] std::optional<StudySignal> signalOfLean(double lean);
/// Where the microprice leans, of the book as it is: strength = |microprice - mid| / half the spread, at most 1. A
/// stand-in for a model: known at the moment, and of the kind that §4 is about. Nothing without a book, or without a
/// lean.
[[nodiscard]] std::optional<StudySignal> micropriceSignal(const desk::Market& market);

struct StudySettings {
    core::Duration every = std::chrono::seconds(5); ///< event time between signals
    core::Duration horizon = std::chrono::seconds(30); ///< what is unfilled then is taken at market, at its price then
    core::Duration sliceEvery = std::chrono::seconds(1); ///< at least, between two slices of one order
    double notional = 10'000; ///< quote units before the signal policy sizes it
    std::function<std::optional<StudySignal>(const desk::Market&)> signal = micropriceSignal;
    calibration::Resampling resampling; ///< its block is set to the orders that live at one time
};

} // namespace leadline::lab
