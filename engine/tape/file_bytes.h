// SPDX-License-Identifier: MIT
/// The bytes of an open file, read in order by any number of readers, each at a place of its own.
#pragma once

#include "engine/core/result.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>

namespace leadline::tape
{

/// A copy reads on where the original stands, in the same file, whatever stands under its name by now. Thread: any, one
/// at a time; copies may be read at the same time.
class FileBytes
{
public:
    /// A defect when the file cannot be opened, or only be read once, as a pipe.
    [[nodiscard]] static core::Result<FileBytes> open(const std::filesystem::path& path);

    /// Fills up to `size` bytes; 0 at the end; a defect when the file cannot be read.
    [[nodiscard]] core::Result<std::size_t> read(char* to, std::size_t size);
    /// Where the next byte is read, from the beginning of the file.
    [[nodiscard]] std::uint64_t offset() const { return m_offset; }
    void seek(std::uint64_t offset) { m_offset = offset; }

private:
    class Descriptor;

    explicit FileBytes(std::shared_ptr<const Descriptor> descriptor)
        : m_descriptor(std::move(descriptor))
    {
    }

    std::shared_ptr<const Descriptor> m_descriptor;
    std::uint64_t m_offset = 0;
};

} // namespace leadline::tape
