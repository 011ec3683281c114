// SPDX-License-Identifier: MIT
#include "engine/store/part_file.h"

#include "engine/core/number_text.h"
#include "engine/store/store_folders.h"

#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <vector>

namespace leadline::store
{

namespace
{

namespace fs = std::filesystem;

constexpr std::string_view partialEnding = ".tmp";

/// "host-": what the names of this machine's unfinished files have before the process.
std::string machineMark()
{
    std::array<char, 256> name{};
    const bool isKnown = ::gethostname(name.data(), name.size() - 1) == 0;
    return std::string(isKnown ? name.data() : "machine") + "-";
}

/// ".NAME.host-123.tmp"
bool isPartial(std::string_view name)
{
    if (!name.starts_with(".") || !name.ends_with(partialEnding)) {
        return false;
    }
    name.remove_suffix(partialEnding.size());
    const auto dash = name.rfind('-');
    return dash != std::string_view::npos && core::numberIn<int>(name.substr(dash + 1)).has_value();
}

bool isOfDeadProcess(std::string_view name)
{
    const std::string mark = "." + machineMark();
    const auto at = name.rfind(mark);
    if (at == std::string_view::npos) {
        return false;
    }
    const std::string_view number =
        name.substr(at + mark.size(), name.size() - partialEnding.size() - at - mark.size());
    const auto process = core::numberIn<int>(number);
    return process && *process > 0 && ::kill(*process, 0) != 0 && errno == ESRCH;
}

} // namespace

fs::path partialOf(const fs::path& file)
{
    return file.parent_path()
        / ("." + file.filename().string() + "." + machineMark() + std::to_string(::getpid())
            + std::string(partialEnding));
}

std::optional<core::Defect> placeFile(const fs::path& partial, const fs::path& file)
{
    auto failed = synced(partial);
    if (!failed && std::rename(partial.c_str(), file.c_str()) != 0) {
        failed = core::Defect{file.string() + ": " + std::strerror(errno)};
    }
    if (failed) {
        std::error_code ignored;
        fs::remove(partial, ignored);
        return failed;
    }
    // The file is there; a folder that cannot be synced is no reason to write it twice.
    static_cast<void>(synced(file.parent_path()));
    return std::nullopt;
}

void sweepPartials(const fs::path& folder)
{
    std::error_code error;
    std::vector<fs::path> left;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
        const std::string name = entry->path().filename().string();
        if (!isPartial(name)) {
            continue;
        }
        std::error_code unknown;
        const auto age = fs::file_time_type::clock::now() - entry->last_write_time(unknown);
        if (isOfDeadProcess(name) || (!unknown && age > std::chrono::days(1))) {
            left.push_back(entry->path());
        }
    }
    for (const fs::path& path : left) {
        fs::remove(path, error);
    }
}

std::optional<core::Defect> copyTable(DuckDb& database, const std::string& table, const fs::path& file)
{
    std::error_code error;
    fs::create_directories(file.parent_path(), error);
    if (error) {
        return core::Defect{file.parent_path().string() + ": " + error.message()};
    }
    const fs::path partial = partialOf(file);
    auto failed = database.run("SET threads = 1; SET preserve_insertion_order = true");
    if (!failed) {
        failed = database.run("COPY " + quotedName(table) + " TO " + quotedText(partial.string())
            + " (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880, USE_TMP_FILE false)");
    }
    if (failed) {
        fs::remove(partial, error);
        return core::Defect{file.string() + ": " + failed->what};
    }
    return placeFile(partial, file);
}

} // namespace leadline::store
