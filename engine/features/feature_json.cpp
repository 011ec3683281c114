// SPDX-License-Identifier: MIT
#include "engine/features/feature_json.h"

#include "engine/json/tree.h"
#include "engine/json/writer.h"

namespace leadline::features
{

std::string toJson(const FeatureSet& features)
{
    json::ObjectWriter object;
    object.whole("timestamp", core::nanosecondsOf(features.time))
        .text("best_bid", features.bestBid.text())
        .text("best_ask", features.bestAsk.text())
        .text("mid", features.mid.text());
    for (const FeatureInfo& info : featureTable()) {
        if (const double value = features[info.feature]; std::isfinite(value)) {
            object.number(info.name, value);
        }
    }
    return object.str();
}

core::Result<FeatureSet> featuresOf(std::string_view json)
{
    FeatureSet features;
    if (json.empty()) {
        return features;
    }
    const auto tree = json::Tree::parse(json);
    if (!tree) {
        return std::unexpected(tree.error());
    }
    features.time = core::fromNanoseconds((*tree)["timestamp"].whole());
    features.bestBid = (*tree)["best_bid"].price();
    features.bestAsk = (*tree)["best_ask"].price();
    features.mid = (*tree)["mid"].price();
    for (const FeatureInfo& info : featureTable()) {
        features[info.feature] = (*tree)[info.name].number(FeatureSet::undefined);
    }
    return features;
}

} // namespace leadline::features
