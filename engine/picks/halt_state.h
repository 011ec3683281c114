// SPDX-License-Identifier: MIT
/// Whether a stock trades, and how we know.
#pragma once

#include "engine/core/events.h"
#include "engine/core/stock.h"
#include "engine/equities/market_hours.h"
#include "engine/picks/halt_settings.h"

#include <optional>
#include <string_view>

namespace leadline::picks
{

enum class HaltKind : std::uint8_t {
    Unknown, ///< nothing was heard
    Trading,
    Halted,
    Paused, ///< volatility: limit up, limit down
    QuotesOnly, ///< still halted; quotes come again
    NotTradable, ///< the broker takes no orders for it
    AtBand, ///< suspected: its price, or the touch, is at a price band, where a pause begins
    Silent, ///< suspected: a liquid stock without trades, while others have some
};
[[nodiscard]] std::string_view describe(HaltKind kind);

enum class HaltEvidence : std::uint8_t { Nothing, Notice, Asset, Bands, Silence, Trades };
/// "official status", "price bands" and friends.
[[nodiscard]] std::string_view describe(HaltEvidence evidence);

/// A halt that is over, or a suspicion that is.
struct PastHalt {
    HaltKind kind = HaltKind::Halted;
    HaltEvidence evidence = HaltEvidence::Notice;
    core::Timestamp since;
    core::Timestamp ended;

    bool operator==(const PastHalt&) const = default;
};

struct HaltReading {
    HaltKind kind = HaltKind::Unknown;
    HaltEvidence evidence = HaltEvidence::Nothing;
    core::Timestamp since; ///< of a halt or a suspicion; else the epoch
    core::HaltNotice notice; ///< the newest; its time is the epoch where there was none
    std::optional<PastHalt> pastHalt; ///< the one that ended last, officially
    std::optional<PastHalt> pastSuspicion; ///< the one that ended last; none that a halt confirmed
    std::optional<core::Timestamp> noticesFrom; ///< what was said before was not heard; none: notices are not heard

    [[nodiscard]] bool isHalted() const;
    [[nodiscard]] bool isSuspected() const { return kind == HaltKind::AtBand || kind == HaltKind::Silent; }
};

/// What all stocks share.
struct HaltContext {
    HaltSettings settings;
    equities::TradingCalendar calendar; ///< empty: regular hours are not known, and silence says nothing
    core::Timestamp tradesHeard; ///< the newest trade of any stock: silence of one is judged while others trade
    std::optional<core::Timestamp> noticesFrom; ///< halt notices are heard without a break from then on
};

/// One stock's halts, suspicions and what speaks against them, by event time. Only a resumption of trading ends a halt;
/// where notices may have been missed, a trade does. A resumption of a halt that was not heard of counts as one that
/// ended then. Thread: one, whichever owns it.
class HaltState
{
public:
    void told(const core::HaltNotice& notice);
    void told(const core::PriceBands& bands);
    void told(const core::StockAsset& asset, core::Timestamp at);
    /// Every trade, as a stream has them.
    void traded(core::Timestamp time, core::Price price, const HaltContext& context);
    /// The newest trade, as a picture of the moment has it: it tells nothing of how often the stock trades.
    void lastTradeWas(core::Timestamp time, core::Price price, const HaltContext& context);
    /// The touch; zero where there is no side.
    void quoted(core::Timestamp time, core::Price bid, core::Price ask);

    [[nodiscard]] HaltReading reading(core::Timestamp now, const HaltContext& context) const;
    [[nodiscard]] core::Timestamp lastTrade() const { return m_lastTrade; }

private:
    /// Longer silence is suspicious; nothing where silence says nothing.
    [[nodiscard]] std::optional<core::Duration> longestSilence(const HaltContext& context) const;
    [[nodiscard]] core::Timestamp silentSince() const;
    [[nodiscard]] bool isSilentAt(core::Timestamp time, const HaltContext& context) const;
    void endSilence(core::Timestamp time, const HaltContext& context);
    void endUnheardHalt(core::Timestamp time, const HaltContext& context);
    void checkBands(core::Timestamp time);
    [[nodiscard]] bool areBandsInForce(core::Timestamp now, const HaltContext& context) const;

    core::HaltNotice m_notice;
    std::optional<core::Timestamp> m_haltedSince;
    HaltKind m_haltKind = HaltKind::Halted; ///< how it began
    std::optional<PastHalt> m_pastHalt;
    std::optional<PastHalt> m_pastSuspicion;
    core::PriceBands m_bands;
    core::Timestamp m_bandsSince; ///< the first of their day: prices before it are not held against them
    std::optional<core::Timestamp> m_atBandSince;
    std::optional<core::Timestamp> m_notTradableSince;
    core::Timestamp m_lastTrade;
    core::Price m_lastPrice;
    core::Timestamp m_quoteTime;
    core::Price m_bid;
    core::Price m_ask;
    core::Duration m_usualInterval{}; ///< between trades, smoothed
    int m_intervals = 0;
};

} // namespace leadline::picks
