// SPDX-License-Identifier: MIT
/// Orders, fills, positions and accounts.
#pragma once

#include "models/account_model.h"
#include "models/fill_model.h"
#include "models/order_model.h"
#include "models/position_model.h"

#include <QWidget>

class QTableView;
class QTabWidget;

namespace leadline::views
{

/// Thread: GUI.
class BlotterPanel final : public QWidget
{
    Q_OBJECT

public:
    BlotterPanel(models::OrderModel& orders, models::FillModel& fills, models::PositionModel& positions,
        models::AccountModel& accounts, QWidget* parent = nullptr);

    [[nodiscard]] QTableView& orderTable() { return *m_orderTable; }
    [[nodiscard]] QTabWidget& tabs() { return *m_tabs; }

Q_SIGNALS:
    void cancelRequested(quint64 order);
    void cancelAllRequested();

private:
    models::OrderModel& m_orders;
    QTabWidget* m_tabs;
    QTableView* m_orderTable;
};

} // namespace leadline::views
