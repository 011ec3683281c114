// SPDX-License-Identifier: MIT
/// The states of a replay that are kept, so that a seek plays a part of the recording and not all of it.
#pragma once

#include "engine/session/replay_keyframe.h"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace leadline::session
{

/// As evenly spread as they came, and never more than mostOf(): where there are, every other one goes. Thread: engine.
class Keyframes
{
public:
    /// Each holds the books, windows and history of all markets, about four megabytes a market: memory is what bounds
    /// them.
    static constexpr std::size_t mostMarkets = 256;
    static constexpr std::size_t least = 4;
    /// Of recordings of so many markets.
    [[nodiscard]] static constexpr std::size_t mostOf(std::size_t markets)
    {
        return std::max(least, mostMarkets / std::max<std::size_t>(1, markets));
    }

    /// Behind those before.
    void add(SharedKeyframe keyframe);
    void clear() { *this = {}; }
    /// The newest that is not after that time; null: there is none.
    [[nodiscard]] SharedKeyframe atOrBefore(core::Timestamp time) const;
    [[nodiscard]] std::size_t size() const { return m_keyframes.size(); }

private:
    std::vector<SharedKeyframe> m_keyframes; ///< by time
    std::size_t m_stride = 1; ///< one of so many is kept
    std::size_t m_added = 0;
};

} // namespace leadline::session
