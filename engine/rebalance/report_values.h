// SPDX-License-Identifier: MIT
/// Values of a report, as CSV and JSON write them.
#pragma once

#include "engine/core/price.h"
#include "engine/core/time.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace leadline::rebalance::report
{

/// One value of a report, and how JSON writes it.
struct Value {
    enum class Kind : std::uint8_t { Text, Number, Nothing };

    std::string_view name;
    std::string text;
    Kind kind = Kind::Text;
    std::string json = {}; ///< instead of `text`, as it is; empty: `text` is written
};

[[nodiscard]] Value text(std::string_view name, std::string_view text);
[[nodiscard]] Value count(std::string_view name, int number);
/// To four decimals; what is not finite is nothing.
[[nodiscard]] Value number(std::string_view name, double number);
/// Dollars and cents, rounded to the nearest.
[[nodiscard]] Value money(std::string_view name, core::Notional amount);
/// A price of zero is none.
[[nodiscard]] Value price(std::string_view name, core::Price price);
/// "2026-11-20T14:35:00.123456Z"; the epoch is none.
[[nodiscard]] Value time(std::string_view name, core::Timestamp time);

/// `"name": value, ...` without the braces.
[[nodiscard]] std::string jsonFields(const std::vector<Value>& values);

} // namespace leadline::rebalance::report
