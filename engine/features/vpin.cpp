// SPDX-License-Identifier: MIT
#include "engine/features/vpin.h"

#include <algorithm>

namespace leadline::features
{

Vpin::Vpin(const VpinSettings& settings)
    : m_settings(settings)
{
}

void Vpin::countDayVolume(core::Timestamp time, Wide volume)
{
    const std::int64_t minute = std::chrono::floor<std::chrono::minutes>(time).time_since_epoch().count();
    if (minute - m_minute >= static_cast<std::int64_t>(minutesADay)) {
        m_minutes.fill(0);
        m_dayVolume = 0;
        m_minute = minute;
    }
    while (m_minute < minute) {
        Wide& oldest = m_minutes[static_cast<std::size_t>(++m_minute) % minutesADay];
        m_dayVolume -= oldest;
        oldest = 0;
    }
    m_minutes[static_cast<std::size_t>(m_minute) % minutesADay] += volume;
    m_dayVolume += volume;
}

void Vpin::open()
{
    m_bucketSize = m_settings.bucketVolume > 0
        ? static_cast<Wide>(m_settings.bucketVolume * static_cast<double>(core::decimalScale))
        : m_dayVolume / m_settings.buckets;
    m_bucketSize = std::max<Wide>(m_bucketSize, 1);
}

void Vpin::close()
{
    const Wide imbalance = m_buys > m_sells ? m_buys - m_sells : m_sells - m_buys;
    m_buckets.push({m_bucketSize, imbalance});
    m_volumeSum += m_bucketSize;
    m_imbalanceSum += imbalance;
    if (m_buckets.size() > static_cast<std::size_t>(m_settings.buckets)) {
        const Bucket& gone = m_buckets[m_buckets.begin()];
        m_volumeSum -= gone.volume;
        m_imbalanceSum -= gone.imbalance;
        m_buckets.dropUntil(m_buckets.begin() + 1);
    }
    m_bucketSize = m_buys = m_sells = 0;
}

void Vpin::add(const core::Trade& trade)
{
    Wide left = trade.size.raw();
    countDayVolume(trade.eventTime, left);
    if (m_settings.bucketVolume <= 0 && m_trades < m_settings.warmUpTrades) {
        ++m_trades;
        return;
    }
    // A fixed bucket far smaller than a trade would spin here: whole buckets beyond what the average holds only
    // replace each other.
    if (m_bucketSize == 0) {
        open();
    }
    const Wide useful = m_bucketSize * (m_settings.buckets + 1);
    left = std::min(left, useful);
    while (left > 0) {
        if (m_bucketSize == 0) {
            open();
        }
        const Wide part = std::min(left, m_bucketSize - m_buys - m_sells);
        (trade.aggressor == core::Side::Bid ? m_buys : m_sells) += part;
        left -= part;
        if (m_buys + m_sells == m_bucketSize) {
            close();
        }
    }
}

std::optional<double> Vpin::value() const
{
    if (m_buckets.size() < static_cast<std::size_t>(m_settings.buckets)) {
        return std::nullopt;
    }
    return core::toDouble(m_imbalanceSum) / core::toDouble(m_volumeSum);
}

} // namespace leadline::features
