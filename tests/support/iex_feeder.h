// SPDX-License-Identifier: MIT
/// A decoder of IEX's feeds that is fed segment by segment.
#pragma once

#include "engine/book/book_tracker.h"
#include "engine/venues/iex/iex_decoder.h"
#include "engine/venues/venue.h"

#include <string>
#include <vector>

namespace leadline::tests::iex
{

/// What a decoder gave, in copies.
struct Event {
    core::MarketMessage::Kind kind = core::MarketMessage::Kind::Other;
    std::string symbol;
    bool isLoss = false;
    int decimals = 0;
    core::BookUpdateKind book = core::BookUpdateKind::Diff;
    std::int64_t time = 0;
    std::vector<core::Level> bids;
    std::vector<core::Level> asks;
    core::Trade trade;
    core::HaltNotice halt;
    core::Instrument instrument;
    core::TradingStatus status = core::TradingStatus::Online;
};

[[nodiscard]] inline Event eventOf(const core::MarketMessage& message)
{
    Event event{.kind = message.kind,
        .symbol = message.symbol.text(),
        .isLoss = message.messagesLost,
        .decimals = message.priceDecimals,
        .time = core::nanosecondsOf(message.eventTime()),
        .trade = message.trade,
        .halt = message.halt,
        .instrument = message.instrument,
        .status = message.status};
    if (message.kind == core::MarketMessage::Kind::Book) {
        event.book = message.book.kind;
        event.bids.assign(message.book.bids.begin(), message.book.bids.end());
        event.asks.assign(message.book.asks.begin(), message.book.asks.end());
    }
    return event;
}

class Feeder
{
public:
    /// Calls `hear` with every event of one segment; what is wrong with the segment stands in `defect`.
    template <class Hear> void feed(std::string segment, Hear hear)
    {
        const std::size_t length = segment.size();
        segment.append(venues::MarketDecoder::padding, ' ');
        const auto decoded = decoder.decode(std::string_view(segment).substr(0, length), message);
        defect = decoded ? "" : decoded.error().what;
        for (bool hasMore = decoded || decoder.next(message); hasMore; hasMore = decoder.next(message)) {
            hear(message);
        }
    }
    std::vector<Event> read(const std::string& segment)
    {
        std::vector<Event> events;
        feed(segment, [&events](const core::MarketMessage& one) { events.push_back(eventOf(one)); });
        return events;
    }

    venues::iex::IexDecoder decoder;
    core::MarketMessage message;
    std::string defect;
};

/// One symbol's book as a desk keeps it.
class Follower final : private book::BookListener
{
public:
    void apply(const core::MarketMessage& message)
    {
        if (message.messagesLost) {
            m_tracker.distrust(*this);
        } else if (message.kind == core::MarketMessage::Kind::Book) {
            m_tracker.apply(message.book, *this);
        }
    }
    [[nodiscard]] const book::BookTracker& tracker() const { return m_tracker; }
    [[nodiscard]] const book::OrderBook& book() const { return m_tracker.book(); }

private:
    void bookWillChange(core::Timestamp /*eventTime*/) override { }
    void bookChanged(const core::BookUpdate& /*update*/) override { }
    void bookRestarted() override { }

    book::BookTracker m_tracker{venues::findVenue("iex")->rules};
};

} // namespace leadline::tests::iex
