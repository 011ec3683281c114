// SPDX-License-Identifier: MIT
/// What the user wants of a rebalance, as read from a file: target weights, or a list of trades.
#pragma once

#include "engine/core/names.h"
#include "engine/core/price.h"
#include "engine/core/result.h"
#include "engine/core/side.h"
#include "engine/rebalance/execution_settings.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::rebalance
{

inline constexpr std::size_t longestPlan = 1'000; ///< rows; one coroutine and one stream subscription each

struct PlanRow {
    core::Symbol symbol;
    int line = 0; ///< of the file, from 1; of JSON: the entry, from 1
    // A target:
    double weight = 0; ///< part of the equity
    // Or a trade, by one of the two:
    core::Side side = core::Side::Bid;
    core::Quantity shares;
    core::Notional dollars;

    bool operator==(const PlanRow&) const = default;
};

struct Plan {
    enum class Kind : std::uint8_t { Weights, Trades };

    Kind kind = Kind::Weights;
    std::vector<PlanRow> rows;
    std::optional<Urgency> urgency; ///< the file's wish
    bool sellsOthers = false; ///< weights: what is held and not named is sold; else it is left alone
    /// Rows of the file that name a stock and were taken for money: "CASH on line 3".
    std::vector<std::string> takenForMoney;

    /// They ask for the same.
    bool operator==(const Plan& other) const
    {
        return kind == other.kind && rows == other.rows && urgency == other.urgency && sellsOthers == other.sellsOthers;
    }
};

/// JSON: `{"weights": {"AAPL": 0.2, …}, "urgency": "normal", "others": "keep"}`, or
/// `{"trades": [{"symbol": "AAPL", "side": "buy", "shares": 10}, {"symbol": "MSFT", "side": "sell", "dollars": 500}]}`.
/// CSV, separated by commas, semicolons or tabs, with a header: `symbol,weight`, or `symbol,side,shares` and/or
/// `dollars`, in any order and case; ticker, action, qty, quantity, notional, amount, target weight and % are names of
/// the same. A byte-order mark, blank lines and lines that begin with # are passed over; with semicolons, a comma is
/// taken for a decimal point; weights may be written as "20 %". A defect is one line that names the file, the place and
/// what is wrong: weights that sum to more than one, negative ones, not numbers, symbols named twice, unknown columns,
/// more rows than `longestPlan`. Of several defects it tells the first, and how many more rows have one.
[[nodiscard]] core::Result<Plan> readPlan(std::string_view text, std::string_view name);

/// What is held, as CSV like a plan's: `symbol,shares`. A defect is one line, as of a plan; short positions are one.
[[nodiscard]] core::Result<std::map<core::Symbol, core::Quantity>> readPositions(
    std::string_view text, std::string_view name);

/// The same checks for a plan that was changed by hand.
[[nodiscard]] core::Result<void> checkPlan(const Plan& plan, std::string_view name);

/// As JSON that readPlan() reads back: of a plan that checkPlan() accepts.
[[nodiscard]] std::string planText(const Plan& plan);

} // namespace leadline::rebalance
