// SPDX-License-Identifier: MIT
/// Bitstamp market data, as recordings hold it.
#pragma once

#include "engine/core/copied_ptr.h"
#include "engine/venues/market_decoder.h"
#include "engine/venues/pending_listed.h"

#include <memory>
#include <string_view>

namespace leadline::venues::bitstamp
{

inline constexpr core::VenueId venue{"bitstamp"};

/// diff_order_book, live_trades, REST order books and the list of pairs; everything else is `Kind::Other`. Updates
/// carry no ids but a stamp in microseconds, by which snapshot and stream are joined. Symbols are given in capitals.
class BitstampDecoder final : public MarketDecoder
{
public:
    BitstampDecoder();
    BitstampDecoder(const BitstampDecoder&);
    BitstampDecoder& operator=(const BitstampDecoder&) = delete;
    ~BitstampDecoder() override;
    [[nodiscard]] std::unique_ptr<MarketDecoder> copy() const override;

    std::expected<void, core::Defect> decode(std::string_view json, core::MarketMessage& message) override;
    bool next(core::MarketMessage& message) override { return m_listed.give(message); }
    void setDefaultSymbol(core::Symbol symbol) override { m_defaultSymbol = symbol; }
    [[nodiscard]] core::VenueId venue() const override { return bitstamp::venue; }

private:
    struct Parser;

    core::CopiedPtr<Parser> m_parser;
    PendingListed m_listed;
    core::Symbol m_defaultSymbol; ///< of a REST answer
};

[[nodiscard]] bool sends(std::string_view json);

} // namespace leadline::venues::bitstamp
