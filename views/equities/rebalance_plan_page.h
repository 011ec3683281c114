// SPDX-License-Identifier: MIT
/// The plan of a rebalance: its weights, its dry run, and the way to start it.
#pragma once

#include "models/plan_model.h"

#include <QWidget>

class QButtonGroup;
class QLabel;
class QPushButton;

namespace leadline::views
{

class DryRunView;
class HoldButton;
class PlanTable;
class ValueOrder;

/// Thread: GUI.
class RebalancePlanPage final : public QWidget
{
    Q_OBJECT

public:
    explicit RebalancePlanPage(QWidget* parent = nullptr);

    void showPlan(const models::SharedPlan& plan);
    void showPreview(const models::SharedPreview& preview);
    /// Live, the run button wants to be held.
    void setLive(bool isLive);
    /// A reason outside the plan for which none can be run now; empty: there is none.
    void setHindrance(const QString& why);
    void tick(core::Timestamp now);

    [[nodiscard]] const models::PlanModel& plan() const { return m_model; }
    [[nodiscard]] rebalance::Urgency urgency() const;

Q_SIGNALS:
    void planEdited(const leadline::models::SharedPlan& plan);
    void previewWanted();
    void runWanted(leadline::rebalance::Urgency urgency);
    /// What was typed is no weight.
    void said(const QString& text);

private:
    [[nodiscard]] QWidget* makeTable();
    [[nodiscard]] QWidget* makeControls();
    void changeWeight(const core::Symbol& symbol, double weight);
    void refresh();
    void showSum();
    void showHindrance();
    [[nodiscard]] QString whyNot() const;

    models::PlanModel m_model;
    ValueOrder* m_order;
    PlanTable* m_table;
    QLabel* m_sum;
    DryRunView* m_dryRun;
    QButtonGroup* m_urgency;
    QPushButton* m_previewButton;
    HoldButton* m_run;
    QLabel* m_whyNot;
    models::SharedPlan m_plan;
    models::SharedPreview m_preview;
    models::PlanModel::Figures m_age = models::PlanModel::Figures::Current;
    QString m_hindrance;
};

} // namespace leadline::views
