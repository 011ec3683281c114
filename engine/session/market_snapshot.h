// SPDX-License-Identifier: MIT
/// What the window sees of a market at one moment.
#pragma once

#include "engine/calibration/execution_quality.h"
#include "engine/core/events.h"
#include "engine/core/instrument.h"
#include "engine/desk/desk.h"
#include "engine/desk/order_plan.h"
#include "engine/orders/order.h"
#include "engine/routing/decision.h"
#include "engine/venues/trading_protocol.h"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace leadline::session
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

/// One venue's part of the market on show.
struct VenueSnapshot {
    core::MarketId market;
    std::string name; ///< "Kraken"
    desk::Trust trust = desk::Trust::Bad;
    std::string trustText; ///< why, for people
    book::Exclusion exclusion = book::Exclusion::OutOfSync; ///< None: takes part in the consolidated book
    double ageSeconds = 0; ///< since the book's last update
    double delayMs = 0; ///< receive time minus event time, less the smallest such difference seen
    routing::VenueTerms terms;
    double weight = 0; ///< what the ranking makes of a size: reliability and latency
    core::Price tick;
    std::vector<core::Level> bids; ///< best first, sizes in coins
    std::vector<core::Level> asks;
    desk::MarketCounters counters;
    std::vector<TradedAt> recentTrades; ///< of the last minute there, by price, ascending
    core::Price lastTrade;
    routing::VenueQuote buy; ///< taking the comparison's notional now
    routing::VenueQuote sell;
};

/// What we hold at one venue.
struct PositionSnapshot {
    core::MarketId market;
    core::Quantity size; ///< the position: the venue's word where it keeps positions, else what our fills add up to
    core::PositionSide side = core::PositionSide::Net; ///< Long and Short: the venue keeps two of the market
    core::Quantity ours; ///< what our fills add up to
    bool isTold = false; ///< `size` is the venue's word
    bool isMargin = false; ///< borrowed, at a venue of coins
    bool differs = false; ///< from `ours`, by more than a lot
    core::Price averagePrice;
    double unrealised = 0; ///< quote units
    double realised = 0;
    double fees = 0;
    double today = 0; ///< profit since UTC midnight

    bool operator==(const PositionSnapshot&) const = default;
};

/// The way to trade at one venue.
struct TradingSnapshot {
    core::VenueId venue;
    std::string environment; ///< "embedded", "demo", "live"
    bool isOnShow = true; ///< of the instrument on show; others trade beside it
    bool isLive = false;
    bool isUp = false;
    bool isReconciled = false;
    bool isRefused = false; ///< the venue turned the key away: it is not tried again
    std::string why; ///< what stands in the way while it is not up, in the venue's words; empty: nothing was told
    core::Timestamp downSince; ///< while it is not up
    bool hasCountdown = false; ///< the venue cancels everything when we are gone
    std::vector<venues::Balance> balances;
};

/// How much stands before an order of ours.
struct QueueSnapshot {
    orders::ClientOrderId order = 0;
    core::Quantity ahead;
    double confidence = 0; ///< 0..1
};

/// How long something takes, over its newest cases. ms.
struct LatencyLine {
    std::string name; ///< "acknowledged", "kraken data"
    std::size_t samples = 0;
    double p50 = 0;
    double p95 = 0;
    double p99 = 0;
};

/// Cost of taking against the order's notional, all-in, in bps of the mid. NaN where a book is too short.
struct CostCurve {
    std::vector<double> notionals; ///< quote units, ascending
    std::vector<core::MarketId> markets; ///< one line each
    std::vector<std::vector<double>> venues; ///< [market][notional]
    std::vector<double> split; ///< the cheapest division
};

/// The newest signal of a file, a socket or a model.
struct HeardSignal {
    core::Side side = core::Side::Bid;
    double strength = 0; ///< 0..1
    std::string source; ///< "model", or the file or socket it came by
    core::Timestamp time; ///< when it was heard
};

/// What the monitor shows of one market.
struct MonitorSnapshot {
    core::MarketId market;
    routing::SignalInputs in; ///< the newest sample; the strength is that of the signal in force
    double flow = routing::SignalInputs::unknown; ///< ofi_1m, units; the inputs hold it normalised
    std::array<routing::Strategy, 2> recommended{}; ///< of a buy and of a sell at that strength
    bool isTripped = false;
    core::Timestamp
        changesAt; ///< the breaker trips, or closes, then, unless the spread turns before; the epoch: neither
    calibration::QualityFigures recent; ///< of the newest orders there that are over
};

/// The breakers that hold for all markets.
struct RiskSnapshot {
    bool isBraked = false; ///< sizes are halved
    core::Timestamp brakedUntil;
    int urgent = 0; ///< urgent decisions that count
    int overrides = 0; ///< of the last hour
    int maxOverrides = 0;
    double lossToday = 0; ///< quote units; a profit is negative
};

/// What a preview is about.
struct PreviewSubject {
    core::Quantity size;
    core::VenueId venue; ///< the only one wanted; empty: any

    bool operator==(const PreviewSubject&) const = default;
};

/// The router's word on orders of one size; of a buy and of a sell each.
struct OrderPreview {
    PreviewSubject about;
    std::array<routing::Decision, 2> smart; ///< that wait or take as the router decides
    std::array<routing::Decision, 2> resting; ///< that are meant to wait
    std::array<routing::Decision, 2> taking; ///< that are meant to take

    [[nodiscard]] const routing::Decision& of(core::Side side, desk::Reach reach, desk::Style style) const
    {
        const auto& each = reach == desk::Reach::Cross ? taking : style == desk::Style::Smart ? smart : resting;
        return each[side == core::Side::Bid ? 0 : 1];
    }
};

/// Complete in itself; never changes once published. Slots are reused, so that publishing allocates nothing once warm.
struct MarketSnapshot {
    core::Instrument instrument; ///< of the first venue; its tick is the finest of all venues'
    core::Pair pair;
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
    std::vector<VenueSnapshot> venues;
    double comparedNotional = 0; ///< what the venues' quotes are for
    std::array<std::shared_ptr<const CostCurve>, 2> costs; ///< of a buy and of a sell; renewed once a second
    std::vector<TradedAt> recentTrades; ///< of the last minute, by price, ascending
    std::vector<TradedAt> profile; ///< since the start, by price, ascending
    core::Timestamp profileTime; ///< when it was taken
    core::Price lastTrade;
    core::Side lastAggressor = core::Side::Bid;
    std::vector<ChartSample> samples; ///< newest last; the last few seconds, so that a slow window misses none
    desk::MarketCounters counters; ///< of the first venue
    double messagesPerSecond = 0; ///< of all venues
    std::vector<MonitorSnapshot> monitor; ///< one a venue, in their order
    RiskSnapshot risk;
    bool breakerOpen = false;
    bool killSwitch = false;
    core::Quantity position; ///< coins
    double profit = 0;
    int openOrders = 0;
    std::vector<PositionSnapshot> positions;
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
