// SPDX-License-Identifier: MIT
#include "engine/book/consolidated_book.h"

#include "engine/book/sorted_levels.h"

#include <algorithm>
#include <cassert>

namespace leadline::book
{

using core::Level;
using core::Quantity;

std::uint32_t ConsolidatedSide::takeSlot()
{
    if (m_free.empty()) {
        m_parts.emplace_back();
        return static_cast<std::uint32_t>(m_parts.size() - 1);
    }
    const std::uint32_t slot = m_free.back();
    m_free.pop_back();
    m_parts[slot] = {};
    return slot;
}

void ConsolidatedSide::set(VenueIndex venue, Level level)
{
    assert(venue < mostVenues && "a consolidated book holds a fixed number of venues");
    const std::size_t index = positionOf(m_entries, level.price, m_sign);
    const auto at = m_entries.begin() + static_cast<std::ptrdiff_t>(index);
    if (index == m_entries.size() || at->price != level.price) {
        if (!level.size.isZero()) {
            const std::uint32_t slot = takeSlot();
            m_parts[slot][venue] = level.size;
            m_entries.insert(at, {level.price, level.size, slot});
        }
        return;
    }
    Quantity& part = m_parts[at->slot][venue];
    at->total += level.size - part;
    part = level.size;
    if (at->total.isZero()) {
        m_free.push_back(at->slot);
        m_entries.erase(at);
    }
}

void ConsolidatedSide::assign(VenueIndex venue, std::span<const Level> levels)
{
    assert(venue < mostVenues && "a consolidated book holds a fixed number of venues");
    m_merged.clear();
    m_merged.reserve(m_entries.size() + levels.size());
    // Both go from the worst price to the best.
    auto old = m_entries.begin();
    auto fresh = levels.rbegin();
    const auto key = [this](core::Price price) { return price.raw() * m_sign; };
    const auto keep = [&](Entry entry, Quantity size) {
        Quantity& part = m_parts[entry.slot][venue];
        entry.total += size - part;
        part = size;
        if (entry.total.isZero()) {
            m_free.push_back(entry.slot);
        } else {
            m_merged.push_back(entry);
        }
    };
    while (old != m_entries.end() || fresh != levels.rend()) {
        if (fresh == levels.rend() || (old != m_entries.end() && key(old->price) < key(fresh->price))) {
            keep(*old++, {});
        } else if (old != m_entries.end() && old->price == fresh->price) {
            keep(*old++, (fresh++)->size);
        } else {
            keep({fresh->price, {}, takeSlot()}, fresh->size);
            ++fresh;
        }
    }
    m_entries.swap(m_merged);
}

void ConsolidatedBook::apply(VenueIndex venue, std::span<const Level> bids, std::span<const Level> asks)
{
    for (const Level& level : bids) {
        m_bids.set(venue, level);
    }
    for (const Level& level : asks) {
        m_asks.set(venue, level);
    }
}

void ConsolidatedBook::assign(VenueIndex venue, std::span<const Level> bids, std::span<const Level> asks)
{
    m_bids.assign(venue, bids);
    m_asks.assign(venue, asks);
}

void ConsolidatedBook::remove(VenueIndex venue)
{
    m_bids.remove(venue);
    m_asks.remove(venue);
}

} // namespace leadline::book
