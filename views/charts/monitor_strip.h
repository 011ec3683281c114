// SPDX-License-Identifier: MIT
/// The last minutes of one market as lines: spread stability with the limits of its bands, and order flow.
#pragma once

#include "engine/risk/risk.h"
#include "engine/routing/signal_policy.h"
#include "models/monitor_model.h"

#include <QWidget>

namespace leadline::views
{

/// Thread: GUI.
class MonitorStrip final : public QWidget
{
    Q_OBJECT

public:
    explicit MonitorStrip(QWidget* parent = nullptr);

    void setLimits(const routing::SignalPolicy& policy, const risk::RiskLimits& limits);
    void show(const std::deque<models::MonitorPoint>& points);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void paintStability(QPainter& painter, const QRectF& area) const;
    void paintFlow(QPainter& painter, const QRectF& area) const;
    [[nodiscard]] double xOf(core::Timestamp time, const QRectF& area) const;
    template <class Value>
    void paintLine(QPainter& painter, const QRectF& area, double least, double most, Value value) const;

    std::deque<models::MonitorPoint> m_points;
    routing::SignalPolicy m_policy;
    risk::RiskLimits m_limits;
};

} // namespace leadline::views
