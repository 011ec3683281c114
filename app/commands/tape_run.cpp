// SPDX-License-Identifier: MIT
#include "app/commands/tape_run.h"

#include "engine/core/number_text.h"
#include "engine/core/time_text.h"
#include "engine/replay/replay.h"
#include "engine/tape/tape_reader.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <utility>

namespace leadline::app
{

namespace
{

std::optional<core::Quantity> valueOf(std::string_view text)
{
    const auto value = core::Quantity::parse(text);
    return value && value->raw() > 0 ? std::optional(*value) : std::nullopt;
}

} // namespace

CLI::Option* addRecordings(
    CLI::App& command, const std::string& name, std::vector<std::filesystem::path>& tapes, const std::string& help)
{
    return command.add_option_function<std::vector<std::filesystem::path>>(
        name,
        [&tapes](const std::vector<std::filesystem::path>& given) {
            auto recordings = tape::recordingsOf(given);
            if (!recordings) {
                complain(recordings.error().what);
                throw CLI::RuntimeError(exitBadInput);
            }
            tapes = std::move(*recordings);
        },
        help);
}

void addTapeOptions(CLI::App& command, TapeArguments& tapes)
{
    addRecordings(command, "TAPE", tapes.tapes,
        "recordings, or a folder of them: `<receive time> <venue JSON>` a line, or packets (pcap, pcap-ng); gzip, zstd "
        "or "
        "plain")
        ->required();
    command.add_option("--venue", tapes.venue, "venue of the recordings, when neither name nor messages tell");
    command.add_option("--symbol", tapes.symbols, "only these, comma-separated, as their venue names them: AAPL,MSFT")
        ->delimiter(',')
        ->allow_extra_args(false);
    command
        .add_option("--contract-value", tapes.contractValues,
            "what a contract is worth in coins (of inverse contracts in dollars): BTC-USDT-SWAP=0.01,ETH-USDT-SWAP=0.1")
        ->delimiter(',')
        ->allow_extra_args(false);
}

bool takeContractValues(const TapeArguments& tapes, desk::Desk& desk, const Say& say)
{
    std::map<core::Symbol, core::Quantity> values;
    for (const std::string& text : tapes.contractValues) {
        const auto at = text.find('=');
        const auto value = at == std::string::npos || at == 0 || !core::Symbol::fits(text.substr(0, at))
            ? std::nullopt
            : valueOf(std::string_view(text).substr(at + 1));
        if (!value) {
            say("--contract-value " + text + ": must be a symbol and a number above 0, as BTC-USDT-SWAP=0.01");
            return false;
        }
        values.insert_or_assign(core::Symbol(std::string_view(text).substr(0, at)), *value);
    }
    desk.setContractValues(std::move(values));
    return true;
}

bool tellContracts(const TapeArguments& tapes, const desk::Desk& desk, const Say& say)
{
    for (const auto& market : desk.markets()) {
        const core::Instrument& instrument = market->instrument();
        if (!instrument.isSizeKnown()) {
            say(instrument.id.venue.text() + " " + instrument.id.symbol.text()
                + ": sizes are contracts, and nothing says what one is worth; --contract-value "
                + instrument.id.symbol.text() + "=VALUE does");
        }
    }
    bool areThere = true;
    for (const std::string& text : tapes.contractValues) {
        const core::Symbol symbol(std::string_view(text).substr(0, text.find('=')));
        if (std::ranges::none_of(
                desk.markets(), [&](const auto& market) { return market->instrument().id.symbol == symbol; })) {
            say("--contract-value " + text + ": no message about " + symbol.text());
            areThere = false;
        }
    }
    return areThere;
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

void tell(const replay::ReplayReport& report, const Say& say)
{
    for (const std::string& note : report.notes) {
        say(note);
    }
    for (const std::string& problem : report.problems) {
        say(problem);
    }
    if (report.skipped > 0) {
        say(std::to_string(report.skipped) + (report.holdsPackets ? " packets" : " lines") + " skipped, "
            + std::to_string(report.used) + " messages used");
    }
}

int tellReplay(const replay::ReplayReport& report, const std::vector<std::filesystem::path>& tapes, const Say& say)
{
    tell(report, say);
    for (const core::Symbol& symbol : report.missing) {
        say("--symbol " + symbol.text() + ": no message about it");
    }
    if (report.used == 0) {
        say("nothing in " + tapes.front().string() + " could be used");
        return exitBadInput;
    }
    for (const core::MarketId& market : report.lost) {
        say(market.venue.text() + " " + market.symbol.text() + ": its book was lost and not found again");
    }
    return !report.missing.empty() ? exitBadInput : report.lost.empty() ? exitSuccess : exitFailed;
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
    // A time from now on must stay one that can be counted.
    constexpr double century = 100 * 365.25 * 24 * 3600e9;
    const core::Duration duration(static_cast<std::int64_t>(std::min(value * nanoseconds, century)));
    return duration.count() > 0 && value * nanoseconds <= century ? std::optional(duration) : std::nullopt;
}

std::optional<core::Timestamp> parseTime(std::string_view text)
{
    return core::timeIn(text);
}

} // namespace leadline::app
