// SPDX-License-Identifier: MIT
#include "models/replay_moment.h"

#include "engine/core/time_text.h"
#include "engine/session/replay_state.h"
#include "models/format.h"

#include <array>
#include <chrono>

namespace leadline::models
{

std::optional<core::Timestamp> momentIn(const QString& text, const session::ReplayState& replay)
{
    const std::string written = text.simplified().toStdString();
    if (const auto full = core::isoTime(written)) {
        return full;
    }
    const std::array days{replay.now, replay.first, replay.last};
    std::optional<core::Timestamp> outside;
    for (const core::Timestamp day : days) {
        const auto time = core::isoTime(core::isoDate(day) + ' ' + written);
        if (time && *time >= replay.first && *time <= replay.last) {
            return time;
        }
        outside = outside ? outside : time;
    }
    return outside;
}

QString momentText(core::Timestamp time)
{
    return textOf(core::isoDate(time)) + QLatin1Char(' ') + clockText(time);
}

} // namespace leadline::models
