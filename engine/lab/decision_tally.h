// SPDX-License-Identifier: MIT
/// Decisions counted by what came out, with their expected cost.
#pragma once

#include "engine/core/price.h"
#include "engine/lab/redecision.h"

#include <array>
#include <cstdint>
#include <string>

namespace leadline::lab
{

/// What of a decision is counted.
struct DecisionOutcome {
    routing::Action action = routing::Action::Abort;
    routing::Strategy strategy = routing::Strategy::None; ///< None: without a signal
    routing::Reason reason = routing::Reason::NoVenue;
    core::Int128 cost = 0; ///< billionths of a quote unit, as the next
    core::Int128 fees = 0;
    bool isPriced = true;

    bool operator==(const DecisionOutcome&) const = default;
};
[[nodiscard]] DecisionOutcome outcomeOf(const routing::Decision& decision, const Redecision& moment);

inline constexpr std::size_t actionCount = static_cast<std::size_t>(routing::Action::Abort) + 1;
inline constexpr std::size_t strategyCount = static_cast<std::size_t>(routing::Strategy::UrgentMarket) + 1;
inline constexpr std::size_t reasonCount = static_cast<std::size_t>(routing::Reason::AskedTaking) + 1;

/// Exact, so that what is added and taken away again leaves nothing.
struct DecisionTally {
    std::array<std::int64_t, actionCount> actions{};
    std::array<std::int64_t, strategyCount> strategies{};
    std::array<std::int64_t, reasonCount> reasons{};
    std::int64_t unpriced = 0; ///< of those that send: their books cannot fill what was decided
    core::Int128 cost = 0; ///< billionths of a quote unit, as the next
    core::Int128 fees = 0;

    /// `times`: -1 takes it away.
    void add(const DecisionOutcome& outcome, int times = 1);
    [[nodiscard]] std::int64_t sent() const;
    [[nodiscard]] double costInQuote() const { return core::toDouble(cost) / 1e9; }
    [[nodiscard]] double feesInQuote() const { return core::toDouble(fees) / 1e9; }

    bool operator==(const DecisionTally&) const = default;
};

/// "counts", with a signal "strategies", "reasons", "expected_cost", "fees": fields of an object, as ObjectWriter
/// appends them.
[[nodiscard]] std::string tallyFields(const DecisionTally& tally, bool hasSignal);

} // namespace leadline::lab
