// SPDX-License-Identifier: MIT
#include "engine/lab/outcome_curve.h"

#include <algorithm>

namespace leadline::lab
{

namespace
{

constexpr std::size_t stepsBetweenTallies = 512;

} // namespace

OutcomeCurve::OutcomeCurve(const CurveChanges& changes)
    : m_key(changes.key)
    , m_range(changes.range)
    , m_decisions(changes.decisions)
{
    m_steps.reserve(changes.changes.size());
    DecisionTally tally = changes.first;
    for (const CurveChange& change : changes.changes) {
        if (m_steps.size() % stepsBetweenTallies == 0) {
            m_tallies.push_back(tally);
        }
        m_steps.push_back({.at = change.at.value,
            .cost = change.after.cost - change.before.cost,
            .fees = change.after.fees - change.before.fees,
            .isAbove = change.at.isAbove,
            .unpriced = static_cast<std::int8_t>(int{!change.after.isPriced} - int{!change.before.isPriced}),
            .action = {change.before.action, change.after.action},
            .strategy = {change.before.strategy, change.after.strategy},
            .reason = {change.before.reason, change.after.reason}});
        take(m_steps.back(), tally);
    }
    if (m_tallies.empty()) {
        m_tallies.push_back(tally);
    }
}

void OutcomeCurve::take(const Step& step, DecisionTally& tally)
{
    --tally.actions[static_cast<std::size_t>(step.action[0])];
    ++tally.actions[static_cast<std::size_t>(step.action[1])];
    --tally.strategies[static_cast<std::size_t>(step.strategy[0])];
    ++tally.strategies[static_cast<std::size_t>(step.strategy[1])];
    --tally.reasons[static_cast<std::size_t>(step.reason[0])];
    ++tally.reasons[static_cast<std::size_t>(step.reason[1])];
    tally.unpriced += step.unpriced;
    tally.cost += step.cost;
    tally.fees += step.fees;
}

std::size_t OutcomeCurve::stepsUpTo(double value) const
{
    const auto behind = std::ranges::upper_bound(m_steps, Cut{value, false}, {}, [](const Step& step) {
        return Cut{step.at, step.isAbove};
    });
    return static_cast<std::size_t>(behind - m_steps.begin());
}

DecisionTally OutcomeCurve::at(double value) const
{
    const std::size_t count = stepsUpTo(value);
    // Where the steps end with a whole stretch, none begins behind it.
    const std::size_t stretch = std::min(count / stepsBetweenTallies, m_tallies.size() - 1);
    DecisionTally tally = m_tallies[stretch];
    for (std::size_t i = stretch * stepsBetweenTallies; i < count; ++i) {
        take(m_steps[i], tally);
    }
    return tally;
}

std::vector<OutcomeCurve::Counts> OutcomeCurve::countsAt(std::span<const double> values) const
{
    Counts counts = m_tallies.front().actions;
    std::vector<Counts> all;
    all.reserve(values.size());
    std::size_t next = 0;
    for (const double value : values) {
        for (const std::size_t count = stepsUpTo(value); next < count; ++next) {
            --counts[static_cast<std::size_t>(m_steps[next].action[0])];
            ++counts[static_cast<std::size_t>(m_steps[next].action[1])];
        }
        all.push_back(counts);
    }
    return all;
}

} // namespace leadline::lab
