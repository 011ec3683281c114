// SPDX-License-Identifier: MIT
/// Bybit market data of the older linear API, as recordings hold it.
#pragma once

#include "engine/venues/market_decoder.h"
#include "engine/venues/pending_trades.h"

#include <memory>
#include <string_view>

namespace leadline::venues::bybit
{

inline constexpr core::VenueId venue{"bybit"};

/// orderBookL2_25 (snapshot, then what was deleted, updated and inserted) and trade; everything else is `Kind::Other`.
class BybitDecoder final : public MarketDecoder
{
public:
    BybitDecoder();
    ~BybitDecoder() override;

    std::expected<void, core::Defect> decode(std::string_view json, core::MarketMessage& message) override;
    bool next(core::MarketMessage& message) override { return m_trades.give(message); }
    void setDefaultSymbol(core::Symbol /*symbol*/) override { }
    [[nodiscard]] core::VenueId venue() const override { return bybit::venue; }

private:
    struct Parser;

    std::unique_ptr<Parser> m_parser;
    PendingTrades m_trades;
};

[[nodiscard]] bool sends(std::string_view json);

} // namespace leadline::venues::bybit
