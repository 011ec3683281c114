// SPDX-License-Identifier: MIT
/// Kraken spot market data: WebSocket v2, and the older v1 that recordings still hold.
#pragma once

#include "engine/core/copied_ptr.h"
#include "engine/venues/market_decoder.h"

#include <map>
#include <memory>
#include <string_view>
#include <vector>

namespace leadline::venues::kraken
{

inline constexpr core::VenueId spotVenue{"kraken"};

/// v2: book, trade, instrument, status, heartbeat, pong, subscription answers. v1: book, trade and events; everything
/// else is `Kind::Other`. Every book update carries the checksum and its levels as written: prices and sizes of v2 are
/// JSON numbers whose trailing zeros count, so that they are never read as doubles.
class KrakenDecoder final : public MarketDecoder
{
public:
    KrakenDecoder();
    KrakenDecoder(const KrakenDecoder&);
    KrakenDecoder& operator=(const KrakenDecoder&) = delete;
    ~KrakenDecoder() override;
    [[nodiscard]] std::unique_ptr<MarketDecoder> copy() const override;

    std::expected<void, core::Defect> decode(std::string_view json, core::MarketMessage& message) override;
    bool next(core::MarketMessage& message) override;
    void setDefaultSymbol(core::Symbol /*symbol*/) override { }
    [[nodiscard]] core::VenueId venue() const override { return spotVenue; }

private:
    struct Parser;
    struct PendingTrade {
        core::Symbol symbol;
        core::Trade trade;
    };

    struct PendingInstrument {
        core::Instrument instrument;
        core::TradingStatus status = core::TradingStatus::Online;
    };

    core::CopiedPtr<Parser> m_parser;
    std::vector<PendingTrade> m_trades; ///< of the message at hand, not yet given
    std::vector<PendingInstrument> m_instruments;
    std::size_t m_given = 0;
};

[[nodiscard]] bool sends(std::string_view json);

} // namespace leadline::venues::kraken
