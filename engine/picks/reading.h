// SPDX-License-Identifier: MIT
/// What is known of one symbol when it is judged.
#pragma once

#include "engine/core/level.h"
#include "engine/core/stock.h"
#include "engine/picks/gap_window.h"
#include "engine/picks/halt_state.h"
#include "engine/picks/pick_features.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::picks
{

/// What a source told of one symbol.
struct SymbolQuote {
    core::StockSnapshot snapshot;
    std::vector<core::Level> bids; ///< of a source with levels, best first; empty: only the touch is known
    std::vector<core::Level> asks;
    std::string venue; ///< whose it is, for people; empty: the source says it
    std::optional<GapReading> gap; ///< of a source that knows them itself; else whoever follows the stream does
    std::optional<HaltReading> halt;
};

enum class DepthKind : std::uint8_t {
    None, ///< prices without sizes, or nothing
    TouchOnly,
    TopFive,
};
/// "touch only", "top 5", "no depth"
[[nodiscard]] std::string_view describe(DepthKind kind);

inline constexpr std::size_t depthLevels = 5;

struct Reading {
    core::Symbol symbol;
    core::Timestamp time; ///< when it is judged
    core::Level bid; ///< price zero: no such side
    core::Level ask;
    core::Timestamp quoteTime; ///< the epoch when not told
    std::optional<core::Duration> quoteAge; ///< when the quote arrived; nothing when its time was not told
    DepthKind depthKind = DepthKind::None;
    core::Notional bidDepth; ///< Σ price · size, dollars
    core::Notional askDepth;
    core::Quantity bidShares; ///< Σ size
    core::Quantity askShares;
    GapReading gap;
    HaltReading halt;

    /// Both sides there, and neither crossed nor locked.
    [[nodiscard]] bool hasQuote() const { return bid.price.raw() > 0 && bid.price < ask.price; }
    [[nodiscard]] bool hasDepth() const { return depthKind != DepthKind::None; }
    [[nodiscard]] core::Notional depth() const { return bidDepth + askDepth; }
    // Not a number where the reading does not have what they are made of:
    [[nodiscard]] double spreadBps() const; ///< of mid
    [[nodiscard]] double orderImbalance() const; ///< of shares, −1..+1
    [[nodiscard]] double depthImbalance() const; ///< of dollars, −1..+1
};

/// The part of a reading that comes from a source: touch, depth and the quote's age at `arrived`.
[[nodiscard]] Reading readQuote(const SymbolQuote& quote, core::Timestamp arrived);

/// In the order of pickFeatureNames.
[[nodiscard]] PickFeatures featuresOf(const Reading& reading);

} // namespace leadline::picks
