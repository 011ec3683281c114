// SPDX-License-Identifier: MIT
#include "engine/features/feature_stream.h"

#include <algorithm>

namespace leadline::features
{

bool FeatureSettings::operator==(const FeatureSettings& other) const
{
    return book.impactNotional == other.book.impactNotional && book.depthLevels == other.book.depthLevels
        && vpin.buckets == other.vpin.buckets && vpin.bucketVolume == other.vpin.bucketVolume
        && vpin.warmUpTrades == other.vpin.warmUpTrades && sampleIntervalMs == other.sampleIntervalMs;
}

FeatureStream::FeatureStream(const book::OrderBook& book, const core::Instrument& instrument,
    const FeatureSettings& settings, SampleListener& listener)
    : m_book(&book)
    , m_instrument(instrument)
    , m_settings(settings)
    , m_listener(&listener)
    , m_vpin(settings.vpin)
{
}

FeatureStream::FeatureStream(const FeatureStream& other, const book::OrderBook& book, SampleListener& listener)
    : FeatureStream(other)
{
    m_book = &book;
    m_listener = &listener;
}

void FeatureStream::bookWillChange(core::Timestamp eventTime)
{
    const std::int64_t bucket = core::millisecondsOf(eventTime) / m_settings.sampleIntervalMs;
    if (m_samplePending && bucket > m_bucket) {
        sample();
    }
    m_bucket = m_time == core::Timestamp{} ? bucket : std::max(m_bucket, bucket);
    m_time = std::max(m_time, eventTime);
}

void FeatureStream::bookChanged(const core::BookUpdate& update)
{
    m_flow.update(m_time, *m_book);
    if (m_book->isValid()) {
        m_volatility.add(m_time, m_book->mid().toDoubleLossy());
    }
    // Trades that come before the sample is given, but after its update, are not part of it.
    m_vpinThen = m_vpin.value().value_or(FeatureSet::undefined);
    m_samplePending = true;
    if (update.kind == core::BookUpdateKind::Frame) {
        sample();
    }
}

void FeatureStream::bookRestarted()
{
    m_flow.restart();
    m_samplePending = false;
}

void FeatureStream::finish()
{
    if (m_samplePending) {
        sample();
    }
}

void FeatureStream::sample()
{
    m_samplePending = false;
    if (!m_book->isValid()) {
        return;
    }
    m_features = FeatureSet{};
    m_features.time = m_time;
    writeBookFeatures(*m_book, m_instrument, m_settings.book, m_features);
    m_stability.add(m_features.bestAsk - m_features.bestBid);
    m_stability.write(m_features);
    m_flow.write(m_time, m_features);
    m_features[Feature::Vpin] = m_vpinThen;
    m_features[Feature::VolatilityBps] = m_volatility.value().value_or(FeatureSet::undefined);
    m_listener->sampled(m_features);
}

} // namespace leadline::features
