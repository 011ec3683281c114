// SPDX-License-Identifier: MIT
/// Where the market of a study comes from.
#pragma once

#include "engine/core/names.h"

#include <filesystem>
#include <string>
#include <vector>

namespace leadline::lab
{

struct StudyTapes {
    std::vector<std::filesystem::path> paths;
    std::string venue; ///< empty: told by the files
    std::vector<core::Symbol> symbols; ///< empty: all
};

} // namespace leadline::lab
