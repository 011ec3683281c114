// SPDX-License-Identifier: MIT
/// Captures of network traffic: classic pcap and pcap-ng, gzip, zstd or plain. What UDP packets carry over IPv4 over
/// Ethernet, VLAN tags or not, is given; other packets are passed over and counted.
#pragma once

#include "engine/core/byte_order.h"
#include "engine/core/result.h"
#include "engine/core/time.h"
#include "engine/tape/byte_window.h"
#include "engine/tape/udp_frame.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::tape
{

/// What one UDP packet carried, and when it was captured.
struct Packet {
    std::uint64_t number = 0; ///< of all packets, counted from 1
    std::uint64_t offset = 0; ///< byte of the decompressed file where it begins
    core::Timestamp captureTime; ///< the epoch where the capture does not tell
    std::string_view payload; ///< valid until the next call; at least `linePadding` readable bytes follow it
};

struct PacketCounters {
    std::uint64_t packets = 0; ///< all that were read
    std::uint64_t others = 0; ///< another protocol than UDP over IPv4, or another link than Ethernet
    std::uint64_t fragments = 0; ///< refused: parts of packets are not put together
    std::uint64_t cut = 0; ///< refused: the capture did not keep them whole
    std::uint64_t malformed = 0; ///< refused: their lengths contradict each other
};

/// A larger packet means that the file is no capture: memory must not follow whatever a broken file says.
inline constexpr std::size_t largestPacket = std::size_t{1} << 20;

/// Reads one capture packet by packet. Thread: any, one at a time.
class PcapReader
{
public:
    enum class Step : std::uint8_t {
        Packet, ///< `packet()` is the next one
        Skipped, ///< a packet that cannot be used; `problem()` says what and where; go on
        End, ///< the file ended as it should
        Broken, ///< the file cannot be read further; `problem()` says where
    };

    /// Whether the file begins as a capture does, whatever it is called.
    [[nodiscard]] static bool recognises(const std::filesystem::path& path);
    [[nodiscard]] static core::Result<PcapReader> open(const std::filesystem::path& path);

    Step next();
    [[nodiscard]] const Packet& packet() const { return m_packet; }
    [[nodiscard]] const std::string& problem() const { return m_problem; }
    [[nodiscard]] const PacketCounters& counters() const { return m_counters; }
    /// "file: packet 12 at byte 3456", for messages about the current packet.
    [[nodiscard]] std::string where() const;
    /// How many packets were passed over for what they are, in words; empty when none were.
    [[nodiscard]] std::string passedOver() const;
    /// Bytes of the file that were read so far.
    [[nodiscard]] std::uint64_t consumed() const { return m_window.consumed(); }

private:
    /// One of the places that a pcap-ng file was captured at.
    struct Interface {
        bool isEthernet = false;
        std::uint32_t mostKept = 0; ///< bytes a packet; zero: all
        unsigned resolution = 6; ///< negative power of ten, or of two with the highest bit: a unit of time in seconds
        std::int64_t offsetSeconds = 0; ///< to be added to its times
    };
    /// What a container tells of a packet, apart from its bytes.
    struct Kept {
        std::string_view frame;
        std::uint64_t sentBytes = 0;
        core::Timestamp time;
    };

    PcapReader(std::filesystem::path path, ByteWindow window);

    [[nodiscard]] std::optional<core::Defect> readHeader();
    // Each gives nothing for what is passed over.
    std::optional<Step> readRecord();
    std::optional<Step> readBlock();
    std::optional<Step> readSection();
    std::optional<Step> readInterface(std::string_view body);
    std::optional<Step> readEnhancedPacket(std::string_view body);
    std::optional<Step> readSimplePacket(std::string_view body);
    std::optional<Step> give(const Kept& kept);
    [[nodiscard]] core::Timestamp timeOf(std::uint64_t stamp, const Interface& interface) const;
    template <std::integral Number> [[nodiscard]] Number numberAt(std::string_view bytes, std::size_t at) const;
    Step skip(std::string what);
    Step breakOff(std::string what);
    /// The source ended, or failed, inside of something.
    Step breakOffInside(std::string_view what);

    std::filesystem::path m_path;
    ByteWindow m_window;
    core::ByteOrder m_order = core::ByteOrder::Little;
    bool m_isNg = false;
    bool m_countsNanoseconds = false; ///< of a classic file
    bool m_isBroken = false;
    std::vector<Interface> m_interfaces; ///< of the section at hand
    std::uint64_t m_start = 0; ///< byte where the packet or block at hand begins
    Packet m_packet;
    PacketCounters m_counters;
    std::string m_problem;
};

} // namespace leadline::tape
