// SPDX-License-Identifier: MIT
#include "engine/risk_state.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace leadline::engine
{

using namespace Qt::StringLiterals;

namespace
{

QString textOf(core::Timestamp time)
{
    return QString::number(core::nanosecondsOf(time));
}

QJsonArray arrayOf(const std::deque<core::Timestamp>& times)
{
    QJsonArray array;
    std::ranges::transform(times, std::back_inserter(array), textOf);
    return array;
}

core::Result<core::Timestamp> timeIn(const QJsonValue& value, const char* key)
{
    bool isNumber = false;
    const qlonglong nanoseconds = value.toString().toLongLong(&isNumber);
    if (!isNumber || nanoseconds < 0) {
        return core::defect(std::string(key) + ": must be nanoseconds since the epoch, as text");
    }
    return core::fromNanoseconds(nanoseconds);
}

core::Result<std::deque<core::Timestamp>> timesIn(const QJsonObject& object, const char* key)
{
    const QJsonValue list = object.value(QLatin1StringView(key));
    if (!list.isArray()) {
        return core::defect(std::string(key) + ": must be a list");
    }
    std::deque<core::Timestamp> times;
    for (const QJsonValue entry : list.toArray()) {
        const auto time = timeIn(entry, key);
        if (!time) {
            return std::unexpected(time.error());
        }
        times.push_back(*time);
    }
    std::ranges::sort(times);
    return times;
}

} // namespace

std::string toJson(const RiskState& state)
{
    QJsonArray tripped;
    for (const core::MarketId& market : state.tripped) {
        tripped.append(QJsonObject{{u"venue"_s, QString::fromStdString(market.venue.text())},
            {u"symbol"_s, QString::fromStdString(market.symbol.text())}});
    }
    const QJsonObject object{{u"tripped"_s, tripped}, {u"urgent"_s, arrayOf(state.urgent)},
        {u"braked_until"_s, textOf(state.brakedUntil)}, {u"overrides"_s, arrayOf(state.overrides)}};
    return QJsonDocument(object).toJson(QJsonDocument::Compact).toStdString() + '\n';
}

core::Result<RiskState> parseRiskState(std::string_view json)
{
    QJsonParseError error;
    const QJsonDocument document =
        QJsonDocument::fromJson(QByteArray(json.data(), static_cast<qsizetype>(json.size())), &error);
    if (!document.isObject()) {
        return core::defect("no JSON object: " + error.errorString().toStdString());
    }
    const QJsonObject object = document.object();
    RiskState state;
    if (!object.value("tripped"_L1).isArray()) {
        return core::defect("tripped: must be a list");
    }
    for (const QJsonValue entry : object.value("tripped"_L1).toArray()) {
        const std::string venue = entry["venue"_L1].toString().toStdString();
        const std::string symbol = entry["symbol"_L1].toString().toStdString();
        if (venue.empty() || symbol.empty() || !core::VenueId::fits(venue) || !core::Symbol::fits(symbol)) {
            return core::defect("tripped: each entry needs a venue and a symbol");
        }
        state.tripped.push_back({core::VenueId(venue), core::Symbol(symbol)});
    }
    std::ranges::sort(state.tripped);
    auto urgent = timesIn(object, "urgent");
    const auto until = timeIn(object.value("braked_until"_L1), "braked_until");
    auto overrides = timesIn(object, "overrides");
    if (!urgent) {
        return std::unexpected(urgent.error());
    }
    if (!until) {
        return std::unexpected(until.error());
    }
    if (!overrides) {
        return std::unexpected(overrides.error());
    }
    state.urgent = std::move(*urgent);
    state.brakedUntil = *until;
    state.overrides = std::move(*overrides);
    return state;
}

} // namespace leadline::engine
