// SPDX-License-Identifier: MIT
/// How strictly symbols are screened.
#pragma once

#include "engine/picks/halt_settings.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace leadline::picks
{

enum class Mode : std::uint8_t { Safe, Aggressive };

/// "SAFE", "AGGRESSIVE"
[[nodiscard]] std::string_view nameOf(Mode mode);

/// What a mode asks for. A limit itself is allowed.
struct ModeLimits {
    double maxSpreadBps = 50;
    double minDepth = 100'000; ///< dollars, both sides together
    double maxGapPercent = 5; ///< largest move within the gap window
    bool needsDepth = true; ///< no depth data rejects; else it is a risk
    bool trustsSuspicion = true; ///< a suspected halt rejects; else it is a risk
};

struct PickSettings {
    ModeLimits safe;
    ModeLimits aggressive{.maxSpreadBps = 100, .minDepth = 50'000, .needsDepth = false, .trustsSuspicion = false};
    double riskySpreadShare = 0.8; ///< a wider spread than this share of its limit is risky
    double riskyDepthShare = 1.5; ///< less depth than this share of its limit is risky
    double riskyImbalance = 0.8; ///< more than this is risky, either way
    double touchDepthShare = 0.2; ///< of a depth limit, where only the touch is known
    double nearMissShare = 0.2; ///< rejected by one rule alone, and by no more than this share of its limit
    double quoteFreshnessSeconds = 5; ///< an older quote is stale
    double haltLookBackMinutes = 30; ///< a halt that ended less than this ago rejects
    double gapWindowMinutes = 5;
    // Quality: four points to the first step of the spread, three to the second, and so on.
    std::array<double, 4> qualitySpreadBps{10, 25, 50, 100}; ///< below
    std::array<double, 3> qualityDepth{500'000, 200'000, 100'000}; ///< dollars, above
    std::array<double, 3> qualityImbalance{0.2, 0.4, 0.6}; ///< below, either way
    HaltSettings halts;

    [[nodiscard]] const ModeLimits& limitsOf(Mode mode) const { return mode == Mode::Safe ? safe : aggressive; }
};

} // namespace leadline::picks
