// SPDX-License-Identifier: MIT
#include "engine/lab/pick_study.h"

#include "engine/calibration/kpi.h"
#include "engine/core/number_text.h"
#include "engine/json/writer.h"
#include "engine/lab/policy_study.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace leadline::lab
{

namespace
{

using calibration::Interval;

std::string filterJson(const FilterRow& row)
{
    return json::ObjectWriter()
        .text("mode", row.mode)
        .text("filter", row.filter)
        .whole("orders", row.orders)
        .raw("bad", intervalJson(row.badShare))
        .raw("not_filled", intervalJson(row.unfilledShare))
        .raw("slippage_bps", intervalJson(row.slippageBps))
        .raw("fewer_bad", intervalJson(row.fewerBad))
        .str();
}

std::string wordJson(const PickWord& word)
{
    json::ListWriter fails;
    for (std::size_t rule = 0; rule < word.fails.size(); ++rule) {
        if (word.fails[rule]) {
            fails.addText(picks::nameOf(static_cast<picks::Rule>(rule)));
        }
    }
    return json::ObjectWriter().text("verdict", picks::nameOf(word.verdict)).raw("fails", fails.str()).str();
}

std::string orderJson(const PickOrder& order)
{
    json::ObjectWriter writer;
    writer.text("venue", order.market.venue.view())
        .text("symbol", order.market.symbol.view())
        .whole("scanned_ns", core::nanosecondsOf(order.scanned))
        .whole("sent_ns", core::nanosecondsOf(order.sent))
        .text("side", core::verb(order.side))
        .number("filled", order.filledShare)
        .number("cost_bps", order.costBps)
        .flag("bad", order.isBad);
    for (std::size_t mode = 0; mode < pickModes.size(); ++mode) {
        writer.raw(picks::nameOf(pickModes[mode]), wordJson(order.words[mode]));
    }
    return writer.str();
}

double pickSeconds(core::Duration duration)
{
    return std::chrono::duration<double>(duration).count();
}

const FilterRow& rowOfMode(const PickStudyResult& result, picks::Mode mode)
{
    return *std::ranges::find_if(
        result.rows, [mode](const FilterRow& row) { return row.mode == picks::nameOf(mode) && row.filter == "all"; });
}

std::string verdictText(const PickStudyResult& result, std::size_t mode)
{
    const std::string name(picks::nameOf(pickModes[mode]));
    if (result.verdicts[mode] == TargetVerdict::TooFew) {
        return name + ": no verdict: fewer than " + std::to_string(calibration::leastPairs)
            + " orders are let through, or fewer were bad without a filter\n";
    }
    return name + ": bad fills are fewer by "
        + calibration::intervalText(1, rowOfMode(result, pickModes[mode]).fewerBad, 100) + " %: the target of "
        + core::roundedText(pickTarget * 100, 6) + " % is " + std::string(describe(result.verdicts[mode])) + '\n';
}

} // namespace

std::string pickStudyText(const PickStudyResult& result, const PickStudySettings& study)
{
    std::array<char, 300> buffer{};
    const auto line = [&buffer](const std::string& filter, const std::string& orders, const std::string& bad,
                          const std::string& unfilled, const std::string& slippage, const std::string& fewer) {
        std::snprintf(buffer.data(), buffer.size(), "%-22s %7s  %-20s %-20s %-22s %s\n", filter.c_str(), orders.c_str(),
            bad.c_str(), unfilled.c_str(), slippage.c_str(), fewer.c_str());
        return std::string(buffer.data());
    };
    std::string text = std::to_string(result.orders.size()) + " orders for " + std::to_string(result.symbols)
        + (result.symbols == 1 ? " symbol in " : " symbols in ") + std::to_string(result.scans) + " scans, one every "
        + core::roundedText(pickSeconds(study.every), 6) + " s, each sent "
        + core::roundedText(pickSeconds(study.after), 6) + " s after its scan, worth "
        + core::roundedText(study.notional, 6) + " at market inside the collar\n"
        + "bad: not filled whole, or dearer than twice the median of its symbol, fees left out\n\n"
        + line("filter", "orders", "bad %", "not filled %", "slippage bps", "fewer bad %");
    for (const FilterRow& row : result.rows) {
        text += line(row.mode.empty() ? row.filter : row.mode + ' ' + row.filter, std::to_string(row.orders),
            calibration::intervalText(1, row.badShare, 100), calibration::intervalText(1, row.unfilledShare, 100),
            calibration::intervalText(2, row.slippageBps, 1),
            row.mode.empty() ? "" : calibration::intervalText(1, row.fewerBad, 100));
    }
    text += "[low, high]: the true figure lies there with " + core::roundedText(study.resampling.confidence * 100, 6)
        + " % confidence (bootstrap of scans, " + std::to_string(study.resampling.resamples) + " resamples, blocks of "
        + std::to_string(result.resampling.block) + ")\n";
    for (std::size_t mode = 0; mode < pickModes.size(); ++mode) {
        text += verdictText(result, mode);
    }
    return text;
}

std::string pickStudyJson(const PickStudyResult& result, const PickStudySettings& study)
{
    json::ObjectWriter writer;
    writer.whole("orders", result.orders.size())
        .whole("scans", result.scans)
        .whole("symbols", result.symbols)
        .number("every_s", pickSeconds(study.every))
        .number("after_s", pickSeconds(study.after))
        .number("notional", study.notional)
        .whole("resamples", study.resampling.resamples)
        .number("confidence", study.resampling.confidence)
        .whole("block", result.resampling.block)
        .whole("seed", study.resampling.seed)
        .number("target", pickTarget)
        .raw("rows", json::listOf(result.rows, filterJson));
    for (std::size_t mode = 0; mode < pickModes.size(); ++mode) {
        writer.text(mode == 0 ? "safe_target" : "aggressive_target", describe(result.verdicts[mode]));
    }
    return writer.raw("every_order", json::listOf(result.orders, orderJson)).str();
}

} // namespace leadline::lab
