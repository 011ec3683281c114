// SPDX-License-Identifier: MIT
#include "app/commands/tape_run.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <sstream>

namespace leadline::app
{

namespace
{

/// Reads a whole number of exactly `digits` digits and moves on.
std::optional<int> takeNumber(std::string_view& text, std::size_t digits)
{
    int value = 0;
    if (text.size() < digits) {
        return std::nullopt;
    }
    const auto [end, error] = std::from_chars(text.data(), text.data() + digits, value);
    if (error != std::errc{} || end != text.data() + digits || value < 0) {
        return std::nullopt;
    }
    text.remove_prefix(digits);
    return value;
}

bool take(std::string_view& text, std::string_view expected)
{
    if (!text.starts_with(expected)) {
        return false;
    }
    text.remove_prefix(expected.size());
    return true;
}

} // namespace

void addTapeOptions(CLI::App& command, TapeArguments& tapes)
{
    command
        .add_option("TAPE", tapes.tapes,
            "recordings: `<receive time> <venue JSON>` a line, or packets (pcap, pcap-ng); gzip, zstd or plain")
        ->required();
    command.add_option("--venue", tapes.venue, "venue of the recordings, when neither name nor messages tell");
    command.add_option("--symbol", tapes.symbols, "only these, comma-separated, as their venue names them: AAPL,MSFT")
        ->delimiter(',')
        ->allow_extra_args(false);
}

std::vector<core::Symbol> symbolsOf(const std::vector<std::string>& names)
{
    std::vector<core::Symbol> symbols;
    std::ranges::transform(
        names, std::back_inserter(symbols), [](const std::string& name) { return core::Symbol(name); });
    return symbols;
}

void complain(std::string_view what)
{
    std::fprintf(stderr, "leadline: %.*s\n", static_cast<int>(what.size()), what.data());
}

core::Result<std::string> textOf(const std::filesystem::path& path)
{
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return in ? core::Result<std::string>(text.str()) : core::defect(path.string() + ": cannot be read");
}

void tell(const replay::ReplayReport& report)
{
    for (const std::string& note : report.notes) {
        complain(note);
    }
    for (const std::string& problem : report.problems) {
        complain(problem);
    }
    if (report.skipped > 0) {
        complain(std::to_string(report.skipped) + (report.holdsPackets ? " packets" : " lines") + " skipped, "
            + std::to_string(report.used) + " messages used");
    }
}

int tellReplay(const replay::ReplayReport& report, const std::vector<std::filesystem::path>& tapes)
{
    tell(report);
    for (const core::Symbol& symbol : report.missing) {
        complain("--symbol " + symbol.text() + ": no message about it");
    }
    if (report.used == 0) {
        complain("nothing in " + tapes.front().string() + " could be used");
        return exitBadInput;
    }
    return report.missing.empty() ? exitSuccess : exitBadInput;
}

int runTapes(replay::Replay& replay, const std::vector<std::filesystem::path>& tapes)
{
    const auto report = replay.run(tapes);
    if (!report) {
        complain(report.error().what);
        return exitBadInput;
    }
    return tellReplay(*report, tapes);
}

std::optional<core::Duration> parseDuration(std::string_view text)
{
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || !(value > 0) || value > 1e9) {
        return std::nullopt;
    }
    const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
    const double nanoseconds = unit == "ms" ? 1e6 : unit == "s" ? 1e9 : unit == "m" ? 60e9 : unit == "h" ? 3600e9 : 0;
    const core::Duration duration(static_cast<std::int64_t>(value * nanoseconds));
    return duration.count() > 0 ? std::optional(duration) : std::nullopt;
}

std::optional<core::Timestamp> parseTime(std::string_view text)
{
    std::int64_t nanoseconds = 0;
    if (const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), nanoseconds);
        error == std::errc{} && end == text.data() + text.size() && nanoseconds > 0) {
        return core::fromNanoseconds(nanoseconds);
    }
    const auto year = takeNumber(text, 4);
    const auto month = year && take(text, "-") ? takeNumber(text, 2) : std::nullopt;
    const auto day = month && take(text, "-") ? takeNumber(text, 2) : std::nullopt;
    const auto hour = day && (take(text, "T") || take(text, " ")) ? takeNumber(text, 2) : std::nullopt;
    const auto minute = hour && take(text, ":") ? takeNumber(text, 2) : std::nullopt;
    const auto second = minute && take(text, ":") ? takeNumber(text, 2) : std::nullopt;
    if (!second || *hour > 23 || *minute > 59 || *second > 59) {
        return std::nullopt;
    }
    const std::chrono::year_month_day date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
        std::chrono::day(static_cast<unsigned>(*day))};
    if (!date.ok()) {
        return std::nullopt;
    }
    std::int64_t fraction = 0;
    if (take(text, ".")) {
        std::int64_t unit = 100'000'000;
        while (!text.empty() && text.front() >= '0' && text.front() <= '9' && unit > 0) {
            fraction += (text.front() - '0') * unit;
            unit /= 10;
            text.remove_prefix(1);
        }
    }
    take(text, "Z");
    if (!text.empty()) {
        return std::nullopt;
    }
    return core::Timestamp(std::chrono::sys_days(date)) + std::chrono::hours(*hour) + std::chrono::minutes(*minute)
        + std::chrono::seconds(*second) + core::Duration(fraction);
}

std::string utcText(core::Timestamp time)
{
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::milliseconds>(time - day));
    std::array<char, 40> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
        static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
        static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()),
        static_cast<int>(clock.subseconds().count()));
    return text.data();
}

} // namespace leadline::app
