// SPDX-License-Identifier: MIT
/// What a plan would do: totals, when it could begin, what is refused and what is odd.
#pragma once

#include "models/plan_model.h"

#include <QWidget>

class QLabel;
class QListWidget;

namespace leadline::views
{

class FactSheet;

/// Thread: GUI.
class DryRunView final : public QWidget
{
    Q_OBJECT

public:
    explicit DryRunView(QWidget* parent = nullptr);

    void show(const models::SharedPlan& plan, const models::SharedPreview& preview, models::PlanModel::Figures figures);
    void tick(core::Timestamp now);

    /// Rows that keep the plan from being run.
    [[nodiscard]] static int refusals(const rebalance::PlanPreview& preview);

private:
    [[nodiscard]] QStringList notes(const models::SharedPlan& plan, models::PlanModel::Figures figures) const;
    void showPlacement();

    FactSheet* m_figures;
    QLabel* m_placement;
    QListWidget* m_notes;
    models::SharedPreview m_preview;
    core::Timestamp m_now{};
};

} // namespace leadline::views
