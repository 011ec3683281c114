// SPDX-License-Identifier: MIT
#include "engine/sim/equities/stock_market.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace leadline::sim
{

using core::Price;
using core::Quantity;
using core::Side;
using std::chrono::minutes;
using std::chrono::seconds;

namespace
{

/// A client that takes moves the price for good by that share of a level's distance, for every level it goes through.
constexpr double impactOfALevel = 0.25;

} // namespace

void StockMinute::add(Price price, Quantity size)
{
    open = trades == 0 ? price : open;
    high = trades == 0 ? price : std::max(high, price);
    low = trades == 0 ? price : std::min(low, price);
    close = price;
    volume += size;
    value += price * size;
    ++trades;
}

double StockMinute::averagePrice() const
{
    return volume.isZero() ? 0 : value.toDoubleLossy() / volume.toDoubleLossy();
}

StockMarket::StockMarket(const StockMarketSettings& settings, core::Timestamp start)
    : m_settings(settings)
    , m_prices(settings.seed, start - settings.history)
    , m_crowd(settings.seed)
    , m_now(start)
    , m_phase(equities::marketPhaseAt(start))
    , m_stocks(stockUniverse().size())
{
    if (m_phase.session == equities::MarketSession::Regular) {
        planDay(std::max(m_phase.day.opens, start));
    }
    for (StockIndex i = 0; i < m_stocks.size(); ++i) {
        makeHistory(i, start - settings.history);
    }
    beginSession();
}

void StockMarket::plan(EventKind kind, core::Timestamp at, std::uint64_t subject, std::uint64_t generation)
{
    m_queue.push({at, ++m_lastEvent, kind, subject, generation});
}

void StockMarket::callAt(core::Timestamp when, std::function<void()> call)
{
    plan(EventKind::Call, std::max(when, m_now), m_lastEvent + 1);
    m_calls.emplace(m_lastEvent, std::move(call));
}

void StockMarket::advance(core::Timestamp now)
{
    while (!m_queue.empty() && m_queue.top().at <= now) {
        const Event event = m_queue.top();
        m_queue.pop();
        m_now = std::max(m_now, event.at);
        play(event);
    }
    m_now = std::max(m_now, now);
}

void StockMarket::skipTo(core::Timestamp now)
{
    m_now = now;
    m_prices.skipTo(now);
    beginSession();
}

void StockMarket::play(const Event& event)
{
    const auto isVoid = [&](std::uint64_t generation) { return event.generation != generation; };
    switch (event.kind) {
    case EventKind::Quote:
        if (!isVoid(m_stocks[event.subject].generation)) {
            requote(event.subject);
            plan(EventKind::Quote, m_now + m_crowd.untilQuote(event.subject, stockHourAt(m_phase, m_now)),
                event.subject, event.generation);
        }
        break;
    case EventKind::Trade:
        if (!isVoid(m_stocks[event.subject].generation)) {
            trade(event.subject);
            plan(EventKind::Trade, m_now + m_crowd.untilTrade(event.subject, stockHourAt(m_phase, m_now)),
                event.subject, event.generation);
        }
        break;
    case EventKind::Second:
        if (!isVoid(m_generation)) {
            endSecond();
            plan(EventKind::Second, event.at + seconds(1), 0, m_generation);
        }
        break;
    case EventKind::Session:
        if (!isVoid(m_generation)) {
            beginSession();
        }
        break;
    case EventKind::Incident:
        strike(m_incidents[event.subject]);
        break;
    case EventKind::Resume:
        goOn(event.subject, static_cast<Halt>(event.generation));
        break;
    case EventKind::Call: {
        const auto node = m_calls.extract(event.subject);
        node.mapped()();
        break;
    }
    }
}

void StockMarket::requote(StockIndex index)
{
    Stock& stock = m_stocks[index];
    if (!isOpen() || !stockUniverse()[index].isActive || stock.halt == Halt::Halted || stock.halt == Halt::Paused) {
        return;
    }
    const double worth = m_prices.moveTo(index, m_now);
    const StockQuote quote = m_crowd.quote(index, worth, stockHourAt(m_phase, m_now), stock.state.bands);
    m_matching = index;
    stock.book.requote(quote, core::stockTick(quote.bid.price), *this);
    publishTouch(index);
}

void StockMarket::trade(StockIndex index)
{
    Stock& stock = m_stocks[index];
    if (!stock.book.isMatching()) {
        return;
    }
    const auto [taker, size] = m_crowd.trade(index, m_prices.worth(index), stockHourAt(m_phase, m_now));
    m_matching = index;
    stock.book.take(taker, size, *this);
    publishTouch(index);
}

void StockMarket::publishTouch(StockIndex index)
{
    Stock& stock = m_stocks[index];
    StockQuote quote = stock.book.best();
    const StockQuote& told = stock.state.quote;
    const bool isSame = quote.bid == told.bid && quote.ask == told.ask && quote.bidExchange == told.bidExchange
        && quote.askExchange == told.askExchange;
    const bool isStopped = stock.halt == Halt::Halted || stock.halt == Halt::Paused;
    if (isSame || stock.isSilent || isStopped || quote.bid.price.raw() == 0) {
        return;
    }
    quote.time = m_now;
    stock.state.quote = quote;
    if (m_events != nullptr) {
        m_events->quoted(index, quote);
    }
}

void StockMarket::bookTraded(Price price, Quantity size, Side taker)
{
    Stock& stock = m_stocks[m_matching];
    const StockTrade trade{.id = ++m_lastTrade,
        .price = price,
        .size = size,
        .taker = taker,
        .exchange = m_crowd.tradeExchange(m_matching),
        .time = m_now};
    if (stock.isSilent) {
        return;
    }
    stock.state.last = trade;
    if (stock.state.minute.trades == 0) {
        stock.state.minute.begins = std::chrono::floor<minutes>(m_now);
    }
    stock.state.minute.add(price, size);
    stock.state.day.add(price, size);
    if (m_events != nullptr) {
        m_events->traded(m_matching, trade);
    }
}

void StockMarket::bookOrderChanged(const StockOrderEvent& event)
{
    StockOrderEvent stamped = event;
    stamped.time = m_now;
    if (m_events != nullptr) {
        m_events->orderChanged(stamped);
    }
}

void StockMarket::submit(StockIndex index, const StockOrder& order)
{
    Stock& stock = m_stocks[index];
    m_matching = index;
    const int levels = stock.book.submit(order, *this);
    if (levels > 0) {
        const double sign = order.side == Side::Bid ? 1 : -1;
        const double away = stock.book.step().toDoubleLossy() / m_prices.worth(index);
        m_prices.jump(index, sign * impactOfALevel * levels * away);
    }
    publishTouch(index);
}

bool StockMarket::cancel(StockIndex index, std::uint64_t id)
{
    const bool isGone = m_stocks[index].book.cancel(id);
    publishTouch(index);
    return isGone;
}

bool StockMarket::fillPart(StockIndex index, std::uint64_t id)
{
    m_matching = index;
    const bool isFilled = m_stocks[index].book.fillPart(id, *this);
    publishTouch(index);
    return isFilled;
}

void StockMarket::shock(std::int64_t steps)
{
    m_prices.jumpAll(static_cast<double>(steps) * 1e-4);
}

void StockMarket::jump(StockIndex index, double share)
{
    m_prices.jump(index, share);
    requote(index);
}

std::int64_t StockMarket::stepsOf(double share) const
{
    return std::llround(share * 1e4);
}

void StockMarket::halt(StockIndex index, std::string_view reason)
{
    stop(index, Halt::Halted, reason);
}

void StockMarket::resume(StockIndex index)
{
    goOn(index, Halt::None);
}

} // namespace leadline::sim
