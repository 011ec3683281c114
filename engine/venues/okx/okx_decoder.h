// SPDX-License-Identifier: MIT
/// OKX v5 market data, as recordings hold it.
#pragma once

#include "engine/venues/market_decoder.h"
#include "engine/venues/pending_trades.h"

#include <memory>
#include <string_view>

namespace leadline::venues::okx
{

inline constexpr core::VenueId venue{"okx"};

/// books (400 levels, with the signed CRC-32 of every update) and trades; everything else is `Kind::Other`.
class OkxDecoder final : public MarketDecoder
{
public:
    OkxDecoder();
    ~OkxDecoder() override;

    std::expected<void, core::Defect> decode(std::string_view json, core::MarketMessage& message) override;
    bool next(core::MarketMessage& message) override { return m_trades.give(message); }
    void setDefaultSymbol(core::Symbol /*symbol*/) override { }
    [[nodiscard]] core::VenueId venue() const override { return okx::venue; }

private:
    struct Parser;

    std::unique_ptr<Parser> m_parser;
    PendingTrades m_trades;
};

[[nodiscard]] bool sends(std::string_view json);

} // namespace leadline::venues::okx
