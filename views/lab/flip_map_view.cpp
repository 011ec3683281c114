// SPDX-License-Identifier: MIT
#include "views/lab/flip_map_view.h"

#include "engine/core/decimal.h"
#include "models/threshold_text.h"
#include "views/lab/action_colours.h"
#include "views/widgets/theme.h"

#include <QHelpEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

namespace leadline::views
{

namespace
{

constexpr double axisRoom = 18; ///< pixels below and on the left
constexpr double legendRoom = 18;

/// A value as short as a pixel is wide.
double shortened(double value, double pixel)
{
    const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(std::max(pixel, 1e-12)))), 0, 12);
    return QString::number(value, 'f', decimals).toDouble();
}

std::array<std::int64_t, lab::actionCount> countsOf(const lab::MapCell& cell)
{
    std::array<std::int64_t, lab::actionCount> counts{};
    std::ranges::copy(cell.actions, counts.begin());
    return counts;
}

/// The colours of the actions, by their shares.
QRgb mixtureOf(const lab::MapCell& cell, std::size_t decisions, const QPalette& palette)
{
    double red = 0;
    double green = 0;
    double blue = 0;
    for (const routing::Action action : stackedActions) {
        const QColor colour = actionColour(action, palette);
        const double share =
            cell.actions[static_cast<std::size_t>(action)] / std::max(1.0, static_cast<double>(decisions));
        red += share * colour.red();
        green += share * colour.green();
        blue += share * colour.blue();
    }
    return qRgb(static_cast<int>(red), static_cast<int>(green), static_cast<int>(blue));
}

/// Between two bands runs a line: twentieths of the decisions that take, and of those that are refused.
int bandOf(const lab::MapCell& cell, std::size_t decisions)
{
    constexpr double bands = 20;
    const auto band = [&](routing::Action action) {
        return static_cast<int>(
            bands * cell.actions[static_cast<std::size_t>(action)] / std::max(1.0, static_cast<double>(decisions)));
    };
    return band(routing::Action::Aggressive) * 100 + band(routing::Action::Abort);
}

QRgb blended(QRgb over, QRgb colour)
{
    const auto part = [](int a, int b) { return (a * 2 + b * 3) / 5; };
    return qRgb(part(qRed(over), qRed(colour)), part(qGreen(over), qGreen(colour)), part(qBlue(over), qBlue(colour)));
}

} // namespace

FlipMapView::FlipMapView(QWidget* parent)
    : QWidget(parent)
{
    setAccessibleName(tr("What comes out at every pair of values of two thresholds"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setMinimumSize(minimumSizeHint());
}

void FlipMapView::show(std::shared_ptr<const models::CoarseMap> map, const models::ThresholdTrial::Row& first,
    const models::ThresholdTrial::Row& second, const QString& why)
{
    const auto isSame = [](const models::ThresholdTrial::Row& one, const models::ThresholdTrial::Row& other) {
        return one.about.key == other.about.key && one.shown == other.shown;
    };
    if (map != m_map || !isSame(first, m_first) || !isSame(second, m_second)) {
        m_picture = {};
    }
    m_map = std::move(map);
    m_first = first;
    m_second = second;
    m_why = why;
    setCursor(isReady() ? Qt::CrossCursor : Qt::ArrowCursor);
    update();
}

bool FlipMapView::isReady() const
{
    return m_map != nullptr && !m_first.shown.isEmpty() && !m_second.shown.isEmpty();
}

QRectF FlipMapView::area() const
{
    return QRectF(rect()).adjusted(axisRoom, legendRoom, -2, -axisRoom);
}

QPointF FlipMapView::valuesAt(const QPointF& place) const
{
    const QRectF plane = area();
    const auto value = [](const models::ThresholdTrial::Row& row, double share, double pixels) {
        const double pixel = row.shown.valueAt(share + 1 / pixels) - row.shown.valueAt(share - 1 / pixels);
        return std::clamp(shortened(row.shown.valueAt(share), pixel / 2), row.about.range.least, row.about.range.most);
    };
    return {value(m_first, (plane.bottom() - place.y()) / plane.height(), plane.height()),
        value(m_second, (place.x() - plane.left()) / plane.width(), plane.width())};
}

QPointF FlipMapView::placeOf(double first, double second) const
{
    const QRectF plane = area();
    return {plane.left() + m_second.shown.shareOf(second) * plane.width(),
        plane.bottom() - m_first.shown.shareOf(first) * plane.height()};
}

QString FlipMapView::textAt(const QPointF& place) const
{
    if (!isReady()) {
        return {};
    }
    const QPointF values = valuesAt(place);
    const lab::MapCell& cell = lab::cellAt(m_map->map, values.x(), values.y());
    return QStringLiteral("%1 %2\n%3 %4\n%5\n")
               .arg(models::thresholdName(m_first.about.key), models::humanText(values.x(), m_first.about.unit),
                   models::thresholdName(m_second.about.key), models::humanText(values.y(), m_second.about.unit),
                   countsText(countsOf(cell)))
        + tr("expected cost %1").arg(QLocale().toString(core::toDouble(cell.cost) / 1e9, 'f', 2));
}

QImage FlipMapView::planePicture() const
{
    const QSize pixels = area().size().toSize();
    const lab::FlipMap& map = m_map->map;
    std::vector<std::size_t> columns(static_cast<std::size_t>(pixels.width()));
    for (std::size_t x = 0; x < columns.size(); ++x) {
        const double share = (static_cast<double>(x) + 0.5) / pixels.width();
        columns[x] = lab::stepOf(map.axes[1], m_second.shown.valueAt(share));
    }
    const QRgb line = Theme::of(palette()).text.rgb();
    std::vector<int> above; // the bands of the row before
    QImage picture(pixels, QImage::Format_RGB32);
    for (int y = 0; y < pixels.height(); ++y) {
        const double share = 1 - (y + 0.5) / pixels.height();
        const std::size_t row = lab::stepOf(map.axes[0], m_first.shown.valueAt(share));
        auto* const to = reinterpret_cast<QRgb*>(picture.scanLine(y));
        std::vector<int> bands(columns.size());
        QRgb colour = 0;
        for (std::size_t x = 0; x < columns.size(); ++x) {
            const bool isAsBefore = x > 0 && columns[x] == columns[x - 1];
            if (!isAsBefore) {
                colour = mixtureOf(map.at(row, columns[x]), map.decisions, palette());
            }
            bands[x] = isAsBefore ? bands[x - 1] : bandOf(map.at(row, columns[x]), map.decisions);
            const bool isLine = (x > 0 && bands[x] != bands[x - 1]) || (y > 0 && bands[x] != above[x]);
            to[x] = isLine ? blended(line, colour) : colour;
        }
        above = std::move(bands);
    }
    return picture;
}

void FlipMapView::paintAxes(QPainter& painter) const
{
    const Theme theme = Theme::of(palette());
    const QRectF plane = area();
    painter.setPen(theme.line);
    painter.drawRect(plane);
    painter.setPen(theme.text);
    const auto word = [](const models::ThresholdTrial::Row& row, double value) {
        return models::humanText(value, row.about.unit);
    };
    const QRectF below(plane.left(), plane.bottom() + 2, plane.width(), axisRoom - 2);
    painter.drawText(below, Qt::AlignLeft | Qt::AlignVCenter, word(m_second, m_second.shown.least));
    painter.drawText(below, Qt::AlignRight | Qt::AlignVCenter, word(m_second, m_second.shown.most));
    painter.drawText(below, Qt::AlignCenter, models::thresholdName(m_second.about.key));
    painter.save();
    painter.rotate(-90);
    const QRectF beside(-plane.bottom(), 0, plane.height(), axisRoom - 2);
    painter.drawText(beside, Qt::AlignLeft | Qt::AlignVCenter, word(m_first, m_first.shown.least));
    painter.drawText(beside, Qt::AlignRight | Qt::AlignVCenter, word(m_first, m_first.shown.most));
    painter.drawText(beside, Qt::AlignCenter, models::thresholdName(m_first.about.key));
    painter.restore();
    if (m_map->stride > 1) {
        painter.drawText(QRectF(plane.left(), 0, plane.width(), legendRoom), Qt::AlignRight | Qt::AlignVCenter,
            tr("of one decision in %1").arg(m_map->stride));
    }
}

void FlipMapView::paintMarks(QPainter& painter) const
{
    const Theme theme = Theme::of(palette());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    const QPointF today = placeOf(m_first.today, m_second.today);
    const QPointF tried = placeOf(m_first.value, m_second.value);
    constexpr double size = 6;
    // Dark on light, whatever lies below.
    for (const auto& [colour, width] : {std::pair{theme.background, 4.5}, {theme.text, 2.0}}) {
        painter.setPen(QPen(colour, width));
        painter.drawEllipse(today, size, size);
        if (tried != today) {
            painter.drawLine(tried - QPointF(size, size), tried + QPointF(size, size));
            painter.drawLine(tried - QPointF(size, -size), tried + QPointF(size, -size));
        }
    }
    const QString word = tr("today");
    const double width = painter.fontMetrics().horizontalAdvance(word) + 8;
    QRectF plate(today.x() + size + 3, today.y() - 9, width, 18);
    if (plate.right() > area().right()) {
        plate.moveRight(today.x() - size - 3);
    }
    plate.moveTop(std::clamp(plate.top(), area().top(), area().bottom() - plate.height()));
    painter.fillRect(plate, QColor(theme.background.red(), theme.background.green(), theme.background.blue(), 200));
    painter.setPen(theme.text);
    painter.drawText(plate, Qt::AlignCenter, word);
}

void FlipMapView::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    painter.setFont(Theme::figures(11));
    const QRectF plane = area();
    if (!isReady()) {
        painter.fillRect(plane, Theme::of(palette()).background);
        painter.setPen(Theme::of(palette()).faint);
        painter.drawText(
            plane.adjusted(8, 0, -8, 0), Qt::AlignCenter | Qt::TextWordWrap, m_why.isEmpty() ? tr("counting…") : m_why);
        return;
    }
    if (m_picture.isNull()) {
        m_picture = planePicture();
    }
    painter.drawImage(plane.topLeft(), m_picture);
    paintAxes(painter);
    paintMarks(painter);
}

void FlipMapView::resizeEvent(QResizeEvent* event)
{
    m_picture = {};
    QWidget::resizeEvent(event);
}

void FlipMapView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && isReady() && area().contains(event->position())) {
        const QPointF values = valuesAt(event->position());
        Q_EMIT picked(values.x(), values.y());
    }
}

bool FlipMapView::event(QEvent* event)
{
    if (event->type() == QEvent::PaletteChange) {
        m_picture = {};
    }
    if (event->type() != QEvent::ToolTip || !isReady()) {
        return QWidget::event(event);
    }
    const auto* const help = static_cast<QHelpEvent*>(event);
    QToolTip::showText(help->globalPos(), textAt(help->pos()), this);
    return true;
}

} // namespace leadline::views
