// SPDX-License-Identifier: MIT
/// Models of XGBoost in files: what the outline lets pass, the library must be able to score.
#include "engine/signals/model.h"
#include "engine/signals/model_outline.h"
#include "tests/fuzz/fuzz.h"

#include <algorithm>

using namespace leadline;

namespace
{

void checkScore(signals::Model& model, const features::FeatureSet& features)
{
    const auto score = model.score(features);
    if (!score) {
        return;
    }
    fuzz::require(score->value >= 0 && score->value <= 1, "a score is a probability");
    const auto again = model.score(features);
    fuzz::require(again && again->value == score->value, "the same features give the same score");
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string text(fuzz::textOf(data, size));
    const auto outline = signals::readModelOutline(text);
    if (!outline) {
        fuzz::require(outline.error().what.find('\n') == std::string::npos, "a defect is one line");
        return 0;
    }
    auto names = outline->features;
    std::ranges::sort(names);
    fuzz::require(!names.empty() && std::ranges::adjacent_find(names) == names.end(), "features have names");
    auto model = signals::Model::load(fuzz::asFile(text));
    if (!model) {
        return 0;
    }
    features::FeatureSet features;
    checkScore(*model, features);
    for (const features::Feature feature : model->inputs()) {
        features[feature] = 0.3;
    }
    checkScore(*model, features);
    static_cast<void>(model->importance());
    return 0;
}
