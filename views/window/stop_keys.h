// SPDX-License-Identifier: MIT
/// The keys that stop, heard everywhere: one object for the whole program, however many windows it has.
#pragma once

#include <QObject>
#include <QPointer>

class QKeyEvent;

namespace leadline::views
{

class MainWindow;

/// Ctrl+Shift+K and Esc reach it before whatever has the focus: a field, an editor in a table, a question, a menu, a
/// window that a question stands before. Esc goes on to what it closes. Thread: GUI; one while a QApplication lives.
class StopKeys final : public QObject
{
    Q_OBJECT

public:
    explicit StopKeys(QObject* parent = nullptr);

Q_SIGNALS:
    /// Once a press; a key that is held repeats nothing.
    void killPressed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void escape(QObject* where);
    void standBehind(QWidget& dialog);

    QPointer<MainWindow> m_latest; ///< for a dialog or a menu that belongs to none
    const QEvent* m_escape = nullptr; ///< the press at hand: it passes here again for each widget it is offered to
};

} // namespace leadline::views
