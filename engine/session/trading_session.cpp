// SPDX-License-Identifier: MIT
#include "engine/session/trading_session.h"

#include "engine/desk/desk.h"
#include "engine/execution/execution_engine.h"
#include "engine/execution/execution_tracker.h"
#include "engine/execution/position_keeper.h"
#include "engine/execution/pre_trade_risk.h"
#include "engine/picks/scan_report.h"
#include "engine/session/account_snapshot.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/market_source.h"
#include "engine/session/market_views.h"
#include "engine/session/order_dispatch.h"
#include "engine/session/order_service.h"
#include "engine/session/rebalance_service.h"
#include "engine/session/recorder.h"
#include "engine/session/replay_orders.h"
#include "engine/session/replay_state.h"
#include "engine/session/report_worker.h"
#include "engine/session/scan_request.h"
#include "engine/session/scan_service.h"
#include "engine/session/session_options.h"
#include "engine/session/settings_in_force.h"
#include "engine/session/signal_intake.h"
#include "engine/session/stock_markets.h"
#include "engine/session/stock_options.h"
#include "engine/session/stock_service.h"
#include "engine/session/tape_source.h"
#include "engine/session/timeline_worker.h"
#include "engine/session/venue_connection.h"
#include "engine/signals/signal_source.h"
#include "engine/sim/server/market_fault.h"

#include <QTimer>

#include <algorithm>
#include <utility>

namespace leadline::session
{

namespace
{

/// A watch list is read, not traded by: five times a second is enough.
constexpr std::chrono::milliseconds linesEvery{200};

std::unique_ptr<const SessionOptions> withKillSwitch(SessionOptions options)
{
    const bool isReplay = options.source == SourceKind::Tape;
    if (isReplay || !options.orders.killSwitch) { // what a replay stops is practice alone
        options.orders.killSwitch = std::make_shared<execution::KillSwitch>();
    }
    return std::make_unique<const SessionOptions>(std::move(options));
}

/// The clock that markets live by.
const core::Clock& marketTimeOf(
    const SessionOptions& options, const core::Clock& clock, const core::ManualClock& eventTime)
{
    return options.source == SourceKind::Tape ? static_cast<const core::Clock&>(eventTime) : clock;
}

} // namespace

/// What the desk's markets report, as the session needs it.
class TradingSession::Listener final : public desk::MarketListener
{
public:
    explicit Listener(TradingSession& session)
        : m_session(session)
    {
    }
    void sampled(const desk::Market& market, const features::FeatureSet& features) override
    {
        if (m_session.m_recorder) {
            m_session.m_recorder->sampled(market.instrument().id, features);
        }
        if (market.instrument().id == homeIdOf(market)) {
            m_session.m_signals->score(market.instrument().id, market.instrument().pair, features);
        }
        m_session.m_views->sampled(market, features);
    }
    void traded(const desk::Market& market, const core::Trade& trade) override
    {
        m_session.m_views->traded(market, trade);
        m_session.m_orders->traded(market, trade);
        m_session.m_stocks->scans().traded(market, trade);
        if (m_session.m_practice != nullptr) {
            m_session.m_practice->traded(market, trade);
        }
    }
    void bookMoved(const desk::Market& market, const core::BookUpdate* /*update*/) override
    {
        m_session.m_views->bookMoved(market);
        m_session.m_orders->bookMoved(market);
        if (m_session.m_practice != nullptr) {
            m_session.m_practice->bookMoved(market);
        }
    }

private:
    /// Of the market on the charts of the same instrument; an instrument that is not watched has none.
    [[nodiscard]] core::MarketId homeIdOf(const desk::Market& market) const
    {
        const desk::Market* const home = m_session.m_views->homeOf(market.instrument().pair);
        return home == nullptr ? core::MarketId{} : home->instrument().id;
    }

    TradingSession& m_session;
};

TradingSession::TradingSession(const SessionOptions& options, const core::Clock& clock)
    : m_options(withKillSwitch(options))
    , m_clock(clock)
    , m_eventTime(std::make_unique<core::ManualClock>())
    , m_listener(std::make_unique<Listener>(*this))
    , m_desk(std::make_unique<desk::Desk>(
          options.desk, *m_listener, options.source == SourceKind::Tape ? nullptr : &clock))
    , m_views(std::make_unique<MarketViews>(*m_desk, clock, marketTimeOf(options, clock, *m_eventTime)))
    , m_snapshots(std::make_shared<core::Latest<MarketSnapshot>>())
    , m_replayTold(std::make_unique<ReplayState>())
    , m_recording(std::make_unique<RecorderOptions>(options.recorder))
    , m_source(new MarketSource(*m_options, *m_desk, clock, m_eventTime.get(), this))
    , m_orders(new OrderService(*m_options, *m_desk, marketTimeOf(options, clock, *m_eventTime), this))
    , m_stocks(new StockService(clock, this))
    , m_stockMarkets(new StockMarkets(*m_stocks, *m_desk, this))
    , m_signals(new SignalIntake(options.signal, clock, marketTimeOf(options, clock, *m_eventTime), this))
    , m_reports(new ReportWorker(this))
{
    registerMetaTypes();
    m_desk->setKillSwitch(m_options->orders.killSwitch->isOn());
    m_stocks->scans().screenBooks(*m_desk);
    m_views->open(0, m_snapshots);
    m_source->tapeMade = [this](TapeSource& tape, TimelineWorker& timeline, SeekIndexer& index) {
        follow(tape, timeline, index);
    };
    m_stockMarkets->opened = [this](const core::Pair& stock, desk::Market& market) { begin(stock, {&market}); };
    m_orders->dispatch().homeOf = [this](const core::Pair& pair) { return homeOf(pair); };
    m_signals->instrumentOf = [this](const core::Symbol& symbol) { return watchedAs(symbol); };
    connectParts();
}

TradingSession::~TradingSession()
{
    stop();
}

core::Latest<MarketSnapshot>& TradingSession::snapshots()
{
    return *m_snapshots;
}

core::Latest<WatchLines>& TradingSession::watchLines()
{
    return m_lines;
}

const std::shared_ptr<execution::KillSwitch>& TradingSession::killSwitch() const
{
    return m_options->orders.killSwitch;
}

void TradingSession::connectParts()
{
    const auto recorded = [this](const auto& write) {
        if (m_recorder) {
            write(*m_recorder);
        }
    };
    connect(m_source, &MarketSource::problem, this, &TradingSession::troubled);
    connect(m_source, &MarketSource::connectionChanged, this, &TradingSession::connectionChanged);
    connect(m_source, &MarketSource::listed, this, &TradingSession::listed);
    connect(m_source, &MarketSource::tapeEnded, this, &TradingSession::tapeEnded);
    connect(&m_orders->dispatch(), &OrderDispatch::decided, this, [this, recorded](const DecisionRecord& record) {
        recorded([&](Recorder& recorder) { recorder.decided(record); });
        Q_EMIT decided(record);
    });
    connect(&m_orders->dispatch(), &OrderDispatch::refused, this, &TradingSession::refused);
    connect(m_orders, &OrderService::orderChanged, this, &TradingSession::orderChanged);
    connect(m_orders, &OrderService::filled, this, [this, recorded](const orders::Fill& fill) {
        if (const std::string environment = m_orders->environmentOf(fill.market.venue); !environment.empty()) {
            recorded([&](Recorder& recorder) { recorder.filled(fill, environment); });
        }
        Q_EMIT filled(fill);
    });
    connect(m_orders, &OrderService::problem, this, &TradingSession::troubled);
    connect(m_orders, &OrderService::lost, this, [this](const QString& why) { Q_EMIT connectionChanged(false, why); });
    connect(m_orders, &OrderService::keyCanWithdraw, this, &TradingSession::keyCanWithdraw);
    connect(m_orders, &OrderService::tookOver, this, &TradingSession::tookOver);
    connect(m_orders, &OrderService::receiptChanged, this, &TradingSession::receiptChanged);
    connect(m_orders, &OrderService::liveVenuesChanged, this, &TradingSession::liveVenuesChanged);
    connect(m_stocks, &StockService::problem, this, &TradingSession::troubled);
    connect(m_stockMarkets, &StockMarkets::wanted, this, &TradingSession::stocksWanted);
    connect(m_stockMarkets, &StockMarkets::refused, this, &TradingSession::notWatched);
    connect(m_stockMarkets, &StockMarkets::listed, this, &TradingSession::listed);
    connect(m_stockMarkets, &StockMarkets::connectionChanged, this, &TradingSession::connectionChanged);
    connect(m_signals, &SignalIntake::problem, this, &TradingSession::troubled);
    connect(m_signals, &SignalIntake::accepted, this, &TradingSession::act);
    connect(m_reports, &ReportWorker::ready, this, &TradingSession::reportReady);
    connect(m_reports, &ReportWorker::failed, this,
        [this](const QString& why) { Q_EMIT troubled(tr("No report: %1").arg(why)); });
}

void TradingSession::start()
{
    const QString what = m_source->start();
    for (const core::Pair& pair :
        m_options->source == SourceKind::Tape ? std::vector<core::Pair>() : m_options->pairs) {
        watch(pair);
    }
    Q_EMIT started(what);
    if (m_options->source != SourceKind::Tape) {
        m_risk.restore(m_restored, *m_desk, m_clock.now());
        m_signals->rollout().restore(m_restored.signalsSent);
        startRecording();
        m_source->fetchCatalogues();
        m_orders->open(*m_source);
        watchRecovered();
    }
    m_signals->start();
    m_publishTimer = new QTimer(this);
    m_publishTimer->setTimerType(Qt::PreciseTimer);
    connect(m_publishTimer, &QTimer::timeout, this, &TradingSession::publish);
    setFrameRate(m_options->framesPerSecond);
    auto* const everySecond = new QTimer(m_publishTimer); // which goes in this thread, when the session stops
    connect(everySecond, &QTimer::timeout, this, [this] {
        if (m_recorder) {
            m_recorder->tick();
        }
    });
    everySecond->start(std::chrono::seconds(1));
}

void TradingSession::setFrameRate(double framesPerSecond)
{
    if (m_publishTimer != nullptr) {
        m_publishTimer->start(static_cast<int>(1000 / framesPerSecond));
    }
}

void TradingSession::stop()
{
    delete std::exchange(m_publishTimer, nullptr);
    m_signals->stop();
    m_reports->stop(); // it reads what goes with the orders
    m_stockMarkets->close();
    m_stocks->close();
    m_orders->close();
    m_recorder.reset();
    m_source->stop();
}

void TradingSession::openStocks(const StockOptions& options)
{
    if (m_orders->engine() == nullptr) {
        Q_EMIT troubled(tr("Stocks cannot be traded: there is no journal"));
        refuseStocks(tr("there is no journal"));
        return;
    }
    m_stocks->open(options, *m_orders->engine(), m_desk->settings().risk);
    m_orders->follow({}); // one venue more
    Q_EMIT stocksOpened();
}

QString TradingSession::embeddedAddress(const QString& venue) const
{
    return m_source->embeddedAddress(core::VenueId(venue.toStdString()));
}

void TradingSession::refuseStocks(const QString& why)
{
    m_stockMarkets->giveUp(why);
}

void TradingSession::decide(const routing::RouteRequest& request, const core::Pair& pair)
{
    m_orders->dispatch().decide(pair, request);
}

void TradingSession::submit(const OrderIntent& intent)
{
    m_orders->dispatch().submit(intent);
}

void TradingSession::amend(quint64 order, const core::Price& price, const core::Quantity& size)
{
    m_orders->dispatch().amend(order, price, size);
}

void TradingSession::cancel(quint64 order)
{
    if (execution::OrderPath* const orders = m_orders->dispatch().orders()) {
        orders->cancel(order, "by the user");
    }
}

void TradingSession::cancelAll(const core::Pair& pair)
{
    m_orders->dispatch().cancelAll(pair);
}

void TradingSession::setGuard(quint64 order, const orders::GuardTerms& terms)
{
    if (execution::OrderPath* const orders = m_orders->dispatch().orders()) {
        orders->setGuard(order, terms);
    }
}

void TradingSession::setGuardSettings(const orders::GuardSettings& settings)
{
    m_orders->setGuardSettings(settings);
    if (m_practice != nullptr) {
        m_practice->setGuardSettings(settings);
    }
}

void TradingSession::setPositionSettings(const execution::PositionSettings& settings)
{
    m_orders->setPositionSettings(settings);
    if (m_practice != nullptr) {
        m_practice->setCurrency(settings.currency);
    }
}

void TradingSession::setCalibrationSettings(const calibration::CalibrationSettings& settings)
{
    m_orders->setCalibrationSettings(settings);
}

void TradingSession::setTrading(
    const QString& venue, const QString& environment, const QString& key, const QString& secret)
{
    m_orders->setTrading(
        core::VenueId(venue.toStdString()), environment.toStdString(), {key.toStdString(), secret.toStdString()});
}

void TradingSession::makeReport(const core::Timestamp& from, const core::Timestamp& to)
{
    if (m_orders->engine() == nullptr || m_reports->isBusy()) {
        return;
    }
    execution::JournalReportRequest request = m_orders->reportRequest();
    request.from = from;
    request.to = to;
    m_reports->make(std::move(request), m_clock.now());
}

void TradingSession::setPreview(const core::Quantity& size, const QString& venue, int place, int view)
{
    auto& previews = m_views->wishesOf(view).previews;
    if (place != 0 && size.isZero()) {
        previews.erase(place);
    } else {
        previews[place] = {size, core::VenueId(venue.toStdString())};
    }
}

void TradingSession::setSignal(double strength, bool isRaised, int view)
{
    m_views->wishesOf(view).signal = strength < 0
        ? std::nullopt
        : std::optional(routing::Signal{.strength = std::min(strength, 1.0), .isRaised = isRaised});
}

void TradingSession::setComparedNotional(double notional, int view)
{
    m_views->wishesOf(view).comparedNotional = notional;
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

void TradingSession::setEmbeddedFault(const QString& venue, sim::FaultKind kind)
{
    m_source->setEmbeddedFault(core::VenueId(venue.toStdString()), kind);
}

void TradingSession::listenRaw(feeds::RawListener* raw)
{
    m_source->listenRaw(raw);
    m_orders->listenRaw(raw);
    m_stocks->listenRaw(raw);
}

void TradingSession::renewBooks()
{
    m_source->renewBooks();
}

void TradingSession::setKillSwitch(bool on)
{
    turnKillSwitch(on);
    if (execution::OrderPath* const orders = m_orders->dispatch().orders(); on && orders != nullptr) {
        orders->stopEverything(false);
    }
}

void TradingSession::flatten()
{
    turnKillSwitch(true);
    m_stocks->rebalances().halt();
    m_stocks->rebalances().priceHeld();
    if (execution::OrderPath* const orders = m_orders->dispatch().orders()) {
        orders->stopEverything(true);
    }
}

void TradingSession::turnKillSwitch(bool on)
{
    execution::KillSwitch& killSwitch = *m_options->orders.killSwitch;
    if (const auto turned = killSwitch.turn(on); !turned) {
        Q_EMIT troubled(QString::fromStdString(turned.error().what));
    }
    m_desk->setKillSwitch(killSwitch.isOn());
    if (killSwitch.isOn()) {
        m_orders->dispatch().stopSlices();
        m_stocks->rebalances().halt();
    }
    Q_EMIT killSwitchChanged(killSwitch.isOn());
}

void TradingSession::reportRisk()
{
    if (const auto changed = m_risk.changed(*m_desk, m_signals->rollout().day(m_clock.now()))) {
        Q_EMIT riskChanged(*changed);
    }
}

void TradingSession::resetUrgencyBrake()
{
    m_desk->urgency().reset();
    reportRisk();
}

void TradingSession::resetOverrides()
{
    m_desk->overrides().reset();
    reportRisk();
}

void TradingSession::resetBreaker(const core::Pair& pair)
{
    const desk::Market* const home = pair.isKnown() ? m_views->homeOf(pair) : nullptr;
    for (const auto& market : m_desk->markets()) {
        if (!pair.isKnown() || (home != nullptr && market->group() == home->group())) {
            market->breaker().reset();
        }
    }
    reportRisk();
}

void TradingSession::setSettings(const desk::DeskSettings& settings)
{
    m_desk->setSettings(settings);
    m_orders->adoptSettings();
    if (m_practice != nullptr) {
        m_practice->setLimits(settings.risk);
    }
    m_stocks->setLimits(settings.risk);
    // What the user switched off in the window stays off, whatever else was changed.
    for (const core::VenueId& venue : m_switchedOff) {
        switchVenue(venue, false);
    }
    Q_EMIT settingsApplied();
}

void TradingSession::publish()
{
    if (m_options->source != SourceKind::Tape) {
        reportRisk();
        m_views->countMessages(m_clock.now());
    } else {
        tellReplay();
        if (m_source->tape() != nullptr && m_source->tape()->isMoving()) {
            return; // what lies on the way to a moment is not "now"
        }
    }
    if (!m_ending.empty()) {
        endUnwatched();
    }
    execution::ExecutionEngine* const orders = m_orders->engine();
    const AccountSnapshot account = m_practice != nullptr ? m_practice->account()
        : orders != nullptr                               ? accountOf(*orders, m_orders->own(), m_clock.now())
                                                          : AccountSnapshot{};
    const MarketViews::Sources sources{.orders = orders, .account = account, .heard = [this](const core::Pair& pair) {
                                           return m_signals->latest(pair);
                                       }};
    m_views->publish(sources);
    if (m_clock.now() - m_linesShown >= linesEvery) {
        m_linesShown = m_clock.now();
        RolloutSnapshot rollout = m_orders->rollout();
        rollout.valueToday = m_signals->rollout().day(m_clock.now()).value;
        rollout.maxValueToday = m_signals->rollout().rules().maxValueADay;
        m_views->setRollout(rollout);
        m_views->fillLines(m_lines.draft(), sources);
        m_lines.publish();
    }
}

void TradingSession::startRecording()
{
    if (m_recording->root.empty()) {
        return;
    }
    m_recorder = std::make_unique<Recorder>(
        *m_recording, m_options->orders.workstation, m_clock, [this](const std::string& what) {
            QMetaObject::invokeMethod(
                this, [this, what] { Q_EMIT troubled(tr("Recording: %1").arg(QString::fromStdString(what))); },
                Qt::QueuedConnection);
        });
}

void TradingSession::setRecorder(const RecorderOptions& recorder)
{
    if (recorder == *m_recording) {
        return;
    }
    *m_recording = recorder;
    const bool isRunning = m_publishTimer != nullptr && m_options->source != SourceKind::Tape;
    m_recorder.reset();
    if (isRunning) {
        startRecording();
    }
}

SettingsInForce TradingSession::settingsInForce() const
{
    SettingsInForce now{.desk = m_desk->settings(),
        .signal = m_signals->options(),
        .recorder = m_recorder ? *m_recording : RecorderOptions{},
        .frameMilliseconds = m_publishTimer != nullptr ? m_publishTimer->interval() : 0};
    if (execution::ExecutionEngine* const orders = m_orders->engine()) {
        now.desk.risk = orders->gate().limits();
        now.guard = orders->guardSettings();
        now.positions = orders->positionSettings();
        now.calibration = orders->executionTracker().calibrator().settings();
    }
    m_stocks->tellSettings(now);
    return now;
}

void TradingSession::act(const signals::Signal& signal, const core::Pair& pair)
{
    using Sends = SignalOptions::Sends;
    const Sends sends = m_signals->options().sends;
    const routing::Signal strength{.strength = signal.strength, .source = signal.source, .id = signal.id};
    // A replay practises what its user does; a signal of today has no part in it.
    if (m_practice != nullptr) {
        decide({.side = signal.side, .size = signal.size, .signal = strength}, pair);
        Q_EMIT troubled(tr("Signal %1 was judged and not sent: a replay").arg(QString::fromStdString(signal.id)));
        return;
    }
    if (sends == Sends::Nothing || (sends == Sends::Paper && m_orders->isLive())) {
        decide({.side = signal.side, .size = signal.size, .signal = strength}, pair);
        Q_EMIT troubled(tr("Signal %1 was judged and not sent: signal.send").arg(QString::fromStdString(signal.id)));
        return;
    }
    const OrderIntent intent{
        .pair = pair, .side = signal.side, .size = signal.size, .signal = strength, .clicked = m_clock.steady()};
    const double value = m_orders->valueOf(pair, signal.size);
    if (const auto rollout = m_signals->rollout().judge(signal.id, pair, value, m_clock.now());
        rollout != signals::Rollout::Sent) {
        const std::string why(signals::describe(rollout));
        const bool isTraded = m_orders->dispatch().pretend(intent, "left out: " + why);
        Q_EMIT troubled((isTraded ? tr("Signal %1 was traded on paper: %2") : tr("Signal %1 was left out: %2"))
                            .arg(QString::fromStdString(signal.id), QString::fromStdString(why)));
    } else if (m_orders->dispatch().submit(intent)) {
        m_signals->rollout().sent(value, m_clock.now());
    }
}

void TradingSession::setSignalRules(const SignalOptions& signal)
{
    m_signals->setOptions(signal);
}

void registerMetaTypes()
{
    qRegisterMetaType<core::Pair>();
    qRegisterMetaType<core::Price>();
    qRegisterMetaType<core::Quantity>();
    qRegisterMetaType<core::Timestamp>();
    qRegisterMetaType<calibration::CalibrationSettings>();
    qRegisterMetaType<SharedReport>();
    qRegisterMetaType<execution::KillReceipt>();
    qRegisterMetaType<StockOptions>();
    qRegisterMetaType<ScanRequest>();
    qRegisterMetaType<picks::SharedScan>();
    qRegisterMetaType<SharedPlan>();
    qRegisterMetaType<SharedPreview>();
    qRegisterMetaType<SharedRun>();
    qRegisterMetaType<orders::GuardSettings>();
    qRegisterMetaType<orders::GuardTerms>();
    qRegisterMetaType<RiskState>();
    qRegisterMetaType<ReplayCommand>();
    qRegisterMetaType<ReplayState>();
    qRegisterMetaType<SharedTimeline>();
    qRegisterMetaType<routing::RouteRequest>();
    qRegisterMetaType<OrderIntent>();
    qRegisterMetaType<Refusal>();
    qRegisterMetaType<DecisionRecord>();
    qRegisterMetaType<orders::Order>();
    qRegisterMetaType<orders::Fill>();
    qRegisterMetaType<desk::DeskSettings>();
}

} // namespace leadline::session
