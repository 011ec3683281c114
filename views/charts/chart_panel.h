// SPDX-License-Identifier: MIT
/// Feature charts with their thresholds drawn as lines and the decisions as marks.
#pragma once

#include "engine/desk/desk_settings.h"
#include "models/feature_series_model.h"
#include "views/widgets/linked_panel.h"

#include <QWidget>

#include <vector>

class QAction;
class QChart;
class QChartView;
class QLineSeries;
class QScatterSeries;
class QTimer;

namespace leadline::models
{
class MarketView;
}

namespace leadline::views
{

/// Fed with no more points than there are pixels, a few times a second, and only while visible. Thread: GUI.
class ChartPanel final : public LinkedPanel
{
    Q_OBJECT

public:
    ChartPanel(models::MarketView& view, const desk::DeskSettings& settings, QWidget* parent = nullptr);

    void setSettings(const desk::DeskSettings& settings);
    /// Marks a decision at its event time in every chart.
    void mark(const routing::Decision& decision);
    /// Shows the minutes around a moment instead of the newest ones; the epoch goes back to the newest.
    void lookAt(core::Timestamp time);
    /// Draws now; called by the timer.
    void refresh();
    /// Which charts are on show, by the names of their features.
    [[nodiscard]] QJsonObject saveState() const override;
    void restoreState(const QJsonObject& state) override;
    QSize sizeHint() const override { return {700, 520}; }

protected:
    void changeEvent(QEvent* event) override;

private:
    struct Chart {
        std::vector<features::Feature> features;
        QString title;
        QChart* chart = nullptr;
        QChartView* view = nullptr;
        std::vector<QLineSeries*> curves;
        std::vector<QLineSeries*> thresholds;
        QScatterSeries* marks = nullptr;
        QAction* shown = nullptr; ///< checked while the chart is on show
    };

    void connectView() override;
    void beginAnew() override;
    Chart makeChart(const QString& title, std::vector<features::Feature> shown);
    /// As many columns as rows, or one more.
    void arrange();
    void paintTheme();
    /// Values to draw as lines for a chart that shows `feature`.
    [[nodiscard]] std::vector<double> thresholdsOf(features::Feature feature) const;

    models::FeatureSeriesModel m_samples;
    desk::DeskSettings m_settings;
    std::vector<Chart> m_charts;
    QTimer* m_timer;
    std::vector<routing::Decision> m_decisions;
    core::Timestamp m_lookAt;
    std::uint64_t m_moment = 0; ///< of a replay, whose past is on show
};

} // namespace leadline::views
