// SPDX-License-Identifier: MIT
/// What matters most, in the same corner of every window: the day's profit, what is open, and the two red buttons.
#pragma once

#include <QWidget>

class QLabel;

namespace leadline::session
{
struct MarketSnapshot;
}

namespace leadline::views
{

class HoldButton;

/// As wide whatever it says. Thread: GUI.
class StopCorner final : public QWidget
{
    Q_OBJECT

public:
    explicit StopCorner(QWidget* parent = nullptr);

    /// The position is that of the instrument, the rest is of everything.
    void showMarket(const session::MarketSnapshot& snapshot);
    /// Of another instrument, which nothing is known of yet.
    void clear();
    [[nodiscard]] HoldButton& killButton() { return *m_kill; }
    [[nodiscard]] HoldButton& flattenButton() { return *m_flatten; }

Q_SIGNALS:
    void killRequested();
    void flattenRequested();

private:
    QLabel* m_today;
    QLabel* m_open;
    QLabel* m_position;
    QLabel* m_orders;
    HoldButton* m_flatten;
    HoldButton* m_kill;
};

} // namespace leadline::views
