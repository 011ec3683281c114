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
        queue.popFront();
    }
}

} // namespace

void TouchReferee::bookIs(std::uint64_t finalId, const core::Level& bid, const core::Level& ask)
{
    if (m_rule == RefereeRule::None) {
        return;
    }
    m_books.push({finalId, bid, ask});
    keepBounded(m_books);
    m_rule == RefereeRule::EveryChange ? compareEveryChange() : compareSameId();
}

void TouchReferee::venueSays(const core::TopOfBook& top)
{
    if (m_rule == RefereeRule::None) {
        return;
    }
    if (!m_tops.isEmpty() && top.id < m_tops.back().id) {
        return; // out of order: cannot be the newest of anything
    }
    m_tops.push({top.id, top.bid, top.ask});
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
    while (!m_books.isEmpty() && !m_tops.isEmpty() && m_tops.back().id > m_books.front().id) {
        const Touch book = m_books.front();
        m_books.popFront();
        while (m_tops.size() > 1 && m_tops[m_tops.begin() + 1].id <= book.id) {
            m_tops.popFront();
        }
        if (m_tops.front().id <= book.id) {
            compare(book, m_tops.front());
        }
    }
}

void TouchReferee::compareSameId()
{
    while (!m_books.isEmpty() && !m_tops.isEmpty()) {
        if (m_books.front().id == m_tops.front().id) {
            compare(m_books.front(), m_tops.front());
            m_books.popFront();
            m_tops.popFront();
        } else if (m_books.front().id < m_tops.front().id) {
            m_books.popFront();
        } else {
            m_tops.popFront();
        }
    }
}

} // namespace leadline::book
