// SPDX-License-Identifier: MIT
/// The newest value of a kind, handed from one thread to another without locks or waiting.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace leadline::core
{

/// Three slots: one the writer fills, one the reader looks at, and the newest complete one between them. Values that
/// the reader was too slow for are overwritten. Exactly one writing and one reading thread.
template <class T> class Latest
{
public:
    /// Writer: the slot to fill; it holds an old value whose memory may be used again.
    [[nodiscard]] T& draft() { return m_slots[m_writing].value; }
    /// Writer: makes the draft the newest value.
    void publish()
    {
        // Release: the reader sees the whole value. Acquire: the slot that comes back is not read any more.
        m_writing = m_middle.exchange(m_writing | fresh, std::memory_order_acq_rel) & index;
    }
    /// Reader: the newest value, or null when nothing came since the last call. Valid until the next call.
    [[nodiscard]] const T* take()
    {
        if ((m_middle.load(std::memory_order_relaxed) & fresh) == 0) {
            return nullptr;
        }
        m_reading = m_middle.exchange(m_reading, std::memory_order_acq_rel) & index;
        return &m_slots[m_reading].value;
    }

private:
    static constexpr std::uint32_t index = 3;
    static constexpr std::uint32_t fresh = 4;
    static constexpr std::size_t cacheLine = 64;

    struct alignas(cacheLine) Slot {
        T value{};
    };

    std::array<Slot, 3> m_slots{};
    alignas(cacheLine) std::atomic<std::uint32_t> m_middle{1};
    alignas(cacheLine) std::uint32_t m_writing = 0;
    alignas(cacheLine) std::uint32_t m_reading = 2;
};

} // namespace leadline::core
