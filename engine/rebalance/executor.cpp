// SPDX-License-Identifier: MIT
#include "engine/rebalance/executor.h"

#include "engine/rebalance/executor_slot.h"

#include <algorithm>
#include <utility>

namespace leadline::rebalance
{

using core::Notional;
using core::Price;
using core::Quantity;
using core::Timestamp;
using orders::Order;
using orders::OrderState;
using orders::OrderType;

namespace
{

constexpr int mostRefusals = 3;
/// Advancing lets cash flow from one symbol to another; it comes to rest long before.
constexpr int mostRounds = 64;

} // namespace

Executor::Executor(RunRequest request, const core::Clock& clock, Broker& broker)
    : m_request(std::move(request))
    , m_clock(clock)
    , m_broker(broker)
{
    m_request.marks.resize(m_request.orders.size());
    m_progress = {.run = m_request.run,
        .state = RunProgress::State::Running,
        .urgency = m_request.urgency,
        .isSmart = m_request.settings.isSmart,
        .cash = m_request.cash,
        .began = m_request.began};
    for (const PlannedOrder& order : m_request.orders) {
        const SlotMark& known = m_request.marks[m_slots.size()];
        m_progress.slots.push_back({.symbol = order.symbol,
            .side = order.side,
            .size = order.size,
            .repegs = known.repegs,
            .log = known.log,
            .arrivalMid = known.arrivalMid,
            .baselineBps = known.baselineBps});
        m_slots.push_back(std::make_unique<Slot>(order, m_slots.size()));
        if (known.log.empty()) {
            log(*m_slots.back(), wayText());
        }
    }
}

Executor::~Executor()
{
    m_isAbandoned = true;
    for (const auto& slot : m_slots) {
        slot->resume();
    }
}

Executor::Slot* Executor::slotOf(const core::Symbol& symbol) const
{
    const auto found = std::ranges::find_if(m_slots, [&](const auto& slot) { return slot->plan.symbol == symbol; });
    return found == m_slots.end() ? nullptr : found->get();
}

std::string Executor::wayText() const
{
    return m_request.settings.isSmart ? "smart execution, urgency " + std::string(describe(m_request.urgency))
                                      : "legacy market orders";
}

void Executor::log(Slot& slot, std::string text)
{
    LogLine line{m_clock.now(), std::move(text)};
    m_request.marks[slot.index].log.push_back(line);
    m_progress.slots[slot.index].log.push_back(std::move(line));
    ++m_version;
}

void Executor::logOnce(Slot& slot, const std::string& text)
{
    if (slot.said.insert(text).second) {
        log(slot, text);
    }
}

void Executor::explain(Slot& slot, std::string reason)
{
    logOnce(slot, reason);
    m_progress.slots[slot.index].reason = std::move(reason);
}

void Executor::explainCheck(Slot& slot)
{
    SlotProgress& progress = m_progress.slots[slot.index];
    if (slot.said.insert("check " + std::to_string(static_cast<int>(progress.validation.check))).second) {
        log(slot, progress.validation.text());
    }
}

void Executor::takeOver(const std::vector<Order>& sent, TakeOver how)
{
    if (how == TakeOver::Offered) {
        m_progress.state = RunProgress::State::CutOff;
    }
    for (const Order& order : sent) {
        if (Slot* const slot = slotOf(order.request.market.symbol)) {
            slot->orders.insert_or_assign(order.request.id, order);
            m_progress.slots[slot->index].ordersSent = static_cast<int>(slot->orders.size());
            recount(*slot);
        }
    }
    for (const auto& slot : m_slots) {
        if (how == TakeOver::Offered) {
            show(*slot, hasOrderOut(*slot) ? SlotState::Working : SlotState::Paused);
        }
        log(*slot,
            "found after a restart: " + std::to_string(slot->orders.size()) + " orders sent, "
                + m_progress.slots[slot->index].filled.text() + " of " + slot->plan.size.text() + " shares filled");
    }
}

void Executor::quoteChanged(const core::Symbol& symbol, const Quote& quote)
{
    Slot* const slot = slotOf(symbol);
    if (slot == nullptr || slot->isFinished) {
        return;
    }
    SlotProgress& progress = m_progress.slots[slot->index];
    progress.quote = quote;
    ++progress.quotesSeen;
    ++m_version;
    slot->isDirty = true;
}

void Executor::haltChanged(const core::Symbol& symbol, bool isHalted)
{
    if (Slot* const slot = slotOf(symbol); slot != nullptr && slot->isHalted != isHalted) {
        slot->isHalted = isHalted;
        slot->isDirty = true;
    }
}

void Executor::orderChanged(const Order& order)
{
    Slot* const slot = order.request.run == m_request.run ? slotOf(order.request.market.symbol) : nullptr;
    if (slot == nullptr) {
        return;
    }
    slot->orders.insert_or_assign(order.request.id, order);
    slot->isDirty = true;
    recount(*slot);
}

void Executor::recount(Slot& slot)
{
    SlotProgress& progress = m_progress.slots[slot.index];
    const Quantity before = progress.filled;
    progress.filled = {};
    progress.filledValue = progress.fees = {};
    progress.working = {};
    for (const auto& [id, order] : slot.orders) {
        progress.filled += order.filled;
        progress.filledValue += order.filledValue;
        progress.fees += order.fees;
        if (order.rests() && order.request.type == OrderType::Limit) {
            progress.working = order.request.price;
        }
    }
    Notional cash = m_request.cash;
    for (const SlotProgress& each : m_progress.slots) {
        cash = each.side == core::Side::Ask ? cash + each.filledValue : cash - each.filledValue;
        cash = cash - each.fees;
    }
    m_progress.cash = cash;
    ++m_version;
    if (progress.filled != before || slot.plan.side == core::Side::Bid) {
        // Cash came in, or was set free.
        for (const auto& other : m_slots) {
            other->isDirty = other->isDirty || other->waitsForCash;
        }
    }
}

bool Executor::hasOrderOut(const Slot& slot) const
{
    return std::ranges::any_of(slot.orders, [](const auto& entry) { return !isSettled(entry.second); });
}

Quantity Executor::remaining(const Slot& slot) const
{
    const SlotProgress& progress = m_progress.slots[slot.index];
    return progress.filled >= slot.plan.size ? Quantity{} : slot.plan.size - progress.filled;
}

Notional Executor::spendable(const Slot* except) const
{
    Notional free = m_progress.cash;
    for (const auto& slot : m_slots) {
        if (slot.get() != except && slot->plan.side == core::Side::Bid) {
            free = free - slot->held();
        }
    }
    return free;
}

bool Executor::sellsAreUnderWay() const
{
    return std::ranges::any_of(
        m_slots, [](const auto& slot) { return slot->plan.side == core::Side::Ask && !slot->isFinished; });
}

Quantity Executor::affordable(Slot& slot, Price price, bool& waitsForCash)
{
    const Quantity wanted = remaining(slot);
    waitsForCash = false;
    if (slot.plan.side == core::Side::Ask) {
        return wanted;
    }
    const Notional free = spendable(&slot);
    const Quantity possible = std::min(wanted, sharesFor(free, price, slot.plan.isFractional));
    if (possible >= wanted) {
        return wanted;
    }
    if (sellsAreUnderWay()) {
        waitsForCash = true;
        return {};
    }
    const bool isTooSmall = (price * possible).toDoubleLossy() < m_request.settings.minimumNotional;
    explain(slot, "cash is enough for " + possible.text() + " of " + wanted.text() + " shares");
    return isTooSmall ? Quantity{} : possible;
}

void Executor::mark(Slot& slot)
{
    SlotProgress& progress = m_progress.slots[slot.index];
    const Quote& quote = progress.quote;
    if (progress.arrivalMid.raw() > 0 || !quote.isTwoSided()) {
        return;
    }
    progress.arrivalMid = quote.mid();
    const double mid = quote.mid().toDoubleLossy();
    const double far = quote.far(progress.side).price.toDoubleLossy();
    // Only the touch is published: what a market order of any size would have paid at least.
    progress.baselineBps = 10'000 * (progress.side == core::Side::Bid ? far - mid : mid - far) / mid;
    SlotMark& marked = m_request.marks[slot.index];
    marked.arrivalMid = progress.arrivalMid;
    marked.baselineBps = progress.baselineBps;
    ++m_marksVersion;
}

bool Executor::place(Slot& slot, OrderType type, Price price, Quantity size)
{
    SlotProgress& progress = m_progress.slots[slot.index];
    mark(slot);
    std::string why;
    // Zero as identifier: the broker gives one. The slot learns of the order by orderChanged(), from inside the call.
    const orders::ClientOrderId id = m_broker.place({.market = {m_request.venue, slot.plan.symbol},
                                                        .side = slot.plan.side,
                                                        .price = type == OrderType::Market ? Price{} : price,
                                                        .size = size,
                                                        .type = type,
                                                        .run = m_request.run},
        progress.arrivalMid, why);
    if (id == 0) {
        slot.refusal = why;
        explain(slot, "not sent: " + why);
        progress.reason = why;
        return false;
    }
    slot.refusal.clear();
    slot.newest = id;
    slot.reservePrice = price;
    const bool isPart = size < remaining(slot); // why, is said already
    const std::string sent = type == OrderType::Market ? "market order" : "limit at " + price.text(2);
    slot.said.clear();
    if (!slot.because.empty()) {
        log(slot, std::exchange(slot.because, {}));
    }
    log(slot, sent + " for " + size.text() + " shares");
    progress.reason = isPart ? progress.reason : sent;
    ++progress.ordersSent;
    progress.began = progress.began == Timestamp{} ? m_clock.now() : progress.began;
    return true;
}

void Executor::show(Slot& slot, SlotState state, std::string reason, Timestamp until)
{
    SlotProgress& progress = m_progress.slots[slot.index];
    progress.state = state;
    progress.until = until;
    if (!reason.empty()) {
        explain(slot, std::move(reason));
    }
    slot.waitsForCash = state == SlotState::WaitingForCash;
    ++m_version;
}

void Executor::finish(Slot& slot)
{
    SlotProgress& progress = m_progress.slots[slot.index];
    show(slot, SlotState::Done);
    progress.ended = m_clock.now();
    progress.result = remaining(slot).isZero() ? SlotResult::Filled
        : !progress.filled.isZero()            ? SlotResult::PartlyFilled
        : slot.isRefused                       ? SlotResult::Refused
        : m_isStopping                         ? SlotResult::Stopped
                                               : SlotResult::Unfilled;
    log(slot,
        std::string(describe(progress.result)) + ", " + progress.filled.text() + " of " + slot.plan.size.text()
            + " shares" + (progress.filled.isZero() ? "" : " at " + progress.averagePrice().text(2)));
    slot.isFinished = true;
    for (const auto& other : m_slots) {
        other->isDirty = other->isDirty || other->waitsForCash;
    }
    if (std::ranges::all_of(m_slots, [](const auto& each) { return each->isFinished; })) {
        m_progress.state = RunProgress::State::Over;
        m_progress.ended = progress.ended;
    }
}

void Executor::pause()
{
    if (m_progress.state == RunProgress::State::Running) {
        m_isPaused = true;
        m_progress.state = RunProgress::State::Paused;
        for (const auto& slot : m_slots) {
            slot->isDirty = true;
        }
        ++m_version;
    }
}

void Executor::resume()
{
    if (m_progress.state == RunProgress::State::Paused || m_progress.state == RunProgress::State::CutOff) {
        m_isPaused = false;
        m_progress.state = RunProgress::State::Running;
        for (const auto& slot : m_slots) {
            slot->isDirty = true;
            if (!slot->isFinished) {
                slot->said.clear();
                log(*slot, "resumed");
            }
        }
        ++m_version;
    }
}

void Executor::stop(const std::string& why)
{
    if (isOver() || m_isStopping) {
        return;
    }
    m_isStopping = true;
    m_progress.state = RunProgress::State::Stopping;
    m_progress.note = why;
    for (const auto& slot : m_slots) {
        slot->isDirty = true;
        if (!slot->isFinished) {
            explain(*slot, why);
        }
    }
    ++m_version;
}

void Executor::advance()
{
    if (m_progress.state == RunProgress::State::CutOff) {
        return;
    }
    const Timestamp now = m_clock.now();
    for (int round = 0; round < mostRounds; ++round) {
        bool wentOn = false;
        for (const auto& slot : m_slots) {
            if (!slot->isStarted) {
                slot->isStarted = true;
                slot->task.emplace(execute(*slot));
                wentOn = true;
            } else if (slot->waiting && (slot->isDirty || now >= slot->until)) {
                slot->resume();
                wentOn = true;
            }
        }
        if (!wentOn) {
            break;
        }
    }
    m_progress.opensAt = {};
    for (const SlotProgress& slot : m_progress.slots) {
        if (slot.state == SlotState::Queued && slot.until != Timestamp{}) {
            m_progress.opensAt = slot.until;
        }
    }
    if (m_slots.empty() && !isOver()) {
        m_progress.state = RunProgress::State::Over;
        m_progress.ended = now;
        ++m_version;
    }
}

bool Executor::isRefused(Slot& slot)
{
    const auto newest = slot.orders.find(std::exchange(slot.newest, 0));
    if (newest == slot.orders.end()) {
        return false;
    }
    const Order& order = newest->second;
    const bool neverLeft = order.note.starts_with("not sent");
    if (order.state == OrderState::Filled || neverLeft || order.cancelWanted) {
        return false;
    }
    if (order.state == OrderState::Cancelled) {
        // Somebody took it away at the venue: whoever it was does not want it there again.
        explain(slot, "cancelled at the venue");
        slot.isRefused = true;
    } else {
        explain(slot, order.note.empty() ? std::string(describe(order.state)) : order.note);
        slot.isRefused = ++slot.refusals >= mostRefusals;
    }
    return slot.isRefused;
}

} // namespace leadline::rebalance
