// SPDX-License-Identifier: MIT
/// Plans, previews and runs that fit on one line of a test.
#pragma once

#include "engine/rebalance/plan_orders.h"
#include "engine/rebalance/progress.h"
#include "tests/support/builders.h"

#include <QStringList>

#include <initializer_list>
#include <memory>
#include <string>
#include <utility>

namespace leadline::tests
{

class RebalanceBuilder
{
public:
    /// 2026-11-20, a Friday, 09:30:48 in New York.
    [[nodiscard]] static core::Timestamp morning()
    {
        using namespace std::chrono;
        return sys_days(2026y / November / 20) + hours(14) + minutes(30) + seconds(48);
    }

    /// `weights({{"AAPL", 0.2}})`
    [[nodiscard]] static rebalance::Plan weights(std::initializer_list<std::pair<const char*, double>> rows)
    {
        rebalance::Plan plan;
        for (const auto& [symbol, weight] : rows) {
            plan.rows.push_back(
                {.symbol = core::Symbol(symbol), .line = static_cast<int>(plan.rows.size()) + 2, .weight = weight});
        }
        return plan;
    }
    /// S000, S001 … with the same weight each, of 90 % in all.
    [[nodiscard]] static rebalance::Plan manyWeights(int count)
    {
        rebalance::Plan plan;
        for (int i = 0; i < count; ++i) {
            plan.rows.push_back({.symbol = numbered(i), .line = i + 2, .weight = 0.9 / count});
        }
        return plan;
    }

    /// At a bid of 99.90 and an ask of 100.10, so that the spread is 20 bps.
    [[nodiscard]] static rebalance::PlannedOrder order(
        const char* symbol, core::Side side, const char* held, const char* target)
    {
        rebalance::PlannedOrder made;
        made.symbol = core::Symbol(symbol);
        made.side = side;
        made.held = size(held);
        made.target = size(target);
        made.size = made.held < made.target ? made.target - made.held : made.held - made.target;
        made.reference = price("100");
        made.notional = made.size.toDoubleLossy() * 100;
        made.limitCost = made.size.toDoubleLossy() * -0.09;
        made.marketCost = made.size.toDoubleLossy() * 0.10;
        return made;
    }
    /// Sums of the orders, with an equity of 100,000 dollars.
    [[nodiscard]] static rebalance::PlanPreview preview(
        std::vector<rebalance::PlannedOrder> orders, std::vector<rebalance::LeftOut> leftOut = {})
    {
        rebalance::PlanPreview made;
        made.orders = std::move(orders);
        made.leftOut = std::move(leftOut);
        made.equity = 100'000;
        for (const rebalance::PlannedOrder& each : made.orders) {
            (each.side == core::Side::Bid ? made.buys : made.sells) += each.notional;
            made.limitCost += each.limitCost;
            made.marketCost += each.marketCost;
        }
        made.cashAfter = 40'000 + made.sells - made.buys;
        made.placement = {equities::Placement::Kind::Now, morning()};
        return made;
    }
    /// Three orders, one refusal, one row that is too small.
    [[nodiscard]] static rebalance::PlanPreview mixedPreview()
    {
        using enum core::Side;
        return preview(
            {order("MSFT", Ask, "300", "100"), order("AAPL", Bid, "100", "200"), order("BRK.B", Bid, "0", "50")},
            {{core::Symbol("TINY"), "0.40 dollars < 1.00", false}, {core::Symbol("HALT"), "not tradable", true}});
    }
    [[nodiscard]] static rebalance::Plan mixedPlan()
    {
        return weights({{"AAPL", 0.2}, {"MSFT", 0.1}, {"BRK.B", 0.05}, {"TINY", 0.0001}, {"HALT", 0.1}});
    }

    /// A buy of a hundred shares whose limit rests.
    [[nodiscard]] static rebalance::SlotProgress slot(const core::Symbol& symbol)
    {
        rebalance::SlotProgress made;
        made.symbol = symbol;
        made.size = size("100");
        made.state = rebalance::SlotState::Working;
        made.working = price("99.91");
        made.quote = {{price("99.90"), size("300")}, {price("100.10"), size("500")}, morning()};
        made.arrivalMid = price("100");
        made.baselineBps = 10;
        made.quotesSeen = 3;
        made.ordersSent = 1;
        made.strategy = "limit";
        made.reason = "limit at 99.91";
        made.began = morning();
        return made;
    }
    /// Of S000, S001 …
    [[nodiscard]] static rebalance::RunProgress run(int count, std::uint64_t id = 7)
    {
        rebalance::RunProgress made;
        made.run = id;
        made.state = rebalance::RunProgress::State::Running;
        made.began = morning();
        for (int i = 0; i < count; ++i) {
            made.slots.push_back(slot(numbered(i)));
        }
        return made;
    }
    /// Filled at that price, whole.
    static void fill(rebalance::SlotProgress& slot, const char* at)
    {
        slot.filled = slot.size;
        slot.filledValue = price(at) * slot.size;
        slot.working = {};
        slot.state = rebalance::SlotState::Done;
        slot.result = rebalance::SlotResult::Filled;
        slot.ended = morning() + std::chrono::minutes(2);
    }

    /// Texts as a list.
    [[nodiscard]] static QStringList texts(std::initializer_list<const char*> utf8)
    {
        QStringList made;
        for (const char* const text : utf8) {
            made << QString::fromUtf8(text);
        }
        return made;
    }
    template <class T> [[nodiscard]] static std::shared_ptr<const T> shared(T value)
    {
        return std::make_shared<const T>(std::move(value));
    }
    [[nodiscard]] static core::Symbol numbered(int i)
    {
        const std::string digits = std::to_string(i);
        return core::Symbol("S" + std::string(3 - std::min<std::size_t>(digits.size(), 3), '0') + digits);
    }
};

} // namespace leadline::tests
