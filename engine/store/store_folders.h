// SPDX-License-Identifier: MIT
/// Where the parts of a partitioned store are.
#pragma once

#include <array>
#include <filesystem>
#include <vector>

namespace leadline::store
{

[[nodiscard]] std::array<std::filesystem::path, 3> tableFolders(const std::filesystem::path& root);
/// Everything below a folder, sorted; a folder that cannot be read has nothing.
[[nodiscard]] std::vector<std::filesystem::path> pathsBelow(const std::filesystem::path& folder);

} // namespace leadline::store
