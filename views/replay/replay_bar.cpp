// SPDX-License-Identifier: MIT
#include "views/replay/replay_bar.h"

#include "engine/desk/desk_settings.h"
#include "engine/orders/order.h"
#include "engine/session/order_intent.h"
#include "models/market_view.h"
#include "models/replay_moment.h"
#include "models/session_client.h"
#include "views/replay/timeline_view.h"
#include "views/widgets/theme.h"

#include <QAbstractItemView>
#include <QAction>
#include <QComboBox>
#include <QEvent>
#include <QLineEdit>
#include <QPainter>
#include <QPixmap>

#include <array>

namespace leadline::views
{

using namespace Qt::StringLiterals;
using Kind = session::ReplayCommand::Kind;

namespace
{

constexpr std::array speeds{0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 60.0, 0.0};

QString speedText(double speed)
{
    return speed == 0   ? ReplayBar::tr("as fast as it goes")
        : speed == 0.25 ? u"×¼"_s
        : speed == 0.5  ? u"×½"_s
                        : u"×%1"_s.arg(speed);
}

enum class Glyph : std::uint8_t { Play, Pause, NextMessage, NextDecision };

/// Drawn in the colour of text, so that it can be seen in every palette.
QIcon iconOf(Glyph glyph, const QPalette& palette)
{
    QIcon icon;
    for (const auto mode : {QIcon::Normal, QIcon::Disabled}) {
        QPixmap picture(32, 32);
        picture.fill(Qt::transparent);
        QPainter painter(&picture);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(
            palette.color(mode == QIcon::Normal ? QPalette::Active : QPalette::Disabled, QPalette::WindowText));
        const QPolygonF right{QPointF(8, 5), QPointF(8, 27), QPointF(26, 16)};
        switch (glyph) {
        case Glyph::Play:
            painter.drawPolygon(right);
            break;
        case Glyph::Pause:
            painter.drawRect(QRectF(7, 5, 6, 22));
            painter.drawRect(QRectF(19, 5, 6, 22));
            break;
        case Glyph::NextMessage:
            painter.drawPolygon(right.translated(-4, 0));
            painter.drawRect(QRectF(23, 5, 5, 22));
            break;
        case Glyph::NextDecision:
            painter.drawPolygon(right.translated(-6, 0));
            painter.drawPolygon(QPolygonF{QPointF(25, 8), QPointF(31, 16), QPointF(25, 24), QPointF(19, 16)});
            break;
        }
        painter.end();
        icon.addPixmap(picture, mode);
    }
    return icon;
}

} // namespace

ReplayBar::ReplayBar(models::SessionClient& session, QWidget* parent)
    : QToolBar(tr("Replay"), parent)
    , m_session(session)
    , m_play(makeAction("playOrPause", tr("Play or pause"), Qt::Key_F6))
    , m_stepMessage(makeAction("stepMessage", tr("Next message"), Qt::Key_F7))
    , m_stepDecision(makeAction("stepDecision", tr("Next decision"), Qt::Key_F8))
    , m_goTo(makeAction("goTo", tr("Go to a time"), Qt::CTRL | Qt::Key_G))
    , m_speed(new QComboBox)
    , m_time(new QLineEdit)
    , m_timeline(new TimelineView)
{
    setObjectName(u"replay"_s);
    setMovable(false);
    setIconSize({18, 18});
    addAction(m_play);
    addAction(m_stepMessage);
    addAction(m_stepDecision);
    makeSpeeds();
    m_time->setObjectName(u"replayTime"_s);
    m_time->setAccessibleName(tr("Time of the recording, UTC"));
    m_time->setToolTip(tr("The time of the recording, UTC. Type HH:MM:SS, or a date and a time, and press Enter to go "
                          "there (Ctrl+G)"));
    m_time->setFont(Theme::figures(12));
    m_time->setFixedWidth(m_time->fontMetrics().horizontalAdvance(u"0000-00-00 00:00:00.0000"_s) + 8);
    addWidget(m_time);
    addWidget(m_timeline);
    connect(m_time, &QLineEdit::returnPressed, this, &ReplayBar::goTo);
    connect(m_time, &QLineEdit::editingFinished, this, [this] { showState(m_state); });
    connect(m_timeline, &TimelineView::seekWanted, this, &ReplayBar::seek);
    connectSession();
    connectMarks();
    showIcons();
    showState(m_state);
}

QAction* ReplayBar::makeAction(const char* name, const QString& text, const QKeySequence& key)
{
    auto* const action = new QAction(text, this);
    action->setObjectName(QLatin1StringView(name));
    action->setShortcut(key);
    action->setToolTip(tr("%1 (%2)").arg(text, key.toString(QKeySequence::NativeText)));
    return action;
}

void ReplayBar::makeSpeeds()
{
    m_speed->setObjectName(u"replaySpeed"_s);
    m_speed->setAccessibleName(tr("Speed of the replay"));
    m_speed->setToolTip(tr("Seconds of the recording a second"));
    for (const double speed : speeds) {
        m_speed->addItem(speedText(speed), speed);
    }
    connect(m_speed, &QComboBox::activated, this,
        [this](int index) { m_session.drive({.kind = Kind::SetSpeed, .speed = m_speed->itemData(index).toDouble()}); });
    addWidget(m_speed);
}

void ReplayBar::connectSession()
{
    using models::SessionClient;
    connect(m_play, &QAction::triggered, this, [this] { drive(m_state.isPlaying ? Kind::Pause : Kind::Play); });
    connect(m_stepMessage, &QAction::triggered, this, [this] { drive(Kind::StepMessage); });
    connect(m_stepDecision, &QAction::triggered, this, [this] { drive(Kind::StepDecision); });
    connect(m_goTo, &QAction::triggered, this, [this] {
        m_time->setFocus(Qt::ShortcutFocusReason);
        m_time->selectAll();
    });
    connect(&m_session, &SessionClient::replayChanged, this, &ReplayBar::showState);
    connect(&m_session, &SessionClient::timelineChanged, m_timeline, &TimelineView::showTimeline);
    connect(&m_session.view(), &models::MarketView::pairChanged, m_timeline, &TimelineView::showPair);
    m_timeline->showPair(m_session.view().pair());
}

void ReplayBar::connectMarks()
{
    using models::SessionClient;
    connect(&m_session, &SessionClient::decided, m_timeline, [this](const session::DecisionRecord& record) {
        m_timeline->mark(TimelineMark::Decision, record.pair, record.decision.time);
    });
    connect(&m_session, &SessionClient::orderChanged, m_timeline, [this](const orders::Order& order) {
        if (order.state == orders::OrderState::Working) {
            m_timeline->mark(TimelineMark::Order, m_session.view().pair(), order.changed);
        }
    });
    connect(&m_session, &SessionClient::filled, m_timeline,
        [this](const orders::Fill& fill) { m_timeline->mark(TimelineMark::Fill, m_session.view().pair(), fill.time); });
    connect(&m_session, &SessionClient::practiceEnded, m_timeline, &TimelineView::forgetOrders);
}

void ReplayBar::drive(Kind kind)
{
    m_session.drive({.kind = kind, .pair = m_session.view().pair()});
}

void ReplayBar::seek(const core::Timestamp& time)
{
    m_session.drive({.kind = Kind::Seek, .time = time});
}

void ReplayBar::goTo()
{
    const QString text = m_time->text();
    if (const auto moment = models::momentIn(text, m_state)) {
        seek(*moment);
        m_timeline->setFocus();
        return;
    }
    Q_EMIT said(tr("\"%1\" is no time: HH:MM:SS, or YYYY-MM-DD HH:MM:SS, UTC").arg(text));
    m_time->selectAll();
}

void ReplayBar::showState(const session::ReplayState& state)
{
    const bool wasPlaying = m_state.isPlaying;
    m_state = state;
    m_timeline->showState(state);
    showSpeed(state.speed);
    if (wasPlaying != state.isPlaying) {
        showIcons();
    }
    m_stepMessage->setEnabled(!state.hasEnded);
    m_stepDecision->setEnabled(!state.hasEnded);
    if (m_time->hasFocus()) {
        return; // somebody writes there
    }
    const core::Timestamp at = state.isSeeking ? state.sought : state.now;
    m_time->setText(at == core::Timestamp{} ? QString() : models::momentText(at));
    m_time->setCursorPosition(0);
}

void ReplayBar::showSpeed(double speed)
{
    int index = m_speed->findData(speed);
    if (index < 0) {
        m_speed->addItem(speedText(speed), speed);
        index = m_speed->count() - 1;
    }
    if (m_speed->currentIndex() != index && !m_speed->view()->isVisible()) {
        m_speed->setCurrentIndex(index);
    }
}

void ReplayBar::showIcons()
{
    m_play->setIcon(iconOf(m_state.isPlaying ? Glyph::Pause : Glyph::Play, palette()));
    m_play->setText(m_state.isPlaying ? tr("Pause") : tr("Play"));
    m_play->setToolTip(tr("%1 (%2)").arg(m_play->text(), m_play->shortcut().toString(QKeySequence::NativeText)));
    m_stepMessage->setIcon(iconOf(Glyph::NextMessage, palette()));
    m_stepDecision->setIcon(iconOf(Glyph::NextDecision, palette()));
}

void ReplayBar::changeEvent(QEvent* event)
{
    QToolBar::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_timeline != nullptr) {
        showIcons();
    }
}

} // namespace leadline::views
