// SPDX-License-Identifier: MIT
/// Practice on recordings in the whole workstation: keys and buttons that stop act on it, and on nothing real.
#include "engine/execution/kill_switch.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/replay_state.h"
#include "engine/session/session_options.h"
#include "engine/session/trading_session.h"
#include "models/order_entry.h"
#include "models/order_model.h"
#include "models/session_client.h"
#include "tests/app/window/workbench.h"
#include "tests/support/qt_suite.h"
#include "tests/support/replay_tape.h"
#include "views/widgets/hold_button.h"

#include <QMessageBox>
#include <QSignalSpy>

#include <filesystem>

using namespace leadline;
using tests::Workbench;

namespace
{

/// Stands in the middle of recordings.
class PracticeDesk
{
public:
    PracticeDesk()
        : settings(Workbench::load(folder.path().toStdString(), {}))
        , engine(optionsOf(settings, tape), clock)
        , station(engine, clock, settings, session::SourceKind::Tape)
    {
        QObject::connect(&window().session(), &models::SessionClient::framed, &window(),
            [this](const session::MarketSnapshot& snapshot) { shown = snapshot; });
        window().resize(1280, 800);
        window().show();
        engine.start();
        station.begin();
        ok = Workbench::activate(window())
            && tests::runUntil(clock, [this] { return window().ladderPanel().ladder().grid().bestBid().raw() > 0; });
        engine.drive({.kind = session::ReplayCommand::Kind::Pause});
        settle();
    }
    ~PracticeDesk() { engine.stop(); }

    static session::SessionOptions optionsOf(const app::LoadedSettings& settings, const tests::ReplayTape& tape)
    {
        session::SessionOptions options = Workbench::optionsOf(settings);
        options.source = session::SourceKind::Tape;
        options.tapes = tape.files();
        return options;
    }
    views::MainWindow& window() { return station.window(); }
    void settle()
    {
        for (int i = 0; i < 60; ++i) {
            clock.advance(std::chrono::milliseconds(20));
            QTest::qWait(1);
        }
    }
    /// A buy below the market, or one that takes; true once it works, or something is held.
    bool buys(bool takes)
    {
        window().orderEntry().setArming(models::Arming::Armed);
        const auto& grid = window().ladderPanel().ladder().grid();
        const core::Price away = core::Price::fromRaw(grid.instrument().tick.raw() * 2);
        window().orderEntry().click({core::Side::Bid, takes ? grid.bestAsk() + away : grid.bestBid() - away,
            core::Timestamp{}, grid.bestBid(), grid.bestAsk()});
        settle();
        return takes ? !shown.position.isZero() : !window().orders().liveOrders().empty();
    }
    [[nodiscard]] bool isRealSwitchOn() const
    {
        return std::filesystem::exists(settings.file.parent_path() / "kill-switch-is-on");
    }

    const tests::ReplayTape tape;
    const QTemporaryDir folder;
    tests::TestClock clock;
    app::LoadedSettings settings;
    session::TradingSession engine;
    app::Workstation station;
    session::MarketSnapshot shown;
    bool ok = false;
};

} // namespace

class PracticeTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void escapeCancelsWhatWorks()
    {
        PracticeDesk desk;
        QVERIFY(desk.ok && desk.buys(false));
        Workbench::press(desk.window(), Qt::Key_Escape);
        desk.settle();
        QVERIFY(desk.window().orders().liveOrders().empty());
        QVERIFY(!desk.engine.killSwitch()->isOn());
    }

    void killStopsPracticeAndNothingReal()
    {
        PracticeDesk desk;
        QVERIFY(desk.ok && desk.buys(false));
        Workbench::pressKill(desk.window());
        desk.settle();
        QVERIFY(desk.window().orders().liveOrders().empty());
        QVERIFY(desk.engine.killSwitch()->isOn());
        QVERIFY(!desk.isRealSwitchOn());
    }

    void aHeldFlattenCancelsAndCloses()
    {
        PracticeDesk desk;
        QVERIFY(desk.ok && desk.buys(true) && desk.buys(false));
        auto* const flatten = desk.window().findChild<views::HoldButton*>(QStringLiteral("flatten-corner"));
        QVERIFY(flatten != nullptr && flatten->isVisible());
        QSignalSpy held(flatten, &views::HoldButton::held);
        QTest::mousePress(flatten, Qt::LeftButton);
        QVERIFY(held.wait(5000));
        QTest::mouseRelease(flatten, Qt::LeftButton);
        desk.settle();
        QVERIFY(desk.window().orders().liveOrders().empty());
        QVERIFY(desk.shown.position.isZero());
        QVERIFY(!desk.isRealSwitchOn());
    }

    void closingAsksNothing()
    {
        PracticeDesk desk;
        QVERIFY(desk.ok && desk.buys(true) && desk.buys(false));
        QVERIFY(desk.window().close());
        for (const QMessageBox* const box : desk.window().findChildren<QMessageBox*>()) {
            QVERIFY2(!box->isVisible(), qPrintable(box->text()));
        }
    }
};

const QtSuite<PracticeTest> suite{"window/practice"};

#include "practice_test.moc"
