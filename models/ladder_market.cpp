// SPDX-License-Identifier: MIT
#include "models/ladder_market.h"

#include "engine/session/market_snapshot.h"

#include <algorithm>

namespace leadline::models
{

LadderMarket::LadderMarket() = default;
LadderMarket::~LadderMarket() = default;

void LadderMarket::clear()
{
    instrument = {};
    venues.clear();
    parts.clear();
    bids.clear();
    asks.clear();
    queues.clear();
    recentTrades.clear();
    profile.clear();
    profileTime = {};
    lastTrade = {};
    averagePrice = {};
    position = {};
}

bool LadderMarket::has(const core::MarketId& market) const
{
    return (only.isEmpty() || market.venue == only)
        && std::ranges::any_of(venues, [&](const LadderVenue& venue) { return venue.market == market; });
}

void LadderMarket::show(const session::MarketSnapshot& snapshot)
{
    instrument = snapshot.instrument;
    venues.clear();
    parts.clear();
    bids = snapshot.bids;
    asks = snapshot.asks;
    const session::VenueSnapshot* onlyVenue = nullptr;
    for (const session::VenueSnapshot& venue : snapshot.venues) {
        venues.push_back({.market = venue.market,
            .takesPart = venue.exclusion == book::Exclusion::None,
            .isHidden = !venue.terms.isOn});
        if (venue.market.venue == only) {
            instrument.id = venue.market;
            instrument.tick = venue.tick.raw() > 0 ? venue.tick : instrument.tick;
            bids = venue.bids;
            asks = venue.asks;
            onlyVenue = &venue;
        }
    }
    for (std::size_t i = 0; isConsolidated() && i < snapshot.venues.size(); ++i) {
        parts.push_back({snapshot.venues[i].bids, snapshot.venues[i].asks});
    }
    // A ladder of one venue shows that venue's trades; the profile since the start is one of all.
    queues = snapshot.queues;
    recentTrades = onlyVenue != nullptr ? onlyVenue->recentTrades : snapshot.recentTrades;
    if (onlyVenue != nullptr) {
        profile.clear();
    } else if (snapshot.profileTime != profileTime) {
        profile = snapshot.profile;
        profileTime = snapshot.profileTime;
    }
    lastTrade = onlyVenue != nullptr ? onlyVenue->lastTrade : snapshot.lastTrade;
    time = snapshot.time;
    showPosition(snapshot.positions);
}

void LadderMarket::showPosition(const std::vector<session::PositionSnapshot>& positions)
{
    averagePrice = {};
    position = {};
    for (const session::PositionSnapshot& held : positions) {
        if (held.size.isZero() || !has(held.market)) {
            continue;
        }
        const bool isFirst = position.isZero();
        averagePrice = isFirst ? held.averagePrice : core::Price{};
        position = held.size;
        if (!isFirst) {
            return; // a line is at one price
        }
    }
}

} // namespace leadline::models
