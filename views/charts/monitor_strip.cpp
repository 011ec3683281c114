// SPDX-License-Identifier: MIT
#include "views/charts/monitor_strip.h"

#include "models/format.h"
#include "views/widgets/theme.h"

#include <QPainter>
#include <QPolygonF>

#include <algorithm>
#include <cmath>

namespace leadline::views
{

namespace
{

constexpr std::chrono::minutes shown{10};

} // namespace

MonitorStrip::MonitorStrip(QWidget* parent)
    : QWidget(parent)
{
    setMinimumHeight(64);
    setAccessibleName(tr("Spread stability and order flow of the last ten minutes"));
}

void MonitorStrip::setLimits(const routing::SignalPolicy& policy, const risk::RiskLimits& limits)
{
    m_policy = policy;
    m_limits = limits;
    update();
}

void MonitorStrip::show(const std::deque<models::MonitorPoint>& points)
{
    const bool isSame =
        points.size() == m_points.size() && (points.empty() || points.back().time == m_points.back().time);
    if (isSame) {
        return;
    }
    m_points = points;
    if (isVisible()) {
        update();
    }
}

double MonitorStrip::xOf(core::Timestamp time, const QRectF& area) const
{
    const core::Duration ago = m_points.back().time - time;
    const double share = std::chrono::duration<double>(ago) / std::chrono::duration<double>(shown);
    return area.right() - share * area.width();
}

template <class Value>
void MonitorStrip::paintLine(QPainter& painter, const QRectF& area, double least, double most, Value value) const
{
    QPolygonF line;
    for (const models::MonitorPoint& point : m_points) {
        const double x = m_points.empty() ? 0 : xOf(point.time, area);
        const double y = value(point);
        if (std::isnan(y) || x < area.left()) {
            painter.drawPolyline(line);
            line.clear();
            continue;
        }
        line << QPointF(x, area.bottom() - (std::clamp(y, least, most) - least) / (most - least) * area.height());
    }
    painter.drawPolyline(line);
}

void MonitorStrip::paintStability(QPainter& painter, const QRectF& area) const
{
    const Theme theme = Theme::of(palette());
    const double most = std::max(1.0, m_limits.breakerTrip * 1.2);
    const auto yOf = [&](double value) { return area.bottom() - value / most * area.height(); };
    painter.setFont(Theme::figures(10));
    for (const double limit :
        {m_policy.calmStability, m_policy.balancedStability, m_policy.urgentStability, m_limits.breakerTrip}) {
        painter.setPen(QPen(limit == m_limits.breakerTrip ? theme.bad : theme.line, 1, Qt::DashLine));
        painter.drawLine(QPointF(area.left(), yOf(limit)), QPointF(area.right(), yOf(limit)));
        painter.setPen(theme.faint);
        painter.drawText(QPointF(area.left() + 2, yOf(limit) - 2), QString::number(limit, 'g', 3));
    }
    for (const models::MonitorPoint& point : m_points) {
        const double x = xOf(point.time, area);
        if (point.isTripped && x >= area.left()) {
            painter.fillRect(QRectF(x - 1, area.top(), 2, area.height()),
                QColor(theme.bad.red(), theme.bad.green(), theme.bad.blue(), 70));
        }
    }
    painter.setPen(QPen(theme.warning, 1.5));
    paintLine(painter, area, 0, most, [](const models::MonitorPoint& point) { return point.stability; });
    painter.setPen(theme.text);
    painter.drawText(area.adjusted(0, 2, -4, 0), Qt::AlignRight | Qt::AlignTop,
        tr("spread stability %1").arg(models::fixedText(m_points.back().stability, 3)));
}

void MonitorStrip::paintFlow(QPainter& painter, const QRectF& area) const
{
    const Theme theme = Theme::of(palette());
    const auto yOf = [&](double value) { return area.center().y() - value * area.height() / 2; };
    for (const double limit :
        {0.0, m_policy.patientFlow, m_policy.immediateFlow, -m_policy.patientFlow, -m_policy.immediateFlow}) {
        painter.setPen(QPen(theme.line, 1, limit == 0 ? Qt::SolidLine : Qt::DashLine));
        painter.drawLine(QPointF(area.left(), yOf(limit)), QPointF(area.right(), yOf(limit)));
    }
    painter.setPen(QPen(theme.bid, 1.5));
    paintLine(painter, area, -1, 1, [](const models::MonitorPoint& point) { return point.flow; });
    painter.setPen(theme.text);
    painter.drawText(area.adjusted(0, 2, -4, 0), Qt::AlignRight | Qt::AlignTop,
        tr("order flow %1").arg(models::fixedText(m_points.back().flow, 2)));
}

void MonitorStrip::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    const Theme theme = Theme::of(palette());
    painter.fillRect(rect(), theme.background);
    if (m_points.empty()) {
        painter.setPen(theme.faint);
        painter.drawText(rect(), Qt::AlignCenter, tr("nothing was seen yet"));
        return;
    }
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF all = QRectF(rect()).adjusted(4, 4, -4, -4);
    const double gap = 6;
    paintStability(painter, QRectF(all.topLeft(), QSizeF(all.width(), all.height() * 0.6 - gap / 2)));
    paintFlow(painter, QRectF(QPointF(all.left(), all.top() + all.height() * 0.6 + gap / 2), all.bottomRight()));
}

} // namespace leadline::views
