// SPDX-License-Identifier: MIT
/// A venue of the engine with what connects us to it. Seen by the engine's own sources only.
#pragma once

#include "engine/feeds/venue_feed.h"
#include "engine/session/trading_session.h"
#include "engine/sim/server/market_server.h"

namespace leadline::session
{

struct TradingSession::Line {
    const venues::Venue* venue = nullptr;
    desk::Market* market = nullptr;
    sim::MarketServer* server = nullptr; ///< lives in the servers' thread; null when the venue is real
    venues::Endpoints endpoints;
    std::unique_ptr<feeds::VenueFeed> feed;
};

} // namespace leadline::session
