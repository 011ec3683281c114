// SPDX-License-Identifier: MIT
#include "engine/sim/protocol/trade_faults.h"

#include <algorithm>
#include <array>

namespace leadline::sim
{

namespace
{

constexpr std::array<std::string_view, tradeFaults> names{"none", "drop-request", "lose-answer", "answer-twice",
    "delay", "reorder", "reject", "partial-fill", "429", "418", "5xx", "session-expires", "clock-skew",
    "drop-on-cancel"};

} // namespace

std::string_view nameOf(TradeFault fault)
{
    return names[static_cast<std::size_t>(fault)];
}

std::optional<TradeFault> tradeFaultOf(std::string_view name)
{
    const auto* const found = std::ranges::find(names, name);
    return found == names.end() ? std::nullopt : std::optional(static_cast<TradeFault>(found - names.begin()));
}

void TradeFaults::set(TradeFault fault, int oneIn, std::uint64_t seed)
{
    m_fault = fault;
    m_oneIn = std::max(1, oneIn);
    m_random.seed(seed);
}

bool TradeFaults::strikes(TradeAction action)
{
    if (m_fault == TradeFault::None || action == TradeAction::None) {
        return false;
    }
    const bool fits = m_fault == TradeFault::DropOnCancel ? action == TradeAction::Cancel
        : m_fault == TradeFault::Reject                   ? action != TradeAction::Other
        : m_fault == TradeFault::PartialFill              ? action == TradeAction::Place
                                                          : true;
    if (!fits || m_random() % static_cast<std::uint64_t>(m_oneIn) != 0) {
        return false;
    }
    ++m_count;
    return true;
}

} // namespace leadline::sim
