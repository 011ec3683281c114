// SPDX-License-Identifier: MIT
/// Runs recordings through a desk.
#pragma once

#include "engine/core/result.h"
#include "engine/desk/desk.h"
#include "engine/tape/tape_reader.h"
#include "engine/venues/venue.h"

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
    [[nodiscard]] const venues::Venue& venue() const { return *m_venue; }
    /// The symbol of the file's name, else the first one a message names; empty when neither tells.
    [[nodiscard]] core::Symbol symbol() const { return m_symbol; }
    /// When the message at hand happened, for merging tapes: its event time, else that of the newest message before it,
    /// else when it was received.
    [[nodiscard]] core::Timestamp mergeTime() const { return m_mergeTime; }

private:
    TapePlayer(tape::TapeReader reader, const venues::Venue& venue, core::Symbol symbol);

    tape::TapeReader m_reader;
    const venues::Venue* m_venue;
    std::unique_ptr<venues::MarketDecoder> m_decoder;
    std::unique_ptr<core::MarketMessage> m_message;
    core::Symbol m_symbol; ///< of messages that name none
    core::Timestamp m_mergeTime;
    bool m_hasEventTime = false;
    std::string m_problem;

    [[nodiscard]] Step give();
};

/// Several recordings read as one, in the order of event time; of equal times, the first tape goes first.
class TapeMerger
{
public:
    /// Reads the first message of the tape; lines that cannot be used are told through `problem`.
    void add(TapePlayer player);

    std::function<void(const std::string& problem, bool isBroken)> problem;

    /// The tape with the next message, or null when all have ended. Its message is at hand until the next call.
    TapePlayer* next();
    /// The tape that gave the last message gives no more.
    void drop();

private:
    void read(std::size_t tape);

    std::vector<std::unique_ptr<TapePlayer>> m_tapes; ///< null once ended
    std::size_t m_last = 0;
    bool m_isUsed = false; ///< the message of m_last was given
};

/// Opens the market that a tape is about, before its first message; null when its name does not tell which.
desk::Market* openMarketOf(desk::Desk& desk, const TapePlayer& player);

/// Hands a recorded message to the desk: opens the market it is about (a description or a status alone opens none), and
/// tells what concerns all of a venue to all. The market, or null when there is none for it.
desk::Market* marketFor(desk::Desk& desk, const venues::Venue& venue, const core::MarketMessage& message);

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

/// Feeds tapes to the desk, merged by event time. A tape without a snapshot continues the file of the day before, when
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
    [[nodiscard]] std::optional<core::Defect> play(
        const std::vector<std::filesystem::path>& paths, ReplayReport& report);

    desk::Desk& m_desk;
    std::string m_venueName;
    bool m_warmingUp = false;
    bool m_stopped = false;
};

} // namespace leadline::replay
