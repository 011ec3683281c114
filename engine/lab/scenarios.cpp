// SPDX-License-Identifier: MIT
#include "engine/lab/scenarios.h"

#include "engine/json/writer.h"
#include "engine/lab/scenario_checks.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace leadline::lab
{

using features::Feature;

Findings::Findings(std::string_view name, std::string_view expected)
    : m_result{.name = std::string(name), .passed = true, .expected = std::string(expected)}
{
}

void Findings::check(std::string_view what, bool holds)
{
    if (!holds) {
        m_result.passed = false;
        saw("NOT " + std::string(what));
    }
}

void Findings::number(std::string_view name, double value)
{
    m_result.numbers.emplace_back(name, value);
}

void Findings::inputs(const ScenarioMarket& market)
{
    number("samples", market.samples());
    for (const Feature feature : {Feature::SpreadStabilityNorm100, Feature::OfiNormalized1m,
             Feature::PressureImbalanceWeighted, Feature::BookResilience, Feature::VolumeConcentration}) {
        number(features::nameOf(feature), market.value(feature));
    }
    check("100 samples before the decision", market.samples() >= 100);
}

void Findings::saw(const routing::Decision& decision)
{
    const auto& reason = routing::infoOf(decision.reason);
    saw(std::string(routing::nameOf(decision.strategy)) + " (" + std::string(reason.code) + "), size "
        + decision.size.text()
        + (decision.action == routing::Action::Abort ? "" : " at " + decision.limitPrice.text()));
}

void Findings::saw(const ScenarioOrder& order)
{
    const auto coins = [](sim::Lots lots) { return json::number(static_cast<double>(lots) / 1000); };
    saw("filled " + coins(order.filled) + " of " + coins(order.size)
        + (order.filled > 0 ? ", " + coins(order.filledAsMaker) + " as maker, worst " + order.worst.text() : ""));
}

void Findings::saw(std::string_view what)
{
    m_result.seen += (m_result.seen.empty() ? "" : "; ") + std::string(what);
}

const ScenarioOrder& Findings::first(const std::vector<const ScenarioOrder*>& sent)
{
    static const ScenarioOrder none;
    check("an order is sent", !sent.empty());
    return sent.empty() ? none : *sent.front();
}

routing::RouteRequest buyOn(double strength)
{
    return {.side = core::Side::Bid,
        .size = core::Quantity::fromRaw(core::Int128{10} * core::decimalScale),
        .signal = routing::Signal{.strength = strength}};
}

bool isSize(core::Quantity size, double expected)
{
    return std::abs(size.toDoubleLossy() - expected) < 1e-9;
}

std::vector<ScenarioResult> runScenarios(const desk::DeskSettings& settings)
{
    constexpr std::array scenarios{passiveInAStableMarket, balancedAtMid, urgentByStability, urgentByFlow,
        slicesWhereResilienceIsLow, atTheTouchWhereItIsConcentrated, weakSignalSkipped, sizeCapped, positionLimited,
        breakerTripsAndRecovers, overridesSpent, burstHalvesTheSize, toxicFlowSkipsWhatRests, toxicFlowLetsTake,
        toxicFlowHalvesOnce};
    std::vector<ScenarioResult> results;
    results.reserve(scenarios.size());
    for (const auto scenario : scenarios) {
        results.push_back(scenario(settings));
    }
    return results;
}

bool allPassed(const std::vector<ScenarioResult>& results)
{
    return std::ranges::all_of(results, &ScenarioResult::passed);
}

std::string scenarioText(const std::vector<ScenarioResult>& results, std::span<const ChangedRule> changed)
{
    std::string text;
    for (const ScenarioResult& result : results) {
        text += (result.passed ? "ok      " : "FAILED  ") + result.name + "\n          expected: " + result.expected
            + "\n          seen:     " + result.seen + "\n          with:     ";
        for (const auto& [name, value] : result.numbers) {
            text += name + ' ' + json::number(std::round(value * 1e4) / 1e4)
                + (&name == &result.numbers.back().first ? "" : ", ");
        }
        text += '\n';
    }
    for (const ChangedRule& rule : changed) {
        text += rule.setting + " = " + rule.value + " (default " + rule.usual + "): breaks "
            + (rule.breaks.empty() ? "no scenario" : "");
        for (const std::string& name : rule.breaks) {
            text += (&name == &rule.breaks.front() ? "" : ", ") + name;
        }
        text += '\n';
    }
    const auto passed = std::ranges::count_if(results, &ScenarioResult::passed);
    return text + std::to_string(passed) + " of " + std::to_string(results.size()) + " scenarios passed\n";
}

std::string scenarioJson(const std::vector<ScenarioResult>& results, std::span<const ChangedRule> changed)
{
    const auto ruleJson = [](const ChangedRule& rule) {
        return json::ObjectWriter()
            .text("setting", rule.setting)
            .text("value", rule.value)
            .text("default", rule.usual)
            .raw("breaks", json::listOf(rule.breaks, json::quoted))
            .str();
    };
    const auto toJson = [](const ScenarioResult& result) {
        json::ObjectWriter numbers;
        for (const auto& [name, value] : result.numbers) {
            numbers.number(name, value);
        }
        return json::ObjectWriter()
            .text("name", result.name)
            .flag("passed", result.passed)
            .text("expected", result.expected)
            .text("seen", result.seen)
            .raw("numbers", numbers.str())
            .str();
    };
    return json::ObjectWriter()
        .flag("passed", allPassed(results))
        .raw("scenarios", json::listOf(results, toJson))
        .raw("changed", json::listOf(changed, ruleJson))
        .str();
}

} // namespace leadline::lab
