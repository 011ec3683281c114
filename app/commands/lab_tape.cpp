// SPDX-License-Identifier: MIT
#include "app/commands/lab_tape.h"

#include "engine/json/writer.h"
#include "engine/lab/decision_tape_maker.h"
#include "engine/venues/signing.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <system_error>

namespace leadline::app
{

namespace
{

using SettingTexts = std::vector<std::pair<std::string, std::string>>;

SettingTexts measuredSettings(const Settings& settings)
{
    SettingTexts measured;
    for (const SettingSpec& spec : settingSpecs()) {
        if (changesTheMeasured(spec.key)) {
            measured.emplace_back(spec.key, settingText(settings, spec));
        }
    }
    return measured;
}

std::string objectOf(const SettingTexts& settings)
{
    json::ObjectWriter object;
    for (const auto& [key, value] : settings) {
        object.text(key, value);
    }
    return object.str();
}

std::string joined(const std::vector<std::string>& texts)
{
    std::string text;
    for (const std::string& one : texts) {
        text += (text.empty() ? "" : ",") + one;
    }
    return text;
}

/// The recordings as they were named, and behind them the days that they continue, which are read first.
std::vector<std::filesystem::path> allRecordings(const std::vector<std::filesystem::path>& tapes)
{
    std::vector<std::filesystem::path> all = tapes;
    for (const auto& tape : tapes) {
        const auto before = replay::continuedTape(tape);
        if (!before.empty() && std::ranges::find(all, before) == all.end()) {
            all.push_back(before);
        }
    }
    return all;
}

double bytesOf(const std::vector<std::filesystem::path>& files)
{
    double bytes = 0;
    for (const auto& file : files) {
        std::error_code unreadable;
        const std::uintmax_t size = std::filesystem::file_size(file, unreadable);
        bytes += unreadable ? 0.0 : static_cast<double>(size);
    }
    return bytes;
}

bool isDecisionTape(const std::filesystem::path& file)
{
    constexpr std::string_view begins = "leadline decisions ";
    std::ifstream in(file, std::ios::binary);
    std::string head(begins.size(), '\0');
    return in.read(head.data(), static_cast<std::streamsize>(head.size())) && head == begins;
}

} // namespace

bool changesTheMeasured(std::string_view key)
{
    return key.starts_with("features.") || key == "consolidated.equal_quotes" || key == "consolidated.equal_kinds";
}

bool isOfDecisions(const SettingSpec& spec)
{
    if (changesTheMeasured(spec.key)) {
        return true;
    }
    if (std::holds_alternative<std::string* (*)(Settings&)>(spec.member)) {
        return false; // files, addresses, lists of instruments
    }
    constexpr std::array sections{"routing.", "risk.", "consolidated.", "signal."};
    constexpr std::array terms{".use", ".maker_fee_bps", ".taker_fee_bps", ".latency_ms", ".reliability"};
    const auto begins = [&](const char* section) { return spec.key.starts_with(section); };
    const auto ends = [&](const char* term) { return spec.key.ends_with(term); };
    return std::ranges::any_of(sections, begins) || std::ranges::any_of(terms, ends);
}

std::vector<std::pair<std::string, std::string>> changedSettings(const Settings& settings)
{
    static const Settings usual;
    SettingTexts changed;
    for (const SettingSpec& spec : settingSpecs()) {
        const std::string value = settingText(settings, spec);
        const bool counts = isOfDecisions(spec) || spec.key.starts_with("guard.");
        if (counts && value != settingText(usual, spec)) {
            changed.emplace_back(spec.key, value);
        }
    }
    return changed;
}

core::Result<LoadedSettings> settingsOfToday(const LoadedSettings& loaded)
{
    std::vector<std::string> environment;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        environment.emplace_back(*entry);
    }
    return loadSettings(loaded.file, environment, {});
}

std::filesystem::path tapeFileOf(const WantedTape& wanted)
{
    if (!wanted.file.empty()) {
        return wanted.file;
    }
    auto beside = wanted.tapes.tapes.front();
    beside += ".decisions";
    return beside;
}

std::expected<lab::TapeBasis, int> basisOf(const WantedTape& wanted)
{
    const TapeArguments& tapes = wanted.tapes;
    lab::TapeBasis basis{.version = programVersion,
        .selection =
            "venue " + tapes.venue + " symbols " + joined(tapes.symbols) + " contracts " + joined(tapes.contractValues),
        .measured = measuredSettings(wanted.settings),
        .every = wanted.every,
        .reach = wanted.reach};
    for (const auto& path : allRecordings(tapes.tapes)) {
        if (wanted.progress.stop.stop_requested()) {
            return std::unexpected(exitFailed);
        }
        const auto digest = venues::sha256Of(path);
        if (!digest) {
            wanted.say(path.string() + ": cannot be read");
            return std::unexpected(exitBadInput);
        }
        basis.recordings.push_back({path.filename().string(), venues::hexText(*digest)});
    }
    return basis;
}

std::expected<std::optional<lab::DecisionTape>, int> keptTape(
    const std::filesystem::path& file, const lab::TapeBasis& basis, const Say& say)
{
    std::error_code unreadable;
    if (!std::filesystem::exists(file, unreadable)) {
        return std::nullopt;
    }
    if (!isDecisionTape(file)) {
        say(file.string() + ": no decision tape, so that it is left alone");
        return std::unexpected(exitBadInput);
    }
    auto kept = lab::readDecisionTape(file);
    if (!kept || !kept->basis.servesAs(basis)) {
        return std::nullopt; // of another recording or version, or damaged
    }
    return std::move(*kept);
}

std::expected<MadeTape, int> makeTape(const WantedTape& wanted, const lab::TapeBasis& basis)
{
    const TapeArguments& tapes = wanted.tapes;
    lab::DecisionTapeMaker maker(wanted.settings.desk, basis);
    if (!takeContractValues(tapes, maker.desk(), wanted.say)) {
        return std::unexpected(exitBadInput);
    }
    const lab::Progress& progress = wanted.progress;
    const double all = bytesOf(allRecordings(tapes.tapes));
    const auto report =
        maker.run({tapes.tapes, tapes.venue, symbolsOf(tapes.symbols)}, [&progress, all](std::uint64_t bytes) {
            if (progress.told && all > 0) {
                progress.told(std::min(1.0, static_cast<double>(bytes) / all));
            }
            return !progress.stop.stop_requested();
        });
    if (progress.stop.stop_requested()) {
        return std::unexpected(exitFailed);
    }
    if (!report) {
        wanted.say(report.error().what);
        return std::unexpected(exitBadInput);
    }
    const int code = tellReplay(*report, tapes.tapes, wanted.say);
    if (code == exitBadInput || !tellContracts(tapes, maker.desk(), wanted.say)) {
        return std::unexpected(exitBadInput);
    }
    return MadeTape{maker.take(), code};
}

std::expected<MadeTape, int> findOrMakeTape(const WantedTape& wanted)
{
    const auto basis = basisOf(wanted);
    if (!basis) {
        return std::unexpected(basis.error());
    }
    const auto file = tapeFileOf(wanted);
    auto kept = keptTape(file, *basis, wanted.say);
    if (!kept) {
        return std::unexpected(kept.error());
    }
    if (*kept) {
        return MadeTape{std::move(**kept), exitSuccess};
    }
    auto made = makeTape(wanted, *basis);
    if (!made) {
        return std::unexpected(made.error());
    }
    // What was lost is told each time: such a tape is not kept.
    if (made->code == exitSuccess) {
        if (const auto failed = lab::writeDecisionTape(made->tape, file)) {
            wanted.say(failed->what + ", so that the decisions are not kept; --decisions FILE keeps them elsewhere");
        }
    }
    return made;
}

Settings measuredAs(const Settings& settings, const Settings& measured)
{
    Settings result = settings;
    for (const SettingSpec& spec : settingSpecs()) {
        if (changesTheMeasured(spec.key)) {
            static_cast<void>(applySetting(result, spec.key, settingText(measured, spec), "settings"));
        }
    }
    static_cast<void>(settle(result)); // each of them was settled
    return result;
}

bool isPositive(double notional)
{
    return notional > 0 && notional <= largestNotional;
}

std::optional<core::Duration> everyOf(const std::string& text)
{
    const auto every = parseDuration(text);
    if (!every) {
        complain("--every " + text + ": must be a duration such as 250ms, 1s or 5m, a century at most");
    }
    return every;
}

double reachOf(double notional, bool hasSignal, const Settings& settings)
{
    const double most = hasSignal ? std::max(1.0, settings.desk.routing.signal.maxMultiplier) : 1;
    return std::max(notional * most, settings.desk.features.book.impactNotional);
}

int printText(const std::string& text, int code)
{
    std::fputs(text.c_str(), stdout);
    return std::fflush(stdout) == 0 ? code : exitFailed;
}

std::string inputsJson(const lab::TapeBasis& basis, const Settings& settings, const std::string& more)
{
    const auto recording = [](const lab::RecordingDigest& one) {
        return json::ObjectWriter().text("file", one.name).text("sha256", one.sha256).str();
    };
    return ",\"inputs\":"
        + json::ObjectWriter()
              .raw("recordings", json::listOf(basis.recordings, recording))
              .raw("settings", objectOf(changedSettings(settings)))
              .append(more)
              .text("version", basis.version)
              .str();
}

} // namespace leadline::app
