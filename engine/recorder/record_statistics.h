// SPDX-License-Identifier: MIT
/// What a recording has written, and what it could not.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace leadline::recorder
{

struct TapeCounts {
    std::uint64_t messages = 0; ///< lines that are on the disk
    std::uint64_t rawBytes = 0; ///< of those lines
    std::uint64_t writtenBytes = 0; ///< of the files, compressed
    std::uint64_t dropped = 0; ///< lines that the disk did not take

    TapeCounts& operator+=(const TapeCounts& other)
    {
        messages += other.messages;
        rawBytes += other.rawBytes;
        writtenBytes += other.writtenBytes;
        dropped += other.dropped;
        return *this;
    }
};

struct RecordStatistics {
    struct File {
        std::filesystem::path path;
        TapeCounts counts; ///< since this program opened it
    };

    TapeCounts all; ///< since the start, files of days that are over among them
    std::vector<File> files; ///< those that are written at the moment
    std::uint64_t droppedInQueue = 0; ///< messages that came faster than they were written
    std::string problem; ///< why the newest failed write failed; empty: none did
    std::vector<std::string> notes; ///< what was found where a file was continued, and what was removed

    /// Whatever the reason.
    [[nodiscard]] std::uint64_t dropped() const { return all.dropped + droppedInQueue; }
};

} // namespace leadline::recorder
