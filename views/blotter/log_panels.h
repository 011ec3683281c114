// SPDX-License-Identifier: MIT
/// The decision log.
#pragma once

#include "models/decision_model.h"
#include "models/trace_model.h"
#include "views/widgets/panel_state.h"

#include <QSortFilterProxyModel>
#include <QWidget>

#include <optional>

class QComboBox;
class QTableView;

namespace leadline::models
{
class SessionClient;
}

namespace leadline::views
{

/// The decisions about one instrument, or all of them.
class DecisionFilter final : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    /// Nothing: all.
    void setPair(const std::optional<core::Pair>& pair);

protected:
    bool filterAcceptsRow(int row, const QModelIndex& parent) const override;

private:
    std::optional<core::Pair> m_pair;
};

/// Filterable, of all instruments or of a group's; a click on a row shows that decision's trace beside it, and tells
/// which. Thread: GUI.
class DecisionLogPanel final : public QWidget, public PanelState
{
    Q_OBJECT

public:
    /// `session` must outlive the panel.
    explicit DecisionLogPanel(models::SessionClient& session, QWidget* parent = nullptr);

    [[nodiscard]] models::DecisionModel& model() { return m_model; }
    /// Whose instrument's decisions are shown, "A" to "D"; empty: all.
    [[nodiscard]] QString group() const;
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;

Q_SIGNALS:
    void chosen(const leadline::routing::Decision& decision);

private:
    void follow();

    models::SessionClient& m_session;
    models::DecisionModel m_model;
    models::TraceModel m_trace; ///< of the decision that was clicked
    DecisionFilter* m_filter;
    QComboBox* m_groups;
    QMetaObject::Connection m_following; ///< the group's other instruments
    QTableView* m_table;
};

} // namespace leadline::views
