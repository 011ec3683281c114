// SPDX-License-Identifier: MIT
/// Finds the resting orders that must not rest any longer: spread too wide, expired, too old, or no book to judge by.
#pragma once

#include "engine/orders/guard_settings.h"
#include "engine/orders/order.h"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace leadline::orders
{

/// What is known of a market's spread at a moment.
struct SpreadNow {
    bool isKnown = false; ///< false: no book, or a stale one
    double bps = 0;
};

/// The rules in their order, for one order: why it must go, or nothing. Wider means strictly wider; an order expires at
/// its second, and is too old after its age.
[[nodiscard]] std::optional<std::string> guardReason(
    const Order& order, core::Timestamp now, const SpreadNow& spread, const GuardSettings& settings);

/// Orders of a market sorted by threshold, so that a book update costs as much as there are orders whose threshold it
/// passes, however many rest. Thread: one, whichever owns it.
class SpreadGuard
{
public:
    struct Finding {
        ClientOrderId id = 0;
        std::string why;
    };

    explicit SpreadGuard(const GuardSettings& settings)
        : m_settings(settings)
    {
    }
    void setSettings(const GuardSettings& settings);
    [[nodiscard]] const GuardSettings& settings() const { return m_settings; }

    /// Guards the order, or with new terms; one that is final, flagged or being cancelled is let go.
    void follow(const Order& order);
    [[nodiscard]] std::size_t size() const { return m_orders.size(); }

    /// A book update. What is found is not found again, unless it is followed anew. Valid until the next call.
    const std::vector<Finding>& bookMoved(const core::MarketId& market, const SpreadNow& spread, core::Timestamp now);
    /// Time passed. `spreadOf(market)` is asked where it matters. At most every checkIntervalSeconds it does its work.
    template <class SpreadOf> const std::vector<Finding>& timePassed(core::Timestamp now, const SpreadOf& spreadOf)
    {
        m_found.clear();
        if (isDue(now)) {
            findDue(now);
            for (auto& [market, group] : m_markets) {
                const SpreadNow spread = spreadOf(market);
                findInBook(group, spread, now);
            }
            letGoFound();
        }
        return m_found;
    }

private:
    struct Group {
        std::multimap<double, ClientOrderId> byThreshold; ///< those with one, narrowest first
        std::map<ClientOrderId, core::Timestamp> wideSince; ///< those that dwell
        std::set<ClientOrderId> all;
    };

    void letGo(ClientOrderId id);
    void letGoFound();
    [[nodiscard]] bool isDue(core::Timestamp now);
    void findDue(core::Timestamp now);
    void findInBook(Group& group, const SpreadNow& spread, core::Timestamp now);
    [[nodiscard]] core::Timestamp endOf(const Order& order) const;

    GuardSettings m_settings;
    std::map<core::MarketId, Group> m_markets;
    std::unordered_map<ClientOrderId, Order> m_orders;
    std::set<std::pair<core::Timestamp, ClientOrderId>> m_ends; ///< when time alone ends them
    core::Timestamp m_lastCheck;
    std::vector<Finding> m_found;
};

} // namespace leadline::orders
