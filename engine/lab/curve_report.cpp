// SPDX-License-Identifier: MIT
/// A threshold curve as JSON, as a table and for people.
#include "engine/core/number_text.h"
#include "engine/json/writer.h"
#include "engine/lab/threshold_curve.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace leadline::lab
{

namespace
{

constexpr std::array curveActions{routing::Action::Aggressive, routing::Action::Passive, routing::Action::Abort};

const Cut* endOf(const ThresholdCurve& curve, std::size_t step)
{
    return step + 1 < curve.steps.size() ? &curve.steps[step + 1].from : nullptr;
}

const Cut* beginOf(const ThresholdCurve& curve, std::size_t step)
{
    return step == 0 ? nullptr : &curve.steps[step].from;
}

std::string curveLine(const ThresholdCurve& curve, std::size_t step)
{
    const Cut* const from = beginOf(curve, step);
    const Cut* const to = endOf(curve, step);
    const auto figure = [](const Cut* cut) { return cut == nullptr ? "" : core::roundedText(cut->value, 8); };
    std::array<char, 160> line{};
    const DecisionTally& tally = curve.steps[step].tally;
    const auto count = [&](routing::Action action) {
        return static_cast<long long>(tally.actions[static_cast<std::size_t>(action)]);
    };
    const bool isNow = &stepAt(curve, curve.now) == &curve.steps[step];
    std::snprintf(line.data(), line.size(), "%c %14s  %c value %-2s %-14s %10lld %8lld %6lld %16s\n", isNow ? '*' : ' ',
        figure(from).c_str(), from == nullptr ? ' ' : (from->isAbove ? '<' : '='),
        to == nullptr ? "" : (to->isAbove ? "<=" : "<"), figure(to).c_str(), count(routing::Action::Aggressive),
        count(routing::Action::Passive), count(routing::Action::Abort),
        core::fixedText(tally.costInQuote(), 2).c_str());
    std::string text = line.data();
    if (curve.fills == FillsTold::Yes) {
        const std::string rates = tally.followed == 0 ? std::string("-")
                                                      : core::fixedText(tally.pessimisticFillRate() * 100, 1) + " to "
                + core::fixedText(tally.optimisticFillRate() * 100, 1);
        text.insert(text.size() - 1, std::string(rates.size() < 18 ? 18 - rates.size() : 1, ' ') + rates);
    }
    return text;
}

} // namespace

std::string intervalFields(const Cut* from, const Cut* to)
{
    const auto value = [](const Cut* cut) { return cut == nullptr ? std::string("null") : json::number(cut->value); };
    const auto flag = [](bool is) { return std::string(json::flag(is)); };
    return ",\"from\":" + value(from) + ",\"to\":" + value(to) + ",\"includes_from\":"
        + flag(from != nullptr && !from->isAbove) + ",\"includes_to\":" + flag(to != nullptr && to->isAbove);
}

std::string curveJson(const ThresholdCurve& curve, const std::string& inputFields)
{
    json::ListWriter steps;
    for (std::size_t i = 0; i < curve.steps.size(); ++i) {
        std::string fields = intervalFields(beginOf(curve, i), endOf(curve, i))
            + tallyFields(curve.steps[i].tally, curve.hasSignal, curve.fills);
        fields.front() = '{'; // in place of the comma
        steps.add(fields + "}");
    }
    return json::ObjectWriter()
        .text("key", curve.key)
        .number("value", curve.now)
        .raw("range", json::ObjectWriter().number("least", curve.range.least).number("most", curve.range.most).str())
        .whole("decisions", curve.decisions)
        .raw("steps", steps.str())
        .append(inputFields)
        .str();
}

std::string curveCsv(const ThresholdCurve& curve)
{
    std::string text = "from,to,includes_from,includes_to";
    for (const auto action : curveActions) {
        text += "," + std::string(routing::nameOf(action));
    }
    for (std::size_t i = 1; curve.hasSignal && i < strategyCount; ++i) {
        text += "," + std::string(routing::nameOf(static_cast<routing::Strategy>(i)));
    }
    const bool hasFills = curve.fills == FillsTold::Yes;
    text += hasFills ? ",followed,filled_pessimistic,filled_optimistic" : "";
    text += ",expected_cost,fees,unpriced\n";
    const auto value = [](const Cut* cut) { return cut == nullptr ? std::string() : core::shortestText(cut->value); };
    for (std::size_t i = 0; i < curve.steps.size(); ++i) {
        const Cut* const from = beginOf(curve, i);
        const Cut* const to = endOf(curve, i);
        const DecisionTally& tally = curve.steps[i].tally;
        text += value(from) + "," + value(to) + "," + std::string(json::flag(from != nullptr && !from->isAbove)) + ","
            + std::string(json::flag(to != nullptr && to->isAbove));
        for (const auto action : curveActions) {
            text += "," + std::to_string(tally.actions[static_cast<std::size_t>(action)]);
        }
        for (std::size_t s = 1; curve.hasSignal && s < strategyCount; ++s) {
            text += "," + std::to_string(tally.strategies[s]);
        }
        if (hasFills) {
            text += "," + std::to_string(tally.followed) + "," + std::to_string(tally.filledPessimistically) + ","
                + std::to_string(tally.filledOptimistically);
        }
        text += "," + core::shortestText(tally.costInQuote()) + "," + core::shortestText(tally.feesInQuote()) + ","
            + std::to_string(tally.unpriced) + "\n";
    }
    return text;
}

std::string curveText(const ThresholdCurve& curve)
{
    constexpr std::size_t mostLines = 30;
    std::string text = curve.key + " = " + core::shortestText(curve.now) + ": " + std::to_string(curve.decisions)
        + " decisions, " + std::to_string(curve.steps.size()) + " steps";
    const std::size_t stride = (curve.steps.size() + mostLines - 1) / mostLines;
    text += stride > 1 ? "; every " + std::to_string(stride) + "th is shown, --json and --csv have all\n" : "\n";
    text += "            from              to             AGGRESSIVE  PASSIVE  ABORT    expected cost";
    text += curve.fills == FillsTold::Yes ? "   filled of rest %\n" : "\n";
    for (std::size_t i = 0; i < curve.steps.size(); ++i) {
        const bool isNow = &stepAt(curve, curve.now) == &curve.steps[i];
        if (i % stride == 0 || i + 1 == curve.steps.size() || isNow) {
            text += curveLine(curve, i);
        }
    }
    return text + "* holds now. A resting order's expected cost is that of its fill.\n";
}

} // namespace leadline::lab
