// SPDX-License-Identifier: MIT
#include "engine/tape/udp_frame.h"

#include "engine/core/byte_order.h"

namespace leadline::tape
{

namespace
{

using Kind = UdpFrame::Kind;

constexpr std::size_t addressBytes = 12; ///< of both ends, before the type
constexpr std::size_t tagBytes = 4;
constexpr int mostTags = 2;
constexpr std::size_t leastIpHeader = 20;
constexpr std::size_t udpHeader = 8;

std::uint16_t numberAt(std::string_view bytes, std::size_t at)
{
    return core::readNumber<std::uint16_t>(bytes.data() + at, core::ByteOrder::Big);
}

/// IEEE 802.1Q, 802.1ad, and what came before the latter.
bool isTag(std::uint16_t type)
{
    return type == 0x8100 || type == 0x88a8 || type == 0x9100;
}

/// RFC 768; `datagram` is what the IPv4 header says is there.
UdpFrame readUdp(std::string_view datagram)
{
    if (datagram.size() < udpHeader) {
        return {Kind::Malformed, {}};
    }
    const std::size_t size = numberAt(datagram, 4);
    if (size < udpHeader || size > datagram.size()) {
        return {Kind::Malformed, {}};
    }
    return {Kind::Udp, datagram.substr(udpHeader, size - udpHeader)};
}

/// RFC 791; behind a short packet stands what fills the frame.
UdpFrame readIp(std::string_view packet, Kind whenShort)
{
    if (packet.size() < leastIpHeader) {
        return {whenShort, {}};
    }
    const auto first = static_cast<unsigned char>(packet[0]);
    const std::size_t header = std::size_t{first & 0x0fU} * 4;
    const std::size_t total = numberAt(packet, 2);
    if (first >> 4 != 4 || header < leastIpHeader || total < header) {
        return {Kind::Malformed, {}};
    }
    constexpr unsigned moreOrOffset = 0x3fff;
    if ((numberAt(packet, 6) & moreOrOffset) != 0) {
        return {Kind::Fragment, {}};
    }
    constexpr unsigned char udp = 17;
    if (static_cast<unsigned char>(packet[9]) != udp) {
        return {Kind::Other, {}};
    }
    return total > packet.size() ? UdpFrame{whenShort, {}} : readUdp(packet.substr(header, total - header));
}

} // namespace

UdpFrame readUdpFrame(std::string_view frame, bool isCut)
{
    const Kind whenShort = isCut ? Kind::Cut : Kind::Malformed;
    std::size_t at = addressBytes;
    for (int tags = 0;; ++tags) {
        if (frame.size() < at + 2) {
            return {whenShort, {}};
        }
        const std::uint16_t type = numberAt(frame, at);
        if (!isTag(type)) {
            constexpr std::uint16_t ipv4 = 0x0800;
            return type == ipv4 ? readIp(frame.substr(at + 2), whenShort) : UdpFrame{};
        }
        if (tags == mostTags) {
            return {};
        }
        at += tagBytes;
    }
}

} // namespace leadline::tape
