// SPDX-License-Identifier: MIT
/// Fills of orders that were never sent, on a market that does not see them: a recording.
#pragma once

#include "engine/desk/market.h"
#include "engine/orders/order.h"
#include "engine/orders/queue_estimate.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace leadline::lab
{

/// An order to imagine. Of its request: `market`, `side`, `type`, `price`, `size`, and an `id` of the caller's.
struct PaperOrder {
    orders::NewOrder request;
    core::Timestamp expiresAt{}; ///< from then on it is gone; the epoch: never
    double makerFeeBps = 2;
    double takerFeeBps = 5;
};

/// How the queue before a resting order gets shorter. What public data tells lies between the two.
enum class QueueModel : std::uint8_t {
    Whole, ///< by trades alone: whoever stood there waits as long as we do
    Proportional, ///< and by what is cancelled at the price, in proportion before and behind the order
};

/// What becomes of paper orders, on the careful side of what really might:
/// - what takes gets what stands there up to its limit, at the prices of the levels, and pays the taker fee;
/// - what rests stands behind the size displayed at its price when it came. Trades there with the fitting aggressor eat
///   that queue, and then the order. Cancellations ahead do not help it, though in truth some of them would, unless the
///   model of the queue is QueueModel::Proportional;
/// - a trade through its price fills it, and so does an opposite level that comes to its price or through it, each up
///   to its own size, at the order's price and the maker fee;
/// - a size that an order has taken counts as gone for that order for as long as it goes on being displayed;
/// - a post-only order that would take is rejected;
/// - no order sees another one: each has the market for itself.
/// While the book is lost or crossed, nothing fills but by trades. Thread: the desk's.
class PaperVenue
{
public:
    PaperVenue() = default;
    explicit PaperVenue(QueueModel model)
        : m_model(model)
    {
    }

    /// The order arrives there now. Its market must have a usable book.
    void submit(const desk::Market& market, const PaperOrder& order);
    /// Nothing happens where it is gone already.
    void cancel(orders::ClientOrderId id, core::Timestamp now);
    /// To that price and size in all: a smaller size at its price keeps its place in the queue, everything else begins
    /// behind those who stand there. Post-only, it stays as it was where it would take. `market` is its own, with a
    /// usable book. False: it is not working, or so much of it has filled.
    bool amend(const desk::Market& market, orders::ClientOrderId id, core::Price price, core::Quantity size);

    // The market's events, as a desk's listener hears them. Orders that have expired by then are gone before.
    void bookMoved(const desk::Market& market);
    void traded(const desk::Market& market, const core::Trade& trade);
    void advance(core::Timestamp now);

    /// Fills (fees in quote units) and ends since the last call, in order.
    [[nodiscard]] std::vector<orders::OrderReport> takeReports();
    [[nodiscard]] std::size_t working() const { return m_working.size(); }
    [[nodiscard]] bool isWorking(orders::ClientOrderId id) const;
    /// What stands before it; nothing: it is not working.
    [[nodiscard]] std::optional<orders::QueueEstimate> queueOf(orders::ClientOrderId id) const;

private:
    struct Working {
        PaperOrder order;
        core::Instrument instrument;
        core::Quantity left;
        orders::QueueEstimate queue; ///< that stood there
        std::vector<core::Level> taken; ///< sizes still displayed that were this order's already
    };
    enum class Role : std::uint8_t { Maker, Taker };

    void fill(Working& working, core::Price price, core::Quantity size, core::Timestamp time, Role role);
    void takeWhatIsThere(Working& working, const book::OrderBook& book, core::Timestamp time, Role role);
    void end(const Working& working, orders::OrderReport::Kind kind, core::Timestamp time, const char* why);
    void forgetFilled();

    QueueModel m_model = QueueModel::Whole;
    std::vector<Working> m_working; ///< in the order they came
    std::vector<orders::OrderReport> m_reports;
};

} // namespace leadline::lab
