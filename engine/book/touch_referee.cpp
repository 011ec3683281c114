// SPDX-License-Identifier: MIT
#include "engine/book/touch_referee.h"

namespace leadline::book
{

namespace
{

/// Whatever stays unmatched is forgotten: a stream that stops must not make the other grow.
constexpr std::size_t mostPending = 1024;

template <class Queue> void keepBounded(Queue& queue)
{
    if (queue.size() > mostPending) {
        queue.pop_front();
    }
}

} // namespace

void TouchReferee::bookIs(std::uint64_t finalId, const core::Level& bid, const core::Level& ask)
{
    m_books.push_back({finalId, bid, ask});
    keepBounded(m_books);
    m_rule == RefereeRule::EveryChange ? compareEveryChange() : compareSameId();
}

void TouchReferee::venueSays(const core::TopOfBook& top)
{
    if (!m_tops.empty() && top.id < m_tops.back().id) {
        return; // out of order: cannot be the newest of anything
    }
    m_tops.push_back({top.id, top.bid, top.ask});
    keepBounded(m_tops);
    m_rule == RefereeRule::EveryChange ? compareEveryChange() : compareSameId();
}

void TouchReferee::restart()
{
    m_books.clear();
    m_tops.clear();
    m_failuresInARow = 0;
}

void TouchReferee::compare(const Touch& book, const Touch& venue)
{
    ++m_checked;
    if (book.bid == venue.bid && book.ask == venue.ask) {
        ++m_equal;
        m_failuresInARow = 0;
    } else {
        ++m_failuresInARow;
    }
}

void TouchReferee::compareEveryChange()
{
    // The newest message with an id up to the book's is known once a younger one has come.
    while (!m_books.empty() && !m_tops.empty() && m_tops.back().id > m_books.front().id) {
        const Touch book = m_books.front();
        m_books.pop_front();
        while (m_tops.size() > 1 && m_tops[1].id <= book.id) {
            m_tops.pop_front();
        }
        if (m_tops.front().id <= book.id) {
            compare(book, m_tops.front());
        }
    }
}

void TouchReferee::compareSameId()
{
    while (!m_books.empty() && !m_tops.empty()) {
        if (m_books.front().id == m_tops.front().id) {
            compare(m_books.front(), m_tops.front());
            m_books.pop_front();
            m_tops.pop_front();
        } else if (m_books.front().id < m_tops.front().id) {
            m_books.pop_front();
        } else {
            m_tops.pop_front();
        }
    }
}

} // namespace leadline::book
