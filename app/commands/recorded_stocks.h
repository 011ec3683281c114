// SPDX-License-Identifier: MIT
/// Stocks of recordings at one moment, for the commands that look at them.
#pragma once

#include "engine/replay/stock_tape.h"

#include <string>

namespace leadline::app
{

/// As they stood at `at` (`--at`: UTC time or nanoseconds; empty: the end of the recordings). A defect names an `at`
/// that is no time, or not within the recordings.
[[nodiscard]] core::Result<replay::RecordedMoment> recordedStocks(replay::StockTapes tapes, const std::string& at);

/// Sizes in shares, where the recording counts them in round lots.
void countShares(replay::RecordedStock& stock, bool polygonCountsLots);

} // namespace leadline::app
