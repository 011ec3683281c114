// SPDX-License-Identifier: MIT
/// Everything the desk knows of one instrument on one venue.
#pragma once

#include "engine/book/book_tracker.h"
#include "engine/book/touch_referee.h"
#include "engine/core/instrument.h"
#include "engine/desk/market_access.h"
#include "engine/desk/market_counters.h"
#include "engine/desk/market_listener.h"
#include "engine/desk/message_times.h"
#include "engine/desk/others_book.h"
#include "engine/desk/trust.h"
#include "engine/features/feature_stream.h"
#include "engine/risk/risk.h"

#include <cstdint>
#include <memory>

namespace leadline::desk
{

struct TrustRules;

class MarketGroup;

/// One market: tracker, referee, features and breaker, fed by decoded messages. Thread: the desk's.
class Market final : private book::BookListener, private features::SampleListener
{
public:
    Market(const core::Instrument& instrument, const book::BookRules& rules, const features::FeatureSettings& features,
        const risk::RiskLimits& limits, MarketListener& listener);
    /// As the other one is now, without our own orders there, in no group, and heard by another.
    Market(const Market& other, MarketListener& listener);
    Market(const Market&) = delete;
    Market& operator=(const Market&) = delete;

    /// True when the book must begin anew: by a snapshot, or by subscribing again.
    bool apply(const core::MarketMessage& message);
    /// The connection was made anew.
    void restart();
    /// Messages of its connection are missing: the book may be wrong, so that it is until it began anew.
    void loseMessages();
    /// Whether data can come; a replay is always connected.
    void setConnected(bool connected) { m_access.isConnected = connected; }
    [[nodiscard]] bool isConnected() const { return m_access.isConnected; }
    /// What the venue lets its clients do here.
    [[nodiscard]] core::TradingStatus status() const { return m_access.status(); }
    /// The venue as a whole said so; the stricter of its word and the instrument's holds.
    void setVenueStatus(core::TradingStatus status) { m_access.venue = status; }
    /// The tape ended: gives the last sample.
    void finish() { m_features->finish(); }

    /// The group it belongs to; null before the desk has grouped it.
    [[nodiscard]] MarketGroup* group() const { return m_group; }
    void setGroup(MarketGroup& group) { m_group = &group; }

    [[nodiscard]] const core::Instrument& instrument() const { return m_instrument; }
    /// Orders can be sent there; a market that is only shown takes no part in routing.
    void setTradable(bool tradable) { m_access.isTradable = tradable; }
    [[nodiscard]] bool isTradable() const { return m_access.isTradable; }
    /// Our own orders that rest there: features and costs are of what others offer. Empty sides: none.
    void setOwnOrders(std::vector<core::Level> bids, std::vector<core::Level> asks);
    /// The book without our own orders.
    [[nodiscard]] const book::OrderBook& othersBook() const { return m_others.book(); }
    void setInstrument(const core::Instrument& instrument);
    /// The venue's list says what it trades; the caller groups it anew.
    void setPair(const core::Pair& pair);
    void setFeatureSettings(const features::FeatureSettings& settings);
    void setRiskLimits(const risk::RiskLimits& limits) { m_limits = limits; }

    [[nodiscard]] const book::OrderBook& book() const { return m_tracker.book(); }
    [[nodiscard]] const book::BookTracker& tracker() const { return m_tracker; }
    [[nodiscard]] const features::FeatureStream& features() const { return *m_features; }
    [[nodiscard]] risk::StabilityBreaker& breaker() { return m_breaker; }
    [[nodiscard]] const risk::StabilityBreaker& breaker() const { return m_breaker; }

    /// Newest event time of any message; never steps back.
    [[nodiscard]] core::Timestamp time() const { return m_times.newest; }
    /// Newest event time of the book.
    [[nodiscard]] core::Timestamp bookTime() const { return m_times.book; }
    /// When the newest message came.
    [[nodiscard]] core::Timestamp lastReceived() const { return m_times.received; }
    /// From the venue's stamp to us, of the newest message, beyond the smallest such time seen.
    [[nodiscard]] core::Duration delay() const { return m_times.delay; }
    /// The smallest difference between receipt and stamp; it holds the offset of the two clocks.
    [[nodiscard]] core::Duration smallestDelay() const { return m_times.smallestDelay; }
    /// Of 1-second returns, bps per √s; NaN until there are enough.
    [[nodiscard]] double volatilityBps() const { return m_volatilityBps; }
    /// The newest sample; its time is the epoch before the first.
    [[nodiscard]] const features::FeatureSet& sample() const { return m_sample; }
    [[nodiscard]] double resilience() const { return m_sample[features::Feature::BookResilience]; }
    [[nodiscard]] double concentration() const { return m_sample[features::Feature::VolumeConcentration]; }
    /// `age`: how old the book is now.
    [[nodiscard]] Trust trust(core::Duration age, double freshnessSeconds, const TrustRules& rules) const;
    [[nodiscard]] MarketCounters counters() const;
    void resetCounters();
    /// Digits after the point in the venue's price texts.
    [[nodiscard]] int priceDecimals() const { return m_priceDecimals; }

private:
    void bookWillChange(core::Timestamp eventTime) override;
    void bookChanged(const core::BookUpdate& update) override;
    void bookRestarted() override;
    void sampled(const features::FeatureSet& features) override;
    /// True where a snapshot is needed.
    bool applyBook(const core::MarketMessage& message);

    core::Instrument m_instrument;
    MarketListener& m_listener;
    risk::RiskLimits m_limits;
    book::BookTracker m_tracker;
    OthersBook m_others; ///< of the tracker's
    book::TouchReferee m_referee;
    std::unique_ptr<features::FeatureStream> m_features;
    features::FeatureSet m_sample;
    risk::StabilityBreaker m_breaker;
    MessageTimes m_times;
    MarketAccess m_access;
    MarketGroup* m_group = nullptr;
    double m_volatilityBps = features::FeatureSet::undefined;
    std::uint64_t m_messages = 0;
    int m_priceDecimals = 0;
};

} // namespace leadline::desk
