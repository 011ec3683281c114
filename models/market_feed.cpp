// SPDX-License-Identifier: MIT
#include "models/market_feed.h"

namespace leadline::models
{

MarketFeed::MarketFeed(engine::Engine& engine, double framesPerSecond, QObject* parent)
    : QObject(parent)
    , m_engine(engine)
{
    connect(&m_timer, &QTimer::timeout, this, &MarketFeed::poll);
    m_timer.start(static_cast<int>(1000 / framesPerSecond));
}

void MarketFeed::poll()
{
    if (const engine::MarketSnapshot* const snapshot = m_engine.snapshots().take()) {
        Q_EMIT framed(*snapshot);
    }
}

} // namespace leadline::models
