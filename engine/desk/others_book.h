// SPDX-License-Identifier: MIT
/// What others offer: a book less our own orders.
#pragma once

#include "engine/book/order_book.h"
#include "engine/core/level.h"

#include <vector>

namespace leadline::desk
{

/// Keeps a book of its own only while there are own orders. Thread: the desk's.
class OthersBook
{
public:
    /// `whole` must outlive it.
    explicit OthersBook(const book::OrderBook& whole)
        : m_whole(whole)
    {
    }
    OthersBook(const OthersBook&) = delete;
    OthersBook& operator=(const OthersBook&) = delete;

    /// Our own orders that rest there. Empty sides: none.
    void setOwn(std::vector<core::Level> bids, std::vector<core::Level> asks);
    /// The whole book changed.
    void update();
    [[nodiscard]] const book::OrderBook& book() const { return m_hasOwn ? m_others : m_whole; }

private:
    const book::OrderBook& m_whole;
    std::vector<core::Level> m_bids; ///< our own
    std::vector<core::Level> m_asks;
    book::OrderBook m_others;
    bool m_hasOwn = false;
};

} // namespace leadline::desk
