// SPDX-License-Identifier: MIT
/// Messages of a decoder's own memory, copied with what they look into.
#pragma once

#include "engine/core/events.h"

#include <memory>

namespace leadline::replay
{

[[nodiscard]] std::unique_ptr<core::MarketMessage> copyOf(const core::MarketMessage& message);

} // namespace leadline::replay
