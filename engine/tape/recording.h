// SPDX-License-Identifier: MIT
/// A recording of either kind: lines of text, or packets of a network.
#pragma once

#include "engine/tape/pcap_reader.h"
#include "engine/tape/tape_reader.h"

#include <variant>

namespace leadline::tape
{

/// One message as its venue sent it: the text of a line, or what a packet carries.
struct RawMessage {
    core::Timestamp receiveTime;
    std::string_view request; ///< the address that this answers; empty for a message of a stream
    bool isConnect = false; ///< no message: the connection was made here
    std::string_view bytes; ///< valid until the next call; at least `linePadding` readable bytes follow it
};

/// Reads one recording; the file's first bytes tell which kind it is, not its name. Thread: any, one at a time.
class Recording
{
public:
    enum class Step : std::uint8_t {
        Message, ///< `message()` is the next one
        Skipped, ///< something that is no message; `problem()` says what and where; go on
        End, ///< the file ended as it should
        Broken, ///< the file cannot be read further; `problem()` says where
    };

    [[nodiscard]] static core::Result<Recording> open(const std::filesystem::path& path);
    explicit Recording(std::variant<TapeReader, PcapReader> reader)
        : m_reader(std::move(reader))
    {
    }

    /// Reads on behind the original's message, which the copy does not have, but for its time.
    Recording(const Recording& other)
        : m_reader(other.m_reader)
        , m_message{.receiveTime = other.m_message.receiveTime, .isConnect = other.m_message.isConnect}
    {
    }
    Recording(Recording&&) noexcept = default;
    Recording& operator=(Recording&&) noexcept = default;
    ~Recording() = default;

    Step next();
    [[nodiscard]] const RawMessage& message() const { return m_message; }
    [[nodiscard]] const std::string& problem() const;
    /// File and line, or file and packet, for messages about the current one.
    [[nodiscard]] std::string where() const;
    [[nodiscard]] bool holdsPackets() const { return std::holds_alternative<PcapReader>(m_reader); }
    /// What was passed over so far, in words; empty when nothing was.
    [[nodiscard]] std::string passedOver() const;
    /// Bytes of the file that were read so far.
    [[nodiscard]] std::uint64_t consumed() const;

private:
    [[nodiscard]] Step nextLine(TapeReader& reader);
    [[nodiscard]] Step nextPacket(PcapReader& reader);

    std::variant<TapeReader, PcapReader> m_reader;
    RawMessage m_message;
};

} // namespace leadline::tape
