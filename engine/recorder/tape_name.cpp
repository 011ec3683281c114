// SPDX-License-Identifier: MIT
#include "engine/recorder/tape_name.h"

#include "engine/core/time_text.h"
#include "engine/tape/tape_reader.h"
#include "engine/venues/venue.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace leadline::recorder
{

std::string tapeName(const core::MarketId& market, Day day)
{
    std::string symbol = market.symbol.text();
    std::ranges::transform(
        symbol, symbol.begin(), [](unsigned char c) { return c == '/' ? '-' : static_cast<char>(std::tolower(c)); });
    std::string date = core::isoDate(day);
    std::erase(date, '-');
    return market.venue.text() + "_" + symbol + "_" + date + ".zst";
}

std::optional<Day> dayOfTape(const std::filesystem::path& path)
{
    const tape::TapeName name = tape::parseTapeName(path);
    if (path.extension() != ".zst" || name.day.empty() || name.symbol.empty()
        || venues::findVenue(name.venue) == nullptr) {
        return std::nullopt;
    }
    unsigned number = 0;
    std::from_chars(name.day.data(), name.day.data() + name.day.size(), number);
    const std::chrono::year_month_day date{std::chrono::year(static_cast<int>(number / 10000)),
        std::chrono::month(number / 100 % 100), std::chrono::day(number % 100)};
    // A name that another program gave, such as "btcusdt_20261130.jsonl.zst", is not taken for ours.
    const core::MarketId market{core::VenueId(name.venue), core::Symbol(name.symbol)};
    return date.ok() && tapeName(market, date) == path.filename() ? std::optional<Day>(date) : std::nullopt;
}

} // namespace leadline::recorder
