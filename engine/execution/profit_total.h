// SPDX-License-Identifier: MIT
/// Profit of everything that is traded, in one currency.
#pragma once

#include "engine/execution/currency_rates.h"

#include <vector>

namespace leadline::execution
{

/// What profit of that instrument is paid in.
[[nodiscard]] core::Asset settlementOf(const core::Pair& pair);

/// Amounts of one currency.
struct Profit {
    double open = 0; ///< of what is held, at the mid
    double closed = 0;
    double fees = 0;
    double today = 0; ///< since UTC midnight

    bool operator==(const Profit&) const = default;
};

struct ProfitTotal {
    core::Asset currency;
    Profit profit;
    std::vector<CurrencyRate> rates; ///< of the other currencies, by name; what has no rate is not in the profit

    bool operator==(const ProfitTotal&) const = default;
};

/// Adds up amounts of several currencies. Thread: one.
class ProfitSum
{
public:
    /// `rates` must outlive it.
    ProfitSum(const CurrencyRates& rates, const core::Asset& currency);

    void add(const core::Asset& currency, const Profit& profit);
    [[nodiscard]] const ProfitTotal& total() const { return m_total; }

private:
    const CurrencyRates& m_rates;
    ProfitTotal m_total;
};

} // namespace leadline::execution
