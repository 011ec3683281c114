// SPDX-License-Identifier: MIT
#include "engine/tape/byte_window.h"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <utility>

namespace leadline::tape
{

namespace
{

constexpr std::size_t windowBuffer = std::size_t{1} << 18;

} // namespace

ByteWindow::ByteWindow(std::unique_ptr<TapeReader::Source> source)
    : m_source(std::move(source))
    , m_buffer(windowBuffer + linePadding)
{
}

ByteWindow::ByteWindow(const ByteWindow& other)
    : m_source(other.m_source->copy())
    , m_buffer(other.m_buffer.data() + other.m_begin, other.m_buffer.data() + other.m_end + linePadding)
    , m_end(other.m_end - other.m_begin)
    , m_offset(other.m_offset)
    , m_problem(other.m_problem)
{
}

bool ByteWindow::has(std::size_t size)
{
    while (m_end - m_begin < size) {
        if (!fill(size)) {
            return false;
        }
    }
    return true;
}

void ByteWindow::take(std::size_t size)
{
    assert(size <= m_end - m_begin && "only what is ahead can be taken");
    m_begin += size;
    m_offset += size;
}

bool ByteWindow::skip(std::uint64_t size)
{
    while (size > m_end - m_begin) {
        size -= m_end - m_begin;
        take(m_end - m_begin);
        if (!fill(1)) {
            return false;
        }
    }
    take(static_cast<std::size_t>(size));
    return true;
}

bool ByteWindow::fill(std::size_t size)
{
    if (!m_problem.empty()) {
        return false;
    }
    if (m_begin > 0) {
        std::memmove(m_buffer.data(), m_buffer.data() + m_begin, m_end - m_begin);
        m_end -= m_begin;
        m_begin = 0;
    }
    const std::size_t least = std::max(size, windowBuffer) + linePadding; // a copy's has no room to read into
    if (m_buffer.size() < least) {
        m_buffer.resize(std::max(least, m_buffer.size() * 2));
    }
    const auto count = m_source->read(m_buffer.data() + m_end, m_buffer.size() - linePadding - m_end);
    if (!count) {
        m_problem = count.error().what;
        return false;
    }
    m_end += *count;
    return *count > 0;
}

} // namespace leadline::tape
