// SPDX-License-Identifier: MIT
/// The engine's way from a wish to orders and back: decide, check, send, hear what became of them.
#include "engine/session/trading_session.h"

#include "engine/execution/execution_tracker.h"
#include "engine/execution/latency_tracker.h"
#include "engine/execution/pre_trade_risk.h"
#include "engine/feeds/trading_line.h"
#include "engine/session/session_line.h"
#include "engine/session/session_prices.h"

#include <QTimer>

#include <algorithm>

namespace leadline::session
{

using namespace Qt::StringLiterals;

namespace
{

/// How often orders look at the clock.
constexpr std::chrono::milliseconds orderBeat{20};

/// As reports name it: the signal policy's strategy, what was asked for, or which way the other policy went.
std::string strategyOf(const OrderIntent& intent, const routing::Decision& decision, orders::OrderType type)
{
    if (decision.strategy == routing::Strategy::None) {
        return type == orders::OrderType::MarketableLimit ? "aggressive" : "passive";
    }
    const std::string name(routing::nameOf(decision.strategy));
    return intent.asked ? "asked_" + name : name;
}

} // namespace

void TradingSession::setPreview(const core::Quantity& size, const QString& venue, int place)
{
    if (place != 0 && size.isZero()) {
        m_previews.erase(place);
        return;
    }
    m_previews[place] = {size, core::VenueId(venue.toStdString())};
}

void TradingSession::setSignal(double strength, bool isRaised)
{
    m_signal = strength < 0 ? std::nullopt
                            : std::optional(routing::Signal{.strength = std::min(strength, 1.0), .isRaised = isRaised});
}

void TradingSession::tellDecision(const DecisionRecord& record)
{
    if (m_recorder) {
        m_recorder->decided(record.number, record.decision);
    }
    Q_EMIT decided(record);
}

void TradingSession::decide(const routing::RouteRequest& request)
{
    if (m_market != nullptr) {
        tellDecision({++m_decisions, m_desk->decide(*m_market->group(), request), 0});
    }
}

void TradingSession::refuse(const OrderIntent& intent, risk::OrderCheck check, const QString& text)
{
    Q_EMIT refused({intent, check, text});
}

void TradingSession::submit(const OrderIntent& intent)
{
    if (m_market == nullptr) {
        return refuse(intent, risk::OrderCheck::ReplayOnly, tr("no market is open"));
    }
    // A strategy has its own price: that of the intent may be an old one.
    const bool isPlain = !intent.signal && !intent.asked;
    const bool isPriced = isPlain && intent.reach == desk::Reach::Cross;
    const routing::Decision decision = m_desk->decide(*m_market->group(),
        {.side = intent.side,
            .size = intent.size,
            .venue = intent.venue,
            .limit = isPriced ? intent.price : core::Price{},
            .takes = isPriced,
            .rests = isPlain && !isPriced && intent.style == desk::Style::Limit,
            .signal = intent.signal,
            .asked = intent.asked});
    const desk::OrderPlans plans = desk::planOrders(decision, intent.price, intent.reach, intent.style);
    if (plans.isEmpty()) {
        tellDecision({++m_decisions, decision, 0});
        return refuse(intent, risk::OrderCheck::Fine, QString::fromUtf8(routing::infoOf(decision.reason).text));
    }
    send(intent, decision, plans);
}

risk::OrderCheck TradingSession::checkOrder(const orders::NewOrder& order, const desk::Market& market, int openBefore,
    bool bandConfirmed, execution::GatePurpose purpose)
{
    if (!m_orders) {
        return risk::OrderCheck::ReplayOnly;
    }
    return m_orders->gate().check({.order = order,
                                      .instrument = market.instrument(),
                                      .mid = market.tracker().isUsable() ? market.book().mid() : core::Price{},
                                      .resilience = market.resilience(),
                                      .concentration = market.concentration(),
                                      .before = openBefore,
                                      .bandConfirmed = bandConfirmed,
                                      .purpose = purpose},
        m_clock.now());
}

void TradingSession::send(const OrderIntent& intent, const routing::Decision& decision, const desk::OrderPlans& plans)
{
    const core::Duration decidedAt = m_clock.steady();
    std::vector<orders::NewOrder> orders;
    risk::OrderCheck check = m_orders ? risk::OrderCheck::Fine : risk::OrderCheck::ReplayOnly;
    double total = 0; // of all children: a division is one order
    for (const desk::OrderPlan& plan : plans) {
        const desk::Market& market = *m_desk->find(plan.market);
        const core::Instrument& instrument = market.instrument();
        orders.push_back({.id = m_orders ? m_orders->nextId() : 0,
            .market = plan.market,
            .side = intent.side,
            .price = instrument.roundPassive(plan.price, intent.side),
            .size = plan.size,
            .type = plan.type});
        total += instrument.value(orders.back().price, plan.size).toDoubleLossy();
        if (check == risk::OrderCheck::Fine) {
            const int before = static_cast<int>(orders.size()) - 1;
            check = checkOrder(orders.back(), market, before, intent.bandConfirmed, execution::GatePurpose::New);
        }
    }
    if (!decision.sliceSize.isZero()) {
        const core::Instrument& instrument = m_desk->find(decision.market)->instrument();
        total = instrument.value(orders.front().price, decision.size).toDoubleLossy(); // of all slices
    }
    if (check == risk::OrderCheck::Fine && total > m_desk->settings().risk.maxOrderNotional) {
        check = risk::OrderCheck::TooLarge;
    }
    // All children or none: half an order is not what was asked for.
    const bool sends = check == risk::OrderCheck::Fine;
    tellDecision({++m_decisions, decision, sends ? orders.front().id : 0});
    if (!sends) {
        return refuse(intent, check, QString::fromUtf8(risk::describe(check)));
    }
    if (decision.strategy != routing::Strategy::None || orders.front().type == orders::OrderType::MarketableLimit) {
        m_desk->commit(decision);
    }
    begin(intent, decision, orders);
    if (!decision.sliceSize.isZero()) {
        m_orders->executionTracker().hold(orders.front().id);
        m_slices.push_back(
            {intent, decision, decision.size - orders.front().size, orders.front().id, orders.front().id});
    }
    const orders::OrderTimes times{.clicked = intent.clicked, .decided = decidedAt};
    const orders::GuardTerms guard = guardOf(intent);
    for (const orders::NewOrder& order : orders) {
        const desk::Market& market = *m_desk->find(order.market);
        const core::Price mid = market.tracker().isUsable() ? market.book().mid() : core::Price{};
        m_orders->gate().sent(order, m_clock.now());
        m_orders->submit(order, mid, guard, times);
    }
}

void TradingSession::begin(
    const OrderIntent& intent, const routing::Decision& decision, const std::vector<orders::NewOrder>& orders)
{
    calibration::ParentOrder parent{.venue = orders.front().market.venue,
        .symbol = orders.front().market.symbol,
        .side = intent.side,
        .strategy = strategyOf(intent, decision, orders.front().type),
        .decided = m_clock.now()};
    std::vector<orders::ClientOrderId> children;
    for (const orders::NewOrder& order : orders) {
        children.push_back(order.id);
        parent.size += m_desk->find(order.market)->instrument().baseSize(order.price, order.size);
    }
    if (!decision.sliceSize.isZero()) {
        parent.size = m_desk->find(decision.market)->instrument().baseSize(orders.front().price, decision.size);
    }
    const desk::Desk::Venues venues = m_desk->venuesOf(*m_market->group());
    parent.arrivalMid = venues.mid;
    for (const routing::VenueContext& venue : venues.list) {
        if (venue.candidate.market == decision.market) {
            const double value = parent.size.toDoubleLossy() * venues.mid;
            const routing::VenueQuote quote = routing::quoteTaking(venue.candidate, intent.side, value, venues.mid);
            parent.baselineBps = quote.fills ? quote.impactBps + quote.feeBps : calibration::ParentOrder::unknown;
        }
    }
    m_orders->executionTracker().begin(std::move(parent), children);
}

orders::GuardTerms TradingSession::guardOf(const OrderIntent& intent) const
{
    orders::GuardTerms guard = intent.guard;
    guard.maxSpreadBps = guard.maxSpreadBps < 0 ? m_options.orders.guard.maxSpreadBps : guard.maxSpreadBps;
    return guard;
}

void TradingSession::adoptMeasured()
{
    const execution::ExecutionTracker& executions = m_orders->executionTracker();
    const execution::LatencyTracker& latencies = m_orders->latencyTracker();
    for (const auto& line : m_lines) {
        const core::MarketId& id = line->market->instrument().id;
        m_desk->setAdverseSelection(id, executions.adverseBps(id)); // mark-outs come long after their fills
    }
    const std::uint64_t version = executions.version() + latencies.version();
    if (version == m_adoptedCalibration) {
        return;
    }
    m_adoptedCalibration = version;
    for (const auto& line : m_lines) {
        m_desk->setMeasured(latencies.termsOf(executions.termsOf(m_desk->expectedTerms(line->venue->id))));
        for (const calibration::FeeAlarm& alarm : executions.calibrator().of(line->venue->id).alarms) {
            if (m_toldAlarms.insert({line->venue->id, alarm.isMaker}).second) {
                Q_EMIT troubled(
                    tr("%1 takes %2 bps from %3 over %n fill(s), %4 was expected: see Calibration", nullptr,
                        static_cast<int>(alarm.samples))
                        .arg(QString::fromStdString(line->venue->id.text()), QString::number(alarm.measuredBps, 'f', 2),
                            alarm.isMaker ? tr("makers") : tr("takers"), QString::number(alarm.expectedBps, 'f', 2)));
            }
        }
    }
}

void TradingSession::setCalibrationSettings(const calibration::CalibrationSettings& settings)
{
    m_options.orders.calibration = settings;
    if (m_orders) {
        m_orders->setCalibrationSettings(settings);
        m_adoptedCalibration = 0;
    }
}

void TradingSession::makeReport(const core::Timestamp& from, const core::Timestamp& to)
{
    if (!m_orders || m_isReporting) {
        return; // whoever asked is answered by the report under way
    }
    m_isReporting = true;
    execution::JournalReportRequest request = m_orders->reportRequest();
    request.from = from;
    request.to = to;
    request.settings = m_options.orders.calibration;
    request.showsIdle = true;
    request.environment = m_options.source == SourceKind::Embedded ? "embedded market" : "live venues";
    for (const auto& line : m_lines) {
        request.expected.push_back(m_desk->expectedTerms(line->venue->id));
    }
    // A long history takes seconds, which no order may wait for.
    m_reporter = std::jthread([this, request = std::move(request), made = m_clock.now()] {
        auto report = execution::reportFromJournal(request, made);
        QMetaObject::invokeMethod(
            this,
            [this, report = std::move(report)]() mutable {
                m_isReporting = false;
                if (report) {
                    Q_EMIT reportReady(std::make_shared<const calibration::ReportContent>(std::move(*report)));
                } else {
                    Q_EMIT troubled(tr("No report: %1").arg(QString::fromStdString(report.error().what)));
                }
            },
            Qt::QueuedConnection);
    });
}

void TradingSession::cancel(quint64 order)
{
    if (m_orders) {
        m_orders->cancel(order, "by the user");
    }
}

void TradingSession::cancelAll()
{
    stopSlicing();
    if (!m_orders) {
        return;
    }
    const auto live = m_orders->manager().live();
    for (const orders::ClientOrderId id : live) {
        if (m_desk->find(m_orders->manager().find(id)->request.market) != nullptr) {
            m_orders->cancel(id, "by the user, with all others");
        }
    }
}

void TradingSession::amend(quint64 order, const core::Price& price, const core::Quantity& size)
{
    const orders::Order* const known = m_orders ? m_orders->manager().find(order) : nullptr;
    if (known == nullptr) {
        return;
    }
    const desk::Market* const found = m_desk->find(known->request.market);
    if (found == nullptr) {
        return refuse({.side = known->request.side, .price = price, .size = size}, risk::OrderCheck::Fine,
            tr("the order belongs to a rebalance, which moves it itself"));
    }
    const desk::Market& market = *found;
    orders::NewOrder wanted = known->request;
    wanted.price = market.instrument().roundPassive(price, wanted.side);
    wanted.size = size;
    const OrderIntent intent{.side = wanted.side, .price = wanted.price, .size = size, .venue = wanted.market.venue};
    const risk::OrderCheck check = checkOrder(wanted, market, 0, false, execution::GatePurpose::Amendment);
    if (check != risk::OrderCheck::Fine) {
        return refuse(intent, check == risk::OrderCheck::OutsideBand ? risk::OrderCheck::OffGrid : check,
            QString::fromUtf8(risk::describe(check)));
    }
    if (!m_orders->amend(order, wanted.price, size)) {
        refuse(intent, risk::OrderCheck::Fine, tr("the order cannot be changed now"));
    }
}

void TradingSession::setGuard(quint64 order, const orders::GuardTerms& terms)
{
    if (m_orders) {
        m_orders->setGuard(order, terms);
    }
}

void TradingSession::setGuardSettings(const orders::GuardSettings& settings)
{
    m_options.orders.guard = settings;
    if (m_orders) {
        m_orders->setGuardSettings(settings);
    }
}

void TradingSession::setPositionRules(int checkSeconds, int spotFlatten)
{
    m_options.orders.positions = {.checkEvery = std::chrono::seconds(checkSeconds),
        .spotFlatten = static_cast<execution::SpotFlatten>(spotFlatten)};
    if (m_orders) {
        m_orders->setPositionSettings(m_options.orders.positions);
    }
}

void TradingSession::startRecording()
{
    if (m_options.recorder.root.empty()) {
        return;
    }
    m_recorder = std::make_unique<Recorder>(
        m_options.recorder, m_options.orders.workstation, m_clock, [this](const std::string& what) {
            QMetaObject::invokeMethod(
                this, [this, what] { Q_EMIT troubled(tr("Recording: %1").arg(QString::fromStdString(what))); },
                Qt::QueuedConnection);
        });
    m_recorderTimer = new QTimer(this);
    connect(m_recorderTimer, &QTimer::timeout, this, [this] { m_recorder->tick(); });
    m_recorderTimer->start(std::chrono::seconds(1));
}

void TradingSession::startTrading()
{
    execution::ExecutionOptions options = m_options.orders;
    for (const auto& line : m_lines) {
        const auto choice = std::ranges::find(m_options.venues, line->venue, &VenueChoice::venue);
        options.environments[line->venue->id] = line->server != nullptr ? "embedded" : choice->trading;
    }
    m_orders = std::make_unique<execution::ExecutionEngine>(options, m_clock);
    connect(m_orders.get(), &execution::ExecutionEngine::orderUpdated, this, &TradingSession::orderUpdated);
    connect(m_orders.get(), &execution::ExecutionEngine::orderFilled, this, [this](const orders::Fill& fill) {
        if (const feeds::TradingLine* const line = m_orders->lineOf(fill.market.venue); line != nullptr && m_recorder) {
            m_recorder->filled(fill, std::string(line->environment().name));
        }
        Q_EMIT filled(fill);
    });
    connect(m_orders.get(), &execution::ExecutionEngine::problem, this, &TradingSession::troubled);
    connect(m_orders.get(), &execution::ExecutionEngine::keyCanWithdraw, this, &TradingSession::keyCanWithdraw);
    connect(m_orders.get(), &execution::ExecutionEngine::tookOver, this, &TradingSession::tookOver);
    connect(m_orders.get(), &execution::ExecutionEngine::journalChanged, this,
        [this](bool up, const QString& why) { Q_EMIT troubled(up ? tr("The journal is written again") : why); });
    connect(m_orders.get(), &execution::ExecutionEngine::venueUp, this,
        [this](const QString& venue, bool up, const QString& why) {
            markTradable();
            const bool isOnShow = std::ranges::any_of(
                m_lines, [&](const auto& line) { return venue.toStdString() == line->venue->id.view(); });
            if (!up && isOnShow) {
                Q_EMIT connectionChanged(false, venue + u" trading: "_s + why);
            }
        });
    connect(m_orders.get(), &execution::ExecutionEngine::receiptChanged, this,
        [this] { Q_EMIT receiptChanged(*m_orders->receipt()); });
    if (const auto opened = m_orders->open(); !opened) {
        m_orders.reset();
        Q_EMIT troubled(tr("Nothing can be sent: %1").arg(QString::fromStdString(opened.error().what)));
        return;
    }
    m_orders->gate().setLimits(m_desk->settings().risk);
    for (const auto& line : m_lines) {
        if (line->server != nullptr) {
            // Kraken's secrets are base64; Binance's are taken as they are.
            const bool isKraken = line->venue->id.view() == "kraken";
            const std::string secret(sim::embeddedSecret);
            startTrading(*line, {.name = "embedded", .isLive = false, .endpoints = line->endpoints, .isLimited = false},
                {std::string(sim::embeddedKey), isKraken ? sim::embeddedSecretBase64() : secret});
            continue;
        }
        const auto choice = std::ranges::find(m_options.venues, line->venue, &VenueChoice::venue);
        if (choice->credentials.isEmpty()) {
            continue; // whoever knows the key calls setTrading()
        }
        setTrading(QString::fromStdString(line->venue->id.text()), QString::fromStdString(choice->trading),
            QString::fromStdString(choice->credentials.key), QString::fromStdString(choice->credentials.secret));
    }
    showTradable();
    for (const auto& line : m_lines) {
        m_orders->executionTracker().setExpected(m_desk->expectedTerms(line->venue->id));
    }
    m_orderTimer = new QTimer(this);
    m_orderTimer->setTimerType(Qt::PreciseTimer);
    connect(m_orderTimer, &QTimer::timeout, m_orders.get(), &execution::ExecutionEngine::tick);
    connect(m_orderTimer, &QTimer::timeout, this, &TradingSession::adoptMeasured);
    connect(m_orderTimer, &QTimer::timeout, this, &TradingSession::goOnSlicing);
    m_orderTimer->start(orderBeat);
}

void TradingSession::startTrading(
    Line& line, const venues::TradingEnvironment& environment, const venues::Credentials& credentials)
{
    if (line.venue->makeTrading == nullptr) {
        return;
    }
    const feeds::TradingTiming timing{.countdown = m_options.countdown};
    if (const auto added =
            m_orders->addVenue(*line.venue, environment, credentials, line.market->instrument(), timing, *m_prices);
        !added) {
        Q_EMIT troubled(QString::fromStdString(added.error().what));
    }
}

void TradingSession::setTrading(
    const QString& venue, const QString& environment, const QString& key, const QString& secret)
{
    for (const auto& line : m_lines) {
        if (!m_orders || environment == "off"_L1 || line->server != nullptr || line->venue->makeTrading == nullptr
            || QString::fromStdString(line->venue->id.text()) != venue) {
            continue;
        }
        const venues::Credentials credentials{key.toStdString(), secret.toStdString()};
        if (credentials.isEmpty()) {
            Q_EMIT troubled(tr("%1: trading is on, and no key is known: Trade > Credentials").arg(venue));
            continue;
        }
        if (environment.toStdString() == sim::servedEnvironment) {
            // Where its market data comes from.
            startTrading(*line, {sim::servedEnvironment, false, line->endpoints, true}, credentials);
        }
        for (const venues::TradingEnvironment& known : line->venue->makeTrading()->environments()) {
            if (QString::fromUtf8(known.name) == environment) {
                startTrading(*line, known, credentials);
            }
        }
    }
    showTradable();
}

void TradingSession::markTradable()
{
    const auto tradingAt = [this](const auto& line) { return m_orders->lineOf(line->venue->id); };
    const bool isAnyOn = std::ranges::any_of(m_lines, [&](const auto& line) { return tradingAt(line) != nullptr; });
    const bool isAnyUp = std::ranges::any_of(
        m_lines, [&](const auto& line) { return tradingAt(line) != nullptr && tradingAt(line)->isUp(); });
    for (const auto& line : m_lines) {
        const feeds::TradingLine* const trading = tradingAt(line);
        // Where nothing can be traded, the router's word is advice about all of them; where nothing is connected, the
        // gate says so.
        line->market->setTradable(trading != nullptr ? trading->isUp() || !isAnyUp : !isAnyOn);
    }
}

void TradingSession::showTradable()
{
    markTradable();
    QStringList live;
    for (const auto& line : m_lines) {
        const feeds::TradingLine* const trading = m_orders->lineOf(line->venue->id);
        if (trading != nullptr && trading->environment().isLive) {
            live << QString::fromStdString(line->venue->id.text());
        }
    }
    m_isLive = !live.isEmpty();
    Q_EMIT liveVenuesChanged(live);
}

void TradingSession::orderUpdated(const orders::Order& order)
{
    desk::Market* const market = m_desk->find(order.request.market);
    if (market != nullptr && m_own.follow(order, market->book())) {
        market->setOwnOrders(
            m_own.sizes(order.request.market, core::Side::Bid), m_own.sizes(order.request.market, core::Side::Ask));
    }
    Q_EMIT orderChanged(order);
}

orders::SpreadNow TradingSession::spreadOf(const core::MarketId& id) const
{
    const desk::Market* const market = m_desk->find(id);
    if (market == nullptr) {
        return {};
    }
    const bool isFresh = m_desk->trust(*market) != desk::Trust::Bad;
    const auto bps = [](core::Price bid, core::Price ask) {
        const double mid = (bid.toDoubleLossy() + ask.toDoubleLossy()) / 2;
        return (ask - bid).toDoubleLossy() / mid * 1e4;
    };
    if (m_options.orders.guard.isConsolidated && market->group()->isConsolidated()) {
        const book::ConsolidatedBook& all = market->group()->book();
        return all.hasTouch() ? orders::SpreadNow{true, bps(all.bids()[0].price, all.asks()[0].price)}
                              : orders::SpreadNow{};
    }
    if (!isFresh || !market->tracker().isUsable()) {
        return {};
    }
    return {true, bps(market->book().bids()[0].price, market->book().asks()[0].price)};
}

void TradingSession::bookMoved(const desk::Market& market)
{
    m_receivedAt = m_clock.steady();
    if (!m_orders) {
        return;
    }
    m_own.bookMoved(market.instrument().id, market.book());
    if (m_orders->isGuarding()) {
        m_orders->bookMoved(market.instrument().id, spreadOf(market.instrument().id));
    }
}

void TradingSession::openStocks(const EquityOptions& options)
{
    if (!m_orders) {
        Q_EMIT troubled(tr("Stocks cannot be traded: there is no journal"));
        return;
    }
    m_stocks->open(options, *m_orders, m_desk->settings().risk);
    Q_EMIT stocksOpened();
}

} // namespace leadline::session
