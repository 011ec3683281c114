// SPDX-License-Identifier: MIT
/// Bybit market data, v5 and the older interfaces of linear and inverse contracts, as recordings hold it.
#pragma once

#include "engine/core/copied_ptr.h"
#include "engine/venues/market_decoder.h"
#include "engine/venues/pending_trades.h"

#include <cstddef>
#include <map>
#include <memory>
#include <string_view>

namespace leadline::venues::bybit
{

inline constexpr core::VenueId venue{"bybit"};

/// v5: orderbook.N (of a symbol, the first depth that comes: depths are numbered apart), whose ids count up by one,
/// and publicTrade. Before: orderBookL2_25 and orderBook_200 (snapshot, then what was deleted, updated and inserted)
/// and trade. Everything else is `Kind::Other`.
class BybitDecoder final : public MarketDecoder
{
public:
    BybitDecoder();
    BybitDecoder(const BybitDecoder&);
    BybitDecoder& operator=(const BybitDecoder&) = delete;
    ~BybitDecoder() override;
    [[nodiscard]] std::unique_ptr<MarketDecoder> copy() const override;

    std::expected<void, core::Defect> decode(std::string_view json, core::MarketMessage& message) override;
    void restart() override { m_depths.clear(); }
    bool next(core::MarketMessage& message) override { return m_trades.give(message); }
    void setDefaultSymbol(core::Symbol /*symbol*/) override { }
    [[nodiscard]] core::VenueId venue() const override { return bybit::venue; }

private:
    struct Parser;

    [[nodiscard]] bool isBookOf(core::Symbol symbol, std::size_t depth);

    std::map<core::Symbol, std::size_t> m_depths; ///< of the topic that is followed
    core::CopiedPtr<Parser> m_parser;
    PendingTrades m_trades;
};

[[nodiscard]] bool sends(std::string_view json);

} // namespace leadline::venues::bybit
