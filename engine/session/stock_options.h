// SPDX-License-Identifier: MIT
/// Where the data of stocks comes from, where their orders go, and by which rules.
#pragma once

#include "engine/feeds/trading_timing.h"
#include "engine/picks/pick_rules.h"
#include "engine/picks/pick_score.h"
#include "engine/picks/scan_settings.h"
#include "engine/rebalance/execution_settings.h"
#include "engine/venues/endpoints.h"

#include <cstdint>
#include <string>

namespace leadline::session
{

struct StockOptions {
    bool isEmbedded = true; ///< the embedded equities market; else the venue's own addresses
    std::string environment = "paper"; ///< of Alpaca, where it is not embedded: "paper" or "live"
    venues::Credentials credentials; ///< Alpaca's
    venues::Endpoints data; ///< of market data, where it is not embedded
    venues::Endpoints trading; ///< of an embedded market served elsewhere; empty: one of its own
    bool isIexFeed = false; ///< the free plan: IEX alone, 30 symbols in the stream
    venues::Endpoints polygon; ///< its REST alone is used
    venues::Credentials polygonKey; ///< empty: that source is left out
    bool polygonCountsLots = false; ///< its sizes are round lots
    rebalance::ExecutionSettings execution;
    bool offersResuming = false; ///< a rebalance that was cut off waits for the user's word; else it goes on at once
    picks::PickSettings picks;
    picks::ScanSettings scan;
    picks::ScoreModel scores;
    std::uint64_t seed = 1; ///< of the embedded market
    bool isLimited = true; ///< an embedded market served elsewhere counts requests
    feeds::TradingTiming timing;
};

} // namespace leadline::session
