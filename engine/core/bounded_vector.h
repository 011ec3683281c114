// SPDX-License-Identifier: MIT
/// A list of at most N values that lives where it is declared and allocates nothing.
#pragma once

#include <array>
#include <cassert>
#include <cstddef>

namespace leadline::core
{

template <class T, std::size_t N> class BoundedVector
{
public:
    void push(const T& value)
    {
        assert(m_size < N && "a bounded list was made large enough for what it holds");
        m_values[m_size++] = value;
    }
    void clear() { m_size = 0; }

    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] bool isEmpty() const { return m_size == 0; }
    [[nodiscard]] T& operator[](std::size_t index) { return m_values[index]; }
    [[nodiscard]] const T& operator[](std::size_t index) const { return m_values[index]; }
    [[nodiscard]] auto begin() { return m_values.begin(); }
    [[nodiscard]] auto end() { return m_values.begin() + static_cast<std::ptrdiff_t>(m_size); }
    [[nodiscard]] auto begin() const { return m_values.begin(); }
    [[nodiscard]] auto end() const { return m_values.begin() + static_cast<std::ptrdiff_t>(m_size); }

private:
    std::array<T, N> m_values{};
    std::size_t m_size = 0;
};

} // namespace leadline::core
