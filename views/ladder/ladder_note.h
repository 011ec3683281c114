// SPDX-License-Identifier: MIT
/// What a ladder asks or refuses, beside the row that was clicked: nothing else moves, nothing is covered but rows.
#pragma once

#include <QFrame>
#include <QString>
#include <QTimer>

#include <functional>

class QLabel;
class QPushButton;

namespace leadline::views
{

/// One at a time: a newer note takes the place of an older one, whose question is then answered with no. It ends by
/// itself. No press goes through it to the rows that it covers; one on a refusal takes it away. Thread: GUI.
class LadderNote final : public QFrame
{
    Q_OBJECT

public:
    /// Lies over its parent; hidden at first. `Y` and `N` answer it while a widget within `keys` has the focus.
    LadderNote(QWidget& over, QWidget& keys);

    /// Called whenever rows that it covered are on show again.
    std::function<void()> uncovered;

    /// `yes` is called at most once. The buttons stand away from the place, so that a second click hits none.
    void ask(const QString& question, QPoint beside, std::function<void()> yes);
    void refuse(const QString& why, QPoint beside);
    [[nodiscard]] QString text() const;
    [[nodiscard]] bool isQuestion() const { return static_cast<bool>(m_yes); }
    [[nodiscard]] QPushButton& sendButton() { return *m_send; }
    [[nodiscard]] QPushButton& dropButton() { return *m_drop; }
    /// Nobody waits for an answer any more.
    void withdraw();

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

private:
    void leave();
    void show(const QString& text, QPoint beside);
    void answer(bool isYes);

    QLabel* m_text;
    QWidget* m_buttons;
    QPushButton* m_send;
    QPushButton* m_drop;
    QTimer m_end;
    std::function<void()> m_yes;
};

} // namespace leadline::views
