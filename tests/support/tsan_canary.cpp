// SPDX-License-Identifier: MIT
// Whether the thread sanitizer still sees what it is there for: `tsan_canary raced` has a race that it must report,
// `tsan_canary handed` has the same traffic handed over by Qt, which it must not.
#include <QCoreApplication>
#include <QObject>
#include <QThread>

#include <string_view>

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    const bool isRaced = argc > 1 && std::string_view(argv[1]) == "raced";
    QThread thread;
    auto* const there = new QObject;
    there->moveToThread(&thread);
    QObject::connect(&thread, &QThread::finished, there, &QObject::deleteLater);
    thread.start();

    int shared = 1;
    QMetaObject::invokeMethod(there, [&shared] { shared *= 2; });
    if (isRaced) {
        shared += 1; // the other thread is at it
    }
    int seen = 0;
    QMetaObject::invokeMethod(
        there, [&shared] { return shared; }, Qt::BlockingQueuedConnection, &seen);
    shared += seen;
    thread.quit();
    thread.wait();
    return shared > 0 ? 0 : 1;
}
