// SPDX-License-Identifier: MIT
/// Kill and flatten, apart from each other, and the timed receipt of what they did.
#pragma once

#include "engine/execution/kill_receipt.h"

#include <QWidget>

class QLabel;
class QListWidget;

namespace leadline::models
{
class SessionClient;
}

namespace leadline::views
{

class HoldButton;

/// Thread: GUI.
class StopPanel final : public QWidget
{
    Q_OBJECT

public:
    /// `session` must outlive the panel.
    explicit StopPanel(models::SessionClient& session, QWidget* parent = nullptr);

    void showReceipt(const execution::KillReceipt& receipt);
    [[nodiscard]] HoldButton& killButton() { return *m_kill; }
    [[nodiscard]] HoldButton& flattenButton() { return *m_flatten; }
    [[nodiscard]] QListWidget& steps() { return *m_steps; }

Q_SIGNALS:
    void killRequested();
    void flattenRequested();

private:
    void showKillSwitch(bool on);

    HoldButton* m_kill;
    HoldButton* m_flatten;
    QLabel* m_state;
    QListWidget* m_steps;
};

} // namespace leadline::views
