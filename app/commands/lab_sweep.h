// SPDX-License-Identifier: MIT
/// `leadline lab sweep`: many recordings under a grid of settings, on this machine or on many.
#pragma once

#include "app/commands/commands.h"

namespace leadline::app
{

/// Registers its options; what carries it out.
[[nodiscard]] Runner addLabSweep(CLI::App& command);

} // namespace leadline::app
