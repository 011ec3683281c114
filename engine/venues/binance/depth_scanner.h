// SPDX-License-Identifier: MIT
/// A reader for the one shape in which Binance sends depth updates on a combined stream.
#pragma once

#include "engine/core/events.h"

#include <string_view>

namespace leadline::venues::binance
{

/// Reads `{"stream":"...","data":{"e":"depthUpdate",...,"b":[...],"a":[...]}}` without blanks. False when a single byte
/// is not as expected, or a value breaks a rule: then `message` holds nothing to be used and the general decoder has
/// the word. What it accepts, the general decoder accepts with the same result (a test compares them on recordings and
/// mutations).
[[nodiscard]] bool scanDepth(std::string_view json, core::MarketMessage& message);

/// "ethusdt@depth20@100ms" brings frames, "ethusdt@depth@100ms" diffs; what they hold does not tell.
[[nodiscard]] bool isFrameStream(std::string_view stream);

} // namespace leadline::venues::binance
