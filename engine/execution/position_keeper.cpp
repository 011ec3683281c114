// SPDX-License-Identifier: MIT
#include "engine/execution/position_keeper.h"

#include <algorithm>

namespace leadline::execution
{

namespace
{

core::Quantity sumOf(const std::vector<venues::VenuePosition>& rows, const core::Symbol& symbol)
{
    core::Quantity sum;
    for (const venues::VenuePosition& row : rows) {
        if (row.symbol == symbol && !row.isMargin) {
            sum += row.size;
        }
    }
    return sum;
}

} // namespace

PositionKeeper::PositionKeeper(const orders::PositionBook& ours)
    : m_ours(ours)
{
}

void PositionKeeper::addVenue(const core::VenueId& venue, bool keepsPositions)
{
    m_venues[venue].keepsPositions = keepsPositions;
}

void PositionKeeper::told(
    const core::VenueId& venue, const std::vector<venues::VenuePosition>& rows, core::Timestamp asked)
{
    const auto known = m_venues.find(venue);
    if (known == m_venues.end()) {
        return;
    }
    known->second.isTold = true;
    known->second.rows = rows;
    known->second.asked = asked;
}

void PositionKeeper::lost(const core::VenueId& venue)
{
    if (const auto known = m_venues.find(venue); known != m_venues.end()) {
        known->second.isTold = false;
    }
}

core::Quantity PositionKeeper::sizeOf(const core::MarketId& market) const
{
    const auto known = m_venues.find(market.venue);
    const bool byVenue = known != m_venues.end() && known->second.keepsPositions && known->second.isTold;
    return byVenue ? sumOf(known->second.rows, market.symbol) : m_ours.of(market).size;
}

bool PositionKeeper::differs(const core::MarketId& market, core::Quantity venue, core::Quantity ours) const
{
    const core::Quantity difference = venue > ours ? venue - ours : ours - venue;
    const core::Quantity lot = lotOf ? lotOf(market) : core::Quantity{};
    return difference > lot;
}

std::vector<PositionRow> PositionKeeper::rows() const
{
    std::vector<PositionRow> rows;
    for (const auto& [id, venue] : m_venues) {
        for (const venues::VenuePosition& held : venue.rows) {
            if (held.size.isZero()) {
                continue;
            }
            const core::MarketId market{id, held.symbol};
            const core::Quantity ours =
                held.side == core::PositionSide::Net && !held.isMargin ? m_ours.of(market).size : core::Quantity{};
            rows.push_back({.market = market,
                .side = held.side,
                .ours = ours,
                .venue = held.size,
                .entryPrice = held.entryPrice,
                .isTold = venue.isTold,
                .isKept = venue.keepsPositions,
                .isMargin = held.isMargin,
                .differs = venue.isTold && venue.keepsPositions
                    && differs(market, sumOf(venue.rows, held.symbol), m_ours.of(market).size),
                .told = venue.asked});
        }
    }
    for (const orders::Position& position : m_ours.all()) {
        const bool isShown = std::ranges::any_of(rows, [&](const PositionRow& row) {
            return row.market == position.market && row.side == core::PositionSide::Net && !row.isMargin;
        });
        const auto venue = m_venues.find(position.market.venue);
        if (position.size.isZero() || isShown) {
            continue;
        }
        PositionRow row{.market = position.market, .ours = position.size, .isKept = false};
        if (venue != m_venues.end()) {
            row.isTold = venue->second.isTold;
            row.isKept = venue->second.keepsPositions;
            const core::Quantity sum = sumOf(venue->second.rows, position.market.symbol);
            const bool hasSides = std::ranges::any_of(
                rows, [&](const PositionRow& other) { return other.market == position.market && !other.isMargin; });
            row.venue = hasSides ? core::Quantity{} : sum; // what is held is on the rows of its sides
            row.differs = row.isTold && row.isKept && differs(position.market, sum, row.ours);
            row.told = venue->second.asked;
        }
        rows.push_back(row);
    }
    return rows;
}

std::vector<std::string> PositionKeeper::newAlarms(core::Timestamp now)
{
    std::vector<std::string> alarms;
    std::map<core::MarketId, Difference> standing;
    for (const PositionRow& row : rows()) {
        if (!row.differs || standing.contains(row.market)) {
            continue;
        }
        const core::Quantity venue = sizeOf(row.market);
        const core::Quantity ours = m_ours.of(row.market).size;
        const auto known = m_differences.find(row.market);
        Difference difference = known == m_differences.end()
            ? Difference{.size = venue - ours, .since = now, .sizeSince = now}
            : known->second;
        if (difference.size != venue - ours) {
            difference.size = venue - ours;
            difference.sizeSince = now;
        }
        const core::Timestamp since = difference.reported ? difference.sizeSince : difference.since;
        if (now - since >= alarmAfter && difference.reported != difference.size) {
            difference.reported = difference.size;
            alarms.push_back(row.market.venue.text() + " " + row.market.symbol.text() + ": the venue holds "
                + venue.text() + ", our fills add up to " + ours.text());
        }
        standing.emplace(row.market, difference);
    }
    m_differences = std::move(standing);
    return alarms;
}

} // namespace leadline::execution
