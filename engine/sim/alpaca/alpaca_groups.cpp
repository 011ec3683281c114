// SPDX-License-Identifier: MIT
// Orders of the Alpaca-like venue that belong together: brackets, one-cancels-other, one-triggers-other.
#include "engine/sim/alpaca/alpaca_account.h"

#include <algorithm>
#include <utility>

namespace leadline::sim
{

using core::Price;
using core::Quantity;
using core::Side;
using Class = AlpacaOrderClass;
using Life = AlpacaTimeInForce;
using Status = AlpacaOrderStatus;
using Type = AlpacaOrderType;

namespace
{

constexpr Price cent = Price::fromRaw(10'000'000);

AlpacaRefusal badGroup(std::string message)
{
    return {.message = std::move(message)};
}

} // namespace

std::optional<AlpacaRefusal> AlpacaAccount::objectionToGroup(const AlpacaOrderRequest& request) const
{
    const std::string name(nameOf(request.orderClass));
    if (request.orderClass == Class::Simple) {
        return request.takeProfit || request.stopLoss
            ? std::optional(badGroup("take_profit and stop_loss are for complex orders"))
            : std::nullopt;
    }
    const bool needsBoth = request.orderClass != Class::OneTriggersOther;
    if (needsBoth && !request.takeProfit) {
        return badGroup(name + " orders require take_profit.limit_price");
    }
    if (needsBoth && !request.stopLoss) {
        return badGroup(name + " orders require stop_loss.stop_price");
    }
    if (!needsBoth && request.takeProfit.has_value() == request.stopLoss.has_value()) {
        return badGroup("oto orders require exactly one of take_profit and stop_loss");
    }
    if (request.timeInForce != Life::Day && request.timeInForce != Life::GoodTillCancel) {
        return badGroup(name + " orders must be DAY or GTC orders");
    }
    if (request.isExtended || !request.size || request.size->raw() % core::decimalScale != 0) {
        return badGroup(name + " orders are for whole shares in regular hours");
    }
    const bool isExit = request.orderClass == Class::OneCancelsOther;
    const Quantity position = positionOf(*findStock(request.symbol));
    if (isExit && request.type != Type::Limit) {
        return badGroup("oco orders must be limit orders");
    }
    if (isExit && (request.side == Side::Ask ? position <= Quantity{} : !position.isNegative())) {
        return badGroup("oco orders must be exit orders");
    }
    // Exits of a long position stand above and below what it was bought for; those of a short one the other way round.
    const bool closesLong = (request.side == Side::Bid) != isExit;
    const Price base = isExit ? *request.takeProfit : request.limit.value_or(Price{});
    const Price last = worthOf(*findStock(request.symbol));
    const auto isBelow = [&](Price price, Price than) {
        return than.raw() == 0 || (closesLong ? price <= than - cent : price >= than + cent);
    };
    if (request.stopLoss && (!isBelow(*request.stopLoss, base) || !isBelow(*request.stopLoss, last))) {
        return badGroup(std::string("stop_loss.stop_price must be ") + (closesLong ? "<=" : ">=") + " base_price "
            + (closesLong ? "-" : "+") + " 0.01");
    }
    if (!isExit && request.takeProfit && base.raw() > 0 && !isBelow(base, *request.takeProfit)) {
        return badGroup(std::string("take_profit.limit_price must be ") + (closesLong ? ">=" : "<=") + " base_price "
            + (closesLong ? "+" : "-") + " 0.01");
    }
    return std::nullopt;
}

void AlpacaAccount::addLegs(std::size_t place, const AlpacaOrderRequest& request)
{
    const AlpacaOrder parent = m_orders[place];
    const bool isExit = request.orderClass == Class::OneCancelsOther;
    const auto add = [&](Type type, Price limit, Price stop) {
        AlpacaOrder& leg = keep({.stock = parent.stock,
            .side = isExit ? parent.side : core::opposite(parent.side),
            .type = type,
            .timeInForce = parent.timeInForce,
            .size = parent.size,
            .limit = limit,
            .stop = stop,
            .orderClass = parent.orderClass,
            .parent = parent.id,
            .status = Status::Held,
            .isArmed = isExit});
        m_market.callAt(leg.expires, [this, id = leg.id] { expire(*findOrder(id)); });
        m_orders[place].legs.push_back(leg.id);
    };
    if (request.takeProfit && !isExit) {
        add(Type::Limit, *request.takeProfit, {});
    }
    if (request.stopLoss) {
        add(request.stopLossLimit ? Type::StopLimit : Type::Stop, request.stopLossLimit.value_or(Price{}),
            *request.stopLoss);
    }
}

void AlpacaAccount::beginLegs(const AlpacaOrder& entry)
{
    if (entry.orderClass == Class::OneCancelsOther) {
        return;
    }
    for (const std::string& id : entry.legs) {
        AlpacaOrder& leg = *findOrder(id);
        if (leg.status != Status::Held) {
            continue;
        }
        if (leg.isStop() && entry.legs.size() > 1) {
            leg.isArmed = true; // its shares back the target
            continue;
        }
        m_market.callAt(m_market.now(), [this, id] {
            AlpacaOrder& begun = *findOrder(id);
            if (begun.status == Status::Held) {
                work(begun);
            }
        });
    }
}

AlpacaOrder* AlpacaAccount::siblingOf(const AlpacaOrder& order)
{
    if (order.orderClass == Class::OneCancelsOther) {
        return order.parent.empty() ? (order.legs.empty() ? nullptr : findOrder(order.legs.front()))
                                    : findOrder(order.parent);
    }
    const AlpacaOrder* const entry = order.parent.empty() ? nullptr : findOrder(order.parent);
    for (const std::string& id : entry == nullptr ? std::vector<std::string>{} : entry->legs) {
        if (id != order.id) {
            return findOrder(id);
        }
    }
    return nullptr;
}

void AlpacaAccount::endGroup(const AlpacaOrder& order)
{
    if (order.orderClass == Class::Simple) {
        return;
    }
    const AlpacaOrder* const parent = order.parent.empty() ? &order : findOrder(order.parent);
    std::vector<std::string> group = parent->legs;
    group.push_back(parent->id);
    for (const std::string& id : group) {
        AlpacaOrder& other = *findOrder(id);
        if (other.isOpen() && id != order.id && !other.isTriggered) {
            end(other, Status::Canceled, "canceled");
        }
    }
}

void AlpacaAccount::relink(const AlpacaOrder& old, AlpacaOrder& replacement)
{
    for (const std::string& id : old.legs) {
        findOrder(id)->parent = replacement.id;
    }
    if (AlpacaOrder* const parent = old.parent.empty() ? nullptr : findOrder(old.parent)) {
        std::ranges::replace(parent->legs, old.id, replacement.id);
    }
}

void AlpacaAccount::shrinkSibling(const AlpacaOrder& order, Quantity by)
{
    const bool isExit = order.orderClass == Class::OneCancelsOther || !order.parent.empty();
    AlpacaOrder* const other = isExit ? siblingOf(order) : nullptr;
    if (other == nullptr || other->status != Status::Held) {
        return;
    }
    other->size = std::max(other->size - by, Quantity{});
    if (order.status == Status::Filled || other->size.isZero()) {
        end(*other, Status::Canceled, "canceled");
    }
}

void AlpacaAccount::fire(AlpacaOrder& stop)
{
    // The shares that backed the target are the stop's now.
    if (AlpacaOrder* const target = siblingOf(stop); target != nullptr && target->isOpen()) {
        stop.size = target->left();
        end(*target, Status::Canceled, "canceled");
    }
    work(stop);
    if (stop.isOpen() && mayTrade(stop)) {
        enterMarket(stop);
    }
}

} // namespace leadline::sim
