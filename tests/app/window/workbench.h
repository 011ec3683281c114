// SPDX-License-Identifier: MIT
#pragma once

#include "app/window/workstation.h"
#include "engine/session/trading_session.h"
#include "tests/support/test_clock.h"
#include "views/equities/picks_panel.h"
#include "views/ladder/ladder_panel.h"
#include "views/window/main_window.h"

#include <QApplication>
#include <QLabel>
#include <QPointer>
#include <QTemporaryDir>
#include <QTest>
#include <QWindow>

#include <filesystem>
#include <string>
#include <vector>

namespace leadline::tests
{

/// The whole workstation on the embedded market, with its engine in this thread.
/// The clock is the test's.
class Workbench
{
public:
    explicit Workbench(
        const std::vector<std::string>& overrides = {}, session::SourceKind source = session::SourceKind::Embedded)
        : settings(load(folder.path().toStdString(), overrides))
        , engine(optionsOf(settings), clock)
        , workstation(engine, clock, settings, source)
    {
        window().resize(1280, 800);
        window().show();
        window().activateWindow();
        engine.start();
        workstation.begin();
        ok = QTest::qWaitForWindowActive(&window()) && (source == session::SourceKind::Live || runUntil(clock, [this] {
            return grid().bestBid().raw() > 0 && !window().orders().rowCount();
        }));
        settle();
    }
    ~Workbench()
    {
        for (QWidget* const other : QApplication::topLevelWidgets()) {
            if (other != &window()) {
                other->close();
            }
        }
        engine.stop();
    }

    static app::LoadedSettings load(const std::string& folder, const std::vector<std::string>& overrides);
    static session::SessionOptions optionsOf(const app::LoadedSettings& settings);

    views::MainWindow& window() { return workstation.window(); }
    const models::LadderGrid& grid() { return window().ladderPanel().ladder().grid(); }
    [[nodiscard]] std::filesystem::path marker() const { return settings.file.parent_path() / "kill-switch-is-on"; }
    /// Lets what is on its way arrive.
    void settle()
    {
        for (int i = 0; i < 30; ++i) {
            clock.advance(std::chrono::milliseconds(10));
            QTest::qWait(1);
        }
    }
    /// A buy far below the market, in the main window; true once the venue has it.
    bool rests()
    {
        // What the router thinks of the moment may be that nothing should be sent: then a moment later.
        constexpr int attempts = 3;
        for (int i = 0; i < attempts; ++i) {
            window().orderEntry().setArming(models::Arming::Armed);
            clock.advance(std::chrono::seconds(1));
            const int before = window().orders().rowCount();
            const core::Price away = core::Price::fromRaw(grid().instrument().tick.raw() * (400 + before + i));
            window().orderEntry().click(
                {core::Side::Bid, grid().bestBid() - away, core::Timestamp{}, grid().bestBid(), grid().bestAsk()});
            const bool isWorking = runUntil(
                clock,
                [&] {
                    return window().orders().rowCount() > before
                        && window().orders().at(0).state == orders::OrderState::Working;
                },
                std::chrono::milliseconds(5), 1000);
            if (isWorking) {
                return true;
            }
        }
        return false;
    }
    [[nodiscard]] bool isNothingWorking()
    {
        return runUntil(clock, [this] { return window().orders().liveOrders().empty(); });
    }
    [[nodiscard]] bool says(views::MainWindow& where, const char* label, const QString& words)
    {
        return runUntil(
            clock, [&] { return where.findChild<QLabel*>(QString::fromLatin1(label))->text().contains(words); },
            std::chrono::milliseconds(5), 2000);
    }
    /// A ladder for the stock, by a double click in the picks, once it shows a market; null when none came.
    views::LadderPanel* openStock(const char* symbol)
    {
        const auto before = window().findChildren<views::LadderPanel*>();
        Q_EMIT window().findChild<views::PicksPanel*>()->ladderWanted(QString::fromLatin1(symbol));
        for (views::LadderPanel* const panel : window().findChildren<views::LadderPanel*>()) {
            if (!before.contains(panel)) {
                const bool isShown = runUntil(clock, [&] { return panel->ladder().grid().bestBid().raw() > 0; });
                return isShown ? panel : nullptr;
            }
        }
        return nullptr;
    }
    static bool activate(QWidget& widget)
    {
        widget.activateWindow();
        return QTest::qWaitForWindowActive(&widget);
    }
    /// As from the keyboard: to the window, which hands it on to what has the focus, or keeps it while a question
    /// stands before it.
    static void press(QWidget& widget, Qt::Key key, Qt::KeyboardModifiers modifiers = {})
    {
        const QPointer<QWidget> still(&widget); // the press may close it for good
        QTest::keyPress(widget.windowHandle(), key, modifiers);
        if (still != nullptr && widget.windowHandle() != nullptr) {
            QTest::keyRelease(widget.windowHandle(), key, modifiers);
        }
    }
    static void pressKill(QWidget& widget) { press(widget, Qt::Key_K, Qt::ControlModifier | Qt::ShiftModifier); }

    TestClock clock;
    QTemporaryDir folder;
    app::LoadedSettings settings;
    session::TradingSession engine;
    app::Workstation workstation;
    bool ok = false;
};

} // namespace leadline::tests
