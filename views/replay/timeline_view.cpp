// SPDX-License-Identifier: MIT
#include "views/replay/timeline_view.h"

#include "engine/replay/tape_timeline.h"
#include "models/format.h"
#include "models/replay_moment.h"
#include "views/widgets/theme.h"

#include <QHelpEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

namespace leadline::views
{

using namespace Qt::StringLiterals;

namespace
{

constexpr int labelHeight = 12;
constexpr double margin = 4;
constexpr std::size_t mostMarks = 5000;
/// So much of the curve may be cut off, so that one gap in the book does not press the rest flat.
constexpr double shownShare = 0.99;
constexpr std::chrono::seconds shortStep{10};
constexpr std::chrono::minutes longStep{1};

/// What nearly all of the values reach at most.
double topOf(const replay::PairTimeline& pair, double replay::TapeBucket::*value)
{
    std::vector<double> values;
    for (const replay::TapeBucket& bucket : pair.buckets) {
        if (std::isfinite(bucket.*value) && bucket.*value > 0) {
            values.push_back(bucket.*value);
        }
    }
    if (values.empty()) {
        return 0;
    }
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(static_cast<double>(values.size() - 1) * shownShare);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

} // namespace

TimelineView::TimelineView(QWidget* parent)
    : QWidget(parent)
{
    setObjectName(u"timeline"_s);
    setAccessibleName(tr("Timeline of the recording"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setCursor(Qt::PointingHandCursor);
}

void TimelineView::showTimeline(std::shared_ptr<const replay::TapeTimeline> timeline)
{
    m_timeline = std::move(timeline);
    redraw();
}

void TimelineView::showPair(const core::Pair& pair)
{
    if (pair != m_pair) {
        m_pair = pair;
        redraw();
    }
}

void TimelineView::showState(const session::ReplayState& state)
{
    const session::ReplayState before = std::exchange(m_state, state);
    if (state.first != before.first || state.last != before.last) {
        redraw();
    }
    // A drag goes on from where the last seek arrived: going back takes its time.
    if (before.isSeeking && !state.isSeeking && m_dragged && *m_dragged != m_asked) {
        seek(*m_dragged);
    }
    setAccessibleDescription(models::momentText(state.now));
    update();
}

void TimelineView::mark(TimelineMark what, const core::Pair& pair, core::Timestamp time)
{
    if (m_marks.size() == mostMarks) {
        m_marks.erase(m_marks.begin());
    }
    m_marks.push_back({what, pair, time});
    redraw();
}

void TimelineView::forgetOrders()
{
    std::erase_if(m_marks, [](const Mark& mark) { return mark.what != TimelineMark::Decision; });
    redraw();
}

int TimelineView::markCount() const
{
    return static_cast<int>(std::ranges::count(m_marks, m_pair, &Mark::pair));
}

QRectF TimelineView::plot() const
{
    return QRectF(rect()).adjusted(margin, 2, -margin, -labelHeight - 1);
}

core::Timestamp TimelineView::timeAt(double x) const
{
    if (!hasEnds()) {
        return {};
    }
    const QRectF area = plot();
    const double part = std::clamp((x - area.left()) / area.width(), 0.0, 1.0);
    const auto span = static_cast<double>((last() - first()).count());
    return first() + core::Duration(static_cast<std::int64_t>(part * span));
}

double TimelineView::xOf(core::Timestamp time) const
{
    const QRectF area = plot();
    if (!hasEnds()) {
        return area.left();
    }
    const auto span = static_cast<double>((last() - first()).count());
    return area.left() + area.width() * static_cast<double>((time - first()).count()) / span;
}

const replay::PairTimeline* TimelineView::shown() const
{
    return m_timeline ? m_timeline->find(m_pair) : nullptr;
}

QString TimelineView::textAt(double x) const
{
    const core::Timestamp time = timeAt(x);
    if (time == core::Timestamp{}) {
        return {};
    }
    QString when = tr("%1 UTC").arg(models::momentText(time));
    const replay::PairTimeline* const pair = shown();
    if (pair == nullptr || time < m_timeline->first) {
        return when;
    }
    const auto bucket = static_cast<std::size_t>((time - m_timeline->first) / m_timeline->width);
    if (bucket >= pair->buckets.size()) {
        return when + u'\n' + (m_timeline->isWhole ? tr("nothing was recorded here") : tr("not looked through yet"));
    }
    const replay::TapeBucket& there = pair->buckets[bucket];
    const QString traded = tr("traded %1 %2")
                               .arg(models::sizeText(core::Quantity::fromRaw(static_cast<core::Int128>(
                                        there.volume * static_cast<double>(core::decimalScale)))),
                                   QString::fromStdString(pair->pair.base.text()));
    return when + u'\n'
        + (std::isfinite(there.spreadBps) ? tr("spread %1 bps").arg(models::fixedText(there.spreadBps, 3))
                                          : tr("no book"))
        + u'\n' + traded;
}

void TimelineView::redraw()
{
    m_picture = {};
    update();
}

QRectF TimelineView::bucketRect(std::size_t bucket) const
{
    const QRectF area = plot();
    const core::Timestamp from = m_timeline->first + m_timeline->width * static_cast<std::int64_t>(bucket);
    const double left = xOf(from);
    const double right = std::min(xOf(from + m_timeline->width), area.right());
    return {left, area.top(), std::max(right - left, 1.0), area.height()};
}

void TimelineView::drawVolume(QPainter& painter, const replay::PairTimeline& pair) const
{
    const double top = topOf(pair, &replay::TapeBucket::volume);
    if (top <= 0) {
        return;
    }
    const Theme theme = Theme::of(palette());
    for (std::size_t i = 0; i < pair.buckets.size(); ++i) {
        const double height = std::min(pair.buckets[i].volume / top, 1.0);
        if (height > 0) {
            QRectF bar = bucketRect(i);
            bar.setTop(bar.bottom() - height * bar.height());
            painter.fillRect(bar, theme.bidBar);
        }
    }
}

void TimelineView::drawSpread(QPainter& painter, const replay::PairTimeline& pair) const
{
    const double top = topOf(pair, &replay::TapeBucket::spreadBps) * 1.25;
    if (top <= 0) {
        return;
    }
    painter.setPen(QPen(Theme::of(palette()).ask, 1.2));
    painter.setRenderHint(QPainter::Antialiasing);
    QPolygonF line;
    const auto draw = [&] {
        line.size() == 1 ? painter.drawPoint(line.front()) : painter.drawPolyline(line);
        line.clear();
    };
    for (std::size_t i = 0; i < pair.buckets.size(); ++i) {
        const double spread = pair.buckets[i].spreadBps;
        if (!std::isfinite(spread)) {
            draw(); // a gap is a gap
            continue;
        }
        const QRectF bucket = bucketRect(i);
        line << QPointF(bucket.center().x(), bucket.bottom() - std::min(spread / top, 1.0) * bucket.height());
    }
    draw();
}

void TimelineView::drawMarks(QPainter& painter) const
{
    const Theme theme = Theme::of(palette());
    const QRectF area = plot();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (const Mark& mark : m_marks) {
        if (mark.pair != m_pair || mark.time < first() || mark.time > last()) {
            continue;
        }
        // A shape each, so that colour alone tells nothing.
        const double x = xOf(mark.time);
        switch (mark.what) {
        case TimelineMark::Decision:
            painter.setBrush(theme.warning);
            painter.drawPolygon(
                QPolygonF{QPointF(x, area.top() + 7), QPointF(x - 4, area.top()), QPointF(x + 4, area.top())});
            break;
        case TimelineMark::Order:
            painter.setBrush(theme.text);
            painter.drawRect(QRectF(x - 2, area.top() + 8, 4, 4));
            break;
        case TimelineMark::Fill:
            painter.setBrush(theme.good);
            painter.drawEllipse(QPointF(x, area.top() + 16), 3, 3);
            break;
        }
    }
}

void TimelineView::drawEnds(QPainter& painter) const
{
    QFont font = Theme::figures(10);
    painter.setFont(font);
    painter.setPen(Theme::of(palette()).faint);
    const QRectF below(margin, height() - labelHeight, width() - 2 * margin, labelHeight);
    if (!hasEnds()) {
        painter.drawText(below, Qt::AlignLeft | Qt::AlignVCenter, tr("the recording is being looked through"));
        return;
    }
    const auto whole = [](core::Timestamp time) { return models::clockText(time).left(8); };
    painter.drawText(below, Qt::AlignLeft | Qt::AlignVCenter, whole(first()));
    painter.drawText(below, Qt::AlignRight | Qt::AlignVCenter, whole(last()));
    const bool isWhole = m_timeline && m_timeline->isWhole;
    painter.drawText(below, Qt::AlignHCenter | Qt::AlignVCenter,
        isWhole ? tr("spread, volume") : tr("the recording is being looked through"));
}

void TimelineView::drawPresent(QPainter& painter) const
{
    if (!hasEnds()) {
        return;
    }
    const Theme theme = Theme::of(palette());
    const QRectF area = plot();
    const double now = xOf(m_state.now != core::Timestamp{} ? std::max(m_state.now, first()) : first());
    const core::Timestamp aim = m_dragged ? *m_dragged : m_state.sought;
    if (m_dragged || m_state.isSeeking) {
        const double x = xOf(aim);
        QColor way = theme.selection;
        way.setAlpha(150);
        painter.fillRect(QRectF(std::min(now, x), area.top(), std::abs(now - x), area.height()), way);
        painter.setPen(QPen(theme.warning, 1, Qt::DashLine));
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.text, 1.5));
    painter.drawLine(QPointF(now, area.top()), QPointF(now, area.bottom()));
    painter.setBrush(theme.text);
    painter.drawPolygon(QPolygonF{
        QPointF(now, area.bottom() - 5), QPointF(now - 4, area.bottom() + 1), QPointF(now + 4, area.bottom() + 1)});
}

void TimelineView::paintEvent(QPaintEvent* /*event*/)
{
    if (m_picture.isNull()) {
        m_picture = QPixmap(size() * devicePixelRatioF());
        m_picture.setDevicePixelRatio(devicePixelRatioF());
        m_picture.fill(palette().color(QPalette::Window));
        QPainter painter(&m_picture);
        painter.fillRect(plot(), Theme::of(palette()).background);
        if (const replay::PairTimeline* const pair = shown(); pair != nullptr && hasEnds()) {
            drawVolume(painter, *pair);
            drawSpread(painter, *pair);
        }
        drawMarks(painter);
        drawEnds(painter);
    }
    QPainter painter(this);
    painter.drawPixmap(0, 0, m_picture);
    drawPresent(painter);
    if (hasFocus()) {
        painter.setRenderHint(QPainter::Antialiasing, false);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(palette().color(QPalette::Highlight));
        painter.drawRect(plot());
    }
}

void TimelineView::resizeEvent(QResizeEvent* /*event*/)
{
    redraw();
}

void TimelineView::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) {
        redraw();
    }
}

void TimelineView::seek(core::Timestamp time)
{
    m_asked = time;
    Q_EMIT seekWanted(time);
}

void TimelineView::dragTo(double x)
{
    m_dragged = timeAt(x);
    if (!m_state.isSeeking && *m_dragged != m_asked) {
        seek(*m_dragged);
    }
    update();
}

void TimelineView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && hasEnds()) {
        m_asked = {};
        dragTo(event->position().x());
    }
}

void TimelineView::mouseMoveEvent(QMouseEvent* event)
{
    if (m_dragged) {
        dragTo(event->position().x());
        QToolTip::showText(event->globalPosition().toPoint(), textAt(event->position().x()), this);
    }
}

void TimelineView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && m_dragged) {
        const core::Timestamp last = timeAt(event->position().x());
        m_dragged.reset();
        if (last != m_asked) {
            seek(last);
        }
        update();
    }
}

void TimelineView::keyPressEvent(QKeyEvent* event)
{
    const core::Timestamp from = m_state.isSeeking ? m_state.sought : m_state.now;
    switch (event->key()) {
    case Qt::Key_Left:
        seek(from - shortStep);
        break;
    case Qt::Key_Right:
        seek(from + shortStep);
        break;
    case Qt::Key_PageUp:
        seek(from - longStep);
        break;
    case Qt::Key_PageDown:
        seek(from + longStep);
        break;
    case Qt::Key_Home:
        seek(first());
        break;
    case Qt::Key_End:
        seek(last());
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

bool TimelineView::event(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto& help = static_cast<const QHelpEvent&>(*event);
        QToolTip::showText(help.globalPos(), textAt(help.x()), this);
        return true;
    }
    return QWidget::event(event);
}

} // namespace leadline::views
