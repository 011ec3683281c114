// SPDX-License-Identifier: MIT
/// Which instruments the session watches, and what its views show of them.
#include "engine/session/trading_session.h"

#include "engine/desk/desk.h"
#include "engine/execution/execution_engine.h"
#include "engine/execution/position_keeper.h"
#include "engine/session/market_source.h"
#include "engine/session/market_views.h"
#include "engine/session/order_service.h"
#include "engine/session/replay_orders.h"
#include "engine/session/session_options.h"
#include "engine/session/stock_markets.h"
#include "engine/session/venue_connection.h"

#include <algorithm>

namespace leadline::session
{

void TradingSession::watch(const core::Pair& pair)
{
    m_ending.erase(pair);
    m_unwanted.erase(pair);
    if (m_views->homeOf(pair) != nullptr) {
        Q_EMIT watched(pair);
        return;
    }
    const std::vector<desk::Market*> markets = m_source->watch(pair);
    if (!markets.empty()) {
        begin(pair, markets);
    } else if (pair.kind == core::Kind::Stock && m_options->source != SourceKind::Tape) {
        m_stockMarkets->watch(pair);
    } else {
        Q_EMIT notWatched(pair, whyNotWatched(pair));
    }
}

void TradingSession::begin(const core::Pair& pair, const std::vector<desk::Market*>& markets)
{
    for (desk::Market* const market : markets) {
        m_risk.restore(*market);
    }
    m_views->add(pair, *markets.front());
    m_orders->follow(markets);
    showFirst(pair);
    Q_EMIT watched(pair);
}

QString TradingSession::whyNotWatched(const core::Pair& pair) const
{
    QString why = tr("%1: no venue that is connected has it").arg(QString::fromStdString(pair.text()));
    for (const auto& connection : m_source->connections()) {
        const core::Pair near = venues::asTradedAt(connection->venue(), pair);
        if (near.isKnown()) {
            why += tr("; %1 has %2").arg(connection->name(), QString::fromStdString(near.text()));
        }
    }
    return why;
}

void TradingSession::watchRecovered()
{
    if (m_orders->engine() == nullptr) {
        return;
    }
    std::set<core::Pair> pairs;
    for (const orders::ClientOrderId id : m_orders->engine()->manager().live()) {
        const orders::NewOrder& request = m_orders->engine()->manager().find(id)->request;
        const venues::Venue* const venue = venues::findVenue(request.market.venue.view());
        const bool isOfStocks = venue != nullptr && venues::tellsOfStocks(*venue) && request.run == 0;
        if (isOfStocks || m_source->connectionOf(request.market.venue) != nullptr) {
            pairs.insert(venue->pairOf(request.market.symbol));
        }
    }
    for (const core::Pair& pair : pairs) {
        watch(pair); // its orders are guarded by its book
    }
}

void TradingSession::showFirst(const core::Pair& pair)
{
    if (m_views->watched().size() == 1) {
        m_views->show(0, pair);
    }
}

void TradingSession::unwatch(const core::Pair& pair)
{
    if (m_views->homeOf(pair) == nullptr) {
        m_stockMarkets->unwatch(pair); // it may wait for the broker
        return;
    }
    m_ending.insert(pair);
    m_unwanted.insert(pair);
    endUnwatched();
    Q_EMIT unwatched(pair);
}

bool TradingSession::isInUse(const core::Pair& pair) const
{
    if (m_views->isShown(pair)) {
        return true; // a ladder that goes on showing its last book would be a book that silently went stale
    }
    if (m_practice != nullptr) {
        return m_practice->isInUse(pair);
    }
    const execution::ExecutionEngine* const orders = m_orders->engine();
    if (orders == nullptr) {
        return false;
    }
    const auto isOfIt = [&](const core::MarketId& id) {
        const desk::Market* const market = m_desk->find(id);
        return market != nullptr && market->instrument().pair == pair;
    };
    const auto& live = orders->manager().live();
    return std::ranges::any_of(
               live, [&](orders::ClientOrderId id) { return isOfIt(orders->manager().find(id)->request.market); })
        || std::ranges::any_of(orders->keeper().rows(),
            [&](const execution::PositionRow& row) { return !row.size().isZero() && isOfIt(row.market); });
}

void TradingSession::endUnwatched()
{
    std::erase_if(m_ending, [this](const core::Pair& pair) {
        if (isInUse(pair)) {
            return false; // an order is guarded by its book, and a position has its worth from it
        }
        m_views->remove(pair);
        m_source->unwatch(pair);
        m_stockMarkets->unwatch(pair);
        return true;
    });
}

void TradingSession::openView(int view, const SharedSnapshots& snapshots)
{
    m_views->open(view, snapshots);
}

void TradingSession::closeView(int view)
{
    m_views->close(view);
}

void TradingSession::show(int view, const core::Pair& pair)
{
    m_views->show(view, pair);
    watch(pair);
}

desk::Market* TradingSession::homeOf(const core::Pair& pair) const
{
    if (pair.isKnown()) {
        return m_views->homeOf(pair);
    }
    const std::vector<core::Pair> all = m_views->watched();
    return all.empty() ? nullptr : m_views->homeOf(all.front());
}

std::optional<core::Pair> TradingSession::watchedAs(const core::Symbol& symbol) const
{
    const std::vector<core::Pair> watched = m_views->watched();
    const auto named = std::ranges::find(watched, symbol.view(), &core::Pair::text);
    if (named != watched.end()) {
        return *named;
    }
    for (const core::Pair& pair : watched) {
        const desk::MarketGroup& group = *m_views->homeOf(pair)->group();
        const bool isIts = symbol.view() == group.pair().text()
            || std::ranges::any_of(
                group.members(), [&](const auto& member) { return member.market->instrument().id.symbol == symbol; });
        if (isIts) {
            return pair;
        }
    }
    return std::nullopt;
}

} // namespace leadline::session
