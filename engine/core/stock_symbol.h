// SPDX-License-Identifier: MIT
/// Names of US stocks as brokers, exchanges and chart programs write them.
#pragma once

#include <string>
#include <string_view>

namespace leadline::core
{

/// As Alpaca has it, in upper case: "BRK/B", "BRK B" and "brk-b" are "BRK.B", "NASDAQ:AAPL" and "$AAPL" are "AAPL".
/// What is no such form, such as a pair of currencies, stays but for its case.
[[nodiscard]] std::string stockSymbolText(std::string_view written);

/// A row that sums others up: "Total", "Positions Total".
[[nodiscard]] bool isTotalRow(std::string_view symbol);
/// A row of money in place of a stock: "Cash", "Cash & Cash Investments", "SPAXX**".
[[nodiscard]] bool isCashRow(std::string_view symbol);

} // namespace leadline::core
