// SPDX-License-Identifier: MIT
/// What a decoded message says, as text, and the rules that every message keeps.
#pragma once

#include "engine/core/events.h"

#include <string>

namespace leadline::fuzz
{

/// All that a consumer may look at: two readings of one message are the same when their texts are.
[[nodiscard]] std::string textOf(const core::MarketMessage& message);

/// Levels and trades in range, one text a level, a symbol wherever something may be applied.
void checkMessage(const core::MarketMessage& message);

} // namespace leadline::fuzz
