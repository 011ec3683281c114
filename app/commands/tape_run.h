// SPDX-License-Identifier: MIT
/// What the commands on tapes have in common.
#pragma once

#include "app/commands/commands.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::desk
{
class Desk;
} // namespace leadline::desk

namespace leadline::replay
{
class Replay;
struct ReplayReport;
} // namespace leadline::replay

namespace leadline::app
{

struct TapeArguments {
    std::vector<std::filesystem::path> tapes;
    std::string venue; ///< empty: told by the file's name or messages
    std::vector<std::string> symbols; ///< as their venue names them; empty: all
    std::vector<std::string> contractValues; ///< "BTC-USDT-SWAP=0.01"
};

/// An option that names recordings, or folders of them; bad input where a folder holds none.
CLI::Option* addRecordings(
    CLI::App& command, const std::string& name, std::vector<std::filesystem::path>& tapes, const std::string& help);
/// TAPE, --venue, --symbol and --contract-value.
void addTapeOptions(CLI::App& command, TapeArguments& tapes);

/// Where lines go that a person should read.
using Say = std::function<void(std::string_view)>;
/// Prints one line on stderr, starting with the program's name.
void complain(std::string_view what);

/// The symbols as values; a name that none can have is one that no recording holds.
[[nodiscard]] std::vector<core::Symbol> symbolsOf(const std::vector<std::string>& names);

/// What the user says contracts are worth; false, and the reason is said, where that cannot be read.
[[nodiscard]] bool takeContractValues(const TapeArguments& tapes, desk::Desk& desk, const Say& say = complain);
/// After a run: names the markets whose contracts are worth nobody knows what. False, and said, where a value
/// was given for a symbol that no recording holds.
[[nodiscard]] bool tellContracts(const TapeArguments& tapes, const desk::Desk& desk, const Say& say = complain);

/// The whole file; a defect says that it cannot be read.
[[nodiscard]] core::Result<std::string> textOf(const std::filesystem::path& path);

/// Says what was noted, and what was skipped or broken.
void tell(const replay::ReplayReport& report, const Say& say = complain);
/// The same, what is missing, and which books were lost. The exit code: bad input when nothing could be used, or a
/// symbol that was asked for is in none of the tapes; failed when a book was lost and not found again, which leaves
/// what is true of the others.
int tellReplay(
    const replay::ReplayReport& report, const std::vector<std::filesystem::path>& tapes, const Say& say = complain);
/// Runs the replay and tells of it; bad input, too, when a tape could not be opened.
int runTapes(replay::Replay& replay, const std::vector<std::filesystem::path>& tapes);

/// "250ms", "1s", "5m", "1h"; nothing when it is not a positive duration of a century at most.
[[nodiscard]] std::optional<core::Duration> parseDuration(std::string_view text);
/// "2024-08-08T23:54:16.5Z" (UTC, fraction and Z optional) or a count of nanoseconds since the epoch.
[[nodiscard]] std::optional<core::Timestamp> parseTime(std::string_view text);

} // namespace leadline::app
