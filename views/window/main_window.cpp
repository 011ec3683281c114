// SPDX-License-Identifier: MIT
#include "views/window/main_window.h"

#include "models/format.h"
#include "views/blotter/blotter_panel.h"
#include "views/blotter/log_panels.h"
#include "views/charts/calibration_panel.h"
#include "views/charts/chart_panel.h"
#include "views/charts/export_dialog.h"
#include "views/charts/latency_panel.h"
#include "views/charts/monitor_panel.h"
#include "views/ladder/ladder_panel.h"
#include "views/ladder/venue_panel.h"
#include "views/ticket/ticket_panel.h"
#include "views/widgets/hold_button.h"
#include "views/widgets/theme.h"
#include "views/window/stop_panel.h"

#include <QAction>
#include <QCloseEvent>
#include <QDockWidget>
#include <QLabel>
#include <QMenu>
#include <QMenuBar>
#include <QMessageBox>
#include <QSettings>
#include <QStandardPaths>
#include <QStatusBar>
#include <QTimer>
#include <QToolBar>

#include <algorithm>
#include <utility>

namespace leadline::views
{

MainWindow::MainWindow(engine::Engine& engine, const core::Clock& clock, const WindowOptions& options)
    : m_desk(clock, options.rules)
    , m_feed(engine, options.framesPerSecond)
    , m_ladder(new LadderPanel(m_desk, clock, options.firstSize))
    , m_clock(clock)
    , m_options(options)
{
    setWindowTitle(tr("Leadline"));
    setCentralWidget(m_ladder);
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
    makeDocks(options);
    makeMenus(options);
    makeStatusBar(options);
    makeBanner(options);
    m_orders.now = [&clock] { return clock.now(); };
    connectEngine(engine);
    connectGestures(*m_ladder, m_desk);
    connect(m_ticket, &TicketPanel::previewWanted, this,
        [this](const core::Quantity& size, const QString& venue) { Q_EMIT previewRequested(size, venue, 0); });
    connect(m_ticket, &TicketPanel::signalWanted, this, &MainWindow::signalRequested);
    connect(m_ticket, &TicketPanel::sendRequested, &m_desk, &models::LadderDesk::sendFromTicket);

    auto* const idle = new QTimer(this);
    connect(idle, &QTimer::timeout, &m_desk, [this] {
        m_desk.tick();
        for (const OtherLadder& other : m_others) {
            other.desk->tick();
        }
    });
    idle->start(1000);
    connect(&m_feed, &models::MarketFeed::framed, this, &MainWindow::showMarket, Qt::DirectConnection);
    m_ladder->ladder().painted = [this] {
        if (m_shownAt != core::Duration{}) {
            m_latencies.drawn(m_clock.steady() - std::exchange(m_shownAt, {}));
        }
    };
    m_ticket->setSize(m_desk.size());
}

MainWindow::~MainWindow()
{
    // The docks die after this list has.
    for (const OtherLadder& other : m_others) {
        other.panel->disconnect(this);
    }
}

void MainWindow::disarmAll()
{
    m_desk.disarm();
    for (const OtherLadder& other : m_others) {
        other.desk->disarm();
    }
}

QDockWidget* MainWindow::addPanel(QWidget* panel, const QString& title, const QString& name)
{
    auto* const dock = new QDockWidget(title, this);
    dock->setObjectName(name);
    dock->setWidget(panel);
    addDockWidget(Qt::LeftDockWidgetArea, dock);
    tabifyDockWidget(m_chartDock, dock); // where there is most room
    m_chartDock->raise();
    return dock;
}

void MainWindow::makeDocks(const WindowOptions& options)
{
    m_charts = new ChartPanel(m_samples, options.desk);
    m_ticket = new TicketPanel(m_desk, m_clock);
    m_monitor = new MonitorPanel;
    m_monitor->setLimits(options.desk.routing.signal, options.desk.risk);
    m_venues = new VenuePanel;
    auto* const log = new DecisionLogPanel(m_decisions);
    m_blotter = new BlotterPanel(m_orders, m_fills, m_positions, m_accounts);
    m_stop = new StopPanel;
    if (options.isViewOnly) {
        m_stop->flattenButton().setEnabled(false);
        m_stop->flattenButton().setToolTip(tr("This window trades nothing: flatten is in the main window"));
    }
    m_calibration = new CalibrationPanel;

    const auto dock = [&](const QString& title, const char* name, QWidget* content, Qt::DockWidgetArea area) {
        auto* const made = new QDockWidget(title, this);
        made->setObjectName(QString::fromLatin1(name));
        made->setWidget(content);
        addDockWidget(area, made);
        return made;
    };
    m_chartDock = dock(tr("Features"), "features", m_charts, Qt::LeftDockWidgetArea);
    dock(tr("Ticket"), "ticket", m_ticket, Qt::RightDockWidgetArea);
    QDockWidget* const decisions = dock(tr("Decisions"), "decisions", log, Qt::LeftDockWidgetArea);
    QDockWidget* const orderDock = dock(tr("Blotter"), "blotter", m_blotter, Qt::LeftDockWidgetArea);
    m_stopDock = dock(tr("Kill and flatten"), "stop", m_stop, Qt::LeftDockWidgetArea);
    QDockWidget* const venueDock = dock(tr("Venues"), "venues", m_venues, Qt::RightDockWidgetArea);
    venueDock->setMinimumHeight(180);
    tabifyDockWidget(decisions, orderDock);
    tabifyDockWidget(orderDock, m_stopDock);
    QDockWidget* const latency = dock(tr("Latency"), "latency", new LatencyPanel(m_latencies), Qt::LeftDockWidgetArea);
    QDockWidget* const calibration = dock(tr("Calibration"), "calibration", m_calibration, Qt::LeftDockWidgetArea);
    QDockWidget* const monitor = dock(tr("Monitor"), "monitor", m_monitor, Qt::LeftDockWidgetArea);
    tabifyDockWidget(orderDock, monitor);
    tabifyDockWidget(m_stopDock, latency);
    tabifyDockWidget(latency, calibration);
    decisions->raise();

    connect(log, &DecisionLogPanel::chosen, this, [this](const routing::Decision& decision) {
        m_charts->lookAt(decision.time);
        m_ladder->say(tr("Charts show %1; View > Newest goes back").arg(models::clockText(decision.time)));
    });
    connect(m_monitor, &MonitorPanel::breakerResetRequested, this, &MainWindow::breakerResetRequested);
    connect(m_monitor, &MonitorPanel::brakeResetRequested, this, &MainWindow::brakeResetRequested);
    connect(m_monitor, &MonitorPanel::overridesResetRequested, this, &MainWindow::overridesResetRequested);
    connect(m_calibration, &CalibrationPanel::periodChanged, this, &MainWindow::askForReport);
    connect(m_calibration, &CalibrationPanel::exportRequested, this, &MainWindow::exportReport);
    connect(calibration, &QDockWidget::visibilityChanged, this, &MainWindow::askForReport);
    auto* const renewal = new QTimer(this);
    connect(renewal, &QTimer::timeout, this, &MainWindow::askForReport);
    renewal->start(std::chrono::seconds(5));
    connect(m_venues, &VenuePanel::notionalChanged, this, &MainWindow::comparedNotionalRequested);
    connect(m_venues, &VenuePanel::ladderWanted, this, [this](const QString& venue) { openLadder(venue); });
    connect(m_blotter, &BlotterPanel::cancelRequested, this, &MainWindow::cancelRequested);
    connect(m_blotter, &BlotterPanel::cancelAllRequested, this, &MainWindow::cancelAllRequested);
    connect(&m_orders, &models::OrderModel::guardEdited, this, &MainWindow::guardEdited);
    connect(m_stop, &StopPanel::killRequested, this, [this] { Q_EMIT killSwitchRequested(true); });
    connect(m_stop, &StopPanel::flattenRequested, this, &MainWindow::flattenRequested);
}

void MainWindow::makeMenus(const WindowOptions& options)
{
    QMenu* const file = menuBar()->addMenu(tr("&File"));
    file->addAction(tr("&Settings ..."), QKeySequence(Qt::CTRL | Qt::Key_Comma), this, &MainWindow::settingsRequested);
    file->addSeparator();
    file->addAction(tr("&Quit"), QKeySequence::Quit, this, &QWidget::close);

    QMenu* const trade = menuBar()->addMenu(tr("&Trade"));
    trade->addAction(tr("Cancel &all orders"), this, &MainWindow::cancelAllRequested);
    trade->addAction(tr("&Kill switch on	Ctrl+Shift+K"), this, [this] { Q_EMIT killSwitchRequested(true); });
    trade->addAction(tr("Turn kill switch &off ..."), this, &MainWindow::askKillSwitchOff);
    trade->addAction(tr("Kill and &flatten panel"), this, [this] {
        m_stopDock->show();
        m_stopDock->raise();
    });
    trade->addSeparator();
    trade->addAction(tr("&Credentials ..."), this, &MainWindow::credentialsRequested);
    trade->addAction(tr("Reset circuit &breaker"), this, &MainWindow::breakerResetRequested);

    QMenu* const view = menuBar()->addMenu(tr("&View"));
    view->addAction(tr("&Recentre ladder"), this, [this] { m_ladder->ladder().recentre(); });
    view->addAction(tr("&Newest in charts"), this, [this] { m_charts->lookAt({}); });
    QMenu* const ladders = view->addMenu(tr("Open another &ladder"));
    connect(ladders, &QMenu::aboutToShow, this, [this, ladders] { listVenues(*ladders); });
    view->addSeparator();
    for (QDockWidget* const dock : findChildren<QDockWidget*>()) {
        view->addAction(dock->toggleViewAction());
    }
    if (options.isReplay) {
        QMenu* const tape = menuBar()->addMenu(tr("Ta&pe"));
        for (const double speed : {0.0, 1.0, 2.0, 5.0, 10.0, 60.0}) {
            tape->addAction(speed == 0 ? tr("As fast as possible") : tr("Speed ×%1").arg(speed), this,
                [this, speed] { Q_EMIT tapeSpeedRequested(speed); });
        }
    }
    menuBar()
        ->addMenu(tr("&Help"))
        ->addAction(tr("&Keys and gestures"), QKeySequence::HelpContents, this, &MainWindow::showKeys);
}

void MainWindow::makeStatusBar(const WindowOptions& options)
{
    m_venueLight = new QLabel(tr("connecting"));
    m_rate = new QLabel;
    m_clockLabel = new QLabel;
    m_kill = new QLabel;
    m_kill->setObjectName(QStringLiteral("kill"));
    m_journal = new QLabel(options.isReplay ? QString() : tr("journal opening"));
    m_journal->setObjectName(QStringLiteral("journal"));
    for (QLabel* const label : {m_rate, m_clockLabel}) {
        label->setFont(Theme::figures(12));
    }
    statusBar()->addWidget(m_venueLight);
    statusBar()->addWidget(m_rate);
    statusBar()->addPermanentWidget(m_kill);
    statusBar()->addPermanentWidget(m_journal);
    statusBar()->addPermanentWidget(m_clockLabel);
}

void MainWindow::makeBanner(const WindowOptions& options)
{
    const QString idleWord = options.isReplay ? tr("REPLAY - nothing is sent")
        : options.isViewOnly                  ? tr("VIEW - nothing is sent from this window")
        : options.isEmbedded                  ? tr("PAPER - embedded market, orders cost nothing")
                             : tr("Trading is off - real data, nothing is sent until a venue is turned on");
    m_banner = new TradingBanner(idleWord, !options.isReplay && !options.isViewOnly && !options.isEmbedded);
    m_banner->setObjectName(QStringLiteral("banner"));
    auto* const bar = new QToolBar(tr("Banner"));
    bar->setObjectName(QStringLiteral("bannerBar"));
    bar->setMovable(false);
    bar->toggleViewAction()->setEnabled(false); // it stays
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->addWidget(m_banner);
    addToolBar(Qt::TopToolBarArea, bar);
    showLiveVenues({});
}

void MainWindow::showLiveVenues(const QStringList& venues)
{
    m_isLive = !venues.isEmpty();
    m_banner->setLiveVenues(venues);
    m_ladder->setLive(m_isLive);
    for (const OtherLadder& other : m_others) {
        other.panel->setLive(m_isLive);
    }
    disarmAll();
}

void MainWindow::wantTrading(const WantedTrading& wanted)
{
    m_banner->want(wanted);
    disarmStuck();
}

void MainWindow::disarmStuck()
{
    const auto isArmed = [](const models::LadderDesk& desk) { return desk.arming() != models::Arming::View; };
    const bool isAnyArmed = isArmed(m_desk)
        || std::ranges::any_of(m_others, [&](const OtherLadder& other) { return isArmed(*other.desk); });
    if (isAnyArmed && m_banner->isStuck()) {
        disarmAll();
        m_ladder->say(tr("Disarmed: trading is connected nowhere"));
    }
}

void MainWindow::say(const QString& text)
{
    statusBar()->showMessage(text, 12'000);
}

void MainWindow::showReceipt(const execution::KillReceipt& receipt)
{
    m_stop->showReceipt(receipt);
    m_stopDock->show();
    m_stopDock->raise();
}

void MainWindow::connectEngine(engine::Engine& engine)
{
    connect(&engine, &engine::Engine::decided, this, [this](const engine::DecisionRecord& record) {
        m_decisions.add(record);
        m_charts->mark(record.decision);
    });
    connect(&engine, &engine::Engine::orderChanged, this, [this](const orders::Order& order) {
        m_orders.update(order);
        if (order.state == orders::OrderState::Rejected) {
            m_ladder->say(tr("Rejected: %1").arg(QString::fromStdString(order.note)));
        }
    });
    connect(&engine, &engine::Engine::liveVenuesChanged, this, &MainWindow::showLiveVenues);
    connect(&engine, &engine::Engine::keyCanWithdraw, this, [this](const QString& venue) {
        auto* const box = new QMessageBox(QMessageBox::Warning, tr("Key of %1").arg(venue),
            tr("The key of %1 may withdraw money. A key for trading should not: make one that cannot.").arg(venue),
            QMessageBox::Ok, this);
        box->setAttribute(Qt::WA_DeleteOnClose);
        box->open();
    });
    connect(&engine, &engine::Engine::filled, this, [this](const orders::Fill& fill) {
        m_fills.add(fill);
        m_ladder->say(
            tr("Filled: %1 %2 at %3 (%4)")
                .arg(fill.side == core::Side::Bid ? tr("bought") : tr("sold"), QString::fromStdString(fill.size.text()),
                    QString::fromStdString(fill.price.text()), fill.isMaker ? tr("maker") : tr("taker")));
    });
    connect(&engine, &engine::Engine::refused, this, &MainWindow::showRefusal);
    connect(&engine, &engine::Engine::troubled, this,
        [this](const QString& what) { statusBar()->showMessage(what, 8000); });
    connect(&engine, &engine::Engine::started, this,
        [this](const QString& what) { setWindowTitle(tr("Leadline – %1").arg(what)); });
    connect(
        &engine, &engine::Engine::tapeEnded, this, [this] { statusBar()->showMessage(tr("The recording has ended")); });
    connect(&engine, &engine::Engine::connectionChanged, this, [this](bool up, const QString& why) {
        disarmAll();
        if (!up) {
            statusBar()->showMessage(tr("Stream lost: %1").arg(why), 8000);
        }
    });
    connect(&engine, &engine::Engine::settingsApplied, this, &MainWindow::disarmAll);
    connect(&engine, &engine::Engine::killSwitchChanged, this, [this](bool on) {
        m_stop->showKillSwitch(on);
        m_kill->setText(on ? tr("KILL SWITCH ON - Trade menu turns it off") : QString());
        m_kill->setStyleSheet(
            on ? QStringLiteral("background: #c0261f; color: white; font-weight: bold; padding: 2px 8px") : QString());
        disarmAll();
    });

    connect(this, &MainWindow::submitRequested, &engine, &engine::Engine::submit);
    connect(this, &MainWindow::cancelRequested, &engine, &engine::Engine::cancel);
    connect(this, &MainWindow::cancelAllRequested, &engine, &engine::Engine::cancelAll);
    connect(this, &MainWindow::moveRequested, &engine, &engine::Engine::amend);
    connect(this, &MainWindow::guardEdited, &engine, &engine::Engine::setGuard);
    connect(this, &MainWindow::guardSettingsChanged, &engine, &engine::Engine::setGuardSettings);
    connect(this, &MainWindow::calibrationSettingsChanged, &engine, &engine::Engine::setCalibrationSettings);
    connect(this, &MainWindow::reportRequested, &engine, &engine::Engine::makeReport);
    connect(&engine, &engine::Engine::reportReady, this, [this](const engine::SharedReport& report) {
        m_report = report;
        m_calibration->showReport(*report);
    });
    connect(this, &MainWindow::breakerResetRequested, &engine, &engine::Engine::resetBreaker);
    connect(this, &MainWindow::brakeResetRequested, &engine, &engine::Engine::resetUrgencyBrake);
    connect(this, &MainWindow::overridesResetRequested, &engine, &engine::Engine::resetOverrides);
    connect(this, &MainWindow::signalRulesChanged, &engine, &engine::Engine::setSignalRules);
    connect(this, &MainWindow::signalRequested, &engine, &engine::Engine::setSignal);
    connect(this, &MainWindow::previewRequested, &engine, &engine::Engine::setPreview);
    connect(this, &MainWindow::settingsChanged, &engine, &engine::Engine::setSettings);
    connect(this, &MainWindow::tapeSpeedRequested, &engine, &engine::Engine::setTapeSpeed);
    connect(this, &MainWindow::venueSwitched, &engine, &engine::Engine::setVenueOn);
    connect(this, &MainWindow::comparedNotionalRequested, &engine, &engine::Engine::setComparedNotional);
}

void MainWindow::connectGestures(LadderPanel& panel, models::LadderDesk& desk)
{
    LadderView& ladder = panel.ladder();
    connect(&ladder, &LadderView::cancelRequested, this, &MainWindow::cancelRequested);
    connect(&ladder, &LadderView::cancelAllRequested, this, &MainWindow::cancelAllRequested);
    connect(&ladder, &LadderView::moveRequested, this, [this, &desk, &panel](quint64 id, const core::Price& price) {
        const orders::Order* const order = m_orders.find(id);
        if (desk.arming() == models::Arming::View) {
            panel.say(tr("Not moved: arm the ladder first"));
        } else if (order != nullptr) {
            Q_EMIT moveRequested(id, price, order->request.size);
        }
    });
    connect(&ladder, &LadderView::menuRequested, &panel, [this, &ladder](const QPoint& place) {
        QMenu menu;
        menu.addAction(tr("Recentre"), &ladder, &LadderView::recentre);
        menu.addAction(tr("Cancel all orders"), this, &MainWindow::cancelAllRequested);
        listVenues(*menu.addMenu(tr("Open another ladder")));
        menu.exec(place);
    });
    connect(&panel, &LadderPanel::venueSwitched, this, &MainWindow::venueSwitched);
    connect(&m_orders, &models::OrderModel::liveOrdersChanged, &panel,
        [this, &ladder] { ladder.showOrders(m_orders.liveOrders()); });
    connect(&desk, &models::LadderDesk::orderReady, this, &MainWindow::submitRequested);
    connect(&desk, &models::LadderDesk::armingChanged, this, &MainWindow::disarmStuck, Qt::QueuedConnection);
    connect(&desk, &models::LadderDesk::confirmationWanted, &panel,
        [this, &desk](const engine::OrderIntent& intent, const QString& question) { ask(desk, intent, question); });
    connect(&desk, &models::LadderDesk::ticketWanted, &panel, [this, &panel](const engine::OrderIntent& intent) {
        m_ticket->fill(intent);
        panel.say(tr("In the ticket; arm the ladder to send with a click"));
    });
    connect(&desk, &models::LadderDesk::sizeChanged, &panel,
        [this](const core::Quantity& size) { m_ticket->setSize(size); });
    // Every ladder shows what the router says of its own size and venue.
    const auto want = [this, &desk, venue = QString::fromStdString(ladder.grid().venue().text()), place = ++m_places] {
        Q_EMIT previewRequested(desk.size(), venue, place);
    };
    connect(&desk, &models::LadderDesk::sizeChanged, &panel, want);
    want();
}

void MainWindow::listVenues(QMenu& menu)
{
    menu.clear();
    menu.addAction(tr("All venues"), this, [this] { openLadder({}); });
    for (const QString& venue : m_venueNames) {
        menu.addAction(venue, this, [this, venue] { openLadder(venue); });
    }
}

LadderPanel& MainWindow::openLadder(const QString& venue)
{
    auto* const dock = new QDockWidget(venue.isEmpty() ? tr("All venues") : venue, this);
    dock->setAttribute(Qt::WA_DeleteOnClose);
    auto* const desk = new models::LadderDesk(m_clock, m_options.rules, dock);
    auto* const panel = new LadderPanel(*desk, m_clock, m_options.firstSize);
    panel->setVenue(core::VenueId(venue.toStdString()));
    dock->setWidget(panel);
    addDockWidget(Qt::RightDockWidgetArea, dock, Qt::Horizontal);
    m_others.push_back({panel, desk});
    connectGestures(*panel, *desk);
    connect(panel, &QObject::destroyed, this, [this, panel, place = m_places] {
        std::erase_if(m_others, [panel](const OtherLadder& other) { return other.panel == panel; });
        Q_EMIT previewRequested({}, {}, place);
    });
    panel->ladder().showOrders(m_orders.liveOrders());
    panel->setLive(m_isLive);
    return *panel;
}

void MainWindow::showMarket(const engine::MarketSnapshot& snapshot)
{
    m_ladder->showMarket(snapshot);
    for (const OtherLadder& other : m_others) {
        other.panel->showMarket(snapshot);
    }
    m_ticket->showMarket(snapshot);
    m_monitor->showMarket(snapshot);
    m_venues->showMarket(snapshot);
    m_samples.append(snapshot.samples);
    m_positions.show(snapshot.positions);
    m_accounts.show(snapshot.trading);
    m_banner->showVenues(snapshot.trading);
    disarmStuck();
    m_latencies.show(snapshot.latencies);
    m_shownAt = snapshot.receivedAt;
    if (const QString text = QString::fromStdString(snapshot.journalText); m_journal->text() != text) {
        m_journal->setText(text);
        m_journal->setStyleSheet(snapshot.journalUp
                ? QString()
                : QStringLiteral("color: %1; font-weight: bold").arg(Theme::of(palette()).bad.name()));
    }
    m_venueNames.clear();
    for (const engine::VenueSnapshot& venue : snapshot.venues) {
        m_venueNames.push_back(QString::fromStdString(venue.market.venue.text()));
    }

    const Theme theme = Theme::of(palette());
    // One light a venue: a mark, never colour alone.
    QString lights;
    QColor worst = theme.good;
    for (const engine::VenueSnapshot& venue : snapshot.venues) {
        const bool isBad = venue.trust == desk::Trust::Bad;
        lights += (lights.isEmpty() ? QString() : QStringLiteral("   "))
            + (isBad ? QStringLiteral("\u25a0 ") : QStringLiteral("\u25cf "))
            + QString::fromStdString(venue.market.venue.text())
            + (venue.trust == desk::Trust::Good ? QString()
                                                : QStringLiteral(": ") + QString::fromStdString(venue.trustText));
        worst = isBad ? theme.bad : worst;
    }
    if (m_venueLight->text() != lights) {
        m_venueLight->setText(lights);
        m_venueLight->setStyleSheet(QStringLiteral("color: %1").arg(worst.name()));
    }
    m_rate->setText(tr("%1 msg/s  data +%2 ms  gaps %3  touch %4/%5%6")
                        .arg(snapshot.messagesPerSecond, 0, 'f', 0)
                        .arg(snapshot.receiveLatencyMs, 0, 'f', 1)
                        .arg(snapshot.counters.book.gaps)
                        .arg(snapshot.counters.touchEqual)
                        .arg(snapshot.counters.touchChecked)
                        .arg(snapshot.breakerOpen ? tr("  BREAKER OPEN") : QString()));
    m_clockLabel->setText(models::clockText(snapshot.time) + tr(" UTC"));
}

void MainWindow::ask(models::LadderDesk& desk, const engine::OrderIntent& intent, const QString& question)
{
    // Not exec(): the market goes on behind the question, and a test can answer it.
    auto* const box =
        new QMessageBox(QMessageBox::Question, tr("Send order?"), question, QMessageBox::Yes | QMessageBox::No, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setDefaultButton(QMessageBox::No);
    connect(box, &QMessageBox::finished, &desk, [&desk, intent](int answer) {
        if (answer == QMessageBox::Yes) {
            desk.confirm(intent);
        }
    });
    box->open();
}

void MainWindow::showRefusal(const engine::Refusal& refusal)
{
    if (refusal.check != risk::OrderCheck::OutsideBand) {
        m_ladder->say(tr("Not sent: %1").arg(refusal.text));
        return;
    }
    engine::OrderIntent again = refusal.intent;
    again.bandConfirmed = true;
    auto* const box = new QMessageBox(QMessageBox::Warning, tr("Far from the market"),
        tr("%1. Send it all the same?").arg(refusal.text), QMessageBox::Yes | QMessageBox::No, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setDefaultButton(QMessageBox::No);
    connect(box, &QMessageBox::finished, this, [this, again](int answer) {
        if (answer == QMessageBox::Yes) {
            Q_EMIT submitRequested(again);
        }
    });
    box->open();
}

void MainWindow::askKillSwitchOff()
{
    auto* const box = new QMessageBox(QMessageBox::Warning, tr("Kill switch"), tr("Allow new orders again?"),
        QMessageBox::Yes | QMessageBox::No, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setDefaultButton(QMessageBox::No);
    connect(box, &QMessageBox::finished, this, [this](int answer) {
        if (answer == QMessageBox::Yes) {
            Q_EMIT killSwitchRequested(false);
        }
    });
    box->open();
}

void MainWindow::applySettings(const desk::DeskSettings& settings, const orders::GuardSettings& guard,
    const calibration::CalibrationSettings& calibration, const models::LadderRules& rules, double firstSize)
{
    Q_EMIT settingsChanged(settings);
    Q_EMIT guardSettingsChanged(guard);
    Q_EMIT calibrationSettingsChanged(calibration);
    m_charts->setSettings(settings);
    m_monitor->setLimits(settings.routing.signal, settings.risk);
    m_options.rules = rules;
    m_options.firstSize = firstSize;
    m_desk.setRules(rules);
    m_ladder->setFirstSize(firstSize);
    for (const OtherLadder& other : m_others) {
        other.desk->setRules(rules);
        other.panel->setFirstSize(firstSize);
    }
}

void MainWindow::showKeys()
{
    QMessageBox::information(this, tr("Keys and gestures"),
        tr("<table cellspacing=4>"
           "<tr><td><b>Left click</b></td><td>bid cell: buy limit there; ask cell: sell limit there</td></tr>"
           "<tr><td><b>Right click</b></td><td>own order: cancel; elsewhere: menu</td></tr>"
           "<tr><td><b>Middle click, Space</b></td><td>recentre</td></tr>"
           "<tr><td><b>1 - 5</b></td><td>size</td></tr>"
           "<tr><td><b>Q / W</b></td><td>join the bid / the ask of the venue it goes to; the line below the ladder "
           "says how</td></tr>"
           "<tr><td><b>X / Z</b></td><td>buy at the ask / sell at the bid</td></tr>"
           "<tr><td><b>Limit, Smart</b></td><td>Limit: at or behind the touch nothing takes; Smart: at the touch the "
           "router decides, up to the collar</td></tr>"
           "<tr><td><b>a key held down</b></td><td>is one press: it counts again after it was up for 150 ms</td></tr>"
           "<tr><td><b>Drag</b></td><td>an own order: move it to another price</td></tr>"
           "<tr><td><b>Tab</b></td><td>from own order to own order</td></tr>"
           "<tr><td><b>Shift+Up, Shift+Down</b></td><td>move the own orders of the chosen row</td></tr>"
           "<tr><td><b>Up, Down, Enter</b></td><td>choose a row, trade there</td></tr>"
           "<tr><td><b>E</b></td><td>cancel own orders in the chosen row</td></tr>"
           "<tr><td><b>Esc</b></td><td>cancel all own orders of this window, whatever has the focus; an editor, a "
           "menu, a question or a dialog that is open closes as well</td></tr>"
           "<tr><td><b>Ctrl+Shift+K</b></td><td>kill switch, from every window and through every question</td></tr>"
           "<tr><td><b>+ / -</b></td><td>grouping</td></tr>"
           "<tr><td><b>V</b></td><td>cumulative sizes</td></tr>"
           "</table>"));
}

void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    if (std::exchange(m_arranged, true)) {
        return;
    }
    QDockWidget* const charts = findChild<QDockWidget*>(QStringLiteral("features"));
    QDockWidget* const decisions = findChild<QDockWidget*>(QStringLiteral("decisions"));
    QDockWidget* const ticket = findChild<QDockWidget*>(QStringLiteral("ticket"));
    resizeDocks({charts, ticket}, {width() * 35 / 100, std::min(480, width() * 30 / 100)}, Qt::Horizontal);
    resizeDocks({charts, decisions}, {height() * 68 / 100, height() * 24 / 100}, Qt::Vertical);
}

void MainWindow::askForReport()
{
    if (m_calibration->isVisible()) {
        const core::Timestamp now = m_clock.now();
        Q_EMIT reportRequested(now - std::chrono::days(m_calibration->days()), now + core::Duration(1));
    }
}

void MainWindow::exportReport()
{
    if (m_report == nullptr) {
        return;
    }
    auto* const dialog =
        new ExportDialog(*m_report, QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ExportDialog::written, this, [this](const QString& file) { say(tr("Written: %1").arg(file)); });
    dialog->open();
}

QStringList MainWindow::panels() const
{
    QStringList names;
    for (const QDockWidget* const dock : findChildren<QDockWidget*>()) {
        names << dock->objectName();
    }
    names.sort();
    return names;
}

bool MainWindow::showPanel(const QString& name)
{
    auto* const dock = findChild<QDockWidget*>(name);
    if (dock == nullptr) {
        return false;
    }
    dock->show();
    dock->raise();
    return true;
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    if (mayClose && !mayClose()) {
        event->ignore();
        return;
    }
    m_feed.blockSignals(true);
    QMainWindow::closeEvent(event);
    Q_EMIT closed();
}

} // namespace leadline::views
