// SPDX-License-Identifier: MIT
/// `leadline` without a command: the window.
#pragma once

#include "app/commands/commands.h"

namespace leadline::app
{

/// Registers the window's options; the runner shows it until it is closed.
Runner addWindow(CLI::App& app);

} // namespace leadline::app
