// SPDX-License-Identifier: MIT
/// How far a venue's numbers can be believed.
#pragma once

#include <cstdint>

namespace leadline::desk
{

/// How far a venue's numbers can be believed right now.
enum class Trust : std::uint8_t {
    Good, ///< nothing known to be missing, equal to the venue's own touch, fresh
    Doubtful, ///< late, or joining snapshot and stream
    Bad, ///< gap, failed checksum, contradicted by the venue's own touch, stale, or disconnected
};

} // namespace leadline::desk
