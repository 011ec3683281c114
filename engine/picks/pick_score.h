// SPDX-License-Identifier: MIT
/// How good a pick is: by a linear model over the user's column and what the quote says, or by a trained one.
#pragma once

#include "engine/core/result.h"
#include "engine/picks/pick_features.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace leadline::picks
{

/// score = constant + column · the user's number + Σ weight · feature. As it stands the score is the user's number.
struct ScoreModel {
    double constant = 0;
    double column = 1;
    std::array<double, pickFeatureNames.size()> weights{}; ///< in the order of pickFeatureNames
    std::string file; ///< of a model that scores instead; empty: none

    bool operator==(const ScoreModel&) const = default;
};

/// A trained model in place of the linear one.
class PickScorer
{
public:
    virtual ~PickScorer() = default;
    /// Nothing where none of its features is known, or it cannot be asked.
    [[nodiscard]] virtual std::optional<double> score(const PickFeatures& features) = 0;
    /// For a heading: "picks.json 3fa9c2d1".
    [[nodiscard]] virtual std::string name() const = 0;
};

/// "score=1, order_imbalance=0.5, spread_bps=-0.02, constant=3"; what is not named weighs nothing. An empty text is the
/// user's column alone; one that ends in .json is the file of a trained model.
[[nodiscard]] core::Result<ScoreModel> parseScoreModel(std::string_view text);
[[nodiscard]] std::string textOf(const ScoreModel& model);
/// For a heading: "column", "linear", "picks.json".
[[nodiscard]] std::string nameOf(const ScoreModel& model);

/// Nothing where a number that weighs something is not known.
[[nodiscard]] std::optional<double> scoreOf(
    const ScoreModel& model, const PickFeatures& features, std::optional<double> column);

} // namespace leadline::picks
