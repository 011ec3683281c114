// SPDX-License-Identifier: MIT
#include "engine/venues/iex/iex_segment.h"

#include "engine/core/byte_order.h"
#include "engine/venues/iex/iex_messages.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace leadline::venues::iex
{

namespace
{

using core::ByteOrder;
using core::defect;

constexpr char transportVersion = 1;
constexpr std::size_t mostSessionsKept = 64;

bool isKnown(std::uint16_t protocol)
{
    return protocol >= static_cast<std::uint16_t>(Feed::Tops) && protocol <= static_cast<std::uint16_t>(Feed::DeepPlus);
}

std::string hexadecimal(std::uint16_t number)
{
    std::array<char, 8> text{};
    std::snprintf(text.data(), text.size(), "0x%04x", number);
    return text.data();
}

} // namespace

std::string_view nameOf(Feed feed)
{
    switch (feed) {
    case Feed::Tops:
        return "TOPS";
    case Feed::Deep:
        return "DEEP";
    case Feed::DeepPlus:
        return "DEEP+";
    }
    return "";
}

bool isSegment(std::string_view bytes)
{
    constexpr unsigned protocols = 0x80; // the upper byte of them all
    return bytes.size() >= segmentHeaderBytes && bytes[0] == transportVersion
        && numberAt<std::uint16_t>(bytes, 2) >> 8 == protocols
        && numberAt<std::uint16_t>(bytes, 12) <= bytes.size() - segmentHeaderBytes;
}

core::Result<SegmentHeader> readSegmentHeader(std::string_view bytes)
{
    if (bytes.size() < segmentHeaderBytes || bytes[0] != transportVersion) {
        return defect("no segment of IEX-TP, version 1");
    }
    const auto protocol = numberAt<std::uint16_t>(bytes, 2);
    if (!isKnown(protocol)) {
        return defect("a segment of message protocol " + hexadecimal(protocol) + "; TOPS 1.6 and DEEP are read");
    }
    SegmentHeader header{.feed = static_cast<Feed>(protocol),
        .channel = numberAt<std::uint32_t>(bytes, 4),
        .session = numberAt<std::uint32_t>(bytes, 8),
        .payloadBytes = numberAt<std::uint16_t>(bytes, 12),
        .messageCount = numberAt<std::uint16_t>(bytes, 14),
        .firstSequence = numberAt<std::uint64_t>(bytes, 24)};
    if (header.feed == Feed::DeepPlus) {
        return defect("the recording is one of DEEP+, order by order, which is not read: take TOPS or DEEP");
    }
    if (header.payloadBytes > bytes.size() - segmentHeaderBytes) {
        return defect("a segment of " + std::to_string(header.payloadBytes) + " bytes of which "
            + std::to_string(bytes.size() - segmentHeaderBytes) + " are there");
    }
    constexpr std::uint64_t largestSequence = std::uint64_t{1} << 62;
    if (header.firstSequence > largestSequence) {
        return defect("a segment's sequence number is too large");
    }
    header.sendTime = boundedTime(numberAt<std::int64_t>(bytes, 32)).value_or(core::Timestamp{});
    return header;
}

std::optional<std::string_view> SegmentWalk::next()
{
    constexpr std::size_t lengthBytes = 2;
    if (m_rest.size() < lengthBytes) {
        return std::nullopt;
    }
    const std::size_t size = numberAt<std::uint16_t>(m_rest, 0);
    if (size > m_rest.size() - lengthBytes) {
        return std::nullopt;
    }
    const std::string_view message = m_rest.substr(lengthBytes, size);
    m_rest.remove_prefix(lengthBytes + size);
    return message;
}

core::Result<Continuity> SequenceWatch::follow(const SegmentHeader& header)
{
    auto stream = std::ranges::find(m_streams, header.channel, &Stream::channel);
    Continuity found{.stream = static_cast<std::size_t>(stream - m_streams.begin())};
    if (stream == m_streams.end()) {
        if (m_streams.size() == mostStreams) {
            return defect("more than " + std::to_string(mostStreams) + " channels");
        }
        stream = m_streams.insert(stream, {.channel = header.channel, .session = header.session});
        found.begins = true;
    }
    if (stream->session != header.session) {
        if (std::ranges::find(stream->over, header.session) != stream->over.end()) {
            found.isOver = true;
            return found;
        }
        if (stream->over.size() == mostSessionsKept) {
            stream->over.erase(stream->over.begin());
        }
        stream->over.push_back(stream->session);
        stream->session = header.session;
        stream->next = 1;
        stream->sent = {};
        found.begins = true;
    }
    const std::uint64_t first = header.firstSequence;
    // A segment that reaches beyond what is known continues it, unless it is the very first of all.
    const bool isWhollyOld = first < stream->next && (first == 1 || first + header.messageCount <= stream->next);
    if (isWhollyOld && header.messageCount > 0 && stream->sent != core::Timestamp{} && header.sendTime > stream->sent) {
        found.restarts = true;
        stream->next = 1;
    }
    stream->sent = std::max(stream->sent, header.sendTime);
    found.lost = first > stream->next ? first - stream->next : 0;
    found.known = first < stream->next ? std::min(stream->next - first, header.messageCount) : 0;
    stream->next = std::max(stream->next, first + header.messageCount);
    return found;
}

} // namespace leadline::venues::iex
