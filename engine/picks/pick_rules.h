// SPDX-License-Identifier: MIT
/// Which symbols are fit for day trading, and by how much they are not.
#pragma once

#include "engine/core/time.h"
#include "engine/picks/pick_settings.h"
#include "engine/picks/reading.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::picks
{

enum class Rule : std::uint8_t { Quote, Freshness, Spread, DepthData, Depth, Gap, Halt, Imbalance };
inline constexpr std::size_t ruleCount = static_cast<std::size_t>(Rule::Imbalance) + 1;
/// "spread"; also the column name in files.
[[nodiscard]] std::string_view nameOf(Rule rule);

enum class Outcome : std::uint8_t {
    Fine,
    Unknown, ///< the value could not be had, which alone rejects nothing
    Risky,
    Failed,
};
[[nodiscard]] std::string_view nameOf(Outcome outcome);

enum class Unit : std::uint8_t { None, Seconds, Bps, Dollars, Percent, Minutes, Ratio };
/// "bps", "USD", "%"; empty for ratios.
[[nodiscard]] std::string_view nameOf(Unit unit);

/// One rule's word about one symbol.
struct Finding {
    Rule rule = Rule::Quote;
    Outcome outcome = Outcome::Fine;
    double value = 0; ///< not a number where there is none
    double limit = 0; ///< likewise
    double margin = 0; ///< how far the value may still go; negative by how far it is beyond the limit; likewise
    Unit unit = Unit::None;
    std::string note; ///< what the numbers do not say: "no bid", "seen for 2:10 of 5:00"; clock times are New York's
};

/// "spread 62.1 bps, limit 50 bps, beyond it by 12.1 bps: seen for 2:10 of 5:00"; enough digits to tell value from
/// limit.
[[nodiscard]] std::string describe(const Finding& finding);

enum class Verdict : std::uint8_t { Pass, Risky, Rejected };
[[nodiscard]] std::string_view nameOf(Verdict verdict);

struct Judgement {
    Verdict verdict = Verdict::Rejected;
    std::vector<Finding> findings; ///< one a rule, in the order of the enum
    bool isNearMiss = false;
};

/// A pure function of what it is given. Every rule is looked at, whatever the others say; numbers are compared exactly.
[[nodiscard]] Judgement judge(const Reading& reading, Mode mode, const PickSettings& settings);

/// Execution quality, 0..10: spread up to 4, depth up to 3, imbalance up to 3. What is not known gives no points.
[[nodiscard]] int qualityOf(const Reading& reading, const PickSettings& settings);

} // namespace leadline::picks
