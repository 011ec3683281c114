// SPDX-License-Identifier: MIT
#include "app/settings/stock_options.h"

#include "engine/equities/exchange_calendar.h"
#include "engine/equities/market_hours.h"
#include "engine/session/scan_request.h"
#include "engine/session/session_options.h"
#include "engine/session/stock_options.h"
#include "engine/venues/alpaca/alpaca_decoder.h"
#include "engine/venues/polygon/polygon_decoder.h"

#include <QStandardPaths>

#include <algorithm>
#include <cstdio>

namespace leadline::app
{

namespace
{

const VenueSettings& settingsOf(const Settings& settings, const core::VenueId& id)
{
    const auto known = venues::knownVenues();
    const auto found = std::ranges::find(known, id, &venues::Venue::id);
    return settings.venues[static_cast<std::size_t>(found - known.begin())];
}

} // namespace

const std::string& stockTrading(const Settings& settings)
{
    return settingsOf(settings, venues::alpaca::sipVenue).trading;
}

std::string_view describe(StockPlace place)
{
    switch (place) {
    case StockPlace::Embedded:
        return "embedded";
    case StockPlace::Paper:
        return "paper";
    case StockPlace::Live:
        return "live";
    }
    return "";
}

session::StockOptions stockOptions(const Settings& settings, StockPlace place)
{
    const bool isIex = settings.equities.isIexFeed;
    const VenueSettings& data = settingsOf(settings, isIex ? venues::alpaca::iexVenue : venues::alpaca::sipVenue);
    const VenueSettings& polygon = settingsOf(settings, venues::polygon::venue);
    return {.isEmbedded = place == StockPlace::Embedded,
        .environment = std::string(describe(place)),
        .data = {data.streamUrl, data.restUrl},
        .isIexFeed = isIex,
        .polygon = {polygon.streamUrl, polygon.restUrl},
        .polygonCountsLots = settings.equities.polygonCountsLots,
        .execution = settings.execution,
        .picks = settings.picks,
        .scan = settings.scan,
        .scores = settings.scoreModel,
        .seed = static_cast<quint64>(settings.market.seed)};
}

session::ScanRules scanRules(const Settings& settings)
{
    return {.picks = settings.picks, .scan = settings.scan, .scores = settings.scoreModel};
}

void setEnvironment(execution::ExecutionOptions& orders, StockPlace place)
{
    orders.environments[venues::alpaca::sipVenue] = describe(place);
}

StockPlace stockPlace(const Settings& settings, session::SourceKind source)
{
    if (source != session::SourceKind::Live) {
        return StockPlace::Embedded;
    }
    return stockTrading(settings) == "live" ? StockPlace::Live : StockPlace::Paper;
}

core::Result<core::Timestamp> embeddedStart(const Settings& settings, const std::string& time, core::Timestamp now)
{
    const std::string& text = time.empty() ? settings.equities.embeddedStart : time;
    const std::string where = (time.empty() ? "equities.embedded_start = " : "--start ") + text;
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    int hours = 0;
    int minutes = 0;
    int seconds = 0;
    int used = 0;
    const auto today = equities::newYorkTime(now).day;
    auto date = equities::tradingDay(today) ? today : equities::tradingDayAfter(today).day;
    const char* clock = text.c_str();
    if (std::sscanf(clock, "%4d-%2u-%2uT%n", &year, &month, &day, &used) == 3 && used > 0) {
        date = {std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
        clock += used;
        used = 0;
    }
    const bool isTime = std::sscanf(clock, "%2d:%2d:%2d%n", &hours, &minutes, &seconds, &used) == 3 && hours <= 23
        && minutes <= 59 && seconds <= 59 && hours >= 0 && minutes >= 0 && seconds >= 0;
    if (!isTime || !date.ok()) {
        return core::defect(where + ": must be New York time, 2026-11-20T09:29:00 or 09:29:00");
    }
    if (!equities::tradingDay(date)) {
        return core::defect(where + ": is no trading day");
    }
    const core::Timestamp start = equities::fromNewYork(
        date, std::chrono::hours(hours) + std::chrono::minutes(minutes) + std::chrono::seconds(seconds));
    // The offset says nothing new; one that is wrong is a mistake.
    const std::string offset = clock + used;
    const auto zone = std::chrono::duration_cast<std::chrono::hours>(
        start - (core::Timestamp(std::chrono::sys_days(date)) + equities::newYorkTime(start).timeOfDay));
    if (!offset.empty() && offset != "-0" + std::to_string(zone.count()) + ":00") {
        return core::defect(where + ": New York is " + std::to_string(zone.count()) + " hours behind UTC then");
    }
    return start;
}

} // namespace leadline::app
