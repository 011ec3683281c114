// SPDX-License-Identifier: MIT
/// The scenarios of `leadline validate --dry-run`: each puts a desk into the conditions that a rule of semantics §4 or
/// §5 is about, on a matching engine of its own, and looks at what the desk decides and what becomes of the orders.
#pragma once

#include "engine/desk/desk.h"

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace leadline::lab
{

struct ScenarioResult {
    std::string name;
    bool passed = false;
    std::string expected; ///< in words
    std::string seen; ///< in words; what was not as expected stands behind "NOT"
    std::vector<std::pair<std::string, double>> numbers; ///< what it rests on, samples first
};

/// All of them, in a fixed order. Deterministic, and in event time alone. What is expected is what the default settings
/// say: others fail where they say otherwise, and are never more than a failure.
[[nodiscard]] std::vector<ScenarioResult> runScenarios(const desk::DeskSettings& settings = {});
[[nodiscard]] bool allPassed(const std::vector<ScenarioResult>& results);

/// A setting of the user's, and the scenarios that fail by it alone.
struct ChangedRule {
    std::string setting; ///< its key
    std::string value;
    std::string usual; ///< its default
    std::vector<std::string> breaks; ///< names of scenarios
};

/// For people, some lines a scenario, then one a changed rule.
[[nodiscard]] std::string scenarioText(
    const std::vector<ScenarioResult>& results, std::span<const ChangedRule> changed = {});
/// One JSON object without a line end.
[[nodiscard]] std::string scenarioJson(
    const std::vector<ScenarioResult>& results, std::span<const ChangedRule> changed = {});

} // namespace leadline::lab
