// SPDX-License-Identifier: MIT
/// A button that wants to be held: a click by mistake does nothing.
#pragma once

#include <QPushButton>
#include <QTimer>

namespace leadline::views
{

/// Emits held() once it was down for 600 ms without a break, by mouse or by Space. Thread: GUI.
class HoldButton final : public QPushButton
{
    Q_OBJECT

public:
    static constexpr int holdMs = 600;

    explicit HoldButton(const QString& text, QWidget* parent = nullptr);
    /// False: it acts when it is clicked.
    void setMustHold(bool must);

Q_SIGNALS:
    void held();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    QTimer m_timer;
    QTimer m_frame; ///< the bar grows
    bool m_mustHold = true;
};

} // namespace leadline::views
