// SPDX-License-Identifier: MIT
/// Every setting, its range and meaning, and where its value comes from.
#pragma once

#include "engine/calibration/calibrator.h"
#include "engine/core/result.h"
#include "engine/desk/desk.h"
#include "engine/picks/scanner.h"
#include "engine/rebalance/execution_settings.h"
#include "engine/venues/venue.h"

#include <array>
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
    std::string symbol = "ETH/USDT"; ///< the pair; "ETHUSDT" is read as one, too
    std::string venues = "binance-futures,kraken,coinbase"; ///< the first is the one on the charts
    std::string depthFeed = "diff"; ///< "diff" (snapshot and changes, the whole book) or "frames" (20 levels)
    int seed = 1; ///< of the embedded market
};

/// What is assumed of a venue until it was measured, and where it is reached.
struct VenueSettings {
    routing::VenueTerms terms;
    std::string use = "yes"; ///< "no" keeps it out of the consolidated book and of routing
    std::string trading = "off"; ///< "off", or an environment of the venue: "demo", "live"
    std::string streamUrl; ///< base, without the route
    std::string restUrl;
};

struct ConsolidatedSettings {
    std::string equalQuotes = "none"; ///< "USD=USDT=USDC": currencies taken for equal
};

/// What of the signal policy is a choice among words.
struct SignalChoices {
    std::string flowSign = "absolute"; ///< "absolute", "directional"
    std::string minimalSize = "no";
    std::string toxicityRule = "show"; ///< "show", "halve", "skip"
    std::string file = "none"; ///< where another program writes signals
    std::string socket = "none"; ///< where other programs connect
    std::string model = "none"; ///< of XGBoost
    std::string send = "no"; ///< "no", "paper", "yes"
    double maxAgeSeconds = 10;
};

/// When resting orders cancel themselves.
struct GuardSettings {
    double maxSpreadBps = 10;
    double maxOrderAgeSeconds = 0; ///< zero: any
    double checkIntervalSeconds = 1;
    std::string autoCancel = "yes"; ///< "no": orders are flagged, nothing is cancelled
    std::string cancelOnStale = "auto"; ///< "auto": where real money is traded
    std::string spreadSource = "venue"; ///< or "consolidated"
    double dwellMs = 0;
    double hysteresisBps = 0;
};

/// How orders are kept and watched over.
struct OrderSettings {
    int countdownSeconds = 60; ///< a venue that hears nothing for so long cancels everything; 0: never
    std::string journal = "auto"; ///< a file of this machine
    std::string workstation = "auto"; ///< the machine's name
};

/// How positions are compared with the venues', and closed.
struct PositionSettings {
    int checkSeconds = 30; ///< between two questions to a venue
    std::string spotFlatten = "ours"; ///< "balance": whatever was there before, too
};

/// What is recorded as Parquet.
struct StoreSettings {
    std::string record = "auto"; ///< "auto": of live markets
    std::string folder = "auto"; ///< a folder of this machine
    int retentionDays = 90; ///< 0: for ever
};

/// US stocks: where their data comes from.
struct EquitySettings {
    std::string feed = "sip"; ///< "iex": the free plan
    std::string polygonSizes = "shares"; ///< or "round-lots"
    std::string embeddedStart = "09:34:30"; ///< New York time at which the embedded market begins
    std::string symbols = "auto"; ///< file of what is screened; "auto": every stock of the embedded market
    std::string pickMode = "SAFE";
    std::string scoreModel = "column"; ///< picks::parseScoreModel(); "column": the user's own number
};

/// What of the section `execution` is a text.
struct ExecutionTexts {
    std::string enableSmartExecution = "true";
    std::string outsideHours = "queue";
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
    /// Published fees and addresses of every known venue.
    Settings();

    /// Where what must survive a restart is kept: the folder of the settings file. No setting; empty: nowhere.
    std::filesystem::path stateFolder;
    desk::DeskSettings desk; ///< `venues` and `equalQuotes` follow from the two members below, see settle()
    MarketSettings market;
    std::array<VenueSettings, venues::venueCount> venues; ///< in the order of venues::knownVenues()
    SignalChoices signal;
    ConsolidatedSettings consolidated;
    GuardSettings guard;
    OrderSettings orders;
    PositionSettings positions;
    calibration::CalibrationSettings calibration;
    StoreSettings store;
    EquitySettings equities;
    ExecutionTexts executionTexts;
    rebalance::ExecutionSettings execution; ///< two members follow from `executionTexts`
    picks::PickSettings picks;
    picks::ScanSettings scan;
    picks::ScoreModel scoreModel; ///< follows from `equities`
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

/// Checks what only several values together can get wrong, and writes what follows from them into `desk`.
[[nodiscard]] std::optional<core::Defect> settle(Settings& settings);
/// The pair of market.symbol; unknown when it is none.
[[nodiscard]] core::Pair marketPair(const Settings& settings);
/// The venues of market.venues, each known and with an adapter; a defect names the one that is not.
[[nodiscard]] core::Result<std::vector<const venues::Venue*>> marketVenues(const Settings& settings);

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
