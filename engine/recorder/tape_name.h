// SPDX-License-Identifier: MIT
/// What the recorder's files are called: "binance-futures_btcusdt_20261130.zst", which tells every reader of recordings
/// what is in it.
#pragma once

#include "engine/core/names.h"
#include "engine/core/time.h"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>

namespace leadline::recorder
{

using Day = std::chrono::sys_days; ///< of UTC

[[nodiscard]] constexpr Day dayOf(core::Timestamp time)
{
    return std::chrono::floor<std::chrono::days>(time);
}

/// In place of a symbol: what the venue says of its instruments.
inline constexpr core::Symbol instrumentsOfAll{"instruments"};

/// A slash of the symbol, which no file may have in its name, becomes a dash.
[[nodiscard]] std::string tapeName(const core::MarketId& market, Day day);
/// The day of a file that the recorder wrote; nothing where the name is none of its own.
[[nodiscard]] std::optional<Day> dayOfTape(const std::filesystem::path& path);

} // namespace leadline::recorder
