// SPDX-License-Identifier: MIT
/// What the commands on tapes have in common.
#pragma once

#include "app/commands/commands.h"
#include "engine/replay/replay.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::app
{

/// A listener that hears nothing; commands override what they need.
class QuietListener : public desk::MarketListener
{
public:
    void sampled(const desk::Market& /*market*/, const features::FeatureSet& /*features*/) override { }
    void traded(const desk::Market& /*market*/, const core::Trade& /*trade*/) override { }
    void bookMoved(const desk::Market& /*market*/, const core::BookUpdate* /*update*/) override { }
};

/// The symbols as values; a name that none can have is one that no recording holds.
[[nodiscard]] std::vector<core::Symbol> symbolsOf(const std::vector<std::string>& names);

/// Prints one line on stderr, starting with the program's name.
void complain(std::string_view what);

/// Runs the replay and says on stderr what was noted, skipped, missing or broken. The exit code: bad input when a tape
/// could not be opened, nothing in them could be used, or a symbol that was asked for is in none of them.
int runTapes(replay::Replay& replay, const std::vector<std::filesystem::path>& tapes);

/// "250ms", "1s", "5m", "1h"; nothing when it is not a positive duration.
[[nodiscard]] std::optional<core::Duration> parseDuration(std::string_view text);
/// "2024-08-08T23:54:16.5Z" (UTC, fraction and Z optional) or a count of nanoseconds since the epoch.
[[nodiscard]] std::optional<core::Timestamp> parseTime(std::string_view text);

} // namespace leadline::app
