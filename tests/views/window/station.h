// SPDX-License-Identifier: MIT
#pragma once

#include "engine/session/market_snapshot.h"
#include "engine/session/session_options.h"
#include "engine/session/trading_session.h"
#include "engine/venues/venue.h"
#include "models/decision_model.h"
#include "models/order_entry.h"
#include "models/session_client.h"
#include "tests/support/builders.h"
#include "tests/support/test_clock.h"
#include "views/ladder/ladder_panel.h"
#include "views/ladder/ladder_view.h"
#include "views/window/main_window.h"
#include "views/window/stop_keys.h"

#include <QTest>

namespace leadline::tests
{

/// Engine on the embedded market in this thread, with the window on it. The clock is the test's, so that the market
/// moves only while a test lets it.
class Station
{
public:
    explicit Station(const session::SessionOptions& options = passive())
        : engine(options, clock)
        , session(engine, 30)
        , window(session, clock, {.rules = {.centring = {.mode = models::Centring::Manual}}, .firstSize = 1})
    {
        // The program has one kill switch for all windows; here is one window.
        QObject::connect(&keys, &views::StopKeys::killPressed, &engine, [this] { engine.setKillSwitch(true); });
        QObject::connect(
            &window, &views::MainWindow::killSwitchRequested, &engine, &session::TradingSession::setKillSwitch);
        QObject::connect(&window, &views::MainWindow::flattenRequested, &engine, &session::TradingSession::flatten);
        QObject::connect(&engine, &session::TradingSession::receiptChanged, &window, &views::MainWindow::showReceipt);
        window.resize(1280, 800);
        window.show();
        engine.start();
        ok = tests::runUntil(clock, [this] { return ladder().grid().bestBid().raw() > 0; });
        lookFarBelow();
        settle();
    }
    ~Station() { engine.stop(); }

    /// The router's urgency depends on the book of the moment; these tests are about the way of an order.
    static session::SessionOptions passive()
    {
        session::SessionOptions options{.venues = {{venues::findVenue("binance-futures"), {}}}, .seed = 5};
        options.desk.routing.aggressiveObi = 1;
        return options;
    }
    views::LadderView& ladder() { return window.ladderPanel().ladder(); }
    models::OrderEntry& entry() { return window.orderEntry(); }
    /// Puts rows on show that no burst of the market reaches, and the pointer on them, so that they stay.
    void lookFarBelow()
    {
        const QPoint middle = ladder().rect().center();
        QTest::mouseMove(&ladder(), middle);
        QMouseEvent move(
            QEvent::MouseMove, middle, ladder().mapToGlobal(middle), Qt::NoButton, Qt::NoButton, Qt::NoModifier);
        QCoreApplication::sendEvent(&ladder(), &move);
        QWheelEvent wheel(middle, ladder().mapToGlobal(middle), {}, {0, -40 * 3000}, {}, {}, Qt::NoScrollPhase, false);
        QCoreApplication::sendEvent(&ladder(), &wheel);
        clock.advance(std::chrono::seconds(1));
    }
    /// Lets what is on its way arrive.
    void settle()
    {
        for (int i = 0; i < 30; ++i) {
            clock.advance(std::chrono::milliseconds(10));
            QTest::qWait(1);
        }
    }
    /// Lets so much time pass, with the market in it: a clock that jumps leaves stale books behind.
    void pass(core::Duration howLong)
    {
        constexpr std::chrono::milliseconds step{20};
        for (core::Duration gone{}; gone < howLong; gone += step) {
            clock.advance(step);
            QTest::qWait(1);
        }
    }
    /// Lets events run until a snapshot meets the condition.
    template <class Condition> bool sees(Condition condition)
    {
        bool isMet = false;
        QObject watcher;
        QObject::connect(&session, &models::SessionClient::framed, &watcher,
            [&](const session::MarketSnapshot& snapshot) { isMet = isMet || condition(snapshot); });
        return tests::runUntil(clock, [&isMet] { return isMet; });
    }
    QPoint cell(int row, views::LadderView::Column column) { return ladder().cellRect(row, column).center(); }
    void armed()
    {
        entry().setArming(models::Arming::Armed);
        clock.advance(std::chrono::seconds(1));
    }

    tests::TestClock clock;
    session::TradingSession engine;
    models::SessionClient session;
    views::MainWindow window;
    views::StopKeys keys;
    bool ok = false;
};

} // namespace leadline::tests
