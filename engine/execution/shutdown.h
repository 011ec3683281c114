// SPDX-License-Identifier: MIT
/// Kill and flatten: what is done, venue by venue, until the venue itself says that nothing is left, and the receipt.
#pragma once

#include "engine/core/instrument.h"
#include "engine/core/time.h"
#include "engine/execution/kill_receipt.h"
#include "engine/execution/position_settings.h"
#include "engine/feeds/account_lists.h"

#include <QCoreApplication>
#include <QString>

#include <functional>
#include <map>
#include <optional>
#include <vector>

namespace leadline::feeds
{
class VenueGateway;
}
namespace leadline::orders
{
class OrderManager;
}

namespace leadline::execution
{

/// What it needs of the execution engine around it. Its closing orders are the one kind that passes no gate: they only
/// make positions smaller.
struct ShutdownHooks {
    std::function<orders::ClientOrderId()> nextId;
    std::function<void(const orders::NewOrder&)> submit;
    std::function<void(orders::ClientOrderId)> cancel;
    /// The worst price a closing order may take; zero: none is known.
    std::function<core::Price(const core::MarketId&, core::Side)> closingPrice;
    /// Nothing: no instrument of that symbol is known.
    std::function<std::optional<core::Instrument>(const core::MarketId&)> instrumentOf;
    std::function<void()> changed; ///< the receipt
};

/// Time comes in by advance(). Thread: engine.
class Shutdown
{
    Q_DECLARE_TR_FUNCTIONS(Shutdown)

public:
    Shutdown(ShutdownHooks hooks, const orders::OrderManager& manager, const core::Clock& clock);

    /// A venue that orders go to; the line must outlive this.
    void addVenue(const core::VenueId& venue, feeds::VenueGateway& line);
    void setSpotFlatten(SpotFlatten wanted) { m_spotFlatten = wanted; }

    /// Cancels everything, whoever sent it, and goes on until every venue says that nothing waits there; `flattens`
    /// then closes positions until the venue says that there are none. Once more: cancels once more.
    void begin(bool flattens);
    /// A venue that was added while everything is stopped: the same is done there.
    void join(const core::VenueId& venue);
    void advance();
    [[nodiscard]] const KillReceipt* receipt() const { return m_receipt ? &*m_receipt : nullptr; }

    // What venues say; lists that were asked for before the last thing was done prove nothing and are passed over.
    void ordersKnown(const core::VenueId& venue, const feeds::OrderList& list);
    void positionsKnown(const core::VenueId& venue, const feeds::PositionList& list);
    void notTold(const core::VenueId& venue, venues::Ask what, const QString& why);

private:
    enum class Stage : std::uint8_t { Cancelling, Orders, Positions, Over };
    struct Front {
        feeds::VenueGateway* line = nullptr;
        Stage stage = Stage::Over;
        core::Timestamp since; ///< what is told of an earlier time does not count
        core::Timestamp asked; ///< when the venue was asked last
        std::optional<feeds::OrderList> orders;
        std::optional<feeds::PositionList> positions;
        bool hasClosed = false; ///< closing orders were sent, and the venue was not asked about all of it since
        core::Timestamp closed; ///< when the last of them went out
        QString trouble; ///< said last
    };
    /// What is to be closed: a venue's position, or on spot what our fills left, or all there is.
    struct Holding {
        core::MarketId market;
        core::PositionSide side = core::PositionSide::Net;
        core::Quantity size; ///< signed
        bool isMargin = false; ///< borrowed, at a venue of coins
    };

    void advance(const core::VenueId& venue, Front& front);
    /// For the list that its stage acts on, not more often than a venue likes.
    void ask(Front& front);
    void actOnOrders(const core::VenueId& venue, Front& front);
    void actOnPositions(const core::VenueId& venue, Front& front);
    /// What cannot be closed, and why; empty: an order is on its way.
    [[nodiscard]] QString close(Front& front, const Holding& holding);
    void cancelAt(const core::VenueId& venue);
    void finish(const core::VenueId& venue, Front& front, const QString& left);
    void enter(Front& front, Stage stage);
    void say(Front& front, const QString& what);
    void step(const QString& what, bool isDone = true);
    [[nodiscard]] int liveAt(const core::VenueId& venue) const;
    [[nodiscard]] std::vector<Holding> holdingsOf(const core::VenueId& venue, const Front& front) const;
    [[nodiscard]] std::vector<Holding> coinsOf(const core::VenueId& venue, const Front& front) const;
    /// Its balances count, not our fills.
    [[nodiscard]] bool closesBalances(const Front& front) const;
    /// Everything that closing goes by was asked for after the last thing was done.
    [[nodiscard]] bool knowsHoldings(const Front& front) const;

    ShutdownHooks m_hooks;
    const orders::OrderManager& m_manager;
    const core::Clock& m_clock;
    SpotFlatten m_spotFlatten = SpotFlatten::Ours;
    std::map<core::VenueId, Front> m_fronts;
    std::optional<KillReceipt> m_receipt;
};

} // namespace leadline::execution
