// SPDX-License-Identifier: MIT
/// Every setting, its range and meaning, and where its value comes from.
#pragma once

#include "engine/core/result.h"
#include "engine/desk/desk.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace leadline::app
{

/// Which market the window and `verify` open.
struct MarketSettings {
    std::string source = "embedded"; ///< "embedded" or "live"
    std::string symbol = "ETHUSDT";
    std::string streamUrl = "wss://fstream.binance.com"; ///< base, without the route
    std::string restUrl = "https://fapi.binance.com";
    std::string depthFeed = "diff"; ///< "diff" (snapshot and changes, the whole book) or "frames" (20 levels)
    int seed = 1; ///< of the embedded market
};

struct LadderSettings {
    double clickSize = 1; ///< units of the first quantity button
    int crossConfirmTicks = 10; ///< a click through the market by more asks first
    int reactionMs = 250; ///< a row that changed its price within this time is not traded
    int repeatSeconds = 10; ///< the same order again within this time asks first
    int idleMinutes = 15; ///< without input, the ladder disarms
};

struct WindowSettings {
    std::string palette = "system"; ///< "system", "light" or "dark"
    double framesPerSecond = 30;
};

struct Settings {
    desk::DeskSettings desk;
    MarketSettings market;
    LadderSettings ladder;
    WindowSettings window;
};

/// One setting: `section.key`, its range, and access to its place.
struct SettingSpec {
    using Member = std::variant<double* (*)(Settings&), int* (*)(Settings&), std::string* (*)(Settings&)>;

    std::string_view key;
    std::string_view meaning;
    std::string_view unit;
    Member member;
    double least = 0; ///< numbers only
    double most = 0;
    std::string_view choices; ///< texts only: comma-separated; empty: any text
};

[[nodiscard]] std::span<const SettingSpec> settingSpecs();

enum class Origin : std::uint8_t { Default, File, Environment, CommandLine };
[[nodiscard]] std::string_view describe(Origin origin);

/// Settings with the origin of each value, in the order of settingSpecs().
struct LoadedSettings {
    Settings values;
    Settings fileValues; ///< defaults and file alone: what saving starts from
    std::vector<Origin> origins;
    std::filesystem::path file;
};

/// `$XDG_CONFIG_HOME/leadline/leadline.toml`, or below ~/.config.
[[nodiscard]] std::filesystem::path defaultSettingsFile();

/// Defaults, then the file (missing: none), then the environment (`SECTION__KEY`), then `--set section.key=value`.
/// An unknown key or a bad value is a defect that names the place, the key, the value and the range.
[[nodiscard]] core::Result<LoadedSettings> loadSettings(const std::filesystem::path& file,
    std::span<const std::string> environment, std::span<const std::string> overrides);

/// Sets one value from text. `where` starts the defect's message.
[[nodiscard]] std::optional<core::Defect> applySetting(
    Settings& settings, std::string_view key, std::string_view value, std::string_view where);
/// What a value may be: "a number from 0 to 1", "one of a,b".
[[nodiscard]] std::string rangeText(const SettingSpec& spec);
/// The value as text, as it would be typed.
[[nodiscard]] std::string settingText(const Settings& settings, const SettingSpec& spec);
/// Writes all values that differ from the defaults, replacing the file as a whole.
[[nodiscard]] std::optional<core::Defect> saveSettings(const Settings& settings, const std::filesystem::path& file);

} // namespace leadline::app
