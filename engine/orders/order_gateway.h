// SPDX-License-Identifier: MIT
/// The way of orders to one venue.
#pragma once

namespace leadline::orders
{

struct Order;

/// Answers come back through OrderManager, never from inside these calls.
class OrderGateway
{
public:
    virtual ~OrderGateway() = default;
    virtual void submit(const Order& order) = 0;
    /// To order.amendPrice and order.amendSize.
    virtual void amend(const Order& order) = 0;
    virtual void cancel(const Order& order) = 0;
    /// What became of it: a report, Absent when the venue does not know it, unanswered() when there was no answer.
    virtual void query(const Order& order) = 0;
    /// All its fills, those known included.
    virtual void queryFills(const Order& order) = 0;
    /// Requests can go out now.
    [[nodiscard]] virtual bool isUp() const = 0;
};

} // namespace leadline::orders
