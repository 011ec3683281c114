// SPDX-License-Identifier: MIT
#include "engine/replay/message_copy.h"

namespace leadline::replay
{

namespace
{

/// The same stretch of `to` that `view` is of `from`.
template <class T>
std::span<const T> inCopy(std::span<const T> view, const std::vector<T>& from, const std::vector<T>& to)
{
    return view.empty() ? std::span<const T>{}
                        : std::span(to).subspan(static_cast<std::size_t>(view.data() - from.data()), view.size());
}

} // namespace

std::unique_ptr<core::MarketMessage> copyOf(const core::MarketMessage& message)
{
    auto copy = std::make_unique<core::MarketMessage>();
    copy->kind = message.kind;
    copy->symbol = message.symbol;
    copy->receiveTime = message.receiveTime;
    copy->trade = message.trade;
    copy->top = message.top;
    copy->instrument = message.instrument;
    copy->status = message.status;
    copy->halt = message.halt;
    copy->bands = message.bands;
    copy->messagesLost = message.messagesLost;
    copy->priceDecimals = message.priceDecimals;
    copy->bids = message.bids;
    copy->asks = message.asks;
    copy->bidsAside = message.bidsAside;
    copy->asksAside = message.asksAside;
    copy->bidTexts = message.bidTexts;
    copy->askTexts = message.askTexts;
    if (message.kind == core::MarketMessage::Kind::Book) {
        const core::BookUpdate& book = message.book;
        copy->book = book;
        copy->book.bids = inCopy(book.bids, message.bids, copy->bids);
        copy->book.asks = inCopy(book.asks, message.asks, copy->asks);
        copy->book.bidsAside = inCopy(book.bidsAside, message.bidsAside, copy->bidsAside);
        copy->book.asksAside = inCopy(book.asksAside, message.asksAside, copy->asksAside);
        copy->book.bidTexts = inCopy(book.bidTexts, message.bidTexts, copy->bidTexts);
        copy->book.askTexts = inCopy(book.askTexts, message.askTexts, copy->askTexts);
    }
    return copy;
}

} // namespace leadline::replay
