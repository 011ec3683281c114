// SPDX-License-Identifier: MIT
/// The conversation with the venue, symbol by symbol: it reads like the rules.
#include "engine/rebalance/anchor.h"
#include "engine/rebalance/executor_slot.h"

#include <algorithm>
#include <cmath>

namespace leadline::rebalance
{

using core::Price;
using core::Quantity;
using core::Timestamp;
using orders::Order;
using orders::OrderState;
using orders::OrderType;

namespace
{

constexpr std::chrono::milliseconds soon{500}; ///< what could not be sent is tried again
constexpr std::chrono::seconds gatePatience{30}; ///< after the deadline, for a market order that is not let out
constexpr Timestamp never = Timestamp::max();
/// A market order may pay more than the touch; so much more is set aside for it.
constexpr std::int64_t reservePercent = 2;

Price withReserve(Price price)
{
    return Price::fromRaw(price.raw() + price.raw() / 100 * reservePercent);
}

} // namespace

Executor::Wait Executor::wait(Slot& slot, Timestamp until)
{
    return {slot, until};
}

QCoro::Task<> Executor::execute(Slot& slot)
{
    co_await settleEarlier(slot);
    const bool isOpen = co_await reachOpening(slot);
    if (m_isAbandoned) {
        co_return;
    }
    if (isOpen && !m_request.settings.isSmart) {
        m_progress.slots[slot.index].strategy = "legacy mode";
        co_await cross(slot);
    } else if (isOpen) {
        const Ending ending = co_await workLimits(slot);
        if (ending == Ending::Failed && m_request.urgency != Urgency::Low && !m_isAbandoned) {
            SlotProgress& progress = m_progress.slots[slot.index];
            logOnce(slot, "limits have failed: urgency " + std::string(describe(m_request.urgency)) + " crosses");
            progress.strategy = progress.ordersSent > 0 ? "limit, then market" : "market";
            co_await cross(slot);
        }
    }
    if (!m_isAbandoned) {
        finish(slot);
    }
}

QCoro::Task<> Executor::settleEarlier(Slot& slot)
{
    // Of an earlier life of this run: what may still work is taken back before anything new is sent.
    while (!m_isAbandoned && hasOrderOut(slot)) {
        for (const auto& [id, order] : slot.orders) {
            if (order.isLive()) {
                m_broker.cancel(id, "taken back after a restart");
            }
        }
        show(slot, SlotState::Asking, "settling orders of before the restart");
        co_await wait(slot, m_clock.now() + soon);
    }
}

QCoro::Task<bool> Executor::reachOpening(Slot& slot)
{
    using Kind = equities::Placement::Kind;
    const std::chrono::minutes delay(m_request.settings.marketOpenDelayMinutes);
    while (!mustEnd()) {
        const Timestamp now = m_clock.now();
        const equities::Placement placement = equities::placementAt(m_request.calendar, now, delay);
        if (placement.kind == Kind::Now && !m_isPaused) {
            const equities::MarketDay* const today = m_request.calendar.openAt(now);
            const Timestamp latest = now + std::chrono::minutes(m_request.settings.deadlineMinutes);
            slot.deadline = std::min(latest, today->closes);
            co_return true;
        }
        const bool isClosed = placement.kind == Kind::Closed;
        if (placement.kind == Kind::Unknown || (isClosed && !m_request.settings.queuesOutsideHours)) {
            slot.isRefused = true;
            show(slot, SlotState::Done,
                isClosed ? "the market is closed until " + equities::newYorkText(placement.from) + " New York"
                         : "the calendar does not tell when the market opens");
            co_return false;
        }
        if (m_isPaused) {
            show(slot, SlotState::Paused);
            co_await wait(slot, never);
            continue;
        }
        show(slot, SlotState::Queued, "waits until " + equities::newYorkText(placement.from) + " New York",
            placement.from);
        co_await wait(slot, placement.from);
    }
    co_return false;
}

QCoro::Task<> Executor::withdraw(Slot& slot, const char* why)
{
    while (!m_isAbandoned && hasOrderOut(slot)) {
        for (const auto& [id, order] : slot.orders) {
            if (order.isLive() && !order.cancelWanted) {
                m_broker.cancel(id, why);
            }
        }
        logOnce(slot, std::string("withdrawn: ") + why);
        show(slot, SlotState::Cancelling);
        co_await wait(slot, m_clock.now() + soon);
    }
    slot.newest = 0;
}

QCoro::Task<Executor::Ending> Executor::workLimits(Slot& slot)
{
    SlotProgress& progress = m_progress.slots[slot.index];
    const ExecutionSettings& settings = m_request.settings;
    progress.strategy = "limit";
    while (!m_isAbandoned) {
        const Timestamp now = m_clock.now();
        if (remaining(slot).isZero() && !hasOrderOut(slot)) {
            co_return Ending::Over;
        }
        if (m_isStopping) {
            co_await withdraw(slot, "stopped");
            co_return Ending::Over;
        }
        if (now >= slot.deadline) {
            co_await withdraw(slot, "deadline");
            const bool isDone = remaining(slot).isZero();
            if (!isDone) {
                explain(slot, "unfilled at the deadline" + (slot.refusal.empty() ? "" : ": " + slot.refusal));
            }
            co_return isDone ? Ending::Over : Ending::Failed;
        }
        if (m_isPaused) {
            co_await withdraw(slot, "paused");
            show(slot, SlotState::Paused);
            co_await wait(slot, slot.deadline);
            continue;
        }
        if (hasOrderOut(slot)) {
            const auto newest = slot.orders.find(slot.newest);
            if (newest != slot.orders.end() && tend(slot, newest->second)) {
                co_await withdraw(slot, "re-pegs used up");
                co_return remaining(slot).isZero() ? Ending::Over : Ending::Failed;
            }
            co_await wait(slot, std::min(slot.deadline, now + soon));
            continue;
        }
        if (slot.newest != 0) {
            if (isRefused(slot)) {
                co_return Ending::Over;
            }
            if (!remaining(slot).isZero()) {
                co_await wait(slot, now + soon);
            }
            continue;
        }
        if (slot.isHalted) {
            show(slot, SlotState::WaitingForQuote, "halted", slot.deadline);
            co_await wait(slot, slot.deadline);
            continue;
        }
        progress.validation = validate(progress.quote, slot.plan.side, now, settings);
        if (!progress.validation.isFine()) {
            slot.failingSince = slot.failingSince == Timestamp{} ? now : slot.failingSince;
            // Before the first quote nothing is known of the market, however urgent the order is.
            const bool isAtOnce = m_request.urgency == Urgency::High && progress.quotesSeen > 0;
            const core::Duration patience(isAtOnce ? 0 : core::fromSeconds(settings.validationPatienceSeconds).count());
            const Timestamp until = std::min(slot.failingSince + patience, slot.deadline);
            explainCheck(slot);
            progress.reason = progress.validation.text();
            show(slot, SlotState::WaitingForQuote, {}, until);
            if (now >= slot.failingSince + patience) {
                co_return Ending::Failed;
            }
            co_await wait(slot, until);
            continue;
        }
        slot.failingSince = {};
        const Anchor anchor = anchorFor(progress.quote, slot.plan.side, remaining(slot), settings);
        bool waitsForCash = false;
        const Quantity size = affordable(slot, anchor.price, waitsForCash);
        if (waitsForCash) {
            show(slot, SlotState::WaitingForCash, "sells must fill first", slot.deadline);
            co_await wait(slot, slot.deadline);
            continue;
        }
        if (size.isZero()) {
            co_return Ending::Over;
        }
        slot.because = anchor.why;
        const bool isSent = place(slot, OrderType::Limit, anchor.price, size);
        show(slot, SlotState::Placing);
        co_await wait(slot, isSent ? slot.deadline : now + soon);
    }
    co_return Ending::Over;
}

bool Executor::tend(Slot& slot, const Order& order)
{
    SlotProgress& progress = m_progress.slots[slot.index];
    const bool rests = order.state == OrderState::Working || order.state == OrderState::PartiallyFilled;
    if (!rests) {
        show(slot,
            order.state == OrderState::Unknown             ? SlotState::Asking
                : order.state == OrderState::PendingCancel ? SlotState::Cancelling
                                                           : SlotState::Placing);
        return false;
    }
    if (order.isAmending) {
        show(slot, SlotState::Repegging);
        return false;
    }
    show(slot, SlotState::Working, {}, slot.deadline);
    progress.validation = validate(progress.quote, slot.plan.side, m_clock.now(), m_request.settings);
    const Price working = order.request.price;
    if (!progress.validation.isFine()) {
        explainCheck(slot);
    }
    if (slot.isHalted || !progress.validation.isFine() || isOwnTouch(progress.quote, slot.plan.side, working)) {
        return false;
    }
    const Anchor anchor = anchorFor(progress.quote, slot.plan.side, order.remaining(), m_request.settings);
    if (!mustRepeg(working, anchor.price, slot.plan.side, !order.filled.isZero(), m_request.settings)) {
        return false;
    }
    if (progress.repegs >= m_request.settings.maxRepegsPerOrder) {
        explain(slot, "re-pegs used up");
        return m_request.urgency == Urgency::High;
    }
    const bool isBuy = slot.plan.side == core::Side::Bid;
    if (isBuy && anchor.price * order.remaining() > spendable(&slot)) {
        explain(slot, "cash does not allow " + anchor.price.text(2));
        return false;
    }
    if (m_broker.replace(order.request.id, anchor.price)) {
        ++progress.repegs;
        m_request.marks[slot.index].repegs = progress.repegs;
        ++m_marksVersion;
        slot.reservePrice = std::max(working, anchor.price);
        slot.said.clear();
        log(slot, anchor.why);
        show(slot, SlotState::Repegging, "re-pegged from " + working.text(2) + " to " + anchor.price.text(2));
    }
    return false;
}

QCoro::Task<> Executor::cross(Slot& slot)
{
    SlotProgress& progress = m_progress.slots[slot.index];
    const bool isBuy = slot.plan.side == core::Side::Bid;
    while (!m_isAbandoned) {
        const Timestamp now = m_clock.now();
        const equities::MarketDay* const today = m_request.calendar.openAt(now);
        if (m_isStopping || today == nullptr) {
            if (!m_isStopping) {
                explain(slot, "the market has closed");
            }
            co_await withdraw(slot, "stopped");
            co_return;
        }
        if (hasOrderOut(slot)) {
            const auto newest = slot.orders.find(slot.newest);
            const bool isAsked = newest != slot.orders.end() && newest->second.state == OrderState::Unknown;
            show(slot, isAsked ? SlotState::Asking : SlotState::Crossing);
            co_await wait(slot, std::min(today->closes, now + soon));
            continue;
        }
        if (remaining(slot).isZero()) {
            co_return;
        }
        if (slot.newest != 0) {
            if (isRefused(slot)) {
                co_return;
            }
            co_await wait(slot, now + soon);
            continue;
        }
        if (m_isPaused || slot.isHalted) {
            show(slot, m_isPaused ? SlotState::Paused : SlotState::WaitingForQuote, slot.isHalted ? "halted" : "");
            co_await wait(slot, today->closes);
            continue;
        }
        const Price touch = progress.quote.far(slot.plan.side).price;
        const Price expected = touch.raw() > 0 ? touch : slot.plan.reference;
        const Price reserve = isBuy ? withReserve(expected) : expected;
        bool waitsForCash = false;
        const Quantity size = affordable(slot, reserve, waitsForCash);
        if (waitsForCash) {
            show(slot, SlotState::WaitingForCash, "sells must fill first", today->closes);
            co_await wait(slot, today->closes);
            continue;
        }
        if (size.isZero()) {
            co_return;
        }
        const bool isSent = place(slot, OrderType::Market, reserve, size);
        show(slot, SlotState::Crossing);
        if (!isSent && now >= slot.deadline + gatePatience) {
            co_return; // what stands in the way stays there: `reason` has it
        }
        co_await wait(slot, isSent ? today->closes : now + soon);
    }
}

} // namespace leadline::rebalance
