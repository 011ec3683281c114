// SPDX-License-Identifier: MIT
#include "engine/session/order_service.h"

#include "engine/desk/desk.h"
#include "engine/execution/execution_engine.h"
#include "engine/execution/execution_tracker.h"
#include "engine/execution/latency_tracker.h"
#include "engine/execution/market_prices.h"
#include "engine/execution/pre_trade_risk.h"
#include "engine/feeds/trading_timing.h"
#include "engine/feeds/venue_gateway.h"
#include "engine/session/market_source.h"
#include "engine/session/monitor_snapshot.h"
#include "engine/session/order_dispatch.h"
#include "engine/session/paper_trader.h"
#include "engine/session/session_options.h"
#include "engine/session/venue_connection.h"
#include "engine/sim/protocol/venue_simulator.h"
#include "engine/sim/venues/embedded_venues.h"

#include <QTimer>

#include <algorithm>

namespace leadline::session
{

using namespace Qt::StringLiterals;

namespace
{

/// How often orders look at the clock.
constexpr std::chrono::milliseconds orderBeat{20};

} // namespace

/// What the order path asks of the markets on the desk: by their books.
class OrderService::Prices final : public execution::MarketPrices
{
public:
    explicit Prices(const OrderService& service)
        : m_service(service)
    {
    }
    [[nodiscard]] std::optional<core::Instrument> instrumentOf(const core::MarketId& id) const override
    {
        const desk::Market* const market = m_service.m_desk.find(id);
        return market == nullptr ? std::nullopt : std::optional(market->instrument());
    }
    [[nodiscard]] core::Price midOf(const core::MarketId& id) const override
    {
        const desk::Market* const market = m_service.m_desk.find(id);
        return market != nullptr && market->tracker().isUsable() ? market->book().mid() : core::Price{};
    }
    [[nodiscard]] orders::SpreadNow spreadOf(const core::MarketId& id) const override { return m_service.spreadOf(id); }
    [[nodiscard]] core::Price closingPrice(const core::MarketId& id, core::Side side) const override
    {
        const desk::Market* const market = m_service.m_desk.find(id);
        return market != nullptr && market->tracker().isUsable()
            ? risk::collarPrice(market->book().mid(), side, market->instrument(), m_service.m_desk.settings().risk)
            : core::Price{};
    }

private:
    const OrderService& m_service;
};

OrderService::OrderService(const SessionOptions& options, desk::Desk& desk, const core::Clock& clock, QObject* parent)
    : QObject(parent)
    , m_session(options)
    , m_options(std::make_unique<execution::ExecutionOptions>(options.orders))
    , m_desk(desk)
    , m_clock(clock)
    , m_prices(std::make_unique<Prices>(*this))
    , m_raw(options.raw)
    , m_dispatch(new OrderDispatch(desk, clock, this))
{
    m_dispatch->setMaxSpread(m_options->guard.maxSpreadBps);
}

OrderService::~OrderService()
{
    close();
}

void OrderService::open(const MarketSource& source)
{
    m_source = &source;
    for (const auto& connection : source.connections()) {
        const core::VenueId& venue = connection->venue().id;
        m_options->environments[venue] = source.isEmbedded(venue) ? "embedded" : connection->trading();
    }
    m_engine = std::make_unique<execution::ExecutionEngine>(*m_options, m_clock);
    m_engine->midOfPair = [this](const core::Pair& pair) { return midOf(pair); };
    connectEngine();
    if (const auto opened = m_engine->open(); !opened) {
        m_engine.reset();
        Q_EMIT problem(tr("Nothing can be sent: %1").arg(QString::fromStdString(opened.error().what)));
        return;
    }
    m_engine->listenRaw(m_raw);
    m_dispatch->setOrders(m_engine.get());
    tellPaper();
    m_engine->gate().setLimits(m_desk.settings().risk);
    openVenues();
    m_timer = new QTimer(this);
    m_timer->setTimerType(Qt::PreciseTimer);
    connect(m_timer, &QTimer::timeout, m_engine.get(), &execution::ExecutionEngine::tick);
    connect(m_timer, &QTimer::timeout, this, &OrderService::adoptMeasured);
    connect(m_timer, &QTimer::timeout, m_dispatch, &OrderDispatch::advance);
    m_timer->start(orderBeat);
}

double OrderService::midOf(const core::Pair& pair) const
{
    for (const auto& market : m_desk.markets()) {
        if (market->instrument().pair == pair && market->tracker().isUsable()) {
            return market->book().mid().toDoubleLossy();
        }
    }
    return 0;
}

void OrderService::listenRaw(feeds::RawListener* listener)
{
    m_raw = listener;
    if (m_engine) {
        m_engine->listenRaw(listener);
    }
}

void OrderService::close()
{
    delete std::exchange(m_timer, nullptr);
    m_dispatch->setOrders(nullptr);
    m_engine.reset();
    m_source = nullptr;
}

std::string OrderService::environmentOf(const core::VenueId& venue) const
{
    const feeds::VenueGateway* const line = m_engine ? m_engine->gatewayOf(venue) : nullptr;
    return line == nullptr ? std::string() : std::string(line->environment().name);
}

void OrderService::setGuardSettings(const orders::GuardSettings& settings)
{
    m_options->guard = settings;
    m_dispatch->setMaxSpread(settings.maxSpreadBps);
    tellPaper();
    if (m_engine) {
        m_engine->setGuardSettings(settings);
    }
}

void OrderService::setPositionSettings(const execution::PositionSettings& settings)
{
    m_options->positions = settings;
    if (m_engine) {
        m_engine->setPositionSettings(settings);
    }
}

void OrderService::setCalibrationSettings(const calibration::CalibrationSettings& settings)
{
    m_options->calibration = settings;
    if (m_engine) {
        m_engine->setCalibrationSettings(settings);
        m_adoptedCalibration = 0;
    }
}

void OrderService::adoptSettings()
{
    if (m_engine) {
        m_engine->gate().setLimits(m_desk.settings().risk);
        for (const auto& connection : m_source->connections()) {
            m_engine->executionTracker().setExpected(m_desk.expectedTerms(connection->venue().id));
        }
    }
}

void OrderService::tellPaper()
{
    if (PaperTrader* const paper = m_dispatch->paper()) {
        paper->setMaxAge(core::fromSeconds(m_options->guard.maxAgeSeconds));
    }
}

RolloutSnapshot OrderService::rollout() const
{
    if (!m_engine) {
        return {};
    }
    std::vector<const calibration::ParentOrder*> sent;
    for (const calibration::ParentOrder& parent : m_engine->executionTracker().recent()) {
        if (parent.origin == calibration::Origin::Signal) {
            sent.push_back(&parent);
        }
    }
    std::vector<const calibration::ParentOrder*> paper;
    for (const calibration::ParentOrder& parent : m_dispatch->paper()->recent()) {
        paper.push_back(&parent);
    }
    return {.sent = calibration::summarise(sent),
        .paper = calibration::summarise(paper),
        .currency = m_engine->currency().text()};
}

double OrderService::valueOf(const core::Pair& pair, core::Quantity units) const
{
    const desk::Market* const home = m_engine && m_dispatch->homeOf ? m_dispatch->homeOf(pair) : nullptr;
    if (home == nullptr || !home->tracker().isUsable()) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    const double value = home->instrument().value(home->book().mid(), units).toDoubleLossy();
    const core::Asset& quote = home->instrument().pair.quote;
    return value * m_engine->rates().rate(quote, m_engine->currency()).rate;
}

execution::JournalReportRequest OrderService::reportRequest() const
{
    execution::JournalReportRequest request = m_engine->reportRequest();
    request.settings = m_options->calibration;
    request.showsIdle = true;
    request.environment = m_session.source == SourceKind::Embedded ? "embedded market" : "live venues";
    for (const auto& connection : m_source->connections()) {
        request.expected.push_back(m_desk.expectedTerms(connection->venue().id));
    }
    return request;
}

void OrderService::connectEngine()
{
    using execution::ExecutionEngine;
    const ExecutionEngine* const orders = m_engine.get();
    connect(orders, &ExecutionEngine::orderUpdated, this, &OrderService::orderUpdated);
    connect(orders, &ExecutionEngine::orderFilled, this, &OrderService::filled);
    connect(orders, &ExecutionEngine::problem, this, &OrderService::problem);
    connect(orders, &ExecutionEngine::keyCanWithdraw, this, &OrderService::keyCanWithdraw);
    connect(orders, &ExecutionEngine::tookOver, this, &OrderService::tookOver);
    connect(orders, &ExecutionEngine::journalChanged, this,
        [this](bool up, const QString& why) { Q_EMIT problem(up ? tr("The journal is written again") : why); });
    connect(orders, &ExecutionEngine::venueUp, this, [this](const QString& venue, bool up, const QString& why) {
        markTradable();
        const core::VenueId id(venue.toStdString());
        const bool isOnDesk = std::ranges::any_of(
            m_desk.markets(), [&](const auto& market) { return market->instrument().id.venue == id; });
        if (!up && (isOnDesk || m_source->connectionOf(id) != nullptr)) {
            Q_EMIT lost(venue + u" trading: "_s + why);
        }
    });
    connect(orders, &ExecutionEngine::receiptChanged, this, [this] { Q_EMIT receiptChanged(*m_engine->receipt()); });
}

void OrderService::openVenues()
{
    for (const auto& connection : m_source->connections()) {
        openVenue(*connection);
        m_engine->executionTracker().setExpected(m_desk.expectedTerms(connection->venue().id));
    }
    showTradable();
}

void OrderService::openVenue(VenueConnection& connection)
{
    if (m_source->isEmbedded(connection.venue().id)) {
        // Kraken's secrets are base64; Binance's are taken as they are.
        const bool isKraken = connection.venue().id.view() == "kraken";
        trade(connection,
            {.name = "embedded", .isLive = false, .endpoints = connection.endpoints(), .isLimited = false},
            {std::string(sim::embeddedKey), isKraken ? sim::embeddedSecretBase64() : std::string(sim::embeddedSecret)});
    } else if (const auto& known = connection.credentials(); !known.isEmpty()) {
        // Where there are none, whoever knows the key calls setTrading().
        setTrading(connection.venue().id, connection.trading(), known);
    }
}

void OrderService::trade(
    VenueConnection& connection, const venues::TradingEnvironment& environment, const venues::Credentials& credentials)
{
    if (connection.venue().makeTrading == nullptr) {
        return;
    }
    const std::vector<desk::Market*> markets = connection.markets();
    // Nothing of it may be watched yet.
    const core::Instrument first =
        markets.empty() ? connection.venue().instrumentOf({connection.venue().id, {}}) : markets.front()->instrument();
    const feeds::TradingTiming timing{.countdown = m_session.countdown};
    if (const auto added = m_engine->addVenue(connection.venue(), environment, credentials, first, timing, *m_prices);
        !added) {
        Q_EMIT problem(QString::fromStdString(added.error().what));
    }
    for (const desk::Market* const market : markets) {
        m_engine->addInstrument(market->instrument());
    }
}

void OrderService::setTrading(
    const core::VenueId& venue, const std::string& environment, const venues::Credentials& credentials)
{
    VenueConnection* const connection = m_engine ? m_source->connectionOf(venue) : nullptr;
    if (connection == nullptr || connection->venue().makeTrading == nullptr || m_source->isEmbedded(venue)
        || environment == "off") {
        return;
    }
    if (credentials.isEmpty()) {
        Q_EMIT problem(tr("%1: trading is on, and no key is known: Trade > Credentials")
                           .arg(QString::fromStdString(venue.text())));
        return;
    }
    const auto environments = connection->venue().makeTrading()->environments();
    const auto known = std::ranges::find(environments, environment, &venues::TradingEnvironment::name);
    if (environment == sim::servedEnvironment) {
        // Where its market data comes from.
        trade(*connection, {sim::servedEnvironment, false, connection->endpoints(), true}, credentials);
    } else if (known != environments.end()) {
        trade(*connection, *known, credentials);
    }
    showTradable();
}

void OrderService::follow(const std::vector<desk::Market*>& markets)
{
    if (!m_engine) {
        return;
    }
    for (const desk::Market* const market : markets) {
        m_engine->addInstrument(market->instrument());
    }
    markTradable(); // no news of the venues: what is armed stays so
}

void OrderService::markTradable()
{
    const auto tradingAt = [this](const auto& connection) { return m_engine->gatewayOf(connection->venue().id); };
    const auto isUp = [&](const auto& connection) {
        return tradingAt(connection) != nullptr && tradingAt(connection)->isUp();
    };
    const bool isAnyOn = std::ranges::any_of(
        m_source->connections(), [&](const auto& connection) { return tradingAt(connection) != nullptr; });
    const bool isAnyUp = std::ranges::any_of(m_source->connections(), isUp);
    for (const auto& connection : m_source->connections()) {
        // Where nothing can be traded, the router's answer is advice about all of them; where nothing is connected, the
        // gate refuses.
        for (desk::Market* const market : connection->markets()) {
            market->setTradable(tradingAt(connection) != nullptr ? isUp(connection) || !isAnyUp : !isAnyOn);
        }
    }
}

void OrderService::showTradable()
{
    markTradable();
    QStringList live;
    for (const core::VenueId& venue : m_engine->venues()) {
        if (m_engine->gatewayOf(venue)->environment().isLive) {
            live << QString::fromStdString(venue.text());
        }
    }
    m_isLive = !live.isEmpty();
    Q_EMIT liveVenuesChanged(live);
}

void OrderService::adoptMeasured()
{
    const execution::ExecutionTracker& executions = m_engine->executionTracker();
    const execution::LatencyTracker& latencies = m_engine->latencyTracker();
    for (const auto& connection : m_source->connections()) {
        for (const desk::Market* const market : connection->markets()) {
            const core::MarketId& id = market->instrument().id;
            m_desk.setAdverseSelection(id, executions.adverseBps(id)); // mark-outs come long after their fills
        }
    }
    const std::uint64_t version = executions.version() + latencies.version();
    if (version == m_adoptedCalibration) {
        return;
    }
    m_adoptedCalibration = version;
    for (const auto& connection : m_source->connections()) {
        const core::VenueId& venue = connection->venue().id;
        m_desk.setMeasured(latencies.termsOf(
            executions.termsOf(m_desk.expectedTerms(venue)), m_desk.settings().participation.minReliability));
        reportFees(venue);
    }
}

void OrderService::reportFees(const core::VenueId& venue)
{
    for (const calibration::FeeAlarm& alarm : m_engine->executionTracker().calibrator().of(venue).alarms) {
        if (m_feeAlarms.insert({venue, alarm.isMaker}).second) {
            Q_EMIT problem(
                tr("%1 takes %2 bps from %3 over %n fill(s), %4 was expected: see Calibration", nullptr,
                    static_cast<int>(alarm.samples))
                    .arg(QString::fromStdString(venue.text()), QString::number(alarm.measuredBps, 'f', 2),
                        alarm.isMaker ? tr("makers") : tr("takers"), QString::number(alarm.expectedBps, 'f', 2)));
        }
    }
}

void OrderService::orderUpdated(const orders::Order& order)
{
    desk::Market* const market = m_desk.find(order.request.market);
    // Behind a stock's touch nothing is known: without an order of ours that makes it there would be no book at all.
    if (market != nullptr && m_own.follow(order, market->book())
        && market->instrument().pair.kind != core::Kind::Stock) {
        market->setOwnOrders(
            m_own.sizes(order.request.market, core::Side::Bid), m_own.sizes(order.request.market, core::Side::Ask));
    }
    Q_EMIT orderChanged(order);
}

orders::SpreadNow OrderService::spreadOf(const core::MarketId& id) const
{
    const desk::Market* const market = m_desk.find(id);
    if (market == nullptr) {
        return {};
    }
    const bool isFresh = m_desk.trust(*market) != desk::Trust::Bad;
    const auto bps = [](core::Price bid, core::Price ask) {
        const double mid = (bid.toDoubleLossy() + ask.toDoubleLossy()) / 2;
        return (ask - bid).toDoubleLossy() / mid * 1e4;
    };
    if (m_options->guard.isConsolidated && market->group()->isConsolidated()) {
        const book::ConsolidatedBook& all = market->group()->book();
        return all.hasTouch() ? orders::SpreadNow{true, bps(all.bids()[0].price, all.asks()[0].price)}
                              : orders::SpreadNow{};
    }
    if (!isFresh || !market->tracker().isUsable()) {
        return {};
    }
    return {true, bps(market->book().bids()[0].price, market->book().asks()[0].price)};
}

void OrderService::traded(const desk::Market& market, const core::Trade& trade)
{
    m_own.traded(market.instrument().id, trade);
    if (PaperTrader* const paper = m_dispatch->paper()) {
        paper->traded(market, trade);
    }
}

void OrderService::bookMoved(const desk::Market& market)
{
    if (!m_engine) {
        return;
    }
    m_dispatch->paper()->bookMoved(market);
    m_own.bookMoved(market.instrument().id, market.book());
    if (m_engine->isGuarding()) {
        m_engine->bookMoved(market.instrument().id, spreadOf(market.instrument().id));
    }
}

} // namespace leadline::session
