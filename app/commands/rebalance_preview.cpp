// SPDX-License-Identifier: MIT
#include "app/commands/rebalance_preview.h"

#include <algorithm>
#include <cstdio>

namespace leadline::app
{

namespace
{

/// What becomes of orders whose quotes fail the check for good.
void tellOfChecks(
    const rebalance::PlanPreview& preview, rebalance::Urgency urgency, const rebalance::ExecutionSettings& settings)
{
    const auto failing = std::ranges::count_if(
        preview.orders, [](const rebalance::PlannedOrder& order) { return !order.validation.isFine(); });
    if (failing == 0 || !settings.isSmart) {
        return;
    }
    std::printf(
        "note: quotes of %lld of %zu orders fail the check", static_cast<long long>(failing), preview.orders.size());
    switch (urgency) {
    case rebalance::Urgency::Low:
        std::printf(": where it stays so for %g s, the order ends unfilled\n", settings.validationPatienceSeconds);
        return;
    case rebalance::Urgency::Normal:
        std::printf(": where it stays so for %g s, a market order goes\n", settings.validationPatienceSeconds);
        return;
    case rebalance::Urgency::High:
        std::printf(": market orders go at once\n");
        return;
    }
}

} // namespace

void printPreview(
    const rebalance::PlanPreview& preview, rebalance::Urgency urgency, const rebalance::ExecutionSettings& settings)
{
    std::printf("%-8s %-4s %14s %12s %12s %10s %10s  %s\n", "symbol", "side", "shares", "mid", "dollars", "limit",
        "market", "quote");
    for (const rebalance::PlannedOrder& order : preview.orders) {
        std::printf("%-8s %-4s %14s %12s %12.2f %10.2f %10.2f  %s\n", order.symbol.text().c_str(),
            std::string(core::verb(order.side)).c_str(), order.size.text().c_str(), order.reference.text(2).c_str(),
            order.notional, order.limitCost, order.marketCost, order.validation.text().c_str());
    }
    for (const rebalance::LeftOut& row : preview.leftOut) {
        std::printf(
            "%-8s %s: %s\n", row.symbol.text().c_str(), row.isRefusal ? "REFUSED" : "left out", row.why.c_str());
    }
    tellOfChecks(preview, urgency, settings);
    for (const std::string& warning : preview.warnings) {
        std::printf("note: %s\n", warning.c_str());
    }
    std::printf("equity %.2f, sells %.2f, buys %.2f, cash after %.2f dollars; urgency %s\n", preview.equity,
        preview.sells, preview.buys, preview.cashAfter, std::string(describe(urgency)).c_str());
    std::printf("expected cost: %.2f dollars with limits that fill, %.2f with market orders\n", preview.limitCost,
        preview.marketCost);
    if (preview.placement.kind != equities::Placement::Kind::Now) {
        std::printf("nothing is placed before %s New York\n", equities::newYorkText(preview.placement.from).c_str());
    }
}

} // namespace leadline::app
