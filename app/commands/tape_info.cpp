// SPDX-License-Identifier: MIT
#include "app/commands/commands.h"
#include "app/commands/quiet_listener.h"
#include "app/commands/tape_run.h"
#include "engine/core/time_text.h"
#include "engine/desk/desk.h"
#include "engine/json/writer.h"
#include "engine/replay/replay.h"
#include "engine/tape/recording.h"
#include "engine/tape/source.h"

#include <CLI/CLI.hpp>

#include <QByteArray>
#include <QCryptographicHash>

#include <algorithm>
#include <cstdio>
#include <vector>

namespace leadline::app
{

namespace
{

struct TapeInfoArguments {
    std::string what; ///< "info"; there is nothing else yet
    std::vector<std::filesystem::path> paths;
    bool json = false;
};

/// Nothing came for longer: a line that was down, or a market that slept.
constexpr std::chrono::seconds silence{10};

struct TapeInfo {
    std::filesystem::path path;
    std::string problem; ///< why it cannot be read, or not to its end; empty: it can
    std::string venue;
    std::string symbol;
    std::string pair; ///< "ETH/USDT-PERP": the kind is a part of it; empty: not known
    core::Timestamp first; ///< of receive times
    core::Timestamp last;
    std::uint64_t messages = 0;
    std::uint64_t badLines = 0;
    std::uint64_t gaps = 0; ///< of the books
    std::uint64_t silences = 0;
    core::Duration longestSilence{};
    std::uint64_t fileBytes = 0;
    std::uint64_t textBytes = 0;
    std::string digest; ///< SHA-256 of the decompressed bytes, hexadecimal
};

/// Size and digest of what is compressed; what a crash tore off at the end has no part in them.
void readText(TapeInfo& info)
{
    auto source = tape::TapeReader::Source::open(info.path);
    if (!source) {
        info.problem = source.error().what;
        return;
    }
    QCryptographicHash hash(QCryptographicHash::Sha256);
    std::vector<char> buffer(std::size_t{1} << 20);
    while (true) {
        const auto size = (*source)->read(buffer.data(), buffer.size());
        if (!size) {
            info.problem = info.path.string() + ": " + size.error().what;
            break;
        }
        if (*size == 0) {
            break;
        }
        hash.addData(QByteArrayView(buffer.data(), static_cast<qsizetype>(*size)));
        info.textBytes += *size;
    }
    info.digest = hash.result().toHex().toStdString();
}

void readTimes(TapeInfo& info)
{
    auto recording = tape::Recording::open(info.path);
    core::Timestamp before;
    while (recording) {
        const auto step = recording->next();
        if (step == tape::Recording::Step::End || step == tape::Recording::Step::Broken) {
            break;
        }
        if (step == tape::Recording::Step::Skipped || recording->message().isConnect) {
            continue;
        }
        ++info.messages;
        const core::Timestamp time = recording->message().receiveTime;
        if (time == core::Timestamp{}) {
            continue;
        }
        info.first = info.first == core::Timestamp{} ? time : info.first;
        info.last = time;
        if (before != core::Timestamp{} && time - before > silence) {
            ++info.silences;
            info.longestSilence = std::max(info.longestSilence, time - before);
        }
        before = time;
    }
}

void readBooks(TapeInfo& info)
{
    QuietListener listener;
    desk::Desk desk({}, listener);
    const auto player = replay::TapePlayer::open(info.path, {});
    if (!player) {
        info.problem = info.problem.empty() ? player.error().what : info.problem;
        return;
    }
    info.venue = player->venue().id.text();
    replay::Replay replay(desk, info.venue);
    const auto report = replay.run({info.path});
    if (!report) {
        info.problem = info.problem.empty() ? report.error().what : info.problem;
        return;
    }
    info.badLines = report->skipped - (report->isBroken ? 1 : 0);
    for (const auto& market : desk.markets()) {
        info.gaps += market->counters().book.gaps;
    }
    const core::Instrument instrument =
        desk.markets().empty() ? core::Instrument{} : desk.markets().front()->instrument();
    info.symbol = desk.markets().empty() ? player->symbol().text() : instrument.id.symbol.text();
    info.pair = instrument.pair.isKnown() ? instrument.pair.text() : "";
}

TapeInfo infoOf(const std::filesystem::path& path)
{
    TapeInfo info{.path = path};
    std::error_code error;
    info.fileBytes = std::filesystem::file_size(path, error);
    if (error) {
        info.fileBytes = 0;
        info.problem = path.string() + ": " + error.message();
        return info;
    }
    readText(info);
    readTimes(info);
    readBooks(info);
    return info;
}

std::string jsonOf(const TapeInfo& info)
{
    const bool hasTime = info.first != core::Timestamp{};
    json::ObjectWriter object;
    object.text("file", info.path.string())
        .textOrNull("problem", info.problem)
        .textOrNull("venue", info.venue)
        .textOrNull("symbol", info.symbol)
        .textOrNull("pair", info.pair)
        .textOrNull("first", hasTime ? core::isoText(info.first, 9) : "")
        .textOrNull("last", hasTime ? core::isoText(info.last, 9) : "")
        .whole("messages", info.messages)
        .whole("bad_lines", info.badLines)
        .whole("sequence_gaps", info.gaps)
        .whole("silences", info.silences)
        .number("longest_silence_seconds", std::chrono::duration<double>(info.longestSilence).count())
        .whole("file_bytes", info.fileBytes)
        .whole("text_bytes", info.textBytes)
        .textOrNull("text_sha256", info.digest);
    return object.str();
}

void print(const TapeInfo& info)
{
    const auto count = [](std::uint64_t number) { return static_cast<unsigned long long>(number); };
    std::printf("%s\n  %s %s%s%s, %s to %s\n", info.path.filename().c_str(), info.venue.c_str(), info.symbol.c_str(),
        info.pair.empty() ? "" : ", ", info.pair.c_str(), core::isoText(info.first, 3).c_str(),
        core::isoText(info.last, 3).c_str());
    std::printf(
        "  messages %llu, bad lines %llu, sequence gaps %llu, silences of more than %lld s %llu (longest %.1f s)\n",
        count(info.messages), count(info.badLines), count(info.gaps), static_cast<long long>(silence.count()),
        count(info.silences), std::chrono::duration<double>(info.longestSilence).count());
    std::printf("  %llu bytes of text in %llu, SHA-256 of the text %s\n", count(info.textBytes), count(info.fileBytes),
        info.digest.c_str());
}

int runTapeInfo(const TapeInfoArguments& arguments)
{
    bool isWhole = true;
    json::ListWriter list;
    for (const auto& path : arguments.paths) {
        const TapeInfo info = infoOf(path);
        isWhole = isWhole && info.problem.empty();
        if (!info.problem.empty()) {
            complain(info.problem);
        }
        if (arguments.json) {
            list.add(jsonOf(info));
        } else if (!info.digest.empty()) {
            print(info);
        }
    }
    if (arguments.json) {
        std::puts(list.str().c_str());
    }
    return isWhole && std::fflush(stdout) == 0 ? exitSuccess : exitFailed;
}

Runner addTape(CLI::App& command)
{
    const auto arguments = std::make_shared<TapeInfoArguments>();
    command.add_option("WHAT", arguments->what, "info: what recordings hold, times, counts, gaps, sizes and digests")
        ->required()
        ->check(CLI::IsMember({"info"}));
    addRecordings(command, "TAPE", arguments->paths, "recordings, or folders of them")->required();
    command.add_flag("--json", arguments->json, "one JSON array, an object a recording");
    return [arguments](Invocation&) { return runTapeInfo(*arguments); };
}

} // namespace

const Command tapeCommand{"tape", "look into recordings: `leadline tape info`", addTape};

} // namespace leadline::app
