// SPDX-License-Identifier: MIT
#include "engine/feeds/account_picture.h"

#include "engine/feeds/trading_access.h"

#include <algorithm>

namespace leadline::feeds
{

using venues::Reach;

namespace
{

/// What the private stream reported is remembered that long: no answer is under way for longer.
constexpr std::chrono::seconds longestAnswer{30};

bool isSame(const venues::VenueOrder& one, const venues::VenueOrder& other)
{
    return one.id == other.id && one.isApart == other.isApart;
}

void put(std::vector<venues::VenuePosition>& rows, const venues::VenuePosition& position)
{
    std::erase_if(rows, [&](const venues::VenuePosition& row) {
        return row.symbol == position.symbol && row.side == position.side && row.isMargin == position.isMargin;
    });
    if (!position.size.isZero()) {
        rows.push_back(position);
    }
}

template <class Row>
void remember(std::vector<std::pair<core::Timestamp, Row>>& recent, core::Timestamp now, const Row& row)
{
    std::erase_if(recent, [now](const auto& entry) { return now - entry.first > longestAnswer; });
    recent.emplace_back(now, row);
}

} // namespace

void put(std::vector<venues::VenueOrder>& rows, const venues::VenueOrder& order)
{
    std::erase_if(rows, [&](const venues::VenueOrder& row) { return isSame(row, order); });
    if (!order.isOver) {
        rows.push_back(order);
    }
}

AccountPicture::AccountPicture(const TradingAccess& access)
    : m_access(access)
{
}

void AccountPicture::setOrders(OrderList list)
{
    for (const auto& [at, order] : m_recentOrders) {
        const bool isNewer = at >= list.asked;
        if (isNewer && m_access.isListed(order.symbol, list.reach)) {
            put(list.rows, order);
        }
    }
    m_symbolsWithOrders.clear();
    for (const venues::VenueOrder& row : list.rows) {
        m_symbolsWithOrders.insert(row.symbol);
    }
    m_openOrders = std::move(list);
}

void AccountPicture::change(venues::VenueOrder conditional)
{
    if (conditional.parent.empty() && m_openOrders) {
        // Streams report a leg without the order that it belongs to.
        const auto known = std::ranges::find_if(
            m_openOrders->rows, [&](const venues::VenueOrder& row) { return isSame(row, conditional); });
        conditional.parent = known == m_openOrders->rows.end() ? "" : known->parent;
    }
    remember(m_recentOrders, m_access.clock.now(), conditional);
    if (m_openOrders && m_access.isListed(conditional.symbol, m_openOrders->reach)) {
        put(m_openOrders->rows, conditional);
    }
}

void AccountPicture::setPositions(std::vector<venues::VenuePosition> rows, core::Timestamp asked)
{
    for (const auto& [at, position] : m_recentPositions) {
        if (at >= asked) {
            put(rows, position);
        }
    }
    for (venues::VenuePosition& row : rows) {
        const venues::VenuePosition* const known = m_positions ? m_positions->find(row.symbol, row.side) : nullptr;
        if (known != nullptr && row.updated != core::Timestamp{} && row.updated < known->updated) {
            row = *known; // the stream was ahead of the answer
        }
    }
    m_positions = PositionList{.asked = asked, .rows = std::move(rows)};
    if (m_account && m_access.protocol->keepsPositions()) {
        m_account->positions = m_positions->rows;
    }
}

void AccountPicture::changePositions(const std::vector<venues::VenuePosition>& changed)
{
    for (const venues::VenuePosition& position : changed) {
        remember(m_recentPositions, m_access.clock.now(), position);
        if (m_positions) {
            put(m_positions->rows, position);
        }
    }
}

void AccountPicture::changeAccount(const venues::Account& changes)
{
    if (!m_account) {
        return; // the whole is on its way
    }
    for (const venues::Balance& balance : changes.balances) {
        const auto known = std::ranges::find(m_account->balances, balance.asset, &venues::Balance::asset);
        if (known != m_account->balances.end()) {
            known->total = balance.total;
        } else {
            m_account->balances.push_back(balance);
        }
    }
    for (const venues::VenuePosition& position : changes.positions) {
        put(m_account->positions, position);
    }
}

} // namespace leadline::feeds
