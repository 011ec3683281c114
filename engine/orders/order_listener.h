// SPDX-License-Identifier: MIT
/// Whoever follows the orders of an OrderManager.
#pragma once

#include <string>

namespace leadline::orders
{

struct Fill;
struct Order;

class OrderListener
{
public:
    virtual ~OrderListener() = default;
    virtual void orderChanged(const Order& order) = 0;
    virtual void filled(const Fill& fill) = 0;
    /// Something a person should know of.
    virtual void troubled(const std::string& what) = 0;
    /// The venue's first report on the order, or its first fill: order.times has it.
    virtual void measured(const Order& /*order*/, bool /*isFill*/) { }
};

} // namespace leadline::orders
