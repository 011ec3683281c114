// SPDX-License-Identifier: MIT
/// From where the state at a moment of a recording is reached.
#pragma once

#include "engine/core/time.h"

#include <cstdint>
#include <optional>

namespace leadline::session
{

/// A state can only be read forward: from where the replay stands, from one that was kept, or from the first message.
/// Thread: engine.
class ReplayOrigin
{
public:
    enum class Start : std::uint8_t { Here, Keyframe, FirstMessage };

    /// `present`: everything up to it was read, and nothing after it. `kept`: of the newest state that was kept and is
    /// not after what is sought; nothing: none was.
    [[nodiscard]] Start startFor(
        core::Timestamp present, core::Timestamp sought, std::optional<core::Timestamp> kept) const
    {
        if (sought >= present && (!kept || *kept <= present)) {
            return Start::Here;
        }
        return kept ? Start::Keyframe : Start::FirstMessage;
    }
};

} // namespace leadline::session
