// SPDX-License-Identifier: MIT
/// Inside of the scenarios: what each of them is made of.
#pragma once

#include "engine/lab/scenario_market.h"
#include "engine/lab/scenarios.h"

#include <string>
#include <string_view>
#include <vector>

namespace leadline::lab
{

/// Samples that fill the longest window of spread stability, and some.
inline constexpr int samplesBefore = 120;

// The strategies of semantics §4.
[[nodiscard]] ScenarioResult passiveInAStableMarket(const desk::DeskSettings& settings);
[[nodiscard]] ScenarioResult balancedAtMid(const desk::DeskSettings& settings);
[[nodiscard]] ScenarioResult urgentByStability(const desk::DeskSettings& settings);
[[nodiscard]] ScenarioResult urgentByFlow(const desk::DeskSettings& settings);
[[nodiscard]] ScenarioResult slicesWhereResilienceIsLow(const desk::DeskSettings& settings);
[[nodiscard]] ScenarioResult atTheTouchWhereItIsConcentrated(const desk::DeskSettings& settings);
[[nodiscard]] ScenarioResult weakSignalSkipped(const desk::DeskSettings& settings);
[[nodiscard]] ScenarioResult sizeCapped(const desk::DeskSettings& settings);
// The safeguards of semantics §5.
[[nodiscard]] ScenarioResult positionLimited(const desk::DeskSettings& settings);
[[nodiscard]] ScenarioResult breakerTripsAndRecovers(const desk::DeskSettings& settings);
[[nodiscard]] ScenarioResult overridesSpent(const desk::DeskSettings& settings);
[[nodiscard]] ScenarioResult burstHalvesTheSize(const desk::DeskSettings& settings);
// Toxic flow as a rule.
[[nodiscard]] ScenarioResult toxicFlowSkipsWhatRests(const desk::DeskSettings& settings);
[[nodiscard]] ScenarioResult toxicFlowLetsTake(const desk::DeskSettings& settings);
[[nodiscard]] ScenarioResult toxicFlowHalvesOnce(const desk::DeskSettings& settings);

/// Gathers what a scenario saw.
class Findings
{
public:
    Findings(std::string_view name, std::string_view expected);

    void check(std::string_view what, bool holds);
    void number(std::string_view name, double value);
    /// The inputs of the tables as the desk saw them.
    void inputs(const ScenarioMarket& market);
    void saw(const routing::Decision& decision);
    void saw(const ScenarioOrder& order);
    void saw(std::string_view what);

    /// The first order of those that were sent; where none was, that is a finding, and an order that never filled.
    [[nodiscard]] const ScenarioOrder& first(const std::vector<const ScenarioOrder*>& sent);

    [[nodiscard]] ScenarioResult result() const { return m_result; }

private:
    ScenarioResult m_result;
};

/// Ten coins to buy, on a signal of that strength.
[[nodiscard]] routing::RouteRequest buyOn(double strength);
[[nodiscard]] bool isSize(core::Quantity size, double expected);

} // namespace leadline::lab
