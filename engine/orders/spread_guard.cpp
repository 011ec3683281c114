// SPDX-License-Identifier: MIT
#include "engine/orders/spread_guard.h"

#include "engine/core/number_text.h"

#include <algorithm>

namespace leadline::orders
{

namespace
{

core::Duration seconds(double count)
{
    return core::Duration(static_cast<std::int64_t>(count * 1e9));
}

core::Duration oldestOf(const Order& order, const GuardSettings& settings)
{
    return order.guard.maxAge != core::Duration{} ? order.guard.maxAge : seconds(settings.maxAgeSeconds);
}

std::string widthText(const SpreadNow& spread, const Order& order)
{
    return "spread " + core::fixedText(spread.bps, 1) + " bps > " + core::fixedText(order.guard.maxSpreadBps, 1)
        + " bps";
}

} // namespace

std::optional<std::string> guardReason(
    const Order& order, core::Timestamp now, const SpreadNow& spread, const GuardSettings& settings)
{
    if (!order.isLive()) {
        return std::nullopt;
    }
    if (order.guard.expiresAt != core::Timestamp{} && now >= order.guard.expiresAt) {
        return "expired";
    }
    const core::Duration oldest = oldestOf(order, settings);
    if (oldest != core::Duration{} && now - order.sent > oldest) {
        return "too old";
    }
    if (!spread.isKnown) {
        return settings.cancelOnStale ? std::optional<std::string>("no fresh book") : std::nullopt;
    }
    if (order.guard.maxSpreadBps > 0 && spread.bps > order.guard.maxSpreadBps) {
        return widthText(spread, order);
    }
    return std::nullopt;
}

core::Timestamp SpreadGuard::endOf(const Order& order) const
{
    core::Timestamp end = core::Timestamp::max();
    if (order.guard.expiresAt != core::Timestamp{}) {
        end = order.guard.expiresAt;
    }
    if (const core::Duration oldest = oldestOf(order, m_settings); oldest != core::Duration{}) {
        end = std::min(end, order.sent + oldest);
    }
    return end;
}

void SpreadGuard::setSettings(const GuardSettings& settings)
{
    if (settings.dwellMs != m_settings.dwellMs) {
        for (auto& [market, group] : m_markets) {
            group.wideSince.clear();
        }
    }
    m_settings = settings;
    m_ends.clear();
    for (const auto& [id, order] : m_orders) {
        m_ends.emplace(endOf(order), id);
    }
}

void SpreadGuard::follow(const Order& order)
{
    // A fill does not begin the dwell anew; another threshold does.
    std::optional<core::Timestamp> wideSince;
    if (const auto known = m_orders.find(order.request.id);
        known != m_orders.end() && known->second.guard.maxSpreadBps == order.guard.maxSpreadBps) {
        const auto& since = m_markets[order.request.market].wideSince;
        const auto found = since.find(order.request.id);
        wideSince = found == since.end() ? std::nullopt : std::optional(found->second);
    }
    letGo(order.request.id);
    if (!order.isLive() || order.isFlagged || order.cancelWanted) {
        return;
    }
    m_orders[order.request.id] = order;
    Group& group = m_markets[order.request.market];
    group.all.insert(order.request.id);
    if (order.guard.maxSpreadBps > 0) {
        group.byThreshold.emplace(order.guard.maxSpreadBps, order.request.id);
    }
    if (wideSince) {
        group.wideSince[order.request.id] = *wideSince;
    }
    m_ends.emplace(endOf(order), order.request.id);
}

void SpreadGuard::letGo(ClientOrderId id)
{
    const auto known = m_orders.find(id);
    if (known == m_orders.end()) {
        return;
    }
    const Order& order = known->second;
    Group& group = m_markets[order.request.market];
    auto [at, end] = group.byThreshold.equal_range(order.guard.maxSpreadBps);
    for (; at != end; ++at) {
        if (at->second == id) {
            group.byThreshold.erase(at);
            break;
        }
    }
    group.wideSince.erase(id);
    group.all.erase(id);
    m_ends.erase({endOf(order), id});
    m_orders.erase(known);
}

void SpreadGuard::letGoFound()
{
    for (const Finding& finding : m_found) {
        letGo(finding.id);
    }
}

bool SpreadGuard::isDue(core::Timestamp now)
{
    if (now >= m_lastCheck && now - m_lastCheck < seconds(m_settings.checkIntervalSeconds)) {
        return false;
    }
    m_lastCheck = now;
    return true;
}

void SpreadGuard::findDue(core::Timestamp now)
{
    for (auto at = m_ends.begin(); at != m_ends.end() && at->first <= now; ++at) {
        // At its last moment an order is not too old yet.
        if (auto why = guardReason(m_orders.at(at->second), now, {.isKnown = true}, m_settings)) {
            m_found.push_back({at->second, std::move(*why)});
        }
    }
    letGoFound();
}

void SpreadGuard::findInBook(Group& group, const SpreadNow& spread, core::Timestamp now)
{
    if (!spread.isKnown) {
        group.wideSince.clear(); // nobody knows whether it stayed wide
        if (m_settings.cancelOnStale) {
            for (const ClientOrderId id : group.all) {
                m_found.push_back({id, *guardReason(m_orders.at(id), now, spread, m_settings)});
            }
        }
        return;
    }
    const auto tooWide = group.byThreshold.lower_bound(spread.bps);
    if (m_settings.dwellMs <= 0) {
        for (auto at = group.byThreshold.begin(); at != tooWide; ++at) {
            m_found.push_back({at->second, guardReason(m_orders.at(at->second), now, spread, m_settings).value_or("")});
        }
        return;
    }
    for (auto at = group.byThreshold.begin(); at != tooWide; ++at) {
        group.wideSince.try_emplace(at->second, now);
    }
    std::erase_if(group.wideSince, [&](const auto& entry) {
        return spread.bps <= m_orders.at(entry.first).guard.maxSpreadBps - m_settings.hysteresisBps;
    });
    for (const auto& [id, since] : group.wideSince) {
        const Order& order = m_orders.at(id);
        if (now - since >= seconds(m_settings.dwellMs * 1e-3) && spread.bps > order.guard.maxSpreadBps) {
            auto other = guardReason(order, now, {.isKnown = true}, m_settings); // expiry comes first
            if (other) {
                m_found.push_back({id, std::move(*other)});
                continue;
            }
            const double lasted = std::chrono::duration<double, std::milli>(now - since).count();
            m_found.push_back({id, widthText(spread, order) + " for " + core::fixedText(lasted, 0) + " ms"});
        }
    }
}

const std::vector<SpreadGuard::Finding>& SpreadGuard::bookMoved(
    const core::MarketId& market, const SpreadNow& spread, core::Timestamp now)
{
    m_found.clear();
    if (const auto group = m_markets.find(market); group != m_markets.end()) {
        if (spread.isKnown) {
            findInBook(group->second, spread, now);
            letGoFound();
        } else {
            group->second.wideSince.clear(); // the rule about missing books goes by time
        }
    }
    return m_found;
}

} // namespace leadline::orders
