// SPDX-License-Identifier: MIT
#include "app/window/stock_controller.h"

#include "app/settings/credentials.h"
#include "app/window/stop_controller.h"
#include "engine/picks/pick_export.h"
#include "engine/session/rebalance_service.h"
#include "engine/session/scan_request.h"
#include "engine/session/scan_service.h"
#include "engine/session/stock_options.h"
#include "engine/session/stock_service.h"
#include "engine/session/trading_session.h"
#include "engine/sim/equities/stock_universe.h"
#include "engine/sim/protocol/venue_simulator.h"
#include "models/format.h"
#include "views/equities/picks_panel.h"
#include "views/equities/rebalance_panel.h"
#include "views/watch/watch_panel.h"
#include "views/window/main_window.h"

#include <QDockWidget>
#include <QFile>
#include <QFileDialog>
#include <QMessageBox>
#include <QPushButton>
#include <QSaveFile>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <utility>

namespace leadline::app
{

using namespace Qt::StringLiterals;
using session::RebalanceService;
using session::ScanService;
using session::StockService;

namespace
{

/// Coins and their contracts are named by both their currencies.
bool isPair(const core::Symbol& symbol)
{
    return symbol.view().contains('/');
}

/// What is known of it, and what works at the broker.
QString cutOffText(const rebalance::RunProgress& run, core::Timestamp now)
{
    QStringList working;
    std::size_t filled = 0;
    for (const rebalance::SlotProgress& slot : run.slots) {
        filled += slot.filled >= slot.size ? 1 : 0;
        if (slot.state == rebalance::SlotState::Working) {
            working << StockController::tr("%1 %2 at %3, %4 of %5 filled")
                           .arg(slot.side == core::Side::Bid ? StockController::tr("BUY") : StockController::tr("SELL"),
                               models::textOf(slot.symbol.view()), models::priceText(slot.working, 2),
                               models::textOf(slot.filled.text()), models::textOf(slot.size.text()));
        }
    }
    const QString head =
        StockController::tr("A rebalance of %1 New York did not come to its end: of %2 orders %3 are filled.")
            .arg(models::newYorkClockText(run.began, now))
            .arg(run.slots.size())
            .arg(filled);
    const QString there = working.isEmpty() ? StockController::tr("Nothing of it works at the broker.")
                                            : StockController::tr("At the broker work:") + u'\n' + working.join(u'\n');
    return head + u"\n\n"_s + there + u"\n\n"_s
        + StockController::tr(
            "Resume takes these back, counts, and sends what is left. Give it up cancels them and keeps "
            "what filled. Later: they go on working, and Rebalance has both buttons.");
}

bool write(const QString& path, const std::string& text)
{
    QSaveFile file(path);
    return file.open(QIODevice::WriteOnly)
        && file.write(text.data(), static_cast<qint64>(text.size())) == static_cast<qint64>(text.size())
        && file.commit();
}

} // namespace

StockController::StockController(StockControllerOptions options, session::TradingSession& trading,
    views::MainWindow& window, StopController& stop, const core::Clock& clock)
    : m_options(std::move(options))
    , m_trading(trading)
    , m_stocks(trading.stocks())
    , m_window(window)
    , m_stop(stop)
    , m_clock(clock)
    , m_picks(new views::PicksPanel)
    , m_rebalance(new views::RebalancePanel)
{
    // An exchange with 150 stocks is opened for those who look at it.
    for (QDockWidget* const dock : {window.addPanel(m_picks, tr("Picks"), u"picks"_s),
             window.addPanel(m_rebalance, tr("Rebalance"), u"rebalance"_s)}) {
        connect(dock, &QDockWidget::visibilityChanged, this, [this](bool isVisible) {
            if (isVisible) {
                open();
            }
        });
    }
    showPlace();
    // The embedded market holds nothing before it was opened; a broker may.
    connect(&m_stop, &StopController::stocksWanted, this, &StockController::begin);
    connect(m_picks, &views::PicksPanel::scanWanted, this, &StockController::scan);
    connect(m_picks, &views::PicksPanel::ladderWanted, this, &StockController::openLadder);
    connect(m_picks, &views::PicksPanel::listWanted, this, &StockController::loadSymbols);
    connect(m_picks, &views::PicksPanel::watchedWanted, this, &StockController::showWatched);
    connect(m_picks, &views::PicksPanel::exportWanted, this, &StockController::exportScan);
    m_modeShown = m_options.settings().equities.pickMode;
    m_picks->setMode(m_modeShown);
    connect(m_picks, &views::PicksPanel::keyWanted, this, [this] { Q_EMIT keyWanted(u"alpaca"_s); });
    connect(m_rebalance, &views::RebalancePanel::keyWanted, this, [this] { Q_EMIT keyWanted(u"alpaca"_s); });
    showSymbols();
    connectEngine();
    connectRebalance();
    m_ticker.setInterval(250);
    connect(&m_ticker, &QTimer::timeout, this, [this] {
        m_rebalance->tick(m_clock.now());
        m_picks->tick(m_clock.now());
    });
    m_ticker.start();
}

StockController::~StockController() = default;

void StockController::begin()
{
    if (m_options.place != StockPlace::Embedded) {
        open();
    }
}

void StockController::showPlace()
{
    const bool isLive = m_options.place == StockPlace::Live;
    QString word = isLive                      ? tr("LIVE")
        : m_options.place == StockPlace::Paper ? tr("PAPER at Alpaca")
                                               : tr("PAPER, embedded market");
    for (auto down = m_down.cbegin(); down != m_down.cend(); ++down) {
        word += tr(" - %1 not connected: %2").arg(down.key(), down.value());
    }
    m_rebalance->setEnvironment(word, isLive);
}

void StockController::open()
{
    if (std::exchange(m_isOpened, true)) {
        return;
    }
    if (m_options.place != StockPlace::Embedded) {
        m_stop.expectStocks(tr("not asked yet"));
    }
    if (m_isStarted) {
        askForStocks();
    }
}

void StockController::askForStocks()
{
    session::StockOptions options = stockOptions(m_options.settings(), m_options.place);
    if (m_options.place == StockPlace::Embedded) {
        options.credentials = {std::string(sim::embeddedKey), std::string(sim::embeddedSecret)};
        options.polygonKey = options.credentials;
        openStocks(options);
        return;
    }
    auto* const store = new CredentialStore(this);
    store->find(u"alpaca"_s, [this, store, options](const FoundKey& key) {
        if (key.source.isEmpty()) {
            lackKey();
            return;
        }
        m_picks->offerKey({});
        m_rebalance->offerKey({});
        m_down = {{tr("orders"), tr("connecting")}};
        showPlace();
        session::StockOptions known = options;
        known.offersResuming = true;
        known.credentials = {key.key.toStdString(), key.secret.toStdString()};
        store->find(u"polygon"_s, [this, store, known](const FoundKey& polygon) {
            store->deleteLater();
            session::StockOptions all = known;
            all.polygonKey = {polygon.key.toStdString(), polygon.secret.toStdString()};
            openStocks(all);
        });
    });
}

void StockController::lackKey()
{
    const QString why = tr("no key: Trade > Credentials, or %1").arg(variablesOf(u"alpaca"_s));
    const QString needed = tr("There is no key of Alpaca, which quotes and orders of stocks need: it goes into "
                              "Trade > Credentials, or into %1")
                               .arg(variablesOf(u"alpaca"_s));
    m_down = {{tr("orders"), why}};
    showPlace();
    unreachable(why);
    m_isOpened = false;
    m_stop.expectStocks({}); // without a key nothing of ours is there
    m_picks->offerKey(needed);
    m_rebalance->offerKey(needed);
    const auto waiting = std::exchange(m_waitingScan, nullptr);
    if (waiting && std::ranges::any_of(waiting->symbols, isPair, &picks::ListedSymbol::symbol)) {
        screen(*waiting);
    } else if (waiting) {
        m_picks->showProblem(tr("nothing can be scanned without a key"));
    }
}

void StockController::useKey(const QString& venue)
{
    if (venue == u"alpaca" && !m_isOpened) {
        open();
    } else if (venue == u"polygon" && m_isAsked) {
        addPolygonKey();
    }
}

void StockController::addPolygonKey()
{
    auto* const store = new CredentialStore(this);
    store->find(u"polygon"_s, [this, store](const FoundKey& found) {
        store->deleteLater();
        const venues::Credentials key{found.key.toStdString(), found.secret.toStdString()};
        QMetaObject::invokeMethod(&m_stocks, [stocks = &m_stocks, key] { stocks->scans().setPolygonKey(key); });
    });
}

void StockController::openStocks(const session::StockOptions& options)
{
    m_isAsked = true;
    QMetaObject::invokeMethod(&m_trading, [&trading = m_trading, options] { trading.openStocks(options); });
    if (const auto waiting = std::exchange(m_waitingScan, nullptr)) {
        scan(waiting->mode, waiting->symbols);
    }
}

void StockController::unreachable(const QString& why)
{
    QMetaObject::invokeMethod(&m_trading, [&trading = m_trading, why] { trading.refuseStocks(why); });
}

void StockController::connectEngine()
{
    const StockService* const stocks = &m_stocks;
    const RebalanceService* const rebalances = &m_stocks.rebalances();
    connect(&m_trading, &session::TradingSession::stocksWanted, this, &StockController::open);
    // A workspace may show stocks before the engine runs: they are opened as soon as it does, after its orders.
    connect(&m_trading, &session::TradingSession::started, this, [this] {
        m_isStarted = true;
        applySettings(); // pairs are screened without a broker, too
        if (m_isOpened) {
            QMetaObject::invokeMethod(this, &StockController::askForStocks, Qt::QueuedConnection);
        }
    });
    // From here on the broker has a line of its own in the receipt.
    connect(&m_trading, &session::TradingSession::stocksOpened, this, [this] { m_stop.expectStocks({}); });
    connect(&m_stocks.scans(), &ScanService::scanned, m_picks, &views::PicksPanel::showScan);
    connect(rebalances, &RebalanceService::previewed, m_rebalance, &views::RebalancePanel::showPreview);
    connect(rebalances, &RebalanceService::progressed, this, [this](const session::SharedRun& run) {
        m_run = run;
        m_rebalance->showProgress(run);
    });
    connect(rebalances, &RebalanceService::resumed, &m_window,
        [this] { m_window.say(tr("The rebalance of an earlier run goes on: see Rebalance")); });
    connect(rebalances, &RebalanceService::cutOff, this, &StockController::offerResuming);
    connect(stocks, &StockService::connectionChanged, this, [this](const QString& what, bool up, const QString& why) {
        if (up) {
            m_down.remove(what);
        } else {
            m_down[what] = why;
        }
        showPlace();
    });
    connect(rebalances, &RebalanceService::refused, m_rebalance, &views::RebalancePanel::say);
    connect(&m_stocks.scans(), &ScanService::refused, m_picks, &views::PicksPanel::showProblem);
}

void StockController::applySettings()
{
    const Settings& settings = m_options.settings();
    QMetaObject::invokeMethod(
        &m_stocks, [stocks = &m_stocks, execution = settings.execution, rules = scanRules(settings)] {
            stocks->setSettings(execution, rules);
        });
    // A list or mode that was chosen in the panel stays, unless the setting itself is another.
    if (m_symbolsShown != settings.equities.symbols) {
        showSymbols();
    }
    if (std::exchange(m_modeShown, settings.equities.pickMode) != settings.equities.pickMode) {
        m_picks->setMode(settings.equities.pickMode);
    }
}

void StockController::scan(picks::Mode mode, const std::vector<picks::ListedSymbol>& symbols)
{
    const session::ScanRequest request{.mode = mode, .symbols = symbols};
    if (!m_isAsked && std::ranges::all_of(symbols, isPair, &picks::ListedSymbol::symbol)) {
        screen(request); // which takes no broker
        return;
    }
    if (!m_isAsked && !m_isOpened && m_options.place == StockPlace::Embedded) {
        m_picks->showProblem(tr("the market of stocks is not open yet"));
        return;
    }
    if (!m_isAsked) {
        // It is answered when the key is known, or known to be missing.
        m_waitingScan = std::make_unique<session::ScanRequest>(request);
        open();
        return;
    }
    screen(request);
}

void StockController::screen(const session::ScanRequest& request)
{
    QMetaObject::invokeMethod(&m_stocks, [stocks = &m_stocks, request] { stocks->scans().scan(request); });
}

void StockController::showWatched()
{
    picks::SymbolList list;
    for (const QString& name : m_window.watchPanel().model().list().symbols()) {
        if (const auto symbol = picks::symbolOf(name.toStdString())) {
            list.symbols.push_back({.symbol = *symbol});
        }
    }
    m_picks->setSymbols(list);
}

void StockController::showSymbols()
{
    const Settings& settings = m_options.settings();
    m_symbolsShown = settings.equities.symbols;
    picks::SymbolList list;
    if (settings.equities.symbols != "auto") {
        std::ifstream in(settings.equities.symbols, std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        list = in ? picks::readSymbolList(text)
                  : picks::SymbolList{.problems = {{0, settings.equities.symbols + ": cannot be read"}}};
    } else if (m_options.place == StockPlace::Embedded) {
        for (const sim::StockListing& stock : sim::stockUniverse()) {
            list.symbols.push_back({.symbol = core::Symbol(stock.symbol)});
        }
    }
    m_picks->setSymbols(list);
}

void StockController::loadSymbols()
{
    const QString path = QFileDialog::getOpenFileName(
        &m_window, tr("Symbols to screen"), {}, tr("Lists (*.csv *.txt *.json);;All files (*)"));
    if (path.isEmpty()) {
        return;
    }
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        m_picks->showProblem(tr("%1: cannot be read").arg(path));
        return;
    }
    const QByteArray bytes = file.readAll();
    m_picks->setSymbols(
        picks::readSymbolList(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())), "score"));
}

void StockController::exportScan(const picks::SharedScan& scan)
{
    const QString path = QFileDialog::getSaveFileName(
        &m_window, tr("Export the scan"), u"picks.csv"_s, tr("CSV (*.csv);;JSON (*.json)"));
    if (!path.isEmpty() && !write(path, path.endsWith(u".json") ? picks::toJson(*scan) : picks::toCsv(*scan))) {
        m_picks->showProblem(tr("%1: cannot be written").arg(path));
    }
}

void StockController::connectRebalance()
{
    using views::RebalancePanel;
    const auto command = [this](const auto& given) {
        RebalanceService* const rebalances = &m_stocks.rebalances();
        QMetaObject::invokeMethod(rebalances, [rebalances, given] { given(*rebalances); });
    };
    connect(m_rebalance, &RebalancePanel::planOpened, this, &StockController::openPlan);
    connect(m_rebalance, &RebalancePanel::planEdited, this, [this](const session::SharedPlan& plan) {
        if (const auto checked = rebalance::checkPlan(*plan, "plan"); !checked) {
            m_rebalance->say(QString::fromStdString(checked.error().what));
            return;
        }
        m_plan = plan;
        preview();
    });
    connect(m_rebalance, &RebalancePanel::previewWanted, this, &StockController::preview);
    connect(m_rebalance, &RebalancePanel::runWanted, this, [this, command](rebalance::Urgency urgency) {
        if (m_plan) {
            command([plan = m_plan, urgency](RebalanceService& r) { r.run(plan, urgency); });
        }
    });
    connect(m_rebalance, &RebalancePanel::pauseWanted, this,
        [command] { command([](RebalanceService& r) { r.pause(); }); });
    connect(m_rebalance, &RebalancePanel::resumeWanted, this,
        [command] { command([](RebalanceService& r) { r.resume(); }); });
    connect(m_rebalance, &RebalancePanel::stopWanted, this,
        [command] { command([](RebalanceService& r) { r.stop(tr("stopped by the user")); }); });
    connect(m_rebalance, &RebalancePanel::reportWanted, this, &StockController::writeReport);
}

void StockController::preview()
{
    if (m_plan) {
        QMetaObject::invokeMethod(
            &m_stocks, [stocks = &m_stocks, plan = m_plan] { stocks->rebalances().preview(plan); });
    }
}

void StockController::openPlan(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly)) {
        m_rebalance->say(tr("%1: cannot be read").arg(path));
        return;
    }
    const QByteArray bytes = file.readAll();
    const auto plan = rebalance::readPlan(
        std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())), path.toStdString());
    if (!plan) {
        m_rebalance->say(QString::fromStdString(plan.error().what));
        return;
    }
    m_plan = std::make_shared<const rebalance::Plan>(*plan);
    m_rebalance->showPlan(m_plan);
    preview();
}

void StockController::writeReport(const QString& path)
{
    if (m_run) {
        const bool isJson = path.endsWith(u".json");
        const bool isWritten = write(path, isJson ? rebalance::reportJson(*m_run) : rebalance::reportCsv(*m_run));
        m_rebalance->say(isWritten ? tr("Report written to %1").arg(path) : tr("%1: cannot be written").arg(path));
    }
}

void StockController::openLadder(const QString& symbol)
{
    const core::Pair stock{core::Asset(symbol.toStdString()), core::Asset("USD"), core::Kind::Stock};
    const bool isStock = !isPair(core::Symbol(symbol.toStdString()));
    m_window.openLadderFor(isStock ? stock : core::Pair::parse(symbol.toStdString()).value_or(stock));
}

void StockController::offerResuming(const session::SharedRun& run)
{
    m_run = run;
    m_rebalance->showProgress(run);
    auto* const box = new QMessageBox(QMessageBox::Question, tr("A rebalance was cut off"),
        cutOffText(*run, m_clock.now()), QMessageBox::NoButton, &m_window);
    box->setObjectName(u"cut-off"_s);
    box->setAttribute(Qt::WA_DeleteOnClose);
    const QPushButton* const resume = box->addButton(tr("&Resume"), QMessageBox::AcceptRole);
    const QPushButton* const stop = box->addButton(tr("&Give it up"), QMessageBox::DestructiveRole);
    QPushButton* const later = box->addButton(tr("Decide &later"), QMessageBox::RejectRole);
    box->setDefaultButton(later);
    box->setEscapeButton(later);
    connect(box, &QMessageBox::buttonClicked, this, [this, resume, stop](const QAbstractButton* chosen) {
        if (chosen == resume) {
            Q_EMIT m_rebalance->resumeWanted();
        } else if (chosen == stop) {
            Q_EMIT m_rebalance->stopWanted();
        }
        m_window.showPanel(u"rebalance"_s);
    });
    box->open();
}

bool StockController::isRebalancing() const
{
    using State = rebalance::RunProgress::State;
    // One that was cut off, and is not taken up, waits for the next start as well.
    return m_run && m_run->state != State::Over && m_run->state != State::CutOff;
}

void StockController::cancelAll()
{
    QMetaObject::invokeMethod(
        &m_stocks, [stocks = &m_stocks] { stocks->rebalances().stop(tr("the program was closed")); });
}

} // namespace leadline::app
