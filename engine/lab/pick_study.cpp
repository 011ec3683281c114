// SPDX-License-Identifier: MIT
#include "engine/lab/pick_study.h"

#include "engine/calibration/kpi.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>
#include <map>
#include <set>

namespace leadline::lab
{

namespace
{

using calibration::Interval;

/// Of the orders of one scan, or of many, that a filter lets through.
struct Sums {
    double orders = 0;
    double bad = 0;
    double unfilled = 0;
    double priced = 0; ///< with a cost
    double cost = 0;

    void add(const PickOrder& order)
    {
        ++orders;
        bad += order.isBad ? 1 : 0;
        unfilled += order.isFilled() ? 0 : 1;
        if (std::isfinite(order.costBps)) {
            ++priced;
            cost += order.costBps;
        }
    }
    void add(const Sums& other)
    {
        orders += other.orders;
        bad += other.bad;
        unfilled += other.unfilled;
        priced += other.priced;
        cost += other.cost;
    }
};

double ratio(double part, double whole)
{
    return whole > 0 ? part / whole : PickOrder::unknown;
}

enum Figure : std::size_t { Bad, Unfilled, Slippage, Fewer, figureCount };
using PickFigures = std::array<double, figureCount>;

/// `without`: of the same scans, without a filter.
PickFigures figuresOf(const Sums& with, const Sums& without)
{
    const double bad = ratio(with.bad, with.orders);
    return {bad, ratio(with.unfilled, with.orders), ratio(with.cost, with.priced),
        1 - ratio(bad, ratio(without.bad, without.orders))};
}

void findBad(std::vector<PickOrder>& orders)
{
    std::map<core::MarketId, std::vector<double>> costs;
    for (const PickOrder& order : orders) {
        if (std::isfinite(order.costBps)) {
            costs[order.market].push_back(order.costBps);
        }
    }
    std::map<core::MarketId, double> medians;
    for (auto& [market, values] : costs) {
        std::ranges::sort(values);
        const std::size_t middle = values.size() / 2;
        medians[market] = values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    }
    for (PickOrder& order : orders) {
        order.isBad = !order.isFilled() || order.costBps > 2 * medians[order.market];
    }
}

struct Filter {
    std::string mode;
    std::string name;
    std::function<bool(const PickOrder&)> lets;
};

std::vector<Filter> filters()
{
    std::vector<Filter> made{{"", "none", [](const PickOrder&) { return true; }}};
    for (std::size_t mode = 0; mode < pickModes.size(); ++mode) {
        const std::string name(picks::nameOf(pickModes[mode]));
        for (std::size_t rule = 0; rule < picks::ruleCount; ++rule) {
            // What is only ever a risk rejects nothing.
            if (static_cast<picks::Rule>(rule) != picks::Rule::Imbalance) {
                made.push_back({name, std::string(picks::nameOf(static_cast<picks::Rule>(rule))),
                    [mode, rule](const PickOrder& order) { return !order.words[mode].fails[rule]; }});
            }
        }
        made.push_back({name, "all",
            [mode](const PickOrder& order) { return order.words[mode].verdict != picks::Verdict::Rejected; }});
        made.push_back({name, "pass",
            [mode](const PickOrder& order) { return order.words[mode].verdict == picks::Verdict::Pass; }});
    }
    return made;
}

/// The sums of each scan, a list a filter.
std::vector<std::vector<Sums>> sumsByScan(
    const std::vector<PickOrder>& orders, const std::vector<Filter>& wanted, std::size_t scans)
{
    std::vector<std::vector<Sums>> sums(wanted.size(), std::vector<Sums>(scans));
    std::size_t scan = 0;
    for (std::size_t i = 0; i < orders.size(); ++i) {
        assert((i == 0 || orders[i].scanned >= orders[i - 1].scanned) && "orders come by their scan");
        scan += i > 0 && orders[i].scanned != orders[i - 1].scanned ? 1 : 0;
        for (std::size_t f = 0; f < wanted.size(); ++f) {
            if (wanted[f].lets(orders[i])) {
                sums[f][scan].add(orders[i]);
            }
        }
    }
    return sums;
}

Sums totalOf(const std::vector<Sums>& scans)
{
    Sums total;
    for (const Sums& scan : scans) {
        total.add(scan);
    }
    return total;
}

TargetVerdict judgeTarget(const FilterRow& row, const Sums& without)
{
    const double least = static_cast<double>(calibration::leastPairs);
    if (static_cast<double>(row.orders) < least || without.bad < least || !std::isfinite(row.fewerBad.low)) {
        return TargetVerdict::TooFew;
    }
    return row.fewerBad.low >= pickTarget ? TargetVerdict::Met
        : row.fewerBad.high < pickTarget  ? TargetVerdict::NotMet
                                          : TargetVerdict::NotShown;
}

} // namespace

std::string_view describe(TargetVerdict verdict)
{
    constexpr std::string_view texts[]{"met", "not met", "neither shown nor ruled out", "no verdict"};
    return texts[static_cast<std::size_t>(verdict)];
}

PickStudyResult comparePicks(std::vector<PickOrder> orders, const PickStudySettings& study)
{
    findBad(orders);
    PickStudyResult result{.orders = std::move(orders), .resampling = study.resampling};
    calibration::Resampling& resampling = result.resampling;
    resampling.block = std::max<std::size_t>(
        1, static_cast<std::size_t>((study.after + study.every - core::Duration(1)) / study.every));
    std::set<core::Timestamp> scans;
    std::set<core::MarketId> symbols;
    for (const PickOrder& order : result.orders) {
        scans.insert(order.scanned);
        symbols.insert(order.market);
    }
    result.scans = scans.size();
    result.symbols = symbols.size();
    const std::vector<Filter> wanted = filters();
    const auto sums = sumsByScan(result.orders, wanted, result.scans);
    std::vector<std::array<std::vector<double>, figureCount>> resampled(wanted.size());
    calibration::Redraw redraw(result.scans, resampling);
    for (int i = 0; i < resampling.resamples && result.scans > 1; ++i) {
        const auto places = redraw.next();
        Sums without;
        for (std::size_t f = 0; f < wanted.size(); ++f) {
            Sums with;
            for (const std::size_t place : places) {
                with.add(sums[f][place]);
            }
            without = f == 0 ? with : without;
            const PickFigures figures = figuresOf(with, without);
            for (std::size_t figure = 0; figure < figureCount; ++figure) {
                resampled[f][figure].push_back(figures[figure]);
            }
        }
    }
    const Sums without = totalOf(sums[0]);
    for (std::size_t f = 0; f < wanted.size(); ++f) {
        const Sums with = totalOf(sums[f]);
        const PickFigures figures = figuresOf(with, without);
        const auto interval = [&](Figure figure) {
            return calibration::boundsOf(figures[figure], resampled[f][figure], resampling.confidence);
        };
        result.rows.push_back({.mode = wanted[f].mode,
            .filter = wanted[f].name,
            .orders = static_cast<std::size_t>(with.orders),
            .badShare = interval(Bad),
            .unfilledShare = interval(Unfilled),
            .slippageBps = interval(Slippage),
            .fewerBad = interval(Fewer)});
        for (std::size_t mode = 0; mode < pickModes.size(); ++mode) {
            if (wanted[f].name == "all" && wanted[f].mode == picks::nameOf(pickModes[mode])) {
                result.verdicts[mode] = judgeTarget(result.rows.back(), without);
            }
        }
    }
    return result;
}

} // namespace leadline::lab
