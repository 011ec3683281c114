// SPDX-License-Identifier: MIT
/// What the messages of IEX's feeds mean.
#include "engine/core/stock.h"
#include "engine/venues/iex/iex_decoder.h"
#include "engine/venues/stock_symbols.h"

#include <algorithm>
#include <utility>

namespace leadline::venues::iex
{

namespace
{

using core::MarketMessage;
using Kind = core::MarketMessage::Kind;
using What = core::HaltNotice::What;

/// Levels of one event: more than a whole book has. Beyond it the event never ends, and the file is broken.
constexpr std::size_t mostLevels = 10'000;

/// As exchanges write prices: two digits after the point, four where they matter.
int decimalsOf(core::Price price)
{
    constexpr std::int64_t cent = core::decimalScale / 100;
    return price.raw() % cent == 0 ? 2 : 4;
}

core::Price priceOf(const std::optional<core::Level>& level)
{
    return level ? level->price : core::Price();
}

bool isThere(const core::Level& level)
{
    return level.price.raw() > 0 && !level.size.isZero();
}

std::optional<What> whatOf(char status)
{
    switch (status) {
    case 'H':
        return What::Halted;
    case 'P':
        return What::Paused;
    case 'O': // orders are taken for the auction, nothing trades yet
        return What::QuotesOnly;
    case 'T':
        return What::Resumed;
    default:
        return std::nullopt;
    }
}

} // namespace

void IexDecoder::giveEmptyBook(const Listed& listed, core::Timestamp time, MarketMessage& message) const
{
    message.symbol = listed.symbol;
    message.kind = Kind::Book;
    message.book = {.kind = *m_feed == Feed::Deep ? core::BookUpdateKind::Snapshot : core::BookUpdateKind::Quote,
        .eventTime = time,
        .isCounted = true};
}

bool IexDecoder::giveSystemEvent(const WireMessage& wire, MarketMessage& message)
{
    switch (wire.mark()) {
    case 'O': // start of messages: whatever came before belongs to another session
        beginSession(m_stream);
        return m_toEmpty.empty() ? false : next(message);
    case 'S': // start of system hours
    case 'R': // start of regular market hours
        message.kind = Kind::Status;
        message.status = core::TradingStatus::Online;
        return true;
    case 'E': // end of system hours
    case 'C': // end of messages
        message.kind = Kind::Status;
        message.status = core::TradingStatus::Closed;
        return true;
    default: // end of regular market hours: trading goes on
        return false;
    }
}

bool IexDecoder::giveLevel(const WireMessage& wire, Listed& listed, MarketMessage& message)
{
    if (*m_feed != Feed::Deep) {
        return false;
    }
    const core::Level level = wire.level();
    (wire.type() == MessageType::BuyLevel ? listed.bids : listed.asks).push_back(level);
    if (listed.bids.size() + listed.asks.size() > mostLevels) {
        loseBooks(m_stream);
        return next(message);
    }
    if (!wire.hasFlag(eventComplete)) {
        return false;
    }
    std::swap(message.bids, listed.bids);
    std::swap(message.asks, listed.asks);
    for (const auto* const side : {&message.bids, &message.asks}) {
        for (const core::Level& changed : *side) {
            message.priceDecimals = std::max(message.priceDecimals, decimalsOf(changed.price));
        }
    }
    if (!m_isLost[m_stream]) {
        listed.book.apply(message.bids, message.asks);
        listed.rule.quoted(priceOf(listed.book.best(core::Side::Bid)), priceOf(listed.book.best(core::Side::Ask)));
    }
    message.kind = Kind::Book;
    message.book = {.kind = core::BookUpdateKind::Diff,
        .eventTime = wire.time(),
        .bids = message.bids,
        .asks = message.asks,
        .isCounted = true};
    return true;
}

bool IexDecoder::giveQuote(const WireMessage& wire, Listed& listed, MarketMessage& message)
{
    if (*m_feed != Feed::Tops) {
        return false;
    }
    listed.isBegun = true;
    const bool isAvailable = !wire.hasFlag(notAvailable);
    if (const core::Level bid = wire.bid(); isAvailable && isThere(bid)) {
        message.bids.push_back(bid);
        message.priceDecimals = decimalsOf(bid.price);
    }
    if (const core::Level ask = wire.ask(); isAvailable && isThere(ask)) {
        message.asks.push_back(ask);
        message.priceDecimals = std::max(message.priceDecimals, decimalsOf(ask.price));
    }
    listed.rule.quoted(message.bids.empty() ? core::Price() : message.bids.front().price,
        message.asks.empty() ? core::Price() : message.asks.front().price);
    message.kind = Kind::Book;
    message.book = {.kind = core::BookUpdateKind::Quote,
        .eventTime = wire.time(),
        .bids = message.bids,
        .asks = message.asks,
        .isCounted = true};
    return true;
}

bool IexDecoder::giveTrade(const WireMessage& wire, Listed& listed, MarketMessage& message)
{
    const core::Level traded = wire.traded();
    if (wire.hasFlag(singlePriceCross) || traded.size.isZero()) {
        return false;
    }
    message.kind = Kind::Trade;
    message.priceDecimals = decimalsOf(traded.price);
    message.trade = {wire.time(), wire.tradeId(), traded.price, traded.size, listed.rule.aggressorOf(traded.price)};
    return true;
}

bool IexDecoder::giveStatus(const WireMessage& wire, Listed& listed, MarketMessage& message)
{
    const char mark = wire.mark();
    if (wire.type() == MessageType::TradingStatus) {
        const auto what = whatOf(mark);
        if (!what) {
            return false;
        }
        listed.status.what = *what;
        listed.status.code = decltype(listed.status.code)(std::string_view(&mark, 1));
        listed.status.reason = decltype(listed.status.reason)(wire.reason());
    } else if (mark == 'O' || mark == 'N') {
        listed.isHaltedHere = mark == 'O';
    } else {
        return false;
    }
    message.kind = Kind::Halt;
    message.halt = listed.status;
    if (listed.isHaltedHere) {
        message.halt = {.what = What::Halted,
            .code = decltype(message.halt.code)("O"),
            .reason = decltype(message.halt.reason)("IEX only")};
    }
    message.halt.eventTime = wire.time();
    return true;
}

bool IexDecoder::giveInstrument(const WireMessage& wire, const Listed& listed, MarketMessage& message)
{
    const bool trades = listed.status.what == What::Resumed && !listed.isHaltedHere;
    message.kind = Kind::Instrument;
    message.status = trades ? core::TradingStatus::Online : core::TradingStatus::Closed;
    message.instrument = instrumentOf({iex::venue, listed.symbol});
    if (wire.close().raw() > 0) {
        message.instrument.tick = core::stockTick(wire.close());
    }
    return true;
}

core::Instrument instrumentOf(const core::MarketId& id)
{
    core::Instrument whole = stocks::instrumentOf(id);
    whole.lot = core::Quantity::fromRaw(core::decimalScale);
    whole.minimumNotional = {};
    return whole;
}

bool sends(std::string_view bytes)
{
    return isSegment(bytes);
}

} // namespace leadline::venues::iex
