// SPDX-License-Identifier: MIT
/// Texts on their way from the feeds to the disk.
#pragma once

#include "engine/core/names.h"
#include "engine/core/time.h"
#include "engine/feeds/raw_listener.h"

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::recorder
{

/// Texts in the order in which they came. Their memory is used again.
class LineBatch
{
public:
    struct Line {
        core::MarketId market; ///< whose file it goes into
        core::Timestamp receiveTime;
        bool describes = false; ///< instruments
        bool isSameText = false; ///< as that of the line before it
        std::size_t begin = 0;
        std::size_t size = 0;
    };

    void add(const feeds::RawText& text);
    void clear();
    [[nodiscard]] const std::vector<Line>& lines() const { return m_lines; }
    [[nodiscard]] std::string_view textOf(const Line& line) const
    {
        return std::string_view(m_texts).substr(line.begin, line.size);
    }
    [[nodiscard]] std::size_t bytes() const { return m_texts.size() + m_lines.size() * sizeof(Line); }

private:
    std::vector<Line> m_lines;
    std::string m_texts;
};

/// From one thread to another. What does not fit is dropped and counted: market data never wait for a disk.
class LineQueue
{
public:
    /// As many bytes may wait; those that are being written come on top, at most as many again.
    explicit LineQueue(std::size_t mostBytes)
        : m_mostBytes(mostBytes)
    {
    }

    void put(const feeds::RawText& text);
    /// Lets texts gather for that long, or until they are a megabyte, and gives them for what the batch held before.
    /// False once the queue is closed and empty.
    [[nodiscard]] bool take(LineBatch& batch, std::chrono::milliseconds patience);
    void close();
    /// Lines that found no room.
    [[nodiscard]] std::uint64_t dropped() const;

private:
    mutable std::mutex m_mutex;
    std::condition_variable m_filled;
    std::size_t m_mostBytes;
    LineBatch m_waiting;
    std::uint64_t m_dropped = 0;
    bool m_isClosed = false;
};

} // namespace leadline::recorder
