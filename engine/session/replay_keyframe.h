// SPDX-License-Identifier: MIT
/// Everything that what a replay shows hangs on, as it was behind one message.
#pragma once

#include "engine/core/time.h"
#include "engine/session/replay_stage.h"
#include "engine/session/tape_reel.h"

#include <memory>

namespace leadline::session
{

/// When a replay is, apart from its markets.
struct CourseTimes {
    core::Timestamp first; ///< event time of the first message
    core::Timestamp last; ///< of the newest that was played
    core::Timestamp second; ///< the last whole second that passed
};

/// Never changed once it is made, so that any thread may read it.
struct ReplayKeyframe {
    core::Timestamp time; ///< event time of the message; those that come are of this time or later
    CourseTimes times;
    ReelPlace place;
    ReplayStage stage;
};

using SharedKeyframe = std::shared_ptr<const ReplayKeyframe>;

} // namespace leadline::session
