// SPDX-License-Identifier: MIT
/// Fields of answers and private messages that several venues write alike.
#pragma once

#include "engine/core/time.h"
#include "engine/json/tree.h"

namespace leadline::venues
{

/// It is a number, in quotes or not: quantity() is what stands there, and not a zero in place of it.
[[nodiscard]] bool isSize(const json::Tree& field);
/// A time in milliseconds since the epoch; the epoch where there is none, or one that a timestamp cannot hold.
[[nodiscard]] core::Timestamp millisecondTime(const json::Tree& field);

} // namespace leadline::venues
