// SPDX-License-Identifier: MIT
/// What recordings hold from their first message to their last, small enough to be drawn: spread and volume over time.
#pragma once

#include "engine/core/names.h"
#include "engine/core/pair.h"
#include "engine/core/time.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <limits>
#include <stop_token>
#include <string>
#include <vector>

namespace leadline::replay
{

/// A stretch of event time.
struct TapeBucket {
    double spreadBps = std::numeric_limits<double>::quiet_NaN(); ///< the last there; NaN: there was no book
    double volume = 0; ///< traded, coins; contracts where nobody says what one is worth
};

/// Of one instrument: the spread of the first of its markets, the volume of all of them.
struct PairTimeline {
    core::Pair pair;
    std::vector<TapeBucket> buckets; ///< from TapeTimeline::first on
};

struct TapeTimeline {
    static constexpr std::size_t mostBuckets = 1000;

    core::Timestamp first; ///< event time; the epoch: nothing was read yet
    core::Timestamp last; ///< until `isWhole`: what the ends of the files say, else as far as was read
    bool isWhole = false;
    core::Duration width{}; ///< of a bucket
    std::vector<PairTimeline> pairs;

    /// Null: no recording is about it, or none so far.
    [[nodiscard]] const PairTimeline* find(const core::Pair& pair) const;
};

/// Reads recordings once, as the desk would, but for features and decisions. Thread: any, one at a time.
class TimelineSurvey
{
public:
    /// `venueName` and `wanted` as a TapePlayer takes them. Files that cannot be read are left out.
    TimelineSurvey(std::vector<std::filesystem::path> files, std::string venueName, std::vector<core::Symbol> wanted);

    /// Tells what is known: first and last time soon, then now and then, and in the end once with all of it. Where it
    /// is stopped it tells nothing more.
    void run(const std::stop_token& stop, const std::function<void(const TapeTimeline&)>& tell);

private:
    /// What the times of receipt say of the end, in event time; the epoch: nothing.
    [[nodiscard]] core::Timestamp guessLast(const std::stop_token& stop, core::Timestamp first) const;

    std::vector<std::filesystem::path> m_files;
    std::string m_venueName;
    std::vector<core::Symbol> m_wanted;
};

} // namespace leadline::replay
