// SPDX-License-Identifier: MIT
#include "engine/tape/file_bytes.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace leadline::tape
{

class FileBytes::Descriptor
{
public:
    explicit Descriptor(int number)
        : m_number(number)
    {
    }
    ~Descriptor() { ::close(m_number); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    [[nodiscard]] int number() const { return m_number; }

private:
    int m_number;
};

core::Result<FileBytes> FileBytes::open(const std::filesystem::path& path)
{
    const int number = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (number < 0) {
        return core::defect(path.string() + ": " + std::strerror(errno));
    }
    FileBytes bytes(std::make_shared<const Descriptor>(number));
    if (::lseek(number, 0, SEEK_SET) < 0) {
        return core::defect(path.string() + ": cannot be read twice: " + std::strerror(errno));
    }
    return bytes;
}

core::Result<std::size_t> FileBytes::read(char* to, std::size_t size)
{
    ssize_t count = 0;
    do {
        count = ::pread(m_descriptor->number(), to, size, static_cast<off_t>(m_offset));
    } while (count < 0 && errno == EINTR);
    if (count < 0) {
        return core::defect(std::strerror(errno));
    }
    m_offset += static_cast<std::uint64_t>(count);
    return static_cast<std::size_t>(count);
}

} // namespace leadline::tape
