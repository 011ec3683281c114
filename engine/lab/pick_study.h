// SPDX-License-Identifier: MIT
/// Whether the filters of picks spare bad fills: the same orders, with and without them.
#pragma once

#include "engine/calibration/bootstrap.h"
#include "engine/core/names.h"
#include "engine/core/result.h"
#include "engine/core/side.h"
#include "engine/core/time.h"
#include "engine/desk/desk_settings.h"
#include "engine/lab/study_tapes.h"
#include "engine/picks/pick_rules.h"
#include "engine/replay/replay_report.h"

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace leadline::lab
{

inline constexpr std::array pickModes{picks::Mode::Safe, picks::Mode::Aggressive};
/// Of bad fills that the filters are to spare.
inline constexpr double pickTarget = 0.3;

/// What one mode says of a symbol when it is scanned.
struct PickWord {
    picks::Verdict verdict = picks::Verdict::Pass;
    std::array<bool, picks::ruleCount> fails{}; ///< by rule
};

/// An order for a symbol, sent some time after a scan, whatever the scan said.
struct PickOrder {
    static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

    core::MarketId market;
    core::Timestamp scanned; ///< orders of one scan are one moment
    core::Timestamp sent;
    core::Side side = core::Side::Bid;
    double filledShare = 0; ///< 0..1, at market inside the collar
    double costBps = unknown; ///< of what was filled, against the mid it met, without fees; NaN: nothing was
    std::array<PickWord, pickModes.size()> words; ///< by mode
    bool isBad = false; ///< as comparePicks() finds: not filled whole, or dearer than twice its symbol's median

    [[nodiscard]] bool isFilled() const { return filledShare >= 1; }
};

struct PickStudySettings {
    core::Duration every = std::chrono::seconds(30); ///< between scans
    core::Duration after = std::chrono::seconds(5); ///< from the scan to its orders
    double notional = 10'000; ///< quote units an order
    picks::PickSettings rules;
    /// Of scans: orders of one moment stand or fall together. Its block is set to the scans whose orders wait at a
    /// time.
    calibration::Resampling resampling;
};

/// The orders that a filter lets through. Shares are of orders, 0..1.
struct FilterRow {
    std::string mode; ///< "SAFE", "AGGRESSIVE"; empty: no filter
    std::string
        filter; ///< "spread": that rule alone; "all": whatever is not rejected; "pass": risky ones left out, too
    std::size_t orders = 0;
    calibration::Interval badShare;
    calibration::Interval unfilledShare; ///< not filled whole
    calibration::Interval slippageBps; ///< mean over orders with a fill
    calibration::Interval fewerBad; ///< 1 - its share of bad fills / that without a filter; negative: more
};

enum class TargetVerdict : std::uint8_t {
    Met, ///< the bounds lie at the target or above
    NotMet, ///< they lie below it
    NotShown, ///< it is within the bounds
    TooFew, ///< of orders, or of bad fills without a filter
};
[[nodiscard]] std::string_view describe(TargetVerdict verdict);

struct PickStudyResult {
    std::vector<PickOrder> orders; ///< by scan
    std::size_t scans = 0; ///< that led to an order
    std::size_t symbols = 0;
    std::vector<FilterRow> rows; ///< without a filter first; then by mode, its rules one by one, "all", "pass"
    std::array<TargetVerdict, pickModes.size()> verdicts{}; ///< of each mode's "all"
    calibration::Resampling resampling; ///< as it was used
    replay::ReplayReport replay; ///< of recordings
};

/// The figures from the orders, which come by the time of their scan.
[[nodiscard]] PickStudyResult comparePicks(std::vector<PickOrder> orders, const PickStudySettings& study);

/// Along recordings, by event time, every market of them being a symbol of its own. An order takes what the book shows
/// inside the collar, and nothing where its stock is halted. Where a recording has the touch alone, only the touch
/// fills. The same tapes and settings give the same result. A defect when a tape cannot be read.
[[nodiscard]] core::Result<PickStudyResult> runPickStudy(
    const StudyTapes& tapes, const desk::DeskSettings& settings, const PickStudySettings& study);

/// In the embedded market of stocks, from `start` on for so long: orders really meet its books.
[[nodiscard]] PickStudyResult runEmbeddedPickStudy(std::uint64_t seed, core::Timestamp start, core::Duration length,
    const risk::RiskLimits& limits, const PickStudySettings& study);

/// For people.
[[nodiscard]] std::string pickStudyText(const PickStudyResult& result, const PickStudySettings& study);
/// One JSON object without a line end, every order in it; the same study gives the same bytes.
[[nodiscard]] std::string pickStudyJson(const PickStudyResult& result, const PickStudySettings& study);

} // namespace leadline::lab
