// SPDX-License-Identifier: MIT
/// A sample as one JSON object, to be kept with what was decided on it.
#pragma once

#include "engine/core/result.h"
#include "engine/features/feature_set.h"

#include <string>
#include <string_view>

namespace leadline::features
{

/// `{"timestamp":…,"best_bid":"…","best_ask":"…","mid":"…","spread":…}`: times in nanoseconds, prices exact, every
/// feature that has a value by its name. An impact that the book cannot absorb has none, as in files.
[[nodiscard]] std::string toJson(const FeatureSet& features);
/// What it does not name is not defined, and names that are no features are passed over. Empty text: no sample.
[[nodiscard]] core::Result<FeatureSet> featuresOf(std::string_view json);

} // namespace leadline::features
