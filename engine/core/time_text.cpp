// SPDX-License-Identifier: MIT
#include "engine/core/time_text.h"

#include <charconv>

namespace leadline::core
{

namespace
{

/// Reads a whole number of exactly `digits` digits and moves on; -1 when it is none.
int takeDigits(std::string_view& text, std::size_t digits)
{
    int value = 0;
    if (text.size() < digits) {
        return -1;
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value);
    if (error != std::errc{} || end != text.data() + digits || value < 0) {
        return -1;
    }
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, char expected)
{
    if (text.empty() || text.front() != expected) {
        return false;
    }
    text.remove_prefix(1);
    return true;
}

bool startsWithDigit(std::string_view text)
{
    return !text.empty() && text.front() >= '0' && text.front() <= '9';
}

/// Takes digits behind a point, as a part of `unit` nanoseconds.
std::int64_t takeFraction(std::string_view& text, std::int64_t unit)
{
    std::int64_t nanoseconds = 0;
    for (; startsWithDigit(text); text.remove_prefix(1)) {
        // What is finer than a nanosecond is cut off.
        nanoseconds += (text.front() - '0') * (unit / 10);
        unit /= 10;
    }
    return nanoseconds;
}

/// Takes "Z", " UTC", "-04:00", "-0400", "-04" or nothing: how far the clock is ahead of UTC.
std::optional<std::chrono::minutes> takeOffset(std::string_view& text)
{
    std::string_view rest = text;
    take(rest, ' ');
    for (const std::string_view name : {"Z", "z", "UTC", "GMT"}) {
        if (rest.starts_with(name)) {
            text = rest.substr(name.size());
            return std::chrono::minutes(0);
        }
    }
    const bool isBehind = rest.starts_with('-');
    if ((!take(rest, '+') && !take(rest, '-')) || !startsWithDigit(rest)) {
        return std::chrono::minutes(0);
    }
    const int hours = takeDigits(rest, 2);
    const int minutes = take(rest, ':') || startsWithDigit(rest) ? takeDigits(rest, 2) : 0;
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59) {
        return std::nullopt;
    }
    text = rest;
    const auto ahead = std::chrono::hours(hours) + std::chrono::minutes(minutes);
    return isBehind ? -ahead : ahead;
}

/// Takes "17:35", and ":55.440295" where it follows.
std::optional<std::chrono::nanoseconds> takeClock(std::string_view& text)
{
    const int hour = takeDigits(text, 2);
    const int minute = take(text, ':') ? takeDigits(text, 2) : -1;
    const int second = take(text, ':') ? takeDigits(text, 2) : 0;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) {
        return std::nullopt;
    }
    std::int64_t nanoseconds = 0;
    if ((text.starts_with('.') || text.starts_with(',')) && startsWithDigit(text.substr(1))) {
        text.remove_prefix(1);
        nanoseconds = takeFraction(text, 1'000'000'000);
    }
    return std::chrono::hours(hour) + std::chrono::minutes(minute) + std::chrono::seconds(second)
        + std::chrono::nanoseconds(nanoseconds);
}

std::optional<Timestamp> takeIsoTime(std::string_view& text)
{
    std::string_view rest = text;
    const int year = takeDigits(rest, 4);
    const int month = take(rest, '-') ? takeDigits(rest, 2) : -1;
    const int day = take(rest, '-') ? takeDigits(rest, 2) : -1;
    if (year < 1970 || year > 2200 || month < 0 || day < 0 || (!take(rest, 'T') && !take(rest, ' '))) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
        std::chrono::day(static_cast<unsigned>(day))};
    const auto clock = takeClock(rest);
    const auto ahead = clock ? takeOffset(rest) : std::nullopt;
    if (!date.ok() || !ahead) {
        return std::nullopt;
    }
    text = rest;
    return Timestamp(std::chrono::sys_days(date).time_since_epoch() + *clock - *ahead);
}

/// Nanoseconds of the unit that a count is in.
constexpr std::int64_t unitOf(std::uint64_t count)
{
    return count < 100'000'000'000        ? 1'000'000'000
        : count < 100'000'000'000'000     ? 1'000'000
        : count < 100'000'000'000'000'000 ? 1'000
                                          : 1;
}

std::optional<Timestamp> takeCount(std::string_view& text)
{
    std::uint64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
    const auto whole = error == std::errc{} ? timeOfCount(count) : std::nullopt;
    if (!whole) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (!take(text, '.')) {
        return whole;
    }
    return *whole + std::chrono::nanoseconds(takeFraction(text, unitOf(count)));
}

/// With leading zeros to that width.
std::string padded(std::int64_t number, std::size_t width)
{
    const std::string digits = std::to_string(number);
    return std::string(width - std::min(width, digits.size()), '0') + digits;
}

} // namespace

std::optional<Timestamp> isoTime(std::string_view text)
{
    const auto time = takeIsoTime(text);
    return text.empty() ? time : std::nullopt;
}

std::optional<Timestamp> timeOfCount(std::uint64_t count)
{
    constexpr std::int64_t earliest = 100'000'000; // seconds: March 1973
    constexpr std::int64_t latest = 7'258'118'400; // the year 2200
    const std::int64_t unit = unitOf(count);
    const std::uint64_t second = 1'000'000'000 / static_cast<std::uint64_t>(unit);
    if (count < earliest * second || count >= latest * second) {
        return std::nullopt;
    }
    return fromNanoseconds(static_cast<std::int64_t>(count) * unit);
}

std::optional<Timestamp> takeTime(std::string_view& text)
{
    constexpr std::size_t yearDigits = 4;
    const bool hasYear = text.find_first_not_of("0123456789") == yearDigits && text[yearDigits] == '-';
    return hasYear ? takeIsoTime(text) : takeCount(text);
}

std::optional<Timestamp> timeIn(std::string_view text)
{
    const auto time = takeTime(text);
    return text.empty() ? time : std::nullopt;
}

std::string isoDate(Timestamp time)
{
    const std::chrono::year_month_day date(std::chrono::floor<std::chrono::days>(time));
    return padded(static_cast<int>(date.year()), 4) + '-' + padded(static_cast<unsigned>(date.month()), 2) + '-'
        + padded(static_cast<unsigned>(date.day()), 2);
}

std::string isoText(Timestamp time, int decimals)
{
    const std::chrono::hh_mm_ss clock(time - std::chrono::floor<std::chrono::days>(time));
    std::string text = isoDate(time) + 'T' + padded(clock.hours().count(), 2) + ':' + padded(clock.minutes().count(), 2)
        + ':' + padded(clock.seconds().count(), 2);
    if (decimals > 0) {
        text += '.' + padded(clock.subseconds().count(), 9).substr(0, static_cast<std::size_t>(decimals));
    }
    return text + 'Z';
}

} // namespace leadline::core
