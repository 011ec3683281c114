// SPDX-License-Identifier: MIT
#include "views/stop_keys.h"

#include <QCoreApplication>
#include <QKeyEvent>
#include <QShortcut>

namespace leadline::views
{

namespace
{

bool isKill(const QKeyEvent& key)
{
    return key.key() == Qt::Key_K && key.modifiers() == (Qt::ControlModifier | Qt::ShiftModifier);
}

} // namespace

StopKeys::StopKeys(QObject* parent)
    : QObject(parent)
{
    qApp->installEventFilter(this);
}

bool StopKeys::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::KeyPress) {
        const auto& key = static_cast<const QKeyEvent&>(*event);
        if (isKill(key)) {
            if (!key.isAutoRepeat()) {
                Q_EMIT killPressed();
            }
            return true;
        }
    }
    return QObject::eventFilter(watched, event);
}

} // namespace leadline::views
