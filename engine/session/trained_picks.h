// SPDX-License-Identifier: MIT
/// A trained model that scores picks by their five features.
#pragma once

#include "engine/core/time.h"
#include "engine/picks/pick_score.h"

#include <memory>
#include <string>
#include <vector>

namespace leadline::session
{

/// The score is the probability that the model gives, 0..1. Thread: one at a time.
class TrainedPicks final : public picks::PickScorer
{
public:
    /// A model of XGBoost as signals::Model reads them, which looks at nothing but what a pick has.
    explicit TrainedPicks(const std::string& file);
    ~TrainedPicks() override;

    /// Takes over what its file holds now, where that is another model and a good one. What there is to say of it, a
    /// line each.
    [[nodiscard]] std::vector<std::string> refresh(core::Duration steady);
    /// False: there is no model that works, and refresh() said why.
    [[nodiscard]] bool isReady() const;

    [[nodiscard]] std::optional<double> score(const picks::PickFeatures& features) override;
    [[nodiscard]] std::string name() const override;

private:
    class Trees;
    std::string m_file; ///< without its folder
    std::unique_ptr<Trees> m_trees;
};

} // namespace leadline::session
