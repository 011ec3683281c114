// SPDX-License-Identifier: MIT
#pragma once

#include "models/latency_model.h"

#include <QTableView>

namespace leadline::models
{
class SessionClient;
}

namespace leadline::views
{

/// Latencies of orders, of market data and of the window, leg by leg. Thread: GUI.
class LatencyPanel final : public QTableView
{
    Q_OBJECT

public:
    /// Both must outlive the panel.
    LatencyPanel(models::SessionClient& session, const core::Clock& clock, QWidget* parent = nullptr);

    /// The ladder has painted the newest book.
    void addPainted();

private:
    const core::Clock& m_clock;
    models::LatencyModel m_model;
    core::Duration m_arrived{}; ///< of the newest book on the ladder; zero: it is painted
};

} // namespace leadline::views
