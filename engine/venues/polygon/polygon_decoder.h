// SPDX-License-Identifier: MIT
/// Massive's (Polygon's) stream of US stocks.
#pragma once

#include "engine/core/copied_ptr.h"
#include "engine/venues/market_decoder.h"
#include "engine/venues/stock_events.h"

#include <cstdint>
#include <memory>
#include <string_view>

namespace leadline::venues::polygon
{

inline constexpr core::VenueId venue{"polygon"};

/// What the sizes of quotes count. The venue's own pages disagree; since 2025-11-03 the tapes publish shares.
enum class SizeUnit : std::uint8_t { Shares, RoundLots };

/// Shares in a round lot: 100, and since 2025-11-03 (Regulation NMS, rule 600) 40 above 250 dollars, 10 above 1,000 and
/// 1 above 10,000. The rule goes by last month's average price; the price at hand is what is known of it.
[[nodiscard]] core::Quantity roundLot(core::Price price, core::Timestamp time);
/// `size` in shares.
[[nodiscard]] core::Quantity inShares(core::Level level, core::Timestamp time, SizeUnit unit);

/// Quotes (Q), trades (T), price bands with halts (LULD) and status messages; everything else (bars, imbalances, fair
/// values) is `Kind::Other`.
/// A quote is a Frame of at most one level a side; what is not written of it is nobody's. A trade's size is the decimal
/// one where there is one; its id is zero where it is no number. Who took tells AggressorRule.
/// Indicators 17 and 18 of a band are a pause and its end, and come for stocks listed at NASDAQ alone: of others,
/// silence proves nothing.
/// The sequence numbers have holes and begin anew every day: they tell of no loss.
class PolygonDecoder final : public MarketDecoder
{
public:
    explicit PolygonDecoder(SizeUnit unit = SizeUnit::Shares);
    PolygonDecoder(const PolygonDecoder&);
    PolygonDecoder& operator=(const PolygonDecoder&) = delete;
    ~PolygonDecoder() override;
    [[nodiscard]] std::unique_ptr<MarketDecoder> copy() const override;

    /// Of the quotes from now on; trades are in shares.
    void setSizeUnit(SizeUnit unit) { m_unit = unit; }

    std::expected<void, core::Defect> decode(std::string_view json, core::MarketMessage& message) override;
    bool next(core::MarketMessage& message) override { return m_events.give(message); }
    void restart() override { m_events.restart(); }
    void setDefaultSymbol(core::Symbol /*symbol*/) override { }
    [[nodiscard]] core::VenueId venue() const override { return polygon::venue; }

private:
    struct Parser;

    core::CopiedPtr<Parser> m_parser;
    StockEvents m_events;
    SizeUnit m_unit;
};

[[nodiscard]] bool sends(std::string_view json);

} // namespace leadline::venues::polygon
