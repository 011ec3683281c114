// SPDX-License-Identifier: MIT
/// What the order path is told at its start.
#pragma once

#include "engine/calibration/calibration_settings.h"
#include "engine/core/names.h"
#include "engine/execution/position_settings.h"
#include "engine/orders/guard_settings.h"
#include "engine/orders/manager_timing.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace leadline::execution
{

class KillSwitch;

struct ExecutionOptions {
    std::string journal; ///< its address; see journal::JournalUrl. Empty: a file that goes with the program
    std::string workstation = "workstation";
    std::map<core::VenueId, std::string> environments; ///< of the venues that will be added
    orders::ManagerTiming manager;
    orders::GuardSettings guard;
    calibration::CalibrationSettings calibration;
    PositionSettings positions;
    std::uint64_t seed = 1; ///< of what makes order identifiers unique beside the time
    std::shared_ptr<KillSwitch> killSwitch; ///< of the whole program; empty: one of its own
};

} // namespace leadline::execution
