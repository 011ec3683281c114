// SPDX-License-Identifier: MIT
#include "app/settings/settings.h"
#include "engine/sim/venues/embedded_venues.h"
#include "engine/venues/venue.h"

#include <algorithm>
#include <deque>
#include <utility>

namespace leadline::app
{

namespace
{

using S = Settings;
using Time = SettingSpec::Time;
using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr auto fraction = Time::Digits::Fraction;
constexpr auto fromNextStart = SettingSpec::Holds::FromNextStart;

/// The member that `place` names, and its values in the order of their words.
template <auto place, auto... values> constexpr SettingSpec::Choice oneOf()
{
    return {+[](S& s) {
                constexpr std::array all{values...};
                return static_cast<std::size_t>(std::ranges::find(all, *place(s)) - all.begin());
            },
        +[](S& s, std::size_t chosen) {
            constexpr std::array all{values...};
            *place(s) = all.at(chosen);
        }};
}

constexpr std::array generalSpecs{
    SettingSpec{"features.impact_notional", "notional swept for the impact cost", "quote",
        +[](S& s) { return &s.desk.features.book.impactNotional; }, 1, 1e12},
    SettingSpec{"features.depth_levels", "levels a side in the liquidity ratio", "levels",
        +[](S& s) { return &s.desk.features.book.depthLevels; }, 1, 1000},
    SettingSpec{"features.sample_interval_ms", "event-time grid on which a diff feed is sampled", "ms",
        +[](S& s) { return &s.desk.features.sampleIntervalMs; }, 10, 60'000},
    SettingSpec{"features.vpin_buckets", "volume buckets in the VPIN average", "buckets",
        +[](S& s) { return &s.desk.features.vpin.buckets; }, 2, 1000},
    SettingSpec{"features.vpin_bucket_volume", "size of a VPIN bucket; 0 follows the rolling day's volume", "units",
        +[](S& s) { return &s.desk.features.vpin.bucketVolume; }, 0, 1e12},
    SettingSpec{"features.vpin_warmup_trades", "trades before the first VPIN bucket opens", "trades",
        +[](S& s) { return &s.desk.features.vpin.warmUpTrades; }, 0, 1'000'000},
    SettingSpec{"routing.max_impact_cost", "impact cost above this aborts", "fraction",
        +[](S& s) { return &s.desk.routing.maxImpactCost; }, 0, 1},
    SettingSpec{"routing.min_liquidity_ratio", "liquidity ratio below this cuts the size", "ratio",
        +[](S& s) { return &s.desk.routing.minLiquidityRatio; }, 0, 100},
    SettingSpec{"routing.low_liquidity_factor", "of the size below that liquidity ratio", "factor",
        +[](S& s) { return &s.desk.routing.lowLiquidityFactor; }, 0, 1},
    SettingSpec{"routing.aggressive_obi", "imbalance in the order's direction above this takes", "ratio",
        +[](S& s) { return &s.desk.routing.aggressiveObi; }, 0, 1},
    SettingSpec{"routing.wide_spread_pct", "relative spread above this rests", "fraction",
        +[](S& s) { return &s.desk.routing.wideSpreadPct; }, 0, 1},
    SettingSpec{"routing.quote_freshness_seconds", "a book without update for longer is stale", "s",
        +[](S& s) { return &s.desk.routing.quoteFreshnessSeconds; }, 0.1, 3600},
    SettingSpec{"risk.max_slippage_bps", "collar of a marketable order around the arrival mid", "bps",
        +[](S& s) { return &s.desk.risk.maxSlippageBps; }, 0, 1000},
    SettingSpec{"risk.price_band_percent", "a limit further from mid asks first", "%",
        +[](S& s) { return &s.desk.risk.priceBandPercent; }, 0, 100},
    SettingSpec{"risk.max_order_notional", "larger orders are refused", "quote",
        +[](S& s) { return &s.desk.risk.maxOrderNotional; }, 0, 1e12},
    SettingSpec{"risk.max_open_orders", "more open orders are refused", "orders",
        +[](S& s) { return &s.desk.risk.maxOpenOrders; }, 0, 10'000},
    SettingSpec{"risk.breaker_trip", "spread_stability_norm_100 above this trips the breaker", "ratio",
        +[](S& s) { return &s.desk.risk.breakerTrip; }, 0, 100},
    SettingSpec{"risk.breaker_reset", "at or below this the breaker resets", "ratio",
        +[](S& s) { return &s.desk.risk.breakerReset; }, 0, 100},
    SettingSpec{"risk.breaker_seconds", "time without a break before it trips or resets", "s",
        +[](S& s) { return &s.desk.risk.breakerSeconds; }, 0, 86'400},
    SettingSpec{"risk.urgent_decisions", "this many urgent decisions cut the size", "decisions",
        +[](S& s) { return &s.desk.risk.urgentDecisions; }, 1, 1000},
    SettingSpec{"risk.urgent_factor", "of the size, after so many urgent decisions", "factor",
        +[](S& s) { return &s.desk.risk.urgentFactor; }, 0, 1},
    SettingSpec{"risk.urgent_window_seconds", "window of that count, and how long the size stays cut", "s",
        +[](S& s) { return &s.desk.risk.urgentWindowSeconds; }, 1, 86'400},
    SettingSpec{"risk.max_position", "position limit of a symbol, before its book takes off", "quote",
        +[](S& s) { return &s.desk.risk.maxPosition; }, 0, 1e12},
    SettingSpec{"risk.full_resilience", "book_resilience below this takes off the position limit, in proportion",
        "ratio", +[](S& s) { return &s.desk.risk.fullResilience; }, 1e-6, 1000},
    SettingSpec{"risk.min_concentration", "volume_concentration below this, and the position limit is cut", "ratio",
        +[](S& s) { return &s.desk.risk.leastConcentration; }, 0, 1},
    SettingSpec{"risk.dispersed_factor", "of the position limit below that concentration", "factor",
        +[](S& s) { return &s.desk.risk.dispersedFactor; }, 0, 1},
    SettingSpec{"risk.max_daily_loss", "beyond this loss since UTC midnight nothing new is opened",
        "positions.currency", +[](S& s) { return &s.desk.risk.maxDailyLoss; }, 0, 1e12},
    SettingSpec{"risk.duplicate_ms", "the same order again within this time is refused; 0: never", "ms",
        +[](S& s) { return &s.desk.risk.duplicateMs; }, 0, 60'000},
    SettingSpec{"risk.max_overrides",
        "raises to market in any rolling hour (risk.override_window_seconds); the next becomes an aggressive limit", "",
        +[](S& s) { return &s.desk.risk.maxOverrides; }, 0, 10'000},
    SettingSpec{"risk.override_window_seconds", "raises to market count for so long", "s",
        +[](S& s) { return &s.desk.risk.overrideWindowSeconds; }, 1, 86'400},
    SettingSpec{"signal.strong", "signals at or above this are strong", "ratio",
        +[](S& s) { return &s.desk.routing.signal.strong; }, 0, 1},
    SettingSpec{"signal.medium", "at or above this, medium", "ratio",
        +[](S& s) { return &s.desk.routing.signal.medium; }, 0, 1},
    SettingSpec{"signal.weak", "below this, very weak: skipped", "ratio",
        +[](S& s) { return &s.desk.routing.signal.weak; }, 0, 1},
    SettingSpec{"signal.calm_stability", "spread_stability_norm_100 up to this is calm", "ratio",
        +[](S& s) { return &s.desk.routing.signal.calmStability; }, 0, 100},
    SettingSpec{"signal.balanced_stability", "up to this, balanced", "ratio",
        +[](S& s) { return &s.desk.routing.signal.balancedStability; }, 0, 100},
    SettingSpec{"signal.urgent_stability", "above this, urgent, and the size is cut", "ratio",
        +[](S& s) { return &s.desk.routing.signal.urgentStability; }, 0, 100},
    SettingSpec{"signal.patient_flow", "ofi_normalized_1m up to this, either way, is patient", "ratio",
        +[](S& s) { return &s.desk.routing.signal.patientFlow; }, 0, 1},
    SettingSpec{"signal.urgent_flow", "above this a strong signal in an unstable market goes to market", "ratio",
        +[](S& s) { return &s.desk.routing.signal.urgentFlow; }, 0, 1},
    SettingSpec{"signal.immediate_flow", "above this, immediate, and the size is raised", "ratio",
        +[](S& s) { return &s.desk.routing.signal.immediateFlow; }, 0, 1},
    SettingSpec{"signal.flow_sign", "absolute: flow counts both ways; directional: only the order's way", "",
        oneOf<[](S& s) { return &s.desk.routing.signal.directionalFlow; }, false, true>(), 0, 0,
        "absolute,directional"},
    SettingSpec{"signal.minimal_size", "a very weak signal sends the smallest order, passive", "",
        oneOf<[](S& s) { return &s.desk.routing.signal.minimalSize; }, false, true>(), 0, 0, "no,yes"},
    SettingSpec{"signal.thin_resilience", "book_resilience below this: slices of the touch's size, and less of it",
        "ratio", +[](S& s) { return &s.desk.routing.signal.thinResilience; }, 0, 1000},
    SettingSpec{"signal.high_concentration", "volume_concentration at or above this: executes at the touch", "ratio",
        +[](S& s) { return &s.desk.routing.signal.highConcentration; }, 0, 1},
    SettingSpec{"signal.pressure", "pressure in the order's direction above this: one step more urgent", "ratio",
        +[](S& s) { return &s.desk.routing.signal.pressure; }, 0, 1},
    SettingSpec{"signal.unstable_factor", "of the size in an unstable market", "factor",
        +[](S& s) { return &s.desk.routing.signal.unstableFactor; }, 0, 10},
    SettingSpec{"signal.flow_factor", "of the size in immediate flow", "factor",
        +[](S& s) { return &s.desk.routing.signal.flowFactor; }, 0, 10},
    SettingSpec{"signal.thin_factor", "of the size in a thin book", "factor",
        +[](S& s) { return &s.desk.routing.signal.thinFactor; }, 0, 10},
    SettingSpec{"signal.max_multiplier", "of the size, whatever came together", "factor",
        +[](S& s) { return &s.desk.routing.signal.maxMultiplier; }, 0, 10},
    SettingSpec{"signal.toxicity_rule",
        "what toxic flow does: show it, halve the size, or skip orders that are meant to rest", "",
        oneOf<[](S& s) { return &s.desk.routing.signal.toxicity; }, routing::ToxicityRule::Show,
            routing::ToxicityRule::Halve, routing::ToxicityRule::Skip>(),
        0, 0, "show,halve,skip"},
    SettingSpec{"signal.toxic_factor", "of the size in toxic flow, where the rule halves", "factor",
        +[](S& s) { return &s.desk.routing.signal.toxicFactor; }, 0, 1},
    SettingSpec{"signal.slice_gap_seconds", "between a fill and the next slice of the order, at least", "s",
        +[](S& s) { return &s.desk.routing.signal.sliceGapSeconds; }, 0, 3600},
    SettingSpec{"signal.max_vpin", "above this flow is toxic; 0.8 is passed by one sample in twenty of our recordings",
        "ratio", +[](S& s) { return &s.desk.routing.signal.maxVpin; }, 0, 1},
    SettingSpec{"signal.file", "a file that another program appends signals to; none", "",
        +[](S& s) { return &s.signal.file; }},
    SettingSpec{"signal.socket", "a local socket that other programs write signals to; none", "",
        +[](S& s) { return &s.signal.socket; }},
    SettingSpec{"signal.model", "an XGBoost model (JSON) that is scored on every sample; none", "",
        +[](S& s) { return &s.signal.model; }},
    SettingSpec{"signal.model_max_age_days", "a model that is older is a reminder a day; 0: any age", "days",
        Time{+[](S& s) { return &s.signal.modelMaxAge; }, std::chrono::hours(24), fraction}, 0, 3650},
    SettingSpec{"signal.send", "orders of signals with a size: judged only, sent on paper, or for real money too", "",
        oneOf<[](S& s) { return &s.signal.send; }, SignalSending::No, SignalSending::Paper, SignalSending::Yes>(), 0, 0,
        "no,paper,yes"},
    SettingSpec{"signal.send_share",
        "share of the signals whose orders are sent, chosen by a hash of the id; the others are traded on paper",
        "ratio", +[](S& s) { return &s.signal.share; }, 0, 1},
    SettingSpec{"signal.send_max_notional_a_day",
        "orders of signals sent in a UTC day, in positions.currency; what would pass it is traded on paper; 0: no "
        "limit",
        "", +[](S& s) { return &s.signal.maxNotionalADay; }, 0, 1e12},
    SettingSpec{"signal.send_symbols",
        "whose signals are sent, with commas between them, or all; the others are traded on paper", "",
        +[](S& s) { return &s.signal.symbols; }},
    SettingSpec{"signal.max_age_seconds", "an older signal is not acted upon", "s",
        Time{+[](S& s) { return &s.signal.maxAge; }, seconds(1), fraction}, 0.1, 86'400},
    SettingSpec{"signal.adverse_seconds", "how long after our resting fills their loss is measured", "s",
        oneOf<[](S& s) { return &s.calibration.adverseMarkOut; }, 0, 1, 2>(), 0, 0, "1,5,30"},
    SettingSpec{"signal.max_adverse_bps", "a larger loss so long after our resting fills is toxic", "bps",
        +[](S& s) { return &s.desk.routing.signal.maxAdverseBps; }, 0, 10'000},
    SettingSpec{"guard.max_spread_bps", "resting orders are cancelled when the spread is wider; 0: never", "bps",
        +[](S& s) { return &s.guard.maxSpreadBps; }, 0, 10'000},
    SettingSpec{"guard.max_order_age_seconds", "older resting orders are cancelled; 0: any age", "s",
        Time{+[](S& s) { return &s.guard.maxOrderAge; }, seconds(1), fraction}, 0, 1e9},
    SettingSpec{"guard.check_interval_seconds", "how often the rules that go by time are checked", "s",
        Time{+[](S& s) { return &s.guard.checkInterval; }, seconds(1), fraction}, 0.05, 3600},
    SettingSpec{"guard.auto_cancel", "no: orders are flagged in the blotter instead", "",
        oneOf<[](S& s) { return &s.guard.autoCancel; }, true, false>(), 0, 0, "yes,no"},
    SettingSpec{"guard.cancel_on_stale", "cancel when there is no fresh book; auto: where real money is traded", "",
        oneOf<[](S& s) { return &s.guard.cancelOnStale; }, Switch::Auto, Switch::On, Switch::Off>(), 0, 0,
        "auto,yes,no"},
    SettingSpec{"guard.spread_source", "whose spread counts: the order's own venue, or all together", "",
        oneOf<[](S& s) { return &s.guard.isConsolidated; }, false, true>(), 0, 0, "venue,consolidated"},
    SettingSpec{"guard.dwell_ms", "the spread must stay too wide for so long", "ms",
        Time{+[](S& s) { return &s.guard.dwell; }, milliseconds(1), fraction}, 0, 3'600'000},
    SettingSpec{"guard.hysteresis_bps", "while it dwells, it ends only this far below the threshold", "bps",
        +[](S& s) { return &s.guard.hysteresisBps; }, 0, 10'000},
    SettingSpec{"orders.countdown_seconds", "a venue that hears nothing for so long cancels everything; 0: never", "s",
        Time{+[](S& s) { return &s.orders.countdown; }, seconds(1)}, 0, 3600, "", fromNextStart},
    SettingSpec{"orders.journal", "sqlite:FILE or postgresql://user@host/database; auto: a file of this machine", "",
        +[](S& s) { return &s.orders.journal; }, 0, 0, "", fromNextStart},
    SettingSpec{"orders.workstation", "whose orders are ours in a shared journal; auto: the machine's name", "",
        +[](S& s) { return &s.orders.workstation; }, 0, 0, "", fromNextStart},
    SettingSpec{"positions.check_seconds", "venues are asked what they hold this often, beside what their streams tell",
        "s", Time{+[](S& s) { return &s.positions.checkEvery; }, seconds(1)}, 1, 3600},
    SettingSpec{"positions.spot_flatten",
        "flatten sells what our fills add up to, or all coins of the pairs traded there", "",
        oneOf<[](S& s) { return &s.positions.flattensBalance; }, false, true>(), 0, 0, "ours,balance"},
    SettingSpec{"positions.currency",
        "profit of everything, and the day's loss, are told in it: USD, USDT, EUR, BTC; by the pairs that are watched",
        "", +[](S& s) { return &s.positions.currency; }},
    SettingSpec{"calibration.lookback_days", "how far back executions count", "days",
        +[](S& s) { return &s.calibration.lookbackDays; }, 1, 3650},
    SettingSpec{"calibration.min_samples", "a venue with fewer fills, or answers, has the expected figures", "",
        +[](S& s) { return &s.calibration.minSamples; }, 1, 1'000'000},
    SettingSpec{"calibration.fee_tolerance_bps", "a measured fee further from the expected one raises the alarm", "bps",
        +[](S& s) { return &s.calibration.feeToleranceBps; }, 0, 1000},
    SettingSpec{"calibration.slow_multiple", "an answer that takes longer than so many medians of its venue is slow",
        "", +[](S& s) { return &s.calibration.slowMultiple; }, 1, 1000},
    SettingSpec{"calibration.prompt_minutes",
        "answers of so long say whether a venue takes part; slow ones are then past", "minutes",
        +[](S& s) { return &s.calibration.promptMinutes; }, 1, 1440},
    SettingSpec{"calibration.prompt_answers", "fewer answers than these in that time leave a venue in", "",
        +[](S& s) { return &s.calibration.promptAnswers; }, 1, 1000},
    SettingSpec{"consolidated.latency_weight", "what a slow venue's sizes lose in the ranking", "fraction",
        +[](S& s) { return &s.desk.participation.latencyWeight; }, 0, 1},
    SettingSpec{"consolidated.min_reliability",
        "a smaller share of prompt answers excludes a venue; until they are measured, its reliability", "ratio",
        +[](S& s) { return &s.desk.participation.minReliability; }, 0, 1},
    SettingSpec{"consolidated.max_price_diff_pct", "a mid further from the median is an outlier", "fraction",
        +[](S& s) { return &s.desk.participation.maxPriceDiffPct; }, 0, 1},
    SettingSpec{"consolidated.late_seconds", "a book without update for longer is late: doubtful, and not yet stale",
        "s", +[](S& s) { return &s.desk.trust.lateSeconds; }, 0.01, 3600},
    SettingSpec{"consolidated.delayed_seconds",
        "data that takes so much longer than the quickest message ever did is doubtful", "s",
        +[](S& s) { return &s.desk.trust.delayedSeconds; }, 0.01, 3600},
    SettingSpec{"consolidated.max_delay_seconds", "data that comes later than this is excluded", "s",
        +[](S& s) { return &s.desk.participation.maxDelaySeconds; }, 0.01, 3600},
    SettingSpec{"consolidated.equal_quotes", "currencies taken for equal, USD=USDT=USDC; none", "",
        +[](S& s) { return &s.consolidated.equalQuotes; }},
    SettingSpec{"consolidated.equal_kinds", "a coin and its contracts in one book, with the basis beside it", "",
        oneOf<[](S& s) { return &s.desk.equalKinds; }, false, true>(), 0, 0, "no,yes"},
    SettingSpec{"market.source", "market of the window, of verify and of record", "",
        oneOf<[](S& s) { return &s.market.source; }, MarketSource::Embedded, MarketSource::Live>(), 0, 0,
        "embedded,live", fromNextStart},
    SettingSpec{"market.symbols", "watched at the first start, comma-separated; from then on the watch list is kept",
        "", +[](S& s) { return &s.market.symbols; }, 0, 0, "", fromNextStart},
    SettingSpec{"market.venues", "venues to connect to; the first that has an instrument is charted", "",
        +[](S& s) { return &s.market.venues; }, 0, 0, "", fromNextStart},
    SettingSpec{"market.depth_feed", "diff: the whole book; frames: 20 levels every 100 ms", "",
        oneOf<[](S& s) { return &s.market.depthFrames; }, false, true>(), 0, 0, "diff,frames", fromNextStart},
    SettingSpec{"market.seed", "seed of the embedded market", "", +[](S& s) { return &s.market.seed; }, 0,
        2'147'483'647, "", fromNextStart},
    SettingSpec{"store.record", "features, decisions and fills as Parquet; auto: of live markets", "",
        oneOf<[](S& s) { return &s.store.record; }, Switch::Auto, Switch::On, Switch::Off>(), 0, 0, "auto,yes,no"},
    SettingSpec{"store.folder", "where they go; auto: leadline/store in the user's data folder", "",
        +[](S& s) { return &s.store.folder; }},
    SettingSpec{"store.retention_days", "older days are deleted; 0: never", "days",
        +[](S& s) { return &s.store.retentionDays; }, 0, 36'500},
    SettingSpec{"tape.record", "record what the venues send, in files that can be replayed", "",
        oneOf<[](S& s) { return &s.tape.record; }, false, true>(), 0, 0, "no,yes"},
    SettingSpec{"tape.folder", "where they go; auto: leadline/tapes in the user's data folder", "",
        +[](S& s) { return &s.tape.folder; }},
    SettingSpec{"tape.keep_days", "files of older days are deleted; 0: never", "days",
        +[](S& s) { return &s.tape.keepDays; }, 0, 36'500},
    SettingSpec{"equities.feed", "quotes of stocks: the consolidated tape, or IEX alone (Alpaca's free plan)", "",
        oneOf<[](S& s) { return &s.equities.isIexFeed; }, false, true>(), 0, 0, "sip,iex", fromNextStart},
    SettingSpec{"equities.polygon_sizes", "what Massive (Polygon) counts quotes in", "",
        oneOf<[](S& s) { return &s.equities.polygonCountsLots; }, false, true>(), 0, 0, "shares,round-lots",
        fromNextStart},
    SettingSpec{"equities.embedded_start", "New York time at which an embedded session begins, coins and stocks alike",
        "", +[](S& s) { return &s.equities.embeddedStart; }, 0, 0, "", fromNextStart},
    SettingSpec{"equities.extended_hours", "orders for stocks work before the open and after the close, too", "",
        oneOf<[](S& s) { return &s.desk.hasExtendedHours; }, false, true>(), 0, 0, "no,yes"},
    SettingSpec{"equities.symbols", "file of the symbols to screen; auto: those of the embedded market", "",
        +[](S& s) { return &s.equities.symbols; }},
    SettingSpec{"equities.pick_mode", "how strictly stocks are screened", "",
        oneOf<[](S& s) { return &s.equities.pickMode; }, picks::Mode::Safe, picks::Mode::Aggressive>(), 0, 0,
        "SAFE,AGGRESSIVE"},
    SettingSpec{"equities.score_model",
        "score=1, order_imbalance=0.5, ...; column: the user's own number; FILE.json: an XGBoost model of the five "
        "features",
        "", +[](S& s) { return &s.equities.scoreModel; }},
    SettingSpec{"execution.enable_smart_execution", "false: plain market orders (legacy mode)", "",
        oneOf<[](S& s) { return &s.execution.isSmart; }, true, false>(), 0, 0, "true,false"},
    SettingSpec{"execution.market_open_delay_minutes", "nothing is placed for so long after the open", "min",
        +[](S& s) { return &s.execution.marketOpenDelayMinutes; }, 0, 390},
    SettingSpec{"execution.max_spread_percent", "a wider spread fails the check before placing", "%",
        +[](S& s) { return &s.execution.maxSpreadPercent; }, 0, 100},
    SettingSpec{"execution.repeg_threshold_percent", "a limit further from its anchor is moved", "%",
        +[](S& s) { return &s.execution.repegThresholdPercent; }, 0, 100},
    SettingSpec{"execution.max_repegs_per_order", "a limit is moved this often at most", "",
        +[](S& s) { return &s.execution.maxRepegsPerOrder; }, 0, 1000},
    SettingSpec{"execution.min_bid_ask_size", "less at the level that is joined fails the check", "USD",
        +[](S& s) { return &s.execution.minBidAskSize; }, 0, 1e9},
    SettingSpec{"execution.quote_freshness_seconds", "an older quote fails the check", "s",
        +[](S& s) { return &s.execution.quoteFreshnessSeconds; }, 0.1, 3600},
    SettingSpec{"execution.bid_anchor_offset_cents", "how far above the bid a buy is placed, in dollars", "USD",
        +[](S& s) { return &s.execution.bidAnchorOffset; }, 0, 100},
    SettingSpec{"execution.ask_anchor_offset_cents", "how far below the ask a sell is placed, in dollars", "USD",
        +[](S& s) { return &s.execution.askAnchorOffset; }, 0, 100},
    SettingSpec{"execution.volume_adjust",
        "yes: joins the touch where the book leans against an order, improves where a long queue is ahead of it", "",
        oneOf<[](S& s) { return &s.execution.adjustsToVolume; }, true, false>(), 0, 0, "yes,no"},
    SettingSpec{"execution.lean_ratio", "one side of the touch this many times the other: the book leans", "times",
        +[](S& s) { return &s.execution.leanRatio; }, 1, 1000},
    SettingSpec{"execution.queue_ahead_ratio", "more ahead of an order than this many times its size: a long queue",
        "times", +[](S& s) { return &s.execution.queueAheadRatio; }, 0, 1e6},
    SettingSpec{"execution.max_improve_cents", "how far inside the touch a long queue moves an order, in dollars",
        "USD", +[](S& s) { return &s.execution.maxImprove; }, 0, 100},
    SettingSpec{"execution.validation_patience_seconds", "a check that fails for longer counts as failed", "s",
        +[](S& s) { return &s.execution.validationPatienceSeconds; }, 0, 3600},
    SettingSpec{"execution.deadline_minutes", "what is not filled by then is crossed or left", "min",
        +[](S& s) { return &s.execution.deadlineMinutes; }, 1, 390},
    SettingSpec{"execution.outside_hours", "while the market is closed: wait for the open, or refuse", "",
        oneOf<[](S& s) { return &s.execution.queuesOutsideHours; }, true, false>(), 0, 0, "queue,refuse"},
    SettingSpec{"execution.minimum_notional", "smaller orders are left out", "USD",
        +[](S& s) { return &s.execution.minimumNotional; }, 1, 1e9},
    SettingSpec{"picks.cache_seconds", "a younger quote is not asked for again", "s",
        +[](S& s) { return &s.scan.cacheSeconds; }, picks::ScanSettings::leastCacheSeconds,
        picks::ScanSettings::mostCacheSeconds},
    SettingSpec{"picks.max_symbols", "symbols in one scan", "", +[](S& s) { return &s.scan.mostSymbols; }, 1, 1000},
    SettingSpec{"picks.safe_max_spread_bps", "SAFE: a wider spread rejects", "bps",
        +[](S& s) { return &s.picks.safe.maxSpreadBps; }, 0, 10'000},
    SettingSpec{"picks.safe_min_depth", "SAFE: less depth rejects", "USD", +[](S& s) { return &s.picks.safe.minDepth; },
        0, 1e12},
    SettingSpec{"picks.safe_max_gap_percent", "SAFE: a larger move in the gap window rejects", "%",
        +[](S& s) { return &s.picks.safe.maxGapPercent; }, 0, 100},
    SettingSpec{"picks.aggressive_max_spread_bps", "AGGRESSIVE: a wider spread rejects", "bps",
        +[](S& s) { return &s.picks.aggressive.maxSpreadBps; }, 0, 10'000},
    SettingSpec{"picks.aggressive_min_depth", "AGGRESSIVE: less depth rejects", "USD",
        +[](S& s) { return &s.picks.aggressive.minDepth; }, 0, 1e12},
    SettingSpec{"picks.aggressive_max_gap_percent", "AGGRESSIVE: a larger move in the gap window rejects", "%",
        +[](S& s) { return &s.picks.aggressive.maxGapPercent; }, 0, 100},
    SettingSpec{"picks.gap_window_minutes", "window in which the largest move is looked for", "min",
        +[](S& s) { return &s.picks.gapWindowMinutes; }, 1, 60},
    SettingSpec{"picks.halt_look_back_minutes", "a halt that ended less than this ago rejects", "min",
        +[](S& s) { return &s.picks.haltLookBackMinutes; }, 0, 1440},
    SettingSpec{"picks.quote_freshness_seconds", "an older quote is stale", "s",
        +[](S& s) { return &s.picks.quoteFreshnessSeconds; }, 0.1, 3600},
    SettingSpec{"picks.risky_spread_share", "a spread beyond this share of its limit is risky", "fraction",
        +[](S& s) { return &s.picks.riskySpreadShare; }, 0, 1},
    SettingSpec{"picks.risky_depth_share", "depth below this share of its limit is risky", "ratio",
        +[](S& s) { return &s.picks.riskyDepthShare; }, 1, 100},
    SettingSpec{"picks.risky_imbalance", "a larger imbalance, either way, is risky", "ratio",
        +[](S& s) { return &s.picks.riskyImbalance; }, 0, 1},
    SettingSpec{"picks.touch_depth_share", "of a depth limit, where only the touch of a symbol is known", "fraction",
        +[](S& s) { return &s.picks.touchDepthShare; }, 0, 1},
    SettingSpec{"picks.near_miss_share", "rejected by one rule and by no more than this share of its limit", "fraction",
        +[](S& s) { return &s.picks.nearMissShare; }, 0, 1},
    SettingSpec{"picks.quality_spread_bps_4", "execution quality: 4 points for a spread below", "bps",
        +[](S& s) { return &s.picks.qualitySpreadBps[0]; }, 0, 10'000},
    SettingSpec{"picks.quality_spread_bps_3", "execution quality: 3 points for a spread below", "bps",
        +[](S& s) { return &s.picks.qualitySpreadBps[1]; }, 0, 10'000},
    SettingSpec{"picks.quality_spread_bps_2", "execution quality: 2 points for a spread below", "bps",
        +[](S& s) { return &s.picks.qualitySpreadBps[2]; }, 0, 10'000},
    SettingSpec{"picks.quality_spread_bps_1", "execution quality: 1 point for a spread below", "bps",
        +[](S& s) { return &s.picks.qualitySpreadBps[3]; }, 0, 10'000},
    SettingSpec{"picks.quality_depth_3", "execution quality: 3 points for a depth above", "USD",
        +[](S& s) { return &s.picks.qualityDepth[0]; }, 0, 1e12},
    SettingSpec{"picks.quality_depth_2", "execution quality: 2 points for a depth above", "USD",
        +[](S& s) { return &s.picks.qualityDepth[1]; }, 0, 1e12},
    SettingSpec{"picks.quality_depth_1", "execution quality: 1 point for a depth above", "USD",
        +[](S& s) { return &s.picks.qualityDepth[2]; }, 0, 1e12},
    SettingSpec{"picks.quality_imbalance_3", "execution quality: 3 points for an imbalance, either way, below", "ratio",
        +[](S& s) { return &s.picks.qualityImbalance[0]; }, 0, 1},
    SettingSpec{"picks.quality_imbalance_2", "execution quality: 2 points for an imbalance, either way, below", "ratio",
        +[](S& s) { return &s.picks.qualityImbalance[1]; }, 0, 1},
    SettingSpec{"picks.quality_imbalance_1", "execution quality: 1 point for an imbalance, either way, below", "ratio",
        +[](S& s) { return &s.picks.qualityImbalance[2]; }, 0, 1},
    SettingSpec{"ladder.click_size", "size of the first quantity button", "units",
        +[](S& s) { return &s.ladder.clickSize; }, 1e-8, 1e12},
    SettingSpec{"ladder.cross_confirm_ticks", "a click through the market by more ticks asks first", "ticks",
        +[](S& s) { return &s.ladder.crossConfirmTicks; }, 0, 100'000},
    SettingSpec{"ladder.reaction_ms", "a row whose price changed within this time is not traded", "ms",
        Time{+[](S& s) { return &s.ladder.reaction; }, milliseconds(1)}, 0, 5000},
    SettingSpec{"ladder.repeat_seconds", "the same order again within this time asks first", "s",
        Time{+[](S& s) { return &s.ladder.repeat; }, seconds(1)}, 0, 3600},
    SettingSpec{"ladder.idle_minutes", "without input for this long the ladder disarms", "min",
        Time{+[](S& s) { return &s.ladder.idle; }, minutes(1)}, 1, 1440},
    SettingSpec{"ladder.centring",
        "how rows follow the market: static, when it comes near an edge; centred, always; manual, never", "",
        oneOf<[](S& s) { return &s.ladder.centring; }, Centring::Static, Centring::Centred, Centring::Manual>(), 0, 0,
        "static,centred,manual"},
    SettingSpec{"ladder.edge_rows", "static: rows follow when fewer than these are left beyond the touch", "rows",
        +[](S& s) { return &s.ladder.edgeRows; }, 0, 50},
    SettingSpec{"ladder.pointer_wait_seconds", "rows below the pointer stand still until it has rested so long", "s",
        Time{+[](S& s) { return &s.ladder.pointerWait; }, seconds(1)}, 0, 3600},
    SettingSpec{"ladder.sound", "a sound where an order is refused, rejected or asked about", "",
        oneOf<[](S& s) { return &s.ladder.sound; }, false, true>(), 0, 0, "no,yes"},
    SettingSpec{"window.palette", "colours of the window", "",
        oneOf<[](S& s) { return &s.window.palette; }, Palette::System, Palette::Light, Palette::Dark>(), 0, 0,
        "system,light,dark"},
    SettingSpec{
        "window.frames_per_second", "display rate", "1/s", +[](S& s) { return &s.window.framesPerSecond; }, 1, 144},
};

constexpr std::size_t specsPerVenue = 8;

/// The keys of the venues' sections live here; a spec only looks at its key.
std::string_view venueKey(std::size_t venue, const char* name)
{
    static std::deque<std::string> keys;
    std::string section = venues::knownVenues()[venue].id.text();
    std::ranges::replace(section, '-', '_');
    return keys.emplace_back(section + "." + name);
}

/// Its pairs are served by the embedded market. That of stocks goes by a clock of its own.
bool hasServedPairs(const venues::Venue& venue)
{
    return sim::embeddedSettings(venue.id.view(), {}, {}, 1).has_value();
}

template <std::size_t I> void addVenue(std::vector<SettingSpec>& specs)
{
    specs.push_back({venueKey(I, "use"), "take part in the consolidated book and in routing", "",
        oneOf<[](S& s) { return &s.venues[I].terms.isOn; }, true, false>(), 0, 0, "yes,no"});
    specs.push_back({venueKey(I, "maker_fee_bps"), "fee of a resting order; a rebate is negative", "bps",
        +[](S& s) { return &s.venues[I].terms.makerFeeBps; }, -100, 1000});
    specs.push_back({venueKey(I, "taker_fee_bps"), "fee of an order that takes", "bps",
        +[](S& s) { return &s.venues[I].terms.takerFeeBps; }, -100, 1000});
    specs.push_back({venueKey(I, "latency_ms"), "assumed from sending to acknowledgement, 95 of 100", "ms",
        +[](S& s) { return &s.venues[I].terms.latencyMs; }, 0, 60'000});
    specs.push_back({venueKey(I, "reliability"), "assumed until it is measured", "ratio",
        +[](S& s) { return &s.venues[I].terms.reliability; }, 0, 1});
    if (venues::knownVenues()[I].makeProtocol == nullptr) {
        return;
    }
    if (venues::knownVenues()[I].makeTrading != nullptr) {
        // "off", where the embedded market has it one that is served elsewhere, and the venue's own environments.
        static const std::string choices = [] {
            std::string names = "off";
            if (hasServedPairs(venues::knownVenues()[I])) {
                names += "," + std::string(sim::servedEnvironment);
            }
            for (const venues::TradingEnvironment& known : venues::knownVenues()[I].makeTrading()->environments()) {
                names += "," + std::string(known.name);
            }
            return names;
        }();
        specs.push_back({venueKey(I, "trading"), "where orders go when live data is shown: real money under live", "",
            +[](S& s) { return &s.venues[I].trading; }, 0, 0, choices, fromNextStart});
    }
    specs.push_back({venueKey(I, "stream_url"), "base address of the streams", "",
        +[](S& s) { return &s.venues[I].streamUrl; }, 0, 0, "", fromNextStart});
    specs.push_back({venueKey(I, "rest_url"), "base address of the REST service", "",
        +[](S& s) { return &s.venues[I].restUrl; }, 0, 0, "", fromNextStart});
}

std::vector<SettingSpec> allSpecs()
{
    std::vector<SettingSpec> specs(generalSpecs.begin(), generalSpecs.end());
    specs.reserve(generalSpecs.size() + venues::venueCount * specsPerVenue);
    [&specs]<std::size_t... I>(std::index_sequence<I...>)
    {
        (addVenue<I>(specs), ...);
    }
    (std::make_index_sequence<venues::venueCount>());
    return specs;
}

} // namespace

std::span<const SettingSpec> settingSpecs()
{
    static const std::vector<SettingSpec> specs = allSpecs();
    return specs;
}

} // namespace leadline::app
