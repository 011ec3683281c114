// SPDX-License-Identifier: MIT
/// Runs recordings through a desk.
#pragma once

#include "engine/core/result.h"
#include "engine/desk/desk.h"
#include "engine/replay/replay_report.h"
#include "engine/replay/tape_player.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace leadline::replay
{

/// Opens the markets that a tape is about, before its first message, and gives the first of them; null when nothing
/// tells which.
desk::Market* openMarketOf(desk::Desk& desk, const TapePlayer& player);

/// Hands a recorded message to the desk: opens the market it is about (a description or a status alone opens none), and
/// tells what concerns all of a venue to all. The market, or null when there is none for it.
desk::Market* marketFor(desk::Desk& desk, const venues::Venue& venue, const core::MarketMessage& message);

/// The file of the day before that a tape without a snapshot of its own continues; empty when it has one or none is
/// there.
[[nodiscard]] std::filesystem::path continuedTape(const std::filesystem::path& path);

/// What the merger meets goes into the report from now on; both stay until it has ended.
void hear(TapeMerger& merger, ReplayReport& report);

/// Feeds tapes to the desk, merged by event time. A tape without a snapshot continues the file of the day before, when
/// that lies beside it: it is read first, and its output is withheld.
class Replay
{
public:
    /// `wanted` empty: every symbol.
    Replay(desk::Desk& desk, std::string venueName, std::vector<core::Symbol> wanted = {})
        : m_desk(desk)
        , m_venueName(std::move(venueName))
        , m_wanted(std::move(wanted))
    {
    }

    /// Called before and after each message of a named tape. False before a message ends that tape, false after one
    /// stops the whole replay.
    std::function<bool(const desk::Market&, const core::MarketMessage&)> beforeMessage;
    std::function<bool(const desk::Market&, const core::MarketMessage&)> afterMessage;
    /// Called every thousand messages, of every file that is read, with the bytes of files that were read so far;
    /// false stops the whole replay.
    std::function<bool(std::uint64_t bytes)> progressed;
    /// True while the file of the day before is read.
    [[nodiscard]] bool isWarmingUp() const { return m_warmingUp; }

    /// A defect when a file cannot be opened or is no tape of a known venue.
    [[nodiscard]] core::Result<ReplayReport> run(const std::vector<std::filesystem::path>& tapes);

private:
    [[nodiscard]] std::optional<core::Defect> play(
        const std::vector<std::filesystem::path>& paths, ReplayReport& report);

    desk::Desk& m_desk;
    std::string m_venueName;
    std::vector<core::Symbol> m_wanted;
    bool m_warmingUp = false;
    bool m_stopped = false;
    std::uint64_t m_consumed = 0; ///< bytes of the files before those that are played
    bool m_dropped = false; ///< messages were left out, as whoever asked wished
};

} // namespace leadline::replay
