// SPDX-License-Identifier: MIT
/// The commands of `leadline`. Each registers its own options in its own file; main only knows the list. They print to
/// stdout, complain on stderr, and return the exit code: 0 success, 1 the work failed, 2 bad usage or bad input.
#pragma once

#include "app/settings/settings.h"

#include <functional>

namespace CLI
{
class App;
class Option;
} // namespace CLI

namespace leadline::app
{

/// Files that one version made may be read otherwise by another.
inline constexpr const char* programVersion = "0.1.0";

inline constexpr int exitSuccess = 0;
inline constexpr int exitFailed = 1;
inline constexpr int exitBadInput = 2;

/// What a command is given besides its own options.
struct Invocation {
    int& argc; ///< of main, for Qt
    char** argv;
    const LoadedSettings& settings;
};

/// Carries the command out with the options that were given; the exit code.
using Runner = std::function<int(Invocation&)>;

struct Command {
    const char* name;
    const char* summary; ///< a line of `leadline --help`
    Runner (*add)(CLI::App& command); ///< registers its options, which the runner keeps
};

extern const Command bookCommand;
extern const Command calibrationCommand;
extern const Command campaignCommand;
extern const Command decideCommand;
extern const Command featuresCommand;
extern const Command labCommand;
extern const Command mergeCommand;
extern const Command ordersCommand;
extern const Command outcomesCommand;
extern const Command picksCommand;
extern const Command positionsCommand;
extern const Command practiceCommand;
extern const Command rebalanceCommand;
extern const Command recordCommand;
extern const Command regretCommand;
extern const Command scoreCommand;
extern const Command simCommand;
extern const Command tapeCommand;
extern const Command validateCommand;
extern const Command verifyCommand;

} // namespace leadline::app
