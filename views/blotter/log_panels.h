// SPDX-License-Identifier: MIT
/// The decision log.
#pragma once

#include "models/decision_model.h"
#include "models/trace_model.h"

#include <QWidget>

class QSortFilterProxyModel;
class QTableView;

namespace leadline::views
{

/// Filterable; a click on a row shows that decision's trace beside it, and tells which. Thread: GUI.
class DecisionLogPanel final : public QWidget
{
    Q_OBJECT

public:
    explicit DecisionLogPanel(models::DecisionModel& model, QWidget* parent = nullptr);

Q_SIGNALS:
    void chosen(const leadline::routing::Decision& decision);

private:
    models::DecisionModel& m_model;
    models::TraceModel m_trace; ///< of the decision that was clicked
    QSortFilterProxyModel* m_filter;
    QTableView* m_table;
};

} // namespace leadline::views
