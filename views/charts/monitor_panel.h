// SPDX-License-Identifier: MIT
/// The dashboard: what the market is like, what the signal policy would do, how recent orders fared, the breakers.
#pragma once

#include "models/monitor_model.h"
#include "views/widgets/linked_panel.h"

#include <QTransposeProxyModel>
#include <QWidget>

class QLabel;
class QPushButton;
class QTableView;

namespace leadline::models
{
class MarketView;
}

namespace leadline::views
{

class MonitorStrip;

/// Thread: GUI.
class MonitorPanel final : public LinkedPanel
{
    Q_OBJECT

public:
    explicit MonitorPanel(models::MarketView& view, QWidget* parent = nullptr);

    void showMarket(const session::MarketSnapshot& snapshot);
    void setLimits(const routing::SignalPolicy& policy, const risk::RiskLimits& limits);
    [[nodiscard]] models::MonitorModel& model() { return m_model; }

private:
    void connectView() override;
    void beginAnew() override;
    [[nodiscard]] QString signalText(const session::MarketSnapshot& snapshot) const;
    [[nodiscard]] QPushButton* resetButton(const QString& what, const char* name);

    models::MonitorModel m_model;
    QTransposeProxyModel m_figures; ///< a row a figure, a column a venue
    QTableView* m_table;
    MonitorStrip* m_strip;
    QLabel* m_signal;
    QLabel* m_brake;
    QLabel* m_overrides;
    QLabel* m_loss;
    QLabel* m_rollout;
    QPushButton* m_resetBreaker;
    QPushButton* m_resetBrake;
    QPushButton* m_resetOverrides;
};

} // namespace leadline::views
