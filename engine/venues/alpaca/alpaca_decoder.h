// SPDX-License-Identifier: MIT
/// Alpaca's stream of US stocks: the consolidated tape (SIP), and IEX alone.
#pragma once

#include "engine/core/copied_ptr.h"
#include "engine/venues/market_decoder.h"
#include "engine/venues/stock_events.h"

#include <memory>
#include <string_view>

namespace leadline::venues::alpaca
{

inline constexpr core::VenueId sipVenue{"alpaca"};
inline constexpr core::VenueId iexVenue{"alpaca-iex"};

/// Quotes (q), trades (t), trading statuses (s), price bands (l), subscription answers and errors; everything else
/// (bars, corrections, cancelled trades, imbalances, news) is `Kind::Other`.
/// A quote is a Frame of at most one level a side: a price or size of zero is nobody's. Sizes are shares.
/// The tape does not tell who took: see AggressorRule, which the quotes of the same stream feed.
/// Statuses of tapes A and B (CTA) and of C and O (UTP) share no code, so that the tape need not be known. A quotation
/// resumption is QuotesOnly: trades come again with T (UTP) or 3 (CTA). Pauses for volatility are Paused, whether their
/// code or their reason says so; what leaves trading as it was (price indications, imbalances, short-sale restrictions)
/// is `Kind::Other`.
/// Nothing is numbered: that messages were lost shows only in the connection.
class AlpacaDecoder final : public MarketDecoder
{
public:
    /// `venue` is sipVenue or iexVenue: both speak alike.
    explicit AlpacaDecoder(core::VenueId venue);
    AlpacaDecoder(const AlpacaDecoder&);
    AlpacaDecoder& operator=(const AlpacaDecoder&) = delete;
    ~AlpacaDecoder() override;
    [[nodiscard]] std::unique_ptr<MarketDecoder> copy() const override;

    std::expected<void, core::Defect> decode(std::string_view json, core::MarketMessage& message) override;
    bool next(core::MarketMessage& message) override { return m_events.give(message); }
    void restart() override { m_events.restart(); }
    void setDefaultSymbol(core::Symbol /*symbol*/) override { }
    [[nodiscard]] core::VenueId venue() const override { return m_venue; }

private:
    struct Parser;

    core::CopiedPtr<Parser> m_parser;
    StockEvents m_events;
    core::VenueId m_venue;
};

/// Both venues send the same messages; recordings that tell no more are taken for the consolidated tape.
[[nodiscard]] bool sends(std::string_view json);

} // namespace leadline::venues::alpaca
