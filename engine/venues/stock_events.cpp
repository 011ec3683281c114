// SPDX-License-Identifier: MIT
#include "engine/venues/stock_events.h"

namespace leadline::venues
{

using core::MarketMessage;
using Kind = core::MarketMessage::Kind;

namespace
{

bool isThere(const core::Level& level)
{
    return level.price != core::Price{} && !level.size.isZero();
}

} // namespace

void StockEvents::begin()
{
    m_events.clear();
    m_given = 0;
}

void StockEvents::restart()
{
    begin();
    m_aggressors.restart();
}

bool StockEvents::give(MarketMessage& message)
{
    if (m_given == m_events.size()) {
        return false;
    }
    const Event& event = m_events[m_given++];
    message.begin();
    message.symbol = event.symbol;
    std::visit([&](const auto& what) { tell(what, message); }, event.what);
    return true;
}

void StockEvents::tell(const Quote& quote, MarketMessage& message)
{
    const bool hasBid = isThere(quote.bid);
    const bool hasAsk = isThere(quote.ask);
    m_aggressors.quoted(
        message.symbol, hasBid ? quote.bid.price : core::Price{}, hasAsk ? quote.ask.price : core::Price{});
    if (hasBid) {
        message.bids.push_back(quote.bid);
    }
    if (hasAsk) {
        message.asks.push_back(quote.ask);
    }
    message.kind = Kind::Book;
    message.priceDecimals = quote.decimals;
    message.book = {.kind = core::BookUpdateKind::Frame,
        .eventTime = quote.eventTime,
        .bids = message.bids,
        .asks = message.asks,
        .depth = 1};
}

void StockEvents::tell(const Print& print, MarketMessage& message)
{
    message.kind = Kind::Trade;
    message.priceDecimals = print.decimals;
    message.trade = print.trade;
    message.trade.aggressor = m_aggressors.traded(message.symbol, print.trade.price);
}

void StockEvents::tell(const core::HaltNotice& halt, MarketMessage& message)
{
    message.kind = Kind::Halt;
    message.halt = halt;
}

void StockEvents::tell(const core::PriceBands& bands, MarketMessage& message)
{
    message.kind = Kind::Bands;
    message.bands = bands;
}

void StockEvents::tell(Heartbeat /*heartbeat*/, MarketMessage& message)
{
    message.kind = Kind::Heartbeat;
}

} // namespace leadline::venues
