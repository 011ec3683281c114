// SPDX-License-Identifier: MIT
/// Runs recordings through a desk.
#pragma once

#include "engine/core/result.h"
#include "engine/desk/desk.h"
#include "engine/tape/tape_reader.h"
#include "engine/venues/decoders.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace leadline::replay
{

/// One recording being read: lines decoded for the venue that the caller, the file name or the messages name.
class TapePlayer
{
public:
    enum class Step : std::uint8_t {
        Message, ///< `message()` holds the next one
        Skipped, ///< something unusable; `problem()` says what and where
        End,
        Broken, ///< the file cannot be read further; `problem()` says where
    };

    /// `venueName` empty: from the file name, else from the messages.
    [[nodiscard]] static core::Result<TapePlayer> open(const std::filesystem::path& path, std::string_view venueName);

    Step next();
    [[nodiscard]] const core::MarketMessage& message() const { return *m_message; }
    [[nodiscard]] const std::string& problem() const { return m_problem; }
    [[nodiscard]] const venues::VenueTraits& venue() const { return *m_venue; }

private:
    TapePlayer(tape::TapeReader reader, const venues::VenueTraits& venue, core::Symbol symbol);

    tape::TapeReader m_reader;
    const venues::VenueTraits* m_venue;
    std::unique_ptr<venues::MarketDecoder> m_decoder;
    std::unique_ptr<core::MarketMessage> m_message;
    std::string m_problem;
};

/// The file of the day before that a tape without a snapshot of its own continues; empty when it has one or none is
/// there.
[[nodiscard]] std::filesystem::path continuedTape(const std::filesystem::path& path);

struct ReplayReport {
    std::uint64_t used = 0; ///< messages applied
    std::uint64_t skipped = 0; ///< lines that could not be used
    std::vector<std::string> problems; ///< the first few of them, each with file and line
    bool isBroken = false; ///< a file ended before its end
    std::vector<std::string> notes; ///< things the user should know: a book continued from the day before
};

/// Feeds tapes, one after the other, to the desk. A tape without a snapshot continues the file of the day before, when
/// that lies beside it: it is read first, and its output is withheld.
class Replay
{
public:
    Replay(desk::Desk& desk, std::string venueName)
        : m_desk(desk)
        , m_venueName(std::move(venueName))
    {
    }

    /// Called before and after each message of a named tape. False before a message ends that tape, false after one
    /// stops the whole replay.
    std::function<bool(const desk::Market&, const core::MarketMessage&)> beforeMessage;
    std::function<bool(const desk::Market&, const core::MarketMessage&)> afterMessage;
    /// True while the file of the day before is read.
    [[nodiscard]] bool isWarmingUp() const { return m_warmingUp; }

    /// A defect when a file cannot be opened or is no tape of a known venue.
    [[nodiscard]] core::Result<ReplayReport> run(const std::vector<std::filesystem::path>& tapes);

private:
    [[nodiscard]] std::optional<core::Defect> play(const std::filesystem::path& path, ReplayReport& report);

    desk::Desk& m_desk;
    std::string m_venueName;
    bool m_warmingUp = false;
    bool m_stopped = false;
};

} // namespace leadline::replay
