// SPDX-License-Identifier: MIT
/// What venues tell us, in one vocabulary for every venue.
#pragma once

#include "engine/core/instrument.h"
#include "engine/core/level.h"
#include "engine/core/names.h"
#include "engine/core/price.h"
#include "engine/core/side.h"
#include "engine/core/time.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace leadline::core
{

enum class BookUpdateKind : std::uint8_t {
    Snapshot, ///< the whole kept book, from a request or in the stream itself
    Diff, ///< changed levels since the previous diff
    Frame, ///< the best levels, complete in itself, on a fixed interval (depth20@100ms)
    Quote, ///< the best level a side or none, complete in itself, whenever it changes
};

/// A change of one venue's book. The spans look into memory of the decoder that are valid until its next message.
struct BookUpdate {
    BookUpdateKind kind = BookUpdateKind::Diff;
    std::uint64_t firstId = 0; ///< first update id inside, 0 when the venue does not tell
    std::uint64_t finalId = 0; ///< last update id inside
    std::uint64_t previousId = 0; ///< last update id of the message before, 0 when the venue does not tell
    Timestamp eventTime; ///< the matching engine's stamp where there is one, else the publishing stamp
    std::span<const Level> bids;
    std::span<const Level> asks;
    std::span<const LevelAside> bidsAside; ///< what of this update cannot be held
    std::span<const LevelAside> asksAside;
    // Of venues that publish a checksum of the book as it is after this update:
    std::span<const LevelText> bidTexts; ///< one for each of `bids`
    std::span<const LevelText> askTexts;
    std::optional<std::uint32_t> checksum;
    std::size_t depth = 0; ///< levels a side that the venue keeps us informed of; zero: all
    bool isCounted = false; ///< its connection numbers the messages, and the decoder found none missing before it
};

struct Trade {
    Timestamp eventTime;
    std::uint64_t id = 0;
    Price price;
    Quantity size;
    Side aggressor = Side::Bid; ///< who took: Bid when the buyer did
};

/// The venue's own best prices, used as a referee of the book we build.
struct TopOfBook {
    Timestamp eventTime; ///< epoch when the venue does not stamp it
    std::uint64_t id = 0; ///< the book's update id
    Level bid;
    Level ask;
};

/// What a venue lets its clients do.
enum class TradingStatus : std::uint8_t {
    Online,
    PostOnly, ///< orders that take are refused
    CancelOnly, ///< nothing matches
    Closed, ///< maintenance, halted or delisted
};

[[nodiscard]] constexpr std::string_view describe(TradingStatus status)
{
    switch (status) {
    case TradingStatus::Online:
        return "trading";
    case TradingStatus::PostOnly:
        return "post-only";
    case TradingStatus::CancelOnly:
        return "cancel-only";
    case TradingStatus::Closed:
        return "not trading";
    }
    return "";
}

/// A word about whether one stock trades, as the tape says it.
struct HaltNotice {
    enum class What : std::uint8_t {
        Halted, ///< by its exchange, or by the regulator
        Paused, ///< volatility: limit up, limit down
        QuotesOnly, ///< quotes come again, trades do not yet
        Resumed, ///< trading goes on
    };

    Timestamp eventTime;
    What what = What::Halted;
    ShortName<struct HaltCodeTag> code; ///< "H", "T12", as the tape has it
    ShortName<struct HaltReasonTag> reason; ///< "LUDP"; empty when not told
};

/// Outside of these prices a stock does not trade: limit up, limit down.
struct PriceBands {
    Timestamp eventTime;
    Price lower;
    Price upper;
};

/// One decoded message of a venue. Reused from message to message, so that decoding allocates nothing once warm.
struct MarketMessage {
    enum class Kind : std::uint8_t {
        Other, ///< understood and of no interest: control answers, mark prices
        Heartbeat, ///< nothing new, and the connection is alive
        Book,
        Trade,
        Top,
        Instrument, ///< the venue's reference data of one instrument
        Listed, ///< of a list of all its instruments, what one trades and what its contracts are worth
        Status, ///< of one instrument, or of the whole venue when no symbol is named
        Halt, ///< of one stock
        Bands, ///< of one stock
    };

    Kind kind = Kind::Other;
    Symbol symbol;
    Timestamp receiveTime; ///< measures latency only
    BookUpdate book; ///< looks into `bids` and `asks`
    core::Trade trade;
    TopOfBook top;
    core::Instrument instrument;
    TradingStatus status = TradingStatus::Online;
    HaltNotice halt;
    PriceBands bands;
    bool messagesLost = false; ///< messages of this connection are missing before this one: none of its books is true
    int priceDecimals = 0; ///< digits after the point as the venue wrote the prices of this message
    std::vector<Level> bids;
    std::vector<Level> asks;
    std::vector<LevelAside> bidsAside;
    std::vector<LevelAside> asksAside;
    std::vector<LevelText> bidTexts; ///< empty unless the venue publishes checksums
    std::vector<LevelText> askTexts;

    MarketMessage() = default;
    MarketMessage(const MarketMessage&) = delete;
    MarketMessage& operator=(const MarketMessage&) = delete;

    /// Forgets the message before this one; what memory it has is kept.
    void begin()
    {
        kind = Kind::Other;
        symbol = {};
        messagesLost = false;
        priceDecimals = 0;
        bids.clear();
        asks.clear();
        bidsAside.clear();
        asksAside.clear();
        bidTexts.clear();
        askTexts.clear();
    }

    /// The event time of whatever the message holds; the epoch when it has none.
    [[nodiscard]] Timestamp eventTime() const
    {
        switch (kind) {
        case Kind::Book:
            return book.eventTime;
        case Kind::Trade:
            return trade.eventTime;
        case Kind::Top:
            return top.eventTime;
        case Kind::Halt:
            return halt.eventTime;
        case Kind::Bands:
            return bands.eventTime;
        case Kind::Other:
        case Kind::Heartbeat:
        case Kind::Instrument:
        case Kind::Listed:
        case Kind::Status:
            break;
        }
        return {};
    }
};

} // namespace leadline::core
