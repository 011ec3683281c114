// SPDX-License-Identifier: MIT
/// What an OrderManager needs where its journal and its listener are not what is tested.
#pragma once

#include "engine/orders/journal.h"
#include "engine/orders/order_listener.h"

#include <cstdint>
#include <string>

namespace leadline::tests
{

/// Nothing fails, and everything is durable at once.
class SureJournal final : public orders::Journal
{
public:
    std::uint64_t write(orders::JournalEntry /*entry*/) override { return ++number; }
    [[nodiscard]] bool isHealthy() const override { return true; }
    std::uint64_t number = 0;
};

/// Keeps the order that changed last.
class LastOrder final : public orders::OrderListener
{
public:
    void orderChanged(const orders::Order& order) override { last = order; }
    void filled(const orders::Fill& /*fill*/) override { }
    void troubled(const std::string& /*what*/) override { }
    orders::Order last;
};

} // namespace leadline::tests
