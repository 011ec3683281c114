// SPDX-License-Identifier: MIT
/// The messages of TOPS 1.6 and DEEP, read where they stand. All share the first fields: type, one byte, time, symbol.
#pragma once

#include "engine/core/byte_order.h"
#include "engine/core/events.h"
#include "engine/core/result.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace leadline::venues::iex
{

enum class MessageType : char {
    SystemEvent = 'S',
    SecurityDirectory = 'D',
    TradingStatus = 'H',
    RetailLiquidity = 'I',
    OperationalHalt = 'O',
    ShortSaleTest = 'P',
    QuoteUpdate = 'Q', ///< TOPS
    TradeReport = 'T',
    TradeBreak = 'B',
    OfficialPrice = 'X',
    Auction = 'A',
    SecurityEvent = 'E', ///< DEEP
    BuyLevel = '8', ///< DEEP
    SellLevel = '5', ///< DEEP
};

struct MessageLayout {
    MessageType type;
    std::string_view name; ///< "quote update"
    std::size_t bytes; ///< with the type; later versions of the feed may add to it
};
/// Null for a type that is not known.
[[nodiscard]] const MessageLayout* layoutOf(char type);

/// A number of a message or a segment: both are little-endian.
template <std::integral Number> [[nodiscard]] Number numberAt(std::string_view bytes, std::size_t at)
{
    return core::readNumber<Number>(bytes.data() + at, core::ByteOrder::Little);
}

/// The eight characters of a symbol, as a number to look it up by.
using SymbolKey = std::uint64_t;
/// Their text, without the blanks behind it; nothing where it is empty, or holds what no symbol does.
[[nodiscard]] std::optional<core::Symbol> symbolFrom(SymbolKey key);
/// Zero for a text that is longer than eight characters.
[[nodiscard]] SymbolKey keyOf(const core::Symbol& symbol);

/// A time in nanoseconds since the epoch; nothing before it or behind the year 2200, where no feed can be.
[[nodiscard]] std::optional<core::Timestamp> boundedTime(std::int64_t nanoseconds);

/// One message whose length is its layout's, or more.
class WireMessage
{
public:
    WireMessage() = default;
    explicit WireMessage(std::string_view bytes)
        : m_bytes(bytes)
    {
    }

    [[nodiscard]] MessageType type() const { return static_cast<MessageType>(m_bytes[0]); }
    /// The byte behind the type: flags, an event or a status.
    [[nodiscard]] char mark() const { return m_bytes[1]; }
    [[nodiscard]] bool hasFlag(unsigned flag) const { return (static_cast<unsigned char>(mark()) & flag) != 0; }
    [[nodiscard]] core::Timestamp time() const;
    /// Of every type but the system event.
    [[nodiscard]] SymbolKey key() const;

    /// What is wrong with its values, by field; nothing when they can be used.
    [[nodiscard]] std::optional<core::Defect> check() const;

    // Of a message that was checked.
    [[nodiscard]] core::Level level() const; ///< BuyLevel, SellLevel; a size of zero removes it
    [[nodiscard]] core::Level bid() const; ///< QuoteUpdate; without a price or a size nobody bids
    [[nodiscard]] core::Level ask() const;
    [[nodiscard]] core::Level traded() const; ///< TradeReport
    [[nodiscard]] std::uint64_t tradeId() const;
    [[nodiscard]] core::Price close() const; ///< SecurityDirectory: of the day before, adjusted; zero: not known
    [[nodiscard]] std::string_view reason() const; ///< TradingStatus; empty when there is none

private:
    [[nodiscard]] core::Quantity sizeAt(std::size_t at) const;
    [[nodiscard]] core::Price priceAt(std::size_t at) const;
    [[nodiscard]] std::optional<core::Defect> checkPrice(
        std::size_t at, std::int64_t least, std::string_view field) const;
    [[nodiscard]] core::Defect complain(std::string_view field) const;

    std::string_view m_bytes;
};

// Flags of the byte behind the type.
inline constexpr unsigned eventComplete = 0x01; ///< of a level: the book stands
inline constexpr unsigned notAvailable = 0x80; ///< of a quote: halted, paused, or otherwise not traded at IEX
inline constexpr unsigned singlePriceCross = 0x08; ///< of a trade: in an auction

} // namespace leadline::venues::iex
