// SPDX-License-Identifier: MIT
/// OKX v5 market data, as recordings hold it.
#pragma once

#include "engine/venues/market_decoder.h"

#include <memory>
#include <string_view>
#include <vector>

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
    bool next(core::MarketMessage& message) override;
    void setDefaultSymbol(core::Symbol /*symbol*/) override { }
    [[nodiscard]] core::VenueId venue() const override { return okx::venue; }

private:
    struct Parser;

    std::unique_ptr<Parser> m_parser;
    std::vector<core::Trade> m_trades; ///< of the message at hand, not yet given
    std::size_t m_given = 0;
};

[[nodiscard]] bool sends(std::string_view json);

} // namespace leadline::venues::okx
