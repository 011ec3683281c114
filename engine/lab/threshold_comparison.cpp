// SPDX-License-Identifier: MIT
#include "engine/lab/threshold_comparison.h"

#include "engine/core/number_text.h"
#include "engine/core/time_text.h"
#include "engine/json/writer.h"
#include "engine/lab/resting_fills.h"
#include "engine/lab/series_mean.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstdio>

namespace leadline::lab
{

namespace
{

bool isSameChild(const routing::ChildOrder& one, const routing::ChildOrder& other)
{
    return one.market == other.market && one.size == other.size && one.worstPrice == other.worstPrice;
}

/// The same orders would go out, for the same reason.
bool isSameDecision(const routing::Decision& one, const routing::Decision& other)
{
    return one.action == other.action && one.reason == other.reason && one.strategy == other.strategy
        && one.market == other.market && one.size == other.size && one.limitPrice == other.limitPrice
        && one.sliceSize == other.sliceSize && std::ranges::equal(one.children, other.children, isSameChild);
}

/// "PASSIVE earn_the_spread", with a signal its strategy in place of the action.
std::string wordOf(const DecisionOutcome& outcome)
{
    const bool isOfSignal = outcome.strategy != routing::Strategy::None && outcome.action != routing::Action::Abort;
    return std::string(isOfSignal ? routing::nameOf(outcome.strategy) : routing::nameOf(outcome.action)) + " "
        + std::string(routing::infoOf(outcome.reason).code);
}

std::string sideJson(const DecisionOutcome& outcome, Redecision& redecision, std::size_t moment)
{
    redecision.load(moment);
    json::ObjectWriter side;
    side.text("action", routing::nameOf(outcome.action)).text("reason", routing::infoOf(outcome.reason).code);
    if (outcome.strategy != routing::Strategy::None) {
        side.text("strategy", routing::nameOf(outcome.strategy));
    }
    return side.raw("expected_cost", outcome.isPriced ? json::number(core::toDouble(outcome.cost) / 1e9) : "null")
        .raw("decision", routing::toJson(redecision.decide()))
        .str();
}

std::string tallyJson(const DecisionTally& tally, bool hasSignal, FillsTold fills)
{
    const std::int64_t sent = tally.sent() - tally.unpriced;
    std::string fields = tallyFields(tally, hasSignal, fills) + ",\"expected_cost_per_order\":"
        + (sent > 0 ? json::number(tally.costInQuote() / static_cast<double>(sent)) : "null");
    fields.front() = '{';
    return fields + "}";
}

std::string tallyLine(const char* name, const DecisionTally& tally)
{
    const auto count = [&](routing::Action action) {
        return static_cast<long long>(tally.actions[static_cast<std::size_t>(action)]);
    };
    std::array<char, 160> line{};
    std::snprintf(line.data(), line.size(), "%-8s %10lld %8lld %6lld %16s %14s\n", name,
        count(routing::Action::Aggressive), count(routing::Action::Passive), count(routing::Action::Abort),
        core::fixedText(tally.costInQuote(), 2).c_str(), core::fixedText(tally.feesInQuote(), 2).c_str());
    return line.data();
}

/// Of what rests: how much is filled, between both bounds.
std::string fillLine(const char* name, const DecisionTally& tally)
{
    const std::int64_t resting = tally.actions[static_cast<std::size_t>(routing::Action::Passive)];
    const auto percent = [](double share) { return core::fixedText(share * 100, 1); };
    std::string text = std::string(name) + ": of " + std::to_string(resting) + " that rest ";
    text += tally.followed == 0 ? "none can be followed to its end"
                                : percent(tally.pessimisticFillRate()) + " % are filled behind the whole queue, "
            + percent(tally.optimisticFillRate()) + " % where cancels shorten it in proportion";
    const std::int64_t unknown = resting - tally.followed;
    const bool isSaid = unknown > 0 && tally.followed > 0;
    return text + (isSaid ? "; of " + std::to_string(unknown) + " it is unknown, the recording ends" : "") + "\n";
}

std::string reasonLines(const ThresholdComparison& comparison)
{
    std::string text = "reason                   today  changed\n";
    for (std::size_t i = 0; i < reasonCount; ++i) {
        const auto before = static_cast<long long>(comparison.before.reasons[i]);
        const auto after = static_cast<long long>(comparison.after.reasons[i]);
        if (before != 0 || after != 0) {
            std::array<char, 96> line{};
            std::snprintf(line.data(), line.size(), "%-22s %7lld %8lld\n",
                std::string(routing::infoOf(static_cast<routing::Reason>(i)).code).c_str(), before, after);
            text += line.data();
        }
    }
    return text;
}

} // namespace

ThresholdComparison compareThresholds(
    Redecision& before, Redecision& after, const RestingFills* fills, const Progress& progress)
{
    assert(&before.tape() == &after.tape() && "the same moments are compared");
    ThresholdComparison comparison{.hasSignal = before.request().signal.has_value(),
        .fills = fills == nullptr ? FillsTold::No : FillsTold::Yes,
        .decisions = before.tape().size()};
    std::vector<double> differences;
    for (std::size_t moment = 0; moment < comparison.decisions && progress.goesOn(moment, comparison.decisions);
         ++moment) {
        before.load(moment);
        after.load(moment);
        const routing::Decision one = before.decide();
        const routing::Decision other = after.decide();
        DecisionOutcome was = outcomeOf(one, before);
        DecisionOutcome is = outcomeOf(other, after);
        if (fills != nullptr) {
            was.fill = fills->outcomeOf(moment, one);
            is.fill = fills->outcomeOf(moment, other);
        }
        comparison.before.add(was);
        comparison.after.add(is);
        if (was.isPriced && is.isPriced) {
            differences.push_back(core::toDouble(is.cost - was.cost) / 1e9);
        }
        if (!isSameDecision(one, other)) {
            comparison.changed.push_back({moment, one.time, one.market, was, is});
        }
    }
    comparison.difference = meanOfSeries(differences);
    comparison.compared = differences.size();
    return comparison;
}

std::string comparisonJson(
    const ThresholdComparison& comparison, Redecision& before, Redecision& after, const std::string& inputFields)
{
    const auto change = [&](const ChangedDecision& changed) {
        return json::ObjectWriter()
            .whole("timestamp", core::nanosecondsOf(changed.time))
            .text("venue", changed.market.venue.view())
            .text("symbol", changed.market.symbol.view())
            .raw("before", sideJson(changed.before, before, changed.moment))
            .raw("after", sideJson(changed.after, after, changed.moment))
            .str();
    };
    const calibration::Interval& mean = comparison.difference;
    return json::ObjectWriter()
        .whole("decisions", comparison.decisions)
        .raw("before", tallyJson(comparison.before, comparison.hasSignal, comparison.fills))
        .raw("after", tallyJson(comparison.after, comparison.hasSignal, comparison.fills))
        .whole("changed", comparison.changed.size())
        .raw("difference",
            json::ObjectWriter()
                .whole("decisions", comparison.compared)
                .number("sum", mean.value * static_cast<double>(comparison.compared))
                .number("mean", mean.value)
                .number("low", mean.low)
                .number("high", mean.high)
                .str())
        .raw("changes", json::listOf(comparison.changed, change))
        .append(inputFields)
        .str();
}

std::string comparisonText(
    const ThresholdComparison& comparison, Redecision& before, Redecision& after, ChangesTold told)
{
    std::string text = "         AGGRESSIVE  PASSIVE  ABORT    expected cost           fees\n"
        + tallyLine("today", comparison.before) + tallyLine("changed", comparison.after) + reasonLines(comparison);
    if (comparison.fills == FillsTold::Yes) {
        text += fillLine("today", comparison.before) + fillLine("changed", comparison.after);
    }
    const calibration::Interval& mean = comparison.difference;
    text += std::to_string(comparison.changed.size()) + " of " + std::to_string(comparison.decisions)
        + " decisions come out otherwise";
    if (comparison.compared > 1) {
        text += "; expected cost a decision, changed minus today: " + core::fixedText(mean.value, 4)
            + " quote units (95 %: " + core::fixedText(mean.low, 4) + " to " + core::fixedText(mean.high, 4) + ")";
    }
    text += "\n";
    for (const ChangedDecision& changed : comparison.changed) {
        text += core::isoText(changed.time, 3) + " " + changed.market.venue.text() + " " + changed.market.symbol.text()
            + "  " + wordOf(changed.before) + " -> " + wordOf(changed.after) + "\n";
        if (told == ChangesTold::Traces) {
            before.load(changed.moment);
            after.load(changed.moment);
            text +=
                "  before " + routing::toJson(before.decide()) + "\n  after  " + routing::toJson(after.decide()) + "\n";
        }
    }
    return text;
}

} // namespace leadline::lab
