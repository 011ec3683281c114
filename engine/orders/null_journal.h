// SPDX-License-Identifier: MIT
/// For whoever asks venues and sends nothing: an order manager needs a journal and a listener.
#pragma once

#include "engine/orders/journal.h"
#include "engine/orders/order_listener.h"

#include <cstdint>
#include <string>

namespace leadline::orders
{

/// Keeps nothing, and is always up.
class NullJournal final : public Journal
{
public:
    std::uint64_t write(JournalEntry /*entry*/) override { return ++m_number; }
    [[nodiscard]] bool isHealthy() const override { return true; }

private:
    std::uint64_t m_number = 0;
};

class NullListener final : public OrderListener
{
public:
    void orderChanged(const Order& /*order*/) override { }
    void filled(const Fill& /*fill*/) override { }
    void troubled(const std::string& /*what*/) override { }
};

} // namespace leadline::orders
