// SPDX-License-Identifier: MIT
#include "engine/rebalance/progress.h"

#include "engine/core/text.h"
#include "engine/core/time_text.h"
#include "engine/json/writer.h"
#include "engine/orders/order.h"
#include "engine/rebalance/report_values.h"

#include <limits>

namespace leadline::rebalance
{

namespace
{

using namespace report;

/// In a table one cell, with " | " between the lines; in JSON a list.
Value lines(std::string_view name, const std::vector<LogLine>& log)
{
    std::string cell;
    for (const LogLine& line : log) {
        cell += (cell.empty() ? "" : " | ") + core::isoText(line.time, 3) + " " + line.text;
    }
    return {name, cell, Value::Kind::Text, json::listOf(log, [](const LogLine& line) {
                return json::ObjectWriter().text("time", core::isoText(line.time, 6)).text("text", line.text).str();
            })};
}

/// Both files have the same, in this order.
std::vector<Value> valuesOf(const SlotProgress& slot)
{
    constexpr double unknown = std::numeric_limits<double>::quiet_NaN();
    const bool isMeasured = !slot.filled.isZero() && slot.arrivalMid.raw() > 0;
    const double slippage = isMeasured ? slot.slippageBps() : unknown;
    const double baseline = slot.arrivalMid.raw() > 0 ? slot.baselineBps : unknown;
    return {text("symbol", slot.symbol.view()), text("side", core::verb(slot.side)),
        text("state", describe(slot.state)), text("result", describe(slot.result)), text("strategy", slot.strategy),
        text("shares", slot.size.text()), text("filled", slot.filled.text()),
        price("average_price", slot.averagePrice()), money("filled_value", slot.filledValue), money("fees", slot.fees),
        price("arrival_mid", slot.arrivalMid), number("slippage_bps", slippage), number("baseline_bps", baseline),
        number("improvement_bps", baseline - slippage),
        number("improvement", baseline >= leastBaselineBps ? (baseline - slippage) / baseline : unknown),
        count("repegs", slot.repegs), count("quotes_seen", slot.quotesSeen), count("orders_sent", slot.ordersSent),
        time("began", slot.began), time("ended", slot.ended), text("reason", slot.reason), lines("log", slot.log)};
}

std::vector<Value> valuesOf(const RunProgress& progress)
{
    return {progress.run == 0 ? Value{"run", {}, Value::Kind::Nothing} : text("run", orders::clientText(progress.run)),
        text("state", describe(progress.state)), text("urgency", describe(progress.urgency)),
        text("placing", progress.isSmart ? "smart" : "legacy mode"), time("began", progress.began),
        time("ended", progress.ended), number("filled_part", progress.filledPart()),
        number("slippage_bps", progress.slippageBps()), number("baseline_bps", progress.baselineBps()),
        number("improvement_bps", progress.improvementBps()),
        number("improvement_dollars", progress.improvementDollars()), number("improvement", progress.improvement()),
        money("cash", progress.cash), text("note", progress.note)};
}

} // namespace

std::string reportCsv(const RunProgress& progress)
{
    std::string csv;
    for (const Value& value : valuesOf(SlotProgress{})) {
        csv += (csv.empty() ? "" : ",") + std::string(value.name);
    }
    csv += "\r\n";
    for (const SlotProgress& slot : progress.slots) {
        for (const Value& value : valuesOf(slot)) {
            csv += core::csvField(value.text) + ",";
        }
        csv.replace(csv.size() - 1, 1, "\r\n");
    }
    return csv;
}

std::string reportJson(const RunProgress& progress)
{
    std::string rows;
    for (const SlotProgress& slot : progress.slots) {
        rows += (rows.empty() ? "\n    {" : ",\n    {") + jsonFields(valuesOf(slot)) + "}";
    }
    return "{" + jsonFields(valuesOf(progress)) + ", \"orders\": [" + rows + "\n]}\n";
}

} // namespace leadline::rebalance
