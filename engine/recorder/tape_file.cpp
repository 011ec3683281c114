// SPDX-License-Identifier: MIT
#include "engine/recorder/tape_file.h"

#include "engine/recorder/frame_tail.h"

#include <zstd.h>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace leadline::recorder
{

namespace
{

constexpr int compressionLevel = 3;

core::Defect defectOf(const std::filesystem::path& path, int error)
{
    return {path.string() + ": " + std::strerror(error)};
}

} // namespace

core::Result<std::uint64_t> TapeFile::cutBack(const std::filesystem::path& path, int file, std::uint64_t& cutOff)
{
    struct stat status {
    };
    if (::fstat(file, &status) != 0) {
        return std::unexpected(defectOf(path, errno));
    }
    const auto size = bytesOfWholeFrames(path);
    if (!size) {
        return size;
    }
    cutOff = static_cast<std::uint64_t>(status.st_size) - *size;
    if (cutOff > 0 && ::ftruncate(file, static_cast<off_t>(*size)) != 0) {
        return std::unexpected(defectOf(path, errno));
    }
    return size;
}

core::Result<std::unique_ptr<TapeFile>> TapeFile::open(const std::filesystem::path& path, mode_t mode)
{
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, mode);
    if (file < 0) {
        return std::unexpected(defectOf(path, errno));
    }
    // Two programs in one file would tear each other's frames.
    if (::flock(file, LOCK_EX | LOCK_NB) != 0) {
        const bool isTaken = errno == EWOULDBLOCK;
        const auto defect =
            isTaken ? core::Defect{path.string() + ": another program records into it"} : defectOf(path, errno);
        ::close(file);
        return std::unexpected(defect);
    }
    std::uint64_t cutOff = 0;
    const auto size = cutBack(path, file, cutOff);
    if (!size) {
        ::close(file);
        return std::unexpected(size.error());
    }
    return std::unique_ptr<TapeFile>(new TapeFile(path, file, *size, cutOff));
}

TapeFile::TapeFile(std::filesystem::path path, int file, std::uint64_t size, std::uint64_t cutOff)
    : m_path(std::move(path))
    , m_file(file)
    , m_size(size)
    , m_cutOff(cutOff)
    , m_compressor(ZSTD_createCCtx())
{
    ZSTD_CCtx_setParameter(m_compressor, ZSTD_c_compressionLevel, compressionLevel);
    ZSTD_CCtx_setParameter(m_compressor, ZSTD_c_checksumFlag, 1);
}

TapeFile::~TapeFile()
{
    static_cast<void>(writeFrame());
    ::close(m_file);
    ZSTD_freeCCtx(m_compressor);
}

void TapeFile::add(core::Timestamp receiveTime, std::string_view text)
{
    m_waiting += std::to_string(core::nanosecondsOf(receiveTime));
    m_waiting += ' ';
    const std::size_t begin = m_waiting.size();
    m_waiting += text;
    // Inside of its texts JSON has no line ends, so that these only lay it out.
    std::replace_if(
        m_waiting.begin() + static_cast<std::ptrdiff_t>(begin), m_waiting.end(),
        [](char c) { return c == '\n' || c == '\r'; }, ' ');
    m_waiting += '\n';
    ++m_waitingLines;
}

std::optional<core::Defect> TapeFile::writeFrame()
{
    if (m_waiting.empty()) {
        return std::nullopt;
    }
    m_frame.resize(ZSTD_compressBound(m_waiting.size()));
    const std::size_t size =
        ZSTD_compress2(m_compressor, m_frame.data(), m_frame.size(), m_waiting.data(), m_waiting.size());
    const int error = ZSTD_isError(size) != 0 ? ENOMEM : append({m_frame.data(), size});
    if (error == 0) {
        m_size += size;
        m_counts.messages += m_waitingLines;
        m_counts.rawBytes += m_waiting.size();
        m_counts.writtenBytes += size;
    } else {
        m_counts.dropped += m_waitingLines;
    }
    m_waiting.clear();
    m_waitingLines = 0;
    return error == 0 ? std::nullopt : std::optional(defectOf(m_path, error));
}

int TapeFile::append(std::string_view frame)
{
    std::size_t written = 0;
    while (written < frame.size()) {
        const ssize_t count =
            ::pwrite(m_file, frame.data() + written, frame.size() - written, static_cast<off_t>(m_size + written));
        if (count > 0) {
            written += static_cast<std::size_t>(count);
        } else if (count == 0 || errno != EINTR) {
            const int error = count == 0 ? ENOSPC : errno;
            // A part of a frame would hide whatever is written behind it. Files become shorter on full disks, too.
            if (::ftruncate(m_file, static_cast<off_t>(m_size)) != 0) {
                return errno;
            }
            return error;
        }
    }
    return 0;
}

} // namespace leadline::recorder
