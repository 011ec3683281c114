// SPDX-License-Identifier: MIT
/// Orders, fills, positions and accounts.
#pragma once

#include "engine/core/time.h"
#include "engine/execution/profit_total.h"
#include "models/account_model.h"
#include "models/fill_model.h"
#include "models/position_model.h"

#include <QWidget>

class QLabel;
class QTableView;
class QTabWidget;

namespace leadline::models
{
class OrderModel;
class SessionClient;
} // namespace leadline::models

namespace leadline::views
{

/// Thread: GUI.
class BlotterPanel final : public QWidget
{
    Q_OBJECT

public:
    /// Both must outlive the panel.
    BlotterPanel(models::SessionClient& session, models::OrderModel& orders, QWidget* parent = nullptr);

    /// The fills are practice in a recording, and say so.
    void setReplay() { m_fills.setReplay(); }

    [[nodiscard]] QTableView& orderTable() { return *m_orderTable; }
    [[nodiscard]] QTabWidget& tabs() { return *m_tabs; }

Q_SIGNALS:
    /// A row was clicked: when that fill was made, or that order changed last.
    void timeChosen(leadline::core::Timestamp time);

private:
    /// `below` stands under the table.
    QTableView* addTable(QAbstractItemModel& model, const char* name, const QString& title,
        std::initializer_list<int> widths, QWidget* below = nullptr);
    void showInAll(const execution::ProfitTotal& total);

    models::FillModel m_fills;
    models::PositionModel m_positions;
    models::AccountModel m_accounts;
    QLabel* m_inAll; ///< profit of all positions
    execution::ProfitTotal m_shown; ///< by that label
    QTabWidget* m_tabs;
    QTableView* m_orderTable;
};

} // namespace leadline::views
