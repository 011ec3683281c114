// SPDX-License-Identifier: MIT
/// How our orders are numbered.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace leadline::orders
{

/// Ours, unique for ever, so that nothing relies on a venue refusing a second order of one id: the second in which the
/// run began, twelve bits drawn at random, and a count.
using ClientOrderId = std::uint64_t;
inline constexpr int clientCountBits = 20;
inline constexpr int clientEpochShift = 32;

/// As venues get it: "LL" and thirteen digits of base 36. Kraken takes at most 18 characters.
[[nodiscard]] std::string clientText(ClientOrderId id);
/// The same; empty for zero.
[[nodiscard]] std::string clientTextOrNone(ClientOrderId id);
/// Nothing when the text is not one of ours.
[[nodiscard]] std::optional<ClientOrderId> clientIdOf(std::string_view text);

} // namespace leadline::orders
