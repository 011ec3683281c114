// SPDX-License-Identifier: MIT
#include "engine/signals/model_training.h"

#include "engine/core/number_text.h"
#include "engine/core/time_text.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace leadline::signals
{

namespace
{

using core::Result;

constexpr std::string_view prefix = "leadline.";

std::optional<double> numberOf(std::string_view text)
{
    const auto value = core::numberIn<double>(text);
    return value && !std::isnan(*value) ? value : std::nullopt;
}

/// Numbers with commas between them; nothing when one is none.
std::optional<std::vector<double>> numbersOf(std::string_view text)
{
    std::vector<double> numbers;
    while (true) {
        const std::size_t comma = text.find(',');
        const auto number = numberOf(text.substr(0, comma));
        if (!number) {
            return std::nullopt;
        }
        numbers.push_back(*number);
        if (comma == std::string_view::npos) {
            return numbers;
        }
        text.remove_prefix(comma + 1);
    }
}

std::optional<TrainingRange> rangeOf(std::string_view text)
{
    const auto numbers = numbersOf(text);
    if (!numbers || numbers->size() != 2 || (*numbers)[0] > (*numbers)[1]) {
        return std::nullopt;
    }
    return TrainingRange{.least = (*numbers)[0], .most = (*numbers)[1]};
}

std::optional<TrainingBins> binsOf(std::string_view text)
{
    const std::size_t bar = text.find('|');
    if (bar == std::string_view::npos) {
        return std::nullopt;
    }
    auto edges = numbersOf(text.substr(0, bar));
    auto shares = numbersOf(text.substr(bar + 1));
    if (!edges || !shares || shares->size() != edges->size() + 1) {
        return std::nullopt;
    }
    const double sum = std::accumulate(shares->begin(), shares->end(), 0.0);
    const bool isShare = std::ranges::all_of(*shares, [](double share) { return share >= 0 && share <= 1; });
    const bool ascends = std::ranges::adjacent_find(*edges, std::greater_equal()) == edges->end();
    if (!isShare || !ascends || std::abs(sum - 1) > 0.001) {
        return std::nullopt;
    }
    return TrainingBins{.edges = std::move(*edges), .shares = std::move(*shares)};
}

/// Reads one attribute into its place; false: it is none of ours. What it must be where its text is not that.
bool readOne(ModelTraining& training, std::string_view name, std::string_view text, std::string_view& mustBe)
{
    constexpr std::string_view range = "range.";
    constexpr std::string_view bins = "bins.";
    if (name.starts_with(range)) {
        const auto read = rangeOf(text);
        mustBe = read ? "" : "two numbers, such as -1,1";
        training.ranges.emplace(name.substr(range.size()), read.value_or(TrainingRange()));
    } else if (name.starts_with(bins)) {
        const auto read = binsOf(text);
        mustBe = read ? "" : "ascending edges and the share of each bin, such as -0.2,0.2|0.25,0.5,0.25";
        training.bins.emplace(name.substr(bins.size()), read.value_or(TrainingBins()));
    } else if (name == "trained") {
        training.trained = core::isoTime(text);
        mustBe = training.trained ? "" : "a time, such as 2026-11-20T14:00:00Z";
    } else if (name == "ahead_seconds") {
        const auto seconds = numberOf(text);
        const bool isFine = seconds && *seconds > 0 && *seconds <= 1e6;
        mustBe = isFine ? "" : "seconds, more than 0 and at most 1000000";
        training.ahead = isFine ? core::fromSeconds(*seconds) : core::Duration();
    } else if (name == "brier") {
        training.brier = numberOf(text);
        mustBe = training.brier && *training.brier >= 0 && *training.brier <= 1 ? "" : "a number from 0 to 1";
    } else {
        return false;
    }
    return true;
}

} // namespace

Result<ModelTraining> readTraining(const ModelAttributes& attributes, std::vector<std::string>& unknown)
{
    ModelTraining training;
    for (const auto& [name, text] : attributes) {
        if (!name.starts_with(prefix)) {
            continue;
        }
        std::string_view mustBe;
        if (!readOne(training, std::string_view(name).substr(prefix.size()), text, mustBe)) {
            unknown.push_back(name);
        } else if (!mustBe.empty()) {
            return core::defect("its attribute " + name + " is \"" + text + "\"; it must be " + std::string(mustBe));
        }
    }
    return training;
}

std::optional<features::Feature> featureNamed(std::string_view name)
{
    if (name == "order_imbalance") {
        return features::Feature::Obi;
    }
    const auto table = features::featureTable();
    const auto found = std::ranges::find(table, name, &features::FeatureInfo::name);
    return found == table.end() ? std::nullopt : std::optional(found->feature);
}

} // namespace leadline::signals
