// SPDX-License-Identifier: MIT
/// Binance market data: spot, USD-M and COIN-M futures, streams and REST depth snapshots.
#pragma once

#include "engine/core/copied_ptr.h"
#include "engine/venues/market_decoder.h"
#include "engine/venues/pending_listed.h"

#include <memory>

namespace leadline::venues::binance
{

inline constexpr core::VenueId futuresVenue{"binance-futures"};
inline constexpr core::VenueId spotVenue{"binance-spot"};
inline constexpr core::VenueId coinMarginedVenue{"binance-coinm"};

/// Fields by their published names: depthUpdate (diff, and the 20-level frame told by its stream name), REST depth,
/// trade, aggTrade, bookTicker; combined-stream wrapping or plain; of exchangeInfo what each symbol trades and what its
/// contracts are worth. Everything else is `Kind::Other`.
class BinanceDecoder final : public MarketDecoder
{
public:
    explicit BinanceDecoder(core::VenueId venue);
    BinanceDecoder(const BinanceDecoder&);
    BinanceDecoder& operator=(const BinanceDecoder&) = delete;
    ~BinanceDecoder() override;
    [[nodiscard]] std::unique_ptr<MarketDecoder> copy() const override;

    std::expected<void, core::Defect> decode(std::string_view json, core::MarketMessage& message) override;
    /// The general way, for every shape; decode() takes a shorter one for depth updates and must agree with it.
    std::expected<void, core::Defect> decodeBySimdjson(std::string_view json, core::MarketMessage& message);
    bool next(core::MarketMessage& message) override { return m_listed.give(message); }
    void setDefaultSymbol(core::Symbol symbol) override { m_defaultSymbol = symbol; }
    [[nodiscard]] core::VenueId venue() const override { return m_venue; }

private:
    struct Parser;

    core::VenueId m_venue;
    core::Symbol m_defaultSymbol;
    core::CopiedPtr<Parser> m_parser;
    PendingListed m_listed;
};

/// The Binance venue whose message this is, told by its fields; empty when it is none of Binance's or could be any.
[[nodiscard]] core::VenueId recognise(std::string_view json);

} // namespace leadline::venues::binance
