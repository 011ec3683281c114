// SPDX-License-Identifier: MIT
#include "engine/session/stock_service.h"

#include "engine/execution/execution_engine.h"
#include "engine/feeds/stock_feed.h"
#include "engine/session/embedded_host.h"
#include "engine/session/rebalance_service.h"
#include "engine/session/reference_data.h"
#include "engine/session/scan_request.h"
#include "engine/session/scan_service.h"
#include "engine/session/settings_in_force.h"
#include "engine/session/stock_options.h"
#include "engine/venues/alpaca/alpaca_decoder.h"
#include "engine/venues/alpaca/alpaca_rest.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace leadline::session
{

namespace
{

constexpr std::chrono::milliseconds stockBeat{20};

} // namespace

StockService::StockService(const core::Clock& clock, QObject* parent)
    : QObject(parent)
    , m_clock(clock)
    , m_reference(new ReferenceData(clock, this))
    , m_scans(new ScanService(*m_reference, clock, this))
    , m_rebalances(new RebalanceService(*m_reference, clock, this))
{
    connectServices();
}

StockService::~StockService()
{
    close();
}

void StockService::connectServices()
{
    connect(m_reference, &ReferenceData::problem, this, &StockService::problem);
    connect(m_reference, &ReferenceData::assetsReceived, this, &StockService::assetsKnown);
    connect(m_rebalances, &RebalanceService::problem, this, &StockService::problem);
    connect(m_scans, &ScanService::noted, this, &StockService::problem);
    connect(m_scans, &ScanService::symbolsChanged, this, &StockService::follow);
    connect(m_rebalances, &RebalanceService::symbolsChanged, this, &StockService::follow);
}

bool StockService::isOpen() const
{
    return m_rebalances->isOpen();
}

void StockService::open(const StockOptions& options, execution::ExecutionEngine& orders, const risk::RiskLimits& limits)
{
    if (isOpen()) {
        return;
    }
    m_options = std::make_unique<StockOptions>(options);
    if (options.isEmbedded) {
        startEmbedded();
        // Quotes of the embedded market are those of the consolidated tape, whatever plan the user has elsewhere.
        m_options->isIexFeed = false;
    }
    m_orders = &orders;
    connect(m_orders, &execution::ExecutionEngine::venueUp, this,
        [this](const QString& which, bool up, const QString& why) {
            if (which.toStdString() == venues::alpaca::sipVenue.view()) {
                Q_EMIT connectionChanged(tr("orders"), up, why);
            }
        });
    const venues::TradingEnvironment where = environment();
    m_scans->open(*m_options);
    m_rebalances->open(*m_options, where, orders, limits);
    m_reference->open(*m_options, where.endpoints.rest);
    m_timer = new QTimer(this);
    connect(m_timer, &QTimer::timeout, this, &StockService::tick);
    m_timer->start(stockBeat);
}

void StockService::close()
{
    delete std::exchange(m_timer, nullptr);
    m_feed.reset();
    m_scans->close();
    m_reference->close();
    if (m_orders != nullptr) {
        m_orders->disconnect(this);
        m_orders = nullptr;
    }
    m_rebalances->close();
    m_host.reset();
}

void StockService::startEmbedded()
{
    if (!m_options->trading.rest.empty()) {
        return; // served elsewhere
    }
    m_host = std::make_unique<EmbeddedHost>(m_clock);
    const auto served = m_host->serveStocks(venues::alpaca::sipVenue, m_options->seed);
    if (!served) {
        Q_EMIT problem(tr("no port on 127.0.0.1 can be opened for the embedded equities market"));
    }
    m_options->trading = m_options->data = m_options->polygon =
        served.value_or(venues::Endpoints{"ws://127.0.0.1:0", "http://127.0.0.1:0"});
}

venues::TradingEnvironment StockService::environment() const
{
    if (m_options->isEmbedded) {
        // Our own counts no requests; one that is served elsewhere does so as the real one.
        return {"embedded", false, m_options->trading, m_options->isLimited && !m_host};
    }
    const venues::Venue& venue = *venues::findVenue(venues::alpaca::sipVenue.view());
    const auto known = venue.makeTrading()->environments();
    const auto found = std::ranges::find(known, m_options->environment, &venues::TradingEnvironment::name);
    return found == known.end() ? known.back() : *found;
}

void StockService::connectData()
{
    if (m_feed || !isOpen()) {
        return;
    }
    const core::VenueId id = m_options->isIexFeed ? venues::alpaca::iexVenue : venues::alpaca::sipVenue;
    m_feed = std::make_unique<feeds::StockFeed>(
        feeds::StockFeedOptions{.venue = venues::findVenue(id.view()),
            .endpoints = m_options->data,
            .credentials = m_options->credentials,
            .subscriptionText = venues::alpaca::subscriptionText,
            .mostSymbols = m_options->isIexFeed ? venues::alpaca::freeStreamSymbols : 0},
        m_clock);
    connect(m_feed.get(), &feeds::StockFeed::received, this, &StockService::receive);
    connect(m_feed.get(), &feeds::StockFeed::upChanged, this, &StockService::streamTurned);
    connect(m_feed.get(), &feeds::StockFeed::troubled, this, &StockService::problem);
    m_feed->listenRaw(m_raw);
    m_feed->open();
}

void StockService::listenRaw(feeds::RawListener* listener)
{
    m_raw = listener;
    if (m_feed) {
        m_feed->listenRaw(listener);
    }
}

void StockService::receive(const core::MarketMessage& message)
{
    m_rebalances->receive(message);
    m_scans->receive(message);
    Q_EMIT received(message);
}

void StockService::streamTurned(bool up, const QString& why)
{
    if (up) {
        m_scans->streamBegan();
    }
    Q_EMIT streamChanged(up, why);
    Q_EMIT connectionChanged(tr("quotes"), up, why);
}

void StockService::follow()
{
    connectData();
    if (!m_feed) {
        return;
    }
    std::set<core::Symbol> wanted = m_rebalances->symbols();
    wanted.insert(m_scans->symbols().begin(), m_scans->symbols().end());
    const std::set<core::Symbol> shared(m_shared.begin(), m_shared.end());
    const std::size_t leftOut = m_feed->follow(wanted, shared);
    if (std::exchange(m_leftOut, leftOut) != leftOut && leftOut > 0) {
        Q_EMIT problem(tr("the free plan streams %1 symbols: %2 are left out")
                           .arg(venues::alpaca::freeStreamSymbols)
                           .arg(leftOut));
    }
}

void StockService::share(const QString& symbol)
{
    m_shared.emplace(symbol.toStdString());
    shareChanged();
}

void StockService::unshare(const QString& symbol)
{
    if (const auto known = m_shared.find(core::Symbol(symbol.toStdString())); known != m_shared.end()) {
        m_shared.erase(known);
    }
    shareChanged();
}

void StockService::shareChanged()
{
    follow();
    if (m_feed) {
        Q_EMIT streamChanged(m_feed->isUp(), tr("not connected"));
    }
}

void StockService::setLimits(const risk::RiskLimits& limits)
{
    m_rebalances->setLimits(limits);
}

void StockService::setSettings(const rebalance::ExecutionSettings& execution, const ScanRules& rules)
{
    m_rebalances->setSettings(execution);
    m_scans->setRules(rules);
}

void StockService::tellSettings(SettingsInForce& to) const
{
    if (isOpen()) {
        to.execution = m_rebalances->settings();
        m_scans->tellRules(to);
    }
}

void StockService::setEmbeddedFault(sim::TradeFault fault, int oneIn, quint64 seed)
{
    if (m_host) {
        m_host->setTradeFault(venues::alpaca::sipVenue, fault, oneIn, seed);
    }
}

void StockService::tick()
{
    m_rebalances->tick();
    m_scans->tick();
    if (!m_isReady && m_rebalances->isReady()) {
        m_isReady = true;
        m_rebalances->takeUp();
        Q_EMIT ready();
    }
}

} // namespace leadline::session
