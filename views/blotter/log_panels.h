// SPDX-License-Identifier: MIT
/// The decision log.
#pragma once

#include "models/decision_model.h"
#include "models/trace_model.h"

#include <QWidget>

class QSortFilterProxyModel;
class QTableView;

namespace leadline::models
{
class SessionClient;
}

namespace leadline::views
{

/// Filterable; a click on a row shows that decision's trace beside it, and tells which. Thread: GUI.
class DecisionLogPanel final : public QWidget
{
    Q_OBJECT

public:
    /// `session` must outlive the panel.
    explicit DecisionLogPanel(models::SessionClient& session, QWidget* parent = nullptr);

    [[nodiscard]] models::DecisionModel& model() { return m_model; }

Q_SIGNALS:
    void chosen(const leadline::routing::Decision& decision);

private:
    models::DecisionModel m_model;
    models::TraceModel m_trace; ///< of the decision that was clicked
    QSortFilterProxyModel* m_filter;
    QTableView* m_table;
};

} // namespace leadline::views
