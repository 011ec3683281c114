// SPDX-License-Identifier: MIT
/// What counts for everything the program trades together: the kill switch, open orders, the day's loss.
#pragma once

#include "engine/execution/kill_switch.h"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <utility>

namespace leadline::execution
{

/// Who trades in this program; each in a thread of its own.
enum class Trader : std::uint8_t { Coins, Stocks };
inline constexpr std::size_t traders = static_cast<std::size_t>(Trader::Stocks) + 1;

/// One for the program, read and written by all traders. Thread: any.
class SharedRisk
{
public:
    explicit SharedRisk(std::filesystem::path killMarker = {})
        : killSwitch(std::move(killMarker))
    {
    }

    KillSwitch killSwitch;

    /// What a trader has open now and has lost today, quote units; a profit is negative.
    void report(Trader trader, int openOrders, double lossToday)
    {
        Part& part = m_parts[static_cast<std::size_t>(trader)];
        part.openOrders.store(openOrders, std::memory_order_relaxed);
        part.lossToday.store(lossToday, std::memory_order_relaxed);
    }
    /// Of all others.
    [[nodiscard]] int openOrdersBeside(Trader trader) const
    {
        int sum = 0;
        for (std::size_t i = 0; i < m_parts.size(); ++i) {
            sum += i == static_cast<std::size_t>(trader) ? 0 : m_parts[i].openOrders.load(std::memory_order_relaxed);
        }
        return sum;
    }
    /// Of all others; a profit of theirs counts as well.
    [[nodiscard]] double lossBeside(Trader trader) const
    {
        double sum = 0;
        for (std::size_t i = 0; i < m_parts.size(); ++i) {
            sum += i == static_cast<std::size_t>(trader) ? 0 : m_parts[i].lossToday.load(std::memory_order_relaxed);
        }
        return sum;
    }

private:
    struct Part {
        std::atomic<int> openOrders = 0;
        std::atomic<double> lossToday = 0;
    };
    std::array<Part, traders> m_parts;
};

} // namespace leadline::execution
