// SPDX-License-Identifier: MIT
/// What the signal policy saw, which row of which table decided, and what the nearest other outcome would have needed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace leadline::routing
{

/// How an order goes out, from calm to urgent. Bands of stability and of flow have the same names.
enum class Strategy : std::uint8_t {
    None, ///< the microstructure policy decided
    Skip, ///< send nothing
    PassiveMaker, ///< post-only at the own touch
    BalancedLimit, ///< a limit at mid, rounded to the passive side
    AggressiveLimit, ///< a limit that takes up to its price; what is left rests there
    UrgentMarket, ///< a marketable limit up to the slippage collar; what is left is cancelled
};
/// "passive_maker"; empty for None.
[[nodiscard]] std::string_view nameOf(Strategy strategy);
/// Nothing when no strategy has that name.
[[nodiscard]] std::optional<Strategy> strategyNamed(std::string_view name);
[[nodiscard]] constexpr bool takes(Strategy strategy)
{
    return strategy >= Strategy::AggressiveLimit;
}

/// What a model, or the user, says of an order.
struct Signal {
    double strength = 0; ///< 0..1
    bool isRaised = false; ///< the user wants it at market, whatever the tables say
    std::string source{}; ///< "model", "ticket", or the file or socket it came by; empty: not told
    std::string id{}; ///< its own, where it has one
};

/// Everything the tables look at. NaN: not known.
struct SignalInputs {
    static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

    double strength = unknown; ///< s
    double stability = unknown; ///< S, spread_stability_norm_100
    double flow = unknown; ///< O, ofi_normalized_1m
    double pressure = unknown; ///< P, pressure_imbalance_weighted
    double resilience = unknown; ///< R, book_resilience
    double concentration = unknown; ///< C, volume_concentration
    double vpin = unknown;
    double adverseBps = unknown; ///< mean loss against mid 5 s after our own resting fills there; a loss is positive
};

enum class SignalInput : std::uint8_t { Strength, Stability, Flow, Pressure, Resilience, Concentration };
inline constexpr std::size_t signalInputs = static_cast<std::size_t>(SignalInput::Concentration) + 1;
[[nodiscard]] std::string_view nameOf(SignalInput input);

/// The rows of the table in semantics §4, in the order they are tried.
enum class SignalRow : std::uint8_t {
    VeryWeak, ///< s < 0.3
    NotKnown, ///< stability or flow is not defined yet
    StrongCalm, ///< s ≥ 0.8, S < 0.2
    StrongUrgent, ///< s ≥ 0.8, S > 0.6, |O| > 0.5
    MediumBalanced, ///< 0.5 ≤ s < 0.8, 0.2 ≤ S ≤ 0.6, |O| < 0.5
    WeakPatient, ///< 0.3 ≤ s < 0.5, |O| < 0.3
    Bands, ///< anything else with s ≥ 0.5
    WeakOtherwise, ///< anything else below
};
[[nodiscard]] std::string_view nameOf(SignalRow row);

/// One input moved to where the outcome changes, the others as they are.
struct SignalFlip {
    SignalInput input = SignalInput::Strength;
    double threshold = SignalInputs::unknown;
    bool isAbove = true; ///< it would have to be above the threshold, else below
    bool includesThreshold = false; ///< being at it is enough
    Strategy becomes = Strategy::None;
    double distance = std::numeric_limits<double>::infinity(); ///< of the observed value to the threshold
};

struct SignalTrace {
    SignalInputs in;
    SignalRow row = SignalRow::NotKnown;
    Strategy stabilityBand = Strategy::None;
    Strategy flowBand = Strategy::None;
    Strategy byTable = Strategy::Skip; ///< before pressure, the user's word and the budget of overrides
    bool isPressed = false; ///< pressure in the order's direction made it one step more urgent
    bool isRaised = false; ///< by the user
    bool isOverride = false; ///< at market although stability alone would not have it there
    bool isOverrideRefused = false; ///< it would have been one, and the hour's budget is spent
    bool isToxic = false; ///< VPIN or adverse selection is beyond its limit
    bool atTouch = false; ///< concentrated: executes at the touch
    bool splits = false; ///< low resilience: in slices no larger than the touch
    double multiplier = 0; ///< of the base size, with everything that changed it
    std::array<SignalFlip, signalInputs> flips; ///< the nearest of each input; distance infinity: none

    /// The nearest of all; nothing when no single input can change the outcome.
    [[nodiscard]] std::optional<SignalFlip> nearest() const;
};

/// "stability above 0.2 (0.18 now): balanced_limit"
[[nodiscard]] std::string describe(const SignalFlip& flip, const SignalInputs& in);
/// One line for people: the row that decided, what changed it, and the nearest other outcome.
[[nodiscard]] std::string describe(const SignalTrace& trace, Strategy strategy);

/// Where each input stands, in the order of the enum.
inline constexpr std::array<double SignalInputs::*, signalInputs> signalInputMembers{&SignalInputs::strength,
    &SignalInputs::stability, &SignalInputs::flow, &SignalInputs::pressure, &SignalInputs::resilience,
    &SignalInputs::concentration};
[[nodiscard]] constexpr double valueOf(const SignalInputs& in, SignalInput input)
{
    return in.*signalInputMembers[static_cast<std::size_t>(input)];
}

} // namespace leadline::routing
