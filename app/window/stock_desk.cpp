// SPDX-License-Identifier: MIT
#include "app/window/stock_desk.h"

#include "app/settings/credentials.h"
#include "app/settings/engine_options.h"
#include "app/window/stop_controller.h"
#include "engine/core/shifted_clock.h"
#include "engine/engine.h"
#include "engine/picks/pick_export.h"
#include "engine/sim/equities/stock_universe.h"
#include "engine/sim/protocol/venue_simulator.h"
#include "engine/venues/alpaca/alpaca_decoder.h"
#include "models/session_client.h"
#include "views/equities/picks_panel.h"
#include "views/equities/rebalance_panel.h"
#include "views/window/main_window.h"

#include <QDockWidget>
#include <QFile>
#include <QFileDialog>
#include <QSaveFile>

#include <fstream>
#include <iterator>
#include <utility>

namespace leadline::app
{

using namespace Qt::StringLiterals;
using engine::EquityEngine;

namespace
{

bool write(const QString& path, const std::string& text)
{
    QSaveFile file(path);
    return file.open(QIODevice::WriteOnly)
        && file.write(text.data(), static_cast<qint64>(text.size())) == static_cast<qint64>(text.size())
        && file.commit();
}

} // namespace

/// A window of its own for one stock, with an engine of its own that trades nothing. It lives in the stocks' thread and
/// hears what their stream receives: Alpaca lets a key have one.
struct StockDesk::Ladder {
    EquityEngine& stocks;
    QString symbol;
    engine::Engine* engine = nullptr;
    std::unique_ptr<models::SessionClient> session;
    std::unique_ptr<views::MainWindow> window;

    ~Ladder()
    {
        window.reset();
        session.reset();
        const auto leave = [this] {
            engine->stop();
            stocks.share(symbol, false);
        };
        QMetaObject::invokeMethod(engine, leave, Qt::BlockingQueuedConnection);
        engine->deleteLater();
    }
};

StockDesk::StockDesk(
    StockDeskOptions options, views::MainWindow& window, StopController& stop, const core::Clock& clock)
    : m_options(std::move(options))
    , m_window(window)
    , m_stop(stop)
    , m_system(clock)
    , m_picks(new views::PicksPanel)
    , m_rebalance(new views::RebalancePanel)
    , m_clock(&clock)
{
    // An engine with 150 stocks is begun for those who look at it.
    for (QDockWidget* const dock : {window.addPanel(m_picks, tr("Picks"), u"picks"_s),
             window.addPanel(m_rebalance, tr("Rebalance"), u"rebalance"_s)}) {
        connect(dock, &QDockWidget::visibilityChanged, this, [this](bool isVisible) {
            if (isVisible) {
                begin();
            }
        });
    }
    showPlace();
    // The embedded market holds nothing before it was begun; a broker may.
    connect(&m_stop, &StopController::stocksWanted, this, [this] {
        if (!m_isBegun && m_options.place != EquityPlace::Embedded) {
            m_stop.expectStocks(tr("not asked yet"));
            begin();
        }
    });
    m_thread.setObjectName(u"stocks"_s);
    connect(m_picks, &views::PicksPanel::scanWanted, this, &StockDesk::scan);
    connect(m_picks, &views::PicksPanel::ladderWanted, this, &StockDesk::openLadder);
    connect(m_picks, &views::PicksPanel::listWanted, this, &StockDesk::loadSymbols);
    connect(m_picks, &views::PicksPanel::exportWanted, this, &StockDesk::exportScan);
    showSymbols();
    connectRebalance();
    m_ticker.setInterval(250);
    connect(&m_ticker, &QTimer::timeout, this, [this] { m_rebalance->tick(m_clock->now()); });
}

void StockDesk::showPlace()
{
    const bool isLive = m_options.place == EquityPlace::Live;
    QString word = isLive                       ? tr("LIVE")
        : m_options.place == EquityPlace::Paper ? tr("PAPER at Alpaca")
                                                : tr("PAPER, embedded market");
    for (auto down = m_down.cbegin(); down != m_down.cend(); ++down) {
        word += tr(" - %1 not connected: %2").arg(down.key(), down.value());
    }
    m_rebalance->setEnvironment(word, isLive);
}

StockDesk::~StockDesk()
{
    end();
}

void StockDesk::end()
{
    m_ticker.stop();
    m_ladders.clear();
    if (m_engine) {
        QMetaObject::invokeMethod(m_engine.get(), &EquityEngine::stop, Qt::BlockingQueuedConnection);
        m_thread.quit();
        m_thread.wait();
        m_engine.reset();
    }
}

void StockDesk::begin()
{
    if (std::exchange(m_isBegun, true)) {
        return;
    }
    engine::EquityOptions options = equityOptions(m_options.settings(), m_options.place);
    if (m_options.place == EquityPlace::Embedded) {
        const auto start = embeddedStart(m_options.settings(), {}, m_system.now());
        if (!start) {
            m_rebalance->say(QString::fromStdString(start.error().what));
            return;
        }
        m_shifted = std::make_unique<core::ShiftedClock>(m_system, *start);
        m_clock = m_shifted.get();
        options.credentials = {std::string(sim::embeddedKey), std::string(sim::embeddedSecret)};
        options.polygonKey = options.credentials;
        startEngine(std::move(options));
        return;
    }
    auto* const store = new CredentialStore(this);
    store->find(u"alpaca"_s, [this, store, options](const FoundKey& key) {
        if (key.source.isEmpty()) {
            m_down = {{tr("orders"), tr("no key: Trade > Credentials, or %1").arg(variablesOf(u"alpaca"_s))}};
            showPlace();
            m_isBegun = false;
            m_stop.expectStocks({}); // without a key nothing of ours is there
            return;
        }
        m_down = {{tr("orders"), tr("connecting")}};
        showPlace();
        engine::EquityOptions known = options;
        known.credentials = {key.key.toStdString(), key.secret.toStdString()};
        store->find(u"polygon"_s, [this, known](const FoundKey& polygon) {
            engine::EquityOptions all = known;
            all.polygonKey = {polygon.key.toStdString(), polygon.secret.toStdString()};
            startEngine(all);
        });
    });
}

void StockDesk::startEngine(engine::EquityOptions options)
{
    options.orders.shared = m_stop.shared();
    m_engine = std::make_unique<EquityEngine>(std::move(options), *m_clock);
    EquityEngine* const engine = m_engine.get();
    engine->moveToThread(&m_thread);
    connect(&m_thread, &QThread::started, engine, &EquityEngine::start);
    connect(engine, &EquityEngine::scanned, m_picks, &views::PicksPanel::showScan);
    connect(engine, &EquityEngine::previewed, m_rebalance, &views::RebalancePanel::showPreview);
    connect(engine, &EquityEngine::progressed, this, [this](const engine::SharedRun& run) {
        m_run = run;
        m_rebalance->showProgress(run);
    });
    connect(engine, &EquityEngine::orderChanged, this, [this](const orders::Order& order) {
        if (order.isLive()) {
            m_working.insert(order.request.id);
        } else {
            m_working.erase(order.request.id);
        }
    });
    connect(engine, &EquityEngine::connectionChanged, this, [this](const QString& what, bool up, const QString& why) {
        if (up) {
            m_down.remove(what);
        } else {
            m_down[what] = why;
        }
        showPlace();
    });
    connect(engine, &EquityEngine::refused, m_rebalance, &views::RebalancePanel::say);
    connect(engine, &EquityEngine::scanRefused, m_picks, &views::PicksPanel::showProblem);
    connect(engine, &EquityEngine::troubled, &m_window, [this](const QString& what) { m_window.say(what); });
    m_thread.start();
    m_stop.govern(*engine);
    m_ticker.start();
}

void StockDesk::scan(picks::Mode mode, const std::vector<picks::ListedSymbol>& symbols)
{
    if (m_engine) {
        const engine::ScanRequest request{.mode = mode, .symbols = symbols};
        QMetaObject::invokeMethod(m_engine.get(), [engine = m_engine.get(), request] { engine->scan(request); });
    }
}

void StockDesk::showSymbols()
{
    const Settings& settings = m_options.settings();
    m_picks->setMode(settings.equities.pickMode);
    picks::SymbolList list;
    if (settings.equities.symbols != "auto") {
        std::ifstream in(settings.equities.symbols, std::ios::binary);
        const std::string text{std::istreambuf_iterator<char>(in), {}};
        list = in ? picks::readSymbolList(text)
                  : picks::SymbolList{.problems = {{0, settings.equities.symbols + ": cannot be read"}}};
    } else if (m_options.place == EquityPlace::Embedded) {
        for (const sim::StockListing& stock : sim::stockUniverse()) {
            list.symbols.push_back({.symbol = core::Symbol(stock.symbol)});
        }
    }
    m_picks->setSymbols(list);
}

void StockDesk::loadSymbols()
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

void StockDesk::exportScan(const picks::SharedScan& scan)
{
    const QString path = QFileDialog::getSaveFileName(
        &m_window, tr("Export the scan"), u"picks.csv"_s, tr("CSV (*.csv);;JSON (*.json)"));
    if (!path.isEmpty() && !write(path, path.endsWith(u".json") ? picks::toJson(*scan) : picks::toCsv(*scan))) {
        m_picks->showProblem(tr("%1: cannot be written").arg(path));
    }
}

void StockDesk::connectRebalance()
{
    using views::RebalancePanel;
    const auto tell = [this](const auto& command) {
        if (m_engine) {
            QMetaObject::invokeMethod(m_engine.get(), [engine = m_engine.get(), command] { command(*engine); });
        }
    };
    connect(m_rebalance, &RebalancePanel::planOpened, this, &StockDesk::openPlan);
    connect(m_rebalance, &RebalancePanel::planEdited, this, [this](const engine::SharedPlan& plan) {
        if (const auto checked = rebalance::checkPlan(*plan, "plan"); !checked) {
            m_rebalance->say(QString::fromStdString(checked.error().what));
            return;
        }
        m_plan = plan;
        preview();
    });
    connect(m_rebalance, &RebalancePanel::previewWanted, this, &StockDesk::preview);
    connect(m_rebalance, &RebalancePanel::runWanted, this, [this, tell](rebalance::Urgency urgency) {
        if (m_plan) {
            tell([plan = m_plan, urgency](EquityEngine& engine) { engine.runPlan(plan, static_cast<int>(urgency)); });
        }
    });
    connect(m_rebalance, &RebalancePanel::pauseWanted, this, [tell] { tell([](EquityEngine& e) { e.pause(); }); });
    connect(m_rebalance, &RebalancePanel::resumeWanted, this, [tell] { tell([](EquityEngine& e) { e.resume(); }); });
    connect(m_rebalance, &RebalancePanel::stopWanted, this,
        [tell] { tell([](EquityEngine& e) { e.stopRun(tr("stopped by the user")); }); });
    connect(m_rebalance, &RebalancePanel::reportWanted, this, &StockDesk::writeReport);
}

void StockDesk::preview()
{
    if (m_engine && m_plan) {
        QMetaObject::invokeMethod(
            m_engine.get(), [engine = m_engine.get(), plan = m_plan] { engine->previewPlan(plan); });
    }
}

void StockDesk::openPlan(const QString& path)
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

void StockDesk::writeReport(const QString& path)
{
    if (m_run) {
        const bool isJson = path.endsWith(u".json");
        const bool isWritten = write(path, isJson ? rebalance::reportJson(*m_run) : rebalance::reportCsv(*m_run));
        m_rebalance->say(isWritten ? tr("Report written to %1").arg(path) : tr("%1: cannot be written").arg(path));
    }
}

void StockDesk::openLadder(const QString& symbol)
{
    if (!m_engine) {
        return;
    }
    const core::VenueId id = m_options.place != EquityPlace::Embedded && m_options.settings().equities.isIexFeed
        ? venues::alpaca::iexVenue
        : venues::alpaca::sipVenue;
    const Settings& settings = m_options.settings();
    engine::EngineOptions options = engineOptions(settings);
    options.source = engine::SourceKind::Live;
    options.pair = {core::Asset(symbol.toStdString()), core::Asset("USD")};
    options.venues = {{.venue = venues::findVenue(id.view()), .isShared = true}};
    options.orders.shared = m_stop.shared();
    auto* const engine = new engine::Engine(options, *m_clock);
    engine->moveToThread(&m_thread);
    EquityEngine* const stocks = m_engine.get();
    auto ladder = std::make_unique<Ladder>(*stocks, symbol, engine);
    ladder->session = std::make_unique<models::SessionClient>(*engine, settings.window.framesPerSecond);
    ladder->window = std::make_unique<views::MainWindow>(
        *ladder->session, *m_clock, views::WindowOptions{.isViewOnly = true, .desk = settings.desk});
    m_stop.serve(*ladder->window);
    // Not inside its own event.
    connect(
        ladder->window.get(), &views::MainWindow::closed, this, &StockDesk::forgetClosedLadders, Qt::QueuedConnection);
    ladder->window->setWindowTitle(symbol);
    ladder->window->resize(1100, 760);
    ladder->window->show();
    connect(stocks, &EquityEngine::heard, engine, &engine::Engine::hear, Qt::DirectConnection);
    connect(stocks, &EquityEngine::streamChanged, engine, &engine::Engine::setSharedUp, Qt::DirectConnection);
    QMetaObject::invokeMethod(engine, [engine, stocks, symbol] {
        engine->start();
        stocks->share(symbol, true);
    });
    m_stop.govern(*engine);
    m_ladders.push_back(std::move(ladder));
}

void StockDesk::closeLadders()
{
    for (const auto& ladder : m_ladders) {
        ladder->window->close();
    }
}

bool StockDesk::isRebalancing() const
{
    return m_run && m_run->state != rebalance::RunProgress::State::Over;
}

void StockDesk::cancelAll()
{
    if (m_engine) {
        QMetaObject::invokeMethod(
            m_engine.get(), [engine = m_engine.get()] { engine->stopRun(tr("the program was closed")); });
    }
}

void StockDesk::forgetClosedLadders()
{
    std::erase_if(m_ladders, [](const auto& ladder) { return !ladder->window->isVisible(); });
}

} // namespace leadline::app
