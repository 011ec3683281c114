// SPDX-License-Identifier: MIT
#include "engine/engine.h"

#include "engine/feeds/binance_futures_feed.h"
#include "engine/replay/replay.h"
#include "engine/simserver/market_server.h"
#include "engine/venues/decoders.h"

#include <QThread>
#include <QTimer>

#include <algorithm>

namespace leadline::engine
{

using namespace Qt::StringLiterals;

namespace
{

constexpr std::size_t levelsOnShow = 1000;
/// Samples kept in a snapshot: two seconds at ten a second, so that a window that stalls so long misses none.
constexpr std::size_t samplesOnShow = 20;
constexpr auto recentWindow = std::chrono::minutes(1);
/// Prices kept in the session profile; the ones traded least recently far from the market are not worth more memory.
constexpr std::size_t mostProfilePrices = 20'000;

sim::TimeInForce timeInForceOf(orders::OrderType type)
{
    switch (type) {
    case orders::OrderType::PostOnly:
        return sim::TimeInForce::PostOnly;
    case orders::OrderType::MarketableLimit:
        return sim::TimeInForce::ImmediateOrCancel;
    case orders::OrderType::Limit:
        return sim::TimeInForce::GoodTillCancel;
    }
    return sim::TimeInForce::GoodTillCancel;
}

/// The door to the embedded market, which lives in a thread of its own.
class EmbeddedOrderEntry final : public orders::OrderEntry
{
public:
    explicit EmbeddedOrderEntry(simserver::MarketServer& server)
        : m_server(server)
    {
    }
    void submit(const orders::NewOrder& order) override
    {
        const sim::ClientOrder out{order.id, order.side, order.price, order.size, timeInForceOf(order.type)};
        QMetaObject::invokeMethod(
            &m_server, [server = &m_server, out] { server->submit(out); }, Qt::QueuedConnection);
    }
    void cancel(orders::ClientOrderId id) override
    {
        QMetaObject::invokeMethod(
            &m_server, [server = &m_server, id] { server->cancel(id); }, Qt::QueuedConnection);
    }

private:
    simserver::MarketServer& m_server;
};

void copyLevels(const book::BookSide& side, std::vector<core::Level>& to)
{
    to.clear();
    const std::size_t count = std::min(side.size(), levelsOnShow);
    for (std::size_t i = 0; i < count; ++i) {
        to.push_back(side[i]);
    }
}

void copyTraded(const std::map<core::Price, TradedAt>& from, std::vector<TradedAt>& to)
{
    to.clear();
    for (const auto& [price, traded] : from) {
        to.push_back(traded);
    }
}

} // namespace

/// What the desk's markets tell, as the engine needs it.
class Engine::Listener final : public desk::MarketListener
{
public:
    explicit Listener(Engine& engine)
        : m_engine(engine)
    {
    }
    void sampled(const desk::Market& /*market*/, const features::FeatureSet& features) override
    {
        m_engine.m_samples.push_back({features, ++m_engine.m_sampleCount});
        if (m_engine.m_samples.size() > samplesOnShow) {
            m_engine.m_samples.pop_front();
        }
    }
    void traded(const desk::Market& /*market*/, const core::Trade& trade) override { m_engine.countTrade(trade); }
    void bookMoved(const desk::Market& /*market*/) override { }

private:
    Engine& m_engine;
};

Engine::Engine(const EngineOptions& options, const core::Clock& clock)
    : m_options(options)
    , m_clock(clock)
    , m_listener(std::make_unique<Listener>(*this))
    , m_desk(std::make_unique<desk::Desk>(options.desk, *m_listener))
    , m_orderEpoch(static_cast<quint64>(core::millisecondsOf(clock.now()) / 1000) << 32)
    , m_rateSince(clock.now())
{
    registerMetaTypes();
}

Engine::~Engine()
{
    stop();
}

void Engine::start()
{
    switch (m_options.source) {
    case SourceKind::Embedded:
        startEmbedded();
        break;
    case SourceKind::Live:
        startLive(m_options.streams, m_options.rest);
        break;
    case SourceKind::Tape:
        startTape();
        break;
    }
    m_publishTimer = new QTimer(this);
    m_publishTimer->setTimerType(Qt::PreciseTimer);
    connect(m_publishTimer, &QTimer::timeout, this, &Engine::publish);
    m_publishTimer->start(static_cast<int>(1000 / m_options.framesPerSecond));
}

void Engine::stop()
{
    delete m_publishTimer;
    m_publishTimer = nullptr;
    delete m_tapeTimer;
    m_tapeTimer = nullptr;
    m_feed.reset();
    m_player.reset();
    m_orderEntry.reset();
    if (m_serverThread) {
        m_server->deleteLater();
        m_server = nullptr;
        m_serverThread->quit();
        m_serverThread->wait();
        m_serverThread.reset();
    }
}

void Engine::startEmbedded()
{
    sim::EmbeddedMarketSettings settings{.symbol = m_options.symbol.text(), .seed = m_options.seed};
    m_server = new simserver::MarketServer(settings, m_clock, {});
    m_serverThread = std::make_unique<QThread>();
    m_serverThread->setObjectName(u"embedded market"_s);
    m_server->moveToThread(m_serverThread.get());
    m_serverThread->start();
    connect(m_server, &simserver::MarketServer::orderEvent, this, &Engine::venueReported);
    m_orderEntry = std::make_unique<EmbeddedOrderEntry>(*m_server);

    quint16 port = 0;
    QMetaObject::invokeMethod(
        m_server, [this] { return m_server->listen(0); }, Qt::BlockingQueuedConnection, &port);
    if (port == 0) {
        Q_EMIT troubled(tr("The embedded market finds no free port on 127.0.0.1"));
        return;
    }
    startLive(QUrl(u"ws://127.0.0.1:%1"_s.arg(port)), QUrl(u"http://127.0.0.1:%1"_s.arg(port)));
}

void Engine::startLive(const QUrl& streams, const QUrl& rest)
{
    const venues::VenueTraits& venue = *venues::findVenue("binance-futures");
    m_market = &m_desk->open({.id = {venue.id, m_options.symbol}}, {venue.sequence, venue.referee});
    m_feed = std::make_unique<feeds::BinanceFuturesFeed>(feeds::BinanceFuturesEndpoints{streams, rest},
        m_options.symbol, m_options.depthFrames ? feeds::DepthFeed::Frames : feeds::DepthFeed::Diff,
        feeds::TransportTiming{}, m_clock);
    connect(m_feed.get(), &feeds::BinanceFuturesFeed::received, this, &Engine::receive, Qt::DirectConnection);
    connect(m_feed.get(), &feeds::BinanceFuturesFeed::troubled, this, &Engine::troubled);
    connect(m_feed.get(), &feeds::BinanceFuturesFeed::instrumentKnown, this,
        [this](const core::Instrument& instrument) { m_market->setInstrument(instrument); });
    connect(m_feed.get(), &feeds::BinanceFuturesFeed::streamStarted, this, [this] {
        m_market->restart();
        m_isUp = true;
        Q_EMIT connectionChanged(true, {});
    });
    connect(m_feed.get(), &feeds::BinanceFuturesFeed::streamLost, this, [this](const QString& why) {
        m_market->restart();
        m_isUp = false;
        Q_EMIT connectionChanged(false, why);
    });
    m_feed->open();
    Q_EMIT started(m_options.source == SourceKind::Embedded ? tr("embedded market") : streams.host());
}

void Engine::receive(const core::MarketMessage& message)
{
    m_lastReceived = message.receiveTime;
    if (message.eventTime() != core::Timestamp{}) {
        const core::Duration raw = message.receiveTime - message.eventTime();
        m_smallestLatency = std::min(m_smallestLatency, raw);
        m_latency = raw - m_smallestLatency;
    }
    if (m_market->apply(message) && m_feed) {
        m_feed->requestSnapshot();
    }
}

void Engine::countTrade(const core::Trade& trade)
{
    m_lastTrade = trade;
    const auto add = [](std::map<core::Price, TradedAt>& to, const core::Trade& what, bool comes) {
        TradedAt& at = to[what.price];
        at.price = what.price;
        core::Quantity& volume = what.aggressor == core::Side::Bid ? at.bought : at.sold;
        volume = comes ? volume + what.size : volume - what.size;
        if (!comes && at.bought.isZero() && at.sold.isZero()) {
            to.erase(what.price);
        }
    };
    m_recentTrades.push_back(trade);
    add(m_recent, trade, true);
    add(m_profile, trade, true);
    while (!m_recentTrades.empty() && m_recentTrades.front().eventTime <= trade.eventTime - recentWindow) {
        add(m_recent, m_recentTrades.front(), false);
        m_recentTrades.pop_front();
    }
    if (m_profile.size() > mostProfilePrices) {
        const bool lowIsFarther =
            trade.price - m_profile.begin()->first > std::prev(m_profile.end())->first - trade.price;
        m_profile.erase(lowIsFarther ? m_profile.begin() : std::prev(m_profile.end()));
    }
}

core::Duration Engine::silence() const
{
    if (m_options.source == SourceKind::Tape || m_lastReceived == core::Timestamp{}) {
        return {};
    }
    return std::max(m_clock.now() - m_lastReceived, core::Duration{});
}

QString Engine::trustText(const desk::Market& market) const
{
    if (m_options.source != SourceKind::Tape && !m_isUp) {
        return tr("disconnected");
    }
    if (market.tracker().state() != book::BookState::InSync) {
        return QString::fromUtf8(book::describe(market.tracker().state()));
    }
    if (!market.book().isValid()) {
        return tr("book empty or crossed");
    }
    const double age = std::chrono::duration<double>(market.bookAge(silence())).count();
    switch (market.trust(silence(), m_desk->settings().routing.quoteFreshnessSeconds)) {
    case desk::Trust::Good:
        return tr("in sequence, equal to the venue's touch");
    case desk::Trust::Doubtful:
        return tr("last update %1 s ago").arg(age, 0, 'f', 1);
    case desk::Trust::Bad:
        return tr("stale: no update for %1 s").arg(age, 0, 'f', 1);
    }
    return {};
}

void Engine::publish()
{
    if (m_market == nullptr) {
        return;
    }
    const core::Timestamp now = m_clock.now();
    if (now - m_rateSince >= std::chrono::seconds(1)) {
        const std::uint64_t messages = m_market->counters().messages;
        m_rate = static_cast<double>(messages - m_rateBase) / std::chrono::duration<double>(now - m_rateSince).count();
        m_rateBase = messages;
        m_rateSince = now;
    }
    fillSnapshot(m_snapshots.draft());
    m_snapshots.publish();
}

void Engine::fillSnapshot(MarketSnapshot& snapshot)
{
    const desk::Market& market = *m_market;
    snapshot.instrument = market.instrument();
    snapshot.priceDecimals = market.instrument().tick.raw() > 0 ? core::writtenDecimals(market.instrument().tick.text())
                                                                : market.priceDecimals();
    snapshot.time = market.time();
    snapshot.hasBook = market.tracker().isInSync();
    snapshot.isValid = market.tracker().isUsable();
    const bool isDown = m_options.source != SourceKind::Tape && !m_isUp;
    snapshot.trust =
        isDown ? desk::Trust::Bad : market.trust(silence(), m_desk->settings().routing.quoteFreshnessSeconds);
    snapshot.trustText = trustText(market).toStdString();
    snapshot.bookAgeSeconds = std::chrono::duration<double>(market.bookAge(silence())).count();
    snapshot.receiveLatencyMs = std::chrono::duration<double, std::milli>(m_latency).count();
    copyLevels(market.book().bids(), snapshot.bids);
    copyLevels(market.book().asks(), snapshot.asks);
    copyTraded(m_recent, snapshot.recentTrades);
    // The session's profile is long and changes slowly: it is handed over five times a second.
    if (m_clock.now() - m_profileShown >= std::chrono::milliseconds(200)) {
        m_profileShown = m_clock.now();
        m_profileCopy.clear();
        copyTraded(m_profile, m_profileCopy);
    }
    if (snapshot.profile.size() != m_profileCopy.size() || snapshot.profileTime != m_profileShown) {
        snapshot.profile = m_profileCopy;
        snapshot.profileTime = m_profileShown;
    }
    snapshot.lastTrade = m_lastTrade.price;
    snapshot.lastAggressor = m_lastTrade.aggressor;
    snapshot.samples.assign(m_samples.begin(), m_samples.end());
    snapshot.counters = market.counters();
    snapshot.messagesPerSecond = m_rate;
    snapshot.breakerOpen = market.breaker().isTripped();
    snapshot.killSwitch = m_desk->killSwitch();
    snapshot.position = m_blotter.position();
    snapshot.profit = snapshot.isValid ? m_blotter.profit(market.book().mid()) : 0;
    snapshot.openOrders = m_blotter.liveCount();
    if (const auto* const venue = venues::findVenue(market.instrument().id.venue.view())) {
        snapshot.makerFeeBps = venue->makerFeeBps;
        snapshot.takerFeeBps = venue->takerFeeBps;
    }
    snapshot.buyPreview = m_desk->decide(market, {.side = core::Side::Bid, .size = m_previewSize}, silence());
    snapshot.sellPreview = m_desk->decide(market, {.side = core::Side::Ask, .size = m_previewSize}, silence());
}

void Engine::setPreview(const core::Quantity& size)
{
    m_previewSize = size;
}

void Engine::decide(const routing::RouteRequest& request)
{
    if (m_market != nullptr) {
        Q_EMIT decided({++m_decisions, m_desk->decide(*m_market, request, silence()), 0});
    }
}

orders::ClientOrderId Engine::nextOrderId()
{
    return m_orderEpoch | ++m_orderCount;
}

void Engine::refuse(const OrderIntent& intent, risk::OrderCheck check, const QString& text)
{
    Q_EMIT refused({intent, check, text});
}

void Engine::submit(const OrderIntent& intent)
{
    if (m_market == nullptr) {
        return refuse(intent, risk::OrderCheck::ReplayOnly, tr("no market is open"));
    }
    const routing::Decision decision = m_desk->decide(*m_market, {.side = intent.side, .size = intent.size}, silence());
    const auto plan = desk::planOrder(decision, intent.price, intent.reach);
    const orders::NewOrder order{.id = nextOrderId(),
        .market = m_market->instrument().id,
        .side = intent.side,
        .price = plan ? plan->price : intent.price,
        .size = plan ? plan->size : intent.size,
        .type = plan ? plan->type : orders::OrderType::PostOnly};
    const core::Price mid = m_market->tracker().isUsable() ? m_market->book().mid() : core::Price{};
    risk::OrderCheck check = risk::OrderCheck::Fine;
    if (!m_orderEntry) {
        check = risk::OrderCheck::ReplayOnly;
    } else if (plan) {
        check = risk::checkOrder({.side = order.side,
                                     .price = order.price,
                                     .size = order.size,
                                     .mid = mid,
                                     .openOrders = m_blotter.liveCount(),
                                     .killSwitch = m_desk->killSwitch(),
                                     .bandConfirmed = intent.bandConfirmed},
            m_market->instrument(), m_desk->settings().risk);
    }
    const bool sends = plan && check == risk::OrderCheck::Fine;
    Q_EMIT decided({++m_decisions, decision, sends ? order.id : 0});
    if (!plan) {
        return refuse(intent, risk::OrderCheck::Fine, QString::fromUtf8(routing::infoOf(decision.reason).text));
    }
    if (!sends) {
        const bool isLive = check == risk::OrderCheck::ReplayOnly && m_options.source == SourceKind::Live;
        return refuse(intent, check,
            isLive ? tr("live trading is not built in yet: nothing is sent")
                   : QString::fromUtf8(risk::describe(check)));
    }
    if (order.type == orders::OrderType::MarketableLimit) {
        m_desk->commit(decision);
    }
    Q_EMIT orderChanged(m_blotter.add(order, m_clock.now(), mid));
    m_orderEntry->submit(order);
}

void Engine::cancel(quint64 order)
{
    if (!m_orderEntry || !m_blotter.cancelling(order, m_clock.now())) {
        return;
    }
    Q_EMIT orderChanged(*m_blotter.find(order));
    m_orderEntry->cancel(order);
}

void Engine::cancelAll()
{
    for (const orders::ClientOrderId id : m_blotter.live()) {
        cancel(id);
    }
}

void Engine::setKillSwitch(bool on)
{
    m_desk->setKillSwitch(on);
    if (on) {
        cancelAll();
    }
    Q_EMIT killSwitchChanged(on);
}

void Engine::resetBreaker()
{
    if (m_market != nullptr) {
        m_market->breaker().reset();
    }
}

void Engine::venueReported(const sim::ClientOrderEvent& event)
{
    using Kind = sim::ClientOrderEvent::Kind;
    orders::OrderReport out{.id = event.clientId,
        .time = event.time,
        .price = event.price,
        .size = event.size,
        .isMaker = event.isMaker,
        .queueAhead = event.ahead,
        .why = std::string(event.why)};
    switch (event.kind) {
    case Kind::Accepted:
        out.kind = orders::OrderReport::Kind::Accepted;
        break;
    case Kind::Filled:
        out.kind = orders::OrderReport::Kind::Filled;
        break;
    case Kind::Cancelled:
        out.kind = orders::OrderReport::Kind::Cancelled;
        break;
    case Kind::Rejected:
        out.kind = orders::OrderReport::Kind::Rejected;
        break;
    case Kind::CancelRejected:
        out.kind = orders::OrderReport::Kind::CancelRejected;
        break;
    }
    report(out);
}

void Engine::report(const orders::OrderReport& report)
{
    const orders::Order* const order = m_blotter.apply(report);
    if (order == nullptr) {
        return;
    }
    if (report.kind == orders::OrderReport::Kind::Filled) {
        Q_EMIT filled({report.id, order->request.side, report.time, report.price, report.size, report.isMaker});
    }
    Q_EMIT orderChanged(*order);
}

void Engine::setSettings(const desk::DeskSettings& settings)
{
    m_desk->setSettings(settings);
    Q_EMIT settingsApplied();
}

void registerMetaTypes()
{
    qRegisterMetaType<core::Quantity>();
    qRegisterMetaType<routing::RouteRequest>();
    qRegisterMetaType<OrderIntent>();
    qRegisterMetaType<Refusal>();
    qRegisterMetaType<DecisionRecord>();
    qRegisterMetaType<orders::Order>();
    qRegisterMetaType<orders::Fill>();
    qRegisterMetaType<desk::DeskSettings>();
}

} // namespace leadline::engine
