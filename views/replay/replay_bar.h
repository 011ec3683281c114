// SPDX-License-Identifier: MIT
/// What drives a replay: play, steps, speed, the time to go to, and the timeline.
#pragma once

#include "engine/core/time.h"
#include "engine/session/replay_state.h"

#include <QToolBar>

class QAction;
class QComboBox;
class QLineEdit;

namespace leadline::models
{
class SessionClient;
}

namespace leadline::views
{

class TimelineView;

/// Follows the instrument of the window's own view. Thread: GUI.
class ReplayBar final : public QToolBar
{
    Q_OBJECT

public:
    /// `session` must outlive the bar.
    explicit ReplayBar(models::SessionClient& session, QWidget* parent = nullptr);

    [[nodiscard]] TimelineView& timeline() { return *m_timeline; }
    /// Play or pause, the steps, and the time to go to, whose key a menu must have: here the field is its button.
    [[nodiscard]] QList<QAction*> commands() const { return {m_play, m_stepMessage, m_stepDecision, m_goTo}; }
    /// How it stands, as the session told last.
    [[nodiscard]] const session::ReplayState& state() const { return m_state; }

public Q_SLOTS:
    void seek(const leadline::core::Timestamp& time);

Q_SIGNALS:
    /// A line for the user.
    void said(const QString& text);

protected:
    void changeEvent(QEvent* event) override;

private:
    QAction* makeAction(const char* name, const QString& text, const QKeySequence& key);
    void makeSpeeds();
    void connectSession();
    void connectMarks();
    void showState(const session::ReplayState& state);
    void showSpeed(double speed);
    void showIcons();
    void goTo();
    void drive(session::ReplayCommand::Kind kind);

    models::SessionClient& m_session;
    session::ReplayState m_state;
    QAction* m_play;
    QAction* m_stepMessage;
    QAction* m_stepDecision;
    QAction* m_goTo;
    QComboBox* m_speed;
    QLineEdit* m_time;
    TimelineView* m_timeline;
};

} // namespace leadline::views
