// SPDX-License-Identifier: MIT
/// The newest that a venue said of an account: by its lists, and by its private stream since.
#pragma once

#include "engine/feeds/account_lists.h"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace leadline::feeds
{

struct TradingAccess;

/// A list counts from the moment its question left: what the stream reported since then is put on top of it.
/// Deterministic. Thread: one.
class AccountPicture
{
public:
    explicit AccountPicture(const TradingAccess& access);

    // Lists:
    void setOrders(OrderList list);
    void setPositions(std::vector<venues::VenuePosition> rows, core::Timestamp asked);
    void setAccount(const venues::Account& account) { m_account = account; }
    /// The account is whole, with its positions; its question left then.
    void setAccountAsked(core::Timestamp asked) { m_accountAsked = asked; }
    void setHedged(bool isHedged) { m_isHedged = isHedged; }

    // The private stream:
    /// A conditional order came, changed or ended.
    void change(venues::VenueOrder conditional);
    void changePositions(const std::vector<venues::VenuePosition>& changed);
    /// Balances and positions of the account; without one, nothing.
    void changeAccount(const venues::Account& changes);

    /// Nothing: none came yet. The same holds for the next two.
    [[nodiscard]] const std::optional<OrderList>& openOrders() const { return m_openOrders; }
    [[nodiscard]] const std::optional<PositionList>& positions() const { return m_positions; }
    [[nodiscard]] const std::optional<venues::Account>& account() const { return m_account; }
    /// When the question left that the newest whole account answers; the epoch: none came yet.
    [[nodiscard]] core::Timestamp accountAsked() const { return m_accountAsked; }
    /// Two positions a symbol; nothing: not known.
    [[nodiscard]] std::optional<bool> isHedged() const { return m_isHedged; }
    /// Those of the newest list of orders.
    [[nodiscard]] const std::set<core::Symbol>& symbolsWithOrders() const { return m_symbolsWithOrders; }

private:
    template <class Row> using Recent = std::vector<std::pair<core::Timestamp, Row>>;

    const TradingAccess& m_access;
    std::optional<OrderList> m_openOrders;
    std::set<core::Symbol> m_symbolsWithOrders;
    std::optional<PositionList> m_positions;
    std::optional<venues::Account> m_account;
    core::Timestamp m_accountAsked;
    std::optional<bool> m_isHedged;
    /// What the stream reported lately, with its time: an answer under way meanwhile may be older.
    Recent<venues::VenueOrder> m_recentOrders;
    Recent<venues::VenuePosition> m_recentPositions;
};

/// In place of the row it is about; one that is over leaves.
void put(std::vector<venues::VenueOrder>& rows, const venues::VenueOrder& order);

} // namespace leadline::feeds
