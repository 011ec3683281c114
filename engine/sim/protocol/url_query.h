// SPDX-License-Identifier: MIT
/// Parameters of "a=1&b=2%2F3".
#pragma once

#include <string>
#include <string_view>

namespace leadline::sim
{

/// As it is written; empty when it is not there.
[[nodiscard]] std::string_view queryItem(std::string_view query, std::string_view name);
/// With %XX and + resolved.
[[nodiscard]] std::string decodedItem(std::string_view query, std::string_view name);

} // namespace leadline::sim
