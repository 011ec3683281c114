// SPDX-License-Identifier: MIT
/// What a model's file says of itself, and whether its trees are trees: XGBoost believes the numbers in a file, and a
/// damaged one would take the program with it.
#pragma once

#include "engine/core/result.h"
#include "engine/signals/model_training.h"

#include <string>
#include <vector>

namespace leadline::signals
{

struct ModelOutline {
    std::vector<std::string> features; ///< by name, in the order of the columns; each once
    ModelAttributes attributes; ///< of the booster
    std::string baseScore; ///< as it is written: "4.8E-1", or "[4.8E-1]" by XGBoost 3.1 and later
};

/// Of a model of XGBoost in its JSON form. A defect says what is wrong with it, in one line without the file's name.
[[nodiscard]] core::Result<ModelOutline> readModelOutline(const std::string& json);

} // namespace leadline::signals
