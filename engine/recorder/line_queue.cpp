// SPDX-License-Identifier: MIT
#include "engine/recorder/line_queue.h"

#include <utility>

namespace leadline::recorder
{

namespace
{

/// Waking a thread for every message would cost the feeds more than the message does.
constexpr std::size_t worthWaking = std::size_t{1} << 20;

} // namespace

void LineBatch::add(const feeds::RawText& text)
{
    const std::size_t begin = m_texts.size();
    m_texts += text.text;
    for (const core::Symbol& symbol : text.symbols) {
        m_lines.push_back({.market = {text.venue, symbol},
            .receiveTime = text.receiveTime,
            .describes = text.what == feeds::RawText::What::Description,
            .isSameText = !m_lines.empty() && m_lines.back().begin == begin,
            .begin = begin,
            .size = text.text.size()});
    }
}

void LineBatch::clear()
{
    m_lines.clear();
    m_texts.clear();
}

void LineQueue::put(const feeds::RawText& text)
{
    bool isMuch = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_isClosed) {
            return;
        }
        const std::size_t more = text.text.size() + text.symbols.size() * sizeof(LineBatch::Line);
        if (m_waiting.bytes() + more > m_mostBytes) {
            m_dropped += text.symbols.size();
            return;
        }
        m_waiting.add(text);
        isMuch = m_waiting.bytes() > worthWaking;
    }
    if (isMuch) {
        m_filled.notify_one();
    }
}

bool LineQueue::take(LineBatch& batch, std::chrono::milliseconds patience)
{
    batch.clear();
    std::unique_lock lock(m_mutex);
    m_filled.wait_for(lock, patience, [this] { return m_isClosed || m_waiting.bytes() > worthWaking; });
    std::swap(batch, m_waiting);
    return !m_isClosed || !batch.lines().empty();
}

void LineQueue::close()
{
    {
        const std::lock_guard lock(m_mutex);
        m_isClosed = true;
    }
    m_filled.notify_one();
}

std::uint64_t LineQueue::dropped() const
{
    const std::lock_guard lock(m_mutex);
    return m_dropped;
}

} // namespace leadline::recorder
