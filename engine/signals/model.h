// SPDX-License-Identifier: MIT
/// A user's trained trees: they look at the features of a market and say how likely it goes up.
#pragma once

#include "engine/core/bounded_vector.h"
#include "engine/core/result.h"
#include "engine/core/side.h"
#include "engine/features/feature_set.h"
#include "engine/signals/model_training.h"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace leadline::signals
{

/// A value unlike those the model has seen, so that its word means little.
struct OutOfRange {
    features::Feature feature = {};
    double value = 0;
    TrainingRange range;
};

struct Score {
    double value = 0; ///< probability of "up", 0..1
    core::BoundedVector<OutOfRange, features::featureCount> outOfRange;

    /// Buy when "up" is the likelier, else sell.
    [[nodiscard]] core::Side side() const { return value > 0.5 ? core::Side::Bid : core::Side::Ask; }
    /// 0 for a toss of a coin, 1 for certainty.
    [[nodiscard]] double strength() const { return value > 0.5 ? 2 * value - 1 : 1 - 2 * value; }
};

/// What a feature does in a model's trees.
struct FeatureImportance {
    std::string name; ///< the model's own
    double gain = 0; ///< by how much a split on it lowers the loss, on average; 0: no split is on it
    double cover = 0; ///< the weight of the samples (sum of the hessian) that come to a split on it, on average
    int splits = 0;
};

/// A model of XGBoost in its JSON form, objective binary:logistic or reg:logistic. It finds its features by their
/// names, which are those of features::featureTable(), `order_imbalance` being another name of `obi`; the range of a
/// feature in training is the booster's attribute `leadline.range.<feature>`, "least,most". The same features give the
/// same score. All trees count. Thread: one at a time.
class Model
{
public:
    /// A defect is one line that names the file.
    [[nodiscard]] static core::Result<Model> load(const std::filesystem::path& path);
    ~Model();
    Model(Model&&) noexcept;
    Model& operator=(Model&&) noexcept;

    /// What the user should know before trusting it, a line each.
    [[nodiscard]] const std::vector<std::string>& warnings() const;
    /// What it looks at; what is no feature of ours is left out.
    [[nodiscard]] std::vector<features::Feature> inputs() const;
    /// Which model it is: the first eight hexadecimal digits of the SHA-256 of its file.
    [[nodiscard]] const std::string& digest() const;
    [[nodiscard]] const ModelTraining& training() const;
    /// A row a feature, the largest gain first; as XGBoost's get_score() has them.
    [[nodiscard]] core::Result<std::vector<FeatureImportance>> importance() const;

    /// A feature that is not defined is missing, as in training. So is an impact that the book cannot absorb; no data
    /// to learn from holds one, so that it is out of range as well.
    [[nodiscard]] core::Result<Score> score(const features::FeatureSet& features);

private:
    class Booster;
    explicit Model(std::unique_ptr<Booster> booster);

    std::unique_ptr<Booster> m_booster;
};

/// "impact_cost_buy = insufficient depth", "obi = 0.9 is outside of -0.5..0.5, where the model was trained"
[[nodiscard]] std::string describe(const OutOfRange& found);

} // namespace leadline::signals
