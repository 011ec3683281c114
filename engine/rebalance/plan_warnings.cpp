// SPDX-License-Identifier: MIT
#include "engine/rebalance/plan_warnings.h"

#include <algorithm>

namespace leadline::rebalance
{

namespace
{

void warnOf(std::string_view what, const std::vector<std::string>& symbols, PlanPreview& preview)
{
    if (symbols.empty()) {
        return;
    }
    std::string text = std::string(what) + ": " + symbols.front();
    for (auto symbol = symbols.begin() + 1; symbol != symbols.end(); ++symbol) {
        text += ", " + *symbol;
    }
    preview.warnings.push_back(std::move(text));
}

std::vector<std::string> leftAlone(const Plan& plan, const Holdings& holdings)
{
    std::vector<std::string> symbols;
    for (const auto& [symbol, held] : holdings.positions) {
        if (!held.isZero() && std::ranges::find(plan.rows, symbol, &PlanRow::symbol) == plan.rows.end()) {
            symbols.push_back(symbol.text());
        }
    }
    return symbols;
}

void warnOfHours(const ExecutionSettings& settings, PlanPreview& preview)
{
    const equities::Placement& placement = preview.placement;
    if (placement.kind == equities::Placement::Kind::Now) {
        return;
    }
    const std::string from = placement.kind == equities::Placement::Kind::Unknown
        ? std::string()
        : " until " + equities::newYorkText(placement.from) + " New York";
    const std::string why = placement.kind == equities::Placement::Kind::OpeningDelay ? "the market has just opened"
        : placement.kind == equities::Placement::Kind::Closed                         ? "the market is closed"
                                                              : "when the market opens is not known";
    if (placement.kind == equities::Placement::Kind::OpeningDelay || settings.queuesOutsideHours) {
        preview.warnings.push_back(why + ": orders wait" + from);
    } else {
        preview.leftOut.push_back({{}, why + ", and orders are not queued" + from, true});
    }
}

void warnOfQuotes(const MarketView& market, PlanPreview& preview)
{
    std::vector<std::string> halted;
    std::vector<std::string> wide;
    const bool isOpen = preview.placement.kind == equities::Placement::Kind::Now
        || preview.placement.kind == equities::Placement::Kind::OpeningDelay;
    for (const PlannedOrder& order : preview.orders) {
        if (market.halted.contains(order.symbol)) {
            halted.push_back(order.symbol.text());
        }
        if (isOpen && order.validation.check == QuoteCheck::WideSpread) {
            wide.push_back(order.symbol.text() + " " + order.validation.text());
        }
    }
    warnOf("halted, and their orders wait", halted, preview);
    warnOf("wide now", wide, preview);
}

} // namespace

void warn(const Plan& plan, const Holdings& holdings, const MarketView& market, const ExecutionSettings& settings,
    const PlanNotes& notes, PlanPreview& preview)
{
    warnOf("without a price, and not counted in the equity", notes.unvalued, preview);
    warnOf("taken for money, not for a stock of that name", plan.takenForMoney, preview);
    if (plan.kind == Plan::Kind::Weights && !plan.sellsOthers) {
        warnOf("held, not named, and left alone", leftAlone(plan, holdings), preview);
    }
    warnOf("fractions are not traded, and are left out", notes.cutOff, preview);
    warnOf("fractions are not traded, and stay", notes.remaining, preview);
    warnOf("smaller, so that cash and sells pay for it", notes.gaveWay, preview);
    if (preview.orders.empty()) {
        return;
    }
    warnOfHours(settings, preview);
    if (!settings.isSmart) {
        preview.warnings.emplace_back("smart execution is off: plain market orders");
    }
    warnOfQuotes(market, preview);
}

} // namespace leadline::rebalance
