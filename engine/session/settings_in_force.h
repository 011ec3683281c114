// SPDX-License-Identifier: MIT
/// What the parts of a session go by at a moment, each as its reader holds it.
#pragma once

#include "engine/calibration/calibration_settings.h"
#include "engine/desk/desk_settings.h"
#include "engine/execution/position_settings.h"
#include "engine/orders/guard_settings.h"
#include "engine/picks/pick_score.h"
#include "engine/picks/pick_settings.h"
#include "engine/picks/scan_settings.h"
#include "engine/rebalance/execution_settings.h"
#include "engine/session/recorder_options.h"
#include "engine/session/signal_options.h"

namespace leadline::session
{

struct SettingsInForce {
    desk::DeskSettings desk; ///< with the limits of the gate
    orders::GuardSettings guard;
    execution::PositionSettings positions;
    calibration::CalibrationSettings calibration;
    SignalOptions signal;
    RecorderOptions recorder;
    int frameMilliseconds = 0; ///< between two snapshots
    rebalance::ExecutionSettings execution; ///< of plans that begin from now on; stocks must be open, as for the next
    picks::PickSettings picks;
    picks::ScanSettings scan;
    picks::ScoreModel scores;
};

} // namespace leadline::session
