// SPDX-License-Identifier: MIT
/// A trained model that scores picks by their five features.
#pragma once

#include "engine/core/result.h"
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
    /// A model of XGBoost as signals::Model reads them. A defect is one line that names the file: it cannot be read, or
    /// looks at features that a pick does not have.
    [[nodiscard]] static core::Result<std::unique_ptr<TrainedPicks>> load(const std::string& file);
    ~TrainedPicks() override;

    [[nodiscard]] std::optional<double> score(const picks::PickFeatures& features) override;

private:
    class Trees;
    explicit TrainedPicks(std::unique_ptr<Trees> trees);

    std::unique_ptr<Trees> m_trees;
};

} // namespace leadline::session
