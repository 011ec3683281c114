// SPDX-License-Identifier: MIT
#include "engine/session/account_snapshot.h"

#include "engine/desk/desk.h"
#include "engine/execution/execution_engine.h"
#include "engine/execution/position_keeper.h"
#include "engine/feeds/venue_gateway.h"
#include "engine/session/market_snapshot.h"

#include <algorithm>
#include <set>

namespace leadline::session
{

namespace
{

TradingSnapshot tradingAt(const execution::ExecutionEngine& orders, const core::VenueId& venue, bool isOnShow)
{
    const feeds::VenueGateway& line = *orders.gatewayOf(venue);
    return {.venue = venue,
        .environment = std::string(line.environment().name),
        .isOnShow = isOnShow,
        .isLive = line.environment().isLive,
        .isUp = line.isUp(),
        .isReconciled = orders.isReconciled(venue),
        .isRefused = line.isRefused(),
        .why = line.whyDown().toStdString(),
        .downSince = line.downSince(),
        .hasCountdown = line.protocol().hasCountdown(),
        .balances = line.account() ? line.account()->balances : std::vector<venues::Balance>{}};
}

void fillPositions(MarketSnapshot& snapshot, const AccountSources& account)
{
    const auto& [orders, desk, onShow, now] = account;
    std::vector<execution::PositionRow> rows = orders.keeper().rows();
    for (const orders::Position& position : orders.positions().all()) {
        // Flat by now, and what it cost still counts.
        const bool isShown = std::ranges::any_of(
            rows, [&](const execution::PositionRow& row) { return row.market == position.market && !row.isMargin; });
        if (!isShown && position.fees != core::Notional{}) {
            rows.push_back({.market = position.market});
        }
    }
    std::set<core::MarketId> counted; // realised profit and fees are those of the market, not of each of its rows
    for (const execution::PositionRow& row : rows) {
        const desk::Market* const market = desk.find(row.market);
        const orders::Position ours = orders.positions().of(row.market);
        const bool isVenues = row.isMargin || (row.isKept && row.isTold);
        const core::Price average = isVenues && row.entryPrice.raw() > 0 ? row.entryPrice : ours.averagePrice();
        const core::Price known = orders.midOf(row.market);
        const bool isKnown = known.raw() > 0;
        const core::Price mid = isKnown ? known : average;
        const bool isFirst = !row.isMargin && counted.insert(row.market).second;
        const double open = row.size().toDoubleLossy() * (mid - average).toDoubleLossy();
        const double realised = isFirst ? ours.realised.toDoubleLossy() : 0;
        const double fees = isFirst ? ours.fees.toDoubleLossy() : 0;
        snapshot.positions.push_back({.market = row.market,
            .size = row.size(),
            .side = row.side,
            .ours = row.ours,
            .isTold = isVenues,
            .isMargin = row.isMargin,
            .differs = row.differs,
            .averagePrice = average,
            .unrealised = open,
            .realised = realised,
            .fees = fees,
            .today = isKnown && isFirst ? orders.positions().profitToday(row.market, mid, now) : 0});
        if (market == nullptr || market->group() != onShow.group()) {
            continue;
        }
        const bool isShort = row.size().isNegative();
        const core::Quantity coins =
            market->instrument().baseSize(mid, isShort ? core::Quantity{} - row.size() : row.size());
        snapshot.position = isShort ? snapshot.position - coins : snapshot.position + coins;
        snapshot.profit += open + realised - fees;
    }
}

} // namespace

void fillAccount(MarketSnapshot& snapshot, const AccountSources& account)
{
    snapshot.openOrders = static_cast<int>(account.orders.manager().live().size());
    snapshot.journalUp = account.orders.isJournalUp();
    snapshot.journalText = account.orders.journalText().toStdString();
    fillPositions(snapshot, account);
    const auto& members = account.onShow.group()->members();
    for (const desk::MarketGroup::Member& member : members) {
        if (const core::VenueId& venue = member.market->instrument().id.venue;
            account.orders.gatewayOf(venue) != nullptr) {
            snapshot.trading.push_back(tradingAt(account.orders, venue, true));
        }
    }
    for (const core::VenueId& venue : account.orders.venues()) {
        if (std::ranges::find(snapshot.trading, venue, &TradingSnapshot::venue) == snapshot.trading.end()) {
            snapshot.trading.push_back(tradingAt(account.orders, venue, false));
        }
    }
}

} // namespace leadline::session
