// SPDX-License-Identifier: MIT
#include "engine/desk/others_book.h"

#include <utility>

namespace leadline::desk
{

void OthersBook::setOwn(std::vector<core::Level> bids, std::vector<core::Level> asks)
{
    m_bids = std::move(bids);
    m_asks = std::move(asks);
    m_hasOwn = !m_bids.empty() || !m_asks.empty();
    update();
}

void OthersBook::update()
{
    if (m_hasOwn) {
        m_others.becomeWithout(m_whole, m_bids, m_asks);
    }
}

} // namespace leadline::desk
