// SPDX-License-Identifier: MIT
/// One file of a recording: lines in frames of zstd, each of which can be read without the others.
#pragma once

#include "engine/core/result.h"
#include "engine/core/time.h"
#include "engine/recorder/record_statistics.h"

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct ZSTD_CCtx_s;

namespace leadline::recorder
{

/// A frame holds whole lines. What was written is with the system at once, so that it survives the end of the program,
/// however that ends. Thread: one.
class TapeFile
{
public:
    /// Continues a file that is there behind its last whole frame; what a crash left behind that is cut off. A defect
    /// where the file cannot be had, is none of ours, or is written by another program at the moment. `mode`: who may
    /// read a file that is made.
    [[nodiscard]] static core::Result<std::unique_ptr<TapeFile>> open(
        const std::filesystem::path& path, mode_t mode = readableByAll);
    static constexpr mode_t readableByAll = 0644;
    static constexpr mode_t ownersAlone = 0600;
    /// Writes what waits.
    ~TapeFile();
    TapeFile(const TapeFile&) = delete;
    TapeFile& operator=(const TapeFile&) = delete;

    /// `text` of several lines, as answers of REST services may be, becomes one; JSON says the same then.
    void add(core::Timestamp receiveTime, std::string_view text);
    /// Writes the lines that wait as a frame. On a defect they are dropped and counted, and the file is as before.
    std::optional<core::Defect> writeFrame();
    [[nodiscard]] std::size_t waitingBytes() const { return m_waiting.size(); }

    [[nodiscard]] const std::filesystem::path& path() const { return m_path; }
    [[nodiscard]] const TapeCounts& counts() const { return m_counts; }
    /// Bytes that were cut off a file that is continued.
    [[nodiscard]] std::uint64_t cutOff() const { return m_cutOff; }

private:
    TapeFile(std::filesystem::path path, int file, std::uint64_t size, std::uint64_t cutOff);
    /// The size of a file that is held, without what a crash tore.
    [[nodiscard]] static core::Result<std::uint64_t> cutBack(
        const std::filesystem::path& path, int file, std::uint64_t& cutOff);
    /// Behind what is written; errno on failure, else zero.
    [[nodiscard]] int append(std::string_view frame);

    std::filesystem::path m_path;
    int m_file;
    std::uint64_t m_size; ///< of whole frames
    std::uint64_t m_cutOff;
    ZSTD_CCtx_s* m_compressor;
    std::string m_waiting;
    std::uint64_t m_waitingLines = 0;
    std::string m_frame;
    TapeCounts m_counts;
};

} // namespace leadline::recorder
