// SPDX-License-Identifier: MIT
/// The end of what a crash left of a compressed file.
#pragma once

#include "engine/core/result.h"

#include <cstdint>
#include <filesystem>

namespace leadline::recorder
{

/// How many bytes of the file are whole frames of zstd, the last of which can be decompressed. A defect: the file
/// cannot be read, or does not begin with a frame, so that it is none of ours and nothing of it may be cut.
[[nodiscard]] core::Result<std::uint64_t> bytesOfWholeFrames(const std::filesystem::path& path);

} // namespace leadline::recorder
