// SPDX-License-Identifier: MIT
// Clock and calendar of the Alpaca-like venue.
#include "engine/sim/alpaca/alpaca_json.h"
#include "engine/sim/alpaca/alpaca_trading_rest.h"
#include "engine/sim/protocol/url_query.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace leadline::sim
{

namespace
{

using std::chrono::year_month_day;

constexpr year_month_day firstDay = std::chrono::year(1998) / std::chrono::January / 1;
constexpr year_month_day lastDay = std::chrono::year(2029) / std::chrono::December / 31;

/// "2026-11-20", or a time whose first ten letters are such a day.
year_month_day dayOf(std::string_view text, year_month_day otherwise)
{
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    const auto read = [&text](std::size_t from, std::size_t count, auto& to) {
        const std::string_view part = text.substr(std::min(from, text.size()), count);
        return std::from_chars(part.data(), part.data() + part.size(), to).ec == std::errc{};
    };
    if (!read(0, 4, year) || !read(5, 2, month) || !read(8, 2, day)) {
        return otherwise;
    }
    const year_month_day named{std::chrono::year(year), std::chrono::month(month), std::chrono::day(day)};
    return named.ok() ? std::clamp(named, firstDay, lastDay) : otherwise;
}

std::string legacyClock(core::Timestamp now)
{
    const equities::MarketPhase phase = equities::marketPhaseAt(now);
    const bool isOpen = phase.session == equities::MarketSession::Regular;
    const equities::MarketDay& today = phase.day;
    const equities::MarketDay next = now < today.opens ? today : equities::tradingDayAfter(today.day);
    return json::ObjectWriter()
        .text("timestamp", newYorkIso(now))
        .flag("is_open", isOpen)
        .text("next_open", newYorkIso(next.opens))
        .text("next_close", newYorkIso(isOpen ? today.closes : next.closes))
        .str();
}

std::string legacyDay(const equities::MarketDay& day)
{
    return json::ObjectWriter()
        .text("date", dateText(day.day))
        .text("open", clockText(day.opens))
        .text("close", clockText(day.closes))
        .text("session_open", clockText(equities::preMarketOpens(day), ""))
        .text("session_close", clockText(equities::afterHoursClose(day), ""))
        .text("settlement_date", dateText(equities::tradingDayAfter(day.day).day))
        .str();
}

std::string marketJson(std::string_view acronym)
{
    return json::ObjectWriter()
        .text("acronym", acronym)
        .text("name", acronym == "NASDAQ" ? "Nasdaq Stock Market" : "New York Stock Exchange")
        .text("mic", acronym == "NASDAQ" ? "XNAS" : "XNYS")
        .text("timezone", "America/New_York")
        .str();
}

std::string marketClock(core::Timestamp now, std::string_view market)
{
    constexpr std::array names{"closed", "pre", "core", "post"};
    const equities::MarketPhase phase = equities::marketPhaseAt(now);
    const equities::MarketDay& today = phase.day;
    const bool isToday = equities::newYorkTime(now).day == today.day;
    const equities::MarketDay next = now < today.opens ? today : equities::tradingDayAfter(today.day);
    const bool closesToday = now < today.closes;
    return json::ObjectWriter()
        .raw("market", marketJson(market))
        .text("timestamp", newYorkIso(now))
        .flag("is_market_day", isToday)
        .text("phase", names[static_cast<std::size_t>(phase.session)])
        .text("phase_until", newYorkIso(phase.ends))
        .text("next_market_open", newYorkIso(next.opens))
        .text("next_market_close", newYorkIso(closesToday ? today.closes : next.closes))
        .str();
}

std::string marketDay(const equities::MarketDay& day)
{
    return json::ObjectWriter()
        .text("date", dateText(day.day))
        .text("pre_start", newYorkIso(equities::preMarketOpens(day)))
        .text("pre_end", newYorkIso(day.opens))
        .text("core_start", newYorkIso(day.opens))
        .text("core_end", newYorkIso(day.closes))
        .text("post_start", newYorkIso(day.closes))
        .text("post_end", newYorkIso(equities::afterHoursClose(day)))
        .text("settlement_date", dateText(equities::tradingDayAfter(day.day).day))
        .str();
}

} // namespace

std::optional<RestAnswer> clockRest(const RestRequest& request, core::Timestamp now)
{
    constexpr std::string_view marketCalendar = "/v3/calendar/";
    const std::string_view query = request.query;
    const year_month_day today = equities::newYorkTime(now).day;
    if (request.path == "/v2/clock") {
        return RestAnswer{200, legacyClock(now)};
    }
    if (request.path == "/v3/clock") {
        json::ListWriter clocks;
        const std::string wanted = "," + decodedItem(query, "markets") + ",";
        for (const char* const market : {"NYSE", "NASDAQ"}) {
            if (wanted == ",," || wanted.find("," + std::string(market) + ",") != std::string::npos) {
                clocks.add(marketClock(now, market));
            }
        }
        return RestAnswer{200, json::ObjectWriter().raw("clocks", clocks.str()).str()};
    }
    const bool isLegacy = request.path == "/v2/calendar";
    if (!isLegacy && !request.path.starts_with(marketCalendar)) {
        return std::nullopt;
    }
    const std::string market = isLegacy ? "NYSE" : request.path.substr(marketCalendar.size());
    if (market != "NYSE" && market != "NASDAQ") {
        return RestAnswer{404, R"({"code":40410000,"message":"market not found"})"};
    }
    // Without days: all of the old calendar, a week of the new one.
    const year_month_day from = dayOf(decodedItem(query, "start"), isLegacy ? firstDay : today);
    const year_month_day to = dayOf(decodedItem(query, "end"),
        isLegacy ? lastDay : year_month_day(std::chrono::sys_days(today) + std::chrono::days(7)));
    json::ListWriter list;
    for (const equities::MarketDay& day : equities::tradingDays(from, to)) {
        list.add(isLegacy ? legacyDay(day) : marketDay(day));
    }
    return RestAnswer{200,
        isLegacy ? list.str()
                 : json::ObjectWriter().raw("market", marketJson(market)).raw("calendar", list.str()).str()};
}

} // namespace leadline::sim
