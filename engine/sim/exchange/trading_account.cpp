// SPDX-License-Identifier: MIT
#include "engine/sim/exchange/trading_account.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

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

constexpr std::size_t mostOpenOrders = 10'000;
constexpr std::size_t mostKept = 200'000;
/// A market order reaches this far from the touch.
constexpr std::int64_t marketReachPercent = 10;

Notional ofValue(Notional value, double bps)
{
    // To a millionth of a unit, as venues round fees.
    const auto exact = static_cast<Int128>(std::llround(value.toDoubleLossy() * bps * 1e-4 * 1e6));
    return Notional::fromRaw(exact * 1'000'000'000'000);
}

/// The same of coins, to the eighth decimal.
Quantity ofCoins(Quantity size, double bps)
{
    constexpr double lastDecimal = 1e-8;
    return Quantity::fromRaw(static_cast<Int128>(std::llround(size.toDoubleLossy() * bps * 1e-4 / lastDecimal)) * 10);
}

} // namespace

Price AccountOrder::averagePrice() const
{
    return filled.isZero() ? Price{} : Price::fromRaw(static_cast<std::int64_t>(value.raw() / filled.raw()));
}

TradingAccount::TradingAccount(EmbeddedMarkets& markets, const AccountTerms& terms)
    : m_markets(markets)
    , m_terms(terms)
    , m_positions(markets.size())
{
    constexpr Price one = Price::fromRaw(core::decimalScale);
    for (std::size_t i = 0; i < markets.size(); ++i) {
        const EmbeddedMarketSettings& listed = markets.settings(i);
        m_balances.try_emplace(listed.pair.quote, one * terms.quote);
        if (!terms.isMargin) {
            m_balances.try_emplace(listed.pair.base, one * listed.coins);
        }
    }
}

const AccountOrder* TradingAccount::find(std::uint64_t id) const
{
    const auto found = m_orders.find(id);
    return found == m_orders.end() ? nullptr : &found->second;
}

const AccountOrder* TradingAccount::findByClientId(const std::string& clientId) const
{
    const auto open = m_openByClientId.find(clientId);
    const auto known = m_byClientId.find(clientId);
    return open != m_openByClientId.end() ? find(open->second)
        : known != m_byClientId.end()     ? find(known->second)
                                          : nullptr;
}

std::vector<const AccountOrder*> TradingAccount::openOrders(std::optional<std::size_t> market) const
{
    std::vector<const AccountOrder*> open;
    open.reserve(m_openByClientId.size());
    for (const auto& [clientId, id] : m_openByClientId) {
        const AccountOrder* const order = find(id);
        if (!market || order->market == *market) {
            open.push_back(order);
        }
    }
    std::ranges::sort(open, {}, &AccountOrder::id);
    return open;
}

void TradingAccount::setHedged(bool isHedged)
{
    assert(m_openByClientId.empty() && isFlat() && "the mode changes while nothing is open");
    m_isHedged = isHedged;
}

void TradingAccount::say(AccountEvent::Kind kind, AccountOrder& order, const AccountFill* fill)
{
    order.updated = m_markets.now();
    if (!order.isOpen()) {
        m_openByClientId.erase(order.clientId);
        if (const auto name = m_names.find(order.id); name != m_names.end()) {
            m_working.erase(name->second);
            m_names.erase(name);
        }
    }
    if (changed) {
        changed({kind, order, fill});
    }
}

void TradingAccount::takeOut(const AccountOrder& order)
{
    // Forgotten first, so that the market's word of it is nobody's.
    const std::uint64_t name = m_names.at(order.id);
    m_names.erase(order.id);
    m_working.erase(name);
    m_markets.at(order.market).cancel(name);
}

void TradingAccount::preventSelfTrade(const AccountOrder& order)
{
    // The resting one goes: Binance's EXPIRE_MAKER.
    for (const AccountOrder* const resting : openOrders(order.market)) {
        const bool meets = resting->side != order.side && resting->id != order.id && !resting->isWaiting()
            && (order.side == Side::Bid ? order.price >= resting->price : order.price <= resting->price);
        if (meets) {
            AccountOrder& expired = m_orders.at(resting->id);
            takeOut(expired);
            expired.status = AccountOrderStatus::Expired;
            expired.why = "self-trade prevention";
            say(AccountEvent::Kind::Expired, expired);
        }
    }
}

std::expected<std::uint64_t, AccountRefusal> TradingAccount::place(const AccountRequest& request)
{
    AccountOrder order{.id = m_lastOrder + 1,
        .clientId = request.clientId,
        .market = request.market,
        .side = request.side,
        .price = request.price,
        .size = request.size,
        .timeInForce = request.timeInForce,
        .isReduceOnly = request.isReduceOnly,
        .positionSide = request.positionSide,
        .isBorrowed = request.isBorrowed,
        .trigger = request.trigger,
        .type = request.type,
        .created = m_markets.now()};
    if (request.price.raw() == 0 && !order.isWaiting()) {
        const Price touch = m_markets.at(request.market).bestPrice(core::opposite(request.side));
        const std::int64_t tick = settings(request.market).tick.raw();
        const std::int64_t sign = request.side == Side::Bid ? 1 : -1;
        order.isMarket = true;
        order.timeInForce = TimeInForce::ImmediateOrCancel;
        order.price = Price::fromRaw(touch.raw() / 100 * (100 + sign * marketReachPercent) / tick * tick);
    }
    if (order.clientId.empty()) {
        order.clientId = "web_" + std::to_string(order.id);
    }
    if (m_openByClientId.contains(order.clientId)) {
        return std::unexpected(AccountRefusal::DuplicateId);
    }
    if (m_openByClientId.size() >= mostOpenOrders) {
        return std::unexpected(AccountRefusal::TooManyOrders);
    }
    if (order.isWaiting()) {
        if (const auto refusal = objectionToWaiting(order)) {
            return std::unexpected(*refusal);
        }
        if (!isAffordable(order)) {
            return std::unexpected(AccountRefusal::NoFunds);
        }
        const std::uint64_t id = keep(std::move(order));
        say(AccountEvent::Kind::New, m_orders.at(id));
        return id;
    }
    if (const auto refusal = m_terms.isMargin || order.isBorrowed ? objectionToPosition(order) : std::nullopt) {
        return std::unexpected(*refusal);
    }
    const auto out = check(order);
    if (!out) {
        return std::unexpected(out.error());
    }
    if (!isAffordable(order)) {
        return std::unexpected(AccountRefusal::NoFunds);
    }
    preventSelfTrade(order);
    const std::uint64_t id = keep(std::move(order));
    m_working[++m_lastName] = id;
    m_names[id] = m_lastName;
    m_markets.at(request.market).submit(*out);
    trimClosing();
    return id;
}

std::uint64_t TradingAccount::keep(AccountOrder order)
{
    const std::uint64_t id = ++m_lastOrder;
    m_byClientId[order.clientId] = m_openByClientId[order.clientId] = id;
    m_orders.emplace(id, std::move(order));
    while (m_orders.size() > mostKept && !m_orders.begin()->second.isOpen()) {
        m_byClientId.erase(m_orders.begin()->second.clientId);
        m_orders.erase(m_orders.begin());
    }
    return id;
}

std::expected<void, AccountRefusal> TradingAccount::cancel(std::uint64_t id)
{
    const auto found = m_orders.find(id);
    if (found != m_orders.end() && found->second.isOpen() && found->second.isWaiting()) {
        found->second.status = AccountOrderStatus::Cancelled;
        found->second.why = "user requested";
        say(AccountEvent::Kind::Cancelled, found->second);
        return {};
    }
    const auto name = m_names.find(id);
    if (name == m_names.end()) {
        return std::unexpected(AccountRefusal::UnknownOrder);
    }
    m_markets.at(found->second.market).cancel(name->second);
    return {};
}

std::expected<void, AccountRefusal> TradingAccount::amendWaiting(
    std::uint64_t id, Price trigger, Price price, Quantity size)
{
    const auto found = m_orders.find(id);
    if (found == m_orders.end() || !found->second.isOpen() || !found->second.isWaiting()) {
        return std::unexpected(AccountRefusal::UnknownOrder);
    }
    AccountOrder wanted = found->second;
    wanted.trigger = trigger;
    wanted.price = price;
    wanted.size = size;
    if (const auto refusal = objectionToWaiting(wanted)) {
        return std::unexpected(*refusal);
    }
    found->second = std::move(wanted);
    say(AccountEvent::Kind::Amended, found->second);
    return {};
}

std::expected<void, AccountRefusal> TradingAccount::amend(std::uint64_t id, Price price, Quantity size)
{
    const auto name = m_names.find(id);
    if (name == m_names.end()) {
        return std::unexpected(AccountRefusal::UnknownOrder);
    }
    AccountOrder& order = m_orders.at(id);
    if (order.price == price && order.size == size) {
        return std::unexpected(AccountRefusal::NothingChanged);
    }
    if (size <= order.filled) {
        m_markets.at(order.market).cancel(name->second);
        return {};
    }
    AccountOrder wanted = order;
    wanted.price = price;
    wanted.size = size;
    const Quantity others = closing(order.market, order.positionSide) - order.left();
    if (order.closes() && others + wanted.left() > positions(order.market).of(order.positionSide).magnitude()) {
        return std::unexpected(AccountRefusal::NothingToClose);
    }
    const auto out = check(wanted);
    if (!out && out.error() == AccountRefusal::WouldTake) {
        m_markets.at(order.market).cancel(name->second);
        return {};
    }
    if (!out) {
        return std::unexpected(out.error());
    }
    changeInMarket(order, price, size, *out);
    trimClosing();
    return {};
}

void TradingAccount::changeInMarket(AccountOrder& order, Price price, Quantity size, const ClientOrder& out)
{
    takeOut(order);
    order.price = price;
    order.size = size;
    m_working[++m_lastName] = order.id;
    m_names[order.id] = m_lastName;
    say(AccountEvent::Kind::Amended, order);
    preventSelfTrade(order);
    m_isReplacing = true; // its acceptance is no news
    m_markets.at(order.market).submit(out);
    m_isReplacing = false;
}

void TradingAccount::trimClosing()
{
    for (const std::size_t market : std::exchange(m_mustTrim, {})) {
        for (const PositionSide side : {PositionSide::Net, PositionSide::Long, PositionSide::Short}) {
            trimClosing(market, side);
        }
    }
}

void TradingAccount::trimClosing(std::size_t market, PositionSide side)
{
    const MarginPositions::Held& held = positions(market).of(side);
    std::vector<const AccountOrder*> open = openOrders(market);
    std::erase_if(open, [side](const AccountOrder* order) { return order->positionSide != side || !order->closes(); });
    Quantity room = held.magnitude();
    for (const AccountOrder* const known : open) {
        const bool isOpposite = known->side == Side::Bid ? held.size.isNegative() : held.size > Quantity{};
        if (!known->isOpen()) {
            continue; // met another of them meanwhile
        }
        if (isOpposite && known->left() <= room) {
            room -= known->left();
            continue;
        }
        AccountOrder& order = m_orders.at(known->id);
        const Quantity size = order.filled + room;
        AccountOrder shorter = order;
        shorter.size = size;
        const auto out =
            isOpposite && !room.isZero() ? check(shorter) : std::unexpected(AccountRefusal::NothingToClose);
        room = {};
        if (out) {
            changeInMarket(order, order.price, size, *out);
            continue;
        }
        takeOut(order);
        order.status = AccountOrderStatus::Expired;
        order.why = "reduce only";
        say(AccountEvent::Kind::Expired, order);
    }
}

void TradingAccount::rename(std::uint64_t id, const std::string& clientId)
{
    AccountOrder& order = m_orders.at(id);
    assert(order.isOpen() && !m_openByClientId.contains(clientId) && "open orders have a name each");
    m_openByClientId.erase(order.clientId);
    m_byClientId.erase(order.clientId);
    order.clientId = clientId;
    m_byClientId[clientId] = m_openByClientId[clientId] = id;
}

int TradingAccount::cancelAll(std::optional<std::size_t> market)
{
    int count = 0;
    for (const AccountOrder* const order : openOrders(market)) {
        count += cancel(order->id) ? 1 : 0;
    }
    return count;
}

void TradingAccount::cancelAllAt(std::optional<core::Timestamp> when, std::optional<std::size_t> market)
{
    if (when) {
        m_cancelAt[market] = *when;
    } else {
        m_cancelAt.erase(market);
    }
}

void TradingAccount::tick(core::Timestamp now)
{
    for (auto at = m_cancelAt.begin(); at != m_cancelAt.end();) {
        const auto [market, when] = *at;
        if (now < when) {
            ++at;
            continue;
        }
        at = m_cancelAt.erase(at);
        cancelAll(market);
    }
    trimClosing();
}

void TradingAccount::fillPart(std::uint64_t id)
{
    if (const auto name = m_names.find(id); name != m_names.end()) {
        m_markets.at(m_orders.at(id).market).fillPart(name->second);
    }
}

void TradingAccount::heard(const ClientOrderEvent& event)
{
    const auto known = m_working.find(event.clientId);
    if (known == m_working.end()) {
        return;
    }
    AccountOrder& order = m_orders.at(known->second);
    switch (event.kind) {
    case ClientOrderEvent::Kind::Accepted:
        if (!m_isReplacing) {
            say(AccountEvent::Kind::New, order);
        }
        break;
    case ClientOrderEvent::Kind::Filled:
        apply(order, event);
        break;
    case ClientOrderEvent::Kind::Cancelled: {
        // What an order that takes could not take expires; everything else was cancelled.
        const bool expires = order.timeInForce == TimeInForce::ImmediateOrCancel;
        order.status = expires ? AccountOrderStatus::Expired : AccountOrderStatus::Cancelled;
        order.why = expires ? "immediate or cancel" : "user requested";
        say(expires ? AccountEvent::Kind::Expired : AccountEvent::Kind::Cancelled, order);
        break;
    }
    case ClientOrderEvent::Kind::Rejected:
    case ClientOrderEvent::Kind::CancelRejected:
        break; // objections were heard before
    }
}

void TradingAccount::apply(AccountOrder& order, const ClientOrderEvent& event)
{
    const Notional value = event.price * event.size;
    const double feeBps = event.isMaker ? m_terms.makerFeeBps : m_terms.takerFeeBps;
    const bool isBaseCharged = m_terms.takesFeesOfReceived && order.side == Side::Bid;
    const AccountFill fill{.id = ++m_lastFill,
        .order = order.id,
        .market = order.market,
        .side = order.side,
        .positionSide = order.positionSide,
        .price = event.price,
        .size = event.size,
        .fee = isBaseCharged ? Notional{} : ofValue(value, feeBps),
        .feeInBase = isBaseCharged ? ofCoins(event.size, feeBps) : Quantity{},
        .isMaker = event.isMaker,
        .time = m_markets.now()};
    m_fills.push_back(fill);
    if (m_fills.size() > mostKept) {
        m_fills.pop_front();
    }
    order.filled += fill.size;
    order.value += value;
    order.fees += fill.fee + fill.price * fill.feeInBase;
    order.status = order.filled >= order.size ? AccountOrderStatus::Filled : AccountOrderStatus::PartiallyFilled;
    const bool buys = order.side == Side::Bid;
    const core::Pair& pair = settings(order.market).pair;
    Notional& quote = m_balances[pair.quote];
    quote = quote - fill.fee;
    if (!m_terms.isMargin && !order.isBorrowed) {
        constexpr Price one = Price::fromRaw(core::decimalScale);
        Notional& base = m_balances[pair.base];
        quote = buys ? quote - value : quote + value;
        base = buys ? base + one * (fill.size - fill.feeInBase) : base - one * fill.size;
    } else {
        quote += m_positions[order.market].fill(order.positionSide, order.side, fill.price, fill.size);
        m_mustTrim.insert(order.market);
    }
    say(AccountEvent::Kind::Trade, order, &fill);
}

} // namespace leadline::sim
