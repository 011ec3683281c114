// SPDX-License-Identifier: MIT
/// What the window sees of a market at one moment.
#pragma once

#include "engine/book/exclusion.h"
#include "engine/core/instrument.h"
#include "engine/desk/market_counters.h"
#include "engine/desk/trust.h"
#include "engine/execution/profit_total.h"
#include "engine/features/feature_set.h"
#include "engine/session/chart_sample.h"
#include "engine/session/cost_curve.h"
#include "engine/session/latency_line.h"
#include "engine/session/monitor_snapshot.h"
#include "engine/session/order_preview.h"
#include "engine/session/position_snapshot.h"
#include "engine/session/print.h"
#include "engine/session/queue_snapshot.h"
#include "engine/session/traded_at.h"
#include "engine/session/trading_snapshot.h"
#include "engine/session/venue_snapshot.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace leadline::session
{

/// Complete in itself; never changes once published. Slots are reused, so that publishing allocates nothing once warm.
struct MarketSnapshot {
    core::Instrument instrument; ///< of the first venue; its tick is the finest of all venues'
    core::Pair pair;
    bool hasExtendedHours = false; ///< orders for a stock work before the open and after the close, too
    std::string equalQuotes; ///< "USD=USDT" when quote currencies were taken for equal
    int priceDecimals = 0;
    core::Timestamp time; ///< newest event time
    bool hasBook = false;
    bool isValid = false;
    desk::Trust trust = desk::Trust::Bad; ///< of the first venue
    std::string trustText; ///< why, for people
    double bookAgeSeconds = 0;
    double receiveLatencyMs = 0; ///< receive time minus event time, less the smallest such difference seen
    std::vector<core::Level> bids; ///< best first; of all venues that take part, sizes in coins
    std::vector<core::Level> asks;
    book::Cross cross = book::Cross::None;
    std::optional<double> basisBps; ///< of the contracts that stand beside the coin; nothing where none do
    std::vector<VenueSnapshot> venues;
    double comparedNotional = 0; ///< what the venues' quotes are for
    std::array<std::shared_ptr<const CostCurve>, 2> costs; ///< of a buy and of a sell; renewed once a second
    std::vector<TradedAt> recentTrades; ///< of the last minute, by price, ascending
    std::vector<TradedAt> profile; ///< since the start, by price, ascending
    core::Timestamp profileTime; ///< when it was taken
    std::vector<Print> prints; ///< the newest, oldest first: so many that a slow window misses none, mostly
    core::Price lastTrade;
    core::Side lastAggressor = core::Side::Bid;
    std::vector<ChartSample> samples; ///< newest last; the last few seconds, so that a slow window misses none
    /// Of a replay: what the charts show at a moment that was sought, in place of all that they had; renewed with
    /// `moment`.
    std::shared_ptr<const std::vector<ChartSample>> history;
    std::uint64_t moment = 0; ///< counts the moments at which a replay stood still or arrived
    desk::MarketCounters counters; ///< of the first venue
    double messagesPerSecond = 0; ///< of all venues
    std::vector<MonitorSnapshot> monitor; ///< one a venue, in their order
    RiskSnapshot risk;
    RolloutSnapshot rollout;
    bool breakerOpen = false;
    bool killSwitch = false;
    core::Quantity position; ///< coins
    double profit = 0;
    int openOrders = 0;
    std::vector<PositionSnapshot> positions;
    execution::ProfitTotal profitInAll; ///< of everything that is traded
    std::vector<TradingSnapshot> trading;
    std::vector<QueueSnapshot> queues;
    std::shared_ptr<const std::vector<LatencyLine>> latencies; ///< renewed once a second
    core::Duration receivedAt{}; ///< of the newest book, on the monotonic clock
    bool journalUp = true;
    std::string journalText; ///< for people
    double makerFeeBps = 0; ///< of the first venue; a cost is positive
    double takerFeeBps = 0;
    std::vector<OrderPreview> previews; ///< the ticket's first, then the ladders'; one for each subject
    std::optional<HeardSignal> heard; ///< nothing was, or it is too old
    std::optional<routing::Signal> signal; ///< what the signal previews are about
    std::array<routing::Decision, 2> signalPreviews; ///< a buy and a sell of the ticket's size that come with it
};

} // namespace leadline::session
