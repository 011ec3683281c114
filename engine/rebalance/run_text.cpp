// SPDX-License-Identifier: MIT
/// A run as the journal keeps it.
#include "engine/json/tree.h"
#include "engine/json/writer.h"
#include "engine/rebalance/executor.h"

namespace leadline::rebalance
{

namespace
{

/// Exact values are texts, as they are everywhere in the journal; times are nanoseconds since the epoch.
std::string timeText(core::Timestamp time)
{
    return std::to_string(core::nanosecondsOf(time));
}

core::Timestamp timeOf(const json::Tree& tree)
{
    return core::fromNanoseconds(tree.whole());
}

template <class Value> bool read(const json::Tree& from, Value& to)
{
    const auto parsed = Value::parse(from.text());
    to = parsed.value_or(Value{});
    return parsed.has_value();
}

std::string settingsJson(const ExecutionSettings& settings)
{
    return json::ObjectWriter()
        .number("ask_offset", settings.askAnchorOffset)
        .number("bid_offset", settings.bidAnchorOffset)
        .whole("deadline_minutes", settings.deadlineMinutes)
        .number("freshness_seconds", settings.quoteFreshnessSeconds)
        .number("lean_ratio", settings.leanRatio)
        .number("max_improve", settings.maxImprove)
        .whole("max_repegs", settings.maxRepegsPerOrder)
        .number("max_spread_percent", settings.maxSpreadPercent)
        .number("min_size", settings.minBidAskSize)
        .number("minimum_notional", settings.minimumNotional)
        .whole("open_delay_minutes", settings.marketOpenDelayMinutes)
        .number("patience_seconds", settings.validationPatienceSeconds)
        .number("queue_ahead_ratio", settings.queueAheadRatio)
        .flag("queues", settings.queuesOutsideHours)
        .number("repeg_threshold_percent", settings.repegThresholdPercent)
        .flag("smart", settings.isSmart)
        .flag("volume_adjust", settings.adjustsToVolume)
        .str();
}

ExecutionSettings settingsOf(const json::Tree& from)
{
    const ExecutionSettings usual;
    const auto flag = [&from](std::string_view name, bool otherwise) {
        return from[name].kind() == json::Tree::Kind::Bool ? from[name].isTrue() : otherwise;
    };
    const auto count = [&from](std::string_view name, int otherwise) {
        return static_cast<int>(from[name].number(otherwise));
    };
    return {.isSmart = flag("smart", usual.isSmart),
        .marketOpenDelayMinutes = count("open_delay_minutes", usual.marketOpenDelayMinutes),
        .maxSpreadPercent = from["max_spread_percent"].number(usual.maxSpreadPercent),
        .repegThresholdPercent = from["repeg_threshold_percent"].number(usual.repegThresholdPercent),
        .maxRepegsPerOrder = count("max_repegs", usual.maxRepegsPerOrder),
        .minBidAskSize = from["min_size"].number(usual.minBidAskSize),
        .quoteFreshnessSeconds = from["freshness_seconds"].number(usual.quoteFreshnessSeconds),
        .bidAnchorOffset = from["bid_offset"].number(usual.bidAnchorOffset),
        .askAnchorOffset = from["ask_offset"].number(usual.askAnchorOffset),
        .adjustsToVolume = flag("volume_adjust", usual.adjustsToVolume),
        .leanRatio = from["lean_ratio"].number(usual.leanRatio),
        .queueAheadRatio = from["queue_ahead_ratio"].number(usual.queueAheadRatio),
        .maxImprove = from["max_improve"].number(usual.maxImprove),
        .validationPatienceSeconds = from["patience_seconds"].number(usual.validationPatienceSeconds),
        .deadlineMinutes = count("deadline_minutes", usual.deadlineMinutes),
        .queuesOutsideHours = flag("queues", usual.queuesOutsideHours),
        .minimumNotional = from["minimum_notional"].number(usual.minimumNotional)};
}

std::string lineJson(const LogLine& line)
{
    return json::ObjectWriter().text("text", line.text).text("time", timeText(line.time)).str();
}

std::string orderJson(const PlannedOrder& order, const SlotMark& mark)
{
    return json::ObjectWriter()
        .text("arrival_mid", mark.arrivalMid.text())
        .number("baseline_bps", mark.baselineBps)
        .flag("fractional", order.isFractional)
        .text("held", order.held.text())
        .raw("log", json::listOf(mark.log, lineJson))
        .number("notional", order.notional)
        .text("reference", order.reference.text())
        .whole("repegs", mark.repegs)
        .text("side", core::verb(order.side))
        .text("size", order.size.text())
        .text("symbol", order.symbol.view())
        .text("target", order.target.text())
        .str();
}

std::string dayJson(const equities::MarketDay& day)
{
    return json::ObjectWriter().text("closes", timeText(day.closes)).text("opens", timeText(day.opens)).str();
}

bool readOrder(const json::Tree& from, PlannedOrder& order, SlotMark& mark)
{
    order.symbol = core::Symbol(from["symbol"].text());
    order.side = from["side"].text() == "buy" ? core::Side::Bid : core::Side::Ask;
    order.isFractional = from["fractional"].isTrue();
    order.notional = from["notional"].number(0);
    mark.baselineBps = from["baseline_bps"].number(0);
    mark.repegs = static_cast<int>(from["repegs"].whole());
    for (const json::Tree& line : from["log"].items()) {
        mark.log.push_back({timeOf(line["time"]), std::string(line["text"].text())});
    }
    return !order.symbol.isEmpty() && read(from["size"], order.size) && read(from["held"], order.held)
        && read(from["target"], order.target) && read(from["reference"], order.reference)
        && read(from["arrival_mid"], mark.arrivalMid);
}

} // namespace

std::string runText(const RunRequest& request)
{
    json::ListWriter orders;
    for (std::size_t i = 0; i < request.orders.size(); ++i) {
        orders.add(orderJson(request.orders[i], i < request.marks.size() ? request.marks[i] : SlotMark{}));
    }
    return json::ObjectWriter()
        .text("began", timeText(request.began))
        .raw("calendar", json::listOf(request.calendar.days(), dayJson))
        .text("cash", request.cash.text())
        .raw("orders", orders.str())
        .text("run", orders::clientText(request.run))
        .raw("settings", settingsJson(request.settings))
        .text("urgency", describe(request.urgency))
        .text("venue", request.venue.view())
        .str();
}

core::Result<RunRequest> readRunRequest(std::string_view json)
{
    const json::Tree whole = json::Tree::parse(json).value_or(json::Tree());
    const auto run = orders::clientIdOf(whole["run"].text());
    const auto urgency = urgencyOf(whole["urgency"].text());
    RunRequest request;
    if (!run || !urgency || !read(whole["cash"], request.cash)) {
        return core::defect("the journal's rebalance cannot be read");
    }
    request.run = *run;
    request.urgency = *urgency;
    request.venue = core::VenueId(whole["venue"].text());
    request.settings = settingsOf(whole["settings"]);
    request.began = timeOf(whole["began"]);
    for (const json::Tree& entry : whole["orders"].items()) {
        if (!readOrder(entry, request.orders.emplace_back(), request.marks.emplace_back())) {
            return core::defect("the journal's rebalance: an order cannot be read");
        }
    }
    std::vector<equities::MarketDay> days;
    for (const json::Tree& entry : whole["calendar"].items()) {
        const core::Timestamp opens = timeOf(entry["opens"]);
        days.push_back({equities::newYorkTime(opens).day, opens, timeOf(entry["closes"])});
    }
    request.calendar = equities::TradingCalendar(std::move(days));
    return request;
}

} // namespace leadline::rebalance
