// SPDX-License-Identifier: MIT
/// IEX's own market data, TOPS 1.6 and DEEP, as its historical recordings hold it: one segment a packet.
#pragma once

#include "engine/book/order_book.h"
#include "engine/venues/aggressor_rule.h"
#include "engine/venues/iex/iex_messages.h"
#include "engine/venues/iex/iex_segment.h"
#include "engine/venues/market_decoder.h"

#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace leadline::venues::iex
{

inline constexpr core::VenueId venue{"iex"};

/// A recording holds one feed; segments of another one are passed over.
///
/// TOPS: quotes become `BookUpdateKind::Quote`. One that says "not available" (halted, paused) empties the book; why,
/// the trading status tells, so that it makes no halt of its own.
///
/// DEEP: price levels are kept until their event is complete, and given as one diff. A session begins with empty books:
/// before the first message of a symbol stands an empty snapshot. There is no other one, so that after a loss the books
/// are not begun again before the next session, or the next "start of messages".
///
/// A hole in the numbers, or a book message that cannot be read, is `messagesLost` and a defect. So are numbers that
/// begin anew within a session; the books then begin anew, too. Trades have their
/// aggressor by `QuoteRule`, on the touch before the event they are in; those of an auction's single-price cross have
/// none and are left out. A halt at IEX alone holds on until it is lifted, whatever the status of the symbol says.
class IexDecoder final : public MarketDecoder
{
public:
    /// More symbols are refused: memory must not follow whatever a broken file says.
    static constexpr std::size_t mostSymbols = std::size_t{1} << 16;

    IexDecoder();
    IexDecoder(const IexDecoder&);
    IexDecoder& operator=(const IexDecoder&) = delete;
    ~IexDecoder() override;
    [[nodiscard]] std::unique_ptr<MarketDecoder> copy() const override;

    std::expected<void, core::Defect> decode(std::string_view segment, core::MarketMessage& message) override;
    bool next(core::MarketMessage& message) override;
    void restart() override;
    void setDefaultSymbol(core::Symbol /*symbol*/) override { }
    void setWanted(std::span<const core::Symbol> symbols) override;
    [[nodiscard]] core::VenueId venue() const override { return iex::venue; }

private:
    /// What is known of one symbol.
    struct Listed {
        core::Symbol symbol;
        std::size_t stream = 0;
        bool isBegun = false; ///< its book was given as empty in this session
        std::vector<core::Level> bids; ///< of an event that is not complete
        std::vector<core::Level> asks;
        book::OrderBook book; ///< of DEEP, for the quote rule
        QuoteRule rule;
        core::HaltNotice status{.what = core::HaltNotice::What::Resumed}; ///< as the trading status has it
        bool isHaltedHere = false; ///< operationally, by IEX
    };
    /// A message of the segment at hand that has something to say.
    struct Waiting {
        WireMessage message;
        std::size_t listed = 0;
    };

    [[nodiscard]] std::expected<void, core::Defect> readSegment(std::string_view segment);
    [[nodiscard]] std::optional<core::Defect> follow(const SegmentHeader& header, const Continuity& continuity);
    [[nodiscard]] std::optional<core::Defect> collect(
        const SegmentHeader& header, const Continuity& continuity, std::string_view payload);
    [[nodiscard]] std::optional<core::Defect> collectOne(std::string_view bytes, std::size_t stream);
    [[nodiscard]] std::optional<core::Defect> wait(const WireMessage& message, std::size_t stream);
    /// The index in m_listed; nothing for a symbol that is not wanted.
    [[nodiscard]] core::Result<std::optional<std::size_t>> list(SymbolKey key, std::size_t stream);
    void beginSession(std::size_t stream);
    void loseBooks(std::size_t stream);

    // Each fills the message; false when there is nothing to say after all.
    bool give(const Waiting& waiting, core::MarketMessage& message);
    // In iex_events.cpp:
    bool giveSystemEvent(const WireMessage& wire, core::MarketMessage& message);
    bool giveLevel(const WireMessage& wire, Listed& listed, core::MarketMessage& message);
    bool giveQuote(const WireMessage& wire, Listed& listed, core::MarketMessage& message);
    bool giveTrade(const WireMessage& wire, Listed& listed, core::MarketMessage& message);
    bool giveStatus(const WireMessage& wire, Listed& listed, core::MarketMessage& message);
    bool giveInstrument(const WireMessage& wire, const Listed& listed, core::MarketMessage& message);
    void giveEmptyBook(const Listed& listed, core::Timestamp time, core::MarketMessage& message) const;

    SequenceWatch m_sequences;
    std::vector<bool> m_isLost; ///< by stream: DEEP's books cannot be known in this session
    std::optional<Feed> m_feed; ///< of the first segment
    bool m_toldOtherFeed = false;
    std::vector<Listed> m_listed;
    std::unordered_map<SymbolKey, std::size_t> m_numbers; ///< of m_listed
    bool m_isSelective = false; ///< only what m_numbers holds is wanted

    // Of the segment at hand:
    std::vector<Waiting> m_waiting;
    std::size_t m_given = 0;
    std::vector<std::size_t> m_toEmpty; ///< books that a new session empties
    core::Timestamp m_sendTime;
    std::size_t m_stream = 0;
    bool m_lossBefore = false; ///< to be told before its messages
    bool m_lossBehind = false; ///< and behind them
};

/// A cent a step, until the security directory tells of a price below one dollar; one share.
[[nodiscard]] core::Instrument instrumentOf(const core::MarketId& id);
[[nodiscard]] bool sends(std::string_view bytes);

} // namespace leadline::venues::iex
