// SPDX-License-Identifier: MIT
#include "engine/session/trained_picks.h"

#include "engine/signals/model.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace leadline::session
{

namespace
{

using features::Feature;

/// In the order of picks::pickFeatureNames.
constexpr std::array<Feature, picks::pickFeatureNames.size()> pickFeatures{
    Feature::Obi, Feature::BidDepth, Feature::AskDepth, Feature::SpreadBps, Feature::DepthImbalance};

} // namespace

class TrainedPicks::Trees
{
public:
    explicit Trees(signals::Model loaded)
        : model(std::move(loaded))
    {
    }
    signals::Model model;
};

TrainedPicks::TrainedPicks(std::unique_ptr<Trees> trees)
    : m_trees(std::move(trees))
{
}

TrainedPicks::~TrainedPicks() = default;

core::Result<std::unique_ptr<TrainedPicks>> TrainedPicks::load(const std::string& file)
{
    auto model = signals::Model::load(file);
    if (!model) {
        return std::unexpected(model.error());
    }
    for (const Feature feature : model->inputs()) {
        if (std::ranges::find(pickFeatures, feature) == pickFeatures.end()) {
            return core::defect(file + ": it looks at " + std::string(features::nameOf(feature))
                + ", which a pick does not have: order_imbalance, bid_depth, ask_depth, spread_bps and "
                  "depth_imbalance");
        }
    }
    return std::unique_ptr<TrainedPicks>(new TrainedPicks(std::make_unique<Trees>(std::move(*model))));
}

std::optional<double> TrainedPicks::score(const picks::PickFeatures& features)
{
    features::FeatureSet set;
    bool isKnown = false;
    for (std::size_t i = 0; i < pickFeatures.size(); ++i) {
        set[pickFeatures[i]] = features[i].value;
        isKnown = isKnown || std::isfinite(features[i].value);
    }
    const auto score = isKnown ? m_trees->model.score(set) : core::defect("nothing is known");
    return score ? std::optional(score->value) : std::nullopt;
}

} // namespace leadline::session
