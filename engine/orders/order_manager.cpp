// SPDX-License-Identifier: MIT
#include "engine/orders/order_manager.h"

#include <algorithm>
#include <utility>

namespace leadline::orders
{

OrderManager::OrderManager(
    const core::Clock& clock, Journal& journal, OrderListener& listener, const ManagerTiming& timing)
    : m_clock(clock)
    , m_journal(journal)
    , m_listener(listener)
    , m_timing(timing)
{
}

OrderManager::Record* OrderManager::findRecord(ClientOrderId id)
{
    const auto found = m_orders.find(id);
    return found == m_orders.end() ? nullptr : &found->second;
}

OrderManager::Record* OrderManager::recordOf(const OrderReport& report)
{
    if (report.id != 0) {
        return findRecord(report.id);
    }
    if (report.venueOrder.empty()) {
        return nullptr;
    }
    const core::Symbol& symbol = report.market.symbol;
    Record* known = nullptr;
    const auto [first, last] = m_byVenueOrder.equal_range({report.market.venue, report.venueOrder});
    for (auto at = first; at != last; ++at) {
        Record* const record = findRecord(at->second);
        if (record == nullptr || (!symbol.isEmpty() && symbol != record->order.request.market.symbol)) {
            continue;
        }
        if (known != nullptr) {
            return nullptr; // whose it is cannot be told
        }
        known = record;
    }
    return known;
}

void OrderManager::remember(const Order& order, const std::string& venueOrder)
{
    m_byVenueOrder.emplace(std::pair(order.request.market.venue, venueOrder), order.request.id);
}

void OrderManager::forget(const Order& order)
{
    const auto forgetOne = [&](const std::string& venueOrder) {
        const auto [first, last] = m_byVenueOrder.equal_range({order.request.market.venue, venueOrder});
        const auto found =
            std::find_if(first, last, [&](const auto& known) { return known.second == order.request.id; });
        if (found != last) {
            m_byVenueOrder.erase(found);
        }
    };
    std::ranges::for_each(order.earlierVenueOrders, forgetOne);
    forgetOne(order.venueOrder);
}

bool OrderManager::learnVenueOrder(Record& record, const std::string& venueOrder)
{
    Order& order = record.order;
    // Where an order was replaced by another, late words may still name the older one.
    const auto& earlier = order.earlierVenueOrders;
    if (venueOrder.empty() || order.venueOrder == venueOrder
        || std::ranges::find(earlier, venueOrder) != earlier.end()) {
        return false;
    }
    if (!order.venueOrder.empty()) {
        order.earlierVenueOrders.push_back(order.venueOrder);
    }
    order.venueOrder = venueOrder;
    remember(order, venueOrder);
    return true;
}

void OrderManager::claimOrphans(const Order& order)
{
    // A stream may be quicker than the answer that would have told whose order it speaks of.
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

const Order* OrderManager::find(ClientOrderId id) const
{
    const auto found = m_orders.find(id);
    return found == m_orders.end() ? nullptr : &found->second.order;
}

OrderGateway* OrderManager::gatewayOf(const Order& order) const
{
    const auto found = m_gateways.find(order.request.market.venue);
    return found == m_gateways.end() ? nullptr : found->second;
}

bool OrderManager::happen(Record& record, OrderEvent event)
{
    Order& order = record.order;
    const OrderState before = order.state;
    const Transition transition = transitionOf(before, event);
    if (transition.verdict == Verdict::Ignored) {
        ++m_counters.ignored;
        return false;
    }
    if (transition.verdict == Verdict::Defect) {
        ++m_counters.defects;
        m_listener.troubled("order " + clientText(order.request.id) + " is " + std::string(describe(before))
            + ", and the venue says: " + std::string(describe(event)));
    }
    order.state = transition.next;
    if (order.state == OrderState::Working && !order.filled.isZero()) {
        order.state = OrderState::PartiallyFilled;
    }
    if (order.state == before) {
        return true;
    }
    if (before == OrderState::Rejected) {
        // Declared absent, and there all the same: it is not wanted any more.
        m_live.insert(order.request.id);
        order.cancelWanted = true;
        watch(record);
    }
    if (before == OrderState::PendingSubmit || before == OrderState::PendingCancel || !order.isLive()) {
        record.answerDue = {};
    }
    if (order.state == OrderState::Unknown) {
        ++m_counters.unknowns;
        record.isClearlyTimed = false;
        record.answerDue = {};
        record.askPause = m_timing.firstAsk;
        record.askNext = m_clock.now();
        order.isAmending = false;
        watch(record);
    }
    if (!order.isLive()) {
        close(record);
    }
    return true;
}

std::uint64_t OrderManager::write(Record& record, std::string_view what, const Fill* fill)
{
    record.order.changed = m_clock.now();
    JournalEntry entry{.order = record.order, .what = std::string(what), .at = record.order.changed};
    if (fill != nullptr) {
        entry.fill = *fill;
        entry.position = m_positions.of(fill->market);
    }
    m_written = m_journal.write(std::move(entry));
    return m_written;
}

void OrderManager::changed(Record& record, std::string_view what, const Fill* fill)
{
    write(record, what, fill);
    m_listener.orderChanged(record.order);
}

void OrderManager::watch(Record& record)
{
    m_watched.insert(record.order.request.id);
}

void OrderManager::close(Record& record)
{
    m_live.erase(record.order.request.id);
    record.mayBeSize = {};
    if (!std::exchange(record.isListed, true)) {
        m_closed.push_back(record.order.request.id);
    }
}

void OrderManager::forgetOldest()
{
    for (std::size_t tries = m_closed.size(); tries > 0 && m_closed.size() > m_timing.keptClosed; --tries) {
        const ClientOrderId oldest = m_closed.front();
        m_closed.pop_front();
        Record* const found = findRecord(oldest);
        if (found == nullptr) {
            continue;
        }
        if (found->order.isLive() || found->order.lacksFills()) {
            m_closed.push_back(oldest); // it lives again, or is not complete
            continue;
        }
        forget(found->order);
        m_watched.erase(oldest);
        m_orders.erase(oldest);
    }
}

void OrderManager::submit(
    const NewOrder& order, core::Price arrivalMid, const GuardTerms& guard, const OrderTimes& times)
{
    if (m_orders.contains(order.id)) {
        ++m_counters.defects;
        m_listener.troubled("order " + clientText(order.id) + " was to be sent a second time");
        return;
    }
    forgetOldest();
    Record& record = m_orders[order.id];
    record.order = {.request = order, .sent = m_clock.now(), .arrivalMid = arrivalMid, .guard = guard, .times = times};
    m_live.insert(order.id);
    if (!m_journal.isHealthy()) {
        record.order.note = "the journal cannot be written";
        happen(record, OrderEvent::Rejected);
        m_listener.orderChanged(record.order);
        return;
    }
    m_waiting.push_back({write(record, "new"), Action::Submit, order.id});
    m_listener.orderChanged(record.order);
}

bool OrderManager::cancel(ClientOrderId id, std::string_view why)
{
    Record* const record = findRecord(id);
    if (record == nullptr || !record->order.isLive() || record->order.cancelWanted) {
        return false;
    }
    record->order.cancelWanted = true;
    record->order.note = why;
    if (record->order.state == OrderState::New) {
        happen(*record, OrderEvent::CancelSent);
        changed(*record, "withdrawn before it was sent: " + std::string(why));
        return true;
    }
    record->cancelEntry = write(*record, "cancel: " + std::string(why));
    if (m_journal.isHealthy()) {
        m_waiting.push_back({record->cancelEntry, Action::Cancel, id});
    } else {
        // Nothing may keep an order alive that somebody wants gone.
        sendCancel(*record);
    }
    m_listener.orderChanged(record->order);
    return true;
}

bool OrderManager::amend(ClientOrderId id, core::Price price, core::Quantity size)
{
    Record* const record = findRecord(id);
    if (record == nullptr || record->order.isAmending || record->order.isHeld || record->order.cancelWanted
        || size <= record->order.filled || !m_journal.isHealthy()
        || transitionOf(record->order.state, OrderEvent::AmendSent).verdict != Verdict::Allowed) {
        return false;
    }
    happen(*record, OrderEvent::AmendSent);
    record->order.isAmending = true;
    record->order.amendPrice = price;
    record->order.amendSize = size;
    m_waiting.push_back({write(*record, "amend to " + size.text() + " at " + price.text()), Action::Amend, id});
    m_listener.orderChanged(record->order);
    return true;
}

bool OrderManager::setGuard(ClientOrderId id, const GuardTerms& terms)
{
    Record* const record = findRecord(id);
    if (record == nullptr || !record->order.isLive()) {
        return false;
    }
    record->order.guard = terms;
    record->order.isFlagged = false;
    changed(*record, "guard changed");
    return true;
}

void OrderManager::flag(ClientOrderId id, std::string_view why)
{
    Record* const record = findRecord(id);
    if (record != nullptr && record->order.isLive() && !record->order.isFlagged) {
        record->order.isFlagged = true;
        record->order.note = why;
        changed(*record, "flagged: " + std::string(why));
    }
}

void OrderManager::journalled(std::uint64_t upTo)
{
    m_durable = std::max(m_durable, upTo);
    while (!m_waiting.empty() && m_waiting.front().entry <= m_durable) {
        const Waiting waiting = m_waiting.front();
        m_waiting.pop_front();
        if (Record* const record = findRecord(waiting.id)) {
            act(waiting.action, *record);
        }
    }
}

void OrderManager::journalFailed(std::string_view why)
{
    for (const Waiting& waiting : std::exchange(m_waiting, {})) {
        Record* const record = findRecord(waiting.id);
        if (record == nullptr) {
            continue;
        }
        if (waiting.action == Action::Cancel) {
            act(waiting.action, *record);
            continue;
        }
        record->order.note = "not sent: " + std::string(why);
        record->order.isAmending = false;
        if (waiting.action == Action::Submit && record->order.state == OrderState::New) {
            happen(*record, OrderEvent::Rejected);
        }
        changed(*record, record->order.note);
    }
}

void OrderManager::act(Action action, Record& record)
{
    Order& order = record.order;
    OrderGateway* const gateway = gatewayOf(order);
    const bool isUp = gateway != nullptr && gateway->isUp();
    const core::Timestamp now = m_clock.now();
    switch (action) {
    case Action::Submit:
        if (order.state != OrderState::New) {
            return; // withdrawn meanwhile
        }
        if (!isUp) {
            order.note = "not sent: the venue is not connected";
            happen(record, OrderEvent::Rejected);
            return changed(record, order.note);
        }
        happen(record, OrderEvent::Written);
        order.sent = record.newest = now;
        order.times.sent = m_clock.steady();
        record.answerDue = now + m_timing.answerWithin;
        watch(record);
        m_listener.orderChanged(order);
        return gateway->submit(order);
    case Action::Amend:
        if (!order.rests() || order.cancelWanted || !order.isAmending || !isUp || order.amendSize <= order.filled) {
            order.isAmending = false;
            return m_listener.orderChanged(order);
        }
        record.newest = now;
        record.mayBeSize = order.amendSize;
        record.answerDue = now + m_timing.answerWithin;
        watch(record);
        return gateway->amend(order);
    case Action::Cancel:
        return sendCancel(record);
    }
}

void OrderManager::sendCancel(Record& record)
{
    watch(record); // until it is gone
    OrderGateway* const gateway = gatewayOf(record.order);
    const OrderState state = record.order.state;
    const bool isWritten = record.cancelEntry <= m_durable || !m_journal.isHealthy();
    if (gateway == nullptr || !gateway->isUp() || !isWritten
        || (state != OrderState::Working && state != OrderState::PartiallyFilled)) {
        return;
    }
    happen(record, OrderEvent::CancelSent);
    record.answerDue = m_clock.now() + m_timing.answerWithin;
    gateway->cancel(record.order);
    m_listener.orderChanged(record.order);
}

void OrderManager::becomeUnknown(Record& record, std::string_view why)
{
    const OrderState before = record.order.state;
    if (happen(record, OrderEvent::TimedOut) && before != record.order.state) {
        if (!record.order.cancelWanted) {
            record.order.note = why;
        }
        changed(record, why);
    }
    record.answerDue = {};
}

void OrderManager::passed(ClientOrderId id, core::Duration OrderTimes::*station)
{
    if (Record* const record = findRecord(id); record != nullptr && record->order.times.*station == core::Duration{}) {
        record->order.times.*station = m_clock.steady();
    }
}

void OrderManager::time(Record& record, const OrderReport& report)
{
    using Kind = OrderReport::Kind;
    OrderTimes& times = record.order.times;
    const bool speaksOfIt = report.kind == Kind::Accepted || report.kind == Kind::Filled || report.kind == Kind::Status;
    if (!record.isClearlyTimed || !speaksOfIt || times.sent == core::Duration{}) {
        return;
    }
    if (times.acknowledged == core::Duration{}) {
        times.acknowledged = m_clock.steady();
        m_listener.measured(record.order, false);
    }
    if (report.kind == Kind::Filled && times.filled == core::Duration{}) {
        times.filled = m_clock.steady();
        m_listener.measured(record.order, true);
    }
}

void OrderManager::unanswered(ClientOrderId id, std::string_view why)
{
    if (Record* const record = findRecord(id)) {
        becomeUnknown(*record, why);
    }
}

void OrderManager::notAsked(ClientOrderId /*id*/)
{
    // The next question is due by its own pause.
}

void OrderManager::notSent(ClientOrderId id, std::string_view why)
{
    Record* const record = findRecord(id);
    if (record == nullptr) {
        return;
    }
    Order& order = record->order;
    if (order.state == OrderState::PendingSubmit) {
        order.note = "not sent: " + std::string(why);
        happen(*record, OrderEvent::Rejected);
        return changed(*record, order.note);
    }
    if (order.isAmending && order.state != OrderState::PendingCancel) {
        order.isAmending = false;
        order.note = why;
        record->answerDue = {};
        record->mayBeSize = {};
        happen(*record, OrderEvent::AmendRefused);
        changed(*record, "amendment not sent: " + std::string(why));
        return endIfFull(*record);
    }
    // A cancel: asking what stands there comes first, then it is sent again.
    becomeUnknown(*record, why);
}

void OrderManager::ask(Record& record)
{
    OrderGateway* const gateway = gatewayOf(record.order);
    if (gateway != nullptr && gateway->isUp()) {
        ++m_counters.questions;
        // Where only fills are missing, the state is known.
        if (record.order.state == OrderState::Unknown) {
            gateway->query(record.order);
        }
        if (record.order.lacksFills()) {
            gateway->queryFills(record.order);
        }
    }
    askAgainLater(record);
}

void OrderManager::askAgainLater(Record& record)
{
    record.askNext = m_clock.now() + record.askPause;
    record.askPause = std::min(std::max(record.askPause, m_timing.firstAsk) * 2, m_timing.longestAsk);
}

void OrderManager::absent(Record& record)
{
    Order& order = record.order;
    if (order.state != OrderState::Unknown) {
        if (order.rests()) {
            happen(record, OrderEvent::Absent);
            changed(record, "the venue does not know it: asking");
        }
        return;
    }
    // Requests that are under way may still arrive, and a venue's own halves may disagree for a moment.
    const auto own = m_absentAfter.find(order.request.market.venue);
    if (m_clock.now() < record.newest + (own != m_absentAfter.end() ? own->second : m_timing.absentAfter)) {
        return;
    }
    if (order.venueOrder.empty() && order.filled.isZero() && order.venueFilled.isZero()) {
        order.note = "never reached the venue";
        happen(record, OrderEvent::Absent);
    } else {
        order.note = "the venue no longer knows it";
        happen(record, OrderEvent::Vanished);
    }
    changed(record, order.note);
}

void OrderManager::fill(Record& record, const OrderReport& report)
{
    Order& order = record.order;
    if (!record.executions.insert(report.execution).second) {
        ++m_counters.duplicateFills;
        return;
    }
    Fill fill{.order = order.request.id,
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
    if (appraise) {
        appraise(fill);
    }
    order.filled += fill.size;
    order.filledValue += fill.price * fill.size;
    order.venueFilled = std::max(order.venueFilled, order.filled);
    const auto quote = m_quotes.find(fill.market);
    const bool isCost = quote == m_quotes.end() || quote->second == fill.feeAsset;
    if (isCost) {
        order.fees += fill.fee;
    } else {
        order.fees += fill.price * fill.feeInBase;
    }
    m_positions.apply(fill, isCost ? fill.fee : core::Notional{});
    // An amendment that is under way may have made it larger already.
    const core::Quantity whole = std::max(order.request.size, record.mayBeSize);
    if (order.filled > whole && order.state != OrderState::Filled) { // which the table says itself
        ++m_counters.defects;
        m_listener.troubled("order " + clientText(order.request.id) + " is filled beyond its size");
    }
    happen(record, order.filled >= whole ? OrderEvent::FullFill : OrderEvent::PartFill);
    write(record, order.isLive() ? "partial fill" : "fill", &fill);
    m_listener.filled(fill);
    m_listener.orderChanged(order);
}

void OrderManager::hold(Record& record, const OrderReport& report)
{
    // The answer to an order and the stream come by two ways: an answer from before may come after.
    if (report.time >= record.heldAt) {
        record.heldAt = report.time;
        record.order.isHeld = report.isHeld;
    }
}

bool OrderManager::putInForce(Record& record, const OrderReport& report)
{
    Order& order = record.order;
    // A list that was made before an amendment may come after it; what is not told stays.
    if (report.time < record.inForceSince || !order.isLive()) {
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

void OrderManager::endIfFull(Record& record)
{
    Order& order = record.order;
    const bool isClear = order.isLive() && order.state != OrderState::New && record.mayBeSize.isZero();
    if (isClear && !order.filled.isZero() && order.filled >= order.request.size
        && happen(record, OrderEvent::FullFill)) {
        changed(record, "filled");
    }
}

void OrderManager::report(const OrderReport& report)
{
    Record* const record = recordOf(report);
    if (record == nullptr) {
        return keepOrphan(report);
    }
    time(*record, report);
    Order& order = record->order;
    const bool isNewName = learnVenueOrder(*record, report.venueOrder); // for the journal to have it with the news
    const bool lacked = order.lacksFills();
    if (report.cumulative) {
        order.venueFilled = std::max(order.venueFilled, *report.cumulative);
    }
    const OrderState before = order.state;
    const std::uint64_t writtenBefore = m_written;
    apply(*record, report);
    endIfFull(*record);
    if (order.state == OrderState::Unknown && before != OrderState::Unknown) {
        m_listener.orderChanged(order);
    }
    if (isNewName) {
        claimOrphans(order);
    }
    if (!lacked && order.lacksFills() && m_written == writtenBefore) {
        write(*record, "the venue has filled more than it told"); // a crash must not forget that
    }
    followUp(*record);
}

void OrderManager::keepOrphan(const OrderReport& report)
{
    constexpr std::size_t mostOrphans = 1000;
    ++m_counters.strayReports;
    if (report.id == 0 && !report.venueOrder.empty()) {
        m_orphans.push_back(report);
        if (m_orphans.size() > mostOrphans) {
            m_orphans.pop_front();
        }
    }
}

void OrderManager::apply(Record& record, const OrderReport& report)
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
        if (happen(record, OrderEvent::CancelRefused)) {
            changed(record, "cancel refused: " + report.why);
        }
        return;
    case Kind::Amended:
        return amended(record, report);
    case Kind::AmendRejected:
        return amendRejected(record, report);
    case Kind::Absent:
        return absent(record);
    }
}

void OrderManager::accepted(Record& record, const OrderReport& report)
{
    hold(record, report);
    const bool isOther = !record.order.isAmending && putInForce(record, report);
    if (record.order.state == OrderState::PendingSubmit) {
        record.order.queueAhead = report.queueAhead;
    }
    if (happen(record, OrderEvent::Accepted)) {
        changed(record, "accepted");
    } else if (isOther) {
        changed(record, "price and size as the venue has them");
    }
}

void OrderManager::ended(Record& record, const OrderReport& report, OrderEvent how)
{
    if (!record.order.cancelWanted && !report.why.empty()) {
        record.order.note = report.why;
    }
    if (happen(record, how)) {
        changed(record, describe(record.order.state));
    }
}

void OrderManager::rejected(Record& record, const OrderReport& report)
{
    if (record.order.isLive()) {
        record.order.note = report.why;
    }
    if (happen(record, OrderEvent::Rejected)) {
        changed(record, "rejected: " + report.why);
    }
}

void OrderManager::amended(Record& record, const OrderReport& report)
{
    hold(record, report);
    if (!happen(record, OrderEvent::Amended)) {
        return;
    }
    Order& order = record.order;
    // What is not told is what was asked for.
    if (order.isAmending) {
        order.request.price = order.amendPrice;
        order.request.size = order.amendSize;
    }
    putInForce(record, report);
    amendmentAnswered(record);
    record.inForceSince = std::max(record.inForceSince, report.time);
    changed(record, "amended");
}

void OrderManager::amendRejected(Record& record, const OrderReport& report)
{
    record.order.isHeld = false; // it is what it was, and held orders are not amended
    if (!record.order.isAmending) {
        return;
    }
    amendmentAnswered(record);
    record.order.note = report.why;
    happen(record, OrderEvent::AmendRefused);
    changed(record, "amendment refused: " + report.why);
}

void OrderManager::amendmentAnswered(Record& record)
{
    record.order.isAmending = false;
    record.mayBeSize = {};
    if (record.order.state != OrderState::PendingCancel) { // whose answer is still due
        record.answerDue = {};
    }
}

void OrderManager::followUp(Record& record)
{
    const bool lacksFills = record.order.lacksFills();
    if (lacksFills && !record.asksForFills) {
        // The stream is given a moment to bring them by itself.
        record.askPause = m_timing.firstAsk;
        askAgainLater(record);
    }
    record.asksForFills = lacksFills;
    if (lacksFills || (record.order.cancelWanted && record.order.isLive())) {
        watch(record);
    }
}

void OrderManager::openOrders(const core::VenueId& venue, std::span<const OrderReport> open)
{
    std::set<ClientOrderId> there;
    for (const OrderReport& order : open) {
        if (const Record* const record = recordOf(order)) {
            there.insert(record->order.request.id);
            report(order);
        } else if (m_strangers.emplace(venue, order.venueOrder).second) {
            // Told once: the venue is asked again and again.
            m_listener.troubled(venue.text() + " holds an order that this journal does not know: " + order.venueOrder);
        }
    }
    const std::set<ClientOrderId> live = m_live;
    for (const ClientOrderId id : live) {
        Record& record = *findRecord(id);
        if (record.order.request.market.venue == venue && record.order.rests() && !there.contains(id)) {
            becomeUnknown(record, "not among the venue's open orders");
            m_recovered.insert(id); // nothing new goes there until it is clear
        }
    }
    m_unreconciled.erase(venue);
}

void OrderManager::recover(const RecoveredState& state)
{
    for (const Position& position : state.positions) {
        m_positions.restore(position);
    }
    const core::Timestamp now = m_clock.now();
    for (const RecoveredOrder& recovered : state.orders) {
        Record& record = m_orders[recovered.order.request.id];
        record.order = recovered.order;
        for (const std::string& venueOrder : recovered.order.earlierVenueOrders) {
            remember(recovered.order, venueOrder);
        }
        if (!recovered.order.venueOrder.empty()) {
            remember(recovered.order, recovered.order.venueOrder);
        }
        record.order.isAmending = false;
        record.executions.insert(recovered.executions.begin(), recovered.executions.end());
        record.askPause = m_timing.firstAsk;
        record.askNext = now;
        // What was written may have been sent a while later, but before now.
        record.newest = std::min(now, recovered.order.changed + std::chrono::minutes(1));
        watch(record);
        m_recovered.insert(recovered.order.request.id);
        if (record.order.isLive()) {
            m_live.insert(recovered.order.request.id);
            record.order.state = OrderState::Unknown;
            ++m_counters.unknowns;
        }
        m_listener.orderChanged(record.order);
    }
}

bool OrderManager::isReconciled(const core::VenueId& venue) const
{
    return !m_unreconciled.contains(venue) && std::ranges::none_of(m_recovered, [&](ClientOrderId id) {
        const Order* const order = find(id);
        return order != nullptr && order->request.market.venue == venue
            && (order->state == OrderState::Unknown || order->lacksFills());
    });
}

void OrderManager::advance()
{
    const core::Timestamp now = m_clock.now();
    forgetOldest();
    const std::set<ClientOrderId> watched = m_watched;
    for (const ClientOrderId id : watched) {
        Record* const record = findRecord(id);
        if (record == nullptr) {
            m_watched.erase(id);
            continue;
        }
        if (record->answerDue != core::Timestamp{} && now >= record->answerDue) {
            becomeUnknown(*record, "no answer in time");
        }
        const Order& order = record->order;
        const bool mustAsk = order.state == OrderState::Unknown || order.lacksFills();
        if (mustAsk && now >= record->askNext) {
            ask(*record);
        }
        if (order.isLive() && order.cancelWanted) {
            sendCancel(*record);
        } else if (!mustAsk && record->answerDue == core::Timestamp{}) {
            m_watched.erase(id);
            m_recovered.erase(id);
        }
    }
}

bool OrderManager::isQuiet() const
{
    return m_watched.empty() && m_waiting.empty() && m_durable >= m_written
        && std::ranges::none_of(m_live, [&](ClientOrderId id) { return !find(id)->rests(); });
}

} // namespace leadline::orders
