// SPDX-License-Identifier: MIT
#include "report/chart_painter.h"

#include <QCoreApplication>
#include <QDateTime>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>
#include <limits>

namespace leadline::report
{

namespace
{

struct Say {
    Q_DECLARE_TR_FUNCTIONS(leadline::report)
};

/// Where values lie, and the lines of the grid.
struct Scale {
    double low = 0;
    double high = 1;
    double step = 0.5;
};

Scale scaleOf(const calibration::HistoryChart& chart)
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const calibration::HistoryLine& line : chart.lines) {
        for (const auto* values : {&line.values, &line.expected}) {
            for (const double value : *values) {
                if (std::isfinite(value)) {
                    low = std::min(low, value);
                    high = std::max(high, value);
                }
            }
        }
    }
    if (low > high) {
        return {};
    }
    if (low > 0 && low < high / 2) {
        low = 0;
    }
    const double span = std::max({high - low, std::abs(high) * 0.02, 1e-6});
    const double rough = span / 4;
    const double power = std::pow(10, std::floor(std::log10(rough)));
    const double step = power * (rough / power > 7 ? 10 : rough / power > 3 ? 5 : rough / power > 1.4 ? 2 : 1);
    const double bottom = std::floor((low - (low == 0 ? 0 : span * 0.03)) / step) * step;
    return {bottom, std::ceil((high + span * 0.03) / step) * step, step};
}

/// One of four marks, told apart without colour.
void paintMark(QPainter& painter, QPointF at, double radius, std::size_t which)
{
    switch (which % 4) {
    case 0:
        painter.drawEllipse(at, radius, radius);
        break;
    case 1:
        painter.drawRect(QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius));
        break;
    case 2: {
        const std::array corners{
            at + QPointF(0, -1.2 * radius), at + QPointF(1.2 * radius, radius), at + QPointF(-1.2 * radius, radius)};
        painter.drawPolygon(corners.data(), 3);
        break;
    }
    default: {
        const double far = 1.4 * radius;
        const std::array corners{
            at + QPointF(0, -far), at + QPointF(far, 0), at + QPointF(0, far), at + QPointF(-far, 0)};
        painter.drawPolygon(corners.data(), 4);
        break;
    }
    }
}

class ChartPainter
{
public:
    ChartPainter(QPainter& painter, const QRectF& area, const calibration::HistoryChart& chart, const ChartLook& look)
        : m_painter(painter)
        , m_area(area)
        , m_chart(chart)
        , m_look(look)
        , m_scale(scaleOf(chart))
        , m_font(look.font)
    {
        m_font.setPixelSize(std::max(1, static_cast<int>(std::lround(9 * look.unit))));
    }

    void paint()
    {
        const double u = m_look.unit;
        const double left = 44 * u;
        m_plot = m_area.adjusted(left, 38 * u, -10 * u, -18 * u);
        paintHead();
        if (m_plot.width() <= 0 || m_plot.height() <= 0) {
            return;
        }
        paintGrid();
        for (std::size_t i = 0; i < m_chart.lines.size(); ++i) {
            paintExpected(i);
        }
        for (std::size_t i = 0; i < m_chart.lines.size(); ++i) {
            paintMeasured(i);
        }
    }

private:
    [[nodiscard]] QColor colour(std::size_t line) const { return m_look.lines[line % m_look.lines.size()]; }
    [[nodiscard]] QPointF at(std::size_t day, double value) const
    {
        const double days = std::max<double>(1, static_cast<double>(m_chart.days.size()) - 1);
        const double x = m_chart.days.size() == 1 ? 0.5 : static_cast<double>(day) / days;
        return {m_plot.left() + x * m_plot.width(),
            m_plot.bottom() - (value - m_scale.low) / (m_scale.high - m_scale.low) * m_plot.height()};
    }
    [[nodiscard]] QPainterPath pathOf(const std::vector<double>& values) const
    {
        QPainterPath path;
        bool isOpen = false;
        for (std::size_t day = 0; day < std::min(values.size(), m_chart.days.size()); ++day) {
            if (!std::isfinite(values[day])) {
                isOpen = false;
                continue;
            }
            isOpen ? path.lineTo(at(day, values[day])) : path.moveTo(at(day, values[day]));
            isOpen = true;
        }
        return path;
    }

    void paintHead()
    {
        const double u = m_look.unit;
        QFont title = m_font;
        title.setBold(true);
        title.setPixelSize(static_cast<int>(std::lround(11 * u)));
        m_painter.setFont(title);
        m_painter.setPen(m_look.text);
        const QString text = QString::fromStdString(m_chart.title + ", " + m_chart.unit);
        m_painter.drawText(QRectF(m_area.left(), m_area.top(), m_area.width(), 16 * u), Qt::AlignVCenter, text);
        m_painter.setFont(m_font);
        const QFontMetricsF metrics(m_font, m_painter.device());
        double x = m_area.left();
        const double y = m_area.top() + 25 * u;
        const auto label = [&](const QString& name) {
            m_painter.setPen(m_look.text);
            m_painter.drawText(QPointF(x + 24 * u, y + metrics.ascent() / 2 - u), name);
            x += 24 * u + metrics.horizontalAdvance(name) + 14 * u;
        };
        bool hasExpected = false;
        for (std::size_t i = 0; i < m_chart.lines.size(); ++i) {
            m_painter.setPen(QPen(colour(i), 1.4 * u));
            m_painter.drawLine(QPointF(x, y), QPointF(x + 20 * u, y));
            m_painter.setBrush(colour(i));
            paintMark(m_painter, {x + 10 * u, y}, 2.4 * u, i);
            label(QString::fromStdString(m_chart.lines[i].name));
            hasExpected = hasExpected || !m_chart.lines[i].expected.empty();
        }
        if (hasExpected) {
            m_painter.setPen(dashed(m_look.faint));
            m_painter.drawLine(QPointF(x, y), QPointF(x + 20 * u, y));
            label(Say::tr("expected"));
        }
    }

    void paintGrid()
    {
        const double u = m_look.unit;
        const int decimals = std::clamp(static_cast<int>(-std::floor(std::log10(m_scale.step) + 1e-9)), 0, 6);
        const int lines = static_cast<int>(std::lround((m_scale.high - m_scale.low) / m_scale.step));
        for (int i = 0; i <= lines; ++i) {
            const double value = m_scale.low + i * m_scale.step;
            const double y = at(0, value).y();
            m_painter.setPen(QPen(m_look.grid, (i == 0 ? 1.0 : 0.6) * u));
            m_painter.drawLine(QPointF(m_plot.left(), y), QPointF(m_plot.right(), y));
            m_painter.setPen(m_look.faint);
            m_painter.drawText(QRectF(m_area.left(), y - 7 * u, m_plot.left() - m_area.left() - 6 * u, 14 * u),
                Qt::AlignRight | Qt::AlignVCenter, QString::number(std::abs(value) < 1e-9 ? 0 : value, 'f', decimals));
        }
        const std::size_t days = m_chart.days.size();
        const auto room = static_cast<std::size_t>(std::max(2.0, m_plot.width() / (70 * u)));
        const std::size_t every = std::max<std::size_t>(1, (days + room - 1) / room);
        for (std::size_t day = 0; day < days; day += every) {
            const double x = at(day, 0).x();
            m_painter.setPen(QPen(m_look.grid, u));
            m_painter.drawLine(QPointF(x, m_plot.bottom()), QPointF(x, m_plot.bottom() + 3 * u));
            const QString text = QDateTime::fromMSecsSinceEpoch(core::millisecondsOf(m_chart.days[day]), Qt::UTC)
                                     .toString(QStringLiteral("yyyy-MM-dd"));
            m_painter.setPen(m_look.faint);
            m_painter.drawText(QRectF(x - 32 * u, m_plot.bottom() + 4 * u, 64 * u, 12 * u), Qt::AlignCenter, text);
        }
        const bool hasValue = std::ranges::any_of(m_chart.lines, [](const calibration::HistoryLine& line) {
            return std::ranges::any_of(line.values, [](double value) { return std::isfinite(value); });
        });
        if (!hasValue) {
            m_painter.setPen(m_look.faint);
            m_painter.drawText(m_plot, Qt::AlignCenter, Say::tr("nothing measured in this period"));
        }
    }

    [[nodiscard]] QPen dashed(const QColor& ink) const
    {
        QPen pen(ink, 1.0 * m_look.unit);
        pen.setDashPattern({4, 3});
        pen.setCapStyle(Qt::FlatCap);
        return pen;
    }
    void paintExpected(std::size_t line)
    {
        m_painter.setBrush(Qt::NoBrush);
        m_painter.setPen(dashed(colour(line)));
        m_painter.drawPath(pathOf(m_chart.lines[line].expected));
    }
    void paintMeasured(std::size_t line)
    {
        const double u = m_look.unit;
        const std::vector<double>& values = m_chart.lines[line].values;
        m_painter.setBrush(Qt::NoBrush);
        m_painter.setPen(QPen(colour(line), 1.4 * u, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        m_painter.drawPath(pathOf(values));
        m_painter.setPen(Qt::NoPen);
        m_painter.setBrush(colour(line));
        for (std::size_t day = 0; day < std::min(values.size(), m_chart.days.size()); ++day) {
            if (std::isfinite(values[day])) {
                paintMark(m_painter, at(day, values[day]), 1.9 * u, line);
            }
        }
    }

    QPainter& m_painter;
    QRectF m_area;
    const calibration::HistoryChart& m_chart;
    const ChartLook& m_look;
    Scale m_scale;
    QFont m_font;
    QRectF m_plot;
};

} // namespace

QFont reportFont(double pixelSize)
{
    QFont font;
    font.setFamilies({QStringLiteral("Helvetica Neue"), QStringLiteral("Segoe UI"), QStringLiteral("Nimbus Sans"),
        QStringLiteral("Liberation Sans"), QStringLiteral("Arial"), QStringLiteral("DejaVu Sans")});
    font.setPixelSize(std::max(1, static_cast<int>(std::lround(pixelSize))));
    font.setStyleStrategy(QFont::PreferOutline);
    return font;
}

void paintChart(QPainter& painter, const QRectF& area, const calibration::HistoryChart& chart, const ChartLook& look)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    ChartPainter(painter, area, chart, look).paint();
    painter.restore();
}

} // namespace leadline::report
