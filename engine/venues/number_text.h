// SPDX-License-Identifier: MIT
/// Numbers as JSON writes them.
#pragma once

#include <string>
#include <string_view>

namespace leadline::venues
{

/// As JSON has it: -12, 0.5, 1e-7. Nothing may stand before or behind.
[[nodiscard]] bool isJsonNumber(std::string_view text);

/// "1.5e-7" as "0.00000015": venues write small numbers so. Text without an exponent stays as it is; empty when it is
/// no number, or one of more than forty digits either way.
[[nodiscard]] std::string withoutExponent(std::string_view text);

} // namespace leadline::venues
