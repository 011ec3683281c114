// SPDX-License-Identifier: MIT
/// A moment of a recording, as a person writes and reads it.
#pragma once

#include "engine/core/time.h"

#include <QString>

#include <optional>

namespace leadline::session
{
struct ReplayState;
}

namespace leadline::models
{

/// "23:54:16", "23:54:16.5" or "23:54" on a day of the recording, or a full date: "2024-08-08 23:54:16", as ISO 8601
/// writes it, too. UTC. A time alone is that of the day which the replay is at; where the recording has it on another
/// day only, of that one. Nothing: it is no time.
[[nodiscard]] std::optional<core::Timestamp> momentIn(const QString& text, const session::ReplayState& replay);
/// 2024-08-08 23:54:16.512, UTC.
[[nodiscard]] QString momentText(core::Timestamp time);

} // namespace leadline::models
