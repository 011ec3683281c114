// SPDX-License-Identifier: MIT
#include "engine/drill/waiting.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QEventLoop>

namespace leadline::drill
{

bool runUntil(const std::function<bool()>& condition, std::chrono::milliseconds patience)
{
    QElapsedTimer timer;
    timer.start();
    while (!condition()) {
        if (timer.elapsed() > patience.count()) {
            return false;
        }
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents, 5);
    }
    return true;
}

void runFor(std::chrono::milliseconds time)
{
    runUntil([] { return false; }, time);
}

} // namespace leadline::drill
