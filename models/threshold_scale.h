// SPDX-License-Identifier: MIT
/// A threshold's values along a line.
#pragma once

namespace leadline::models
{

/// From the least value shown to the most. Where what matters takes little of that, it gets most of the line: what lies
/// below and above it is drawn together.
struct ThresholdScale {
    double least = 0;
    double most = 0;
    double denseLeast = 0; ///< where decisions change, and the same as above where all of the line is alike
    double denseMost = 0;

    [[nodiscard]] bool isEmpty() const { return !(most > least); }
    [[nodiscard]] bool contains(double value) const { return value >= least && value <= most; }
    /// Where a value stands: 0 to 1, and one beyond the ends at that end.
    [[nodiscard]] double shareOf(double value) const;
    [[nodiscard]] double valueAt(double share) const;

    bool operator==(const ThresholdScale&) const = default;
};

/// Of the values at which decisions change, with a little room around them, and of others that are to be seen, within
/// what a setting may be.
[[nodiscard]] ThresholdScale scaleOf(
    double firstCut, double lastCut, double leastSeen, double mostSeen, double leastAllowed, double mostAllowed);

} // namespace leadline::models
