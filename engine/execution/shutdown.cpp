// SPDX-License-Identifier: MIT
#include "engine/execution/shutdown.h"

#include "engine/feeds/venue_gateway.h"
#include "engine/orders/order_manager.h"
#include "engine/orders/positions.h"
#include "engine/venues/venue.h"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

namespace leadline::execution
{

namespace
{

/// Between questions to a venue while everything is being stopped.
constexpr std::chrono::milliseconds askEvery{500};
/// A closing order has this long; then it is closed anew, by the prices of then.
constexpr std::chrono::seconds closeEvery{2};

QString nameOf(const core::VenueId& venue)
{
    const auto* const known = venues::findVenue(venue.view());
    return known == nullptr ? QString::fromStdString(venue.text()) : QString::fromUtf8(known->displayName);
}

QString textOf(core::Quantity size)
{
    return QString::fromStdString(size.text());
}

} // namespace

Shutdown::Shutdown(ShutdownHooks hooks, const orders::OrderManager& manager, const core::Clock& clock)
    : m_hooks(std::move(hooks))
    , m_manager(manager)
    , m_clock(clock)
{
}

void Shutdown::addVenue(const core::VenueId& venue, feeds::VenueGateway& line)
{
    m_fronts[venue].line = &line;
}

void Shutdown::step(const QString& what, bool isDone)
{
    m_receipt->steps.push_back({m_clock.now(), what, isDone});
    m_hooks.changed();
}

void Shutdown::say(Front& front, const QString& what)
{
    if (std::exchange(front.trouble, what) != what) {
        step(what, false);
    }
}

int Shutdown::liveAt(const core::VenueId& venue) const
{
    return static_cast<int>(std::ranges::count_if(
        m_manager.live(), [&](orders::ClientOrderId id) { return m_manager.find(id)->request.market.venue == venue; }));
}

void Shutdown::enter(Front& front, Stage stage)
{
    front.stage = stage;
    front.since = m_clock.now();
    front.asked = {};
    front.orders.reset();
    front.positions.reset();
}

void Shutdown::begin(bool flattens)
{
    const bool isNew =
        !m_receipt || std::ranges::all_of(m_fronts, [](const auto& f) { return f.second.stage == Stage::Over; });
    if (isNew) {
        m_receipt = KillReceipt{.began = m_clock.now()};
        step(tr("new orders stopped"));
    }
    m_receipt->flattens = m_receipt->flattens || flattens;
    m_receipt->isComplete = false;
    const auto live = m_manager.live();
    for (const orders::ClientOrderId id : live) {
        m_hooks.cancel(id);
    }
    step(live.empty() ? tr("no order of ours was working")
                      : tr("cancels sent for %n order(s)", nullptr, static_cast<int>(live.size())));
    for (auto& [venue, front] : m_fronts) {
        front.trouble.clear();
        front.hasClosed = false;
        enter(front, Stage::Cancelling);
    }
}

void Shutdown::join(const core::VenueId& venue)
{
    if (m_receipt) {
        m_receipt->isComplete = false;
        enter(m_fronts.at(venue), Stage::Cancelling);
        step(tr("%1 connected").arg(nameOf(venue)));
    }
}

void Shutdown::ordersKnown(const core::VenueId& venue, const feeds::OrderList& list)
{
    const auto front = m_fronts.find(venue);
    if (front != m_fronts.end() && list.asked >= front->second.since && list.reach == venues::Reach::Account) {
        front->second.orders = list;
    }
}

void Shutdown::positionsKnown(const core::VenueId& venue, const feeds::PositionList& list)
{
    const auto front = m_fronts.find(venue);
    if (front != m_fronts.end() && list.asked >= front->second.since) {
        front->second.positions = list;
    }
}

void Shutdown::notTold(const core::VenueId& venue, venues::Ask what, const QString& why)
{
    const auto front = m_fronts.find(venue);
    if (front == m_fronts.end() || front->second.stage == Stage::Over) {
        return;
    }
    const bool isOrders = what == venues::Ask::OpenOrders || what == venues::Ask::ConditionalOrders;
    const bool isHoldings =
        what == venues::Ask::Positions || (what == venues::Ask::Account && closesBalances(front->second));
    if (isOrders || isHoldings) {
        say(front->second,
            (isOrders ? tr("%1 does not say which orders it holds: %2") : tr("%1 does not say what is open there: %2"))
                .arg(nameOf(venue), why));
    }
}

void Shutdown::advance()
{
    if (!m_receipt || m_receipt->isComplete) {
        return;
    }
    for (auto& [venue, front] : m_fronts) {
        advance(venue, front);
    }
    if (std::ranges::all_of(m_fronts, [](const auto& entry) { return entry.second.stage == Stage::Over; })) {
        m_receipt->isComplete = true;
        step(m_fronts.empty()         ? tr("trading is on at no venue: nobody was asked")
                : m_receipt->flattens ? tr("flat")
                                      : tr("nothing is working anywhere"));
    }
}

void Shutdown::advance(const core::VenueId& venue, Front& front)
{
    if (front.stage == Stage::Over) {
        return;
    }
    if (liveAt(venue) > 0) {
        // What was told before the last order of ours was over proves nothing.
        front.since = m_clock.now();
        front.orders.reset();
        front.positions.reset();
        if (front.stage == Stage::Positions && m_clock.now() - front.closed >= closeEvery) {
            front.closed = m_clock.now();
            cancelAt(venue);
        }
        return;
    }
    switch (front.stage) {
    case Stage::Cancelling:
        step(tr("%1: every order of ours is confirmed over").arg(nameOf(venue)));
        enter(front, Stage::Orders);
        break;
    case Stage::Orders:
        front.orders ? actOnOrders(venue, front) : ask(front);
        break;
    case Stage::Positions:
        knowsHoldings(front) ? actOnPositions(venue, front) : ask(front);
        break;
    case Stage::Over:
        break;
    }
}

void Shutdown::ask(Front& front)
{
    if (m_clock.now() - front.asked < askEvery) {
        return;
    }
    front.asked = m_clock.now();
    if (front.stage == Stage::Orders) {
        front.line->askOpenOrders(venues::Reach::Account);
    } else {
        front.line->askPositions();
        if (closesBalances(front)) {
            front.line->askAccount();
        }
    }
}

void Shutdown::actOnOrders(const core::VenueId& venue, Front& front)
{
    const int count = static_cast<int>(front.orders->rows.size());
    if (count == 0) {
        if (m_receipt->flattens) {
            return enter(front, Stage::Positions);
        }
        return finish(venue, front, {});
    }
    const int conditional = front.orders->conditional();
    say(front,
        conditional == 0
            ? tr("%1 still holds %n order(s): cancelling all there", nullptr, count).arg(nameOf(venue))
            : tr("%1 still holds %n order(s), %2 of them conditional: cancelling all there", nullptr, count)
                  .arg(nameOf(venue))
                  .arg(conditional));
    front.line->cancelEverything(venues::Reach::Account);
    front.orders.reset();
    front.since = front.asked = m_clock.now(); // asked again in a while
}

bool Shutdown::closesBalances(const Front& front) const
{
    return m_spotFlatten == SpotFlatten::Balance && !front.line->protocol().keepsPositions();
}

bool Shutdown::knowsHoldings(const Front& front) const
{
    return front.positions && (!closesBalances(front) || front.line->accountAsked() >= front.since);
}

std::vector<Shutdown::Holding> Shutdown::holdingsOf(const core::VenueId& venue, const Front& front) const
{
    std::vector<Holding> holdings;
    if (front.line->protocol().keepsPositions()) {
        for (const venues::VenuePosition& row : front.positions->rows) {
            holdings.push_back({{venue, row.symbol}, row.side, row.size});
        }
        return holdings;
    }
    for (const venues::VenuePosition& row : front.positions->rows) {
        holdings.push_back({{venue, row.symbol}, row.side, row.size, true});
    }
    if (closesBalances(front)) {
        std::ranges::copy(coinsOf(venue, front), std::back_inserter(holdings));
        return holdings;
    }
    // Coins: what this desk bought and sold, never those that were there before.
    for (const orders::Position& position : m_manager.positions().all()) {
        if (position.market.venue == venue && !position.size.isZero()) {
            holdings.push_back({position.market, core::PositionSide::Net, position.size});
        }
    }
    return holdings;
}

std::vector<Shutdown::Holding> Shutdown::coinsOf(const core::VenueId& venue, const Front& front) const
{
    const venues::Venue& known = front.line->venue();
    std::vector<core::MarketId> markets;
    for (const core::Symbol& symbol : front.line->symbols()) {
        markets.push_back({venue, symbol});
    }
    for (const orders::Position& position : m_manager.positions().all()) {
        if (position.market.venue == venue) {
            markets.push_back(position.market);
        }
    }
    std::vector<Holding> coins;
    for (const venues::Balance& balance : front.line->account()->balances) {
        const auto market = std::ranges::find_if(
            markets, [&](const core::MarketId& id) { return known.pairOf(id.symbol).base == balance.asset; });
        const bool isMoney = std::ranges::any_of(
            markets, [&](const core::MarketId& id) { return known.pairOf(id.symbol).quote == balance.asset; });
        if (market != markets.end() && !isMoney && !balance.total.isZero()) {
            coins.push_back({*market, core::PositionSide::Net, balance.total});
        }
    }
    return coins;
}

void Shutdown::cancelAt(const core::VenueId& venue)
{
    const auto live = m_manager.live();
    for (const orders::ClientOrderId id : live) {
        if (m_manager.find(id)->request.market.venue == venue) {
            m_hooks.cancel(id);
        }
    }
}

void Shutdown::actOnPositions(const core::VenueId& venue, Front& front)
{
    if (front.hasClosed && m_clock.now() - front.closed < closeEvery && !holdingsOf(venue, front).empty()) {
        return;
    }
    QStringList left;
    bool isClosing = false;
    for (const Holding& holding : holdingsOf(venue, front)) {
        const QString why = close(front, holding);
        if (why.isEmpty()) {
            isClosing = true;
        } else {
            left
                << tr("%1 %2: %3").arg(QString::fromStdString(holding.market.symbol.text()), textOf(holding.size), why);
        }
    }
    if (!isClosing) {
        // After orders of its own everything is asked once more: the last word is the venue's.
        return std::exchange(front.hasClosed, false) ? enter(front, Stage::Orders)
                                                     : finish(venue, front, left.join(u"; "));
    }
    front.hasClosed = true;
    front.closed = m_clock.now();
    front.positions.reset();
    front.since = front.asked = m_clock.now();
}

QString Shutdown::close(Front& front, const Holding& holding)
{
    if (holding.isMargin) {
        return tr(
            "on margin: what is borrowed is not closed here; close it at the venue, with an opposite order of the "
            "same leverage that only reduces");
    }
    const auto instrument = m_hooks.instrumentOf(holding.market);
    if (!instrument) {
        return tr("not traded here; close it at the venue");
    }
    const bool isLong = !holding.size.isNegative();
    const core::Side side = isLong ? core::Side::Ask : core::Side::Bid;
    const core::Quantity size = instrument->roundDownToLot(isLong ? holding.size : core::Quantity{} - holding.size);
    const core::Price price = m_hooks.closingPrice(holding.market, side);
    if (price.raw() == 0) {
        return tr("no price to close it at");
    }
    if (size.isZero() || size < instrument->smallestOrder(price)) {
        return tr("too small to be closed");
    }
    say(front,
        tr("%1: closing %2 %3")
            .arg(nameOf(holding.market.venue), textOf(size), QString::fromStdString(holding.market.symbol.text())));
    m_hooks.submit({.id = m_hooks.nextId(),
        .market = holding.market,
        .side = side,
        .price = instrument->roundPassive(price, side),
        .size = size,
        .type = orders::OrderType::MarketableLimit,
        .isReduceOnly = true,
        .positionSide = holding.side});
    return {};
}

void Shutdown::finish(const core::VenueId& venue, Front& front, const QString& left)
{
    const QString name = nameOf(venue);
    if (!left.isEmpty()) {
        // Not flat: asked again, in case that it becomes so.
        say(front, tr("%1: still open: %2").arg(name, left));
        front.positions.reset();
        front.since = front.asked = m_clock.now();
        return;
    }
    const bool keeps = front.line->protocol().keepsPositions();
    step(!m_receipt->flattens ? tr("%1 says: no open orders").arg(name)
            : keeps           ? tr("%1 says: no open orders, no position").arg(name)
            : closesBalances(front)
            ? tr("%1 says: no open orders, no position on margin, nothing left of the coins that are traded there")
                  .arg(name)
            : tr("%1 says: no open orders; nothing of what we bought is left").arg(name));
    front.stage = Stage::Over;
}

} // namespace leadline::execution
