// SPDX-License-Identifier: MIT
#include "engine/lab/regret_report.h"

#include "engine/core/number_text.h"
#include "engine/core/text.h"
#include "engine/core/time_text.h"
#include "engine/json/writer.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <functional>
#include <map>
#include <numeric>

namespace leadline::lab
{

namespace
{

using calibration::QualityBy;
using Members = std::vector<const RegretOrder*>;

double meanOfCosts(const std::vector<double>& values)
{
    return values.empty() ? calibration::unknownFigure
                          : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// In the order in which the orders first have them.
std::vector<std::string> alternativesOf(const Members& members)
{
    std::vector<std::string> names;
    for (const RegretOrder* const order : members) {
        for (const Alternative& alternative : order->alternatives) {
            if (std::ranges::find(names, alternative.name) == names.end()) {
                names.push_back(alternative.name);
            }
        }
    }
    return names;
}

RegretRow rowOf(const Members& members, const std::string& name, const calibration::Resampling& resampling)
{
    RegretRow row{.alternative = name};
    std::vector<double> paid;
    std::vector<double> pessimistic;
    std::vector<double> optimistic;
    std::vector<double> lessPessimistic;
    std::vector<double> lessOptimistic;
    for (const RegretOrder* const order : members) {
        const auto other = std::ranges::find(order->alternatives, name, &Alternative::name);
        if (other == order->alternatives.end() || std::isnan(order->paidBps)) {
            continue;
        }
        const double least = other->pessimistic.costBps;
        const double most = other->optimistic.costBps;
        if (std::isnan(least) || std::isnan(most)) {
            ++row.unknown;
            continue;
        }
        paid.push_back(order->paidBps);
        pessimistic.push_back(least);
        optimistic.push_back(most);
        lessPessimistic.push_back(order->paidBps - least);
        lessOptimistic.push_back(order->paidBps - most);
    }
    row.orders = paid.size();
    if (row.orders > 0) {
        row.paidBps = meanOfCosts(paid);
        row.pessimisticBps = meanOfCosts(pessimistic);
        row.optimisticBps = meanOfCosts(optimistic);
        row.pessimisticRegret = calibration::meanInterval(lessPessimistic, resampling);
        row.optimisticRegret = calibration::meanInterval(lessOptimistic, resampling);
    }
    return row;
}

std::string regretIntervalJson(const calibration::Interval& interval)
{
    return json::ObjectWriter()
        .number("mean", interval.value)
        .number("low", interval.low)
        .number("high", interval.high)
        .str();
}

std::string resultJson(const AlternativeResult& result)
{
    return json::ObjectWriter()
        .number("cost_bps", result.costBps)
        .text("filled", result.filled.text())
        .text("late", result.late.text())
        .flag("over", result.isOver)
        .str();
}

std::string alternativeJson(const Alternative& alternative)
{
    return json::ObjectWriter()
        .text("name", alternative.name)
        .flag("sent", alternative.isSent)
        .textOrNull("reason", alternative.reason)
        .text("size", alternative.size.text())
        .raw("pessimistic", resultJson(alternative.pessimistic))
        .raw("optimistic", resultJson(alternative.optimistic))
        .str();
}

std::string regretOrderJson(const RegretOrder& order)
{
    const calibration::ParentOrder& parent = order.own.parent;
    return json::ObjectWriter()
        .text("order", parent.id)
        .whole("timestamp", core::nanosecondsOf(parent.decided))
        .text("venue", parent.venue.view())
        .text("symbol", parent.symbol.view())
        .text("side", core::verb(parent.side))
        .text("size", parent.size.text())
        .number("signal", order.own.signalStrength)
        .flag("recorded", order.isRecorded)
        .number("mid", order.mid)
        .number("paid_bps", order.paidBps)
        .raw("alternatives", json::listOf(order.alternatives, alternativeJson))
        .str();
}

std::string regretRowJson(const RegretRow& row)
{
    return json::ObjectWriter()
        .text("by", calibration::nameOf(row.by))
        .text("key", row.key)
        .text("alternative", row.alternative)
        .whole("orders", row.orders)
        .whole("unknown", row.unknown)
        .number("paid_bps", row.paidBps)
        .number("pessimistic_bps", row.pessimisticBps)
        .number("optimistic_bps", row.optimisticBps)
        .raw("pessimistic_regret_bps", regretIntervalJson(row.pessimisticRegret))
        .raw("optimistic_regret_bps", regretIntervalJson(row.optimisticRegret))
        .str();
}

std::string regretCell(const calibration::Interval& interval)
{
    const std::string mean = core::fixedText(interval.value, 2);
    return std::isnan(interval.low)
        ? mean
        : mean + " [" + core::fixedText(interval.low, 2) + ", " + core::fixedText(interval.high, 2) + "]";
}

std::string rowLine(const RegretRow& row)
{
    const std::string group =
        std::string(calibration::nameOf(row.by)) + (row.by == QualityBy::All ? "" : " " + row.key);
    std::array<char, 240> line{};
    if (row.orders == 0) {
        std::snprintf(line.data(), line.size(), "%-24s %-24s %7zu %8zu\n", group.c_str(), row.alternative.c_str(),
            row.orders, row.unknown);
        return line.data();
    }
    std::snprintf(line.data(), line.size(), "%-24s %-24s %7zu %8zu %8s %8s %8s  %-24s %-24s\n", group.c_str(),
        row.alternative.c_str(), row.orders, row.unknown, core::fixedText(row.paidBps, 2).c_str(),
        core::fixedText(row.pessimisticBps, 2).c_str(), core::fixedText(row.optimisticBps, 2).c_str(),
        regretCell(row.pessimisticRegret).c_str(), regretCell(row.optimisticRegret).c_str());
    std::string text = line.data();
    text.erase(text.find_last_not_of(" \n") + 1);
    return text + "\n";
}

} // namespace

std::vector<RegretRow> regretRows(const std::vector<RegretOrder>& orders, const calibration::Resampling& resampling)
{
    Members all;
    for (const RegretOrder& order : orders) {
        if (order.isRecorded) {
            all.push_back(&order);
        }
    }
    std::vector<RegretRow> rows;
    const auto add = [&](QualityBy by, const std::string& key, const Members& members) {
        for (const std::string& name : alternativesOf(members)) {
            RegretRow row = rowOf(members, name, resampling);
            row.by = by;
            row.key = key;
            rows.push_back(std::move(row));
        }
    };
    const auto addBy = [&](QualityBy by, const std::function<std::string(const RegretOrder&)>& keyOf) {
        std::map<std::string, Members> groups;
        for (const RegretOrder* const order : all) {
            groups[keyOf(*order)].push_back(order);
        }
        for (const auto& [key, members] : groups) {
            add(by, key, members);
        }
    };
    add(QualityBy::All, "all", all);
    addBy(QualityBy::Symbol, [](const RegretOrder& order) { return order.own.parent.symbol.text(); });
    addBy(QualityBy::Venue, [](const RegretOrder& order) { return order.own.parent.venue.text(); });
    for (const calibration::SessionWindow& window : calibration::sessionWindows) {
        Members members;
        std::ranges::copy_if(all, std::back_inserter(members),
            [&](const RegretOrder* order) { return window.holds(order->own.parent.decided); });
        add(QualityBy::Window, std::string(window.name), members);
    }
    return rows;
}

RegretCounts countsOf(const std::vector<RegretOrder>& orders)
{
    RegretCounts counts{.orders = orders.size()};
    for (const RegretOrder& order : orders) {
        counts.notRecorded += order.isRecorded ? 0 : 1;
        counts.notFilled += order.isRecorded && std::isnan(order.paidBps) ? 1 : 0;
    }
    return counts;
}

std::string regretJson(const std::vector<RegretOrder>& orders, const std::vector<RegretRow>& rows,
    const calibration::Resampling& resampling, const std::string& inputFields)
{
    const RegretCounts counts = countsOf(orders);
    return json::ObjectWriter()
        .whole("orders", counts.orders)
        .whole("without_recording", counts.notRecorded)
        .whole("without_fill", counts.notFilled)
        .whole("resamples", resampling.resamples)
        .number("confidence", resampling.confidence)
        .whole("seed", resampling.seed)
        .raw("rows", json::listOf(rows, regretRowJson))
        .raw("each", json::listOf(orders, regretOrderJson))
        .append(inputFields)
        .str();
}

std::string regretCsv(const std::vector<RegretOrder>& orders)
{
    std::string text = "order,timestamp,venue,symbol,side,size,mid,paid_bps,alternative,sent,reason,alternative_size,"
                       "pessimistic_bps,optimistic_bps,pessimistic_late,optimistic_late\n";
    const auto figure = [](double value) { return std::isfinite(value) ? core::shortestText(value) : std::string(); };
    for (const RegretOrder& order : orders) {
        const calibration::ParentOrder& parent = order.own.parent;
        for (const Alternative& other : order.alternatives) {
            text += core::csvField(parent.id) + "," + std::to_string(core::nanosecondsOf(parent.decided)) + ","
                + parent.venue.text() + "," + core::csvField(parent.symbol.view()) + ","
                + std::string(core::verb(parent.side)) + "," + parent.size.text() + "," + figure(order.mid) + ","
                + figure(order.paidBps) + "," + other.name + "," + std::string(json::flag(other.isSent)) + ","
                + other.reason + "," + other.size.text() + "," + figure(other.pessimistic.costBps) + ","
                + figure(other.optimistic.costBps) + "," + other.pessimistic.late.text() + ","
                + other.optimistic.late.text() + "\n";
        }
    }
    return text;
}

std::string regretText(const std::vector<RegretOrder>& orders, const std::vector<RegretRow>& rows)
{
    const RegretCounts counts = countsOf(orders);
    std::string text = std::to_string(counts.orders) + " own orders: " + std::to_string(counts.notRecorded)
        + " without a recording of their moment, " + std::to_string(counts.notFilled)
        + " of which nothing was filled\n";
    if (rows.empty()) {
        return text;
    }
    text +=
        "costs in bps of mid, fees included; regret: paid minus what the other way costs, 95 %; above zero the other "
        "way costs less\n";
    text += "of                       other way                 orders  unknown     paid    whole    prop.  "
            "regret, whole queue      regret, proportional\n";
    for (const RegretRow& row : rows) {
        text += rowLine(row);
    }
    return text;
}

} // namespace leadline::lab
