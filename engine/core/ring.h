// SPDX-License-Identifier: MIT
/// A queue in one block of memory, for windows that slide over a stream.
#pragma once

#include <cassert>
#include <cstddef>
#include <vector>

namespace leadline::core
{

/// Grows by doubling until the longest window fits, then never allocates again. Elements carry absolute numbers, so
/// that several readers can follow at their own pace.
template <class T> class Ring
{
public:
    explicit Ring(std::size_t capacity = 64)
        : m_slots(capacity)
    {
        assert((capacity & (capacity - 1)) == 0 && "a power of two");
    }

    [[nodiscard]] std::size_t begin() const { return m_begin; }
    [[nodiscard]] std::size_t end() const { return m_end; }
    [[nodiscard]] std::size_t size() const { return m_end - m_begin; }
    [[nodiscard]] const T& operator[](std::size_t number) const { return m_slots[number & (m_slots.size() - 1)]; }

    void push(const T& value)
    {
        if (size() == m_slots.size()) {
            grow();
        }
        m_slots[m_end++ & (m_slots.size() - 1)] = value;
    }
    [[nodiscard]] bool isEmpty() const { return m_begin == m_end; }
    [[nodiscard]] const T& front() const { return (*this)[m_begin]; }
    [[nodiscard]] const T& back() const { return (*this)[m_end - 1]; }
    void popFront() { ++m_begin; }
    void dropUntil(std::size_t number) { m_begin = number; }
    void clear() { m_begin = m_end; }

private:
    void grow()
    {
        std::vector<T> larger(m_slots.size() * 2);
        for (std::size_t number = m_begin; number != m_end; ++number) {
            larger[number & (larger.size() - 1)] = (*this)[number];
        }
        m_slots = std::move(larger);
    }

    std::vector<T> m_slots;
    std::size_t m_begin = 0;
    std::size_t m_end = 0;
};

} // namespace leadline::core
