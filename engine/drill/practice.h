// SPDX-License-Identifier: MIT
/// A trader that trades the embedded market by itself, day after day at speed, so that there is something to measure:
/// the same engine, sockets and journal as in the window, on a clock that is driven.
#pragma once

#include "engine/core/result.h"
#include "engine/core/time.h"
#include "engine/session/session_options.h"

#include <functional>

namespace leadline::drill
{

struct PracticeSettings {
    core::Timestamp from; ///< midnight of the first day, UTC
    int days = 30;
    std::uint64_t seed = 1; ///< of market and trader
};

/// Four short sessions a day. Thread: the one that made it, whose events it needs.
class Practice
{
public:
    /// Source, speed and seeds of `options` are its own.
    Practice(session::SessionOptions options, const PracticeSettings& settings);

    /// All days; the count of fills. A defect is what the engine said of a session without any.
    [[nodiscard]] core::Result<int> run(const std::function<void(int day, int fills)>& dayDone);

private:
    session::SessionOptions m_options;
    PracticeSettings m_settings;
};

} // namespace leadline::drill
