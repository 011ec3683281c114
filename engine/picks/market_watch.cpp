// SPDX-License-Identifier: MIT
#include "engine/picks/market_watch.h"

#include <algorithm>
#include <utility>

namespace leadline::picks
{

namespace
{

constexpr std::chrono::minutes mostAhead(1); ///< how far a venue's clock may be ahead of ours

core::Price priceOf(std::span<const core::Level> levels)
{
    return levels.empty() ? core::Price() : levels.front().price;
}

} // namespace

MarketWatch::MarketWatch(core::Duration gapWindow, const HaltSettings& halts)
    : m_gapWindow(gapWindow)
    , m_context{.settings = halts}
{
}

void MarketWatch::setRules(core::Duration gapWindow, const HaltSettings& halts)
{
    m_context.settings = halts;
    m_gapWindow = gapWindow;
    for (auto& [symbol, stock] : m_stocks) {
        stock.gap.setLength(gapWindow);
    }
}

void MarketWatch::setCalendar(equities::TradingCalendar calendar)
{
    m_context.calendar = std::move(calendar);
}

void MarketWatch::noticesBegin(core::Timestamp at)
{
    m_context.noticesFrom = at;
}

MarketWatch::Stock* MarketWatch::stockOf(const core::Symbol& symbol)
{
    const auto found = m_stocks.find(symbol);
    if (found != m_stocks.end()) {
        return &found->second;
    }
    if (m_stocks.size() >= mostSymbols || symbol.isEmpty()) {
        ++m_ignored;
        return nullptr;
    }
    return &m_stocks.try_emplace(symbol, Stock{GapWindow(m_gapWindow), {}}).first->second;
}

void MarketWatch::heard(const core::MarketMessage& message)
{
    using Kind = core::MarketMessage::Kind;
    const bool isFrame = message.kind == Kind::Book && message.book.kind == core::BookUpdateKind::Frame;
    const bool isOfInterest = isFrame || message.kind == Kind::Trade || message.kind == Kind::Top
        || message.kind == Kind::Halt || message.kind == Kind::Bands;
    if (!isOfInterest) {
        return;
    }
    const core::Timestamp time = message.eventTime();
    if (message.receiveTime > core::Timestamp() && time > message.receiveTime + mostAhead) {
        ++m_ignored;
        return;
    }
    Stock* const stock = stockOf(message.symbol);
    if (stock == nullptr) {
        return;
    }
    if (message.kind == Kind::Trade) {
        stock->gap.add(time, message.trade.price);
        stock->halt.traded(time, message.trade.price, m_context);
        m_context.tradesHeard = std::max(m_context.tradesHeard, time);
    } else if (message.kind == Kind::Top) {
        stock->halt.quoted(time, message.top.bid.price, message.top.ask.price);
    } else if (isFrame) {
        stock->halt.quoted(time, priceOf(message.book.bids), priceOf(message.book.asks));
    } else if (message.kind == Kind::Halt) {
        m_context.noticesFrom = m_context.noticesFrom.value_or(time);
        stock->halt.told(message.halt);
    } else {
        stock->halt.told(message.bands);
    }
}

void MarketWatch::heard(const core::StockSnapshot& snapshot, core::Timestamp at)
{
    Stock* const stock = stockOf(snapshot.symbol);
    if (stock == nullptr) {
        return;
    }
    const bool hasTrade = snapshot.last.raw() > 0 && snapshot.lastTime <= at + mostAhead;
    if (hasTrade && snapshot.minuteLow <= snapshot.minuteHigh) {
        // Where the bar is older than the trade, its close is not told: the price of its range that is nearest.
        stock->gap.addBar({.begins = snapshot.minuteTime,
                              .high = snapshot.minuteHigh,
                              .low = snapshot.minuteLow,
                              .close = std::clamp(snapshot.last, snapshot.minuteLow, snapshot.minuteHigh)},
            at);
    }
    // The same trade may be told again and again.
    if (hasTrade && snapshot.lastTime > stock->halt.lastTrade()) {
        stock->gap.add(snapshot.lastTime, snapshot.last);
        stock->halt.lastTradeWas(snapshot.lastTime, snapshot.last, m_context);
    }
    if (snapshot.quoteTime > core::Timestamp() && snapshot.quoteTime <= at + mostAhead) {
        stock->halt.quoted(snapshot.quoteTime, snapshot.bid.price, snapshot.ask.price);
    }
}

void MarketWatch::heard(const core::StockAsset& asset, core::Timestamp at)
{
    if (Stock* const stock = stockOf(asset.symbol)) {
        stock->halt.told(asset, at);
    }
}

void MarketWatch::heard(std::span<const core::StockBar> bars, core::Timestamp at)
{
    for (const core::StockBar& bar : bars) {
        if (Stock* const stock = stockOf(bar.symbol)) {
            stock->gap.addBar(bar, at);
        }
    }
}

GapReading MarketWatch::gap(const core::Symbol& symbol, core::Timestamp now)
{
    const auto found = m_stocks.find(symbol);
    return found == m_stocks.end() ? GapReading{.window = m_gapWindow} : found->second.gap.reading(now);
}

HaltReading MarketWatch::halt(const core::Symbol& symbol, core::Timestamp now) const
{
    const auto found = m_stocks.find(symbol);
    return found == m_stocks.end() ? HaltReading{.noticesFrom = m_context.noticesFrom}
                                   : found->second.halt.reading(now, m_context);
}

} // namespace leadline::picks
