// SPDX-License-Identifier: MIT
/// What venues tell us, in one vocabulary for every venue.
#pragma once

#include "engine/core/names.h"
#include "engine/core/price.h"
#include "engine/core/side.h"
#include "engine/core/time.h"

#include <cstdint>
#include <span>
#include <vector>

namespace leadline::core
{

/// One price level; as part of an update, `size` is the new absolute size and zero removes the level.
struct Level {
    Price price;
    Quantity size;

    bool operator==(const Level&) const = default;
};

enum class BookUpdateKind : std::uint8_t {
    Snapshot, ///< the whole kept book, from a request
    Diff, ///< changed levels since the previous diff
    Frame, ///< the best levels, complete in itself, on a fixed interval (depth20@100ms)
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

/// One decoded message of a venue. Reused from message to message, so that decoding allocates nothing once warm.
struct MarketMessage {
    enum class Kind : std::uint8_t {
        Other, ///< understood and of no interest: control answers, mark prices
        Book,
        Trade,
        Top,
    };

    Kind kind = Kind::Other;
    Symbol symbol;
    Timestamp receiveTime; ///< measures latency only
    BookUpdate book; ///< looks into `bids` and `asks`
    core::Trade trade;
    TopOfBook top;
    int priceDecimals = 0; ///< digits after the point as the venue wrote the prices of this message
    std::vector<Level> bids;
    std::vector<Level> asks;

    MarketMessage() = default;
    MarketMessage(const MarketMessage&) = delete;
    MarketMessage& operator=(const MarketMessage&) = delete;

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
        case Kind::Other:
            break;
        }
        return {};
    }
};

} // namespace leadline::core
