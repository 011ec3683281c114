// SPDX-License-Identifier: MIT
/// A window on recordings, for tests that drive it as a person does.
#pragma once

#include "engine/replay/tape_timeline.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/session_options.h"
#include "engine/session/trading_session.h"
#include "models/session_client.h"
#include "tests/support/replay_tape.h"
#include "tests/support/test_clock.h"
#include "views/ladder/ladder_panel.h"
#include "views/ladder/ladder_view.h"
#include "views/replay/replay_bar.h"
#include "views/replay/timeline_view.h"
#include "views/window/main_window.h"

#include <QAction>
#include <QLineEdit>
#include <QTest>

#include <cmath>

namespace leadline::tests
{

inline core::Timestamp atStep(int step, std::int64_t moreMs = 0)
{
    return core::fromNanoseconds((ReplayTape::msAt(step) + moreMs) * 1'000'000);
}

/// An engine on recordings in this thread, with the window on it.
class WatchedReplay
{
public:
    WatchedReplay()
        : engine({.source = session::SourceKind::Tape, .tapes = tape.files()}, clock)
        , session(engine, 60)
        , window(session, clock, {.firstSize = 1, .isReplay = true})
    {
        QObject::connect(&session, &models::SessionClient::timelineChanged, &window,
            [this](const auto& timeline) { isSurveyed = isSurveyed || timeline->isWhole; });
        window.resize(1280, 720);
        window.show();
        engine.start();
        ok = runUntil(clock, [this] { return isSurveyed && ladder().grid().bestBid().raw() > 0; });
    }
    ~WatchedReplay() { engine.stop(); }

    views::ReplayBar& bar() { return *window.replay(); }
    views::TimelineView& timeline() { return bar().timeline(); }
    views::LadderView& ladder() { return window.ladderPanel().ladder(); }
    [[nodiscard]] core::Timestamp now() { return bar().state().now; }
    void settle(int turns = 40)
    {
        for (int i = 0; i < turns; ++i) {
            clock.advance(std::chrono::milliseconds(10));
            QTest::qWait(1);
        }
    }
    bool arrives(core::Timestamp time)
    {
        const bool hasArrived = runUntil(clock, [&] { return !bar().state().isSeeking && now() == time; });
        settle();
        return hasArrived;
    }
    void press(const char* action)
    {
        auto* const made = bar().findChild<QAction*>(QLatin1StringView(action));
        QTest::mouseClick(bar().widgetForAction(made), Qt::LeftButton);
        settle();
    }
    void pause()
    {
        if (bar().state().isPlaying) {
            press("playOrPause");
        }
    }
    QLineEdit& time() { return *bar().findChild<QLineEdit*>(QStringLiteral("replayTime")); }
    void type(const QString& text)
    {
        QTest::mouseClick(&time(), Qt::LeftButton);
        time().selectAll();
        QTest::keyClicks(&time(), text);
        QTest::keyClick(&time(), Qt::Key_Return);
    }
    QPoint spotOf(core::Timestamp at)
    {
        return {static_cast<int>(std::lround(timeline().xOf(at))), timeline().height() / 3};
    }

    ReplayTape tape;
    TestClock clock;
    session::TradingSession engine;
    models::SessionClient session;
    views::MainWindow window;
    bool isSurveyed = false;
    bool ok = false;
};

} // namespace leadline::tests
