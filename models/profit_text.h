// SPDX-License-Identifier: MIT
/// Profit of everything, in words.
#pragma once

#include <QString>

namespace leadline::execution
{
struct ProfitTotal;
}

namespace leadline::models
{

/// "open +12.30, closed -3.00, fees 1.20, today +8.10 USD"
[[nodiscard]] QString profitText(const execution::ProfitTotal& total);
/// "today +8.10 USD"
[[nodiscard]] QString profitOfTodayText(const execution::ProfitTotal& total);
/// "+8.10 USD", since midnight
[[nodiscard]] QString profitOfTodayFigure(const execution::ProfitTotal& total);
/// "+12.30"
[[nodiscard]] QString openProfitFigure(const execution::ProfitTotal& total);
/// "USDT × 1 (taken for equal); ETH has no rate: left out"; empty where everything is in that currency.
[[nodiscard]] QString ratesText(const execution::ProfitTotal& total);

} // namespace leadline::models
