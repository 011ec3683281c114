// SPDX-License-Identifier: MIT
/// Messages and segments of IEX's feeds, written byte by byte after their description.
#pragma once

#include "tests/support/capture_writer.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::tests::iex
{

/// Prices in their four decimals: 990500 is 99.0500.
[[nodiscard]] inline WireBytes head(char type, int mark, std::int64_t time, std::string_view symbol)
{
    WireBytes made;
    made.u8(static_cast<unsigned char>(type)).u8(static_cast<unsigned>(mark)).i64(time).text(symbol, 8);
    return made;
}

[[nodiscard]] inline std::string systemEvent(char event, std::int64_t time)
{
    return WireBytes().u8('S').u8(static_cast<unsigned char>(event)).i64(time).bytes;
}
[[nodiscard]] inline std::string directory(
    std::int64_t time, std::string_view symbol, std::int64_t close, std::uint32_t roundLot = 100)
{
    return head('D', 0x80, time, symbol).u32(roundLot).i64(close).u8(1).bytes;
}
[[nodiscard]] inline std::string status(
    char what, std::int64_t time, std::string_view symbol, std::string_view reason = "")
{
    return head('H', what, time, symbol).text(reason, 4).bytes;
}
[[nodiscard]] inline std::string operationalHalt(char what, std::int64_t time, std::string_view symbol)
{
    return head('O', what, time, symbol).bytes;
}
struct Quote {
    std::uint32_t bidSize = 0;
    std::int64_t bid = 0;
    std::int64_t ask = 0;
    std::uint32_t askSize = 0;
    int flags = 0;
};
[[nodiscard]] inline std::string quote(std::int64_t time, std::string_view symbol, const Quote& values)
{
    return head('Q', values.flags, time, symbol)
        .u32(values.bidSize)
        .i64(values.bid)
        .i64(values.ask)
        .u32(values.askSize)
        .bytes;
}
[[nodiscard]] inline std::string trade(std::int64_t time, std::string_view symbol, std::uint32_t size,
    std::int64_t price, std::int64_t id, int flags = 0, char type = 'T')
{
    return head(type, flags, time, symbol).u32(size).i64(price).i64(id).bytes;
}
/// `side` is '8' of a buyer, '5' of a seller.
[[nodiscard]] inline std::string level(
    char side, int flags, std::int64_t time, std::string_view symbol, std::uint32_t size, std::int64_t price)
{
    return head(side, flags, time, symbol).u32(size).i64(price).bytes;
}
[[nodiscard]] inline std::string officialPrice(
    char type, std::int64_t time, std::string_view symbol, std::int64_t price)
{
    return head('X', type, time, symbol).i64(price).bytes;
}
[[nodiscard]] inline std::string auction(std::int64_t time, std::string_view symbol)
{
    return head('A', 'O', time, symbol)
        .u32(100'000)
        .i64(991'000)
        .i64(993'000)
        .u32(10'000)
        .u8('B')
        .u8(0)
        .u32(1'480'617'000)
        .i64(990'000)
        .i64(992'000)
        .i64(900'000)
        .i64(1'100'000)
        .bytes;
}
[[nodiscard]] inline std::string shortSaleTest(char what, std::int64_t time, std::string_view symbol)
{
    return head('P', what, time, symbol).u8('A').bytes;
}
/// Retail liquidity ('I') and security events ('E').
[[nodiscard]] inline std::string bare(char type, char mark, std::int64_t time, std::string_view symbol)
{
    return head(type, mark, time, symbol).bytes;
}

inline constexpr unsigned tops = 0x8003;
inline constexpr unsigned deep = 0x8004;

/// Numbers the messages of one channel and session.
class Stream
{
public:
    explicit Stream(unsigned protocol, std::uint32_t channel = 1, std::uint32_t session = 1'150'681'088)
        : m_protocol(protocol)
        , m_channel(channel)
        , m_session(session)
    {
    }

    std::string segment(const std::vector<std::string>& messages, std::int64_t time = 0)
    {
        WireBytes payload;
        for (const std::string& message : messages) {
            payload.u16(message.size()).raw(message);
        }
        std::string made = withHeader(payload.bytes, messages.size(), time);
        m_next += messages.size();
        m_offset += payload.bytes.size();
        return made;
    }
    std::string heartbeat(std::int64_t time = 0) { return withHeader({}, 0, time); }
    /// Messages that nobody gets.
    void lose(std::uint64_t count) { m_next += count; }
    [[nodiscard]] std::uint64_t nextSequence() const { return m_next; }

    [[nodiscard]] std::string withHeader(const std::string& payload, std::size_t count, std::int64_t time) const
    {
        return WireBytes()
            .u8(1)
            .u8(0)
            .u16(m_protocol)
            .u32(m_channel)
            .u32(m_session)
            .u16(payload.size())
            .u16(count)
            .u64(m_offset)
            .u64(m_next)
            .i64(time)
            .raw(payload)
            .bytes;
    }

private:
    unsigned m_protocol;
    std::uint32_t m_channel;
    std::uint32_t m_session;
    std::uint64_t m_next = 1;
    std::uint64_t m_offset = 0;
};

} // namespace leadline::tests::iex
