// SPDX-License-Identifier: MIT
/// Ethernet, IPv4 and UDP around a message.
#pragma once

#include <cstdint>
#include <string_view>

namespace leadline::tape
{

/// What a captured frame is, and what it carries.
struct UdpFrame {
    enum class Kind : std::uint8_t {
        Udp, ///< `payload` is whole
        Other, ///< another protocol
        Fragment, ///< a part of a packet; parts are not put together
        Cut, ///< the capture kept less of it than was sent
        Malformed, ///< its lengths contradict each other
    };

    Kind kind = Kind::Other;
    std::string_view payload; ///< looks into the frame
};

/// Looks into an Ethernet frame, with up to two VLAN tags, for IPv4 and UDP. `isCut`: more was sent than was kept.
[[nodiscard]] UdpFrame readUdpFrame(std::string_view frame, bool isCut);

} // namespace leadline::tape
