// SPDX-License-Identifier: MIT
// What the market does to the account's orders: fills, halts, sessions.
#include "engine/sim/alpaca/alpaca_account.h"

#include <algorithm>
#include <cassert>

namespace leadline::sim
{

using core::Notional;
using core::Price;
using core::Quantity;
using core::Side;
using Life = AlpacaTimeInForce;
using Status = AlpacaOrderStatus;

namespace
{

/// Orders that take the close are sent that much before it.
constexpr std::chrono::milliseconds beforeClose{100};
/// Dollars a share, in 1e-9: trading activity fee of sales, audit trail of both sides.
constexpr Price tradingFee = Price::fromRaw(195'000);
constexpr Price auditFee = Price::fromRaw(26'500);

} // namespace

void AlpacaAccount::release(std::optional<StockIndex> only)
{
    // Those that wait for the market, in the order they came.
    const std::vector<std::size_t> open(m_open.begin(), m_open.end());
    for (const std::size_t place : open) {
        AlpacaOrder& order = m_orders[place];
        if ((only && order.stock != *only) || !mayTrade(order)) {
            continue;
        }
        if (order.status == Status::Accepted) {
            work(order);
        } else if (order.inMarket == 0 && order.status >= Status::New && order.isOpen()
            && (!order.isStop() || order.isTriggered)) {
            enterMarket(order);
        }
    }
}

void AlpacaAccount::noticed(StockIndex stock, const StockNotice& notice)
{
    if (notice.what == core::HaltNotice::What::Resumed) {
        // From outside of the market's own move: its first quote comes before.
        m_market.callAt(m_market.now(), [this, stock] { release(stock); });
    }
}

void AlpacaAccount::sessionBegan(const equities::MarketPhase& phase)
{
    const std::vector<std::size_t> open(m_open.begin(), m_open.end());
    const auto auction = [this](const std::vector<std::size_t>& places, Life which) {
        for (const std::size_t place : places) {
            AlpacaOrder& order = m_orders[place];
            if (order.isOpen() && order.timeInForce == which) {
                order.status = Status::New;
                say("new", order);
                enterMarket(order);
            }
        }
    };
    if (phase.session == equities::MarketSession::Regular) {
        auction(open, Life::Opening);
        m_market.callAt(phase.ends - beforeClose,
            [this, auction] { auction(std::vector<std::size_t>(m_open.begin(), m_open.end()), Life::Closing); });
    } else {
        for (const std::size_t place : open) {
            if (AlpacaOrder& order = m_orders[place]; !mayTrade(order)) {
                leaveMarket(order);
            }
        }
    }
    if (phase.session == equities::MarketSession::Closed) {
        m_lastEquity = equity();
    }
    release(std::nullopt);
}

void AlpacaAccount::traded(StockIndex stock, const StockTrade& trade)
{
    for (const std::size_t place : m_open) {
        AlpacaOrder& order = m_orders[place];
        const bool isReached = order.side == Side::Bid ? trade.price >= order.stop : trade.price <= order.stop;
        const bool isWorking = order.status == Status::New || order.status == Status::PartiallyFilled
            || (order.status == Status::Held && order.isArmed);
        if (order.stock != stock || !order.isStop() || order.isTriggered || !isWorking || !isReached) {
            continue;
        }
        order.isTriggered = true;
        m_market.callAt(m_market.now(), [this, id = order.id] {
            AlpacaOrder& triggered = *findOrder(id);
            if (triggered.status == Status::Held) {
                return fire(triggered);
            }
            if (triggered.isOpen() && triggered.inMarket == 0 && mayTrade(triggered)) {
                enterMarket(triggered);
            }
        });
    }
}

void AlpacaAccount::fillNewest()
{
    for (auto place = m_open.rbegin(); place != m_open.rend(); ++place) {
        const AlpacaOrder& order = m_orders[*place];
        if (order.inMarket != 0) {
            static_cast<void>(m_market.fillPart(order.stock, order.inMarket));
            return;
        }
    }
}

void AlpacaAccount::heard(const StockOrderEvent& event)
{
    const auto found = m_inMarket.find(event.id);
    if (found == m_inMarket.end()) {
        return;
    }
    AlpacaOrder& order = m_orders[found->second];
    if (event.kind == StockOrderEvent::Kind::Filled) {
        return apply(order, event);
    }
    // What takes at once or not at all.
    end(order, Status::Canceled, "canceled");
}

void AlpacaAccount::apply(AlpacaOrder& order, const StockOrderEvent& event)
{
    const Notional value = event.price * event.size;
    order.filled += event.size;
    order.value += value;
    m_cash = order.side == Side::Bid ? m_cash - value : m_cash + value;
    movePosition(order.stock, order.side, event.price, event.size);
    m_auditFees += auditFee * event.size;
    m_tradingFees += order.side == Side::Ask ? tradingFee * event.size : Notional{};
    const std::uint64_t number = m_fills.size() + 1;
    const AlpacaFill& fill = m_fills.emplace_back(AlpacaFill{.number = number,
        .executionId = uuidOf(m_terms.seed + 2, number),
        .orderId = order.id,
        .stock = order.stock,
        .side = order.side,
        .price = event.price,
        .size = event.size,
        .orderFilled = order.filled,
        .orderLeft = event.isDone || order.budget.raw() > 0 ? Quantity{} : order.left(),
        .position = positionOf(order.stock),
        .isPartial = !event.isDone,
        .time = event.time});
    if (event.isDone) {
        order.filledAt = m_market.now();
        m_inMarket.erase(order.inMarket);
        order.inMarket = 0;
        order.status = Status::Filled;
        m_open.erase(m_byId.at(order.id));
        say("fill", order, &fill);
        shrinkSibling(order, event.size);
        return beginLegs(order);
    }
    const bool isPending = order.status == Status::PendingCancel || order.status == Status::PendingReplace;
    order.status = isPending ? order.status : Status::PartiallyFilled;
    say("partial_fill", order, &fill);
    shrinkSibling(order, event.size);
}

} // namespace leadline::sim
