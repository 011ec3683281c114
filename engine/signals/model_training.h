// SPDX-License-Identifier: MIT
/// What a model's file says of its training, as attributes of the booster whose names begin with "leadline.".
#pragma once

#include "engine/core/result.h"
#include "engine/core/time.h"
#include "engine/features/feature_set.h"

#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::signals
{

/// The values a feature had in the data that a model was trained on.
struct TrainingRange {
    double least = -std::numeric_limits<double>::infinity();
    double most = std::numeric_limits<double>::infinity();
};

/// How those values were distributed: which share of them lay in each bin.
struct TrainingBins {
    std::vector<double> edges; ///< ascending; a value on an edge belongs to the bin above it
    std::vector<double> shares; ///< one more than edges, 0..1, together 1
};

struct ModelTraining {
    std::map<std::string, TrainingRange, std::less<>> ranges; ///< by the model's own names of its features
    std::map<std::string, TrainingBins, std::less<>> bins; ///< by the model's own names of its features
    std::optional<core::Timestamp> trained; ///< when
    core::Duration ahead{}; ///< "up" is meant so far ahead; zero: it does not say
    std::optional<double> brier; ///< its Brier score on data that it has not learned from, 0..1
};

using ModelAttributes = std::map<std::string, std::string, std::less<>>;

/// Attributes that do not begin with "leadline." are somebody else's. One that does and is none of ours goes to
/// `unknown`: most likely a slip. A defect names the attribute and what it must be.
[[nodiscard]] core::Result<ModelTraining> readTraining(
    const ModelAttributes& attributes, std::vector<std::string>& unknown);

/// The feature of that name, `order_imbalance` being another name of `obi`; nothing: none of ours.
[[nodiscard]] std::optional<features::Feature> featureNamed(std::string_view name);

} // namespace leadline::signals
