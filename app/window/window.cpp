// SPDX-License-Identifier: MIT
#include "app/window/window.h"

#include "app/commands/tape_run.h"
#include "app/settings/session_options.h"
#include "app/settings/stock_options.h"
#include "app/settings/system_clock.h"
#include "app/window/lab_controller.h"
#include "app/window/settings_controller.h"
#include "app/window/watch_controller.h"
#include "app/window/workspace_controller.h"
#include "app/window/workstation.h"
#include "engine/core/shifted_clock.h"
#include "engine/replay/tape_player.h"
#include "engine/session/session_options.h"
#include "engine/session/trading_session.h"
#include "models/watch_list.h"
#include "views/ladder/ladder_panel.h"
#include "views/window/main_window.h"

#include <CLI/CLI.hpp>

#include <QApplication>
#include <QPixmap>
#include <QThread>
#include <QTimer>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>

namespace leadline::app
{

namespace
{

struct WindowArguments {
    bool live = false;
    std::vector<std::filesystem::path> tapes; ///< a recording in place of a market
    std::string venue;
    std::vector<std::string> symbols; ///< of the recordings; empty: all
    double speed = 1; ///< 0: as fast as possible
    std::string screenshot; ///< write the window to this file after `screenshotAfter`, then end
    double screenshotAfter = 5; ///< seconds
    std::string panel; ///< brought to the front
    bool tour = false; ///< arm the ladder and place a few paper orders before the screenshot
    std::string geometry; ///< "1280x800"; empty: a sensible size
    std::string watched; ///< in place of market.symbols and of the list that was kept
    std::string workspace; ///< a name or a file; empty: as the window was left
};

/// A few orders on both sides, so that a picture of the window shows what it does.
void placeTourOrders(views::MainWindow& window)
{
    views::LadderView& ladder = window.ladderPanel().ladder();
    const models::LadderGrid& grid = ladder.grid();
    window.orderEntry().setArming(models::Arming::Armed);
    const core::Timestamp longAgo{};
    for (const int away : {5, 9, 16}) {
        const core::Price step = core::Price::fromRaw(grid.instrument().tick.raw() * away);
        window.orderEntry().click({core::Side::Bid, grid.bestBid() - step, longAgo, grid.bestBid(), grid.bestAsk()});
        window.orderEntry().click({core::Side::Ask, grid.bestAsk() + step, longAgo, grid.bestBid(), grid.bestAsk()});
    }
    window.orderEntry().click({core::Side::Bid, grid.bestBid(), longAgo, grid.bestBid(), grid.bestAsk()});
}

/// False: the text is no size.
bool resizeTo(views::MainWindow& window, const std::string& geometry)
{
    int width = 1480;
    int height = 940;
    if (!geometry.empty()
        && (std::sscanf(geometry.c_str(), "%dx%d", &width, &height) != 2 || width < 400 || height < 300)) {
        return false;
    }
    window.resize(width, height);
    return true;
}

/// Workspace and size. A picture shows what it was asked for, not how the user left the window, and leaves that alone.
bool arrangeWindow(Workstation& workstation, const WindowArguments& arguments)
{
    views::MainWindow& window = workstation.window();
    if (!resizeTo(window, arguments.geometry)) {
        complain("--geometry " + arguments.geometry + ": must be WIDTHxHEIGHT, at least 400x300");
        return false;
    }
    const bool isPicture = !arguments.screenshot.empty();
    const char* const usual = arguments.panel == "lab" ? "Lab" : "Execution"; // in which it has room
    const QString workspace =
        QString::fromStdString(isPicture && arguments.workspace.empty() ? usual : arguments.workspace);
    const auto wrong =
        isPicture ? workstation.workspaces().restore(workspace) : workstation.restoreWorkspace(workspace);
    if (wrong) {
        complain("--workspace " + arguments.workspace + ": " + wrong->what);
        return false;
    }
    if (!arguments.geometry.empty()) { // before any workspace's
        window.setWindowState(Qt::WindowNoState);
        resizeTo(window, arguments.geometry);
    }
    return true;
}

/// Coins and stocks of one window live by one clock. That of an embedded session begins at equities.embedded_start in
/// New York, whatever the time is here, so that its exchange is open.
core::Result<std::unique_ptr<core::Clock>> sessionClock(
    const Settings& settings, session::SourceKind source, const core::Clock& system)
{
    if (source != session::SourceKind::Embedded) {
        return std::make_unique<app::SystemClock>();
    }
    const auto start = embeddedStart(settings, {}, system.now());
    if (!start) {
        return std::unexpected(start.error());
    }
    return std::make_unique<core::ShiftedClock>(system, *start);
}

int runWindow(int& argc, char** argv, const WindowArguments& arguments, const LoadedSettings& settings)
{
    QApplication application(argc, argv);
    QApplication::setApplicationName(QStringLiteral("leadline"));
    QApplication::setApplicationDisplayName(QStringLiteral("Leadline"));
    applyPalette(settings.values.window.palette);

    session::SessionOptions options = sessionOptions(settings.values);
    if (arguments.live) {
        options.source = session::SourceKind::Live;
    }
    if (!arguments.tapes.empty()) {
        options.source = session::SourceKind::Tape;
        for (const auto& tape : arguments.tapes) {
            // A file that cannot be opened is said here, not in a window with nothing in it.
            if (const auto opened = replay::TapePlayer::open(tape, arguments.venue, symbolsOf(arguments.symbols));
                !opened) {
                complain(opened.error().what);
                return exitBadInput;
            }
            options.tapes.push_back(QString::fromStdString(tape.string()));
        }
        options.tapeVenue = QString::fromStdString(arguments.venue);
        options.tapeSymbols = symbolsOf(arguments.symbols);
        options.tapeSpeed = arguments.speed;
    }

    if (const std::vector<core::Pair> watched = pairsOf(startingWatchList(settings, options.source));
        !watched.empty()) {
        options.pairs = watched;
    }
    options.orders.guard = guardOf(settings.values, options.source == session::SourceKind::Live);
    options.signal = signalsFor(settings.values);
    options.recorder = recorderFor(settings.values, options.source);
    options.orders.journal = journalFor(settings.values, options.source);
    options.orders.killSwitch = killSwitchOf(settings.values);
    setEnvironment(options.orders, stockPlace(settings.values, options.source));
    const app::SystemClock system;
    const auto clockOf = sessionClock(settings.values, options.source, system);
    if (!clockOf) {
        complain(clockOf.error().what);
        return exitBadInput;
    }
    const core::Clock& clock = **clockOf;
    auto engine = std::make_unique<session::TradingSession>(options, clock);
    QThread engineThread;
    engineThread.setObjectName(QStringLiteral("engine"));
    engine->moveToThread(&engineThread);
    QObject::connect(&engineThread, &QThread::started, engine.get(), &session::TradingSession::start);

    int code = 0;
    {
        Workstation workstation(*engine, clock, settings, options.source);
        views::MainWindow& window = workstation.window();
        workstation.lab().offer({arguments.tapes, arguments.venue, arguments.symbols});
        if (!arrangeWindow(workstation, arguments)) {
            return exitBadInput;
        }
        if (!arguments.panel.empty() && !window.showPanel(QString::fromStdString(arguments.panel))) {
            complain("--show " + arguments.panel + ": must be one of " + window.panels().join(u", ").toStdString());
            return exitBadInput;
        }
        window.show();
        engineThread.start();
        workstation.begin();
        // Its windows end the program, not the last one of them.
        QApplication::setQuitOnLastWindowClosed(false);
        QObject::connect(&workstation, &Workstation::ended, &application, &QApplication::quit);

        if (!arguments.screenshot.empty()) {
            const int after = static_cast<int>(arguments.screenshotAfter * 1000);
            if (arguments.tour) {
                QTimer::singleShot(std::max(0, after - 1000), &window, [&window] { placeTourOrders(window); });
            }
            QTimer::singleShot(after, &window, [&] {
                const bool written = window.grab().save(QString::fromStdString(arguments.screenshot));
                if (const std::size_t cut = window.ladderPanel().ladder().charactersCut(); cut > 0) {
                    complain(
                        arguments.screenshot + ": " + std::to_string(cut) + " characters of the ladder had no room");
                }
                if (!written) {
                    complain(arguments.screenshot + ": cannot be written");
                }
                QApplication::exit(written ? exitSuccess : exitFailed);
            });
        }
        code = QApplication::exec();
    }
    // The engine's timers and sockets are stopped in the thread they live in, before either goes.
    QMetaObject::invokeMethod(engine.get(), &session::TradingSession::stop, Qt::BlockingQueuedConnection);
    engineThread.quit();
    engineThread.wait();
    return code;
}

/// An option that says nothing beside the others that were given, and why; nothing: there is none.
std::optional<std::string> misplacedOption(const CLI::App& app)
{
    struct Pair {
        const char* one;
        const char* other;
    };
    const auto isGiven = [&app](const char* option) { return app.count(option) > 0; };
    for (const auto& [one, needed] : {Pair{"--tape-venue", "--tape"}, Pair{"--tape-symbol", "--tape"},
             Pair{"--speed", "--tape"}, Pair{"--screenshot-after", "--screenshot"}, Pair{"--tour", "--screenshot"}}) {
        if (isGiven(one) && !isGiven(needed)) {
            return std::string(one) + " requires " + needed;
        }
    }
    for (const auto& [one, other] : {Pair{"--tape", "--live"}, Pair{"--tape", "--symbol"}}) {
        if (isGiven(one) && isGiven(other)) {
            return std::string(one) + " excludes " + other;
        }
    }
    return std::nullopt;
}

} // namespace

Runner addWindow(CLI::App& app)
{
    const auto arguments = std::make_shared<WindowArguments>();
    app.add_flag("--live", arguments->live, "the live venue of the settings in place of the embedded market");
    addRecordings(app, "--tape", arguments->tapes, "open recordings, or a folder of them, in place of a market");
    app.add_option("--tape-venue", arguments->venue, "venue of the recordings, when neither name nor messages tell");
    app.add_option(
           "--tape-symbol", arguments->symbols, "only this symbol of the recordings, as its venue names it: AAPL")
        ->delimiter(',')
        ->allow_extra_args(false);
    app.add_option("--speed", arguments->speed, "speed of the recording; 0: as fast as possible (default 1)")
        ->check(CLI::Range(0.0, 100000.0));
    app.add_option(
        "--symbol", arguments->watched, "instruments to watch, comma-separated: BTC/USDT,ETH/USDT-PERP,AAPL");
    app.add_option("--screenshot", arguments->screenshot, "write a picture of the window to this file, then end");
    app.add_option("--screenshot-after", arguments->screenshotAfter, "seconds before the picture (default 5)")
        ->check(CLI::Range(0.1, 3600.0));
    app.add_flag("--tour", arguments->tour, "place a few paper orders before the picture");
    app.add_option("--show", arguments->panel, "bring a panel to the front: decisions, blotter, stop, venues ...");
    app.add_option(
        "--workspace", arguments->workspace, "a workspace by its name, or its file (default: as it was left)");
    app.add_option("--geometry", arguments->geometry, "size of the window: WIDTHxHEIGHT");
    return [arguments, &app](Invocation& invocation) {
        if (const auto misplaced = misplacedOption(app)) {
            complain(*misplaced);
            return exitBadInput;
        }
        LoadedSettings settings = invocation.settings;
        if (!arguments->watched.empty()) {
            if (const auto wrong = overrideSetting(settings, "market.symbols", arguments->watched, "--symbol")) {
                complain(wrong->what);
                return exitBadInput;
            }
        }
        return runWindow(invocation.argc, invocation.argv, *arguments, settings);
    };
}

} // namespace leadline::app
