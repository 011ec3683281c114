// SPDX-License-Identifier: MIT
#include "engine/session/trained_picks.h"

#include "engine/signals/model_file.h"

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

core::Result<void> checkInputs(const signals::Model& model)
{
    for (const Feature feature : model.inputs()) {
        if (std::ranges::find(pickFeatures, feature) == pickFeatures.end()) {
            return core::defect("it looks at " + std::string(features::nameOf(feature))
                + ", which a pick does not have: order_imbalance, bid_depth, ask_depth, spread_bps and "
                  "depth_imbalance");
        }
    }
    return {};
}

} // namespace

class TrainedPicks::Trees
{
public:
    explicit Trees(const std::string& path)
        : file(path, checkInputs)
    {
    }
    signals::ModelFile file;
};

TrainedPicks::TrainedPicks(const std::string& file)
    : m_file(std::filesystem::path(file).filename().string())
    , m_trees(std::make_unique<Trees>(file))
{
}

TrainedPicks::~TrainedPicks() = default;

std::vector<std::string> TrainedPicks::refresh(core::Duration steady)
{
    return m_trees->file.poll(steady);
}

bool TrainedPicks::isReady() const
{
    return m_trees->file.model() != nullptr;
}

std::string TrainedPicks::name() const
{
    return isReady() ? m_file + ' ' + m_trees->file.model()->digest() : m_file;
}

std::optional<double> TrainedPicks::score(const picks::PickFeatures& features)
{
    features::FeatureSet set;
    bool isKnown = false;
    for (std::size_t i = 0; i < pickFeatures.size(); ++i) {
        set[pickFeatures[i]] = features[i].value;
        isKnown = isKnown || std::isfinite(features[i].value);
    }
    if (!isKnown || !isReady()) {
        return std::nullopt;
    }
    const auto score = m_trees->file.model()->score(set);
    return score ? std::optional(score->value) : std::nullopt;
}

} // namespace leadline::session
