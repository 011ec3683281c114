// SPDX-License-Identifier: MIT
/// Letting events run for a while. Thread: the caller's.
#pragma once

#include <chrono>
#include <functional>

namespace leadline::drill
{

/// Until the condition holds; false when it did not in time.
bool runUntil(const std::function<bool()>& condition, std::chrono::milliseconds patience);
void runFor(std::chrono::milliseconds time);

} // namespace leadline::drill
