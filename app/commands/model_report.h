// SPDX-License-Identifier: MIT
/// What a trained model looks at, whether a recording is like its training, and how often it came true there.
#pragma once

#include "engine/core/names.h"
#include "engine/signals/brier_score.h"
#include "engine/signals/feature_shift.h"
#include "engine/signals/model.h"

#include <optional>
#include <string>
#include <vector>

namespace leadline::app
{

class ModelReport
{
public:
    /// `file` is how the user named it. The model must outlive it.
    [[nodiscard]] static core::Result<ModelReport> of(const signals::Model& model, const std::string& file);

    void add(const core::MarketId& market, const features::FeatureSet& sample, const signals::Score& score);
    /// A table for people.
    [[nodiscard]] std::string text() const;
    /// One object; what is not known is null.
    [[nodiscard]] std::string json() const;

private:
    struct Row {
        signals::FeatureImportance importance;
        std::optional<features::Feature> feature; ///< nothing: none of ours
        std::optional<signals::FeatureShift> shift; ///< nothing: the model does not say how it was distributed
    };
    ModelReport(const signals::Model& model, const std::string& file, std::vector<Row> rows);
    [[nodiscard]] static double psiOf(const Row& row);
    [[nodiscard]] std::string brierText() const;

    const signals::Model* m_model;
    std::string m_file;
    std::vector<Row> m_rows;
    std::optional<signals::BrierScore> m_brier; ///< nothing: the model does not say how far ahead it means
};

} // namespace leadline::app
