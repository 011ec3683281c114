// SPDX-License-Identifier: MIT
#include "engine/orders/report_handler.h"

#include "engine/orders/order_ledger.h"

#include <algorithm>
#include <utility>

namespace leadline::orders
{

namespace
{

Fill fillOf(const Order& order, const OrderReport& report)
{
    return {.order = order.request.id,
        .decision = order.request.decision,
        .market = order.request.market,
        .side = order.request.side,
        .time = report.time,
        .price = report.price,
        .size = report.size,
        .fee = report.fee,
        .feeAsset = report.feeAsset,
        .feeInBase = report.feeInBase,
        .isMaker = report.isMaker,
        .execution = report.execution};
}

/// Of a venue's odd message there may be nothing to go by: a fill without a size would be booked as one for ever.
bool canBeBelieved(const OrderReport& report)
{
    const bool isInRange = report.price.raw() >= 0 && !report.size.isNegative()
        && (!report.cumulative || !report.cumulative->isNegative());
    return isInRange && (report.kind != OrderReport::Kind::Filled || (report.price.raw() > 0 && !report.size.isZero()));
}

/// What the fee was expected to be, in the quote currency; zero where nobody expected any.
core::Notional expectedFee(const Fill& fill)
{
    constexpr long double rawPerUnit = 1e18L;
    constexpr long double basisPoint = 1e-4L;
    const long double fee = static_cast<long double>(fill.notional) * fill.expectedFeeBps * basisPoint;
    return core::Notional::fromRaw(static_cast<core::Int128>(fee * rawPerUnit));
}

} // namespace

ReportHandler::ReportHandler(OrderLedger& ledger)
    : m_ledger(ledger)
{
}

void ReportHandler::report(const OrderReport& report)
{
    OrderRecord* const record = m_ledger.find(report);
    if (record == nullptr) {
        return keepOrphan(report);
    }
    if (!canBeBelieved(report)) {
        ++m_ledger.counters().defects;
        m_ledger.listener().troubled(
            "the venue's word on order " + clientText(record->order.request.id) + " cannot be read");
        return;
    }
    time(*record, report);
    Order& order = record->order;
    // First, for the journal to have it with the news.
    const bool isNewName = m_ledger.learnVenueOrder(*record, report.venueOrder);
    const bool lacked = order.lacksFills();
    if (report.cumulative) {
        order.venueFilled = std::max(order.venueFilled, *report.cumulative);
    }
    const OrderState before = order.state;
    const std::uint64_t writtenBefore = m_ledger.written();
    handle(*record, report);
    m_ledger.endIfFull(*record);
    if (order.state == OrderState::Unknown && before != OrderState::Unknown) {
        m_ledger.listener().orderChanged(order);
    }
    if (isNewName) {
        claimOrphans(order);
    }
    if (!lacked && order.lacksFills() && m_ledger.written() == writtenBefore) {
        m_ledger.write(*record, "the venue has filled more than it told"); // a crash must not forget that
    }
    followUp(*record);
}

void ReportHandler::keepOrphan(const OrderReport& report)
{
    constexpr std::size_t mostOrphans = 1000;
    ++m_ledger.counters().strayReports;
    if (report.id == 0 && !report.venueOrder.empty()) {
        m_orphans.push_back(report);
        if (m_orphans.size() > mostOrphans) {
            m_orphans.pop_front();
        }
    }
}

void ReportHandler::claimOrphans(const Order& order)
{
    // A stream may be quicker than the answer with the id of the order that its report is about.
    const core::MarketId market = order.request.market;
    const std::string venueOrder = order.venueOrder;
    const std::deque<OrderReport> orphans = std::exchange(m_orphans, {});
    for (const OrderReport& orphan : orphans) {
        const bool isOfSymbol = orphan.market.symbol.isEmpty() || orphan.market.symbol == market.symbol;
        if (orphan.market.venue == market.venue && isOfSymbol && orphan.venueOrder == venueOrder) {
            report(orphan);
        } else {
            m_orphans.push_back(orphan);
        }
    }
}

void ReportHandler::time(OrderRecord& record, const OrderReport& report)
{
    using Kind = OrderReport::Kind;
    OrderTimes& times = record.order.times;
    const bool confirmsIt = report.kind == Kind::Accepted || report.kind == Kind::Filled || report.kind == Kind::Status;
    if (!record.isClearlyTimed || !confirmsIt || times.sent == core::Duration{}) {
        return;
    }
    if (times.acknowledged == core::Duration{}) {
        times.acknowledged = m_ledger.clock().steady();
        m_ledger.listener().measured(record.order, false);
    }
    if (report.kind == Kind::Filled && times.filled == core::Duration{}) {
        times.filled = m_ledger.clock().steady();
        m_ledger.listener().measured(record.order, true);
    }
}

void ReportHandler::handle(OrderRecord& record, const OrderReport& report)
{
    using Kind = OrderReport::Kind;
    switch (report.kind) {
    case Kind::Accepted:
        return accepted(record, report);
    case Kind::Filled:
        record.order.isHeld = false;
        return fill(record, report);
    case Kind::Status:
        if (!record.order.isAmending) {
            putInForce(record, report);
        }
        return;
    case Kind::Cancelled:
        return ended(record, report, OrderEvent::Cancelled);
    case Kind::Expired:
        return ended(record, report, OrderEvent::Expired);
    case Kind::Rejected:
        return rejected(record, report);
    case Kind::CancelRejected:
        if (m_ledger.apply(record, OrderEvent::CancelRefused)) {
            m_ledger.changed(record, "cancel refused: " + report.why);
        }
        return;
    case Kind::Amended:
        return amended(record, report);
    case Kind::AmendRejected:
        return amendRejected(record, report);
    case Kind::Absent:
        return absent(record, report);
    }
}

void ReportHandler::accepted(OrderRecord& record, const OrderReport& report)
{
    hold(record, report);
    const bool isOther = !record.order.isAmending && putInForce(record, report);
    if (record.order.state == OrderState::PendingSubmit) {
        record.order.queueAhead = report.queueAhead;
    }
    if (m_ledger.apply(record, OrderEvent::Accepted)) {
        m_ledger.changed(record, "accepted");
    } else if (isOther) {
        m_ledger.changed(record, "price and size as the venue has them");
    }
}

void ReportHandler::fill(OrderRecord& record, const OrderReport& report)
{
    Order& order = record.order;
    if (!record.executions.insert(report.execution).second) {
        ++m_ledger.counters().duplicateFills;
        return;
    }
    Fill fill = fillOf(order, report);
    if (m_appraise) {
        m_appraise(fill);
    }
    book(order, fill);
    // An amendment that is under way may have made it larger already.
    const core::Quantity whole = std::max(order.request.size, record.mayBeSize);
    if (order.filled > whole && order.state != OrderState::Filled) { // which the table reports itself
        ++m_ledger.counters().defects;
        m_ledger.listener().troubled("order " + clientText(order.request.id) + " is filled beyond its size");
    }
    m_ledger.apply(record, order.filled >= whole ? OrderEvent::FullFill : OrderEvent::PartFill);
    m_ledger.write(record, order.isLive() ? "partial fill" : "fill", &fill);
    m_ledger.listener().filled(fill);
    m_ledger.listener().orderChanged(order);
}

void ReportHandler::book(Order& order, const Fill& fill)
{
    order.filled += fill.size;
    order.filledValue += fill.price * fill.size;
    order.venueFilled = std::max(order.venueFilled, order.filled);
    const core::Notional cost = costOf(fill);
    order.fees += fill.feeInBase.isZero() ? cost : fill.price * fill.feeInBase;
    m_ledger.positions().apply(fill, cost);
}

core::Notional ReportHandler::costOf(const Fill& fill) const
{
    if (!fill.feeInBase.isZero()) {
        return {}; // it is in the size
    }
    const auto quote = m_quotes.find(fill.market);
    if (quote != m_quotes.end() && !quote->second.isEmpty() && quote->second == fill.feeAsset) {
        return fill.fee;
    }
    // In points or a third coin, whose price nobody knows here: what the venue charges by its table, as in the
    // execution's costs.
    return fill.fee == core::Notional{} ? core::Notional{} : expectedFee(fill);
}

void ReportHandler::ended(OrderRecord& record, const OrderReport& report, OrderEvent how)
{
    if (!record.order.cancelWanted && !report.why.empty()) {
        record.order.note = report.why;
    }
    if (m_ledger.apply(record, how)) {
        m_ledger.changed(record, describe(record.order.state));
    }
}

void ReportHandler::rejected(OrderRecord& record, const OrderReport& report)
{
    if (record.order.isLive()) {
        record.order.note = report.why;
    }
    if (m_ledger.apply(record, OrderEvent::Rejected)) {
        m_ledger.changed(record, "rejected: " + report.why);
    }
}

void ReportHandler::amended(OrderRecord& record, const OrderReport& report)
{
    hold(record, report);
    if (!m_ledger.apply(record, OrderEvent::Amended)) {
        return;
    }
    Order& order = record.order;
    if (isOfEarlierAmendment(record, report)) {
        // In force until the newer one is carried out, whose answer is still due.
        const core::Quantity mayBeSize = record.mayBeSize;
        putInForce(record, report);
        record.mayBeSize = mayBeSize;
    } else {
        // What the report lacks is what was asked for.
        if (order.isAmending) {
            order.request.price = order.amendPrice;
            order.request.size = order.amendSize;
        }
        putInForce(record, report);
        amendmentAnswered(record);
    }
    record.inForceSince = std::max(record.inForceSince, report.time);
    m_ledger.changed(record, "amended");
}

void ReportHandler::amendRejected(OrderRecord& record, const OrderReport& report)
{
    record.order.isHeld = false; // it is what it was, and held orders are not amended
    if (!record.order.isAmending || isOfEarlierAmendment(record, report)) {
        return;
    }
    amendmentAnswered(record);
    record.order.note = report.why;
    m_ledger.apply(record, OrderEvent::AmendRefused);
    m_ledger.changed(record, "amendment refused: " + report.why);
}

bool ReportHandler::isOfEarlierAmendment(const OrderRecord& record, const OrderReport& report)
{
    const Order& order = record.order;
    const bool isUnderWay = order.isAmending || !record.mayBeSize.isZero();
    if (!isUnderWay) {
        return false;
    }
    const bool isOtherPrice = report.price.raw() > 0 && report.price != order.amendPrice;
    const bool isOtherSize = !report.size.isZero() && report.size != order.amendSize;
    const bool isOlder = report.time != core::Timestamp{} && report.time < record.inForceSince;
    return isOtherPrice || isOtherSize || isOlder;
}

void ReportHandler::amendmentAnswered(OrderRecord& record)
{
    record.order.isAmending = false;
    record.mayBeSize = {};
    if (record.order.state != OrderState::PendingCancel) { // whose answer is still due
        record.answerDue = {};
    }
}

void ReportHandler::absent(OrderRecord& record, const OrderReport& report)
{
    Order& order = record.order;
    if (order.state != OrderState::Unknown) {
        if (order.rests()) {
            m_ledger.apply(record, OrderEvent::Absent);
            m_ledger.changed(record, "the venue does not know it: asking");
        }
        return;
    }
    // Requests that are under way may still arrive, and a venue's own halves may disagree for a moment.
    const auto own = m_absentAfter.find(order.request.market.venue);
    const core::Duration after = own != m_absentAfter.end() ? own->second : m_ledger.timing().absentAfter;
    const core::Timestamp asked = report.time != core::Timestamp{} ? report.time : m_ledger.clock().now();
    if (asked < record.newest + after) {
        return; // an answer that was long on its way tells of then, not of now
    }
    if (order.venueOrder.empty() && order.filled.isZero() && order.venueFilled.isZero()) {
        order.note = "never reached the venue";
        m_ledger.apply(record, OrderEvent::Absent);
    } else {
        order.note = "the venue no longer knows it";
        m_ledger.apply(record, OrderEvent::Vanished);
    }
    m_ledger.changed(record, order.note);
}

void ReportHandler::followUp(OrderRecord& record)
{
    const bool lacksFills = record.order.lacksFills();
    if (lacksFills && !record.asksForFills) {
        // The stream is given a moment to bring them by itself.
        record.askPause = m_ledger.timing().firstAsk;
        m_ledger.askLater(record);
    }
    record.asksForFills = lacksFills;
    if (lacksFills || (record.order.cancelWanted && record.order.isLive())) {
        m_ledger.watch(record);
    }
}

void ReportHandler::hold(OrderRecord& record, const OrderReport& report)
{
    // The answer to an order and the stream come by two ways: an answer from before may come after.
    if (report.time >= record.heldAt) {
        record.heldAt = report.time;
        record.order.isHeld = report.isHeld;
    }
}

bool ReportHandler::putInForce(OrderRecord& record, const OrderReport& report)
{
    Order& order = record.order;
    // A list that was made before an amendment may come after it; what the report lacks stays. An order that is filled
    // whole is amended no more, whatever clock the venue's time is of.
    const bool isWhole = !report.size.isZero() && report.cumulative && *report.cumulative >= report.size;
    if ((report.time < record.inForceSince && !isWhole) || !order.isLive()) {
        return false;
    }
    const core::Price price = report.price.raw() > 0 ? report.price : order.request.price;
    const core::Quantity size = report.size.isZero() ? order.request.size : report.size;
    const bool isOther = price != order.request.price || size != order.request.size;
    order.request.price = price;
    order.request.size = size;
    if (!report.size.isZero()) {
        record.mayBeSize = {};
    }
    return isOther;
}

} // namespace leadline::orders
