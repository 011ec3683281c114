// SPDX-License-Identifier: MIT
/// The keys that stop, heard everywhere: one object for the whole program, however many windows it has.
#pragma once

#include <QObject>

class QKeyEvent;

namespace leadline::views
{

/// Ctrl+Shift+K and nothing else reaches it before whatever has the focus: a field, a question, a menu, a window that a
/// question stands before. Thread: GUI; there is one while a QApplication lives.
class StopKeys final : public QObject
{
    Q_OBJECT

public:
    explicit StopKeys(QObject* parent = nullptr);
    ~StopKeys() override;

Q_SIGNALS:
    /// Once a press; a key that is held repeats nothing.
    void killPressed();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
};

} // namespace leadline::views
