// SPDX-License-Identifier: MIT
/// What a file is that is no recording, and what to do with it: wrong advice costs more than none.
#pragma once

#include <string>
#include <string_view>

namespace leadline::tape
{

/// By the first bytes of a file (512 of them tell all): "is compressed by xz, which is not read: ..."; empty: none of
/// the forms that are known.
[[nodiscard]] std::string foreignForm(std::string_view head);

/// By its first bytes: more of them than any text has are no letters of UTF-8.
[[nodiscard]] bool isBinary(std::string_view head);

/// By the first line of a text: public dumps of trades, quotes and bars, and other tables; empty: no table.
[[nodiscard]] std::string foreignTable(std::string_view text);

} // namespace leadline::tape
