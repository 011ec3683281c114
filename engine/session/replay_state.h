// SPDX-License-Identifier: MIT
/// How a replay stands, and what it is told.
#pragma once

#include "engine/core/pair.h"
#include "engine/core/time.h"

#include <cstdint>

namespace leadline::session
{

/// All times are event times, UTC; the epoch: not known yet.
struct ReplayState {
    bool isPlaying = false;
    double speed = 1; ///< event seconds a second; 0: as fast as it goes
    core::Timestamp now;
    core::Timestamp first;
    core::Timestamp last; ///< as far as the recordings have been looked through
    bool isSeeking = false; ///< what the window shows is from before the seek
    core::Timestamp sought;
    double progress = 0; ///< of the seek, 0 to 1
    bool hasEnded = false; ///< nothing comes after `now`

    friend bool operator==(const ReplayState&, const ReplayState&) = default;
};

struct ReplayCommand {
    enum class Kind : std::uint8_t {
        Play, ///< a recording that ended begins again
        Pause,
        SetSpeed,
        StepMessage, ///< the next message, and then it stands
        StepDecision, ///< to the next sample of `pair`, where the desk judges anew, and then it stands
        Seek, ///< to `time`, forward or back; what played goes on playing there
    };
    Kind kind = Kind::Pause;
    double speed = 1; ///< of SetSpeed; as in the state
    core::Timestamp time; ///< of Seek
    core::Pair pair; ///< of StepDecision
};

} // namespace leadline::session
