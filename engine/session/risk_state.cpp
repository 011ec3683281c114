// SPDX-License-Identifier: MIT
#include "engine/session/risk_state.h"

#include "engine/json/tree.h"
#include "engine/json/writer.h"

#include <algorithm>

namespace leadline::session
{

namespace
{

std::string timeJson(core::Timestamp time)
{
    return json::quoted(std::to_string(core::nanosecondsOf(time)));
}

core::Result<core::Timestamp> timeIn(const json::Tree& value, std::string_view key)
{
    const std::int64_t nanoseconds = value.whole();
    if (value.kind() != json::Tree::Kind::Text || nanoseconds < 0 || std::to_string(nanoseconds) != value.text()) {
        return core::defect(std::string(key) + ": must be nanoseconds since the epoch, as text");
    }
    return core::fromNanoseconds(nanoseconds);
}

core::Result<std::deque<core::Timestamp>> timesIn(const json::Tree& object, std::string_view key)
{
    const json::Tree& list = object[key];
    if (list.kind() != json::Tree::Kind::List) {
        return core::defect(std::string(key) + ": must be a list");
    }
    std::deque<core::Timestamp> times;
    for (const json::Tree& entry : list.items()) {
        const auto time = timeIn(entry, key);
        if (!time) {
            return std::unexpected(time.error());
        }
        times.push_back(*time);
    }
    std::ranges::sort(times);
    return times;
}

core::Result<std::vector<core::MarketId>> marketsIn(const json::Tree& list)
{
    if (list.kind() != json::Tree::Kind::List) {
        return core::defect("tripped: must be a list");
    }
    std::vector<core::MarketId> markets;
    for (const json::Tree& entry : list.items()) {
        const std::string& venue = entry["venue"].text();
        const std::string& symbol = entry["symbol"].text();
        if (venue.empty() || symbol.empty() || !core::VenueId::fits(venue) || !core::Symbol::fits(symbol)) {
            return core::defect("tripped: each entry needs a venue and a symbol");
        }
        markets.push_back({core::VenueId(venue), core::Symbol(symbol)});
    }
    std::ranges::sort(markets);
    return markets;
}

/// Earlier versions did not write it.
core::Result<signals::RolloutDay> sentIn(const json::Tree& object)
{
    if (!object.isThere()) {
        return signals::RolloutDay{};
    }
    const auto day = timeIn(object["day"], "signals_sent.day");
    if (!day) {
        return std::unexpected(day.error());
    }
    const double value = object["value"].number(-1);
    if (!(value >= 0)) {
        return core::defect("signals_sent.value: must be a number, not negative");
    }
    return signals::RolloutDay{.day = *day, .value = value};
}

} // namespace

RiskState countedAt(RiskState state, core::Timestamp now, core::Duration longestBrake)
{
    for (auto* const times : {&state.urgent, &state.overrides}) {
        for (core::Timestamp& time : *times) {
            time = std::min(time, now);
        }
    }
    state.brakedUntil = std::min(state.brakedUntil, now + longestBrake);
    state.signalsSent.day =
        std::min<core::Timestamp>(state.signalsSent.day, std::chrono::floor<std::chrono::days>(now));
    return state;
}

std::string toJson(const RiskState& state)
{
    const auto marketJson = [](const core::MarketId& market) {
        return json::ObjectWriter().text("symbol", market.symbol.view()).text("venue", market.venue.view()).str();
    };
    return json::ObjectWriter()
               .raw("braked_until", timeJson(state.brakedUntil))
               .raw("overrides", json::listOf(state.overrides, timeJson))
               .raw("signals_sent",
                   json::ObjectWriter()
                       .raw("day", timeJson(state.signalsSent.day))
                       .number("value", state.signalsSent.value)
                       .str())
               .raw("tripped", json::listOf(state.tripped, marketJson))
               .raw("urgent", json::listOf(state.urgent, timeJson))
               .str()
        + '\n';
}

core::Result<RiskState> parseRiskState(std::string_view json)
{
    const auto object = json::Tree::parse(json);
    if (!object || object->kind() != json::Tree::Kind::Object) {
        return core::defect("no JSON object: " + (object ? "a list" : object.error().what));
    }
    auto tripped = marketsIn((*object)["tripped"]);
    if (!tripped) {
        return std::unexpected(tripped.error());
    }
    auto urgent = timesIn(*object, "urgent");
    if (!urgent) {
        return std::unexpected(urgent.error());
    }
    const auto until = timeIn((*object)["braked_until"], "braked_until");
    if (!until) {
        return std::unexpected(until.error());
    }
    auto overrides = timesIn(*object, "overrides");
    if (!overrides) {
        return std::unexpected(overrides.error());
    }
    const auto sent = sentIn((*object)["signals_sent"]);
    if (!sent) {
        return std::unexpected(sent.error());
    }
    RiskState state;
    state.signalsSent = *sent;
    state.tripped = std::move(*tripped);
    state.urgent = std::move(*urgent);
    state.brakedUntil = *until;
    state.overrides = std::move(*overrides);
    return state;
}

} // namespace leadline::session
