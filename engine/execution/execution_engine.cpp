// SPDX-License-Identifier: MIT
#include "engine/execution/execution_engine.h"

#include "engine/feeds/trading_line.h"
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

/// Between questions to the venues while everything is being stopped.
constexpr std::chrono::milliseconds askEvery{500};
/// A closing order has this long before the rest is closed anew.
constexpr std::chrono::seconds closeEvery{2};

QString nameOf(const core::VenueId& venue)
{
    const auto* const known = venues::findVenue(venue.view());
    return known == nullptr
        ? QString::fromStdString(venue.text())
        : QString::fromUtf8(known->displayName.data(), static_cast<qsizetype>(known->displayName.size()));
}

} // namespace

ExecutionEngine::ExecutionEngine(ExecutionOptions options, const core::Clock& clock, QObject* parent)
    : QObject(parent)
    , m_options(std::move(options))
    , m_clock(clock)
    , m_guard(m_options.guard)
    , m_calibration(m_options.calibration, m_options.workstation)
{
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
    const core::Timestamp now = m_clock.now();
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
                    this, [this, history = std::move(history)] { m_calibration.learn(history); }, Qt::QueuedConnection);
            }});
    m_calibration.learn(m_journal->history());
    m_calibration.keepSample = [this](const calibration::LatencySample& sample) { m_journal->keep(sample); };
    m_calibration.keepParent = [this](const calibration::ParentOrder& parent) { m_journal->keep(parent); };
    m_manager->appraise = [this](orders::Fill& fill) {
        if (const auto line = m_lines.find(fill.market.venue); line != m_lines.end()) {
            m_calibration.appraise(fill, line->second.instrument, line->second.instrument.pair);
        }
    };
    m_manager->recover(m_journal->recovered());
    return {};
}

core::Result<void> ExecutionEngine::addVenue(const venues::Venue& venue, const venues::TradingEnvironment& environment,
    const venues::Credentials& credentials, const core::Instrument& instrument, const feeds::TradingTiming& timing)
{
    if (venue.makeTrading == nullptr) {
        return core::defect(venue.id.text() + " cannot be traded at");
    }
    if (m_lines.contains(venue.id)) {
        return core::defect(venue.id.text() + " is being traded at already");
    }
    m_manager->setQuote(instrument.id, instrument.pair.quote);
    Line& line = m_lines[venue.id];
    line.instrument = instrument;
    line.trading = std::make_unique<feeds::TradingLine>(
        venue, environment, credentials, instrument.id.symbol, timing, m_clock, *m_manager);
    const QString name = QString::fromStdString(venue.id.text());
    feeds::TradingLine* const trading = line.trading.get();
    connect(trading, &feeds::TradingLine::upChanged, this,
        [this, name](bool up, const QString& why) { Q_EMIT venueUp(name, up, why); });
    connect(trading, &feeds::TradingLine::accountChanged, this, [this, name] { Q_EMIT accountChanged(name); });
    connect(trading, &feeds::TradingLine::keyCanWithdraw, this, [this, name] { Q_EMIT keyCanWithdraw(name); });
    connect(trading, &feeds::TradingLine::troubled, this, &ExecutionEngine::problem);
    connect(trading, &feeds::TradingLine::openOrdersKnown, this, [&line](int count) { line.openAtVenue = count; });
    trading->open();
    return {};
}

orders::ClientOrderId ExecutionEngine::nextId()
{
    return m_journal->epoch() + ++m_count;
}

void ExecutionEngine::submit(const orders::NewOrder& order, core::Price arrivalMid, const orders::GuardTerms& guard,
    const orders::OrderTimes& times)
{
    m_manager->submit(order, arrivalMid, guard, times);
}

bool ExecutionEngine::cancel(orders::ClientOrderId id, const char* why)
{
    return m_manager->cancel(id, why);
}

void ExecutionEngine::cancelAll(const char* why)
{
    const auto live = m_manager->live();
    for (const orders::ClientOrderId id : live) {
        m_manager->cancel(id, why);
    }
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
    m_calibration.changed(order);
    Q_EMIT orderUpdated(order);
}

void ExecutionEngine::filled(const orders::Fill& fill)
{
    m_calibration.filled(fill);
    Q_EMIT orderFilled(fill);
}

void ExecutionEngine::troubled(const std::string& what)
{
    Q_EMIT problem(QString::fromStdString(what));
}

void ExecutionEngine::measured(const orders::Order& order, bool isFill)
{
    m_calibration.measured(order, isFill, m_clock.now());
}

void ExecutionEngine::actOn(const std::vector<orders::SpreadGuard::Finding>& findings)
{
    // NOLINTNEXTLINE(performance-unnecessary-copy-initialization): cancelling moves the guard's own lists
    const auto found = findings;
    for (const orders::SpreadGuard::Finding& finding : found) {
        if (m_guard.settings().autoCancel) {
            m_manager->cancel(finding.id, finding.why);
        } else {
            m_manager->flag(finding.id, finding.why);
        }
    }
}

void ExecutionEngine::bookMoved(const core::MarketId& market, const orders::SpreadNow& spread)
{
    const auto& found = m_guard.bookMoved(market, spread, m_clock.now());
    if (!found.empty()) {
        actOn(found);
    }
}

void ExecutionEngine::tick()
{
    m_manager->advance();
    const auto& found = m_guard.timePassed(m_clock.now(),
        [this](const core::MarketId& market) { return spreadOf ? spreadOf(market) : orders::SpreadNow{}; });
    if (!found.empty()) {
        actOn(found);
    }
    m_calibration.tick(m_clock.now(),
        [this](const core::MarketId& market) { return midOf ? midOf(market) : calibration::ParentOrder::unknown; });
    goOnStopping();
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
    return isJournalUp() ? tr("journal written") : tr("journal: %1").arg(m_journalTrouble);
}

feeds::TradingLine* ExecutionEngine::lineOf(const core::VenueId& venue) const
{
    const auto found = m_lines.find(venue);
    return found == m_lines.end() ? nullptr : found->second.trading.get();
}

bool ExecutionEngine::hasBudget(const core::VenueId& venue) const
{
    const feeds::TradingLine* const line = lineOf(venue);
    return line != nullptr && line->hasBudget();
}

bool ExecutionEngine::isQuiet() const
{
    return m_manager->isQuiet() && m_journal->isIdle();
}

void ExecutionEngine::step(const QString& what, bool isDone)
{
    m_receipt->steps.push_back({m_clock.now(), what, isDone});
    Q_EMIT receiptChanged();
}

void ExecutionEngine::stopEverything(bool flattens)
{
    if (m_stage == Stage::Over) {
        m_receipt = std::make_unique<KillReceipt>();
        m_receipt->began = m_clock.now();
        step(tr("new orders stopped"));
    }
    m_receipt->flattens = m_receipt->flattens || flattens;
    m_receipt->isComplete = false;
    const int live = liveOrders();
    cancelAll("kill switch");
    m_stage = Stage::Cancelling;
    for (auto& [venue, line] : m_lines) {
        line.openAtVenue = -1;
    }
    step(live == 0 ? tr("no order of ours was working") : tr("cancels sent for %n order(s)", nullptr, live));
}

void ExecutionEngine::goOnStopping()
{
    const core::Timestamp now = m_clock.now();
    if (m_stage == Stage::Cancelling && liveOrders() == 0) {
        step(tr("every order of ours is confirmed over"));
        m_stage = Stage::Asking;
        m_askedAt = {};
    }
    if (m_stage == Stage::Asking) {
        const bool isClean =
            std::ranges::all_of(m_lines, [](const auto& entry) { return entry.second.openAtVenue == 0; });
        if (isClean) {
            for (const auto& [venue, line] : m_lines) {
                step(tr("%1 says: no open orders").arg(nameOf(venue)));
            }
            const bool mustClose = m_receipt->flattens
                && std::ranges::any_of(
                    m_manager->positions().all(), [](const orders::Position& p) { return !p.size.isZero(); });
            if (mustClose) {
                m_stage = Stage::Closing;
                m_closedAt = {};
            } else {
                m_stage = Stage::Over;
                m_receipt->isComplete = true;
                step(m_receipt->flattens ? tr("flat") : tr("nothing is working anywhere"));
            }
        } else if (now - m_askedAt >= askEvery) {
            m_askedAt = now;
            for (auto& [venue, line] : m_lines) {
                if (line.openAtVenue > 0) {
                    step(tr("%1 still holds %n order(s): cancelling all there", nullptr, line.openAtVenue)
                             .arg(nameOf(venue)),
                        false);
                    line.trading->cancelEverything();
                }
                if (line.openAtVenue != 0) {
                    line.trading->askOpenOrders();
                }
            }
        }
    }
    if (m_stage == Stage::Closing && now - m_closedAt >= closeEvery) {
        m_closedAt = now;
        closePositions();
    }
}

void ExecutionEngine::closePositions()
{
    bool isFlat = true;
    for (const orders::Position& position : m_manager->positions().all()) {
        const auto line = m_lines.find(position.market.venue);
        if (position.size.isZero() || line == m_lines.end()) {
            continue;
        }
        const bool isLong = !position.size.isNegative();
        const core::Side side = isLong ? core::Side::Ask : core::Side::Bid;
        const core::Instrument& instrument = line->second.instrument;
        const core::Quantity open = isLong ? position.size : core::Quantity{} - position.size;
        const core::Quantity size = instrument.roundDownToLot(open);
        const core::Price price = closingPrice ? closingPrice(position.market, side) : core::Price{};
        if (size.isZero() || (price.raw() > 0 && size < instrument.smallestOrder(price))) {
            step(tr("%1: %2 left, too small to be sold")
                     .arg(nameOf(position.market.venue), QString::fromStdString(open.text())));
            continue;
        }
        isFlat = false;
        const bool isUnderWay = std::ranges::any_of(m_manager->live(),
            [&](orders::ClientOrderId id) { return m_manager->find(id)->request.market == position.market; });
        if (price.raw() == 0 || isUnderWay) {
            continue; // tried again with the next turn
        }
        step(tr("%1: closing %2").arg(nameOf(position.market.venue), QString::fromStdString(size.text())), false);
        submit({.id = nextId(),
                   .market = position.market,
                   .side = side,
                   .price = instrument.roundPassive(price, side),
                   .size = size,
                   .type = orders::OrderType::MarketableLimit},
            {}, {.maxSpreadBps = 0});
    }
    if (isFlat) {
        m_stage = Stage::Asking;
        m_askedAt = {};
        for (auto& [venue, line] : m_lines) {
            line.openAtVenue = -1;
        }
        m_receipt->flattens = false; // asked once more, and then it is over
        step(tr("positions are closed"));
    }
}

} // namespace leadline::execution
