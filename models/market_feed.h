// SPDX-License-Identifier: MIT
/// The one bridge from the engine's newest state to the window: polled once a frame.
#pragma once

#include "engine/engine.h"

#include <QObject>
#include <QTimer>

namespace leadline::models
{

/// Thread: GUI.
class MarketFeed final : public QObject
{
    Q_OBJECT

public:
    explicit MarketFeed(engine::Engine& engine, double framesPerSecond, QObject* parent = nullptr);

    /// Takes the newest snapshot, if there is one, and tells. Called by the frame timer; tests call it themselves.
    void poll();

Q_SIGNALS:
    /// Valid during the call; direct connections only.
    void framed(const leadline::engine::MarketSnapshot& snapshot);

private:
    engine::Engine& m_engine;
    QTimer m_timer;
};

} // namespace leadline::models
