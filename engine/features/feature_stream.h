// SPDX-License-Identifier: MIT
/// All features of one market, streaming, with the sampling rule.
#pragma once

#include "engine/book/book_tracker.h"
#include "engine/features/book_features.h"
#include "engine/features/feature_settings.h"
#include "engine/features/order_flow.h"
#include "engine/features/spread_stability.h"
#include "engine/features/volatility.h"
#include "engine/features/vpin.h"

namespace leadline::features
{

/// Hears of every sample, in order.
class SampleListener
{
public:
    virtual ~SampleListener() = default;
    virtual void sampled(const FeatureSet& features) = 0;
};

/// A feed of frames gives one sample a message. A diff feed is sampled on the event-time grid: the state after the last
/// update of each bucket that saw one, known when the first update of a later bucket comes. A sample whose book is
/// invalid is not given. No allocation per update once the windows have filled.
class FeatureStream final : public book::BookListener
{
public:
    FeatureStream(const book::OrderBook& book, const core::Instrument& instrument, const FeatureSettings& settings,
        SampleListener& listener);

    /// As the other one is now, of a copy of its book, and heard by another. Both must outlive it.
    FeatureStream(const FeatureStream& other, const book::OrderBook& book, SampleListener& listener);

    void bookWillChange(core::Timestamp eventTime) override;
    void bookChanged(const core::BookUpdate& update) override;
    void bookRestarted() override;
    void traded(const core::Trade& trade) { m_vpin.add(trade); }
    /// Gives the sample of the last bucket, when the tape has ended.
    void finish();

    void setInstrument(const core::Instrument& instrument) { m_instrument = instrument; }
    /// The book to look at from now on, which must outlive the stream or the next call.
    void setBook(const book::OrderBook& book) { m_book = &book; }

private:
    FeatureStream(const FeatureStream&) = default;
    void sample();

    const book::OrderBook* m_book;
    core::Instrument m_instrument;
    FeatureSettings m_settings;
    SampleListener* m_listener;

    OrderFlow m_flow;
    SpreadStability m_stability;
    Vpin m_vpin;
    Volatility m_volatility;
    FeatureSet m_features;
    core::Timestamp m_time; ///< newest event time; never steps back
    std::int64_t m_bucket = 0;
    double m_vpinThen = FeatureSet::undefined; ///< VPIN at the newest update
    bool m_samplePending = false;
};

} // namespace leadline::features
