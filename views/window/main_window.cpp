// SPDX-License-Identifier: MIT
#include "views/window/main_window.h"
#include "views/watch/watch_panel.h"

#include "engine/session/market_snapshot.h"
#include "engine/session/order_intent.h"
#include "models/format.h"
#include "models/market_view.h"
#include "models/session_client.h"
#include "views/blotter/blotter_panel.h"
#include "views/blotter/log_panels.h"
#include "views/charts/calibration_panel.h"
#include "views/charts/chart_panel.h"
#include "views/charts/latency_panel.h"
#include "views/charts/monitor_panel.h"
#include "views/charts/print_panel.h"
#include "views/ladder/ladder_panel.h"
#include "views/ladder/ladder_view.h"
#include "views/ladder/venue_panel.h"
#include "views/replay/replay_bar.h"
#include "views/ticket/ticket_panel.h"
#include "views/widgets/hold_button.h"
#include "views/widgets/linked_panel.h"
#include "views/widgets/program_icon.h"
#include "views/window/status_bar.h"
#include "views/window/stop_corner.h"
#include "views/window/stop_panel.h"
#include "views/workspace/dock_layout.h"

#include <QApplication>
#include <QCloseEvent>
#include <QDockWidget>
#include <QMenu>
#include <QMessageBox>
#include <QTimer>
#include <QToolBar>

#include <algorithm>

namespace leadline::views
{

using models::SessionClient;

MainWindow::MainWindow(SessionClient& session, const core::Clock& clock, const WindowOptions& options)
    : m_session(session)
    , m_clock(clock)
    , m_options(options)
    , m_entry(clock, options.rules)
    , m_ladder(new LadderPanel(session.view(), m_orders, m_entry, clock, options.firstSize))
{
    setWindowTitle(tr("Leadline"));
    setWindowIcon(programIcon());
    setCentralWidget(m_ladder);
    setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks);
    m_orders.now = [&clock] { return clock.now(); };
    connect(&session, &SessionClient::orderChanged, &m_orders, &models::OrderModel::update);
    makeDocks();
    makeReplayBar();
    makeMenus();
    setStatusBar(new StatusBar(session, options.isReplay));
    makeBanner();
    placeReplayBar();
    connectSession();
    connectPanels();
    connectLadder(*m_ladder, m_entry);
    m_ladder->reportOrders();
    connect(m_ladder, &LadderPanel::said, this, [this](const QString& text) {
        if (m_ladder->isHidden()) {
            say(text);
        }
    });
    m_restored.windowSize = {100, 100};
    m_restored.docks = {{QStringLiteral("features"), {35, 68}}, {QStringLiteral("decisions"), {35, 24}},
        {QStringLiteral("ticket"), {28, 0}}};

    auto* const idle = new QTimer(this);
    connect(idle, &QTimer::timeout, &m_entry, [this] {
        m_entry.tick();
        for (const OtherLadder& other : m_others) {
            other.entry->tick();
        }
    });
    idle->start(1000);
    m_ticket->setSize(m_entry.size());
}

MainWindow::~MainWindow()
{
    // The docks die after this list has.
    for (const OtherLadder& other : m_others) {
        other.panel->disconnect(this);
    }
}

models::DecisionModel& MainWindow::decisions()
{
    return m_log->model();
}

QDockWidget* MainWindow::addPanel(QWidget* panel, const QString& title, const QString& name)
{
    auto* const dock = new QDockWidget(title, this);
    dock->setObjectName(name);
    setPanel(*dock, *panel);
    addDockWidget(Qt::LeftDockWidgetArea, dock);
    tabifyDockWidget(m_chartDock, dock); // where there is most room
    m_chartDock->raise();
    return dock;
}

QDockWidget* MainWindow::addDock(const QString& title, const char* name, QWidget* content, Qt::DockWidgetArea area)
{
    auto* const made = new QDockWidget(title, this);
    made->setObjectName(QString::fromLatin1(name));
    if (content == m_stop) {
        made->setWidget(content); // kill and flatten are never scrolled away
    } else {
        setPanel(*made, *content);
    }
    if (auto* const linked = qobject_cast<LinkedPanel*>(content)) {
        const auto showGroup = [made, linked, title] { // nothing of it where there is one group only
            made->setWindowTitle(linked->link() == u"A" ? title : tr("%1 \u2013 %2").arg(title, linked->link()));
        };
        connect(linked, &LinkedPanel::linkChanged, made, showGroup);
        linked->setAccessibleName(title);
    }
    addDockWidget(area, made);
    return made;
}

void MainWindow::makeDocks()
{
    m_charts = new ChartPanel(m_session.view(), m_options.desk);
    m_ticket = new TicketPanel(m_session.view(), m_entry, m_clock);
    m_monitor = new MonitorPanel(m_session.view());
    m_monitor->setLimits(m_options.desk.routing.signal, m_options.desk.risk);
    m_venues = new VenuePanel(m_session.view());
    m_watch = new WatchPanel;
    m_log = new DecisionLogPanel(m_session);
    m_blotter = new BlotterPanel(m_session, m_orders);
    m_stop = new StopPanel(m_session);
    auto* const latencies = new LatencyPanel(m_session, m_clock);
    m_ladder->ladder().painted = [latencies] { latencies->addPainted(); };
    auto* const calibration = new CalibrationPanel(m_session, m_clock);
    connect(calibration, &CalibrationPanel::exported, this,
        [this](const QString& file) { say(tr("Written: %1").arg(file)); });

    m_chartDock = addDock(tr("Features"), "features", m_charts, Qt::LeftDockWidgetArea);
    addDock(tr("Ticket"), "ticket", m_ticket, Qt::RightDockWidgetArea);
    QDockWidget* const decisionDock = addDock(tr("Decisions"), "decisions", m_log, Qt::LeftDockWidgetArea);
    QDockWidget* const orderDock = addDock(tr("Blotter"), "blotter", m_blotter, Qt::LeftDockWidgetArea);
    m_stopDock = addDock(tr("Kill and flatten"), "stop", m_stop, Qt::LeftDockWidgetArea);
    QDockWidget* const venueDock = addDock(tr("Venues"), "venues", m_venues, Qt::RightDockWidgetArea);
    tabifyDockWidget(
        venueDock, addDock(tr("Time and sales"), "prints", new PrintPanel(m_session.view()), Qt::RightDockWidgetArea));
    venueDock->raise();
    QDockWidget* const watchDock = addDock(tr("Watch list"), "watch", m_watch, Qt::LeftDockWidgetArea);
    tabifyDockWidget(m_chartDock, watchDock);
    m_chartDock->raise();
    tabifyDockWidget(decisionDock, orderDock);
    tabifyDockWidget(orderDock, m_stopDock);
    QDockWidget* const latencyDock = addDock(tr("Latency"), "latency", latencies, Qt::LeftDockWidgetArea);
    QDockWidget* const calibrationDock = addDock(tr("Calibration"), "calibration", calibration, Qt::LeftDockWidgetArea);
    QDockWidget* const monitorDock = addDock(tr("Monitor"), "monitor", m_monitor, Qt::LeftDockWidgetArea);
    tabifyDockWidget(orderDock, monitorDock);
    tabifyDockWidget(m_stopDock, latencyDock);
    tabifyDockWidget(latencyDock, calibrationDock);
    decisionDock->raise();
}

void MainWindow::connectPanels()
{
    connect(m_log, &DecisionLogPanel::chosen, this, [this](const routing::Decision& decision) {
        if (m_replay != nullptr) {
            goTo(decision.time);
            return;
        }
        m_charts->lookAt(decision.time);
        m_ladder->say(tr("Charts show %1; View > Newest goes back").arg(models::clockText(decision.time)));
    });
    connect(m_blotter, &BlotterPanel::timeChosen, this, [this](core::Timestamp time) { goTo(time); });
    connect(m_venues, &VenuePanel::ladderWanted, this,
        [this](const QString& venue) { openLadder(venue).setLink(m_venues->link()); });
    // The ticket sends by the arming of the first ladder: it is about the same instrument.
    connect(m_ladder, &LadderPanel::linkChanged, m_ticket, [this] { m_ticket->setView(m_ladder->view()); });
    connect(m_stop, &StopPanel::killRequested, this, [this] { Q_EMIT killSwitchRequested(true); });
    connect(m_stop, &StopPanel::flattenRequested, this, &MainWindow::flattenRequested);
}

void MainWindow::makeReplayBar()
{
    if (!m_options.isReplay) {
        return;
    }
    m_replay = new ReplayBar(m_session);
    connect(m_replay, &ReplayBar::said, this, &MainWindow::say);
    m_entry.setReplay();
    m_orders.setReplay();
    m_orders.now = [this] { return m_replay->state().now; };
    m_blotter->setReplay();
    connect(&m_session, &SessionClient::practiceEnded, this, [this](const QString& why) {
        m_orders.clear();
        m_ladder->say(why);
    });
}

void MainWindow::placeReplayBar()
{
    if (m_replay == nullptr) {
        return;
    }
    addToolBar(Qt::TopToolBarArea, m_replay);
    if (!toolBarBreak(m_replay)) {
        insertToolBarBreak(m_replay);
    }
    m_replay->show();
}

void MainWindow::goTo(core::Timestamp time, const core::Pair& pair)
{
    if (m_replay == nullptr || time == core::Timestamp{}) {
        return;
    }
    if (pair.isKnown()) {
        m_session.view().show(pair);
    }
    if (time < m_replay->state().now && m_orders.rowCount() > 0) {
        m_charts->lookAt(time);
        m_ladder->say(tr("Charts show %1; the replay stays, for going back ends the practice: the timeline does")
                          .arg(models::clockText(time)));
        return;
    }
    m_charts->lookAt({}); // the moment itself is the newest there
    m_replay->seek(time);
    m_ladder->say(tr("The replay goes to %1").arg(models::clockText(time)));
}

void MainWindow::makeBanner()
{
    const bool isReal = !m_options.isReplay && !m_options.isEmbedded;
    const QString idleWord = m_options.isReplay ? tr("REPLAY - orders are practice on the recording, nothing is sent")
        : m_options.isEmbedded                  ? tr("PAPER - embedded market, orders cost nothing")
                               : tr("Trading is off - real data, nothing is sent until a venue is turned on");
    m_idleMoney = m_options.isReplay ? tr("REPLAY") : m_options.isEmbedded ? tr("PAPER") : tr("OFF");
    m_banner = new TradingBanner(idleWord, isReal);
    m_banner->setObjectName(QStringLiteral("banner"));
    auto* const bar = new QToolBar(tr("Banner"));
    bar->setObjectName(QStringLiteral("bannerBar"));
    bar->setMovable(false);
    bar->toggleViewAction()->setEnabled(false); // it stays
    bar->setContextMenuPolicy(Qt::PreventContextMenu);
    bar->addWidget(m_banner);
    auto* const corner = new StopCorner;
    bar->addWidget(corner);
    connect(&m_session, &SessionClient::framed, corner, &StopCorner::showMarket, Qt::DirectConnection);
    connect(&m_session.view(), &models::MarketView::pairChanged, corner, &StopCorner::clear);
    connect(corner, &StopCorner::killRequested, this, [this] { Q_EMIT killSwitchRequested(true); });
    connect(corner, &StopCorner::flattenRequested, this, &MainWindow::flattenRequested);
    addToolBar(Qt::TopToolBarArea, bar);
}

void MainWindow::connectSession()
{
    connect(&m_session, &SessionClient::started, this,
        [this](const QString& what) { setWindowTitle(tr("Leadline – %1").arg(what)); });
    connect(&m_session, &SessionClient::keyCanWithdraw, this, &MainWindow::warnOfKey);
    connect(&m_session, &SessionClient::liveVenuesChanged, m_banner, [this](const QStringList& venues) {
        m_banner->setLiveVenues(venues);
        showMoney();
    });
    connect(&m_session, &SessionClient::tookOver, m_banner, [this](const QString& venue, const QString& text) {
        m_banner->showTakenOver(venue, text);
        m_ladder->say(tr("%1: %2").arg(venue, text));
    });
    // Whoever arms has seen what an earlier run left.
    connect(&m_entry, &models::OrderEntry::armingChanged, m_banner, [this](models::Arming arming) {
        if (arming != models::Arming::View) {
            m_banner->forgetTakenOver();
        }
    });
    m_ladder->isAnyArmed = [this] { return isAnyArmed(); };
    showMoney();
    connect(
        &m_session, &SessionClient::framed, m_banner,
        [this](const session::MarketSnapshot& snapshot) {
            m_banner->showVenues(snapshot.trading);
            showMoney();
            disarmStuck();
        },
        Qt::DirectConnection);
}

void MainWindow::wantTrading(const WantedTrading& wanted)
{
    m_banner->want(wanted);
    showMoney();
    disarmStuck();
}

void MainWindow::showMoney()
{
    const bool isReal = m_session.isLive() || m_banner->wantsRealMoney();
    const bool isConnected = m_session.isLive() && !m_banner->isStuck();
    const QString word = isReal ? (isConnected ? tr("LIVE") : tr("LIVE - not connected"))
        : m_banner->isOn()      ? tr("PAPER")
                                : m_idleMoney;
    m_ladder->setMoney(word, isReal);
    for (const OtherLadder& other : m_others) {
        other.panel->setMoney(word, isReal);
    }
}

bool MainWindow::isAnyArmed() const
{
    const auto isArmed = [](const models::OrderEntry& entry) { return entry.arming() != models::Arming::View; };
    return isArmed(m_entry)
        || std::ranges::any_of(m_others, [&](const OtherLadder& other) { return isArmed(*other.entry); });
}

void MainWindow::disarmAll()
{
    m_entry.disarm();
    for (const OtherLadder& other : m_others) {
        other.entry->disarm();
    }
}

void MainWindow::disarmStuck()
{
    if (!isAnyArmed() || !m_banner->isStuck()) {
        return;
    }
    disarmAll();
    m_ladder->say(tr("Disarmed: trading is connected nowhere"));
}

StatusBar& MainWindow::status()
{
    return *qobject_cast<StatusBar*>(statusBar());
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

void MainWindow::warnOfKey(const QString& venue)
{
    auto* const box = new QMessageBox(QMessageBox::Warning, tr("Key of %1").arg(venue),
        tr("The key of %1 may withdraw money. A key for trading should not: make one that cannot.").arg(venue),
        QMessageBox::Ok, this);
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

void MainWindow::connectLadder(LadderPanel& panel, models::OrderEntry& entry)
{
    LadderView& ladder = panel.ladder();
    connect(&ladder, &LadderView::menuRequested, &panel, [this, &ladder](const QPoint& place) {
        QMenu menu;
        menu.addAction(tr("Recentre"), &ladder, &LadderView::recentre);
        menu.addAction(tr("Cancel all orders"), &m_session, [this] { m_session.cancelAll(); });
        listVenues(*menu.addMenu(tr("Open another ladder")));
        listColumns(*menu.addMenu(tr("Columns")), ladder);
        menu.exec(place);
    });
    connect(&entry, &models::OrderEntry::armingChanged, this, &MainWindow::disarmStuck, Qt::QueuedConnection);
    connect(&entry, &models::OrderEntry::ticketWanted, &panel,
        [this, &panel](const session::OrderIntent& intent) { fillTicket(panel, intent); });
    connect(&entry, &models::OrderEntry::sizeChanged, m_ticket, &TicketPanel::setSize);
    connect(qApp, &QApplication::focusChanged, &panel, [this, &panel](const QWidget* /*old*/, const QWidget* now) {
        if (now != nullptr && (now == &panel || panel.isAncestorOf(now)) && !panel.link().isEmpty()) {
            m_latestLink = panel.link();
        }
    });
}

void MainWindow::fillTicket(LadderPanel& from, const session::OrderIntent& intent)
{
    models::MarketView& own = m_ladder->view();
    if (intent.pair.isKnown() && intent.pair != own.pair()) {
        if (m_entry.arming() != models::Arming::View) {
            from.say(tr("The ticket stays with %1 while its ladder is armed").arg(own.name()));
            return;
        }
        own.show(intent.pair); // the ticket is about one instrument, and names it
    }
    m_ticket->fill(intent);
    from.say(m_replay != nullptr ? tr("In the ticket; its button places it, for practice")
                                 : tr("In the ticket; arm the ladder to send with a click"));
}

void MainWindow::showInstrument(const core::Pair& pair)
{
    m_session.group(m_latestLink.front().unicode() - u'A').show(pair);
}

void MainWindow::cancelWhere(const QObject* where)
{
    // A key comes to the window first, and what has the focus is meant.
    const QObject* const from = qobject_cast<const QWidget*>(where) != nullptr ? where : QApplication::focusWidget();
    for (const QObject* at = from; at != nullptr; at = at->parent()) {
        if (const auto* const panel = qobject_cast<const LadderPanel*>(at)) {
            panel->view().cancelAll();
            return;
        }
    }
    m_ladder->view().cancelAll();
}

LadderPanel& MainWindow::openLadder(const QString& venue)
{
    return addLadder(freeLadderName(), venue);
}

LadderPanel& MainWindow::openLadderFor(const core::Pair& pair)
{
    LadderPanel& made = addLadder(freeLadderName(), {});
    made.showAlone(pair);
    return made;
}

LadderPanel& MainWindow::addLadder(const QString& name, const QString& venue)
{
    auto* const dock = new QDockWidget(venue.isEmpty() ? tr("All venues") : venue, this);
    dock->setObjectName(name);
    dock->setAttribute(Qt::WA_DeleteOnClose);
    auto* const entry = new models::OrderEntry(m_clock, m_options.rules, dock);
    if (m_options.isReplay) {
        entry->setReplay();
    }
    auto* const panel = new LadderPanel(m_session.view(), m_orders, *entry, m_clock, m_options.firstSize);
    panel->setVenue(core::VenueId(venue.toStdString()));
    dock->setWidget(panel);
    addDockWidget(Qt::RightDockWidgetArea, dock, Qt::Horizontal);
    m_others.push_back({panel, entry});
    connectLadder(*panel, *entry);
    connect(panel, &LadderPanel::linkChanged, dock, [dock, panel, venue] {
        dock->setWindowTitle(panel->link().isEmpty() ? panel->view().name()
                : venue.isEmpty()                    ? tr("All venues")
                                                     : venue);
    });
    connect(panel, &QObject::destroyed, this,
        [this, panel] { std::erase_if(m_others, [panel](const OtherLadder& other) { return other.panel == panel; }); });
    showMoney();
    return *panel;
}

void MainWindow::applySettings(const desk::DeskSettings& settings, const models::LadderRules& rules, double firstSize)
{
    m_charts->setSettings(settings);
    m_monitor->setLimits(settings.routing.signal, settings.risk);
    m_options.rules = rules;
    m_options.firstSize = firstSize;
    m_entry.setRules(rules);
    m_ladder->setFirstSize(firstSize);
    for (const OtherLadder& other : m_others) {
        other.entry->setRules(rules);
        other.panel->setFirstSize(firstSize);
    }
}

void MainWindow::showEvent(QShowEvent* event)
{
    QMainWindow::showEvent(event);
    giveDockSizes();
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
    m_session.stopFrames();
    QMainWindow::closeEvent(event);
    Q_EMIT closed();
}

} // namespace leadline::views
