// SPDX-License-Identifier: MIT
#include "engine/sim/alpaca/alpaca_account.h"

#include <algorithm>
#include <cassert>
#include <utility>

namespace leadline::sim
{

using core::Int128;
using core::Notional;
using core::Price;
using core::Quantity;
using core::Side;
using Life = AlpacaTimeInForce;
using Status = AlpacaOrderStatus;
using Type = AlpacaOrderType;

namespace
{

constexpr std::chrono::days longestRest{90};

AlpacaRefusal notFound()
{
    return {.status = 404, .code = 40410000, .message = "order not found"};
}

AlpacaRefusal stateRefusal(const AlpacaOrder& order)
{
    return {.message = "order is already in \"" + std::string(nameOf(order.status)) + "\" state"};
}

} // namespace

AlpacaAccount::AlpacaAccount(StockMarket& market, const AlpacaTerms& terms)
    : m_market(market)
    , m_terms(terms)
    , m_cash(terms.cash)
{
    for (const auto& [symbol, size] : terms.positions) {
        if (const auto stock = findStock(symbol); stock && !size.isZero()) {
            m_positions[*stock] = {size, worthOf(*stock) * size};
        }
    }
    m_lastEquity = equity();
    sessionBegan(m_market.phase());
}

const AlpacaOrder* AlpacaAccount::find(const std::string& id) const
{
    const auto found = m_byId.find(id);
    return found == m_byId.end() ? nullptr : &m_orders[found->second];
}

AlpacaOrder* AlpacaAccount::findOrder(const std::string& id)
{
    const auto found = m_byId.find(id);
    return found == m_byId.end() ? nullptr : &m_orders[found->second];
}

const AlpacaOrder* AlpacaAccount::findByClientId(const std::string& clientId) const
{
    const auto found = m_byClientId.find(clientId);
    return found == m_byClientId.end() ? nullptr : &m_orders[found->second];
}

const AlpacaOrder* AlpacaAccount::replacementOf(const AlpacaOrder& order) const
{
    return order.status == Status::PendingReplace ? find(order.replacedBy) : nullptr;
}

bool AlpacaAccount::mayTrade(const AlpacaOrder& order) const
{
    const equities::MarketSession session = m_market.phase().session;
    const bool isAuction = order.timeInForce == Life::Opening || order.timeInForce == Life::Closing;
    const bool isHour =
        session == equities::MarketSession::Regular || (session != equities::MarketSession::Closed && order.isExtended);
    return isHour && !isAuction && m_market.isMatching(order.stock);
}

core::Timestamp AlpacaAccount::expiryOf(const AlpacaOrder& order) const
{
    if (order.timeInForce == Life::GoodTillCancel) {
        const auto day = std::chrono::sys_days(equities::newYorkTime(m_market.now()).day) + longestRest;
        return equities::fromNewYork(day, std::chrono::hours(16) + std::chrono::minutes(15));
    }
    const equities::MarketPhase& phase = m_market.phase();
    const bool isOver = phase.session == equities::MarketSession::AfterHours && !order.isExtended;
    const equities::MarketDay day = isOver ? equities::tradingDayAfter(phase.day.day) : phase.day;
    return order.isExtended ? equities::afterHoursClose(day) : day.closes;
}

void AlpacaAccount::later(const std::string& id, void (AlpacaAccount::*step)(AlpacaOrder&))
{
    m_market.callAt(m_market.now() + m_terms.latency, [this, id, step] { (this->*step)(*findOrder(id)); });
}

AlpacaOrder& AlpacaAccount::keep(AlpacaOrder order)
{
    order.id = uuidOf(m_terms.seed, ++m_ids);
    order.clientId = order.clientId.empty() ? uuidOf(m_terms.seed + 1, m_ids) : order.clientId;
    order.created = order.updated = m_market.now();
    order.expires = expiryOf(order);
    const std::size_t place = m_orders.size();
    m_byId[order.id] = m_byClientId[order.clientId] = place;
    m_open.insert(place);
    return m_orders.emplace_back(std::move(order));
}

AlpacaAccount::Outcome<const AlpacaOrder*> AlpacaAccount::place(const AlpacaOrderRequest& request)
{
    if (auto refusal = objectionToClientId(request.clientId)) {
        return std::unexpected(*refusal);
    }
    if (auto refusal = objectionToForm(request)) {
        return std::unexpected(*refusal);
    }
    if (auto refusal = objectionToHour(request)) {
        return std::unexpected(*refusal);
    }
    if (auto refusal = objectionToGroup(request)) {
        return std::unexpected(*refusal);
    }
    AlpacaOrder order{.clientId = request.clientId,
        .stock = *findStock(request.symbol),
        .side = request.side,
        .type = request.type,
        .timeInForce = request.timeInForce,
        .size = request.size.value_or(Quantity{}),
        .budget = request.budget.value_or(Notional{}),
        .limit = request.limit.value_or(Price{}),
        .stop = request.stop.value_or(Price{}),
        .isExtended = request.isExtended,
        .orderClass = request.orderClass};
    if (auto refusal = objectionToWash(order)) {
        return std::unexpected(*refusal);
    }
    if (auto refusal = objectionToFunds(order, nullptr)) {
        return std::unexpected(*refusal);
    }
    order.status = mayTrade(order) ? Status::PendingNew : Status::Accepted;
    const std::string id = keep(std::move(order)).id;
    addLegs(m_byId.at(id), request);
    AlpacaOrder& kept = *findOrder(id);
    m_market.callAt(kept.expires, [this, id] { expire(*findOrder(id)); });
    if (kept.status == Status::PendingNew) {
        later(kept.id, &AlpacaAccount::arrive);
    }
    say(kept.status == Status::PendingNew ? "pending_new" : "accepted", kept);
    return &kept;
}

void AlpacaAccount::arrive(AlpacaOrder& order)
{
    if (order.status != Status::PendingNew) {
        return; // cancelled on its way
    }
    if (!mayTrade(order)) {
        order.status = Status::Accepted;
        return say("accepted", order);
    }
    work(order);
}

void AlpacaAccount::work(AlpacaOrder& order)
{
    order.status = order.filled.isZero() ? Status::New : Status::PartiallyFilled;
    say("new", order);
    if (!order.isStop()) {
        enterMarket(order);
    }
}

void AlpacaAccount::enterMarket(AlpacaOrder& order)
{
    order.inMarket = ++m_lastName;
    m_inMarket[order.inMarket] = m_byId.at(order.id);
    StockOrder out{.id = order.inMarket,
        .side = order.side,
        .limit = order.limit,
        .size = order.left(),
        .life = order.timeInForce == Life::FillOrKill                                     ? StockOrderLife::AllOrNone
            : order.timeInForce == Life::Day || order.timeInForce == Life::GoodTillCancel ? StockOrderLife::Rests
                                                                                          : StockOrderLife::Immediate};
    if (order.budget.raw() > 0) {
        out.size = order.cap.isZero() ? Quantity{} : order.cap - order.filled;
        out.budget = order.budget - order.value;
    }
    if (order.type == Type::Stop && order.side == Side::Bid) {
        // A buy stop is a limit a little above its stop, so that it never pays anything.
        constexpr std::int64_t fiftyDollars = 50 * core::decimalScale;
        const std::int64_t thousandths = order.stop.raw() >= fiftyDollars ? 1'025 : 1'040;
        const std::int64_t tick = core::stockTick(order.stop).raw();
        out.limit = Price::fromRaw(order.stop.raw() / 1'000 * thousandths / tick * tick);
    }
    m_market.submit(order.stock, out);
}

void AlpacaAccount::leaveMarket(AlpacaOrder& order)
{
    if (order.inMarket != 0) {
        static_cast<void>(m_market.cancel(order.stock, order.inMarket));
        m_inMarket.erase(order.inMarket);
        order.inMarket = 0;
    }
}

void AlpacaAccount::end(AlpacaOrder& order, Status status, std::string_view event)
{
    leaveMarket(order);
    order.status = status;
    order.ended = m_market.now();
    m_open.erase(m_byId.at(order.id));
    say(event, order);
    if (status == Status::Canceled || status == Status::Expired) {
        endGroup(order);
    }
}

AlpacaAccount::Outcome<void> AlpacaAccount::cancel(const std::string& id)
{
    AlpacaOrder* const order = findOrder(id);
    if (order == nullptr) {
        return std::unexpected(notFound());
    }
    if (!order->isOpen()) {
        return std::unexpected(stateRefusal(*order));
    }
    if (order->status == Status::PendingCancel || order->status == Status::PendingReplace) {
        return std::unexpected(AlpacaRefusal{.message = "order is pending "
                + std::string(order->status == Status::PendingCancel ? "cancel" : "replace")});
    }
    order->status = Status::PendingCancel;
    later(id, &AlpacaAccount::finishCancel);
    say("pending_cancel", *order);
    return {};
}

void AlpacaAccount::finishCancel(AlpacaOrder& order)
{
    if (!order.isOpen()) {
        return say("order_cancel_rejected", order);
    }
    end(order, Status::Canceled, "canceled");
}

AlpacaAccount::Outcome<const AlpacaOrder*> AlpacaAccount::replace(
    const std::string& id, const AlpacaReplaceRequest& request)
{
    AlpacaOrder* const old = findOrder(id);
    if (old == nullptr) {
        return std::unexpected(notFound());
    }
    if (!old->isOpen()) {
        return std::unexpected(stateRefusal(*old));
    }
    if (old->status != Status::New && old->status != Status::PartiallyFilled) {
        return std::unexpected(
            AlpacaRefusal{.message = "unable to replace order, order isn't sent to exchange yet or is pending"});
    }
    if (old->budget.raw() > 0) {
        return std::unexpected(AlpacaRefusal{.message = "notional orders cannot be replaced"});
    }
    if (auto refusal = objectionToClientId(request.clientId)) {
        return std::unexpected(*refusal);
    }
    AlpacaOrderRequest form{.symbol = std::string(stockUniverse()[old->stock].symbol),
        .side = old->side,
        .type = old->type,
        .timeInForce = request.timeInForce.value_or(old->timeInForce),
        .size = request.size.value_or(old->size),
        .limit = request.limit,
        .stop = request.stop,
        .isExtended = old->isExtended};
    form.limit = form.limit || old->limit.raw() == 0 ? form.limit : std::optional(old->limit);
    form.stop = form.stop || old->stop.raw() == 0 ? form.stop : std::optional(old->stop);
    const bool isSame = *form.size == old->size && form.limit.value_or(Price{}) == old->limit
        && form.stop.value_or(Price{}) == old->stop && form.timeInForce == old->timeInForce;
    if (isSame) {
        return std::unexpected(AlpacaRefusal{.message = "order parameters are not changed"});
    }
    if (*form.size != old->size && old->size.raw() % core::decimalScale != 0) {
        return std::unexpected(AlpacaRefusal{.message = "qty of fractional orders cannot be replaced"});
    }
    if (auto refusal = objectionToForm(form)) {
        return std::unexpected(*refusal);
    }
    if (*form.size <= old->filled) {
        return std::unexpected(AlpacaRefusal{.message = "qty must be greater than filled_qty"});
    }
    AlpacaOrder order = *old;
    order.clientId = request.clientId;
    order.timeInForce = form.timeInForce;
    order.size = *form.size;
    order.limit = form.limit.value_or(Price{});
    order.stop = form.stop.value_or(Price{});
    order.status = Status::PendingNew;
    order.filled = {};
    order.value = {};
    order.replaces = old->id;
    order.inMarket = 0;
    order.reserve = {};
    order.isReplacing = true;
    order.isArmed = false;
    if (auto refusal = objectionToFunds(order, old)) {
        return std::unexpected(*refusal);
    }
    const std::size_t place = m_byId.at(id);
    AlpacaOrder& kept = keep(std::move(order));
    AlpacaOrder& replaced = m_orders[place];
    replaced.status = Status::PendingReplace;
    replaced.replacedBy = kept.id;
    m_market.callAt(kept.expires, [this, next = kept.id] { expire(*findOrder(next)); });
    later(kept.id, &AlpacaAccount::finishReplace);
    say("pending_replace", replaced);
    return &kept;
}

void AlpacaAccount::finishReplace(AlpacaOrder& replacement)
{
    AlpacaOrder& old = *findOrder(replacement.replaces);
    const bool isLeaving = replacement.status == Status::PendingCancel;
    replacement.isReplacing = false;
    if (old.status != Status::PendingReplace) {
        // It ended first: filled, or expired.
        old.replacedBy.clear();
        if (replacement.isOpen()) {
            end(replacement, Status::Rejected, "rejected");
        }
        return say("order_replace_rejected", old);
    }
    replacement.filled = old.filled;
    replacement.value = old.value;
    replacement.isTriggered = old.isTriggered && replacement.stop == old.stop;
    relink(old, replacement);
    end(old, Status::Replaced, "replaced");
    if (replacement.filled >= replacement.size) {
        // Filled further than it now goes while the replacement was on its way.
        replacement.filledAt = m_market.now();
        return end(replacement, Status::Filled, "new");
    }
    work(replacement);
    if (replacement.isTriggered && replacement.isOpen()) {
        enterMarket(replacement);
    }
    replacement.status = isLeaving && replacement.isOpen() ? Status::PendingCancel : replacement.status;
}

void AlpacaAccount::expire(AlpacaOrder& order)
{
    if (order.isOpen() && !order.isReplacing) {
        end(order, Status::Expired, "expired");
    }
}

void AlpacaAccount::say(std::string_view name, AlpacaOrder& order, const AlpacaFill* fill)
{
    order.updated = m_market.now();
    if (changed) {
        changed({name, order, fill});
    }
}

} // namespace leadline::sim
