// SPDX-License-Identifier: MIT
/// A run as the journal keeps it.
#include "engine/rebalance/executor.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace leadline::rebalance
{

using namespace Qt::StringLiterals;

namespace
{

QString qt(std::string_view text)
{
    return QString::fromUtf8(text);
}

/// Exact values are texts, as they are everywhere in the journal; times are nanoseconds since the epoch.
QString timeText(core::Timestamp time)
{
    return QString::number(core::nanosecondsOf(time));
}

core::Timestamp timeOf(const QJsonValue& value)
{
    return core::fromNanoseconds(value.toString().toLongLong());
}

template <class Value> bool read(const QJsonValue& from, Value& to)
{
    const auto parsed = Value::parse(from.toString().toStdString());
    to = parsed.value_or(Value{});
    return parsed.has_value();
}

QJsonObject settingsObject(const ExecutionSettings& settings)
{
    return {{u"smart"_s, settings.isSmart}, {u"open_delay_minutes"_s, settings.marketOpenDelayMinutes},
        {u"max_spread_percent"_s, settings.maxSpreadPercent},
        {u"repeg_threshold_percent"_s, settings.repegThresholdPercent}, {u"max_repegs"_s, settings.maxRepegsPerOrder},
        {u"min_size"_s, settings.minBidAskSize}, {u"freshness_seconds"_s, settings.quoteFreshnessSeconds},
        {u"bid_offset"_s, settings.bidAnchorOffset}, {u"ask_offset"_s, settings.askAnchorOffset},
        {u"patience_seconds"_s, settings.validationPatienceSeconds}, {u"deadline_minutes"_s, settings.deadlineMinutes},
        {u"queues"_s, settings.queuesOutsideHours}, {u"minimum_notional"_s, settings.minimumNotional}};
}

ExecutionSettings settingsOf(const QJsonObject& from)
{
    const ExecutionSettings usual;
    return {.isSmart = from[u"smart"_s].toBool(usual.isSmart),
        .marketOpenDelayMinutes = from[u"open_delay_minutes"_s].toInt(usual.marketOpenDelayMinutes),
        .maxSpreadPercent = from[u"max_spread_percent"_s].toDouble(usual.maxSpreadPercent),
        .repegThresholdPercent = from[u"repeg_threshold_percent"_s].toDouble(usual.repegThresholdPercent),
        .maxRepegsPerOrder = from[u"max_repegs"_s].toInt(usual.maxRepegsPerOrder),
        .minBidAskSize = from[u"min_size"_s].toDouble(usual.minBidAskSize),
        .quoteFreshnessSeconds = from[u"freshness_seconds"_s].toDouble(usual.quoteFreshnessSeconds),
        .bidAnchorOffset = from[u"bid_offset"_s].toDouble(usual.bidAnchorOffset),
        .askAnchorOffset = from[u"ask_offset"_s].toDouble(usual.askAnchorOffset),
        .validationPatienceSeconds = from[u"patience_seconds"_s].toDouble(usual.validationPatienceSeconds),
        .deadlineMinutes = from[u"deadline_minutes"_s].toInt(usual.deadlineMinutes),
        .queuesOutsideHours = from[u"queues"_s].toBool(usual.queuesOutsideHours),
        .minimumNotional = from[u"minimum_notional"_s].toDouble(usual.minimumNotional)};
}

} // namespace

std::string runText(const RunRequest& request)
{
    QJsonArray orders;
    for (std::size_t i = 0; i < request.orders.size(); ++i) {
        const PlannedOrder& order = request.orders[i];
        const SlotMark mark = i < request.marks.size() ? request.marks[i] : SlotMark{};
        orders.append(QJsonObject{{u"symbol"_s, qt(order.symbol.view())}, {u"side"_s, qt(core::verb(order.side))},
            {u"size"_s, qt(order.size.text())}, {u"fractional"_s, order.isFractional},
            {u"held"_s, qt(order.held.text())}, {u"target"_s, qt(order.target.text())},
            {u"reference"_s, qt(order.reference.text())}, {u"notional"_s, order.notional},
            {u"arrival_mid"_s, qt(mark.arrivalMid.text())}, {u"baseline_bps"_s, mark.baselineBps},
            {u"repegs"_s, mark.repegs}});
    }
    QJsonArray days;
    for (const equities::MarketDay& day : request.calendar.days()) {
        days.append(QJsonObject{{u"opens"_s, timeText(day.opens)}, {u"closes"_s, timeText(day.closes)}});
    }
    const QJsonObject whole{{u"run"_s, qt(orders::clientText(request.run))}, {u"venue"_s, qt(request.venue.view())},
        {u"urgency"_s, qt(describe(request.urgency))}, {u"settings"_s, settingsObject(request.settings)},
        {u"cash"_s, qt(request.cash.text())}, {u"began"_s, timeText(request.began)}, {u"orders"_s, orders},
        {u"calendar"_s, days}};
    return QJsonDocument(whole).toJson(QJsonDocument::Compact).toStdString();
}

core::Result<RunRequest> readRunRequest(std::string_view json)
{
    const QJsonDocument document =
        QJsonDocument::fromJson(QByteArray(json.data(), static_cast<qsizetype>(json.size())));
    const QJsonObject whole = document.object();
    const auto run = orders::clientIdOf(whole[u"run"_s].toString().toStdString());
    const auto urgency = urgencyOf(whole[u"urgency"_s].toString().toStdString());
    RunRequest request;
    if (!run || !urgency || !read(whole[u"cash"_s], request.cash)) {
        return core::defect("the journal's rebalance cannot be read");
    }
    request.run = *run;
    request.urgency = *urgency;
    request.venue = core::VenueId(whole[u"venue"_s].toString().toStdString());
    request.settings = settingsOf(whole[u"settings"_s].toObject());
    request.began = timeOf(whole[u"began"_s]);
    for (const QJsonValue entry : whole[u"orders"_s].toArray()) {
        const QJsonObject from = entry.toObject();
        PlannedOrder order;
        SlotMark mark;
        order.symbol = core::Symbol(from[u"symbol"_s].toString().toStdString());
        order.side = from[u"side"_s].toString() == "buy"_L1 ? core::Side::Bid : core::Side::Ask;
        order.isFractional = from[u"fractional"_s].toBool();
        order.notional = from[u"notional"_s].toDouble();
        const bool isWhole = !order.symbol.isEmpty() && read(from[u"size"_s], order.size)
            && read(from[u"held"_s], order.held) && read(from[u"target"_s], order.target)
            && read(from[u"reference"_s], order.reference) && read(from[u"arrival_mid"_s], mark.arrivalMid);
        if (!isWhole) {
            return core::defect("the journal's rebalance: an order cannot be read");
        }
        mark.baselineBps = from[u"baseline_bps"_s].toDouble();
        mark.repegs = from[u"repegs"_s].toInt();
        request.orders.push_back(order);
        request.marks.push_back(mark);
    }
    std::vector<equities::MarketDay> days;
    for (const QJsonValue entry : whole[u"calendar"_s].toArray()) {
        const core::Timestamp opens = timeOf(entry.toObject()[u"opens"_s]);
        days.push_back({equities::newYorkTime(opens).day, opens, timeOf(entry.toObject()[u"closes"_s])});
    }
    request.calendar = equities::TradingCalendar(std::move(days));
    return request;
}

} // namespace leadline::rebalance
