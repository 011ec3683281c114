// SPDX-License-Identifier: MIT
/// Where a session is recorded.
#pragma once

#include <filesystem>

namespace leadline::session
{

struct RecorderOptions {
    std::filesystem::path root; ///< empty: nothing is recorded
    int retentionDays = 0; ///< 0: for ever

    bool operator==(const RecorderOptions&) const = default;
};

} // namespace leadline::session
