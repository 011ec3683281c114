// SPDX-License-Identifier: MIT
#include "app/commands/recorded_stocks.h"

#include "app/commands/tape_run.h"
#include "engine/core/time_text.h"
#include "engine/venues/polygon/polygon_decoder.h"

namespace leadline::app
{

core::Result<replay::RecordedMoment> recordedStocks(replay::StockTapes tapes, const std::string& at)
{
    if (!at.empty()) {
        tapes.at = parseTime(at);
        if (!tapes.at) {
            return core::defect("--at " + at + ": must be a UTC time such as 2024-08-08T23:57:00Z, or nanoseconds");
        }
    }
    auto moment = replay::stocksAt(tapes);
    if (moment && tapes.at && *tapes.at < moment->begins) {
        return core::defect("--at " + at + ": the recording begins at " + core::isoText(moment->begins, 3));
    }
    if (moment && tapes.at && *tapes.at > moment->ends) {
        return core::defect("--at " + at + ": the recording ends at " + core::isoText(moment->ends, 3));
    }
    return moment;
}

void countShares(replay::RecordedStock& stock, bool polygonCountsLots)
{
    if (!polygonCountsLots || stock.venue != venues::polygon::venue) {
        return;
    }
    for (core::Level* const level : {&stock.snapshot.bid, &stock.snapshot.ask}) {
        level->size = venues::polygon::inShares(*level, stock.snapshot.quoteTime, venues::polygon::SizeUnit::RoundLots);
    }
}

} // namespace leadline::app
