// SPDX-License-Identifier: MIT
/// How far a rebalance is: values for windows, terminals and reports.
#pragma once

#include "engine/rebalance/plan_orders.h"

#include <cstdint>
#include <string>
#include <vector>

namespace leadline::rebalance
{

enum class SlotState : std::uint8_t {
    Queued, ///< the market is closed, or in its first minutes: `until` tells
    WaitingForCash, ///< sells must fill first
    WaitingForQuote, ///< a check of the quote fails
    Placing, ///< sent, not confirmed
    Working, ///< a limit rests
    Repegging, ///< being replaced
    Crossing, ///< a market order is under way
    Cancelling,
    Asking, ///< the venue did not answer: it is asked what became of the order
    Paused,
    Done,
};
inline constexpr int slotStates = static_cast<int>(SlotState::Done) + 1;
[[nodiscard]] std::string_view describe(SlotState state);

enum class SlotResult : std::uint8_t {
    None, ///< not over
    Filled,
    PartlyFilled, ///< and over
    Unfilled,
    Refused, ///< by the venue, or by a rule of ours
    Stopped,
};
inline constexpr int slotResults = static_cast<int>(SlotResult::Stopped) + 1;
[[nodiscard]] std::string_view describe(SlotResult result);

/// One thing that happened to a symbol's order, or why something did not.
struct LogLine {
    core::Timestamp time;
    std::string text;

    bool operator==(const LogLine&) const = default;
};

/// One symbol of a rebalance.
struct SlotProgress {
    core::Symbol symbol;
    core::Side side = core::Side::Bid;
    core::Quantity size; ///< planned, shares
    core::Quantity filled;
    core::Notional filledValue; ///< dollars
    core::Notional fees;
    core::Price working; ///< of the limit that rests; zero: none does
    SlotState state = SlotState::Queued;
    SlotResult result = SlotResult::None;
    core::Timestamp until{}; ///< when what it waits for ends by itself; the epoch: not known
    Quote quote; ///< the newest seen
    Validation validation;
    int quotesSeen = 0;
    int repegs = 0;
    int ordersSent = 0;
    std::string strategy; ///< "limit", "limit, then market", "market", "legacy mode"
    std::string reason; ///< of the newest step
    std::vector<LogLine> log; ///< all that was decided, oldest first; how orders are placed stands at its head
    core::Price arrivalMid; ///< when it was first placed
    double baselineBps = 0; ///< a market order at that moment, against arrivalMid; a cost is positive
    core::Timestamp began{};
    core::Timestamp ended{};

    /// Against arrivalMid, in bps, a cost is positive; zero while nothing is filled.
    [[nodiscard]] double slippageBps() const;
    [[nodiscard]] core::Price averagePrice() const;

    bool operator==(const SlotProgress&) const = default;
};

struct RunProgress {
    enum class State : std::uint8_t {
        Running,
        Paused,
        Stopping,
        CutOff, ///< by a crash: it waits for the user's word, and what works at the venue goes on working
        Over,
    };

    std::uint64_t run = 0; ///< as orders::ClientOrderId; zero: none
    State state = State::Over;
    Urgency urgency = Urgency::Normal;
    bool isSmart = true;
    std::vector<SlotProgress> slots;
    core::Notional cash; ///< what may still be spent
    core::Timestamp began{};
    core::Timestamp ended{};
    core::Timestamp opensAt{}; ///< countdown to it while orders are queued; the epoch: none
    std::string note; ///< "stopped by the user"

    [[nodiscard]] double filledPart() const; ///< of the planned notional, 0 to 1
    /// Weighted by what was filled, in bps; NaN while nothing is.
    [[nodiscard]] double slippageBps() const;
    [[nodiscard]] double baselineBps() const;
    /// Over market orders, in bps of what was filled; NaN while nothing is.
    [[nodiscard]] double improvementBps() const;
    [[nodiscard]] double improvementDollars() const;
    /// Its share of the baseline; NaN below leastBaselineBps.
    [[nodiscard]] double improvement() const;
};
/// A share of a smaller baseline says nothing: half of it would be a hundredth of a cent a share of 100 dollars.
inline constexpr double leastBaselineBps = 1;
/// "1.28 bps, 12.34 dollars", with the share behind it where there is one; empty while nothing is filled.
[[nodiscard]] std::string improvementText(const RunProgress& progress);
[[nodiscard]] std::string_view describe(RunProgress::State state);

/// The report of a run as CSV (RFC 4180, UTF-8), one row a symbol with a header; times UTC. What is not known is empty.
[[nodiscard]] std::string reportCsv(const RunProgress& progress);
/// As JSON, one object; the rows of the CSV are its "orders". What is not known is null, amounts are exact texts.
[[nodiscard]] std::string reportJson(const RunProgress& progress);

} // namespace leadline::rebalance
