// SPDX-License-Identifier: MIT
/// Letting a new source of signals trade by and by: some of its orders are sent, the others are traded on paper.
#pragma once

#include "engine/core/pair.h"
#include "engine/core/time.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace leadline::signals
{

/// Which orders of signals are sent.
struct RolloutRules {
    double share = 1; ///< of the signals, 0..1
    double maxValueADay = 0; ///< of all orders of a UTC day together, in the currency of positions; 0: no limit
    std::vector<core::Pair> pairs; ///< none: all

    bool operator==(const RolloutRules&) const = default;
};

enum class Rollout : std::uint8_t {
    Sent,
    OtherSymbol, ///< its symbol is none of those that are sent
    OtherShare, ///< its hash is not in the share
    DayIsFull, ///< it would be more than the limit of the day
    NoRate, ///< there is a limit of the day, and nobody knows what its order is worth in that currency
};
/// For the log: "signal.share leaves it out"; of Sent: "sent".
[[nodiscard]] std::string_view describe(Rollout rollout);

/// 0..1, evenly over all ids, the same for the same id wherever it is asked for: a rerun chooses the same signals, and
/// a larger share holds all of a smaller one. FNV-1a of 64 bits, then the finalizer of MurmurHash3.
[[nodiscard]] double placeOf(std::string_view signalId);

/// What was sent on a day; it survives restarts.
struct RolloutDay {
    core::Timestamp day{}; ///< its midnight, UTC
    double value = 0;

    bool operator==(const RolloutDay&) const = default;
};

/// Counts what is sent against the limit of the day. Thread: one at a time.
class RolloutGate
{
public:
    void setRules(const RolloutRules& rules) { m_rules = rules; }
    [[nodiscard]] const RolloutRules& rules() const { return m_rules; }
    void restore(const RolloutDay& day) { m_day = day; }
    /// Of today; the epoch and zero where nothing was sent today.
    [[nodiscard]] RolloutDay day(core::Timestamp now) const;

    /// What becomes of a signal. `value`: of its order, NaN where nobody knows.
    [[nodiscard]] Rollout judge(
        std::string_view signalId, const core::Pair& pair, double value, core::Timestamp now) const;
    /// Its order was sent.
    void sent(double value, core::Timestamp now);

private:
    RolloutRules m_rules;
    RolloutDay m_day;
};

} // namespace leadline::signals
