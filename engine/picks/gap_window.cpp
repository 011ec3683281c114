// SPDX-License-Identifier: MIT
#include "engine/picks/gap_window.h"

#include <algorithm>
#include <cstdlib>

namespace leadline::picks
{

namespace
{

constexpr std::chrono::minutes barLength(1);

core::Int128 distanceOf(const Move& move)
{
    return std::abs(move.to.price.raw() - move.from.price.raw());
}

} // namespace

double Move::percent() const
{
    return from.price.raw() == 0 ? 0 : core::toDouble(distanceOf(*this)) / static_cast<double>(from.price.raw()) * 100;
}

bool Move::isLargerThan(const Move& other) const
{
    const core::Int128 own = distanceOf(*this) * other.from.price.raw();
    const core::Int128 others = distanceOf(other) * from.price.raw();
    if (own != others) {
        return own > others;
    }
    return to.time != other.to.time ? to.time > other.to.time : from.time > other.from.time;
}

GapWindow::Stretch GapWindow::join(const Stretch& earlier, const Stretch& later)
{
    Stretch both;
    both.low = later.low.price <= earlier.low.price ? later.low : earlier.low;
    both.high = later.high.price >= earlier.high.price ? later.high : earlier.high;
    both.largest = earlier.largest;
    for (const Move& move : {later.largest, Move{earlier.low, later.high}, Move{earlier.high, later.low}}) {
        if (move.isLargerThan(both.largest)) {
            both.largest = move;
        }
    }
    return both;
}

void GapWindow::sumForward(std::size_t from)
{
    for (std::size_t i = from; i < m_entries.size(); ++i) {
        m_entries[i].sum = i == m_split ? m_entries[i].own : join(m_entries[i - 1].sum, m_entries[i].own);
    }
}

void GapWindow::sumBackward(std::size_t from)
{
    for (std::size_t i = from + 1; i-- > 0;) {
        m_entries[i].sum = i + 1 == m_split ? m_entries[i].own : join(m_entries[i].own, m_entries[i + 1].sum);
    }
}

void GapWindow::insert(core::Timestamp time, core::Price low, core::Price high)
{
    const bool isBefore = !m_entries.empty() && time < m_entries.front().time;
    if (isBefore && m_entries.front().time <= m_edge) {
        return; // another price stood when the window began
    }
    std::size_t at = m_entries.size();
    while (at > 0 && time < m_entries[at - 1].time) {
        --at;
    }
    const PricePoint lowest{low, time};
    const PricePoint highest{high, time};
    m_entries.insert(
        m_entries.begin() + static_cast<std::ptrdiff_t>(at), Entry{time, {lowest, highest, {lowest, highest}}, {}});
    if (at < m_split) {
        ++m_split;
        sumBackward(at);
    } else {
        sumForward(at);
    }
    forget(m_entries.back().time - m_length);
}

void GapWindow::setLength(core::Duration length)
{
    if (length > m_length && m_seenSince) {
        m_seenSince = std::max(*m_seenSince, m_edge);
        // Prices that come late are taken again as far back as the new window reaches.
        m_edge = core::Timestamp::min();
    }
    m_length = length;
}

void GapWindow::dropFirst()
{
    if (m_split == 0) {
        m_split = m_entries.size();
        sumBackward(m_split - 1);
    }
    m_entries.pop_front();
    --m_split;
}

void GapWindow::forget(core::Timestamp edge)
{
    m_edge = std::max(m_edge, edge);
    while (m_entries.size() > 1 && m_entries[1].time <= m_edge) {
        dropFirst();
    }
    while (!m_minutes.empty() && m_minutes.front().begins + barLength <= m_edge) {
        m_minutes.pop_front();
    }
}

GapWindow::Minute& GapWindow::minuteOf(core::Timestamp time)
{
    const core::Timestamp begins = std::chrono::floor<std::chrono::minutes>(time);
    auto at = m_minutes.end();
    while (at != m_minutes.begin() && begins < std::prev(at)->begins) {
        --at;
    }
    if (at != m_minutes.begin() && std::prev(at)->begins == begins) {
        return *std::prev(at);
    }
    return *m_minutes.insert(at, Minute{begins, {}, {}});
}

void GapWindow::add(core::Timestamp time, core::Price price)
{
    if (price.raw() <= 0) {
        return;
    }
    m_seenSince = std::min(time, m_seenSince.value_or(time));
    if (time > m_edge) {
        Minute& minute = minuteOf(time);
        const bool isFirst = minute.low.raw() == 0;
        minute.low = isFirst ? price : std::min(minute.low, price);
        minute.high = std::max(minute.high, price);
    }
    insert(time, price, price);
}

void GapWindow::addBar(const core::StockBar& bar, core::Timestamp asOf)
{
    if (bar.low.raw() <= 0 || bar.high < bar.low || bar.close.raw() <= 0) {
        return;
    }
    m_seenSince = std::min(bar.begins, m_seenSince.value_or(bar.begins));
    const core::Timestamp time = std::min(bar.begins + barLength, asOf);
    bool isLower = true;
    bool isHigher = true;
    if (time > m_edge) {
        Minute& minute = minuteOf(bar.begins);
        isLower = minute.low.raw() == 0 || bar.low < minute.low;
        isHigher = bar.high > minute.high;
        minute = {minute.begins, isLower ? bar.low : minute.low, isHigher ? bar.high : minute.high};
    }
    if (isLower || isHigher) {
        insert(time, isLower ? bar.low : bar.high, isHigher ? bar.high : bar.low);
        insert(time, bar.close, bar.close); // what stood when it ended
    }
}

GapReading GapWindow::reading(core::Timestamp now)
{
    forget(now - m_length);
    GapReading made{.window = m_length};
    if (m_entries.empty()) {
        return made;
    }
    made.seenFor = std::clamp(now - m_seenSince.value_or(now), core::Duration::zero(), m_length);
    if (m_split == 0 || m_split == m_entries.size()) {
        made.largest = (m_split == 0 ? m_entries.back() : m_entries.front()).sum.largest;
    } else {
        made.largest = join(m_entries.front().sum, m_entries.back().sum).largest;
    }
    return made;
}

} // namespace leadline::picks
