// SPDX-License-Identifier: MIT
/// Orders, amendments and cancels on their way out: each is written first, and goes when that is durable.
#pragma once

#include "engine/orders/order.h"

#include <deque>
#include <map>
#include <string_view>

namespace leadline::orders
{

class OrderGateway;
class OrderLedger;
struct OrderRecord;

/// Thread: that of the manager. See OrderManager for what its calls mean.
class OrderSender
{
public:
    explicit OrderSender(OrderLedger& ledger);

    void connect(const core::VenueId& venue, OrderGateway& gateway) { m_gateways[venue] = &gateway; }
    /// Null where requests cannot go out now.
    [[nodiscard]] OrderGateway* gatewayOf(const Order& order) const;

    void submit(const Order& order);
    bool cancel(ClientOrderId id, std::string_view why);
    bool amend(ClientOrderId id, core::Price price, core::Quantity size);
    /// The cancel of an order that is not wanted, where it can be sent by now.
    void sendCancel(OrderRecord& record);

    void journalled(std::uint64_t upTo);
    void journalFailed(std::string_view why);
    void passed(ClientOrderId id, core::Duration OrderTimes::*station);
    bool resend(const Order& sent);
    void notSent(ClientOrderId id, std::string_view why);

    /// Everything is written, and what was written has gone out.
    [[nodiscard]] bool isIdle() const;

private:
    enum class Action : std::uint8_t { Submit, Amend, Cancel };
    struct Waiting {
        std::uint64_t entry = 0;
        Action action = Action::Submit;
        ClientOrderId id = 0;
    };

    void act(Action action, OrderRecord& record);
    void sendNew(OrderRecord& record);
    void sendAmendment(OrderRecord& record);

    OrderLedger& m_ledger;
    std::map<core::VenueId, OrderGateway*> m_gateways;
    std::deque<Waiting> m_waiting; ///< for the journal
    std::uint64_t m_durable = 0; ///< newest record of the journal, ours or not
};

} // namespace leadline::orders
