// SPDX-License-Identifier: MIT
/// The quality of many parent orders in one line.
#pragma once

#include <array>
#include <cstddef>
#include <limits>

namespace leadline::calibration
{

inline constexpr double unknownFigure = std::numeric_limits<double>::quiet_NaN();

/// Averages are weighted by filled value, except where said.
struct QualityFigures {
    std::size_t orders = 0;
    double value = 0; ///< filled, quote units
    double slippageBps = unknownFigure;
    double baselineBps = unknownFigure;
    double improvement = unknownFigure; ///< 1 - slippage / baseline of the averages
    double fillRate = unknownFigure; ///< mean over orders
    double makerShare = unknownFigure;
    double signalToFillSeconds = unknownFigure; ///< median over orders with a fill
    std::array<double, 3> markOutBps{unknownFigure, unknownFigure, unknownFigure};
};

} // namespace leadline::calibration
