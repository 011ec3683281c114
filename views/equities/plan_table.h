// SPDX-License-Identifier: MIT
/// The table of a plan, whose weights are drawn out by mouse and keys.
#pragma once

#include <QPersistentModelIndex>
#include <QTableView>

namespace leadline::views
{

/// A weight that moves is set by UnitsRole; once it is let go, released() tells. Thread: GUI.
class PlanTable final : public QTableView
{
    Q_OBJECT

public:
    explicit PlanTable(QWidget* parent = nullptr);

    /// A bar is being dragged, or moved by a key that is down.
    [[nodiscard]] bool isMoving() const { return m_moving.isValid(); }
    /// Lets a bar go without telling its weight.
    void giveUp();
    /// Where the bar of a weight lies when it is full.
    [[nodiscard]] QRect barRect(const QModelIndex& index) const;

Q_SIGNALS:
    void released(const QModelIndex& index);
    /// The owner shows the weight that it was before.
    void gaveUp();

protected:
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void keyReleaseEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    [[nodiscard]] bool hasBar(const QModelIndex& index) const;
    [[nodiscard]] bool isOnEnd(const QPoint& place, const QModelIndex& index) const;
    void begin(const QModelIndex& index);
    void drag(const QMouseEvent& event);
    void step(int steps);
    void finish();

    QPersistentModelIndex m_moving;
    double m_before = 0; ///< the weight it began with
    int m_pressedX = 0;
    bool m_isByKey = false;
};

} // namespace leadline::views
