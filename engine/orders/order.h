// SPDX-License-Identifier: MIT
/// Orders of ours: what is asked, what became of it, and the narrow door they leave by.
#pragma once

#include "engine/core/names.h"
#include "engine/core/price.h"
#include "engine/core/side.h"
#include "engine/core/time.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::orders
{

/// Ours, unique for ever: the start of the run in its upper half, a count in its lower.
using ClientOrderId = std::uint64_t;

enum class OrderType : std::uint8_t {
    PostOnly, ///< rests or is rejected
    MarketableLimit, ///< takes up to its price, the rest is cancelled
    Limit, ///< takes what crosses, the rest rests
};

enum class OrderState : std::uint8_t {
    PendingSubmit, ///< sent, not acknowledged
    Working,
    PartiallyFilled,
    PendingCancel, ///< a cancel was sent; the venue has not answered
    Filled,
    Cancelled, ///< the venue said so
    Rejected,
    Unknown, ///< the venue did not answer
};

[[nodiscard]] std::string_view describe(OrderState state);
[[nodiscard]] std::string_view describe(OrderType type);
[[nodiscard]] bool isFinal(OrderState state);

struct NewOrder {
    ClientOrderId id = 0;
    core::MarketId market;
    core::Side side = core::Side::Bid;
    core::Price price;
    core::Quantity size;
    OrderType type = OrderType::PostOnly;
};

struct Order {
    NewOrder request;
    OrderState state = OrderState::PendingSubmit;
    core::Quantity filled;
    core::Notional filledValue;
    core::Quantity queueAhead; ///< size before it at its price when it was accepted; an estimate from then on
    core::Timestamp sent;
    core::Timestamp changed;
    core::Price arrivalMid;
    std::string note; ///< why it was rejected, by whom it was cancelled

    [[nodiscard]] core::Quantity remaining() const { return request.size - filled; }
    [[nodiscard]] bool isLive() const { return !isFinal(state); }
};

struct Fill {
    ClientOrderId order = 0;
    core::Side side = core::Side::Bid;
    core::Timestamp time;
    core::Price price;
    core::Quantity size;
    bool isMaker = false;
};

/// What a venue tells about an order.
struct OrderReport {
    enum class Kind : std::uint8_t { Accepted, Filled, Cancelled, Rejected, CancelRejected };

    Kind kind = Kind::Accepted;
    ClientOrderId id = 0;
    core::Timestamp time;
    core::Price price; ///< Filled
    core::Quantity size; ///< Filled
    bool isMaker = false; ///< Filled
    core::Quantity queueAhead; ///< Accepted
    std::string why; ///< Rejected, CancelRejected
};

/// Where orders go. Answers come back as OrderReports, never from inside these calls.
class OrderEntry
{
public:
    virtual ~OrderEntry() = default;
    virtual void submit(const NewOrder& order) = 0;
    virtual void cancel(ClientOrderId id) = 0;
};

/// Our orders and what they left us with. Refused reports (unknown ids, late acknowledgements) are counted, not
/// guessed.
class OrderBlotter
{
public:
    /// Remembers the order as sent.
    Order& add(const NewOrder& order, core::Timestamp now, core::Price arrivalMid);
    /// A cancel is on its way. False when the order is not live.
    bool cancelling(ClientOrderId id, core::Timestamp now);
    /// Null when the report fits no order of ours, or says nothing new.
    const Order* apply(const OrderReport& report);

    [[nodiscard]] const Order* find(ClientOrderId id) const;
    [[nodiscard]] const std::vector<Order>& orders() const { return m_orders; }
    [[nodiscard]] std::vector<ClientOrderId> live() const;
    [[nodiscard]] int liveCount() const;
    /// Units bought minus units sold.
    [[nodiscard]] core::Quantity position() const { return m_position; }
    /// Quote units received minus paid, without fees.
    [[nodiscard]] core::Notional cash() const { return m_cash; }
    /// Profit with the position valued at `mid`, quote units, without fees.
    [[nodiscard]] double profit(core::Price mid) const;
    [[nodiscard]] std::uint64_t strayReports() const { return m_stray; }

private:
    [[nodiscard]] Order* findMutable(ClientOrderId id);

    std::vector<Order> m_orders;
    core::Quantity m_position;
    core::Notional m_cash;
    std::uint64_t m_stray = 0;
};

} // namespace leadline::orders
