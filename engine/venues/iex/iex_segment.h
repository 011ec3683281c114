// SPDX-License-Identifier: MIT
/// IEX-TP, IEX's transport: segments of numbered messages. Everything is little endian.
#pragma once

#include "engine/core/result.h"
#include "engine/core/time.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace leadline::venues::iex
{

/// What the messages of a segment are: its message protocol.
enum class Feed : std::uint16_t {
    Tops = 0x8003, ///< version 1.6: best prices and trades
    Deep = 0x8004, ///< price levels and trades
    DeepPlus = 0x8005, ///< order by order; known, not read
};

/// "TOPS"
[[nodiscard]] std::string_view nameOf(Feed feed);

inline constexpr std::size_t segmentHeaderBytes = 40;

struct SegmentHeader {
    Feed feed = Feed::Tops;
    std::uint32_t channel = 0;
    std::uint32_t session = 0;
    std::size_t payloadBytes = 0;
    std::uint64_t messageCount = 0; ///< zero: a heartbeat
    std::uint64_t firstSequence = 0; ///< of its first message; of a heartbeat, of the next message to come
    core::Timestamp sendTime;
};

/// Whether a packet holds a segment of any of IEX's feeds.
[[nodiscard]] bool isSegment(std::string_view bytes);
/// A defect for what is no segment, for one whose payload is not all there, and for a feed that is not read.
[[nodiscard]] core::Result<SegmentHeader> readSegmentHeader(std::string_view bytes);

/// The messages of a segment's payload, one after another.
class SegmentWalk
{
public:
    explicit SegmentWalk(std::string_view payload)
        : m_rest(payload)
    {
    }

    /// The next message; nothing at the end, or where a length reaches beyond it.
    [[nodiscard]] std::optional<std::string_view> next();
    /// Behind the last message stands nothing.
    [[nodiscard]] bool isAtEnd() const { return m_rest.empty(); }

private:
    std::string_view m_rest;
};

/// How a segment continues its stream.
struct Continuity {
    std::size_t stream = 0; ///< counted from zero; one a channel
    bool begins = false; ///< the first of its session
    bool restarts = false; ///< the numbers began anew within the session: what came before is no beginning of this
    std::uint64_t lost = 0; ///< messages that are missing before it
    std::uint64_t known = 0; ///< of its messages, how many at the front came before
    bool isOver = false; ///< its session ended when another began: nothing of it is wanted
};

/// Follows the numbers of every channel: they count from one in each session, without a hole. A segment that comes
/// again has the stamp that it had; old numbers under a newer stamp are no repetition, but numbers that began anew.
class SequenceWatch
{
public:
    /// More channels are refused: memory must not follow whatever a broken file says.
    static constexpr std::size_t mostStreams = 64;

    [[nodiscard]] core::Result<Continuity> follow(const SegmentHeader& header);
    /// Forgets everything.
    void restart() { m_streams.clear(); }

private:
    struct Stream {
        std::uint32_t channel = 0;
        std::uint32_t session = 0;
        std::uint64_t next = 1; ///< the number that is due
        core::Timestamp sent; ///< the newest stamp of its segments
        std::vector<std::uint32_t> over; ///< sessions before, a few
    };
    std::vector<Stream> m_streams;
};

} // namespace leadline::venues::iex
