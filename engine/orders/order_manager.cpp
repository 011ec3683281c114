// SPDX-License-Identifier: MIT
#include "engine/orders/order_manager.h"

#include "engine/orders/order_ledger.h"
#include "engine/orders/order_sender.h"
#include "engine/orders/reconciliation.h"
#include "engine/orders/report_handler.h"

#include <algorithm>
#include <utility>

namespace leadline::orders
{

OrderManager::OrderManager(
    const core::Clock& clock, Journal& journal, OrderListener& listener, const ManagerTiming& timing)
    : m_ledger(std::make_unique<OrderLedger>(clock, journal, listener, timing))
    , m_sender(std::make_unique<OrderSender>(*m_ledger))
    , m_reports(std::make_unique<ReportHandler>(*m_ledger))
    , m_reconciliation(std::make_unique<Reconciliation>(*m_ledger, *m_sender, *m_reports))
{
}

OrderManager::~OrderManager() = default;

void OrderManager::connect(const core::VenueId& venue, OrderGateway& gateway)
{
    m_sender->connect(venue, gateway);
}

void OrderManager::setQuote(const core::MarketId& market, core::Asset quote)
{
    m_reports->setQuote(market, quote);
}

void OrderManager::setAbsentAfter(const core::VenueId& venue, core::Duration after)
{
    m_reports->setAbsentAfter(venue, after);
}

void OrderManager::setAppraisal(std::function<void(Fill&)> appraise)
{
    m_reports->setAppraisal(std::move(appraise));
}

void OrderManager::submit(
    const NewOrder& order, core::Price arrivalMid, const GuardTerms& guard, const OrderTimes& times)
{
    m_sender->submit(
        {.request = order, .sent = m_ledger->clock().now(), .arrivalMid = arrivalMid, .guard = guard, .times = times});
}

bool OrderManager::cancel(ClientOrderId id, std::string_view why)
{
    return m_sender->cancel(id, why);
}

bool OrderManager::amend(ClientOrderId id, core::Price price, core::Quantity size)
{
    return m_sender->amend(id, price, size);
}

bool OrderManager::setGuard(ClientOrderId id, const GuardTerms& terms)
{
    OrderRecord* const record = m_ledger->find(id);
    if (record == nullptr || !record->order.isLive()) {
        return false;
    }
    record->order.guard = terms;
    record->order.isFlagged = false;
    m_ledger->changed(*record, "guard changed");
    return true;
}

void OrderManager::flag(ClientOrderId id, std::string_view why)
{
    OrderRecord* const record = m_ledger->find(id);
    if (record != nullptr && record->order.isLive() && !record->order.isFlagged) {
        record->order.isFlagged = true;
        record->order.note = why;
        m_ledger->changed(*record, "flagged: " + std::string(why));
    }
}

void OrderManager::journalled(std::uint64_t upTo)
{
    m_sender->journalled(upTo);
}

void OrderManager::journalFailed(std::string_view why)
{
    m_sender->journalFailed(why);
}

void OrderManager::passed(ClientOrderId id, core::Duration OrderTimes::*station)
{
    m_sender->passed(id, station);
}

void OrderManager::report(const OrderReport& report)
{
    m_reports->report(report);
}

void OrderManager::unanswered(ClientOrderId id, std::string_view why)
{
    if (OrderRecord* const record = m_ledger->find(id)) {
        m_ledger->becomeUnknown(*record, why);
    }
}

bool OrderManager::resend(const Order& sent)
{
    return m_sender->resend(sent);
}

void OrderManager::notSent(ClientOrderId id, std::string_view why)
{
    m_sender->notSent(id, why);
}

void OrderManager::openOrders(const core::VenueId& venue, std::span<const OrderReport> open)
{
    m_reconciliation->openOrders(venue, open);
}

void OrderManager::recover(const RecoveredState& state)
{
    m_reconciliation->recover(state);
}

bool OrderManager::isReconciled(const core::VenueId& venue) const
{
    return m_reconciliation->isReconciled(venue);
}

void OrderManager::mustReconcile(const core::VenueId& venue)
{
    m_reconciliation->mustReconcile(venue);
}

void OrderManager::advance()
{
    m_reconciliation->advance();
}

const Order* OrderManager::find(ClientOrderId id) const
{
    const OrderRecord* const record = m_ledger->find(id);
    return record == nullptr ? nullptr : &record->order;
}

const std::set<ClientOrderId>& OrderManager::live() const
{
    return m_ledger->live();
}

const PositionBook& OrderManager::positions() const
{
    return m_ledger->positions();
}

PositionBook& OrderManager::positions()
{
    return m_ledger->positions();
}

const ManagerCounters& OrderManager::counters() const
{
    return m_ledger->counters();
}

bool OrderManager::isQuiet() const
{
    return m_ledger->watched().empty() && m_sender->isIdle()
        && std::ranges::none_of(live(), [&](ClientOrderId id) { return !find(id)->rests(); });
}

} // namespace leadline::orders
