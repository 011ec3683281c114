// SPDX-License-Identifier: MIT
#include "views/ladder/ladder_note.h"

#include "views/widgets/theme.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QMouseEvent>
#include <QPushButton>
#include <QShortcut>
#include <QVBoxLayout>
#include <QWheelEvent>

#include <algorithm>
#include <chrono>
#include <utility>

namespace leadline::views
{

namespace
{

/// What was meant then is not meant any more.
constexpr std::chrono::seconds questionStands{10};
constexpr std::chrono::seconds refusalStands{6};
/// Between the place and the note, a row and a half: what is under the pointer stays in sight.
constexpr int distance = 30;
constexpr int margin = 6;

} // namespace

LadderNote::LadderNote(QWidget& over, QWidget& keys)
    : QFrame(&over)
    , m_text(new QLabel)
    , m_buttons(new QWidget)
    , m_send(new QPushButton(tr("Send (Y)")))
    , m_drop(new QPushButton(tr("Do not send (N)")))
    , m_end(this)
{
    setObjectName(QStringLiteral("ladderNote"));
    setAutoFillBackground(true);
    setFrameShape(QFrame::NoFrame);
    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::PlainText);
    auto* const row = new QHBoxLayout(m_buttons);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_send);
    row->addWidget(m_drop);
    row->addStretch();
    auto* const rows = new QVBoxLayout(this);
    rows->setContentsMargins(10, 6, 8, 6);
    rows->setSpacing(4);
    rows->addWidget(m_text);
    rows->addWidget(m_buttons);
    for (QPushButton* const button : {m_send, m_drop}) {
        button->setFocusPolicy(Qt::TabFocus); // the ladder keeps its keys
        button->setAutoDefault(false);
    }
    m_send->setAccessibleName(tr("Send the order that is asked about"));
    m_drop->setAccessibleName(tr("Do not send it"));
    connect(m_send, &QPushButton::clicked, this, [this] { answer(true); });
    connect(m_drop, &QPushButton::clicked, this, [this] { answer(false); });
    for (const auto& [key, isYes] : {std::pair(Qt::Key_Y, true), std::pair(Qt::Key_N, false)}) {
        auto* const shortcut = new QShortcut(QKeySequence(key), &keys);
        shortcut->setContext(Qt::WidgetWithChildrenShortcut);
        shortcut->setAutoRepeat(false);
        connect(shortcut, &QShortcut::activated, this, [this, isYes = isYes] { answer(isYes); });
    }
    m_end.setSingleShot(true);
    connect(&m_end, &QTimer::timeout, this, &LadderNote::withdraw);
    QFrame::hide();
}

void LadderNote::ask(const QString& question, QPoint beside, std::function<void()> yes)
{
    m_yes = std::move(yes);
    m_buttons->setVisible(true);
    show(question, beside);
    m_end.start(questionStands);
}

void LadderNote::refuse(const QString& why, QPoint beside)
{
    m_yes = {};
    m_buttons->setVisible(false);
    show(why, beside);
    m_end.start(refusalStands);
}

void LadderNote::show(const QString& text, QPoint beside)
{
    leave();
    const Theme theme = Theme::of(parentWidget()->palette());
    setStyleSheet(QStringLiteral("#ladderNote { background: %1; border: 1px solid %2; border-left: 5px solid %2; }")
                      .arg(theme.alternate.name(), theme.warning.name()));
    m_text->setText(text);
    setAccessibleName(text);
    const QRect area = parentWidget()->rect().adjusted(margin, margin, -margin, -margin);
    const int width = std::min(area.width(), 420);
    setFixedWidth(width);
    layout()->activate();
    const int height = layout()->hasHeightForWidth() ? layout()->totalHeightForWidth(width) : sizeHint().height();
    setFixedHeight(height);
    const bool fitsBelow = beside.y() + distance + height <= area.bottom();
    const int y = fitsBelow ? beside.y() + distance : std::max(area.top(), beside.y() - distance - height);
    const int x = std::clamp(beside.x() - width / 2, area.left(), std::max(area.left(), area.right() - width));
    move(x, y);
    raise();
    QFrame::show();
}

QString LadderNote::text() const
{
    return m_text->text();
}

void LadderNote::withdraw()
{
    answer(false);
}

void LadderNote::answer(bool isYes)
{
    const auto yes = std::exchange(m_yes, {});
    if (!yes && isYes) {
        return; // nothing was asked
    }
    leave();
    if (isYes) {
        yes();
    }
}

void LadderNote::leave()
{
    m_end.stop();
    if (!isHidden()) { // on show, or on a ladder that another tab covers
        QFrame::hide();
        uncovered();
    }
}

void LadderNote::mousePressEvent(QMouseEvent* event)
{
    event->accept();
    if (!isQuestion()) {
        leave();
    }
}

void LadderNote::mouseReleaseEvent(QMouseEvent* event)
{
    event->accept();
}

void LadderNote::mouseDoubleClickEvent(QMouseEvent* event)
{
    event->accept();
}

void LadderNote::wheelEvent(QWheelEvent* event)
{
    event->accept();
}

} // namespace leadline::views
