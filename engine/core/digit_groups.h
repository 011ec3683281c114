// SPDX-License-Identifier: MIT
/// Long numbers as people read and type them: 100,000.
#pragma once

#include <string>
#include <string_view>

namespace leadline::core
{

/// "1234567.25" as "1,234,567.25"; what is no plain number stays as it is.
[[nodiscard]] std::string grouped(std::string_view number);
/// "1,234,567.25" as "1234567.25"; where a comma does not part thousands the text stays as it is.
[[nodiscard]] std::string withoutGroups(std::string_view number);

} // namespace leadline::core
