// SPDX-License-Identifier: MIT
#include "views/lab/threshold_slider.h"

#include "models/threshold_text.h"
#include "views/lab/action_colours.h"
#include "views/widgets/theme.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <vector>

namespace leadline::views
{

namespace
{

constexpr double handleWidth = 9;
constexpr int bigStep = 10;

} // namespace

ThresholdSlider::ThresholdSlider(const QString& name, QWidget* parent)
    : QWidget(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(name);
}

void ThresholdSlider::show(const models::ThresholdTrial::Row& row)
{
    m_row = row;
    QString told = models::humanText(row.value, row.about.unit);
    if (row.isCurrent) {
        told += QStringLiteral(": ") + countsText(row.curve->at(row.value).actions);
    }
    setAccessibleDescription(told);
    setCursor(isReady() ? Qt::PointingHandCursor : Qt::ArrowCursor);
    update();
}

QRectF ThresholdSlider::area() const
{
    return QRectF(rect()).adjusted(handleWidth / 2 + 1, 2, -handleWidth / 2 - 1, -3);
}

double ThresholdSlider::stepAt(double x) const
{
    const QRectF place = area();
    const double width = std::max(1.0, place.width());
    const double share = std::clamp((x - place.left()) / width, 0.0, 1 - 1 / width);
    const double pixel = m_row.shown.valueAt(share + 1 / width) - m_row.shown.valueAt(share);
    return std::pow(10, std::floor(std::log10(std::max(pixel, 1e-15))));
}

double ThresholdSlider::valueAt(double x) const
{
    const QRectF place = area();
    const double value = m_row.shown.valueAt((x - place.left()) / std::max(1.0, place.width()));
    // The number that stands there when it is written down, and not one beside it.
    const int decimals = std::max(0, static_cast<int>(std::lround(-std::log10(stepAt(x)))));
    return std::clamp(
        QString::number(value, 'f', decimals).toDouble(), m_row.about.range.least, m_row.about.range.most);
}

double ThresholdSlider::xOf(double value) const
{
    const QRectF place = area();
    return place.left() + m_row.shown.shareOf(value) * place.width();
}

QPixmap ThresholdSlider::curvePicture() const
{
    const QRectF place = area();
    const qreal scale = devicePixelRatioF();
    QPixmap picture(size() * scale);
    picture.setDevicePixelRatio(scale);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    painter.fillRect(place, Theme::of(palette()).background);
    const auto columns = static_cast<std::size_t>(std::max(1.0, place.width()));
    std::vector<double> values(columns);
    for (std::size_t i = 0; i < columns; ++i) {
        values[i] = m_row.shown.valueAt((static_cast<double>(i) + 0.5) / static_cast<double>(columns));
    }
    const std::vector<lab::OutcomeCurve::Counts> counts = m_row.curve->countsAt(values);
    const double all = std::max(1.0, static_cast<double>(m_row.curve->decisions()));
    for (std::size_t i = 0; i < columns;) {
        std::size_t end = i + 1;
        while (end < columns && counts[end] == counts[i]) {
            ++end;
        }
        double bottom = place.bottom();
        for (const routing::Action action : stackedActions) {
            const double height =
                static_cast<double>(counts[i][static_cast<std::size_t>(action)]) / all * place.height();
            const QRectF part(
                place.left() + static_cast<double>(i), bottom - height, static_cast<double>(end - i), height);
            fillAction(painter, part, action, palette());
            bottom -= height;
        }
        i = end;
    }
    return picture;
}

void ThresholdSlider::paintMarks(QPainter& painter) const
{
    const Theme theme = Theme::of(palette());
    const QRectF place = area();
    // What lies beyond is drawn together.
    painter.setPen(QPen(theme.background, 2, Qt::DotLine));
    for (const double knee : {m_row.shown.denseLeast, m_row.shown.denseMost}) {
        if (knee > m_row.shown.least && knee < m_row.shown.most) {
            painter.drawLine(QPointF(xOf(knee), place.top()), QPointF(xOf(knee), place.bottom()));
        }
    }
    painter.setRenderHint(QPainter::Antialiasing);
    const double today = xOf(m_row.today);
    painter.setPen(QPen(theme.text, 1, Qt::DashLine));
    painter.drawLine(QPointF(today, place.top()), QPointF(today, place.bottom()));
    painter.setFont(Theme::figures(10));
    const QString word = tr("today");
    const double width = painter.fontMetrics().horizontalAdvance(word) + 6;
    const bool isLeft = today + width > place.right();
    QRectF plate(isLeft ? today - width : today, place.top(), width, 13);
    painter.fillRect(plate, QColor(theme.background.red(), theme.background.green(), theme.background.blue(), 190));
    painter.setPen(theme.text);
    painter.drawText(plate, Qt::AlignCenter, word);

    const double x = xOf(m_row.value);
    const QColor highlight = palette().color(QPalette::Highlight);
    painter.setPen(QPen(theme.background, 3.5));
    painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()));
    painter.setPen(QPen(highlight, 2));
    painter.drawLine(QPointF(x, place.top()), QPointF(x, place.bottom()));
    painter.setPen(QPen(theme.background, 1.5));
    painter.setBrush(highlight);
    painter.drawRoundedRect(QRectF(x - handleWidth / 2, place.center().y() - 9, handleWidth, 18), 3, 3);
}

void ThresholdSlider::paintEvent(QPaintEvent* /*event*/)
{
    QPainter painter(this);
    const Theme theme = Theme::of(palette());
    const QRectF place = area();
    if (!isReady()) {
        painter.fillRect(place, theme.background);
        painter.setPen(theme.faint);
        painter.drawText(place, Qt::AlignCenter, tr("counting…"));
        return;
    }
    const Pictured wanted{m_row.curve.get(), m_row.shown, size(), palette().cacheKey()};
    if (m_row.curve != nullptr && !(wanted == m_pictured)) {
        m_picture = curvePicture();
        m_pictured = wanted;
    }
    painter.setOpacity(m_row.isCurrent ? 1 : 0.35);
    painter.drawPixmap(0, 0, m_picture);
    painter.setOpacity(1);
    painter.setPen(theme.line);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(place);
    painter.setFont(Theme::figures(10));
    painter.setPen(theme.text);
    // Beside the handle, where there is more room.
    const double handle = xOf(m_row.value);
    const QRectF words = handle < place.center().x() ? place.adjusted(handle - place.left() + 12, 14, -5, -1)
                                                     : place.adjusted(5, 14, handle - place.right() - 12, -1);
    if (!m_row.isCurrent) {
        painter.drawText(words, Qt::AlignCenter, tr("counting…"));
    } else if (m_row.curve->isFlat()) {
        const QString all = tr("nothing here depends on it");
        const bool fits = painter.fontMetrics().horizontalAdvance(all) <= words.width();
        painter.drawText(words, Qt::AlignCenter, fits ? all : tr("no effect"));
    }
    paintMarks(painter);
    if (hasFocus()) {
        painter.setPen(QPen(palette().color(QPalette::Highlight), 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

void ThresholdSlider::moveTo(double value)
{
    if (value != m_row.value) {
        Q_EMIT moved(value);
    }
}

void ThresholdSlider::moveBy(int steps)
{
    // At the ends a step may lie beyond the line, but not beyond the setting.
    const double by = stepAt(xOf(m_row.value));
    const int decimals = std::max(0, static_cast<int>(std::lround(-std::log10(by))));
    const double value = QString::number(m_row.value + steps * by, 'f', decimals).toDouble();
    moveTo(std::clamp(value, m_row.about.range.least, m_row.about.range.most));
}

void ThresholdSlider::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && isReady()) {
        moveTo(valueAt(event->position().x()));
    }
}

void ThresholdSlider::mouseMoveEvent(QMouseEvent* event)
{
    if ((event->buttons() & Qt::LeftButton) != 0 && isReady()) {
        moveTo(valueAt(event->position().x()));
    }
}

void ThresholdSlider::keyPressEvent(QKeyEvent* event)
{
    if (!isReady()) {
        QWidget::keyPressEvent(event);
        return;
    }
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Down:
        moveBy(-1);
        break;
    case Qt::Key_Right:
    case Qt::Key_Up:
        moveBy(1);
        break;
    case Qt::Key_PageDown:
        moveBy(-bigStep);
        break;
    case Qt::Key_PageUp:
        moveBy(bigStep);
        break;
    case Qt::Key_Home:
        moveTo(valueAt(area().left()));
        break;
    case Qt::Key_End:
        moveTo(valueAt(area().right()));
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

bool ThresholdSlider::event(QEvent* event)
{
    if (event->type() != QEvent::ToolTip || !isReady()) {
        return QWidget::event(event);
    }
    const auto* const help = static_cast<QHelpEvent*>(event);
    const double value = valueAt(help->pos().x());
    QString text = models::humanText(value, m_row.about.unit);
    if (m_row.isCurrent) {
        text += u'\n' + countsText(m_row.curve->at(value).actions);
    }
    QToolTip::showText(help->globalPos(), text, this);
    return true;
}

} // namespace leadline::views
