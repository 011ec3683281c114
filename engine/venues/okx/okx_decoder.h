// SPDX-License-Identifier: MIT
/// OKX v5 market data, as recordings hold it.
#pragma once

#include "engine/core/copied_ptr.h"
#include "engine/venues/market_decoder.h"
#include "engine/venues/pending_listed.h"
#include "engine/venues/pending_trades.h"

#include <memory>
#include <string_view>

namespace leadline::venues::okx
{

inline constexpr core::VenueId venue{"okx"};

/// books, books-l2-tbt and books50-l2-tbt (updates chained by `seqId` and `prevSeqId`, with the signed CRC-32 while the
/// venue made one: zero stands for none), books5 (frames) and bbo-tbt (the touch), trades and trades-all; of its lists
/// of instruments what contracts are worth. Everything else is `Kind::Other`.
class OkxDecoder final : public MarketDecoder
{
public:
    OkxDecoder();
    OkxDecoder(const OkxDecoder&);
    OkxDecoder& operator=(const OkxDecoder&) = delete;
    ~OkxDecoder() override;
    [[nodiscard]] std::unique_ptr<MarketDecoder> copy() const override;

    std::expected<void, core::Defect> decode(std::string_view json, core::MarketMessage& message) override;
    bool next(core::MarketMessage& message) override { return m_trades.give(message) || m_listed.give(message); }
    void setDefaultSymbol(core::Symbol /*symbol*/) override { }
    [[nodiscard]] core::VenueId venue() const override { return okx::venue; }

private:
    struct Parser;

    core::CopiedPtr<Parser> m_parser;
    PendingTrades m_trades;
    PendingListed m_listed;
};

[[nodiscard]] bool sends(std::string_view json);

} // namespace leadline::venues::okx
