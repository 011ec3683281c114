// SPDX-License-Identifier: MIT
/// Thresholds in words and in units that people think in.
#pragma once

#include <QString>

namespace leadline::lab
{
struct ThresholdComparison;
}

namespace leadline::models
{

class ThresholdTrial;

/// A value of a setting with its unit as people say it: a fraction of a price as bps or %, "0.55", "5 s".
[[nodiscard]] QString humanText(double value, const QString& unit);
/// "Aggressive OBI" of routing.aggressive_obi.
[[nodiscard]] QString thresholdName(const QString& key);
/// How many decisions change, and what a decision costs more or less, with its 95 % interval; `notional`: quote units
/// of an order.
[[nodiscard]] QString differenceText(const lab::ThresholdComparison& comparison, double notional);
/// What was tried and on which recordings, and what it changes: a line for a log. There must be a comparison.
[[nodiscard]] QString evidenceText(const ThresholdTrial& trial);

} // namespace leadline::models
