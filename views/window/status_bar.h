// SPDX-License-Identifier: MIT
/// The line at the foot of the window: venues, data rate, kill switch, journal, time, and what has just been reported.
#pragma once

#include <QStatusBar>

class QLabel;

namespace leadline::session
{
struct MarketSnapshot;
}
namespace leadline::models
{
class SessionClient;
}

namespace leadline::views
{

class RecordLight;
struct RecordingState;

/// Thread: GUI.
class StatusBar final : public QStatusBar
{
    Q_OBJECT

public:
    /// `session` must outlive the bar. `isReplay`: there is no journal.
    StatusBar(models::SessionClient& session, bool isReplay, QWidget* parent = nullptr);

    void showMarket(const session::MarketSnapshot& snapshot);
    void showRecording(const RecordingState& state);

Q_SIGNALS:
    /// The light was clicked.
    void recordingWanted(bool isOn);

private:
    void showVenues(const session::MarketSnapshot& snapshot);
    void showKillSwitch(bool on);

    RecordLight* m_record; ///< null in a replay
    QLabel* m_venues;
    QLabel* m_rate;
    QLabel* m_clock;
    QLabel* m_kill;
    QLabel* m_journal;
};

} // namespace leadline::views
