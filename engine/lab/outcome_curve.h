// SPDX-License-Identifier: MIT
/// A threshold's curve in little room: what comes out at any of its values, in microseconds.
#pragma once

#include "engine/lab/threshold_curve.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace leadline::lab
{

/// Exact as ThresholdCurve is, which keeps a whole tally a step: a day of ten decisions a second would take gigabytes.
class OutcomeCurve
{
public:
    explicit OutcomeCurve(const CurveChanges& changes);

    [[nodiscard]] const std::string& key() const { return m_key; }
    [[nodiscard]] const ThresholdRange& range() const { return m_range; }
    [[nodiscard]] std::size_t decisions() const { return m_decisions; }
    /// Where anything changes at all; empty: nowhere.
    [[nodiscard]] bool isFlat() const { return m_steps.empty(); }
    [[nodiscard]] double firstCut() const { return m_steps.front().at; }
    [[nodiscard]] double lastCut() const { return m_steps.back().at; }
    /// At a value of the range.
    [[nodiscard]] DecisionTally at(double value) const;
    /// By routing::Action, at ascending values: one pass.
    using Counts = std::array<std::int64_t, actionCount>;
    [[nodiscard]] std::vector<Counts> countsAt(std::span<const double> values) const;

private:
    /// One decision that becomes another.
    struct Step {
        double at = 0;
        core::Int128 cost = 0; ///< that it costs more, billionths of a quote unit
        core::Int128 fees = 0;
        bool isAbove = false; ///< just above the value, not at it
        std::int8_t unpriced = 0; ///< one more, or less
        std::array<routing::Action, 2> action{}; ///< before and after, as the next
        std::array<routing::Strategy, 2> strategy{};
        std::array<routing::Reason, 2> reason{};
    };
    /// How many steps hold at a value.
    [[nodiscard]] std::size_t stepsUpTo(double value) const;
    static void take(const Step& step, DecisionTally& tally);

    std::string m_key;
    ThresholdRange m_range;
    std::size_t m_decisions = 0;
    std::vector<Step> m_steps;
    std::vector<DecisionTally> m_tallies; ///< before every few hundredth step
};

} // namespace leadline::lab
