// SPDX-License-Identifier: MIT
#include "views/widgets/hold_button.h"

#include <QPainter>

namespace leadline::views
{

HoldButton::HoldButton(const QString& text, QWidget* parent)
    : QPushButton(text, parent)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(holdMs);
    m_frame.setInterval(30);
    connect(this, &QPushButton::pressed, this, [this] {
        // A key held down repeats itself; only the first press counts.
        if (m_mustHold && !m_timer.isActive()) {
            m_timer.start();
            m_frame.start();
        }
    });
    connect(this, &QPushButton::released, this, [this] {
        m_timer.stop();
        m_frame.stop();
        update();
    });
    connect(this, &QPushButton::clicked, this, [this] {
        if (!m_mustHold) {
            Q_EMIT held();
        }
    });
    connect(&m_frame, &QTimer::timeout, this, QOverload<>::of(&QWidget::update));
    connect(&m_timer, &QTimer::timeout, this, [this] {
        m_frame.stop();
        setDown(false);
        Q_EMIT held();
    });
}

void HoldButton::setMustHold(bool must)
{
    m_mustHold = must;
}

void HoldButton::paintEvent(QPaintEvent* event)
{
    QPushButton::paintEvent(event);
    if (m_timer.isActive()) {
        QPainter painter(this);
        const int done = width() * (holdMs - m_timer.remainingTime()) / holdMs;
        QColor bar = palette().color(QPalette::Highlight);
        bar.setAlpha(120);
        painter.fillRect(0, height() - 5, done, 5, bar);
    }
}

} // namespace leadline::views
