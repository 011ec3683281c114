// SPDX-License-Identifier: MIT
/// From where the state at a moment of a recording is reached.
#pragma once

#include "engine/core/time.h"

#include <cstdint>

namespace leadline::session
{

/// A state can only be read forward: from where the replay stands, or from the first message. An index of states that
/// were kept on the way would add a third answer here, and nothing else would change. Thread: engine.
class ReplayOrigin
{
public:
    enum class Start : std::uint8_t { Here, FirstMessage };

    /// `present`: everything up to it was read, and nothing after it.
    [[nodiscard]] Start startFor(core::Timestamp present, core::Timestamp sought) const
    {
        return sought >= present ? Start::Here : Start::FirstMessage;
    }
};

} // namespace leadline::session
