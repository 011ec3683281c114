// SPDX-License-Identifier: MIT
/// US stocks as recordings have them at one moment.
#pragma once

#include "engine/core/result.h"
#include "engine/core/stock.h"
#include "engine/replay/replay.h"

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace leadline::replay
{

struct StockTapes {
    std::vector<std::filesystem::path> paths;
    std::string venueName; ///< empty: told by the files' names or messages
    std::vector<core::Symbol> wanted; ///< empty: every symbol of recordings of lines
    std::optional<core::Timestamp> at; ///< nothing: the end of the recordings
    /// Every message up to `at`, in its order; empty: nobody wants them.
    std::function<void(const core::MarketMessage&)> heard;
};

inline constexpr std::size_t recordedLevels = 5;

/// One stock as it stood.
struct RecordedStock {
    core::VenueId venue;
    core::StockSnapshot snapshot; ///< the touch; last trade and bars are left out
    /// Best first, `recordedLevels` of a side at most, where the recording has a book; empty: it has the touch alone.
    std::vector<core::Level> bids;
    std::vector<core::Level> asks;
    core::Timestamp bookTime; ///< when any level of it changed last
    bool isHalted = false;
    bool isLost = false; ///< messages are missing before that moment: the book is not known
};

struct RecordedMoment {
    core::Timestamp at; ///< by the venues' stamps
    core::Timestamp begins; ///< of the recordings, as far as they were read: up to the first message behind `at`
    core::Timestamp ends;
    /// Those that anything was heard of up to `at`. Of a stock that several venues quote, the one whose recording was
    /// named first.
    std::map<core::Symbol, RecordedStock> stocks;
    ReplayReport report;
};

/// A quote is as old as its touch: what a full book tells of levels behind it is no new quote, as on the tape of those
/// who sell quotes alone. A defect when a recording cannot be opened, holds no US stocks, or has no message of those
/// that are wanted.
[[nodiscard]] core::Result<RecordedMoment> stocksAt(const StockTapes& tapes);

} // namespace leadline::replay
