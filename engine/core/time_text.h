// SPDX-License-Identifier: MIT
/// Times as ISO 8601 writes them.
#pragma once

#include "engine/core/time.h"

#include <optional>
#include <string>
#include <string_view>

namespace leadline::core
{

/// "2023-10-06T17:35:55.440295Z", up to nine digits of a second; "-04:00" in place of the Z, and nothing, which is UTC.
[[nodiscard]] std::optional<Timestamp> isoTime(std::string_view text);

/// "2022-05-03T15:31:39.123Z", with that many digits of a second (0 to 9).
[[nodiscard]] std::string isoText(Timestamp time, int decimals);
/// "2022-05-03"
[[nodiscard]] std::string isoDate(Timestamp time);

} // namespace leadline::core
