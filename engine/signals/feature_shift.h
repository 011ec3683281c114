// SPDX-License-Identifier: MIT
/// Whether a feature still comes as it came in training.
#pragma once

#include "engine/signals/model_training.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace leadline::signals
{

/// Counts a feature's values by the bins of its training.
class FeatureShift
{
public:
    explicit FeatureShift(TrainingBins bins);

    /// A value that is not defined does not count; one that the book cannot absorb is in the highest bin.
    /// Compared as single-precision numbers.
    void add(double value);
    [[nodiscard]] std::uint64_t count() const { return m_count; }
    /// Population stability index: Σ (now − then) · ln(now / then) over the bins' shares, each taken for no less than
    /// 0.0001; 0: the same. NaN before the first value. Source: N. Siddiqi, Credit Risk Scorecards, 2006.
    [[nodiscard]] double psi() const;

private:
    TrainingBins m_bins;
    std::vector<std::uint64_t> m_counts; ///< by bin
    std::uint64_t m_count = 0;
};

/// What an index is commonly taken to mean: "as in training" below 0.1, "shifted" up to 0.25, "another distribution"
/// above; "not known" for NaN.
[[nodiscard]] std::string_view describeShift(double psi);

} // namespace leadline::signals
