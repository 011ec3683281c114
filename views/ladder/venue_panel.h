// SPDX-License-Identifier: MIT
/// The venues side by side, and what an order of a given value costs at each and divided among them.
#pragma once

#include "models/venue_model.h"
#include "views/widgets/linked_panel.h"

#include <QWidget>

#include <array>
#include <memory>
#include <vector>

class QButtonGroup;
class QChart;
class QChartView;
class QDoubleSpinBox;
class QLineSeries;
class QTableView;

namespace leadline::models
{
class MarketView;
}
namespace leadline::session
{
struct CostCurve;
struct MarketSnapshot;
} // namespace leadline::session

namespace leadline::views
{

/// Cost in bps against the order's notional, one line a venue and one for the cheapest division. Drawn anew only when
/// the engine has computed anew, and only while visible. Thread: GUI.
class CostChart final : public QWidget
{
    Q_OBJECT

public:
    explicit CostChart(QWidget* parent = nullptr);

    void show(const session::MarketSnapshot& snapshot);
    QSize sizeHint() const override { return {360, 220}; }

protected:
    void changeEvent(QEvent* event) override;

private:
    void draw();
    void paintTheme();
    QLineSeries* addLine(const QString& name);

    QButtonGroup* m_sides;
    QChart* m_chart;
    QChartView* m_view;
    std::vector<QLineSeries*> m_venues;
    QLineSeries* m_split = nullptr;
    std::vector<QString> m_names; ///< of the venues, as the lines are named
    std::array<std::shared_ptr<const session::CostCurve>, 2> m_costs;
    int m_drawnSide = -1;
};

/// Thread: GUI.
class VenuePanel final : public LinkedPanel
{
    Q_OBJECT

public:
    explicit VenuePanel(models::MarketView& view, QWidget* parent = nullptr);

    void showMarket(const session::MarketSnapshot& snapshot);
    [[nodiscard]] const models::VenueModel& model() const { return m_model; }

Q_SIGNALS:
    /// A ladder of that venue alone is wanted.
    void ladderWanted(const QString& venue);

private:
    void connectView() override;
    void beginAnew() override;

    models::VenueModel m_model;
    QDoubleSpinBox* m_notional;
    QTableView* m_table;
    CostChart* m_costs;
};

} // namespace leadline::views
