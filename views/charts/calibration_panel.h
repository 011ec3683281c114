// SPDX-License-Identifier: MIT
/// What venues really charge and take: fees, latency, expectation against outcome, quality, history.
#pragma once

#include "models/aggregation_model.h"
#include "models/calibration_model.h"
#include "models/expected_actual_model.h"
#include "models/quality_model.h"

#include <QWidget>

#include <memory>

#include <vector>

class QButtonGroup;
class QLabel;
class QTabWidget;
class QVBoxLayout;

namespace leadline::core
{
class Clock;
}
namespace leadline::models
{
class SessionClient;
}

namespace leadline::views
{

/// One chart over days, drawn as the report draws it, in the window's colours. Thread: GUI.
class HistoryView final : public QWidget
{
    Q_OBJECT

public:
    explicit HistoryView(QWidget* parent = nullptr);

    void setChart(const calibration::HistoryChart& chart);
    [[nodiscard]] const calibration::HistoryChart& chart() const { return m_chart; }

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    calibration::HistoryChart m_chart;
};

/// Asks for a report of the chosen period while it is on show, and every few seconds anew. Thread: GUI.
class CalibrationPanel final : public QWidget
{
    Q_OBJECT

public:
    /// Both must outlive the panel.
    CalibrationPanel(models::SessionClient& session, const core::Clock& clock, QWidget* parent = nullptr);

    void showReport(const calibration::ReportContent& content);
    [[nodiscard]] int days() const; ///< of the period that is chosen
    [[nodiscard]] QTabWidget& tabs() { return *m_tabs; }
    [[nodiscard]] const models::CalibrationModel& venues() const { return m_venues; }
    QSize sizeHint() const override { return {900, 420}; }

Q_SIGNALS:
    /// A report was written to that file.
    void exported(const QString& file);

protected:
    void showEvent(QShowEvent* event) override;

private:
    void askForReport();
    void exportReport();

    models::SessionClient& m_session;
    const core::Clock& m_clock;
    std::shared_ptr<const calibration::ReportContent> m_report; ///< the newest; null until the first
    models::CalibrationModel m_venues;
    models::ExpectedActualModel m_expectedActual;
    models::QualityModel m_quality;
    models::AggregationModel m_aggregation;
    QButtonGroup* m_periods;
    QLabel* m_summary;
    QTabWidget* m_tabs;
    QVBoxLayout* m_history;
    std::vector<HistoryView*> m_charts;
};

} // namespace leadline::views
