// SPDX-License-Identifier: MIT
/// What became of the messages of recordings.
#pragma once

#include "engine/core/names.h"

#include <cstdint>
#include <string>
#include <vector>

namespace leadline::replay
{

struct ReplayReport {
    std::uint64_t used = 0; ///< messages applied
    std::uint64_t skipped = 0; ///< lines or packets that could not be used
    bool holdsPackets = false; ///< a tape of packets is among them
    std::vector<std::string> problems; ///< the first few of them, each with file and line or packet
    bool isBroken = false; ///< a file ended before its end
    std::vector<std::string> notes; ///< things the user should know: a book continued from the day before
    std::vector<core::MarketId> lost; ///< their book was lost, or never begun, and was not there at the end
    std::vector<core::Symbol> missing; ///< of those that were wanted: no message was about them
};

} // namespace leadline::replay
