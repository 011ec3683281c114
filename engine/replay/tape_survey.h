// SPDX-License-Identifier: MIT
/// Which symbols a recording of a whole venue holds.
#pragma once

#include "engine/core/names.h"
#include "engine/core/result.h"
#include "engine/venues/venue.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace leadline::replay
{

struct TapeSurvey {
    std::vector<core::Symbol> symbols; ///< in order
    bool isWhole = false; ///< there is no other: the file ended, or the venue opened after it had named them all
    std::string problem; ///< the first one
};

/// Looks through the head of a recording of packets, up to where the venue opens.
[[nodiscard]] TapeSurvey surveyTape(const std::filesystem::path& path, const venues::Venue& venue);

/// Those of the wanted symbols that the recording may hold; without any, the only one that it does hold. A defect that
/// says how many it holds where the user must choose, or chose none of them.
[[nodiscard]] core::Result<std::vector<core::Symbol>> chooseSymbols(
    const std::filesystem::path& path, const venues::Venue& venue, std::span<const core::Symbol> wanted);

} // namespace leadline::replay
