// SPDX-License-Identifier: MIT
/// The decision tape of a command: found beside its recording, or made.
#pragma once

#include "app/commands/tape_run.h"
#include "app/settings/settings.h"
#include "engine/lab/decision_tape.h"
#include "engine/lab/progress.h"

#include <expected>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace leadline::app
{

/// What is measured, or which markets stand together, changes with it: decisions of another value need another tape.
[[nodiscard]] bool changesTheMeasured(std::string_view key);
/// A decision looks at it, or what it is made of does.
[[nodiscard]] bool isOfDecisions(const SettingSpec& spec);
/// Those, and the guard's, that differ from the defaults, in the order of the table.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> changedSettings(const Settings& settings);

/// The same without the command line.
[[nodiscard]] core::Result<LoadedSettings> settingsOfToday(const LoadedSettings& loaded);

/// What a tape is asked for.
struct WantedTape {
    const TapeArguments& tapes;
    const Settings& settings; ///< with which it is made
    core::Duration every;
    double reach = 0; ///< quote units
    std::filesystem::path file; ///< empty: beside the first recording
    Say say = complain; ///< what a person should know on the way
    lab::Progress progress; ///< of making it
};

/// The file, as it was named or beside the first recording: `TAPE.decisions`.
[[nodiscard]] std::filesystem::path tapeFileOf(const WantedTape& wanted);
/// Reads the recordings for their digests; an exit code where one cannot be read, and it is said.
[[nodiscard]] std::expected<lab::TapeBasis, int> basisOf(const WantedTape& wanted);
/// The tape that is there, where it is one of that basis; a file that is something else is an exit code, and said.
[[nodiscard]] std::expected<std::optional<lab::DecisionTape>, int> keptTape(
    const std::filesystem::path& file, const lab::TapeBasis& basis, const Say& say = complain);

/// A tape, and how making it ended: where a book was lost, the exit code says so and what is true of others stands.
struct MadeTape {
    lab::DecisionTape tape;
    int code = exitSuccess;
};
[[nodiscard]] std::expected<MadeTape, int> makeTape(const WantedTape& wanted, const lab::TapeBasis& basis);

/// The tape that is kept, or one that is made, and kept where that is possible.
[[nodiscard]] std::expected<MadeTape, int> findOrMakeTape(const WantedTape& wanted);

/// What is measured as the second has it, everything else as the first.
[[nodiscard]] Settings measuredAs(const Settings& settings, const Settings& measured);
/// Quote units that a tape must reach, of an order that the policies may make larger than it was asked for.
[[nodiscard]] double reachOf(double notional, bool hasSignal, const Settings& settings);
/// Of an order whose costs can be counted in billionths.
inline constexpr double largestNotional = 1e15;
inline constexpr const char* notionalWords =
    "--notional: must be a number above 0, and at most 1,000,000,000,000,000 (a million thousand million)";
/// A number above zero that an order may be worth.
[[nodiscard]] bool isPositive(double notional);
/// The duration of --every; nothing, and it is said, where it is none.
[[nodiscard]] std::optional<core::Duration> everyOf(const std::string& text);
/// On stdout; the code, or failed where that did not work.
[[nodiscard]] int printText(const std::string& text, int code);

/// Options of `leadline lab prepare`, and what carries it out.
[[nodiscard]] Runner addLabPrepare(CLI::App& command);

/// "inputs" of a result, which name what it was made of, as ObjectWriter appends them; `more`: fields of the object.
[[nodiscard]] std::string inputsJson(const lab::TapeBasis& basis, const Settings& settings, const std::string& more);

} // namespace leadline::app
