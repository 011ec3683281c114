// SPDX-License-Identifier: MIT
/// Times as text: as ISO 8601 writes them, and as counts since the epoch. One rule for recordings, venues, signals,
/// bars and options.
#pragma once

#include "engine/core/time.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace leadline::core
{

/// "2023-10-06T17:35:55.440295Z", up to nine digits of a second; a blank in place of the T, "-04:00", "-0400", "-04" or
/// " UTC" in place of the Z, and nothing, which is UTC; seconds may be absent. From 1970 to 2200.
[[nodiscard]] std::optional<Timestamp> isoTime(std::string_view text);

/// What a count since the epoch means: seconds, milli-, micro- or nanoseconds, which its magnitude tells, as no time
/// from March 1973 to 2199 has the same digits in two of them. Nothing for any other count: it is no time.
[[nodiscard]] std::optional<Timestamp> timeOfCount(std::uint64_t count);
/// Takes a time off the head of the text: as isoTime() reads it, or a count as of timeOfCount(), whose fraction is one
/// of its unit: "1735779600000.5". Where there is none, the text stays as it is.
[[nodiscard]] std::optional<Timestamp> takeTime(std::string_view& text);
/// The time that the whole text is.
[[nodiscard]] std::optional<Timestamp> timeIn(std::string_view text);

/// "2022-05-03T15:31:39.123Z", with that many digits of a second (0 to 9).
[[nodiscard]] std::string isoText(Timestamp time, int decimals);
/// "2022-05-03"
[[nodiscard]] std::string isoDate(Timestamp time);

} // namespace leadline::core
