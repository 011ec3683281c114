// SPDX-License-Identifier: MIT
#include "engine/calibration/kpi.h"

#include "engine/calibration/weighted_mean.h"
#include "engine/core/number_text.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cmath>
#include <cstdio>
#include <set>

namespace leadline::calibration
{

namespace
{

/// One order as the figures need it; what it does not have is NaN.
struct Observation {
    double weight = 0; ///< filled value
    double slippage = ParentOrder::unknown;
    double fees = ParentOrder::unknown;
    double baseline = ParentOrder::unknown;
    double fillRate = ParentOrder::unknown;
    double wait = ParentOrder::unknown;
};

Observation observe(const ParentOrder& order)
{
    const double slippage = order.slippageBps();
    const bool isKnown = std::isfinite(slippage);
    return {.weight = isKnown ? order.filledValue : 0,
        .slippage = slippage,
        .fees = isKnown ? order.fees / (order.arrivalMid * order.filled.toDoubleLossy()) * 1e4 : ParentOrder::unknown,
        .baseline = isKnown ? order.baselineBps : ParentOrder::unknown,
        .fillRate = order.fillRate(),
        .wait = order.signalToFillSeconds()};
}

/// Reorders the values.
double medianOf(std::vector<double>& values)
{
    if (values.empty()) {
        return ParentOrder::unknown;
    }
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return values.size() % 2 == 1 ? *middle : (*middle + *std::max_element(values.begin(), middle)) / 2;
}

enum Figure : std::size_t { Slippage, Fees, Baseline, Improvement, FillRate, Cost, Wait, figureCount };
using Figures = std::array<double, figureCount>;

/// The figures of the observations with those places.
class Summary
{
public:
    explicit Summary(std::span<const Observation> observations)
        : m_observations(observations)
    {
    }

    Figures operator()(std::span<const std::size_t> places)
    {
        WeightedMean slippage;
        WeightedMean fees;
        WeightedMean baseline;
        WeightedMean fillRate;
        WeightedMean cost;
        m_waits.clear();
        for (const std::size_t place : places) {
            const Observation& order = m_observations[place];
            slippage.add(order.slippage, order.weight);
            fees.add(order.fees, order.weight);
            baseline.add(order.baseline, order.weight);
            fillRate.add(order.fillRate, 1);
            cost.add(order.slippage, 1);
            if (std::isfinite(order.wait)) {
                m_waits.push_back(order.wait);
            }
        }
        const double improvement =
            baseline.value() >= leastBaselineBps ? 1 - slippage.value() / baseline.value() : ParentOrder::unknown;
        return {slippage.value(), fees.value(), baseline.value(), improvement, fillRate.value(), cost.value(),
            medianOf(m_waits)};
    }

private:
    std::span<const Observation> m_observations;
    std::vector<double> m_waits; ///< kept for its memory
};

std::vector<const ParentOrder*> inOrderOfTime(std::vector<const ParentOrder*> orders)
{
    std::ranges::stable_sort(orders, {}, &ParentOrder::decided);
    return orders;
}

std::vector<double> costsOf(const std::vector<const ParentOrder*>& orders)
{
    std::vector<double> costs;
    for (const ParentOrder* const order : inOrderOfTime(orders)) {
        if (const double cost = order->slippageBps(); std::isfinite(cost)) {
            costs.push_back(cost);
        }
    }
    return costs;
}

CostComparison judge(Interval difference, std::size_t pairs)
{
    const Verdict verdict = pairs < leastPairs ? Verdict::TooFew
        : difference.high < 0                  ? Verdict::Better
        : difference.low > 0                   ? Verdict::Worse
                                               : Verdict::NoDifference;
    return {.differenceBps = difference, .verdict = verdict, .pairs = pairs};
}

} // namespace

std::string intervalText(int decimals, const Interval& interval, double unit)
{
    if (!std::isfinite(interval.value)) {
        return "-";
    }
    const auto text = [decimals, unit](double value) {
        const std::string number = core::fixedText(value * unit, decimals);
        const bool isMinusZero = number.starts_with('-') && number.find_first_of("123456789") == std::string::npos;
        return number.substr(isMinusZero ? 1 : 0);
    };
    if (!std::isfinite(interval.low)) {
        return text(interval.value);
    }
    return text(interval.value) + " [" + text(interval.low) + ", " + text(interval.high) + "]";
}

KpiFigures kpiOf(const std::vector<const ParentOrder*>& orders, const Resampling& resampling)
{
    std::vector<Observation> observations;
    std::vector<std::size_t> everyone;
    for (const ParentOrder* const order : inOrderOfTime(orders)) {
        everyone.push_back(observations.size());
        observations.push_back(observe(*order));
    }
    Summary summary(observations);
    const Figures values = summary(everyone);
    std::array<std::vector<double>, figureCount> resampled;
    Redraw redraw(observations.size(), resampling);
    for (int i = 0; i < resampling.resamples && !observations.empty(); ++i) {
        const Figures figures = summary(redraw.next());
        for (std::size_t f = 0; f < figureCount; ++f) {
            resampled[f].push_back(figures[f]);
        }
    }
    // How many orders a figure rests on: of a single one every resample says the same, which is not certainty.
    const auto having = [&observations](double Observation::*member) {
        return std::ranges::count_if(observations, [member](const Observation& o) { return std::isfinite(o.*member); });
    };
    const auto interval = [&](Figure figure, double Observation::*member) {
        return having(member) < 2 ? Interval{.value = values[figure]}
                                  : boundsOf(values[figure], resampled[figure], resampling.confidence);
    };
    return {.orders = orders.size(),
        .slippageBps = interval(Slippage, &Observation::slippage),
        .feesBps = interval(Fees, &Observation::fees),
        .baselineBps = interval(Baseline, &Observation::baseline),
        .improvement = interval(Improvement, &Observation::baseline),
        .fillRate = interval(FillRate, &Observation::fillRate),
        .costBps = interval(Cost, &Observation::slippage),
        .signalToFillSeconds = interval(Wait, &Observation::wait)};
}

std::vector<KpiRow> kpiRows(const std::vector<ParentOrder>& orders, const Resampling& resampling)
{
    std::set<std::string_view> strategies;
    for (const ParentOrder& order : orders) {
        if (order.origin != Origin::Paper) {
            strategies.insert(order.strategy);
        }
    }
    std::vector<KpiRow> rows;
    const auto add = [&](std::string_view strategy, const SessionWindow& window) {
        std::vector<const ParentOrder*> members;
        for (const ParentOrder& order : orders) {
            const bool isMeant = strategy == allStrategies || order.strategy == strategy;
            if (isMeant && order.origin != Origin::Paper && window.holds(order.decided)) {
                members.push_back(&order);
            }
        }
        if (!members.empty()) {
            rows.push_back({std::string(strategy), window.name, kpiOf(members, resampling)});
        }
    };
    for (const SessionWindow& window : sessionWindows) {
        add(allStrategies, window);
        for (const std::string_view strategy : strategies) {
            add(strategy, window);
        }
    }
    return rows;
}

std::string kpiTable(std::span<const KpiRow> rows, const Resampling& resampling)
{
    constexpr const char* line = "%-14s %-6s %6s  %-21s %-19s %-21s %-21s %-20s %-21s %s\n";
    std::array<char, 400> buffer{};
    std::snprintf(buffer.data(), buffer.size(), line, "strategy", "window", "orders", "slippage bps", "of it fees bps",
        "baseline bps", "improvement %", "filled %", "cost bps an order", "signal to fill s");
    std::string table = buffer.data();
    for (const KpiRow& row : rows) {
        const KpiFigures& k = row.figures;
        std::snprintf(buffer.data(), buffer.size(), line, row.strategy.c_str(), std::string(row.window).c_str(),
            std::to_string(k.orders).c_str(), intervalText(2, k.slippageBps, 1).c_str(),
            intervalText(2, k.feesBps, 1).c_str(), intervalText(2, k.baselineBps, 1).c_str(),
            intervalText(1, k.improvement, 100).c_str(), intervalText(1, k.fillRate, 100).c_str(),
            intervalText(2, k.costBps, 1).c_str(), intervalText(2, k.signalToFillSeconds, 1).c_str());
        table += buffer.data();
    }
    return table + "[low, high]: the true figure lies there with " + core::roundedText(resampling.confidence * 100, 6)
        + " % confidence (bootstrap, " + std::to_string(resampling.resamples) + " resamples, blocks of "
        + std::to_string(resampling.block) + ")\n";
}

std::string_view describe(Verdict verdict)
{
    switch (verdict) {
    case Verdict::Better:
        return "better";
    case Verdict::Worse:
        return "worse";
    case Verdict::NoDifference:
        return "no difference that this sample shows";
    case Verdict::TooFew:
        return "no verdict";
    }
    return "";
}

std::string comparisonText(const CostComparison& comparison)
{
    std::string text(describe(comparison.verdict));
    if (comparison.verdict == Verdict::TooFew) {
        text += " from " + std::to_string(comparison.pairs) + (comparison.pairs == 1 ? " pair, " : " pairs, ")
            + std::to_string(leastPairs) + " are needed";
    }
    const Interval& difference = comparison.differenceBps;
    return std::isfinite(difference.value) ? text + " (" + intervalText(3, difference, 1) + " bps an order)" : text;
}

CostComparison compareCosts(const std::vector<const ParentOrder*>& first, const std::vector<const ParentOrder*>& second,
    const Resampling& resampling)
{
    const std::vector<double> one = costsOf(first);
    const std::vector<double> other = costsOf(second);
    return judge(meanDifference(one, other, resampling), std::min(one.size(), other.size()));
}

CostComparison comparePairs(const std::vector<const ParentOrder*>& first, const std::vector<const ParentOrder*>& second,
    const Resampling& resampling)
{
    assert(first.size() == second.size() && "pairs have two members each");
    std::vector<double> differences;
    for (std::size_t i = 0; i < first.size(); ++i) {
        if (const double d = first[i]->slippageBps() - second[i]->slippageBps(); std::isfinite(d)) {
            differences.push_back(d);
        }
    }
    return judge(meanInterval(differences, resampling), differences.size());
}

} // namespace leadline::calibration
