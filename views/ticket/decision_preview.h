// SPDX-License-Identifier: MIT
/// What the ticket's order would do now, why, and what it would cost.
#pragma once

#include "models/trace_model.h"

#include <QObject>

class QLabel;
class QTableView;
class QVBoxLayout;

namespace leadline::models
{
class OrderPlanner;
struct PlannedOrder;
} // namespace leadline::models

namespace leadline::views
{

/// RESTS or TAKES, the reason, the order, its cost and the rules behind it: a part of the ticket's layout. Thread: GUI.
class DecisionPreview final : public QObject
{
    Q_OBJECT

public:
    DecisionPreview(QVBoxLayout& layout, QWidget& panel);

    /// `decision`: the router's, on what is planned.
    void show(
        const models::OrderPlanner& planner, const models::PlannedOrder& planned, const routing::Decision& decision);
    /// The rules behind it; without them the ticket needs half the room.
    void setTraceShown(bool isShown);
    [[nodiscard]] bool isTraceShown() const;

private:
    void showAction(const models::PlannedOrder& planned, const QString& headline);
    void showCost(
        const models::OrderPlanner& planner, const models::PlannedOrder& planned, const routing::Decision& decision);

    QWidget& m_panel;
    models::TraceModel m_trace;
    QLabel* m_action; ///< what the plan does, not what the router would rather do
    QLabel* m_reason;
    QLabel* m_order;
    QLabel* m_cost;
    QTableView* m_table;
};

} // namespace leadline::views
