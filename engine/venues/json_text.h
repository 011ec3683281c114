// SPDX-License-Identifier: MIT
/// Writing JSON by hand.
#pragma once

#include <string>
#include <string_view>

namespace leadline::venues
{

/// The text in quotes, with what JSON does not take as it is written otherwise.
[[nodiscard]] std::string jsonQuoted(std::string_view text);

} // namespace leadline::venues
