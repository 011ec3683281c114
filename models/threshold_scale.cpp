// SPDX-License-Identifier: MIT
#include "models/threshold_scale.h"

#include <algorithm>

namespace leadline::models
{

namespace
{

constexpr double edge = 0.12; ///< of the line, for what lies on one side of what matters
constexpr double alike = 1.0 / 3; ///< what matters takes as much of the line: then all of it is alike
constexpr double roomAround = 0.04;

/// The shares at which what matters begins and ends.
struct Knees {
    double begin = 0;
    double end = 1;
};

Knees kneesOf(const ThresholdScale& scale)
{
    return {scale.denseLeast > scale.least ? edge : 0, scale.denseMost < scale.most ? 1 - edge : 1};
}

double between(double value, double from, double to, double shareFrom, double shareTo)
{
    return to > from ? shareFrom + (value - from) / (to - from) * (shareTo - shareFrom) : shareFrom;
}

} // namespace

double ThresholdScale::shareOf(double value) const
{
    const Knees knees = kneesOf(*this);
    const double within = std::clamp(value, least, std::max(least, most));
    return within < denseLeast ? between(within, least, denseLeast, 0, knees.begin)
        : within <= denseMost  ? between(within, denseLeast, denseMost, knees.begin, knees.end)
                               : between(within, denseMost, most, knees.end, 1);
}

double ThresholdScale::valueAt(double share) const
{
    const Knees knees = kneesOf(*this);
    const double within = std::clamp(share, 0.0, 1.0);
    return within < knees.begin ? between(within, 0, knees.begin, least, denseLeast)
        : within <= knees.end   ? between(within, knees.begin, knees.end, denseLeast, denseMost)
                                : between(within, knees.end, 1, denseMost, most);
}

ThresholdScale scaleOf(
    double firstCut, double lastCut, double leastSeen, double mostSeen, double leastAllowed, double mostAllowed)
{
    const auto allowed = [&](double value) { return std::clamp(value, leastAllowed, mostAllowed); };
    const double room = (lastCut - firstCut) * roomAround;
    ThresholdScale scale{.denseLeast = allowed(firstCut - room), .denseMost = allowed(lastCut + room)};
    const double least = std::min(leastSeen, scale.denseLeast);
    const double most = std::max(mostSeen, scale.denseMost);
    const double more = (most - least) * roomAround;
    scale.least = leastSeen < scale.denseLeast ? allowed(leastSeen - more) : scale.denseLeast;
    scale.most = mostSeen > scale.denseMost ? allowed(mostSeen + more) : scale.denseMost;
    if (scale.denseMost - scale.denseLeast >= (scale.most - scale.least) * alike) {
        scale.denseLeast = scale.least;
        scale.denseMost = scale.most;
    }
    return scale;
}

} // namespace leadline::models
