// SPDX-License-Identifier: MIT
#include "engine/store/root_lock.h"

#include "engine/store/store_folders.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace leadline::store
{

namespace
{

namespace fs = std::filesystem;

} // namespace

RootLock::~RootLock()
{
    if (m_file >= 0) {
        ::close(m_file);
    }
}

std::optional<core::Defect> RootLock::open(const fs::path& root)
{
    std::error_code error;
    fs::create_directories(root, error);
    const fs::path path = root / ".writers";
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (file < 0) {
        return core::Defect{path.string() + ": " + std::strerror(errno)};
    }
    if (::flock(file, LOCK_EX | LOCK_NB) == 0) {
        // No other writer lives, so that every unfinished part is a dead one's.
        for (const auto& folder : tableFolders(root)) {
            for (const auto& left : pathsBelow(folder)) {
                const std::string name = left.filename().string();
                if (name.starts_with(".part-") && name.ends_with(".parquet.tmp")) {
                    fs::remove(left, error);
                }
            }
        }
    }
    // A file system without locks has one writer, as far as we can tell.
    (void)::flock(file, LOCK_SH | LOCK_NB);
    m_file = file;
    return std::nullopt;
}

} // namespace leadline::store
