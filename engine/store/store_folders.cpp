// SPDX-License-Identifier: MIT
#include "engine/store/store_folders.h"

#include "engine/store/store_rows.h"

#include <algorithm>
#include <system_error>

namespace leadline::store
{

namespace
{

namespace fs = std::filesystem;

} // namespace

std::array<fs::path, 3> tableFolders(const fs::path& root)
{
    return {root / FeatureRow::table().name, root / DecisionRow::table().name, root / ExecutionRow::table().name};
}

std::vector<fs::path> pathsBelow(const fs::path& folder)
{
    std::vector<fs::path> paths;
    std::error_code error;
    for (fs::recursive_directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        paths.push_back(at->path());
    }
    std::ranges::sort(paths);
    return paths;
}

} // namespace leadline::store
