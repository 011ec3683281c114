// SPDX-License-Identifier: MIT
// What an account holds and has to spare, and which orders it may place.
#include "engine/sim/exchange/trading_account.h"

#include <algorithm>
#include <cmath>

namespace leadline::sim
{

using core::Int128;
using core::Notional;
using core::PositionSide;
using core::Price;
using core::Quantity;
using core::Side;

namespace
{

Quantity inUnits(Notional value)
{
    return Quantity::fromRaw(value.raw() / core::decimalScale);
}

} // namespace

Price TradingAccount::markPrice() const
{
    const Price bid = m_market.bestPrice(Side::Bid);
    const Price ask = m_market.bestPrice(Side::Ask);
    return bid.raw() > 0 && ask.raw() > 0 ? core::midpoint(bid, ask) : m_market.settings().openingPrice;
}

Quantity TradingAccount::baseTotal() const
{
    return m_terms.isMargin ? m_positions.net() : m_base;
}

double TradingAccount::unrealised(PositionSide side) const
{
    const MarginPositions::Held& held = m_positions.of(side);
    return held.size.isZero() ? 0 : (markPrice() * held.size).toDoubleLossy() - held.cost.toDoubleLossy();
}

double TradingAccount::unrealised() const
{
    return unrealised(PositionSide::Net) + unrealised(PositionSide::Long) + unrealised(PositionSide::Short);
}

Quantity TradingAccount::quoteTotal() const
{
    return inUnits(m_quote);
}

Quantity TradingAccount::marginInUse() const
{
    double value = (markPrice() * m_positions.gross()).toDoubleLossy();
    for (const AccountOrder* const order : openOrders()) {
        value += order->closes() ? 0 : (order->price * order->left()).toDoubleLossy();
    }
    return Quantity::fromRaw(static_cast<Int128>(value / m_terms.leverage * core::decimalScale));
}

Quantity TradingAccount::quoteAvailable() const
{
    if (m_terms.isMargin) {
        const auto profit = Quantity::fromRaw(static_cast<Int128>(unrealised() * core::decimalScale));
        return std::max(quoteTotal() + profit - marginInUse(), Quantity{});
    }
    Quantity held;
    for (const AccountOrder* const order : openOrders()) {
        const Price price = order->price.raw() > 0 ? order->price : order->trigger;
        held += order->side == Side::Bid && !order->isBorrowed ? inUnits(price * order->left()) : Quantity{};
    }
    return quoteTotal() - held;
}

Quantity TradingAccount::baseAvailable() const
{
    Quantity held;
    for (const AccountOrder* const order : openOrders()) {
        held += order->side == Side::Ask && !order->isBorrowed ? order->left() : Quantity{};
    }
    return m_base - held;
}

bool TradingAccount::isAffordable(const AccountOrder& order) const
{
    const Price price = order.isMarket ? markPrice() : order.price.raw() > 0 ? order.price : order.trigger;
    if (m_terms.isMargin || order.isBorrowed) {
        const Quantity held = m_positions.of(order.positionSide).size;
        const bool reduces = order.side == Side::Bid ? held.isNegative() : held > Quantity{};
        const double needed = (price * order.size).toDoubleLossy() / m_terms.leverage;
        return reduces || needed <= quoteAvailable().toDoubleLossy();
    }
    return order.side == Side::Bid ? inUnits(price * order.size) <= quoteAvailable() : order.size <= baseAvailable();
}

Quantity TradingAccount::closing(PositionSide side) const
{
    Quantity sum;
    for (const AccountOrder* const order : openOrders()) {
        sum += order->positionSide == side && order->closes() ? order->left() : Quantity{};
    }
    return sum;
}

std::optional<AccountRefusal> TradingAccount::objectionToPosition(AccountOrder& order) const
{
    if ((order.positionSide != PositionSide::Net) != m_isHedged) {
        return AccountRefusal::WrongPositionSide;
    }
    if (!order.closes()) {
        return std::nullopt;
    }
    const MarginPositions::Held& held = m_positions.of(order.positionSide);
    const bool isOpposite = order.side == Side::Bid ? held.size.isNegative() : held.size > Quantity{};
    if (!isOpposite) {
        return AccountRefusal::NothingToClose;
    }
    const Quantity covered = closing(order.positionSide);
    const Quantity open = held.magnitude();
    if (m_isHedged) {
        return covered + order.size > open ? std::optional(AccountRefusal::NothingToClose) : std::nullopt;
    }
    if (covered >= open) {
        return AccountRefusal::ClosedAlready;
    }
    order.size = std::min(order.size, open - covered);
    return std::nullopt;
}

std::optional<AccountRefusal> TradingAccount::objectionToWaiting(const AccountOrder& order) const
{
    const EmbeddedMarketSettings& settings = m_market.settings();
    if (order.trigger.raw() % settings.tick.raw() != 0 || order.price.raw() % settings.tick.raw() != 0) {
        return AccountRefusal::OffTick;
    }
    if (order.size.raw() <= 0 || order.size.raw() % settings.lot.raw() != 0) {
        return AccountRefusal::OffLot;
    }
    return order.trigger * order.size < settings.minimumNotional ? std::optional(AccountRefusal::TooSmall)
                                                                 : std::nullopt;
}

std::expected<ClientOrder, AccountRefusal> TradingAccount::check(const AccountOrder& order) const
{
    const ClientOrder out{.clientId = m_lastName + 1,
        .side = order.side,
        .price = order.price,
        .size = order.size - order.filled,
        .timeInForce = order.timeInForce,
        .mayBeSmall = order.closes()};
    const std::string_view why = m_market.objectionTo(out);
    if (why.empty()) {
        return out;
    }
    return std::unexpected(why.find("tick") != std::string_view::npos ? AccountRefusal::OffTick
            : why.find("lot") != std::string_view::npos               ? AccountRefusal::OffLot
            : why.find("small") != std::string_view::npos             ? AccountRefusal::TooSmall
            : why.find("take") != std::string_view::npos              ? AccountRefusal::WouldTake
                                                                      : AccountRefusal::OutOfBand);
}

} // namespace leadline::sim
