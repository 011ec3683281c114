// SPDX-License-Identifier: MIT
#include "engine/store/store_folders.h"

#include "engine/store/store_rows.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
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

std::string hiveFolder(std::string_view column, std::string_view value)
{
    constexpr std::string_view hex = "0123456789ABCDEF";
    std::string out;
    for (const char c : value) {
        const bool isPlain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'
            || c == '_' || c == '.';
        if (isPlain) {
            out += c;
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += {'%', hex[byte >> 4], hex[byte & 15]};
        }
    }
    return std::string(column) + "=" + (out.empty() ? "__HIVE_DEFAULT_PARTITION__" : out);
}

std::optional<core::Defect> synced(const std::filesystem::path& path)
{
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    const bool isSynced = file >= 0 && ::fsync(file) == 0;
    const int failure = errno;
    if (file >= 0) {
        ::close(file);
    }
    return isSynced ? std::nullopt : std::optional(core::Defect{path.string() + ": " + std::strerror(failure)});
}

} // namespace leadline::store
