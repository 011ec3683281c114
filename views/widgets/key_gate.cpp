// SPDX-License-Identifier: MIT
#include "views/widgets/key_gate.h"

#include <QCoreApplication>
#include <QKeyEvent>

#include <utility>

namespace leadline::views
{

namespace
{

/// From the application's filter to the widget's handler; a repeat comes much later.
constexpr std::chrono::milliseconds delivery{50};

} // namespace

KeyGate::KeyGate(const core::Clock& clock, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
{
    QCoreApplication::instance()->installEventFilter(this);
}

bool KeyGate::take(int key)
{
    Key& known = m_keys[key];
    return std::exchange(known.isNew, false) && m_clock.steady() - known.since <= delivery;
}

void KeyGate::press(int key, bool isRepeat)
{
    const core::Duration now = m_clock.steady();
    const auto [place, isFirst] = m_keys.try_emplace(key);
    Key& known = place->second;
    if (known.isDown) {
        return; // seen already on its way to the focus, or held
    }
    known = {.isDown = true, .isNew = !isRepeat && (isFirst || now - known.since >= upTime), .since = now};
}

void KeyGate::release(int key)
{
    const auto known = m_keys.find(key);
    if (known != m_keys.end() && known->second.isDown) {
        known->second = {.since = m_clock.steady()};
    }
}

bool KeyGate::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::KeyPress: {
        const auto* const key = static_cast<QKeyEvent*>(event);
        press(key->key(), key->isAutoRepeat());
        break;
    }
    case QEvent::KeyRelease:
        if (const auto* const key = static_cast<QKeyEvent*>(event); !key->isAutoRepeat()) {
            release(key->key());
        }
        break;
    case QEvent::ApplicationActivate:
    case QEvent::ApplicationDeactivate:
        // What is released in another program is not told to us; what is still held repeats at once.
        for (auto& [key, known] : m_keys) {
            release(key);
        }
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace leadline::views
