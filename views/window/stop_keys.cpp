// SPDX-License-Identifier: MIT
#include "views/window/stop_keys.h"

#include "models/session_client.h"
#include "views/window/main_window.h"

#include <QApplication>
#include <QKeyEvent>
#include <QShortcut>
#include <QTimer>
#include <QWindow>

#include <utility>

namespace leadline::views
{

namespace
{

bool isKill(const QKeyEvent& key)
{
    const Qt::KeyboardModifiers meant = key.modifiers() & ~(Qt::KeypadModifier | Qt::GroupSwitchModifier);
    return key.key() == Qt::Key_K && meant == (Qt::ControlModifier | Qt::ShiftModifier);
}

bool isEscape(const QKeyEvent& key)
{
    return key.key() == Qt::Key_Escape;
}

/// The main window that holds it, or that its dialog or menu belongs to.
MainWindow* mainWindowOf(QObject* object)
{
    const auto* const window = qobject_cast<QWindow*>(object);
    QWidget* widget = window != nullptr ? QWidget::find(window->winId()) : qobject_cast<QWidget*>(object);
    for (; widget != nullptr; widget = widget->parentWidget()) {
        if (auto* const found = qobject_cast<MainWindow*>(widget)) {
            return found;
        }
    }
    return nullptr;
}

} // namespace

StopKeys::StopKeys(QObject* parent)
    : QObject(parent)
{
    // A dialog or a menu that another program draws would keep its keys to itself.
    QCoreApplication::setAttribute(Qt::AA_DontUseNativeDialogs);
    QCoreApplication::setAttribute(Qt::AA_DontUseNativeMenuBar);
    qApp->installEventFilter(this);
}

void StopKeys::standBehind(QWidget& dialog)
{
    // Qt drops the keys of a window that a question stands before, yet looks for the question's shortcuts first.
    const auto also = [&](const QKeySequence& key, auto then) {
        auto* const shortcut = new QShortcut(key, &dialog);
        shortcut->setObjectName(QStringLiteral("stop"));
        shortcut->setContext(Qt::ApplicationShortcut);
        shortcut->setAutoRepeat(false);
        connect(shortcut, &QShortcut::activated, this, then);
    };
    if (dialog.findChild<QShortcut*>(QStringLiteral("stop"), Qt::FindDirectChildrenOnly) == nullptr) {
        also(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_K), [this] { Q_EMIT killPressed(); });
        also(QKeySequence(Qt::Key_Escape), [this, &dialog] { escape(&dialog); });
    }
}

void StopKeys::escape(QObject* where)
{
    MainWindow* const found = mainWindowOf(where);
    if (MainWindow* const window = found != nullptr ? found : m_latest.data()) {
        window->cancelWhere(where);
    }
}

bool StopKeys::eventFilter(QObject* watched, QEvent* event)
{
    if (event->type() == QEvent::WindowActivate) {
        MainWindow* const window = mainWindowOf(watched);
        m_latest = window != nullptr ? window : m_latest.data();
        return false;
    }
    if (event->type() == QEvent::Show) {
        auto* const widget = qobject_cast<QWidget*>(watched);
        if (widget != nullptr && widget->isWindow() && widget->isModal()) {
            standBehind(*widget);
        }
        return false;
    }
    const bool isPress = event->type() == QEvent::KeyPress;
    if (!isPress && event->type() != QEvent::ShortcutOverride && event->type() != QEvent::KeyRelease) {
        return false;
    }
    const auto& key = static_cast<const QKeyEvent&>(*event);
    if (!isKill(key) && !isEscape(key)) {
        return false;
    }
    if (event->type() == QEvent::ShortcutOverride) {
        event->accept(); // it comes as a key, and is no shortcut of anything
        return true;
    }
    if (isKill(key)) {
        if (isPress && !key.isAutoRepeat()) {
            Q_EMIT killPressed();
        }
        return true;
    }
    if (!isPress) {
        m_escape = nullptr;
    } else if (!key.isAutoRepeat() && std::exchange(m_escape, event) != event) {
        // A release may be lost with the window that it would come to.
        QTimer::singleShot(0, this, [this] { m_escape = nullptr; });
        escape(watched);
    }
    return false;
}

} // namespace leadline::views
