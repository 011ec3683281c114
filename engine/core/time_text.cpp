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

/// "Z", "-04:00" or nothing: how far the clock is ahead of UTC.
std::optional<std::chrono::minutes> offsetOf(std::string_view text)
{
    if (text.empty() || text == "Z") {
        return std::chrono::minutes(0);
    }
    const bool isBehind = text.front() == '-';
    if (!take(text, '+') && !take(text, '-')) {
        return std::nullopt;
    }
    const int hours = takeDigits(text, 2);
    const int minutes = take(text, ':') ? takeDigits(text, 2) : -1;
    if (hours < 0 || hours > 23 || minutes < 0 || minutes > 59 || !text.empty()) {
        return std::nullopt;
    }
    const auto ahead = std::chrono::hours(hours) + std::chrono::minutes(minutes);
    return isBehind ? -ahead : ahead;
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
    const int year = takeDigits(text, 4);
    const int month = take(text, '-') ? takeDigits(text, 2) : -1;
    const int day = take(text, '-') ? takeDigits(text, 2) : -1;
    const int hour = take(text, 'T') || take(text, ' ') ? takeDigits(text, 2) : -1;
    const int minute = take(text, ':') ? takeDigits(text, 2) : -1;
    const int second = take(text, ':') ? takeDigits(text, 2) : -1;
    if (year < 1970 || year > 2200 || month < 0 || day < 0 || hour < 0 || hour > 23 || minute < 0 || minute > 59
        || second < 0 || second > 60) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
        std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok()) {
        return std::nullopt;
    }
    std::int64_t nanoseconds = 0;
    if (take(text, '.')) {
        std::int64_t unit = 100'000'000;
        for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), unit /= 10) {
            nanoseconds += (text.front() - '0') * unit;
        }
    }
    const auto ahead = offsetOf(text);
    if (!ahead) {
        return std::nullopt;
    }
    return Timestamp(std::chrono::sys_days(date).time_since_epoch() + std::chrono::hours(hour)
        + std::chrono::minutes(minute) + std::chrono::seconds(second) + std::chrono::nanoseconds(nanoseconds) - *ahead);
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
