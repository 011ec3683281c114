// SPDX-License-Identifier: MIT
/// MessagePack, which Alpaca's own clients ask for: its market data as bytes in place of JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace leadline::sim
{

/// The same data. Whole numbers become integers, others doubles, and times of messages (fields named "t") timestamps.
/// Empty when `json` is not JSON.
[[nodiscard]] std::string packed(std::string_view json);
/// The JSON of a client's message; nothing when it is not MessagePack of maps, lists, texts, numbers and such.
[[nodiscard]] std::optional<std::string> unpacked(std::string_view bytes);

} // namespace leadline::sim
