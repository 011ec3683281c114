// SPDX-License-Identifier: MIT
/// Our own resting orders as the public book contains them: what to take out of it, and what stands before them.
#pragma once

#include "engine/book/order_book.h"
#include "engine/core/events.h"
#include "engine/orders/order.h"
#include "engine/orders/queue_estimate.h"
#include "engine/session/queue_snapshot.h"

#include <map>
#include <vector>

namespace leadline::session
{

/// Thread: engine.
class OwnOrders
{
public:
    /// True when what rests in that market changed. `book` is its public book.
    bool follow(const orders::Order& order, const book::OrderBook& book);
    void traded(const core::MarketId& market, const core::Trade& trade);
    void bookMoved(const core::MarketId& market, const book::OrderBook& book);

    /// Ours in the public book, a price each.
    [[nodiscard]] std::vector<core::Level> sizes(const core::MarketId& market, core::Side side) const;
    void copyQueues(std::vector<QueueSnapshot>& to) const;

private:
    struct Resting {
        core::Side side = core::Side::Bid;
        core::Price price;
        core::Quantity left;
        orders::QueueEstimate queue;
    };
    [[nodiscard]] core::Quantity othersAt(
        const core::MarketId& market, core::Side side, core::Price price, const book::OrderBook& book) const;

    std::map<core::MarketId, std::map<orders::ClientOrderId, Resting>> m_markets;
};

} // namespace leadline::session
