// SPDX-License-Identifier: MIT
/// Decisions counted by what came out, with their expected cost.
#pragma once

#include "engine/core/price.h"
#include "engine/lab/fill_outcome.h"
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
    FillOutcome fill; ///< of what rests, where fills were looked at

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
    std::int64_t followed = 0; ///< of those that rest, where fills were looked at: what became of them is known
    std::int64_t filledPessimistically = 0; ///< of them, as the next
    std::int64_t filledOptimistically = 0;
    std::int64_t unpriced = 0; ///< of those that send: their books cannot fill what was decided
    core::Int128 cost = 0; ///< billionths of a quote unit, as the next
    core::Int128 fees = 0;

    /// `times`: -1 takes it away.
    void add(const DecisionOutcome& outcome, int times = 1);
    [[nodiscard]] std::int64_t sent() const;
    /// Of those followed; NaN without one.
    [[nodiscard]] double pessimisticFillRate() const;
    [[nodiscard]] double optimisticFillRate() const;
    [[nodiscard]] double costInQuote() const { return core::toDouble(cost) / 1e9; }
    [[nodiscard]] double feesInQuote() const { return core::toDouble(fees) / 1e9; }

    bool operator==(const DecisionTally&) const = default;
};

/// Whether what rests was followed on paper.
enum class FillsTold : std::uint8_t { No, Yes };
/// "counts", with a signal "strategies", "reasons", "expected_cost", "fees", where they were looked at "fills": fields
/// of an object, as ObjectWriter appends them.
[[nodiscard]] std::string tallyFields(const DecisionTally& tally, bool hasSignal, FillsTold fills = FillsTold::No);

} // namespace leadline::lab
