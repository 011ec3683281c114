// SPDX-License-Identifier: MIT
#pragma once

#include "app/settings.h"
#include "engine/engine.h"

namespace leadline::app
{

/// The engine as the settings want it: embedded or live.
[[nodiscard]] engine::EngineOptions engineOptions(const Settings& settings);

} // namespace leadline::app
