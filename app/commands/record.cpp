// SPDX-License-Identifier: MIT
#include "app/commands/commands.h"
#include "app/commands/tape_run.h"
#include "app/settings/session_options.h"
#include "app/settings/system_clock.h"
#include "engine/core/shifted_clock.h"
#include "engine/json/writer.h"
#include "engine/recorder/loss_words.h"
#include "engine/recorder/recording_session.h"

#include <CLI/CLI.hpp>

#include <QCoreApplication>
#include <QTimer>

#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>

namespace leadline::app
{

namespace
{

struct RecordArguments {
    std::string symbols; ///< "BTC/USDT,ETH/USDT-PERP"; empty: market.symbols
    std::string venues; ///< "kraken,coinbase"; empty: market.venues
    std::filesystem::path out;
    std::string time; ///< how long, of the market's time; empty: until it is stopped
    int keepDays = 0;
    double speed = 1; ///< of the embedded market
    bool isLive = false;
    bool isEmbedded = false;
    bool json = false;
};

volatile std::sig_atomic_t stopRecording = 0;

/// Both end a recording properly. A file that reached the limit of the shell is a disk that is full, and no crash.
void hearSignals()
{
    for (const int signal : {SIGINT, SIGTERM}) {
        std::signal(signal, [](int) { stopRecording = 1; });
    }
    std::signal(SIGXFSZ, SIG_IGN);
}

/// The settings with what the command line says of the market; nothing, and the reason is said, where that is wrong.
std::optional<Settings> settingsOf(const RecordArguments& arguments, const LoadedSettings& loaded)
{
    LoadedSettings settings = loaded;
    const auto take = [&](const char* key, const std::string& value, const char* where) {
        const auto wrong = value.empty() ? std::nullopt : overrideSetting(settings, key, value, where);
        if (wrong) {
            complain(wrong->what);
        }
        return !wrong;
    };
    const bool isGood = take("market.symbols", arguments.symbols, "--symbol")
        && take("market.venues", arguments.venues, "--venues")
        && take("market.source",
            arguments.isLive           ? "live"
                : arguments.isEmbedded ? "embedded"
                                       : "",
            "--live");
    return isGood ? std::optional(std::move(settings.values)) : std::nullopt;
}

std::string jsonOf(const recorder::RecordStatistics& statistics, core::Timestamp now, bool isLast)
{
    const auto counted = [](json::ObjectWriter object, const recorder::TapeCounts& counts, std::uint64_t dropped) {
        return object.whole("messages", counts.messages)
            .whole("raw_bytes", counts.rawBytes)
            .whole("written_bytes", counts.writtenBytes)
            .whole("dropped", dropped);
    };
    json::ObjectWriter all;
    all.whole("time", core::nanosecondsOf(now)).flag("ended", isLast);
    return counted(all, statistics.all, statistics.dropped())
        .textOrNull("problem", statistics.problem)
        .raw("files",
            json::listOf(statistics.files,
                [&](const recorder::RecordStatistics::File& file) {
                    return counted(json::ObjectWriter().text("file", file.path.filename().string()), file.counts,
                        file.counts.dropped)
                        .str();
                }))
        .str();
}

/// What is said of a recording while it goes on.
class RecordTeller
{
public:
    explicit RecordTeller(bool json)
        : m_json(json)
        , m_isWatched(!json && isatty(STDERR_FILENO) != 0)
    {
    }

    void tell(const recorder::RecordStatistics& statistics, core::Timestamp now, bool isLast)
    {
        if (m_isWatched) {
            std::fputs("\r\033[K", stderr);
        }
        for (; m_notes < statistics.notes.size(); ++m_notes) {
            complain(statistics.notes[m_notes]);
        }
        if (const auto words = m_loss.look(statistics)) {
            complain(*words);
        }
        if (m_json) {
            std::puts(jsonOf(statistics, now, isLast).c_str());
            std::fflush(stdout);
        } else if (isLast) {
            printTable(statistics);
        } else if (m_isWatched) {
            std::fprintf(stderr, "\rrecording: %llu messages, %llu bytes",
                static_cast<unsigned long long>(statistics.all.messages),
                static_cast<unsigned long long>(statistics.all.writtenBytes));
        }
    }

private:
    static void printTable(const recorder::RecordStatistics& statistics)
    {
        for (const auto& file : statistics.files) {
            std::printf("%-48s %10llu messages %12llu bytes\n", file.path.filename().c_str(),
                static_cast<unsigned long long>(file.counts.messages),
                static_cast<unsigned long long>(file.counts.writtenBytes));
        }
        std::printf("%llu messages, %llu bytes of text in %llu bytes, %llu dropped\n",
            static_cast<unsigned long long>(statistics.all.messages),
            static_cast<unsigned long long>(statistics.all.rawBytes),
            static_cast<unsigned long long>(statistics.all.writtenBytes),
            static_cast<unsigned long long>(statistics.dropped()));
    }

    bool m_json;
    bool m_isWatched; ///< by a person at a terminal
    std::size_t m_notes = 0; ///< said
    recorder::LossWords m_loss;
};

int record(const RecordArguments& arguments, const Settings& settings, std::optional<core::Duration> time)
{
    session::SessionOptions options = sessionOptions(settings);
    const app::SystemClock system;
    const core::ShiftedClock shifted(system, system.now(), arguments.speed);
    // Receive times follow the system's clock where the market does, corrections of it too.
    const core::Clock& clock =
        options.source == session::SourceKind::Live ? static_cast<const core::Clock&>(system) : shifted;
    recorder::RecordingSession session(
        std::move(options), {.folder = arguments.out, .keepDays = arguments.keepDays}, clock);
    QObject::connect(&session, &recorder::RecordingSession::troubled, &session,
        [](const QString& what) { complain(what.toStdString()); });
    const std::vector<core::Pair> missing = session.start();
    for (const core::Pair& pair : missing) {
        complain((arguments.symbols.empty() ? "market.symbols " : "--symbol ") + pair.text()
            + ": none of the venues has it");
    }
    if (!missing.empty()) {
        return exitBadInput;
    }
    RecordTeller teller(arguments.json);
    const core::Duration begin = clock.steady();
    QTimer tell;
    QObject::connect(&tell, &QTimer::timeout, &session, [&] { teller.tell(session.statistics(), clock.now(), false); });
    tell.start(std::chrono::seconds(1));
    QTimer end;
    QObject::connect(&end, &QTimer::timeout, &session, [&] {
        if (stopRecording != 0 || (time && clock.steady() - begin >= *time)) {
            QCoreApplication::quit();
        }
    });
    end.start(std::chrono::milliseconds(20));
    QCoreApplication::exec();
    session.stop();
    const recorder::RecordStatistics statistics = session.statistics();
    teller.tell(statistics, clock.now(), true);
    if (statistics.all.messages == 0) {
        complain("nothing was recorded");
    }
    const bool isWhole = statistics.all.messages > 0 && statistics.dropped() == 0;
    return isWhole && std::fflush(stdout) == 0 ? exitSuccess : exitFailed;
}

int runRecord(Invocation& invocation, const RecordArguments& arguments)
{
    const auto settings = settingsOf(arguments, invocation.settings);
    const auto time = arguments.time.empty() ? std::nullopt : parseDuration(arguments.time);
    if (!settings || (!arguments.time.empty() && !time)) {
        if (settings) {
            complain("--for " + arguments.time + ": must be a duration such as 30s, 5m or 8h");
        }
        return exitBadInput;
    }
    if (settings->market.source == MarketSource::Live && arguments.speed != 1) {
        complain("--speed is for the embedded market");
        return exitBadInput;
    }
    std::error_code error;
    std::filesystem::create_directories(arguments.out, error);
    if (error) {
        complain("--out " + arguments.out.string() + ": " + error.message());
        return exitBadInput;
    }
    hearSignals();
    const QCoreApplication application(invocation.argc, invocation.argv);
    return record(arguments, *settings, time);
}

Runner addRecord(CLI::App& command)
{
    const auto arguments = std::make_shared<RecordArguments>();
    command.add_option(
        "--symbol", arguments->symbols, "pairs to record: BTC/USDT,ETH/USDT-PERP (default: market.symbols)");
    command.add_option("--venues", arguments->venues, "venues to record them at (default: market.venues)");
    command.add_option("--out", arguments->out, "folder of the files, which are one a venue, symbol and UTC day")
        ->required();
    command.add_option("--for", arguments->time, "how long: 30s, 5m, 8h (default: until Ctrl+C)");
    command.add_option("--keep", arguments->keepDays, "days; files of older ones are removed (default 0: never)")
        ->check(CLI::Range(0, 36'500));
    CLI::Option* const live =
        command.add_flag("--live", arguments->isLive, "the live venues, whatever market.source is");
    CLI::Option* const embedded =
        command.add_flag("--embedded", arguments->isEmbedded, "the embedded market, whatever market.source is");
    live->excludes(embedded);
    command.add_option("--speed", arguments->speed, "of the embedded market (default 1)")
        ->check(CLI::Range(0.1, 100.0));
    command.add_flag("--json", arguments->json, "a JSON object a second, and one at the end: what was written where");
    return [arguments](Invocation& invocation) { return runRecord(invocation, *arguments); };
}

} // namespace

const Command recordCommand{"record", "write what venues send as it comes, in files that can be replayed", addRecord};

} // namespace leadline::app
