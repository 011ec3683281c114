// SPDX-License-Identifier: MIT
/// What a decision tape was made of and with.
#pragma once

#include "engine/core/time.h"

#include <string>
#include <utility>
#include <vector>

namespace leadline::lab
{

struct RecordingDigest {
    std::string name; ///< of the file, without its folder
    std::string sha256; ///< of its bytes, in hexadecimal

    bool operator==(const RecordingDigest&) const = default;
};

/// Another basis is another tape.
struct TapeBasis {
    std::string version; ///< of the program
    std::vector<RecordingDigest> recordings; ///< as they were named, and behind them those that they continue
    std::string selection; ///< what else was asked for: venue, symbols, values of contracts
    std::vector<std::pair<std::string, std::string>> measured; ///< settings that change what is measured, with values
    core::Duration every{}; ///< event time between decisions
    double reach = 0; ///< quote units of an order that it can judge, at most

    /// It can stand for the one that is wanted: the same, and it reaches as far.
    [[nodiscard]] bool servesAs(const TapeBasis& wanted) const
    {
        return version == wanted.version && recordings == wanted.recordings && selection == wanted.selection
            && measured == wanted.measured && every == wanted.every && reach >= wanted.reach;
    }
};

} // namespace leadline::lab
