// SPDX-License-Identifier: MIT
#include "engine/picks/pick_score.h"

#include "engine/core/number_text.h"
#include "engine/core/text.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace leadline::picks
{

namespace
{

using core::trimmed;

constexpr std::string_view columnName = "score";
constexpr std::string_view constantName = "constant";

double* weightOf(ScoreModel& model, std::string_view name)
{
    if (name == columnName) {
        return &model.column;
    }
    if (name == constantName) {
        return &model.constant;
    }
    const auto found = std::ranges::find(pickFeatureNames, name);
    return found == pickFeatureNames.end() ? nullptr
                                           : &model.weights[static_cast<std::size_t>(found - pickFeatureNames.begin())];
}

core::Result<void> readTerm(std::string_view term, ScoreModel& model)
{
    const std::size_t sign = term.find('=');
    if (sign == std::string_view::npos) {
        return core::defect("score model: \"" + std::string(term) + "\" is no name=weight");
    }
    const std::string_view name = trimmed(term.substr(0, sign));
    double* const weight = weightOf(model, name);
    if (weight == nullptr) {
        return core::defect("score model: nothing is named \"" + std::string(name) + '"');
    }
    const auto number = core::numberIn<double>(trimmed(term.substr(sign + 1)));
    if (!number || !std::isfinite(*number)) {
        return core::defect("score model: the weight of " + std::string(name) + " is no number");
    }
    *weight = *number;
    return {};
}

void addTerm(std::string& text, std::string_view name, double weight)
{
    text += (text.empty() ? "" : ", ") + std::string(name) + '=' + core::shortestText(weight);
}

} // namespace

core::Result<ScoreModel> parseScoreModel(std::string_view text)
{
    if (trimmed(text).empty()) {
        return ScoreModel();
    }
    if (trimmed(text).ends_with(".json")) {
        return ScoreModel{.column = 0, .file = std::string(trimmed(text))};
    }
    ScoreModel model{.column = 0};
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(','), text.size());
        if (const auto read = readTerm(trimmed(text.substr(0, end)), model); !read) {
            return std::unexpected(read.error());
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return model;
}

std::string nameOf(const ScoreModel& model)
{
    if (!model.file.empty()) {
        return std::filesystem::path(model.file).filename().string();
    }
    return model == ScoreModel() ? "column" : "linear";
}

std::string textOf(const ScoreModel& model)
{
    if (!model.file.empty()) {
        return model.file;
    }
    std::string text;
    addTerm(text, columnName, model.column);
    for (std::size_t i = 0; i < model.weights.size(); ++i) {
        if (model.weights[i] != 0) {
            addTerm(text, pickFeatureNames[i], model.weights[i]);
        }
    }
    if (model.constant != 0) {
        addTerm(text, constantName, model.constant);
    }
    return text;
}

std::optional<double> scoreOf(const ScoreModel& model, const PickFeatures& features, std::optional<double> column)
{
    double score = model.constant;
    if (model.column != 0) {
        if (!column) {
            return std::nullopt;
        }
        score += model.column * *column;
    }
    for (std::size_t i = 0; i < features.size(); ++i) {
        score += model.weights[i] == 0 ? 0 : model.weights[i] * features[i].value;
    }
    return std::isfinite(score) ? std::optional(score) : std::nullopt;
}

} // namespace leadline::picks
