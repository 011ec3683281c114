// SPDX-License-Identifier: MIT
/// The states of a replay that are kept, so that a seek plays a part of the recording and not all of it.
#pragma once

#include "engine/session/replay_keyframe.h"

#include <cstddef>
#include <vector>

namespace leadline::session
{

/// As evenly spread as they came, and never more than `most`: where there are, every other one goes. Thread: engine.
class Keyframes
{
public:
    /// Each holds the books of all markets, some megabytes.
    static constexpr std::size_t most = 256;

    /// Behind those before.
    void add(SharedKeyframe keyframe);
    void clear() { *this = {}; }
    /// The newest that is not after that time; null: there is none.
    [[nodiscard]] SharedKeyframe atOrBefore(core::Timestamp time) const;

private:
    std::vector<SharedKeyframe> m_keyframes; ///< by time
    std::size_t m_stride = 1; ///< one of so many is kept
    std::size_t m_added = 0;
};

} // namespace leadline::session
