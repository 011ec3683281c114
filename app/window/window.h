// SPDX-License-Identifier: MIT
#pragma once

#include "app/settings/settings.h"

#include <filesystem>
#include <string>
#include <vector>

namespace leadline::app
{

struct WindowArguments {
    bool live = false;
    std::vector<std::filesystem::path> tapes; ///< a recording in place of a market
    std::string venue;
    std::vector<std::string> symbols; ///< of the recordings; empty: all
    double speed = 1; ///< 0: as fast as possible
    std::string screenshot; ///< write the window to this file after `screenshotAfter`, then end
    double screenshotAfter = 5; ///< seconds
    std::string panel; ///< brought to the front
    bool tour = false; ///< arm the ladder and place a few paper orders before the screenshot
    std::string geometry; ///< "1280x800"; empty: a sensible size
};

/// The window, until it is closed.
int runWindow(int& argc, char** argv, const WindowArguments& arguments, const LoadedSettings& settings);

} // namespace leadline::app
