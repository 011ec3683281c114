// SPDX-License-Identifier: MIT
#include "engine/session/replay_orders.h"

#include "engine/desk/desk.h"
#include "engine/execution/execution_options.h"
#include "engine/execution/execution_tracker.h"
#include "engine/execution/guard_findings.h"
#include "engine/execution/kill_switch.h"
#include "engine/execution/pre_trade_risk.h"
#include "engine/orders/order_manager.h"
#include "engine/orders/positions.h"
#include "engine/session/practice_market.h"

#include <algorithm>
#include <limits>

namespace leadline::session
{

ReplayOrders::ReplayOrders(
    const execution::ExecutionOptions& options, desk::Desk& desk, const core::Clock& eventTime, QObject* parent)
    : QObject(parent)
    , m_desk(desk)
    , m_clock(eventTime)
    , m_killSwitch(options.killSwitch)
    , m_currency(options.positions.currency)
    , m_guard(options.guard)
{
    begin();
}

ReplayOrders::~ReplayOrders() = default;

void ReplayOrders::begin()
{
    m_guard = orders::SpreadGuard(m_guard.settings());
    m_market = std::make_unique<PracticeMarket>(m_desk, m_clock);
    m_manager = std::make_unique<orders::OrderManager>(m_clock, m_journal, static_cast<orders::OrderListener&>(*this));
    m_tracker = std::make_unique<execution::ExecutionTracker>(calibration::CalibrationSettings{}, std::string());
    m_manager->setAppraisal([this](orders::Fill& fill) {
        if (const desk::Market* const market = m_desk.find(fill.market)) {
            m_tracker->appraise(fill, market->instrument(), market->instrument().pair);
        }
    });
    const risk::RiskLimits limits = m_gate ? m_gate->limits() : m_desk.settings().risk;
    m_gate = std::make_unique<execution::PreTradeRisk>(m_killSwitch, *m_manager);
    m_gate->setLimits(limits);
    m_gate->lossToday = [this] { return -account().profit.profit.today; };
}

void ReplayOrders::setLimits(const risk::RiskLimits& limits)
{
    m_gate->setLimits(limits);
}

void ReplayOrders::meet(const core::MarketId& id)
{
    m_manager->connect(id.venue, *m_market);
    if (const desk::Market* const market = m_desk.find(id)) {
        m_manager->setQuote(id, market->instrument().pair.quote);
        m_tracker->setExpected(m_desk.expectedTerms(id.venue));
    }
}

void ReplayOrders::submit(const orders::NewOrder& order, core::Price arrivalMid, const orders::GuardTerms& guard,
    const orders::OrderTimes& /*times*/)
{
    meet(order.market);
    ++m_sent;
    m_manager->submit(order, arrivalMid, guard);
    deliver();
}

bool ReplayOrders::cancel(orders::ClientOrderId id, const char* why)
{
    const bool isSent = m_manager->cancel(id, why);
    deliver();
    return isSent;
}

bool ReplayOrders::amend(orders::ClientOrderId id, core::Price price, core::Quantity size)
{
    const bool isSent = m_manager->amend(id, price, size);
    deliver();
    return isSent;
}

bool ReplayOrders::setGuard(orders::ClientOrderId id, const orders::GuardTerms& terms)
{
    return m_manager->setGuard(id, terms);
}

void ReplayOrders::deliver()
{
    m_manager->journalled(std::numeric_limits<std::uint64_t>::max()); // there is none: nothing waits for it
    for (auto reports = m_market->takeReports(); !reports.empty(); reports = m_market->takeReports()) {
        for (const orders::OrderReport& report : reports) {
            m_manager->report(report);
        }
        m_manager->journalled(std::numeric_limits<std::uint64_t>::max());
    }
}

void ReplayOrders::bookMoved(const desk::Market& market)
{
    if (m_manager->live().empty()) {
        return;
    }
    m_market->bookMoved(market);
    deliver();
    const core::MarketId& id = market.instrument().id;
    if (m_guard.size() > 0) {
        execution::carryOut(
            m_guard.bookMoved(id, spreadOf(id), m_clock.now()), m_guard.settings().autoCancel, *m_manager);
        deliver();
    }
}

void ReplayOrders::traded(const desk::Market& market, const core::Trade& trade)
{
    if (!m_manager->live().empty()) {
        m_market->traded(market, trade);
        deliver();
    }
}

void ReplayOrders::advance()
{
    m_manager->advance();
    execution::carryOut(m_guard.timePassed(m_clock.now(), spreadOf), m_guard.settings().autoCancel, *m_manager);
    deliver();
    m_tracker->advance(m_clock.now(), [this](const core::MarketId& market) {
        const core::Price mid = midOf(market);
        return mid.raw() > 0 ? mid.toDoubleLossy() : calibration::ParentOrder::unknown;
    });
}

int ReplayOrders::forget()
{
    m_desk.urgency().reset();
    m_desk.overrides().reset();
    begin();
    return std::exchange(m_sent, 0);
}

void ReplayOrders::stopEverything(bool flattens)
{
    execution::KillReceipt receipt{.began = m_clock.now(), .flattens = flattens, .steps = {}};
    const auto live = m_manager->live();
    for (const orders::ClientOrderId id : live) {
        cancel(id, "kill switch");
    }
    const bool isClear = m_manager->live().empty();
    receipt.steps.push_back(
        {m_clock.now(), tr("replay: %n practice order(s) cancelled", nullptr, static_cast<int>(live.size())), isClear});
    for (const orders::Position& position : m_manager->positions().all()) {
        if (flattens && !position.size.isZero()) {
            receipt.steps.push_back(close(position));
        }
    }
    receipt.isComplete = std::ranges::all_of(receipt.steps, &execution::ReceiptStep::isDone);
    Q_EMIT receiptChanged(receipt);
}

execution::ReceiptStep ReplayOrders::close(const orders::Position& position)
{
    const bool isShort = position.size.isNegative();
    const core::Side side = isShort ? core::Side::Bid : core::Side::Ask;
    const core::Price mid = midOf(position.market);
    if (mid.raw() > 0) {
        const desk::Market& market = *m_desk.find(position.market);
        submit({.id = nextId(),
                   .market = position.market,
                   .side = side,
                   .price = risk::collarPrice(mid, side, market.instrument(), m_desk.settings().risk),
                   .size = isShort ? core::Quantity{} - position.size : position.size,
                   .type = orders::OrderType::MarketableLimit},
            mid, {.maxSpreadBps = 0}, {});
    }
    const core::Quantity left = m_manager->positions().of(position.market).size;
    const QString where = QString::fromStdString(position.market.venue.text() + " " + position.market.symbol.text());
    return {m_clock.now(),
        left.isZero() ? tr("replay: %1: the practice position is closed").arg(where)
                      : tr("replay: %1: %2 stay, the recorded book has no more within the collar")
                            .arg(where, QString::fromStdString(left.text())),
        left.isZero()};
}

core::Price ReplayOrders::midOf(const core::MarketId& id) const
{
    const desk::Market* const market = m_desk.find(id);
    return market != nullptr && market->tracker().isUsable() ? market->book().mid() : core::Price{};
}

bool ReplayOrders::isInUse(const core::Pair& pair) const
{
    const auto isOfIt = [&](const core::MarketId& id) {
        const desk::Market* const market = m_desk.find(id);
        return market != nullptr && market->instrument().pair == pair;
    };
    const auto held = static_cast<const orders::OrderManager&>(*m_manager).positions().all();
    return std::ranges::any_of(
               m_manager->live(), [&](orders::ClientOrderId id) { return isOfIt(m_manager->find(id)->request.market); })
        || std::ranges::any_of(
            held, [&](const orders::Position& position) { return !position.size.isZero() && isOfIt(position.market); });
}

std::vector<PositionSnapshot> ReplayOrders::positions()
{
    std::vector<PositionSnapshot> shown;
    const std::vector<orders::Position> all = m_manager->positions().all();
    shown.reserve(all.size());
    for (const orders::Position& position : all) {
        const core::Price known = midOf(position.market);
        const core::Price average = position.averagePrice();
        const core::Price mid = known.raw() > 0 ? known : average;
        shown.push_back({.market = position.market,
            .size = position.size,
            .ours = position.size,
            .averagePrice = average,
            .unrealised = position.size.toDoubleLossy() * (mid - average).toDoubleLossy(),
            .realised = position.realised.toDoubleLossy(),
            .fees = position.fees.toDoubleLossy(),
            .today = known.raw() > 0 ? m_manager->positions().profitToday(position.market, mid, m_clock.now()) : 0});
    }
    return shown;
}

AccountSnapshot ReplayOrders::account()
{
    AccountSnapshot account{.positions = positions(), .openOrders = static_cast<int>(m_manager->live().size())};
    account.profit = profitOf(execution::CurrencyRates(midOfPair), m_currency, account.positions,
        [this](const core::MarketId& id) -> std::optional<core::Instrument> {
            const desk::Market* const market = m_desk.find(id);
            return market == nullptr ? std::nullopt : std::optional(market->instrument());
        });
    for (const auto& market : m_desk.markets()) {
        const core::VenueId& venue = market->instrument().id.venue;
        const bool isNew = std::ranges::find(account.trading, venue, &TradingSnapshot::venue) == account.trading.end();
        if (isNew) {
            account.trading.push_back({.venue = venue, .environment = environment, .isUp = true, .isReconciled = true});
        }
    }
    for (const orders::ClientOrderId id : m_manager->live()) {
        ++account.working[m_manager->find(id)->request.market];
        if (const QueueSnapshot queue = m_market->queueOf(id); queue.order != 0) {
            account.queues.push_back(queue);
        }
    }
    return account;
}

void ReplayOrders::orderChanged(const orders::Order& order)
{
    m_guard.follow(order);
    m_tracker->changed(order);
    Q_EMIT orderUpdated(order);
}

void ReplayOrders::filled(const orders::Fill& fill)
{
    m_tracker->filled(fill);
    Q_EMIT orderFilled(fill);
}

void ReplayOrders::troubled(const std::string& what)
{
    Q_EMIT problem(QString::fromStdString(what));
}

} // namespace leadline::session
