// SPDX-License-Identifier: MIT
/// Captures of network traffic, written byte by byte after the formats' descriptions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace leadline::tests
{

/// Bytes one number after another.
class WireBytes
{
public:
    enum class Order : std::uint8_t { Little, Big };

    explicit WireBytes(Order order = Order::Little)
        : m_order(order)
    {
    }
    WireBytes& u8(std::uint64_t value) { return number(value, 1); }
    WireBytes& u16(std::uint64_t value) { return number(value, 2); }
    WireBytes& u32(std::uint64_t value) { return number(value, 4); }
    WireBytes& u64(std::uint64_t value) { return number(value, 8); }
    WireBytes& i64(std::int64_t value) { return number(static_cast<std::uint64_t>(value), 8); }
    WireBytes& raw(std::string_view more)
    {
        bytes += more;
        return *this;
    }
    WireBytes& zeros(std::size_t count)
    {
        bytes.append(count, '\0');
        return *this;
    }
    /// Padded with blanks behind.
    WireBytes& text(std::string_view what, std::size_t width)
    {
        bytes += what.substr(0, width);
        bytes.append(width - what.substr(0, width).size(), ' ');
        return *this;
    }

    std::string bytes;

private:
    WireBytes& number(std::uint64_t value, int count)
    {
        for (int i = 0; i < count; ++i) {
            const int shift = 8 * (m_order == Order::Little ? i : count - 1 - i);
            bytes += static_cast<char>(value >> shift & 0xff);
        }
        return *this;
    }

    Order m_order;
};

/// How the IPv4 packet in a frame departs from the usual.
struct FrameParts {
    int vlanTags = 0;
    std::size_t ipOptionBytes = 0; ///< a multiple of four
    std::uint16_t fragmentWord = 0; ///< flags and offset
    std::uint8_t protocol = 17;
    std::size_t paddingBytes = 0; ///< behind the packet
    int lengthError = 0; ///< added to what the UDP header says
};

[[nodiscard]] inline std::string udpFrame(std::string_view payload, const FrameParts& parts = {})
{
    using Order = WireBytes::Order;
    WireBytes frame(Order::Big);
    frame.u16(0x0100).u32(0x5e571504).u16(0x0011).u32(0x22334455);
    for (int i = 0; i < parts.vlanTags; ++i) {
        frame.u16(i + 1 == parts.vlanTags ? 0x8100 : 0x88a8).u16(0x2000 + 100 + static_cast<unsigned>(i));
    }
    const std::size_t header = 20 + parts.ipOptionBytes;
    frame.u16(0x0800).u8(0x40 + header / 4).u8(0).u16(header + 8 + payload.size()).u16(7).u16(parts.fragmentWord);
    frame.u8(64).u8(parts.protocol).u16(0).u32(0x17e29b84).u32(0xe9d71504);
    frame.zeros(parts.ipOptionBytes);
    frame.u16(34444).u16(10378).u16(8 + payload.size() + static_cast<std::size_t>(parts.lengthError)).u16(0);
    return frame.raw(payload).zeros(parts.paddingBytes).bytes;
}

enum class CaptureForm : std::uint8_t { Microseconds, Nanoseconds, NextGeneration };

struct CaptureOptions {
    CaptureForm form = CaptureForm::Microseconds;
    WireBytes::Order order = WireBytes::Order::Little;
    std::uint32_t linkType = 1;
    bool begins = true; ///< with a file header, or a section and an interface that counts nanoseconds
};

class CaptureWriter
{
public:
    explicit CaptureWriter(const CaptureOptions& options = {})
        : m_options(options)
    {
        if (!options.begins) {
            return;
        }
        if (options.form == CaptureForm::NextGeneration) {
            section();
            interface(options.linkType, 0, option(9, std::string(1, '\x09')));
            return;
        }
        WireBytes header(options.order);
        header.u32(options.form == CaptureForm::Microseconds ? 0xa1b2c3d4 : 0xa1b23c4d);
        bytes = header.u16(2).u16(4).u32(0).u32(0).u32(65535).u32(options.linkType).bytes;
    }

    /// A frame; `sent` bytes of it, all when zero.
    CaptureWriter& frame(std::int64_t nanoseconds, const std::string& what, std::size_t sent = 0)
    {
        const std::size_t all = sent == 0 ? what.size() : sent;
        if (m_options.form == CaptureForm::NextGeneration) {
            return enhanced(0, static_cast<std::uint64_t>(nanoseconds), what, all);
        }
        const std::int64_t unit = m_options.form == CaptureForm::Microseconds ? 1000 : 1;
        WireBytes record(m_options.order);
        record.u32(static_cast<std::uint64_t>(nanoseconds / 1'000'000'000));
        record.u32(static_cast<std::uint64_t>(nanoseconds % 1'000'000'000 / unit)).u32(what.size()).u32(all);
        bytes += record.raw(what).bytes;
        return *this;
    }
    CaptureWriter& packet(std::int64_t nanoseconds, std::string_view payload, const FrameParts& parts = {})
    {
        return frame(nanoseconds, udpFrame(payload, parts));
    }

    // pcap-ng, block by block.
    CaptureWriter& section()
    {
        return block(0x0a0d0d0a, WireBytes(m_options.order).u32(0x1a2b3c4d).u16(1).u16(0).i64(-1));
    }
    CaptureWriter& interface(std::uint32_t linkType, std::uint32_t mostKept = 0, const std::string& options = {})
    {
        WireBytes body(m_options.order);
        return block(1, body.u16(linkType).u16(0).u32(mostKept).raw(options));
    }
    CaptureWriter& enhanced(std::uint32_t interface, std::uint64_t stamp, const std::string& what, std::size_t sent)
    {
        WireBytes body(m_options.order);
        body.u32(interface).u32(stamp >> 32).u32(stamp & 0xffffffff).u32(what.size()).u32(sent).raw(what);
        return block(6, body.zeros((4 - what.size() % 4) % 4));
    }
    CaptureWriter& simple(const std::string& what, std::size_t sent)
    {
        WireBytes body(m_options.order);
        return block(3, body.u32(sent).raw(what).zeros((4 - what.size() % 4) % 4));
    }
    CaptureWriter& block(std::uint32_t type, const WireBytes& body)
    {
        const std::size_t size = 12 + body.bytes.size();
        bytes += WireBytes(m_options.order).u32(type).u32(size).raw(body.bytes).u32(size).bytes;
        return *this;
    }
    [[nodiscard]] std::string option(std::uint16_t code, const std::string& value) const
    {
        return WireBytes(m_options.order)
            .u16(code)
            .u16(value.size())
            .raw(value)
            .zeros((4 - value.size() % 4) % 4)
            .bytes;
    }

    std::string bytes;

private:
    CaptureOptions m_options;
};

} // namespace leadline::tests
