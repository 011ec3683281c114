// SPDX-License-Identifier: MIT
/// What each decision along a recording was made of, so that it can be made again under other thresholds.
#pragma once

#include "engine/book/most_venues.h"
#include "engine/core/instrument.h"
#include "engine/core/level.h"
#include "engine/core/result.h"
#include "engine/core/time.h"
#include "engine/lab/tape_basis.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace leadline::lab
{

/// One venue at one moment. Of its book the levels are kept that an order of the reach takes, at least the five that
/// features look at, and behind them the sum of what else counts in the liquidity ratio as one level: features and
/// costs of the short book are those of the whole one.
struct VenueRow {
    std::int64_t time = 0; ///< newest event time of its market, ns
    std::int64_t bookAge = 0; ///< ns
    std::int64_t delay = 0; ///< ns, of its data beyond the smallest seen
    double volatilityBps = 0; ///< NaN: not known yet
    double flow = 0; ///< of the newest sample, as the next four; NaN: not defined
    double pressure = 0;
    double resilience = 0;
    double concentration = 0;
    double vpin = 0;
    std::uint64_t levels = 0; ///< where its packed levels begin
    std::uint32_t samples = 0; ///< that its market had given by then
    std::uint16_t instrument = 0; ///< place among the instruments
    std::uint8_t status = 0; ///< core::TradingStatus
    std::uint8_t isInSync = 0;
    std::uint8_t exclusion = 0; ///< book::Exclusion, as it was under the settings it was made with
    std::uint8_t unused[7]{}; ///< files hold whole rows
};
static_assert(sizeof(VenueRow) == 96, "rows are written as they are");

/// One decision: its venues are rows in the order of the group.
struct MomentRow {
    std::uint64_t firstVenue = 0;
    double mid = 0; ///< of the venues that took part, which impacts are measured against; NaN: none
    std::uint32_t venues = 0;
    std::uint32_t unused = 0;
};
static_assert(sizeof(MomentRow) == 24, "rows are written as they are");

/// The samples of a market, by which its breaker goes.
struct SampleColumns {
    core::MarketId market;
    std::vector<std::int64_t> times; ///< event times, ns
    std::vector<double> stability; ///< spread_stability_norm_100; NaN: not defined yet
};

/// A few columns and a pool of packed levels: 864,000 decisions of one market take some 150 megabytes.
struct DecisionTape {
    TapeBasis basis;
    std::vector<core::Instrument> instruments; ///< each state of each; a list of the venue may change one
    std::vector<std::uint32_t> marketOf; ///< of each instrument: its place in `samples`
    std::vector<SampleColumns> samples;
    std::vector<MomentRow> moments;
    std::vector<VenueRow> rows;
    std::vector<std::uint8_t> levels;

    [[nodiscard]] std::size_t size() const { return moments.size(); }
    [[nodiscard]] std::span<const VenueRow> venuesOf(const MomentRow& moment) const
    {
        return {rows.data() + moment.firstVenue, moment.venues};
    }
};

/// One side of a book, best first, added to the pool.
void packLevels(std::span<const core::Level> levels, const core::Instrument& instrument, std::vector<std::uint8_t>& to);
/// The side that begins at `from`; where the next one does.
const std::uint8_t* unpackLevels(
    const std::uint8_t* from, const core::Instrument& instrument, std::vector<core::Level>& to);
/// Whether so many sides can be unpacked from `begin` on.
[[nodiscard]] bool holdsSides(std::span<const std::uint8_t> pool, std::uint64_t begin, int sides);

/// Written under another name and then renamed, so that readers see a whole file or none.
[[nodiscard]] std::optional<core::Defect> writeDecisionTape(
    const DecisionTape& tape, const std::filesystem::path& path);
/// A defect where the file cannot be read, is none of this kind, or is damaged.
[[nodiscard]] core::Result<DecisionTape> readDecisionTape(const std::filesystem::path& path);

} // namespace leadline::lab
