// SPDX-License-Identifier: MIT
/// Recordings as messages of their venues, one by one or merged.
#pragma once

#include "engine/core/result.h"
#include "engine/tape/recording.h"
#include "engine/venues/venue.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace leadline::replay
{

/// A book, a trade or a touch: what a market is known by.
[[nodiscard]] bool isTradingData(core::MarketMessage::Kind kind);

/// One recording being read: lines or packets, decoded for the venue that the caller, the file name or the messages
/// name.
class TapePlayer
{
public:
    enum class Step : std::uint8_t {
        Message, ///< `message()` holds the next one
        Skipped, ///< something unusable; `problem()` says what and where
        End,
        Broken, ///< the file cannot be read further; `problem()` says where
    };

    /// `venueName` empty: from the file name, else from the messages. `wanted` empty: every symbol. A recording of
    /// packets, which holds thousands, must be told which, unless it holds one.
    [[nodiscard]] static core::Result<TapePlayer> open(
        const std::filesystem::path& path, std::string_view venueName, std::span<const core::Symbol> wanted = {});

    /// Another one with the same message at hand, which reads on by itself; nothing where the message is one of several
    /// that cannot be parted from the packet they came in.
    [[nodiscard]] std::optional<TapePlayer> copy() const;

    Step next();
    [[nodiscard]] const core::MarketMessage& message() const { return *m_message; }
    [[nodiscard]] const std::string& problem() const { return m_problem; }
    [[nodiscard]] const venues::Venue& venue() const { return *m_venue; }
    /// The symbol of the file's name, else the first one that is wanted, else the first one a message names; empty when
    /// nothing tells.
    [[nodiscard]] core::Symbol symbol() const { return m_symbol; }
    /// Those that are known to come, before any message of them did.
    [[nodiscard]] const std::vector<core::Symbol>& symbols() const { return m_symbols; }
    [[nodiscard]] bool holdsPackets() const { return m_recording.holdsPackets(); }
    /// What was passed over so far, in words; empty when nothing was.
    [[nodiscard]] std::string passedOver() const { return m_recording.passedOver(); }
    /// Bytes of the file that were read so far.
    [[nodiscard]] std::uint64_t consumed() const { return m_recording.consumed(); }
    /// When the message at hand happened, for merging tapes: its event time, else that of the newest message before it,
    /// else when it was received.
    [[nodiscard]] core::Timestamp mergeTime() const { return m_mergeTime; }

private:
    TapePlayer(tape::Recording recording, const venues::Venue& venue, std::span<const core::Symbol> wanted);
    TapePlayer(const TapePlayer& other, std::unique_ptr<venues::MarketDecoder> decoder);
    /// Of a recording of lines.
    void expect(core::Symbol symbol);

    tape::Recording m_recording;
    const venues::Venue* m_venue;
    std::unique_ptr<venues::MarketDecoder> m_decoder;
    std::unique_ptr<core::MarketMessage> m_message;
    core::Symbol m_symbol; ///< of messages that name none
    std::vector<core::Symbol> m_wanted; ///< empty: all
    std::vector<core::Symbol> m_symbols;
    core::Timestamp m_mergeTime;
    core::Timestamp m_firstTime; ///< of a recording without receive times: what its first message that has a time says
    bool m_hasEventTime = false;
    std::string m_problem;

    [[nodiscard]] bool isWanted(core::Symbol symbol) const;
    [[nodiscard]] Step nextOfAny();
    [[nodiscard]] Step give();
    /// Of a recording without receive times: takes the messages' own in their place.
    void stampByEvents(const std::filesystem::path& path);
};

/// Several recordings read as one, in the order of event time; of equal times, the first tape goes first.
class TapeMerger
{
public:
    /// Reads the first message of the tape; lines and packets that cannot be used are told through `problem`.
    void add(TapePlayer player);

    std::function<void(const std::string& problem, bool isBroken)> problem;
    /// Of a tape that ended: what was passed over in it.
    std::function<void(const std::string& what)> note;

    /// Another one in the same place, which reads on by itself and tells nobody; nothing where a tape of it cannot be
    /// copied just now (see TapePlayer).
    [[nodiscard]] std::optional<TapeMerger> copy() const;

    /// The tape with the next message, or null when all have ended. Its message is at hand until the next call.
    TapePlayer* next();
    /// The tape that gave the last message gives no more.
    void drop();
    /// Bytes of all the files that were read so far.
    [[nodiscard]] std::uint64_t consumed() const;

private:
    void read(std::size_t tape);

    std::vector<std::unique_ptr<TapePlayer>> m_tapes; ///< null once ended
    std::uint64_t m_consumed = 0; ///< of those that ended
    std::size_t m_last = 0;
    bool m_isUsed = false; ///< the message of m_last was given
};

} // namespace leadline::replay
