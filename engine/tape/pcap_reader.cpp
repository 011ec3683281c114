// SPDX-License-Identifier: MIT
#include "engine/tape/pcap_reader.h"

#include "engine/core/decimal.h"

#include <algorithm>
#include <utility>

namespace leadline::tape
{

namespace
{

using core::ByteOrder;

constexpr std::uint32_t microsecondMagic = 0xa1b2c3d4;
constexpr std::uint32_t nanosecondMagic = 0xa1b23c4d;
constexpr std::uint32_t sectionType = 0x0a0d0d0a; // reads the same from both ends
constexpr std::uint32_t sectionOrderMagic = 0x1a2b3c4d;
constexpr std::uint32_t interfaceType = 1;
constexpr std::uint32_t simplePacketType = 3;
constexpr std::uint32_t enhancedPacketType = 6;
constexpr std::size_t fileHeaderBytes = 24;
constexpr std::size_t recordHeaderBytes = 16;
constexpr std::size_t blockHeadBytes = 8; ///< type and length
constexpr std::size_t blockFrameBytes = 12; ///< the same, and the length once more behind the body
constexpr std::size_t sectionBytes = 28; ///< without options
constexpr std::size_t enhancedHeadBytes = 20;
constexpr std::size_t mostOptionBytes = std::size_t{64} << 10;
constexpr std::size_t mostInterfaces = 4096;
constexpr std::uint32_t ethernet = 1;

/// Whole seconds of the year 2200: later than every capture, and far from where sums of times would overflow.
constexpr std::int64_t lastSecond = 7'258'118'400;

std::uint32_t magicOf(std::string_view bytes, ByteOrder order)
{
    return core::readNumber<std::uint32_t>(bytes.data(), order);
}

bool isClassicMagic(std::uint32_t magic)
{
    return magic == microsecondMagic || magic == nanosecondMagic;
}

bool isMagic(std::string_view bytes)
{
    const std::uint32_t little = magicOf(bytes, ByteOrder::Little);
    return little == sectionType || isClassicMagic(little) || isClassicMagic(magicOf(bytes, ByteOrder::Big));
}

core::Timestamp boundedTime(core::Int128 nanoseconds)
{
    constexpr core::Int128 last = core::Int128{lastSecond} * core::decimalScale;
    return core::fromNanoseconds(static_cast<std::int64_t>(std::clamp<core::Int128>(nanoseconds, 0, last)));
}

std::size_t padded(std::size_t bytes)
{
    return (bytes + 3) / 4 * 4;
}

} // namespace

bool PcapReader::recognises(const std::filesystem::path& path)
{
    auto source = TapeReader::Source::open(path);
    if (!source) {
        return false;
    }
    ByteWindow window(std::move(*source));
    return window.has(sizeof(std::uint32_t)) && isMagic(window.ahead());
}

core::Result<PcapReader> PcapReader::open(const std::filesystem::path& path)
{
    auto source = TapeReader::Source::open(path);
    if (!source) {
        return std::unexpected(std::move(source.error()));
    }
    PcapReader reader(path, ByteWindow(std::move(*source)));
    if (auto failed = reader.readHeader()) {
        return std::unexpected(std::move(*failed));
    }
    return reader;
}

PcapReader::PcapReader(std::filesystem::path path, ByteWindow window)
    : m_path(std::move(path))
    , m_window(std::move(window))
{
}

std::string PcapReader::where() const
{
    return m_path.string() + ": packet " + std::to_string(m_packet.number) + " at byte "
        + std::to_string(m_packet.offset);
}

std::string PcapReader::passedOver() const
{
    if (m_counters.others == 0) {
        return {};
    }
    return m_path.string() + ": " + std::to_string(m_counters.others) + " of " + std::to_string(m_counters.packets)
        + " packets passed over: not UDP over IPv4 over Ethernet";
}

template <std::integral Number> Number PcapReader::numberAt(std::string_view bytes, std::size_t at) const
{
    return core::readNumber<Number>(bytes.data() + at, m_order);
}

PcapReader::Step PcapReader::skip(std::string what)
{
    m_problem = m_path.string() + ": byte " + std::to_string(m_start) + ": " + std::move(what);
    return Step::Skipped;
}

PcapReader::Step PcapReader::breakOff(std::string what)
{
    m_isBroken = true;
    skip(std::move(what));
    return Step::Broken;
}

PcapReader::Step PcapReader::breakOffInside(std::string_view what)
{
    const std::string inside = "the file ends inside of " + std::string(what);
    return breakOff(m_window.problem().empty() ? inside : m_window.problem() + ", " + inside);
}

std::optional<core::Defect> PcapReader::readHeader()
{
    const std::string name = m_path.string() + ": byte 0: ";
    if (!m_window.has(sizeof(std::uint32_t)) || !isMagic(m_window.ahead())) {
        return core::Defect{name + "no capture begins like this"};
    }
    m_isNg = magicOf(m_window.ahead(), ByteOrder::Little) == sectionType;
    if (m_isNg) {
        return std::nullopt;
    }
    if (!m_window.has(fileHeaderBytes)) {
        const std::string& why = m_window.problem();
        return core::Defect{name + why + (why.empty() ? "" : ", ") + "the file ends inside of its header"};
    }
    const std::string_view header = m_window.ahead();
    m_order = isClassicMagic(magicOf(header, ByteOrder::Little)) ? ByteOrder::Little : ByteOrder::Big;
    m_countsNanoseconds = magicOf(header, m_order) == nanosecondMagic;
    // The upper bits tell of checksums behind the frames.
    constexpr std::uint32_t linkMask = 0xffff;
    const std::uint32_t link = numberAt<std::uint32_t>(header, 20) & linkMask;
    if (link != ethernet) {
        return core::Defect{name + "link type " + std::to_string(link) + " is not Ethernet"};
    }
    m_window.take(fileHeaderBytes);
    return std::nullopt;
}

PcapReader::Step PcapReader::next()
{
    while (!m_isBroken) {
        m_start = m_window.offset();
        if (!m_window.has(1)) {
            return m_window.problem().empty() ? Step::End : breakOff(m_window.problem());
        }
        if (const auto step = m_isNg ? readBlock() : readRecord()) {
            return *step;
        }
    }
    return Step::Broken;
}

std::optional<PcapReader::Step> PcapReader::readRecord()
{
    if (!m_window.has(recordHeaderBytes)) {
        return breakOffInside("a packet's header");
    }
    const std::string_view header = m_window.ahead();
    const auto seconds = numberAt<std::uint32_t>(header, 0);
    const auto fraction = numberAt<std::uint32_t>(header, 4);
    const auto kept = numberAt<std::uint32_t>(header, 8);
    const auto sent = numberAt<std::uint32_t>(header, 12);
    if (kept > largestPacket) {
        return breakOff("a packet of " + std::to_string(kept) + " bytes");
    }
    if (!m_window.has(recordHeaderBytes + kept)) {
        return breakOffInside("a packet");
    }
    const std::string_view frame = m_window.ahead().substr(recordHeaderBytes, kept);
    m_window.take(recordHeaderBytes + kept);
    const std::int64_t unit = m_countsNanoseconds ? 1 : 1000;
    return give({frame, sent, boundedTime(core::Int128{seconds} * core::decimalScale + fraction * unit)});
}

std::optional<PcapReader::Step> PcapReader::readBlock()
{
    if (!m_window.has(blockFrameBytes)) {
        return breakOffInside("a block's header");
    }
    if (magicOf(m_window.ahead(), ByteOrder::Little) == sectionType) {
        return readSection();
    }
    const auto type = numberAt<std::uint32_t>(m_window.ahead(), 0);
    const auto size = numberAt<std::uint32_t>(m_window.ahead(), 4);
    if (size < blockFrameBytes || size % 4 != 0) {
        return breakOff("a block of " + std::to_string(size) + " bytes");
    }
    if (type != interfaceType && type != enhancedPacketType && type != simplePacketType) {
        return m_window.skip(size) ? std::nullopt : std::optional(breakOffInside("a block"));
    }
    if (size > largestPacket + mostOptionBytes) {
        return breakOff("a block of " + std::to_string(size) + " bytes");
    }
    if (!m_window.has(size)) {
        return breakOffInside("a block");
    }
    const std::string_view block = m_window.ahead().substr(0, size);
    if (numberAt<std::uint32_t>(block, size - 4) != size) {
        return breakOff("a block whose two lengths differ");
    }
    const std::string_view body = block.substr(blockHeadBytes, size - blockFrameBytes);
    m_window.take(size);
    if (type == interfaceType) {
        return readInterface(body);
    }
    return type == enhancedPacketType ? readEnhancedPacket(body) : readSimplePacket(body);
}

std::optional<PcapReader::Step> PcapReader::readSection()
{
    if (!m_window.has(sectionBytes)) {
        return breakOffInside("a section's header");
    }
    const std::string_view header = m_window.ahead();
    if (magicOf(header.substr(blockHeadBytes), ByteOrder::Little) == sectionOrderMagic) {
        m_order = ByteOrder::Little;
    } else if (magicOf(header.substr(blockHeadBytes), ByteOrder::Big) == sectionOrderMagic) {
        m_order = ByteOrder::Big;
    } else {
        return breakOff("a section of no known byte order");
    }
    const auto size = numberAt<std::uint32_t>(header, 4);
    const auto version = numberAt<std::uint16_t>(header, 12);
    if (size < sectionBytes || size % 4 != 0 || version != 1) {
        return breakOff("a section header of " + std::to_string(size) + " bytes, version " + std::to_string(version));
    }
    m_interfaces.clear();
    return m_window.skip(size) ? std::nullopt : std::optional(breakOffInside("a section's header"));
}

std::optional<PcapReader::Step> PcapReader::readInterface(std::string_view body)
{
    constexpr std::size_t fixedBytes = 8;
    if (body.size() < fixedBytes || m_interfaces.size() == mostInterfaces) {
        return breakOff(body.size() < fixedBytes ? "an interface without a link type"
                                                 : "more than " + std::to_string(mostInterfaces) + " interfaces");
    }
    const auto link = numberAt<std::uint16_t>(body, 0);
    Interface made{.isEthernet = link == ethernet, .mostKept = numberAt<std::uint32_t>(body, 4)};
    std::string_view options = body.substr(fixedBytes);
    constexpr std::size_t optionHead = 4;
    constexpr std::uint16_t resolutionCode = 9;
    constexpr std::uint16_t offsetCode = 14;
    while (options.size() >= optionHead) {
        const auto code = numberAt<std::uint16_t>(options, 0);
        const std::size_t size = numberAt<std::uint16_t>(options, 2);
        options.remove_prefix(optionHead);
        if (code == 0 || size > options.size()) {
            break;
        }
        if (code == resolutionCode && size == 1) {
            made.resolution = static_cast<unsigned char>(options[0]);
        } else if (code == offsetCode && size == sizeof(std::int64_t)) {
            made.offsetSeconds = std::clamp(numberAt<std::int64_t>(options, 0), -lastSecond, lastSecond);
        }
        options.remove_prefix(std::min(padded(size), options.size()));
    }
    m_interfaces.push_back(made);
    return made.isEthernet ? std::nullopt
                           : std::optional(skip("interface " + std::to_string(m_interfaces.size() - 1)
                               + " has link type " + std::to_string(link) + ", which is not Ethernet"));
}

core::Timestamp PcapReader::timeOf(std::uint64_t stamp, const Interface& interface) const
{
    constexpr unsigned binary = 0x80;
    const unsigned power = interface.resolution & ~binary;
    core::Int128 nanoseconds = 0;
    if ((interface.resolution & binary) != 0) {
        // 64 bits of stamp and 30 of a second's nanoseconds leave room; more than 2^-94 s is no unit of any clock.
        nanoseconds = power > 94 ? 0 : core::Int128{stamp} * core::decimalScale >> power;
    } else {
        nanoseconds = core::Int128{stamp};
        for (unsigned i = power; i < 9; ++i) {
            nanoseconds *= 10;
        }
        for (unsigned i = std::min(power, 30U); i > 9; --i) {
            nanoseconds /= 10;
        }
    }
    return boundedTime(nanoseconds + core::Int128{interface.offsetSeconds} * core::decimalScale);
}

std::optional<PcapReader::Step> PcapReader::readEnhancedPacket(std::string_view body)
{
    if (body.size() < enhancedHeadBytes) {
        return breakOff("a packet's block of " + std::to_string(body.size()) + " bytes");
    }
    const auto interface = numberAt<std::uint32_t>(body, 0);
    const std::uint64_t stamp =
        std::uint64_t{numberAt<std::uint32_t>(body, 4)} << 32 | numberAt<std::uint32_t>(body, 8);
    const auto kept = numberAt<std::uint32_t>(body, 12);
    const auto sent = numberAt<std::uint32_t>(body, 16);
    if (interface >= m_interfaces.size() || kept > body.size() - enhancedHeadBytes) {
        ++m_counters.packets;
        ++m_counters.malformed;
        return skip(interface >= m_interfaces.size()
                ? "a packet of interface " + std::to_string(interface) + ", which was not described"
                : "a packet of " + std::to_string(kept) + " bytes in a smaller block");
    }
    if (!m_interfaces[interface].isEthernet) {
        ++m_counters.packets;
        ++m_counters.others;
        return std::nullopt;
    }
    return give({body.substr(enhancedHeadBytes, kept), sent, timeOf(stamp, m_interfaces[interface])});
}

std::optional<PcapReader::Step> PcapReader::readSimplePacket(std::string_view body)
{
    constexpr std::size_t headBytes = 4;
    if (body.size() < headBytes || m_interfaces.empty()) {
        return breakOff(body.size() < headBytes ? "a packet's block without a length"
                                                : "a packet before the description of its interface");
    }
    const auto sent = numberAt<std::uint32_t>(body, 0);
    const std::uint32_t most = m_interfaces.front().mostKept;
    const std::size_t kept = std::min<std::size_t>(most == 0 ? sent : std::min(sent, most), body.size() - headBytes);
    if (!m_interfaces.front().isEthernet) {
        ++m_counters.packets;
        ++m_counters.others;
        return std::nullopt;
    }
    return give({body.substr(headBytes, kept), sent, {}});
}

std::optional<PcapReader::Step> PcapReader::give(const Kept& kept)
{
    ++m_counters.packets;
    const UdpFrame frame = readUdpFrame(kept.frame, kept.sentBytes > kept.frame.size());
    m_packet = {m_counters.packets, m_start, kept.time, frame.payload};
    const auto refuse = [this](const std::string& what) {
        return skip("packet " + std::to_string(m_packet.number) + what);
    };
    switch (frame.kind) {
    case UdpFrame::Kind::Udp:
        return Step::Packet;
    case UdpFrame::Kind::Other:
        ++m_counters.others;
        return std::nullopt;
    case UdpFrame::Kind::Fragment:
        ++m_counters.fragments;
        return refuse(" is a fragment, and fragments are not put together");
    case UdpFrame::Kind::Cut:
        ++m_counters.cut;
        return refuse(" was not captured whole: " + std::to_string(kept.frame.size()) + " of "
            + std::to_string(kept.sentBytes) + " bytes");
    case UdpFrame::Kind::Malformed:
        ++m_counters.malformed;
        return refuse(" is malformed");
    }
    return std::nullopt;
}

} // namespace leadline::tape
