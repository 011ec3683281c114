// SPDX-License-Identifier: MIT
#include "engine/drill/paper_trial.h"

#include "engine/session/market_snapshot.h"
#include "engine/session/order_intent.h"
#include "engine/session/session_options.h"
#include "engine/session/trading_session.h"
#include "engine/venues/trading_protocol.h"

#include <algorithm>
#include <cmath>

namespace leadline::drill
{

using namespace Qt::StringLiterals;
using std::chrono::seconds;

namespace
{

constexpr seconds accountsEvery{10};
constexpr seconds mostAtOnce{5}; ///< of time between two looks that counts as traded
constexpr seconds patience{20}; ///< for a venue's answer to a cancel, or to the last order
constexpr seconds sliceGap{3}; ///< an order that goes out in slices has none working for less than this

} // namespace

core::Result<void> checkPaper(const session::SessionOptions& options)
{
    if (options.source != session::SourceKind::Live) {
        return {};
    }
    bool trades = false;
    for (const session::VenueChoice& choice : options.venues) {
        if (choice.venue->makeTrading == nullptr || choice.trading == "off") {
            continue;
        }
        for (const venues::TradingEnvironment& environment : choice.venue->makeTrading()->environments()) {
            if (environment.name == choice.trading && environment.isLive) {
                return core::defect(choice.venue->id.text() + " trades real money: this is for paper alone");
            }
        }
        trades = true;
    }
    return trades ? core::Result<void>() : core::defect("no venue trades on paper: see Real orders in the README");
}

session::OrderIntent trialIntent(
    lab::StudyPolicy policy, const lab::StudySignal& signal, double notional, core::Price touch)
{
    session::OrderIntent intent{.side = signal.side,
        .size = core::Quantity::fromRaw(core::Int128{std::llround(notional / touch.toDoubleLossy() * 1e6)} * 1000),
        .reach = desk::Reach::Join,
        .guard = {.maxSpreadBps = 0}};
    switch (policy) {
    case lab::StudyPolicy::Signal:
        intent.signal = routing::Signal{.strength = signal.strength};
        break;
    case lab::StudyPolicy::Microstructure:
        intent.style = desk::Style::Smart;
        break;
    case lab::StudyPolicy::AlwaysMarket:
        intent.asked = routing::Strategy::UrgentMarket;
        break;
    case lab::StudyPolicy::AlwaysPassive:
        intent.asked = routing::Strategy::PassiveMaker;
        break;
    }
    return intent;
}

TrialStep nextStep(const TrialWork& work, core::Duration horizon)
{
    if (work.isLive) {
        return work.age >= horizon ? TrialStep::Cancel : TrialStep::Wait;
    }
    if (!work.isFilled && work.wasRejected && work.age < horizon) {
        return TrialStep::Rejoin;
    }
    return work.isFilled || work.quiet > sliceGap ? TrialStep::Close : TrialStep::Wait;
}

PaperTrial::PaperTrial(session::TradingSession& engine, const core::Clock& clock, const PaperTrialSettings& settings,
    PaperTrialFile& file, QObject* parent)
    : QObject(parent)
    , m_engine(engine)
    , m_clock(clock)
    , m_settings(settings)
    , m_file(file)
    , m_count(file.orders().size())
{
    connect(&m_timer, &QTimer::timeout, this, &PaperTrial::turn);
    connect(&engine, &session::TradingSession::decided, this, &PaperTrial::decided);
    connect(&engine, &session::TradingSession::refused, this, &PaperTrial::refused);
    connect(&engine, &session::TradingSession::orderChanged, this, &PaperTrial::changed);
    connect(&engine, &session::TradingSession::filled, this, &PaperTrial::filled);
    connect(&engine, &session::TradingSession::liveVenuesChanged, this, [this](const QStringList& venues) {
        if (!venues.isEmpty()) {
            m_timer.stop();
            Q_EMIT failed(tr("%1 would trade real money: this is for paper alone").arg(venues.join(u", "_s)));
        }
    });
}

void PaperTrial::start()
{
    m_accounted = m_clock.now();
    m_engine.setComparedNotional(m_settings.notional);
    m_engine.cancelAll(); // what an earlier run left working
    m_timer.start(m_settings.look);
}

void PaperTrial::account(core::Timestamp now)
{
    // A machine that slept did not trade.
    const core::Duration passed = std::min<core::Duration>(now - std::exchange(m_accounted, now), mostAtOnce);
    const bool counts = m_settings.window.holds(now) && m_market.isValid;
    m_unwritten += counts ? passed : core::Duration{};
    if (m_unwritten >= accountsEvery || (m_isStopping && m_unwritten > core::Duration{})) {
        writeActive(now);
    }
}

void PaperTrial::writeActive(core::Timestamp now)
{
    m_file.add(std::exchange(m_unwritten, {}), now);
}

void PaperTrial::kill()
{
    m_isStopping = m_isKilled = true;
    if (m_stage == Stage::Working || m_stage == Stage::Closing) {
        m_stage = Stage::Cancelling;
        m_since = m_clock.now();
        m_engine.cancelAll();
    }
}

void PaperTrial::turn()
{
    const core::Timestamp now = m_clock.now();
    if (const session::MarketSnapshot* const taken = m_engine.snapshots().take()) {
        m_market = *taken;
    }
    account(now);
    switch (m_stage) {
    case Stage::Waiting:
        if (m_isStopping || m_file.active() + m_unwritten >= m_settings.active) {
            if (m_unwritten > core::Duration{}) {
                writeActive(now);
            }
            m_timer.stop();
            Q_EMIT ended();
            return;
        }
        if (!m_settings.window.holds(now)) {
            m_doing =
                tr("waiting for the hours of %1").arg(QString::fromStdString(std::string(m_settings.window.name)));
        } else if (m_market.isValid && m_market.bookAgeSeconds < 1 && now - m_began >= m_settings.every) {
            begin(now);
        }
        return;
    case Stage::Deciding:
        if (now - m_since > patience) {
            finish();
        }
        return;
    case Stage::Working:
        work(now);
        return;
    case Stage::Cancelling:
        if (!isLive()) {
            m_isKilled ? finish() : closeRest();
        } else if (now - m_since > patience) {
            m_timer.stop();
            Q_EMIT failed(tr("an order could not be cancelled within %1 s").arg(patience.count()));
        }
        return;
    case Stage::Closing:
        if ((!isLive() && m_children.size() > 0) || now - m_since > patience) {
            finish();
        }
        return;
    }
}

void PaperTrial::work(core::Timestamp now)
{
    const calibration::ParentOrder& parent = m_order.parent;
    const TrialWork order{.isLive = isLive(),
        .isFilled = parent.filled >= parent.size,
        .wasRejected = m_mustRejoin,
        .age = now - m_began,
        .quiet = now - m_lastWord};
    switch (nextStep(order, m_settings.horizon)) {
    case TrialStep::Wait:
        return;
    case TrialStep::Rejoin:
        return rejoin(now);
    case TrialStep::Cancel:
        m_stage = Stage::Cancelling;
        m_since = now;
        m_engine.cancelAll();
        return;
    case TrialStep::Close:
        return closeRest();
    }
}

std::optional<lab::StudySignal> PaperTrial::signalNow() const
{
    if (m_market.samples.empty()) {
        return std::nullopt;
    }
    return lab::signalOfLean(m_market.samples.back().features[features::Feature::Obi1]);
}

session::OrderIntent PaperTrial::intentFor(lab::StudyPolicy policy, const lab::StudySignal& signal) const
{
    const bool buys = signal.side == core::Side::Bid;
    const core::Price touch = buys ? m_market.bids.front().price : m_market.asks.front().price;
    session::OrderIntent intent = trialIntent(policy, signal, m_settings.notional, touch);
    intent.clicked = m_clock.steady();
    return intent;
}

void PaperTrial::begin(core::Timestamp now)
{
    const auto signal = signalNow();
    if (!signal || m_market.bids.empty() || m_market.asks.empty()) {
        return;
    }
    const auto policy = static_cast<lab::StudyPolicy>(m_count % lab::studyPolicies);
    m_order = {.policy = policy,
        .parent = {.symbol = core::Symbol(m_market.pair.text()),
            .side = signal->side,
            .strategy = std::string(lab::nameOf(policy)),
            .decided = now}};
    m_children.clear();
    m_began = m_since = now;
    m_stage = Stage::Deciding;
    m_doing = tr("order %1, %2").arg(m_count + 1).arg(QString::fromStdString(m_order.parent.strategy));
    m_engine.submit(intentFor(policy, *signal));
}

void PaperTrial::decided(const session::DecisionRecord& record)
{
    if (m_stage == Stage::Closing && record.order == 0) {
        finish(); // what is left is less than any order
        return;
    }
    if (m_stage != Stage::Deciding) {
        return;
    }
    calibration::ParentOrder& parent = m_order.parent;
    const bool hasTouch = record.decision.marketBid.raw() > 0 && record.decision.marketAsk.raw() > 0;
    parent.arrivalMid = hasTouch
        ? (record.decision.marketBid.toDoubleLossy() + record.decision.marketAsk.toDoubleLossy()) / 2
        : calibration::ParentOrder::unknown;
    if (record.order == 0) {
        return; // why, comes next
    }
    m_order.wasSent = true;
    parent.id = orders::clientText(record.order);
    parent.venue = record.decision.market.venue;
    parent.size = record.decision.size;
    for (const session::VenueSnapshot& venue : m_market.venues) {
        if (venue.market == record.decision.market) {
            const routing::VenueQuote& quote = parent.side == core::Side::Bid ? venue.buy : venue.sell;
            parent.baselineBps = quote.impactBps + quote.feeBps;
        }
    }
    m_strategy = record.decision.strategy;
    m_mustRejoin = false;
    m_children[record.order];
    m_lastWord = m_clock.now();
    m_stage = Stage::Working;
}

void PaperTrial::refused(const session::Refusal& refusal)
{
    if (m_stage == Stage::Deciding) {
        m_order.why = refusal.text.toStdString();
        finish();
    }
}

void PaperTrial::changed(const orders::Order& order)
{
    if (m_stage == Stage::Working || m_stage == Stage::Closing || m_children.contains(order.request.id)) {
        m_lastWord = m_clock.now();
        Child& child = m_children[order.request.id];
        child.isLive = order.isLive() || order.lacksFills();
        const bool isRejected = order.state == orders::OrderState::Rejected;
        if (isRejected && !child.wasRejected) {
            ++m_order.rejected;
            m_mustRejoin = m_stage == Stage::Working;
        }
        child.wasRejected = isRejected;
        child.filled = order.filled;
    }
}

void PaperTrial::filled(const orders::Fill& fill)
{
    if (!m_order.wasSent || m_stage == Stage::Waiting) {
        return;
    }
    calibration::ParentOrder& parent = m_order.parent;
    parent.filled += fill.coins;
    parent.filledValue += fill.notional;
    parent.makerValue += fill.isMaker ? fill.notional : 0;
    parent.fees += fill.feeInQuote.value_or(0);
    if (m_stage == Stage::Closing) {
        parent.late += fill.coins;
    }
    if (parent.firstFill == core::Timestamp{}) {
        parent.firstFill = std::max(fill.time, parent.decided);
    }
}

bool PaperTrial::isLive() const
{
    return std::ranges::any_of(m_children, [](const auto& child) { return child.second.isLive; });
}

void PaperTrial::rejoin(core::Timestamp now)
{
    m_mustRejoin = false;
    m_lastWord = now;
    session::OrderIntent intent = intentFor(m_order.policy, {.side = m_order.parent.side});
    intent.size = m_order.parent.size - m_order.parent.filled;
    intent.venue = m_order.parent.venue;
    if (m_strategy != routing::Strategy::None) {
        intent.signal.reset();
        intent.asked = m_strategy;
    }
    m_engine.submit(intent);
}

void PaperTrial::closeRest()
{
    const core::Quantity rest = m_order.parent.size - m_order.parent.filled;
    const bool wasClosing = std::exchange(m_stage, Stage::Closing) == Stage::Closing;
    if (rest.raw() <= 0 || wasClosing) {
        finish();
        return;
    }
    m_since = m_clock.now();
    m_children.clear();
    session::OrderIntent intent = intentFor(lab::StudyPolicy::AlwaysMarket, {.side = m_order.parent.side});
    intent.size = rest;
    intent.venue = m_order.parent.venue;
    m_engine.submit(intent);
}

void PaperTrial::finish()
{
    m_order.parent.isOver = true;
    m_file.add(m_order);
    ++m_count;
    m_stage = Stage::Waiting;
    m_order = {};
}

} // namespace leadline::drill
