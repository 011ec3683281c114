// SPDX-License-Identifier: MIT
#include "engine/calibration/execution_quality.h"

#include "engine/calibration/sliding_statistics.h"
#include "engine/calibration/weighted_mean.h"

#include <cmath>
#include <functional>

namespace leadline::calibration
{

namespace
{

double improvementOf(double slippageBps, double baselineBps)
{
    return baselineBps >= leastBaselineBps ? 1 - slippageBps / baselineBps : ParentOrder::unknown;
}

constexpr std::string_view originNames[]{"user", "signal", "paper"};

std::vector<const ParentOrder*> ofOrigin(const std::vector<ParentOrder>& orders, Origin origin)
{
    std::vector<const ParentOrder*> members;
    for (const ParentOrder& order : orders) {
        if (order.origin == origin) {
            members.push_back(&order);
        }
    }
    return members;
}

std::vector<double> slippagesOf(const std::vector<const ParentOrder*>& orders)
{
    std::vector<double> values;
    for (const ParentOrder* const order : orders) {
        if (const double slippage = order->slippageBps(); std::isfinite(slippage)) {
            values.push_back(slippage);
        }
    }
    return values;
}

} // namespace

double ParentOrder::slippageBps() const
{
    if (filled.isZero() || !(arrivalMid > 0)) {
        return unknown;
    }
    const double atMid = arrivalMid * filled.toDoubleLossy();
    const double price = side == core::Side::Bid ? filledValue - atMid : atMid - filledValue;
    return (price + fees) / atMid * 1e4;
}

double ParentOrder::improvement() const
{
    return improvementOf(slippageBps(), baselineBps);
}

double ParentOrder::fillRate() const
{
    return size.isZero() ? unknown : (filled - late).toDoubleLossy() / size.toDoubleLossy();
}

double ParentOrder::makerShare() const
{
    return filledValue > 0 ? makerValue / filledValue : unknown;
}

double ParentOrder::signalToFillSeconds() const
{
    return firstFill == core::Timestamp{} ? unknown : std::chrono::duration<double>(firstFill - decided).count();
}

QualityFigures summarise(const std::vector<const ParentOrder*>& orders)
{
    WeightedMean slippage;
    WeightedMean baseline; // of the same orders as the slippage
    WeightedMean fillRate;
    WeightedMean makerShare;
    std::array<WeightedMean, markOutAfter.size()> markOuts;
    SlidingQuantiles waits;
    QualityFigures figures{.orders = orders.size()};
    for (const ParentOrder* const order : orders) {
        const double value = order->filledValue;
        figures.value += value;
        slippage.add(order->slippageBps(), value);
        baseline.add(order->baselineBps, std::isfinite(order->slippageBps()) ? value : 0);
        fillRate.add(order->fillRate(), 1);
        makerShare.add(order->makerShare(), value);
        for (std::size_t i = 0; i < markOuts.size(); ++i) {
            markOuts[i].add(order->markOutBps[i], value);
        }
        if (const double wait = order->signalToFillSeconds(); std::isfinite(wait)) {
            waits.add(wait);
        }
    }
    figures.slippageBps = slippage.value();
    figures.baselineBps = baseline.value();
    figures.improvement = improvementOf(figures.slippageBps, figures.baselineBps);
    figures.fillRate = fillRate.value();
    figures.makerShare = makerShare.value();
    figures.signalToFillSeconds = waits.quantile(0.5);
    for (std::size_t i = 0; i < markOuts.size(); ++i) {
        figures.markOutBps[i] = markOuts[i].value();
    }
    return figures;
}

std::string_view nameOf(Origin origin)
{
    return originNames[static_cast<std::size_t>(origin)];
}

std::optional<Origin> originNamed(std::string_view name)
{
    const auto* const found = std::ranges::find(originNames, name);
    return found == std::end(originNames) ? std::nullopt
                                          : std::optional(static_cast<Origin>(found - std::begin(originNames)));
}

std::string_view nameOf(QualityBy by)
{
    constexpr std::string_view names[]{"all", "symbol", "venue", "strategy", "window", "origin"};
    return names[static_cast<std::size_t>(by)];
}

std::vector<QualityRow> qualityRows(const std::vector<ParentOrder>& orders)
{
    std::vector<QualityRow> rows;
    std::vector<const ParentOrder*> all;
    all.reserve(orders.size());
    bool hasSignals = false;
    for (const ParentOrder& order : orders) {
        hasSignals = hasSignals || order.origin != Origin::User;
        if (order.origin != Origin::Paper) {
            all.push_back(&order);
        }
    }
    rows.push_back({QualityBy::All, "all", summarise(all)});
    const auto by = [&](QualityBy what, const std::function<std::string(const ParentOrder&)>& key) {
        std::map<std::string, std::vector<const ParentOrder*>> groups;
        for (const ParentOrder* const order : all) {
            groups[key(*order)].push_back(order);
        }
        for (const auto& [name, members] : groups) {
            rows.push_back({what, name, summarise(members)});
        }
    };
    by(QualityBy::Symbol, [](const ParentOrder& order) { return order.symbol.text(); });
    by(QualityBy::Venue, [](const ParentOrder& order) { return order.venue.text(); });
    by(QualityBy::Strategy, [](const ParentOrder& order) { return order.strategy; });
    for (const SessionWindow& window : sessionWindows) {
        std::vector<const ParentOrder*> members;
        for (const ParentOrder* const order : all) {
            if (window.holds(order->decided)) {
                members.push_back(order);
            }
        }
        rows.push_back({QualityBy::Window, std::string(window.name), summarise(members)});
    }
    for (const Origin origin : {Origin::User, Origin::Signal, Origin::Paper}) {
        if (const auto members = ofOrigin(orders, origin); hasSignals && !members.empty()) {
            rows.push_back({QualityBy::Origin, std::string(nameOf(origin)), summarise(members)});
        }
    }
    return rows;
}

std::optional<RolloutComparison> compareRollout(const std::vector<ParentOrder>& orders)
{
    const auto sent = ofOrigin(orders, Origin::Signal);
    const auto paper = ofOrigin(orders, Origin::Paper);
    if (paper.empty()) {
        return std::nullopt;
    }
    return RolloutComparison{.sent = summarise(sent),
        .paper = summarise(paper),
        .slippageDifference = meanDifference(slippagesOf(sent), slippagesOf(paper), {})};
}

} // namespace leadline::calibration
