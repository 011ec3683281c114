// SPDX-License-Identifier: MIT
#include "views/equities/plan_table.h"

#include "models/plan_model.h"
#include "models/roles.h"
#include "views/widgets/bar_delegate.h"

#include <QKeyEvent>
#include <QMouseEvent>

#include <algorithm>
#include <cmath>
#include <utility>

namespace leadline::views
{

namespace
{

constexpr int weightColumn = static_cast<int>(models::PlanModel::Column::Weight);
constexpr int reach = 6; ///< pixels from a bar's end at which it can be taken
constexpr int longSteps = 10; ///< of a key with Shift

double weightOf(double steps)
{
    constexpr double whole = models::PlanModel::weightSteps;
    return std::clamp(steps, 0.0, whole) / whole;
}

double stepsOf(double weight)
{
    return weight * models::PlanModel::weightSteps;
}

} // namespace

PlanTable::PlanTable(QWidget* parent)
    : QTableView(parent)
{
    setMouseTracking(true);
}

bool PlanTable::hasBar(const QModelIndex& index) const
{
    return index.isValid() && index.column() == weightColumn && index.flags() & Qt::ItemIsEditable;
}

QRect PlanTable::barRect(const QModelIndex& index) const
{
    return BarDelegate::barRect(visualRect(index), BarDelegate::weightText);
}

bool PlanTable::isOnEnd(const QPoint& place, const QModelIndex& index) const
{
    return hasBar(index)
        && std::abs(place.x() - BarDelegate::barEnd(barRect(index), index.data(models::BarRole).toDouble())) <= reach;
}

void PlanTable::begin(const QModelIndex& index)
{
    m_moving = index;
    m_before = index.data(models::UnitsRole).toDouble();
}

void PlanTable::finish()
{
    const QPersistentModelIndex moved = std::exchange(m_moving, {});
    viewport()->unsetCursor();
    if (moved.isValid()) {
        Q_EMIT released(moved);
    }
}

void PlanTable::giveUp()
{
    if (isMoving()) {
        m_moving = QPersistentModelIndex();
        viewport()->unsetCursor();
        Q_EMIT gaveUp();
    }
}

void PlanTable::mousePressEvent(QMouseEvent* event)
{
    const QPoint place = event->position().toPoint();
    const QModelIndex index = indexAt(place);
    if (event->button() != Qt::LeftButton || !isOnEnd(place, index)) {
        QTableView::mousePressEvent(event);
        return;
    }
    finish();
    setCurrentIndex(index);
    begin(index);
    m_isByKey = false;
    m_pressedX = place.x();
}

void PlanTable::mouseMoveEvent(QMouseEvent* event)
{
    if (isMoving() && !m_isByKey) {
        drag(*event);
        return;
    }
    const QPoint place = event->position().toPoint();
    if (isOnEnd(place, indexAt(place))) {
        viewport()->setCursor(Qt::SplitHCursor);
    } else {
        viewport()->unsetCursor();
    }
    QTableView::mouseMoveEvent(event);
}

void PlanTable::drag(const QMouseEvent& event)
{
    const int moved = static_cast<int>(std::lround(event.position().x())) - m_pressedX;
    if (moved == 0) {
        model()->setData(m_moving, m_before, models::UnitsRole);
        return;
    }
    const double scale = m_moving.data(models::ScaleRole).toDouble();
    const int width = std::max(barRect(m_moving).width(), 1);
    const bool isFine = event.modifiers() & Qt::ShiftModifier;
    const double steps = isFine ? moved : stepsOf(scale) * moved / width;
    model()->setData(m_moving, weightOf(std::round(stepsOf(m_before) + steps)), models::UnitsRole);
}

void PlanTable::mouseReleaseEvent(QMouseEvent* event)
{
    if (isMoving() && !m_isByKey) {
        finish();
        return;
    }
    QTableView::mouseReleaseEvent(event);
}

void PlanTable::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Escape && isMoving()) {
        giveUp();
        return;
    }
    const bool isStep = event->key() == Qt::Key_Left || event->key() == Qt::Key_Right;
    const bool isPlain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    if (!isStep || !isPlain || !hasBar(currentIndex()) || (isMoving() && !m_isByKey)) {
        QTableView::keyPressEvent(event);
        return;
    }
    const int sign = event->key() == Qt::Key_Right ? 1 : -1;
    step(event->modifiers() & Qt::ShiftModifier ? sign * longSteps : sign);
}

void PlanTable::step(int steps)
{
    if (!isMoving() || m_moving != currentIndex()) {
        finish();
        begin(currentIndex());
        m_isByKey = true;
    }
    // From between two steps the first press goes to the next one.
    const double now = stepsOf(m_moving.data(models::UnitsRole).toDouble());
    const double nearest = std::round(now);
    const bool isBetween = std::abs(now - nearest) > 1e-6;
    const double from = !isBetween ? nearest : steps > 0 ? std::floor(now) : std::ceil(now);
    model()->setData(m_moving, weightOf(from + steps), models::UnitsRole);
}

void PlanTable::keyReleaseEvent(QKeyEvent* event)
{
    const bool isStep = event->key() == Qt::Key_Left || event->key() == Qt::Key_Right;
    if (isStep && !event->isAutoRepeat() && isMoving() && m_isByKey) {
        finish();
        return;
    }
    QTableView::keyReleaseEvent(event);
}

void PlanTable::focusOutEvent(QFocusEvent* event)
{
    finish();
    QTableView::focusOutEvent(event);
}

} // namespace leadline::views
