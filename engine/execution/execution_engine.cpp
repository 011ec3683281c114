// SPDX-License-Identifier: MIT
#include "engine/execution/execution_engine.h"

#include "engine/execution/execution_tracker.h"
#include "engine/execution/guard_findings.h"
#include "engine/execution/latency_tracker.h"
#include "engine/execution/market_prices.h"
#include "engine/execution/position_keeper.h"
#include "engine/execution/pre_trade_risk.h"
#include "engine/execution/profit_total.h"
#include "engine/execution/shutdown.h"
#include "engine/feeds/trading_timing.h"
#include "engine/feeds/venue_gateway.h"
#include "engine/journal/sql_journal.h"

#include <QTemporaryDir>

#include <algorithm>

namespace leadline::execution
{

using namespace Qt::StringLiterals;

namespace
{

/// A folder that lives as long as an object.
class TemporaryFolder final : public QObject
{
public:
    QTemporaryDir folder;
};

/// A venue is asked for its positions that soon after a fill of ours, and of somebody else's, of which we know nothing.
constexpr std::chrono::milliseconds askAfterFill{1000};
constexpr std::chrono::milliseconds askAfterOthersFill{500};
/// How often positions are compared while nothing is told of them.
constexpr std::chrono::milliseconds compareEvery{250};
/// A market whose first book has not come for so long after the start counts as stale.
constexpr std::chrono::seconds firstBookWithin{15};

} // namespace

ExecutionEngine::ExecutionEngine(ExecutionOptions options, const core::Clock& clock, QObject* parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_clock(clock)
    , m_guard(m_options.guard)
    , m_executionTracker(std::make_unique<ExecutionTracker>(m_options.calibration, m_options.workstation))
    , m_latencyTracker(std::make_unique<LatencyTracker>(m_options.calibration, m_options.workstation))
{
    if (!m_options.killSwitch) {
        m_options.killSwitch = std::make_shared<KillSwitch>();
    }
}

ExecutionEngine::~ExecutionEngine() = default;

core::Result<void> ExecutionEngine::open()
{
    if (m_options.journal.empty()) {
        auto temporary = std::make_unique<TemporaryFolder>();
        m_options.journal = "sqlite:" + temporary->folder.filePath(u"journal.sqlite"_s).toStdString();
        m_temporary = std::move(temporary);
    }
    const auto url = journal::JournalUrl::parse(m_options.journal);
    if (!url) {
        return std::unexpected(url.error());
    }
    const core::Timestamp now = m_opened = m_clock.now();
    const auto seconds = static_cast<std::uint64_t>(core::millisecondsOf(now) / 1000);
    // A multiplicative hash spreads seeds that are close to each other over the twelve bits.
    const std::uint64_t drawn = (m_options.seed * 0x9E3779B97F4A7C15U) >> 52;
    auto opened = journal::SqlJournal::open({.url = *url,
                                                .workstation = m_options.workstation,
                                                .environments = m_options.environments,
                                                .historyOf = std::chrono::days(m_options.calibration.lookbackDays)},
        seconds << orders::clientEpochShift | drawn << orders::clientCountBits, now);
    if (!opened) {
        return std::unexpected(opened.error());
    }
    m_journal = std::move(*opened);
    m_manager = std::make_unique<orders::OrderManager>(
        m_clock, *m_journal, static_cast<orders::OrderListener&>(*this), m_options.manager);
    begin();
    m_journal->setEvents({.durable =
                              [this](std::uint64_t upTo) {
                                  QMetaObject::invokeMethod(
                                      this, [this, upTo] { m_manager->journalled(upTo); }, Qt::QueuedConnection);
                              },
        .failed =
            [this](std::string why) {
                QMetaObject::invokeMethod(
                    this,
                    [this, why = std::move(why)] {
                        m_journalTrouble = QString::fromStdString(why);
                        m_manager->journalFailed(why);
                        Q_EMIT journalChanged(false, m_journalTrouble);
                    },
                    Qt::QueuedConnection);
            },
        .healed =
            [this] {
                QMetaObject::invokeMethod(
                    this,
                    [this] {
                        m_journalTrouble.clear();
                        Q_EMIT journalChanged(true, {});
                    },
                    Qt::QueuedConnection);
            },
        .learned =
            [this](journal::History history) {
                QMetaObject::invokeMethod(
                    this, [this, history = std::move(history)] { learn(history); }, Qt::QueuedConnection);
            }});
    learn(m_journal->history());
    m_latencyTracker->keepSample = [this](const calibration::LatencySample& sample) { m_journal->keep(sample); };
    m_executionTracker->keepParent = [this](const calibration::ParentOrder& parent) { m_journal->keep(parent); };
    m_manager->setAppraisal([this](orders::Fill& fill) {
        if (const feeds::VenueGateway* const line = gatewayOf(fill.market.venue)) {
            // Of a market that nobody follows any more, its symbol tells what it is.
            const core::Instrument instrument =
                instrumentOf(fill.market).value_or(line->venue().instrumentOf(fill.market));
            m_executionTracker->appraise(fill, instrument, instrument.pair);
        }
    });
    m_takenOver.begin(m_journal->recovered());
    m_manager->recover(m_journal->recovered());
    return {};
}

core::Result<void> ExecutionEngine::addVenue(const venues::Venue& venue, const venues::TradingEnvironment& environment,
    const venues::Credentials& credentials, const core::Instrument& instrument, const feeds::TradingTiming& timing,
    const MarketPrices& prices)
{
    if (venue.makeTrading == nullptr) {
        return core::defect(venue.id.text() + " cannot be traded at");
    }
    if (feeds::VenueGateway* const known = gatewayOf(venue.id)) {
        if (known->isRefused() && known->environment().name == environment.name) {
            known->useKey(credentials);
            return {};
        }
        return core::defect(venue.id.text() + " is being traded at already");
    }
    m_manager->setQuote(instrument.id, instrument.pair.quote);
    Line& line = m_lines[venue.id];
    line.prices = &prices;
    line.trading = std::make_unique<feeds::VenueGateway>(
        venue, environment, credentials, instrument.id.symbol, timing, m_clock, *m_manager);
    const QString name = QString::fromStdString(venue.id.text());
    feeds::VenueGateway* const trading = line.trading.get();
    connect(trading, &feeds::VenueGateway::upChanged, this,
        [this, name](bool up, const QString& why) { Q_EMIT venueUp(name, up, why); });
    connect(trading, &feeds::VenueGateway::accountChanged, this, [this, name] { Q_EMIT accountChanged(name); });
    connect(trading, &feeds::VenueGateway::keyCanWithdraw, this, [this, name] { Q_EMIT keyCanWithdraw(name); });
    connect(trading, &feeds::VenueGateway::troubled, this, &ExecutionEngine::problem);
    if (timing.absentAfter.count() > 0) {
        m_manager->setAbsentAfter(venue.id, timing.absentAfter);
    } else if (const auto absentAfter = trading->protocol().absentAfter()) {
        m_manager->setAbsentAfter(venue.id, *absentAfter);
    }
    follow(venue.id, *trading);
    trading->listenRaw(m_raw);
    trading->open();
    if (m_options.killSwitch->isOn()) {
        m_shutdown->join(venue.id);
    }
    return {};
}

void ExecutionEngine::listenRaw(feeds::RawListener* listener)
{
    m_raw = listener;
    for (const auto& [venue, line] : m_lines) {
        line.trading->listenRaw(listener);
    }
}

void ExecutionEngine::addInstrument(const core::Instrument& instrument)
{
    if (feeds::VenueGateway* const line = gatewayOf(instrument.id.venue)) {
        m_manager->setQuote(instrument.id, instrument.pair.quote);
        line->follow(instrument.id.symbol);
    }
}

orders::ClientOrderId ExecutionEngine::nextId()
{
    return m_journal->epoch() + ++m_count;
}

void ExecutionEngine::submit(const orders::NewOrder& order, core::Price arrivalMid, const orders::GuardTerms& guard,
    const orders::OrderTimes& times)
{
    m_manager->submit(sided(order), arrivalMid, guard, times);
}

orders::NewOrder ExecutionEngine::sided(orders::NewOrder order) const
{
    const feeds::VenueGateway* const line = gatewayOf(order.market.venue);
    if (line == nullptr || line->isHedged() != true || order.positionSide != core::PositionSide::Net) {
        return order;
    }
    // Two positions: an order takes from the other one what is there, as it would where there is one; else it adds to
    // its own.
    const bool buys = order.side == core::Side::Bid;
    const auto opens = buys ? core::PositionSide::Long : core::PositionSide::Short;
    const auto closes = buys ? core::PositionSide::Short : core::PositionSide::Long;
    const auto& list = line->positions();
    const bool fits = list && list->closable(order.market.symbol, order.side, closes) >= order.size;
    order.positionSide = fits ? closes : opens;
    return order;
}

bool ExecutionEngine::cancel(orders::ClientOrderId id, const char* why)
{
    return m_manager->cancel(id, why);
}

bool ExecutionEngine::amend(orders::ClientOrderId id, core::Price price, core::Quantity size)
{
    return m_manager->amend(id, price, size);
}

bool ExecutionEngine::setGuard(orders::ClientOrderId id, const orders::GuardTerms& terms)
{
    return m_manager->setGuard(id, terms);
}

void ExecutionEngine::orderChanged(const orders::Order& order)
{
    m_guard.follow(order);
    m_executionTracker->changed(order);
    Q_EMIT orderUpdated(order);
}

void ExecutionEngine::filled(const orders::Fill& fill)
{
    m_executionTracker->filled(fill);
    const auto line = m_lines.find(fill.market.venue);
    if (line != m_lines.end() && line->second.trading->protocol().keepsPositions()) {
        // Not every venue tells of positions by its stream. Of balances each does.
        askPositionsIn(line->second, askAfterFill);
    }
    Q_EMIT orderFilled(fill);
}

void ExecutionEngine::askPositionsIn(Line& line, core::Duration wait)
{
    line.asked = std::min(line.asked, m_clock.steady() - m_options.positions.checkEvery + wait);
}

void ExecutionEngine::troubled(const std::string& what)
{
    Q_EMIT problem(QString::fromStdString(what));
}

void ExecutionEngine::measured(const orders::Order& order, bool isFill)
{
    m_latencyTracker->measured(order, isFill, m_clock.now());
}

void ExecutionEngine::bookMoved(const core::MarketId& market, const orders::SpreadNow& spread)
{
    const auto& found = m_guard.bookMoved(market, spread, m_clock.now());
    if (!found.empty()) {
        carryOut(found, m_guard.settings().autoCancel, *m_manager);
    }
}

void ExecutionEngine::tick()
{
    m_manager->advance();
    const auto& found =
        m_guard.timePassed(m_clock.now(), [this](const core::MarketId& market) { return spreadNow(market); });
    if (!found.empty()) {
        carryOut(found, m_guard.settings().autoCancel, *m_manager);
    }
    m_latencyTracker->advance(m_clock.now());
    m_executionTracker->advance(m_clock.now(), [this](const core::MarketId& market) {
        const core::Price mid = midOf(market);
        return mid.raw() > 0 ? mid.toDoubleLossy() : calibration::ParentOrder::unknown;
    });
    askPositions();
    tellTakenOver();
    m_shutdown->advance();
}

void ExecutionEngine::keep(const calibration::JournalledDecision& decision)
{
    m_journal->keep(decision);
}

void ExecutionEngine::keep(const calibration::ParentOrder& parent)
{
    m_journal->keep(parent);
}

void ExecutionEngine::keep(const orders::RunRecord& record)
{
    m_journal->keep(record);
}

const std::vector<orders::RecoveredRun>& ExecutionEngine::recoveredRuns() const
{
    return m_journal->recovered().runs;
}

JournalReportRequest ExecutionEngine::reportRequest() const
{
    return {.url = *journal::JournalUrl::parse(m_options.journal), // it was opened
        .settings = m_options.calibration,
        .wants = [environments = m_options.environments](const core::VenueId& venue, std::string_view environment) {
            const auto found = environments.find(venue);
            return environment == (found == environments.end() ? "live" : found->second);
        }};
}

bool ExecutionEngine::isJournalUp() const
{
    return m_journal && m_journal->isHealthy();
}

QString ExecutionEngine::journalText() const
{
    if (isJournalUp()) {
        return tr("journal written");
    }
    // What the journal says of itself mostly begins with its name.
    return m_journalTrouble.startsWith(QStringLiteral("journal")) ? m_journalTrouble
                                                                  : tr("journal: %1").arg(m_journalTrouble);
}

std::vector<core::VenueId> ExecutionEngine::venues() const
{
    std::vector<core::VenueId> all;
    all.reserve(m_lines.size());
    for (const auto& [venue, line] : m_lines) {
        all.push_back(venue);
    }
    return all;
}

feeds::VenueGateway* ExecutionEngine::gatewayOf(const core::VenueId& venue) const
{
    const auto found = m_lines.find(venue);
    return found == m_lines.end() ? nullptr : found->second.trading.get();
}

bool ExecutionEngine::hasBudget(const core::VenueId& venue) const
{
    const feeds::VenueGateway* const line = gatewayOf(venue);
    return line != nullptr && line->hasBudget();
}

bool ExecutionEngine::isQuiet() const
{
    return m_manager->isQuiet() && m_journal->isIdle();
}

void ExecutionEngine::stopEverything(bool flattens)
{
    m_shutdown->begin(flattens);
}

const KillReceipt* ExecutionEngine::receipt() const
{
    return m_shutdown ? m_shutdown->receipt() : nullptr;
}

void ExecutionEngine::begin()
{
    m_keeper = std::make_unique<PositionKeeper>(m_manager->positions());
    m_keeper->lotOf = [this](const core::MarketId& market) {
        const auto instrument = instrumentOf(market);
        return instrument ? instrument->lot : core::Quantity{};
    };
    m_gate = std::make_unique<PreTradeRisk>(m_options.killSwitch, *m_manager);
    m_gate->lossToday = [this] { return lossToday(); };
    m_gate->held = [this](const core::MarketId& market) { return m_keeper->sizeOf(market); };
    m_gate->readiness = [this](const core::VenueId& venue) {
        const feeds::VenueGateway* const line = gatewayOf(venue);
        return risk::VenueReadiness{.isTradingOn = line != nullptr,
            .isJournalUp = isJournalUp(),
            .isReconciled = isReconciled(venue),
            .hasBudget = hasBudget(venue),
            .mayShort = line != nullptr && line->account() && line->account()->mayShort.value_or(true)};
    };
    m_shutdown = std::make_unique<Shutdown>(
        ShutdownHooks{.nextId = [this] { return nextId(); },
            .submit = [this](const orders::NewOrder& order) { m_manager->submit(order, {}, {.maxSpreadBps = 0}); },
            .cancel = [this](orders::ClientOrderId id) { m_manager->cancel(id, "kill switch"); },
            .closingPrice =
                [this](const core::MarketId& market, core::Side side) {
                    const MarketPrices* const prices = pricesOf(market);
                    return prices != nullptr ? prices->closingPrice(market, side) : core::Price{};
                },
            .instrumentOf = [this](const core::MarketId& market) { return instrumentOf(market); },
            .changed = [this] { Q_EMIT receiptChanged(); }},
        *m_manager, m_clock);
    m_shutdown->setSpotFlatten(m_options.positions.spotFlatten);
}

const MarketPrices* ExecutionEngine::pricesOf(const core::MarketId& market) const
{
    const auto line = m_lines.find(market.venue);
    return line != m_lines.end() ? line->second.prices : nullptr;
}

std::optional<core::Instrument> ExecutionEngine::instrumentOf(const core::MarketId& market) const
{
    const MarketPrices* const prices = pricesOf(market);
    return prices != nullptr ? prices->instrumentOf(market) : std::nullopt;
}

core::Price ExecutionEngine::midOf(const core::MarketId& market) const
{
    const MarketPrices* const prices = pricesOf(market);
    return prices != nullptr ? prices->midOf(market) : core::Price{};
}

double ExecutionEngine::lossToday()
{
    const CurrencyRates all = rates();
    ProfitSum sum(all, currency());
    for (const orders::Position& position : positions().all()) {
        const auto instrument = instrumentOf(position.market);
        if (const core::Price mid = midOf(position.market); instrument && mid.raw() > 0) {
            sum.add(settlementOf(instrument->pair),
                {.today = positions().profitToday(position.market, mid, m_clock.now())});
        }
    }
    return -sum.total().profit.today;
}

void ExecutionEngine::follow(const core::VenueId& venue, feeds::VenueGateway& trading)
{
    m_keeper->addVenue(venue, trading.protocol().keepsPositions());
    m_shutdown->addVenue(venue, trading);
    connect(&trading, &feeds::VenueGateway::ordersKnown, this,
        [this, venue](const feeds::OrderList& list) { m_shutdown->ordersKnown(venue, list); });
    connect(&trading, &feeds::VenueGateway::positionsKnown, this, [this, venue](const feeds::PositionList& list) {
        m_shutdown->positionsKnown(venue, list);
        positionsMoved(venue);
    });
    connect(&trading, &feeds::VenueGateway::filledElsewhere, this,
        [this, venue] { askPositionsIn(m_lines.find(venue)->second, askAfterOthersFill); });
    connect(&trading, &feeds::VenueGateway::positionsChanged, this, [this, venue] { positionsMoved(venue); });
    connect(&trading, &feeds::VenueGateway::notTold, this,
        [this, venue](venues::Ask what, const QString& why) { m_shutdown->notTold(venue, what, why); });
    connect(&trading, &feeds::VenueGateway::upChanged, this, [this, venue](bool up) {
        if (!up) {
            m_keeper->lost(venue);
            Q_EMIT positionsChanged();
        }
    });
}

void ExecutionEngine::positionsMoved(const core::VenueId& venue)
{
    const auto line = m_lines.find(venue);
    const auto& list = line->second.trading->positions();
    if (!list) {
        return;
    }
    m_keeper->told(venue, list->rows, list->asked);
    reportDifferences();
    Q_EMIT positionsChanged();
}

orders::SpreadNow ExecutionEngine::spreadNow(const core::MarketId& market)
{
    const MarketPrices* const prices = pricesOf(market);
    const orders::SpreadNow spread = prices != nullptr ? prices->spreadOf(market) : orders::SpreadNow{};
    if (spread.isKnown) {
        m_seen.insert(market);
    } else if (!m_seen.contains(market) && m_clock.now() - m_opened < firstBookWithin) {
        return {.isKnown = true}; // what an earlier run left is not cancelled because this one has just begun
    }
    return spread;
}

void ExecutionEngine::tellTakenOver()
{
    if (m_takenOver.isEmpty()) {
        return;
    }
    for (const TakenOver::Finding& finding : m_takenOver.newFindings(*m_manager)) {
        Q_EMIT tookOver(QString::fromStdString(finding.venue.text()), QString::fromStdString(finding.text));
    }
}

void ExecutionEngine::askPositions()
{
    const core::Duration now = m_clock.steady();
    for (auto& [venue, line] : m_lines) {
        if (line.trading->isUp() && now - line.asked >= m_options.positions.checkEvery) {
            line.asked = now;
            line.trading->askPositions();
        }
    }
    if (now - m_compared >= compareEvery) {
        reportDifferences();
    }
}

void ExecutionEngine::reportDifferences()
{
    m_compared = m_clock.steady();
    for (const std::string& alarm : m_keeper->newAlarms(m_clock.now())) {
        Q_EMIT problem(QString::fromStdString(alarm));
    }
}

void ExecutionEngine::setPositionSettings(const PositionSettings& settings)
{
    m_options.positions = settings;
    m_shutdown->setSpotFlatten(settings.spotFlatten);
}

void ExecutionEngine::setCalibrationSettings(const calibration::CalibrationSettings& settings)
{
    m_executionTracker->setSettings(settings);
    m_latencyTracker->setSettings(settings);
}

void ExecutionEngine::learn(const journal::History& history)
{
    m_executionTracker->learn(history.executions);
    m_latencyTracker->learn(history.latencies);
}

} // namespace leadline::execution
