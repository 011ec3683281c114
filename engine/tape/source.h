// SPDX-License-Identifier: MIT
/// The decompressing byte source below TapeReader.
#pragma once

#include "engine/core/result.h"
#include "engine/tape/tape_reader.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace leadline::tape
{

/// Reads decompressed bytes; the compression is told by the file's first bytes, not by its name.
class TapeReader::Source
{
public:
    virtual ~Source() = default;
    /// Fills up to `size` bytes; 0 at the proper end; a defect when the file is truncated or corrupt.
    virtual core::Result<std::size_t> read(char* to, std::size_t size) = 0;

    /// What stands behind the compressed data and is no part of it, in words; empty: nothing.
    [[nodiscard]] virtual std::string passedOver() const { return {}; }

    /// Bytes of the file that were read so far.
    [[nodiscard]] virtual std::uint64_t consumed() const = 0;

    /// Another one that reads on from here, at its own pace. Plain text and gzip take no time for it; of zstd, the
    /// frame at hand is decompressed again with the copy's first read.
    [[nodiscard]] virtual std::unique_ptr<Source> copy() const = 0;

    [[nodiscard]] static core::Result<std::unique_ptr<Source>> open(const std::filesystem::path& path);
};

} // namespace leadline::tape
