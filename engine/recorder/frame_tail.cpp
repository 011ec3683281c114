// SPDX-License-Identifier: MIT
#include "engine/recorder/frame_tail.h"

#include <zstd.h>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>
#include <vector>

namespace leadline::recorder
{

namespace
{

constexpr std::string_view frameMagic("\x28\xb5\x2f\xfd", 4);

/// A file's bytes, read as they are looked at: days of data need no memory.
class MappedFile
{
public:
    explicit MappedFile(const std::filesystem::path& path)
        : m_file(::open(path.c_str(), O_RDONLY | O_CLOEXEC))
    {
        struct stat status {
        };
        if (m_file < 0 || ::fstat(m_file, &status) != 0) {
            m_error = errno;
            return;
        }
        m_size = static_cast<std::size_t>(status.st_size);
        if (m_size == 0) {
            return;
        }
        m_bytes = ::mmap(nullptr, m_size, PROT_READ, MAP_PRIVATE, m_file, 0);
        if (m_bytes == MAP_FAILED) {
            m_error = errno;
            m_bytes = nullptr;
            m_size = 0;
        }
    }
    ~MappedFile()
    {
        if (m_bytes != nullptr) {
            ::munmap(m_bytes, m_size);
        }
        if (m_file >= 0) {
            ::close(m_file);
        }
    }
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    [[nodiscard]] int error() const { return m_error; }
    [[nodiscard]] std::string_view bytes() const { return {static_cast<const char*>(m_bytes), m_size}; }

private:
    int m_file;
    int m_error = 0;
    void* m_bytes = nullptr;
    std::size_t m_size = 0;
};

/// A frame has a checksum, which tells a block that the disk never got.
bool canBeRead(std::string_view frame)
{
    const std::unique_ptr<ZSTD_DCtx, decltype(&ZSTD_freeDCtx)> context(ZSTD_createDCtx(), &ZSTD_freeDCtx);
    std::vector<char> out(ZSTD_DStreamOutSize());
    ZSTD_inBuffer in{frame.data(), frame.size(), 0};
    std::size_t code = 1;
    while (code != 0 && in.pos <= in.size) {
        ZSTD_outBuffer to{out.data(), out.size(), 0};
        code = ZSTD_decompressStream(context.get(), &to, &in);
        if (ZSTD_isError(code) != 0 || (in.pos == in.size && to.pos == 0 && code != 0)) {
            return false;
        }
    }
    return code == 0;
}

} // namespace

core::Result<std::uint64_t> bytesOfWholeFrames(const std::filesystem::path& path)
{
    const MappedFile file(path);
    if (file.error() != 0) {
        return core::defect(path.string() + ": " + std::strerror(file.error()));
    }
    const std::string_view bytes = file.bytes();
    // What is shorter than a frame's first bytes may be the beginning of one.
    if (!bytes.starts_with(frameMagic.substr(0, std::min(bytes.size(), frameMagic.size())))) {
        return core::defect(path.string() + ": is there, and is no recording of this program");
    }
    std::size_t end = 0;
    std::size_t last = 0;
    while (end < bytes.size()) {
        const std::size_t size = ZSTD_findFrameCompressedSize(bytes.data() + end, bytes.size() - end);
        if (ZSTD_isError(size) != 0 || size == 0) {
            break;
        }
        last = end;
        end += size;
    }
    return end > 0 && !canBeRead(bytes.substr(last, end - last)) ? last : end;
}

} // namespace leadline::recorder
