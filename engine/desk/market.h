// SPDX-License-Identifier: MIT
/// Everything the desk knows of one instrument on one venue.
#pragma once

#include "engine/book/book_tracker.h"
#include "engine/book/touch_referee.h"
#include "engine/core/instrument.h"
#include "engine/features/feature_stream.h"
#include "engine/risk/risk.h"

#include <cstdint>
#include <memory>

namespace leadline::desk
{

/// How far a venue's numbers can be believed right now.
enum class Trust : std::uint8_t {
    Good, ///< in sequence, equal to the venue's own touch, fresh
    Doubtful, ///< late, or joining snapshot and stream
    Bad, ///< gap, contradicted by the venue's own touch, stale, or disconnected
};

struct MarketCounters {
    std::uint64_t messages = 0; ///< book, trade and touch messages
    book::BookCounters book;
    std::uint64_t touchChecked = 0;
    std::uint64_t touchEqual = 0;

    MarketCounters& operator+=(const MarketCounters& other);
};

class Market;

/// Hears what markets produce, in order.
class MarketListener
{
public:
    virtual ~MarketListener() = default;
    virtual void sampled(const Market& market, const features::FeatureSet& features) = 0;
    virtual void traded(const Market& market, const core::Trade& trade) = 0;
    /// The book changed or was lost.
    virtual void bookMoved(const Market& market) = 0;
};

/// One market: tracker, referee, features and breaker, fed by decoded messages. Thread: the desk's.
class Market final : private book::BookListener, private features::SampleListener
{
public:
    struct Rules {
        book::SequenceRule sequence;
        book::RefereeRule referee;
    };

    Market(const core::Instrument& instrument, Rules rules, const features::FeatureSettings& features,
        const risk::RiskLimits& limits, MarketListener& listener);
    Market(const Market&) = delete;
    Market& operator=(const Market&) = delete;

    /// True when a snapshot should be fetched.
    bool apply(const core::MarketMessage& message);
    /// The connection was made anew.
    void restart();
    /// The tape ended: gives the last sample.
    void finish() { m_features->finish(); }

    [[nodiscard]] const core::Instrument& instrument() const { return m_instrument; }
    void setInstrument(const core::Instrument& instrument);
    void setFeatureSettings(const features::FeatureSettings& settings);
    void setRiskLimits(const risk::RiskLimits& limits) { m_limits = limits; }

    [[nodiscard]] const book::OrderBook& book() const { return m_tracker.book(); }
    [[nodiscard]] const book::BookTracker& tracker() const { return m_tracker; }
    [[nodiscard]] const features::FeatureStream& features() const { return *m_features; }
    [[nodiscard]] risk::StabilityBreaker& breaker() { return m_breaker; }
    [[nodiscard]] const risk::StabilityBreaker& breaker() const { return m_breaker; }

    /// Newest event time of any message; never steps back.
    [[nodiscard]] core::Timestamp time() const { return m_time; }
    /// Event time that passed since the book's last update; `silence` is the time since anything came at all, as the
    /// engine's clock sees it (zero in a replay).
    [[nodiscard]] core::Duration bookAge(core::Duration silence) const;
    [[nodiscard]] Trust trust(core::Duration silence, double freshnessSeconds) const;
    [[nodiscard]] MarketCounters counters() const;
    void resetCounters();
    /// Digits after the point in the venue's price texts.
    [[nodiscard]] int priceDecimals() const { return m_priceDecimals; }

private:
    void bookWillChange(core::Timestamp eventTime) override;
    void bookChanged(const core::BookUpdate& update) override;
    void bookRestarted() override;
    void sampled(const features::FeatureSet& features) override;

    core::Instrument m_instrument;
    MarketListener& m_listener;
    risk::RiskLimits m_limits;
    book::BookTracker m_tracker;
    book::TouchReferee m_referee;
    std::unique_ptr<features::FeatureStream> m_features;
    risk::StabilityBreaker m_breaker;
    core::Timestamp m_time;
    core::Timestamp m_bookTime;
    std::uint64_t m_messages = 0;
    int m_priceDecimals = 0;
};

} // namespace leadline::desk
