// SPDX-License-Identifier: MIT
/// What the window sees of a market at one moment.
#pragma once

#include "engine/core/events.h"
#include "engine/core/instrument.h"
#include "engine/desk/market.h"
#include "engine/routing/decision.h"

#include <string>
#include <vector>

namespace leadline::engine
{

/// Volume traded at one price, by aggressor.
struct TradedAt {
    core::Price price;
    core::Quantity bought;
    core::Quantity sold;
};

/// One sample for the charts.
struct ChartSample {
    features::FeatureSet features;
    std::uint64_t number = 0; ///< counted from 1; a gap in the numbers is a gap in the chart
};

/// Complete in itself; never changes once published. Slots are reused, so that publishing allocates nothing once warm.
struct MarketSnapshot {
    core::Instrument instrument;
    int priceDecimals = 0;
    core::Timestamp time; ///< newest event time
    bool hasBook = false;
    bool isValid = false;
    desk::Trust trust = desk::Trust::Bad;
    std::string trustText; ///< why, for people
    double bookAgeSeconds = 0;
    double receiveLatencyMs = 0; ///< receive time minus event time, less the smallest such difference seen
    std::vector<core::Level> bids; ///< best first
    std::vector<core::Level> asks;
    std::vector<TradedAt> recentTrades; ///< of the last minute, by price, ascending
    std::vector<TradedAt> profile; ///< since the start, by price, ascending
    core::Timestamp profileTime; ///< when it was taken
    core::Price lastTrade;
    core::Side lastAggressor = core::Side::Bid;
    std::vector<ChartSample> samples; ///< newest last; the last few seconds, so that a slow window misses none
    desk::MarketCounters counters;
    double messagesPerSecond = 0;
    bool breakerOpen = false;
    bool killSwitch = false;
    core::Quantity position;
    double profit = 0;
    int openOrders = 0;
    double makerFeeBps = 0; ///< the venue's published base tier; a cost is positive
    double takerFeeBps = 0;
    routing::Decision buyPreview; ///< the router's word on the ticket's size now
    routing::Decision sellPreview;
};

} // namespace leadline::engine
