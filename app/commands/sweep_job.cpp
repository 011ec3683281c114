// SPDX-License-Identifier: MIT
#include "app/commands/sweep_job.h"

#include "engine/core/number_text.h"
#include "engine/json/writer.h"
#include "engine/lab/threshold_comparison.h"
#include "engine/store/part_file.h"
#include "engine/store/store_folders.h"
#include "engine/tape/tape_reader.h"
#include "engine/venues/signing.h"
#include "engine/venues/venue.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <map>
#include <system_error>
#include <utility>

namespace leadline::app
{

namespace
{

namespace fs = std::filesystem;
using store::ColumnType;

constexpr std::size_t digestLength = 16; ///< of the name of a part
constexpr std::string_view manifestName = "sweep.json";

/// Recorders write names in small letters, and a hyphen where the symbol has a slash.
std::string pairNameOf(const tape::TapeName& name)
{
    std::string symbol = name.symbol;
    std::ranges::transform(symbol, symbol.begin(), [](unsigned char c) { return std::toupper(c); });
    const venues::Venue* const venue = venues::findVenue(name.venue);
    std::string slashed = symbol;
    std::ranges::replace(slashed, '-', '/');
    for (const std::string& one : {symbol, slashed}) {
        const core::Pair pair =
            venue != nullptr && core::Symbol::fits(one) ? venue->pairOf(core::Symbol(one)) : core::Pair{};
        if (pair.isKnown()) {
            return pair.text();
        }
    }
    return symbol;
}

std::string digestOf(const SweepInputs& inputs, const lab::TapeBasis& basis)
{
    std::string text = inputs.text();
    for (const lab::RecordingDigest& recording : basis.recordings) {
        text += "\n" + recording.sha256 + "  " + recording.name;
    }
    return venues::hexText(venues::sha256(text)).substr(0, digestLength);
}

std::string recordingDigests(const lab::TapeBasis& basis)
{
    std::string text;
    for (const lab::RecordingDigest& recording : basis.recordings) {
        text += (text.empty() ? "" : " ") + recording.sha256;
    }
    return text;
}

store::Table sweepTable(const SweepGrid& grid)
{
    store::Table table{"sweep", {}};
    for (const SweepAxis& axis : grid.axes()) {
        table.columns.push_back({axis.key, axis.isNumber ? ColumnType::Real : ColumnType::Text});
    }
    for (const char* const count : {"decisions", "aggressive", "passive", "abort", "unpriced"}) {
        table.columns.push_back({count, ColumnType::Integer});
    }
    table.columns.push_back({"expected_cost", ColumnType::Real});
    table.columns.push_back({"fees", ColumnType::Real});
    table.columns.push_back({"changed", ColumnType::Integer});
    for (const char* const figure : {"difference", "difference_low", "difference_high"}) {
        table.columns.push_back({figure, ColumnType::Real});
    }
    table.columns.push_back({"lost_books", ColumnType::Integer});
    table.columns.push_back({"tape", ColumnType::Text});
    table.columns.push_back({"version", ColumnType::Text});
    return table;
}

void putPoint(store::Appender& row, const SweepGrid& grid, const SweepPoint& point)
{
    for (std::size_t i = 0; i < grid.axes().size(); ++i) {
        if (grid.axes()[i].isNumber) {
            row.put(core::numberIn<double>(*point.values[i]).value_or(0));
        } else {
            row.put(std::string_view(*point.values[i]));
        }
    }
}

/// Columns behind those of the grid, but the last three.
void putFigures(store::Appender& row, const lab::ThresholdComparison& figures)
{
    const auto count = [&](routing::Action action) { return figures.after.actions[static_cast<std::size_t>(action)]; };
    row.put(static_cast<std::int64_t>(figures.decisions));
    row.put(count(routing::Action::Aggressive));
    row.put(count(routing::Action::Passive));
    row.put(count(routing::Action::Abort));
    row.put(figures.after.unpriced);
    row.put(figures.after.costInQuote());
    row.put(figures.after.feesInQuote());
    row.put(static_cast<std::int64_t>(figures.changed.size()));
    row.put(figures.difference.value);
    row.put(figures.difference.low);
    row.put(figures.difference.high);
}

lab::ThresholdComparison figuresOf(const lab::DecisionTape& tape, const SweepPoint& point, const Settings& today)
{
    routing::RouteRequest request{.side = point.side, .notional = point.notional};
    if (point.signal) {
        request.signal = routing::Signal{.strength = *point.signal};
    }
    lab::Redecision before(tape, today.desk, request);
    lab::Redecision after(tape, point.settings.desk, request);
    return lab::compareThresholds(before, after);
}

/// The tape that lies beside the recording, where it serves; else one that is made and not kept: many processes share
/// the folder of the recordings, and some may not write there.
std::expected<MadeTape, int> tapeOf(const WantedTape& wanted, const lab::TapeBasis& basis)
{
    auto kept = keptTape(tapeFileOf(wanted), basis);
    if (!kept) {
        return std::unexpected(kept.error());
    }
    return *kept ? MadeTape{std::move(**kept), exitSuccess} : makeTape(wanted, basis);
}

/// Results of the same tape-day from other recordings.
void removeOtherParts(const fs::path& part)
{
    std::error_code error;
    std::vector<fs::path> others;
    for (fs::directory_iterator entry(part.parent_path(), error), end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        // Of the very form of ours: others name their files alike.
        if (name.size() == part.filename().string().size() && name.starts_with("part-") && name.ends_with(".parquet")
            && name != part.filename()) {
            others.push_back(entry->path());
        }
    }
    for (const fs::path& other : others) {
        fs::remove(other, error);
    }
}

} // namespace

core::Result<std::vector<SweepJob>> sweepJobs(const std::vector<fs::path>& recordings)
{
    std::map<std::pair<std::string, std::string>, std::vector<fs::path>> jobs;
    std::map<std::string, fs::path> markets;
    for (const fs::path& path : recordings) {
        const tape::TapeName name = tape::parseTapeName(path);
        if (name.day.empty()) {
            return core::defect(path.string()
                + ": has no day in its name; recordings are called "
                  "<venue>_<symbol>_<day>");
        }
        const auto [first, isNew] = markets.try_emplace(name.venue + "_" + name.symbol + "_" + name.day, path);
        if (!isNew) {
            return core::defect(first->second.string() + " and " + path.string() + ": one market and day twice");
        }
        const std::string day = name.day.substr(0, 4) + "-" + name.day.substr(4, 2) + "-" + name.day.substr(6);
        jobs[{day, pairNameOf(name)}].push_back(path);
    }
    std::vector<SweepJob> sorted;
    for (auto& [key, paths] : jobs) {
        std::ranges::sort(paths, {}, [](const fs::path& path) { return path.filename(); });
        sorted.push_back({key.first, key.second, std::move(paths)});
    }
    return sorted;
}

std::string SweepInputs::text() const
{
    json::ObjectWriter settings;
    for (const auto& [key, value] : changedSettings(today)) {
        settings.text(key, value);
    }
    return json::ObjectWriter()
        .raw("grid", grid.text())
        .whole("every_ns", every.count())
        .raw("settings", settings.str())
        .text("version", programVersion)
        .str();
}

std::optional<core::Defect> claimFolder(const SweepInputs& inputs)
{
    std::error_code error;
    fs::create_directories(inputs.out, error);
    store::sweepPartials(inputs.out);
    const fs::path manifest = inputs.out / manifestName;
    const bool holdsOthers = !fs::exists(manifest, error)
        && std::any_of(fs::directory_iterator(inputs.out, error), fs::directory_iterator(),
            [](const fs::directory_entry& entry) { return !entry.path().filename().string().starts_with("."); });
    if (holdsOthers) {
        return core::Defect{"--out " + inputs.out.string() + ": holds files, and no sweep; name another folder"};
    }
    const std::string text = inputs.text() + "\n";
    if (!fs::exists(manifest, error)) {
        const fs::path partial = store::partialOf(manifest);
        std::ofstream out(partial, std::ios::binary);
        out << text;
        if (!out.flush()) {
            return core::Defect{"--out " + inputs.out.string() + ": cannot be written"};
        }
        out.close();
        if (auto failed = store::placeFile(partial, manifest)) {
            return failed;
        }
    }
    const auto there = textOf(manifest);
    return there && *there == text
        ? std::nullopt
        : std::optional(core::Defect{"--out " + inputs.out.string()
            + ": holds a sweep of another grid, other settings or another version; name another folder"});
}

std::expected<SweepEnd, int> runSweepJob(const SweepJob& job, const SweepInputs& inputs)
{
    const TapeArguments tapes{.tapes = job.recordings, .venue = {}, .symbols = {}, .contractValues = {}};
    double reach = reachOf(inputs.grid.largestNotional(), inputs.grid.hasSignal(), inputs.today);
    for (std::size_t i = 0; inputs.grid.hasSignal() && i < inputs.grid.size(); ++i) {
        const SweepPoint point = inputs.grid.pointAt(i, inputs.today);
        reach = std::max(reach, reachOf(point.notional, true, point.settings));
    }
    const WantedTape wanted{tapes, inputs.today, inputs.every, reach, {}};
    const auto basis = basisOf(wanted);
    if (!basis) {
        return std::unexpected(basis.error());
    }
    const fs::path folder = inputs.out / store::hiveFolder("symbol", job.pair) / store::hiveFolder("date", job.day);
    const fs::path part = folder / ("part-" + digestOf(inputs, *basis) + ".parquet");
    store::sweepPartials(folder);
    std::error_code unreadable;
    if (fs::exists(part, unreadable)) {
        removeOtherParts(part); // a run that was killed may have left them
        return SweepEnd::WasThere;
    }
    const auto tape = tapeOf(wanted, *basis);
    if (!tape) {
        return std::unexpected(tape.error());
    }
    const std::string digests = recordingDigests(*basis);
    const auto failed = store::writePart(part, sweepTable(inputs.grid), [&](store::Appender& row) {
        std::optional<core::Defect> refused;
        for (std::size_t i = 0; !refused && i < inputs.grid.size(); ++i) {
            const SweepPoint point = inputs.grid.pointAt(i, inputs.today);
            putPoint(row, inputs.grid, point);
            putFigures(row, figuresOf(tape->tape, point, inputs.today));
            row.put(std::int64_t{tape->code == exitSuccess ? 0 : 1});
            row.put(std::string_view(digests));
            row.put(std::string_view(basis->version));
            refused = row.endRow();
        }
        return refused;
    });
    if (failed) {
        complain(failed->what);
        return std::unexpected(exitFailed);
    }
    removeOtherParts(part);
    return SweepEnd::Made;
}

} // namespace leadline::app
