// SPDX-License-Identifier: MIT
#include "engine/session/account_snapshot.h"

#include "engine/desk/desk.h"
#include "engine/execution/execution_engine.h"
#include "engine/execution/position_keeper.h"
#include "engine/feeds/venue_gateway.h"
#include "engine/session/market_snapshot.h"
#include "engine/session/own_orders.h"

#include <algorithm>
#include <set>

namespace leadline::session
{

namespace
{

TradingSnapshot tradingAt(const execution::ExecutionEngine& orders, const core::VenueId& venue)
{
    const feeds::VenueGateway& line = *orders.gatewayOf(venue);
    return {.venue = venue,
        .environment = std::string(line.environment().name),
        .isLive = line.environment().isLive,
        .isUp = line.isUp(),
        .isReconciled = orders.isReconciled(venue),
        .isRefused = line.isRefused(),
        .why = line.whyDown().toStdString(),
        .downSince = line.downSince(),
        .hasCountdown = line.protocol().hasCountdown(),
        .balances = line.account() ? line.account()->balances : std::vector<venues::Balance>{}};
}

std::vector<PositionSnapshot> positionsOf(execution::ExecutionEngine& orders, core::Timestamp now)
{
    std::vector<PositionSnapshot> positions;
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
        positions.push_back({.market = row.market,
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
    }
    return positions;
}

} // namespace

execution::ProfitTotal profitOf(const execution::CurrencyRates& rates, const core::Asset& currency,
    const std::vector<PositionSnapshot>& positions,
    const std::function<std::optional<core::Instrument>(const core::MarketId&)>& instrumentOf)
{
    execution::ProfitSum sum(rates, currency);
    for (const PositionSnapshot& position : positions) {
        if (const auto instrument = instrumentOf(position.market)) {
            sum.add(execution::settlementOf(instrument->pair),
                {.open = position.unrealised,
                    .closed = position.realised,
                    .fees = position.fees,
                    .today = position.today});
        }
    }
    return sum.total();
}

AccountSnapshot accountOf(execution::ExecutionEngine& orders, const OwnOrders& own, core::Timestamp now)
{
    AccountSnapshot account{.positions = positionsOf(orders, now),
        .openOrders = static_cast<int>(orders.manager().live().size()),
        .journalUp = orders.isJournalUp(),
        .journalText = orders.journalText().toStdString()};
    account.profit = profitOf(orders.rates(), orders.currency(), account.positions,
        [&](const core::MarketId& market) { return orders.instrumentOf(market); });
    for (const leadline::orders::ClientOrderId id : orders.manager().live()) {
        ++account.working[orders.manager().find(id)->request.market];
    }
    own.copyQueues(account.queues);
    for (const core::VenueId& venue : orders.venues()) {
        account.trading.push_back(tradingAt(orders, venue));
    }
    return account;
}

HoldingSnapshot holdingOf(const AccountSnapshot& account, const desk::MarketGroup& group, desk::Desk& desk)
{
    HoldingSnapshot holding;
    for (const PositionSnapshot& position : account.positions) {
        const desk::Market* const market = desk.find(position.market);
        if (market == nullptr || market->group() != &group) {
            continue;
        }
        const core::Price mid = market->tracker().isUsable() ? market->book().mid() : position.averagePrice;
        const bool isShort = position.size.isNegative();
        const core::Quantity coins =
            market->instrument().baseSize(mid, isShort ? core::Quantity{} - position.size : position.size);
        holding.size = isShort ? holding.size - coins : holding.size + coins;
        holding.profit += position.unrealised + position.realised - position.fees;
        holding.today += position.today;
    }
    return holding;
}

} // namespace leadline::session
