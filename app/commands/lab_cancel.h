// SPDX-License-Identifier: MIT
/// `leadline lab --cancel`: what other guards of resting orders would have cancelled, and what that was worth.
#pragma once

#include "app/commands/tape_run.h"
#include "app/settings/settings.h"
#include "engine/core/side.h"

#include <string>

namespace leadline::app
{

struct LabCancelQuestion {
    const TapeArguments& tapes;
    core::Side side = core::Side::Bid;
    double notional = 0; ///< quote units of each order
    core::Duration every; ///< event time between orders
    core::Duration horizon; ///< how long an order rests at most
    bool json = false;
};

/// Under the guard of both settings; the exit code.
[[nodiscard]] int runLabCancel(const LabCancelQuestion& question, const Settings& today, const Settings& changed,
    const std::string& questionFields);

} // namespace leadline::app
