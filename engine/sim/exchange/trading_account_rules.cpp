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

Price TradingAccount::markPrice(std::size_t market) const
{
    const EmbeddedMarket& played = m_markets.at(market);
    const Price bid = played.bestPrice(Side::Bid);
    const Price ask = played.bestPrice(Side::Ask);
    return bid.raw() > 0 && ask.raw() > 0 ? core::midpoint(bid, ask) : played.settings().openingPrice;
}

std::vector<core::Asset> TradingAccount::assets() const
{
    std::vector<core::Asset> known;
    const auto add = [&known](const core::Asset& asset) {
        if (std::ranges::find(known, asset) == known.end()) {
            known.push_back(asset);
        }
    };
    for (std::size_t i = 0; i < m_markets.size(); ++i) {
        if (!m_terms.isMargin) {
            add(settings(i).pair.base);
        }
        add(settings(i).pair.quote);
    }
    return known;
}

Quantity TradingAccount::baseTotal(std::size_t market) const
{
    return m_terms.isMargin ? positions(market).net() : total(settings(market).pair.base);
}

bool TradingAccount::isFlat() const
{
    return std::ranges::all_of(m_positions, &MarginPositions::isFlat);
}

double TradingAccount::unrealised(std::size_t market, PositionSide side) const
{
    const MarginPositions::Held& held = positions(market).of(side);
    return held.size.isZero() ? 0 : (markPrice(market) * held.size).toDoubleLossy() - held.cost.toDoubleLossy();
}

double TradingAccount::unrealised(const core::Asset& asset) const
{
    double sum = 0;
    for (std::size_t i = 0; i < m_markets.size(); ++i) {
        if (settings(i).pair.quote == asset) {
            sum += unrealised(i, PositionSide::Net) + unrealised(i, PositionSide::Long)
                + unrealised(i, PositionSide::Short);
        }
    }
    return sum;
}

Quantity TradingAccount::total(const core::Asset& asset) const
{
    const auto found = m_balances.find(asset);
    return found == m_balances.end() ? Quantity{} : inUnits(found->second);
}

Quantity TradingAccount::marginInUse(std::size_t market) const
{
    const Quantity size = positions(market).gross();
    double value = size.isZero() ? 0 : (markPrice(market) * size).toDoubleLossy();
    for (const AccountOrder* const order : openOrders(market)) {
        value += order->closes() ? 0 : (order->price * order->left()).toDoubleLossy();
    }
    return Quantity::fromRaw(static_cast<Int128>(value / m_terms.leverage * core::decimalScale));
}

Quantity TradingAccount::marginInUse(const core::Asset& asset) const
{
    Quantity sum;
    for (std::size_t i = 0; i < m_markets.size(); ++i) {
        sum += settings(i).pair.quote == asset ? marginInUse(i) : Quantity{};
    }
    return sum;
}

Quantity TradingAccount::held(const core::Asset& asset) const
{
    Quantity sum;
    for (const AccountOrder* const order : openOrders()) {
        const core::Pair& pair = settings(order->market).pair;
        if (order->isBorrowed) {
            continue;
        }
        if (order->side == Side::Ask) {
            sum += pair.base == asset ? order->left() : Quantity{};
        } else if (pair.quote == asset) {
            const Price price = order->price.raw() > 0 ? order->price : order->trigger;
            sum += inUnits(price * order->left());
        }
    }
    return sum;
}

Quantity TradingAccount::available(const core::Asset& asset) const
{
    if (!m_terms.isMargin) {
        return total(asset) - held(asset);
    }
    const auto profit = Quantity::fromRaw(static_cast<Int128>(unrealised(asset) * core::decimalScale));
    return std::max(total(asset) + profit - marginInUse(asset), Quantity{});
}

bool TradingAccount::isAffordable(const AccountOrder& order) const
{
    const core::Pair& pair = settings(order.market).pair;
    const Price price = order.isMarket ? markPrice(order.market) : order.price.raw() > 0 ? order.price : order.trigger;
    if (m_terms.isMargin || order.isBorrowed) {
        const Quantity position = positions(order.market).of(order.positionSide).size;
        const bool reduces = order.side == Side::Bid ? position.isNegative() : position > Quantity{};
        const double needed = (price * order.size).toDoubleLossy() / m_terms.leverage;
        return reduces || needed <= available(pair.quote).toDoubleLossy();
    }
    return order.side == Side::Bid ? inUnits(price * order.size) <= available(pair.quote)
                                   : order.size <= available(pair.base);
}

Quantity TradingAccount::closing(std::size_t market, PositionSide side) const
{
    Quantity sum;
    for (const AccountOrder* const order : openOrders(market)) {
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
    const MarginPositions::Held& held = positions(order.market).of(order.positionSide);
    const bool isOpposite = order.side == Side::Bid ? held.size.isNegative() : held.size > Quantity{};
    if (!isOpposite) {
        return AccountRefusal::NothingToClose;
    }
    const Quantity covered = closing(order.market, order.positionSide);
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
    const EmbeddedMarketSettings& listed = settings(order.market);
    if (order.trigger.raw() % listed.tick.raw() != 0 || order.price.raw() % listed.tick.raw() != 0) {
        return AccountRefusal::OffTick;
    }
    if (order.size.raw() <= 0 || order.size.raw() % listed.lot.raw() != 0) {
        return AccountRefusal::OffLot;
    }
    return order.trigger * order.size < listed.minimumNotional ? std::optional(AccountRefusal::TooSmall) : std::nullopt;
}

std::expected<ClientOrder, AccountRefusal> TradingAccount::check(const AccountOrder& order) const
{
    const ClientOrder out{.clientId = m_lastName + 1,
        .side = order.side,
        .price = order.price,
        .size = order.size - order.filled,
        .timeInForce = order.timeInForce,
        .mayBeSmall = order.closes()};
    const std::string_view why = m_markets.at(order.market).objectionTo(out);
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
