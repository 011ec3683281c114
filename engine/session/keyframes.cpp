// SPDX-License-Identifier: MIT
#include "engine/session/keyframes.h"

#include <algorithm>
#include <utility>

namespace leadline::session
{

void Keyframes::add(SharedKeyframe keyframe)
{
    if (m_added++ % m_stride != 0) {
        return;
    }
    const std::size_t most = mostOf(keyframe->stage.desk().markets().size());
    m_keyframes.push_back(std::move(keyframe));
    while (m_keyframes.size() > most) {
        for (std::size_t kept = 1; 2 * kept < m_keyframes.size(); ++kept) {
            m_keyframes[kept] = std::move(m_keyframes[2 * kept]);
        }
        m_keyframes.resize((m_keyframes.size() + 1) / 2);
        m_stride *= 2;
    }
}

SharedKeyframe Keyframes::atOrBefore(core::Timestamp time) const
{
    const auto after =
        std::ranges::upper_bound(m_keyframes, time, {}, [](const SharedKeyframe& keyframe) { return keyframe->time; });
    return after == m_keyframes.begin() ? nullptr : *std::prev(after);
}

} // namespace leadline::session
