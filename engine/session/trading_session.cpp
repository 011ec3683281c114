// SPDX-License-Identifier: MIT
#include "engine/session/trading_session.h"

#include "engine/execution/execution_tracker.h"
#include "engine/execution/pre_trade_risk.h"
#include "engine/replay/replay.h"
#include "engine/session/session_line.h"
#include "engine/session/session_prices.h"
#include "engine/signals/model.h"
#include "engine/signals/signal_feed.h"

#include <QThread>
#include <QTimer>
#include <QUrl>

#include <algorithm>

namespace leadline::session
{

using namespace Qt::StringLiterals;

namespace
{

/// Samples kept in a snapshot: two seconds at ten a second, so that a window that stalls so long misses none.
constexpr std::size_t samplesOnShow = 20;

} // namespace

/// What the desk's markets tell, as the engine needs it.
class TradingSession::Listener final : public desk::MarketListener
{
public:
    explicit Listener(TradingSession& engine)
        : m_engine(engine)
    {
    }
    void sampled(const desk::Market& market, const features::FeatureSet& features) override
    {
        if (m_engine.m_recorder) {
            m_engine.m_recorder->sampled(market.instrument().id, features);
        }
        // The charts follow one venue: mixing the samples of several would draw none of them.
        if (&market != m_engine.m_market) {
            return;
        }
        m_engine.score(features);
        m_engine.m_samples.push_back({features, ++m_engine.m_sampleCount});
        if (m_engine.m_samples.size() > samplesOnShow) {
            m_engine.m_samples.pop_front();
        }
    }
    void traded(const desk::Market& market, const core::Trade& trade) override
    {
        if (m_engine.m_market == nullptr || market.group() != m_engine.m_market->group()) {
            return;
        }
        core::Trade inCoins = trade;
        inCoins.size = market.instrument().baseSize(trade.price, trade.size);
        m_engine.m_venueTrades[&market].add(inCoins);
        m_engine.m_own.traded(market.instrument().id, trade);
        for (const desk::MarketGroup::Member& member : market.group()->members()) {
            if (member.market == &market && member.exclusion == book::Exclusion::None) {
                m_engine.m_trades.add(inCoins);
            }
        }
    }
    void bookMoved(const desk::Market& market, const core::BookUpdate* /*update*/) override
    {
        m_engine.bookMoved(market);
    }

private:
    TradingSession& m_engine;
};

TradingSession::TradingSession(const SessionOptions& options, const core::Clock& clock)
    : m_options(options)
    , m_clock(clock)
    , m_listener(std::make_unique<Listener>(*this))
    , m_desk(std::make_unique<desk::Desk>(
          options.desk, *m_listener, options.source == SourceKind::Tape ? nullptr : &clock))
    , m_rateSince(clock.now())
{
    registerMetaTypes();
    if (!m_options.orders.killSwitch) {
        m_options.orders.killSwitch = std::make_shared<execution::KillSwitch>();
    }
    m_prices = std::make_unique<Prices>(*this);
    m_stocks = new EquityEngine(clock, this);
    connect(m_stocks, &EquityEngine::troubled, this, &TradingSession::troubled);
    m_desk->setKillSwitch(m_options.orders.killSwitch->isOn());
}

TradingSession::~TradingSession()
{
    stop();
}

void TradingSession::start()
{
    switch (m_options.source) {
    case SourceKind::Embedded:
        startEmbedded();
        break;
    case SourceKind::Live:
        startLive();
        break;
    case SourceKind::Tape:
        startTape();
        break;
    }
    if (m_options.source != SourceKind::Tape) {
        takeOverRisk();
        startRecording();
        if (!m_options.isViewOnly) {
            startTrading();
        }
    }
    startSignals();
    m_publishTimer = new QTimer(this);
    m_publishTimer->setTimerType(Qt::PreciseTimer);
    connect(m_publishTimer, &QTimer::timeout, this, &TradingSession::publish);
    m_publishTimer->start(static_cast<int>(1000 / m_options.framesPerSecond));
}

void TradingSession::stop()
{
    delete m_publishTimer;
    m_publishTimer = nullptr;
    delete m_tapeTimer;
    m_tapeTimer = nullptr;
    m_tapes.reset();
    m_signalFeed.reset();
    delete m_orderTimer;
    m_orderTimer = nullptr;
    m_reporter = {}; // it reads what goes with the orders
    m_isReporting = false;
    m_stocks->close();
    m_orders.reset();
    delete m_recorderTimer;
    m_recorderTimer = nullptr;
    m_recorder.reset();
    for (const auto& line : m_lines) {
        line->feed.reset();
        if (line->server != nullptr) {
            line->server->deleteLater();
        }
    }
    m_lines.clear();
    if (m_serverThread) {
        m_serverThread->quit();
        m_serverThread->wait();
        m_serverThread.reset();
    }
}

void TradingSession::startEmbedded()
{
    m_serverThread = std::make_unique<QThread>();
    m_serverThread->setObjectName(u"embedded market"_s);
    m_serverThread->start();
    for (const VenueChoice& choice : m_options.venues) {
        const std::string name = choice.venue->id.text();
        const auto settings =
            sim::embeddedSettings(name, choice.venue->symbolOf(m_options.pair).text(), m_options.pair, m_options.seed);
        if (!settings) {
            Q_EMIT troubled(tr("The embedded market has no %1").arg(QString::fromStdString(name)));
            continue;
        }
        auto* const server = new sim::MarketServer(name, *settings, m_clock, {});
        server->moveToThread(m_serverThread.get());
        quint16 port = 0;
        QMetaObject::invokeMethod(
            server, [server] { return server->listen(0); }, Qt::BlockingQueuedConnection, &port);
        if (port == 0) {
            server->deleteLater();
            Q_EMIT troubled(tr("The embedded market finds no free port on 127.0.0.1"));
            continue;
        }
        const std::string address = "127.0.0.1:" + std::to_string(port);
        const std::size_t before = m_lines.size();
        addLine(choice, {"ws://" + address, "http://" + address});
        if (m_lines.size() == before) {
            server->deleteLater(); // the pair is none of that venue's
            continue;
        }
        m_lines.back()->server = server;
    }
    Q_EMIT started(tr("embedded market"));
}

QString TradingSession::embeddedAddress(const QString& venue) const
{
    const auto line = std::ranges::find_if(m_lines, [&](const auto& known) {
        return known->server != nullptr && QString::fromStdString(known->venue->id.text()) == venue;
    });
    return line == m_lines.end() ? QString() : QString::fromStdString((*line)->endpoints.rest).section(u'/', 2);
}

void TradingSession::startLive()
{
    for (const VenueChoice& choice : m_options.venues) {
        addLine(choice, choice.endpoints);
    }
    QStringList names;
    for (const auto& line : m_lines) {
        names << QString::fromStdString(line->venue->id.text());
    }
    Q_EMIT started(names.join(u", "_s));
}

void TradingSession::addLine(const VenueChoice& choice, const venues::Endpoints& endpoints)
{
    const venues::Venue& venue = *choice.venue;
    const core::Symbol symbol = venue.symbolOf(m_options.pair);
    if (symbol.isEmpty()) {
        Q_EMIT troubled(
            tr("%1 has no %2")
                .arg(QString::fromStdString(venue.id.text()), QString::fromStdString(m_options.pair.text())));
        return;
    }
    Line& line = *m_lines.emplace_back(std::make_unique<Line>());
    line.venue = &venue;
    line.endpoints = endpoints;
    core::Instrument instrument = venue.instrumentOf({venue.id, symbol});
    instrument.pair = m_options.pair;
    line.market = &m_desk->open(instrument, venue.rules);
    line.market->setConnected(false);
    m_market = m_market == nullptr ? line.market : m_market;
    if (choice.isShared) {
        return;
    }
    line.feed = std::make_unique<feeds::VenueFeed>(venue, endpoints,
        venues::Subscription{.symbol = symbol,
            .depthFeed = m_options.depthFrames ? venues::DepthFeed::Frames : venues::DepthFeed::Diff,
            .credentials = choice.credentials},
        feeds::TransportTiming{}, m_clock);
    feeds::VenueFeed* const feed = line.feed.get();
    desk::Market* const market = line.market;
    const QString name = QString::fromStdString(venue.id.text());
    connect(
        feed, &feeds::VenueFeed::received, this,
        [this, feed, market](const core::MarketMessage& message) {
            if (market->apply(message)) {
                feed->renewBook();
            }
        },
        Qt::DirectConnection);
    connect(feed, &feeds::VenueFeed::troubled, this, &TradingSession::troubled);
    connect(feed, &feeds::VenueFeed::instrumentKnown, this,
        [market](const core::Instrument& known) { market->setInstrument(known); });
    connect(feed, &feeds::VenueFeed::streamStarted, this, [this, market, name] {
        market->restart();
        market->setConnected(true);
        Q_EMIT connectionChanged(true, name);
    });
    connect(feed, &feeds::VenueFeed::streamLost, this, [this, market, name](const QString& why) {
        market->restart();
        market->setConnected(false);
        Q_EMIT connectionChanged(false, name + ": "_L1 + why);
    });
    feed->open();
}

void TradingSession::hear(const core::MarketMessage& message)
{
    for (const auto& line : m_lines) {
        if (!line->feed && (message.symbol == line->market->instrument().id.symbol || message.messagesLost)) {
            line->market->apply(message);
        }
    }
}

void TradingSession::setSharedUp(bool up, const QString& why)
{
    for (const auto& line : m_lines) {
        if (!line->feed && line->market->isConnected() != up) {
            line->market->restart();
            line->market->setConnected(up);
            const QString name = QString::fromStdString(line->venue->id.text());
            Q_EMIT connectionChanged(up, up ? name : name + ": "_L1 + why);
        }
    }
}

void TradingSession::setVenueOn(const QString& venue, bool on)
{
    const core::VenueId id(venue.toStdString());
    on ? static_cast<void>(m_switchedOff.erase(id)) : static_cast<void>(m_switchedOff.insert(id));
    switchVenue(id, on);
}

void TradingSession::switchVenue(const core::VenueId& id, bool on)
{
    desk::DeskSettings settings = m_desk->settings();
    const auto found = std::ranges::find(settings.venues, id, &routing::VenueTerms::venue);
    if (found == settings.venues.end()) {
        settings.venues.push_back({.venue = id, .isOn = on});
    } else {
        found->isOn = on;
    }
    m_desk->setSettings(settings);
}

void TradingSession::setEmbeddedFault(const QString& venue, int kind)
{
    for (const auto& line : m_lines) {
        if (line->server != nullptr && QString::fromStdString(line->venue->id.text()) == venue) {
            QMetaObject::invokeMethod(
                line->server, [server = line->server, kind] { server->setFault(kind); }, Qt::QueuedConnection);
        }
    }
}

void TradingSession::setKillSwitch(bool on)
{
    turnKillSwitch(on);
    if (on && m_orders) {
        m_orders->stopEverything(false);
    }
}

void TradingSession::flatten()
{
    turnKillSwitch(true);
    m_stocks->halt(true);
    if (m_orders) {
        m_orders->stopEverything(true);
    }
}

void TradingSession::turnKillSwitch(bool on)
{
    execution::KillSwitch& killSwitch = *m_options.orders.killSwitch;
    if (const auto turned = killSwitch.turn(on); !turned) {
        Q_EMIT troubled(QString::fromStdString(turned.error().what));
    }
    m_desk->setKillSwitch(killSwitch.isOn());
    if (killSwitch.isOn()) {
        stopSlicing();
        m_stocks->halt(false);
    }
    Q_EMIT killSwitchChanged(killSwitch.isOn());
}

RiskState TradingSession::riskState() const
{
    RiskState state{.urgent = m_desk->urgency().recent(),
        .brakedUntil = m_desk->urgency().until(),
        .overrides = m_desk->overrides().taken()};
    for (const auto& market : m_desk->markets()) {
        if (market->breaker().isTripped()) {
            state.tripped.push_back(market->instrument().id);
        }
    }
    std::ranges::sort(state.tripped);
    return state;
}

void TradingSession::takeOverRisk()
{
    m_restoredRisk = countedAt(
        std::move(m_restoredRisk), m_clock.now(), std::chrono::seconds(m_desk->settings().risk.urgentWindowSeconds));
    m_desk->urgency().restore(m_restoredRisk.urgent, m_restoredRisk.brakedUntil);
    m_desk->overrides().restore(m_restoredRisk.overrides);
    for (const core::MarketId& id : m_restoredRisk.tripped) {
        if (desk::Market* const market = m_desk->find(id)) {
            market->breaker().restore(true);
        }
    }
    m_toldRisk = riskState();
}

void TradingSession::tellRisk()
{
    if (RiskState now = riskState(); now != m_toldRisk) {
        // What is not on the desk in this run keeps what an earlier one left.
        m_toldRisk = now;
        for (const core::MarketId& id : m_restoredRisk.tripped) {
            if (m_desk->find(id) == nullptr) {
                now.tripped.push_back(id);
            }
        }
        Q_EMIT riskChanged(now);
    }
}

void TradingSession::resetUrgencyBrake()
{
    m_desk->urgency().reset();
    tellRisk();
}

void TradingSession::resetOverrides()
{
    m_desk->overrides().reset();
    tellRisk();
}

void TradingSession::resetBreaker()
{
    if (m_market == nullptr) {
        return;
    }
    for (const auto& member : m_market->group()->members()) {
        member.market->breaker().reset();
    }
    tellRisk();
}

void TradingSession::setSettings(const desk::DeskSettings& settings)
{
    m_desk->setSettings(settings);
    if (m_orders) {
        m_orders->gate().setLimits(settings.risk);
        m_stocks->setLimits(settings.risk);
        for (const auto& line : m_lines) {
            m_orders->executionTracker().setExpected(m_desk->expectedTerms(line->venue->id));
        }
    }
    // What the user switched off in the window stays off, whatever else was changed.
    for (const core::VenueId& venue : m_switchedOff) {
        switchVenue(venue, false);
    }
    Q_EMIT settingsApplied();
}

void registerMetaTypes()
{
    qRegisterMetaType<core::Price>();
    qRegisterMetaType<core::Quantity>();
    qRegisterMetaType<core::Timestamp>();
    qRegisterMetaType<calibration::CalibrationSettings>();
    qRegisterMetaType<SharedReport>();
    qRegisterMetaType<execution::KillReceipt>();
    qRegisterMetaType<EquityOptions>();
    qRegisterMetaType<orders::GuardSettings>();
    qRegisterMetaType<orders::GuardTerms>();
    qRegisterMetaType<RiskState>();
    qRegisterMetaType<routing::RouteRequest>();
    qRegisterMetaType<OrderIntent>();
    qRegisterMetaType<Refusal>();
    qRegisterMetaType<DecisionRecord>();
    qRegisterMetaType<orders::Order>();
    qRegisterMetaType<orders::Fill>();
    qRegisterMetaType<desk::DeskSettings>();
}

} // namespace leadline::session
