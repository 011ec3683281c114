// SPDX-License-Identifier: MIT
/// Every setting, its range and meaning, and where its value comes from.
#pragma once

#include "engine/calibration/calibration_settings.h"
#include "engine/core/result.h"
#include "engine/core/time.h"
#include "engine/desk/desk_settings.h"
#include "engine/picks/pick_score.h"
#include "engine/picks/pick_settings.h"
#include "engine/picks/scan_settings.h"
#include "engine/rebalance/execution_settings.h"
#include "engine/venues/venue_count.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace leadline::venues
{
struct Venue;
}

namespace leadline::app
{

/// A switch that is left to the program until somebody turns it.
enum class Switch : std::uint8_t { Auto, On, Off };
[[nodiscard]] constexpr bool isOn(Switch setting, bool automatically)
{
    return setting == Switch::On || (setting == Switch::Auto && automatically);
}

enum class MarketSource : std::uint8_t { Embedded, Live };

/// Which market the window and `verify` open.
struct MarketSettings {
    MarketSource source = MarketSource::Embedded;
    std::string symbols = "ETH/USDT,ETH/USDT-PERP"; ///< watched from the start; "ETHUSDT" is read as a pair, too
    std::string venues = "binance-spot,kraken,coinbase,binance-futures"; ///< the first that has a pair is charted
    bool depthFrames = false; ///< 20 levels at a time; else a snapshot and its changes, the whole book
    int seed = 1; ///< of the embedded market
};

/// What is assumed of a venue until it was measured, and where it is reached.
struct VenueSettings {
    routing::VenueTerms terms;
    std::string trading = "off"; ///< "off", or an environment of the venue: "demo", "live"
    std::string streamUrl; ///< base, without the route
    std::string restUrl;
};

struct ConsolidatedSettings {
    std::string equalQuotes = "none"; ///< "USD=USDT=USDC": currencies taken for equal
};

enum class SignalSending : std::uint8_t {
    No, ///< signals are judged only
    Paper, ///< where it costs nothing
    Yes ///< for real money, too
};

/// Where signals come from, and what becomes of them.
struct SignalSettings {
    std::string file = "none"; ///< where another program writes signals
    std::string socket = "none"; ///< where other programs connect
    std::string model = "none"; ///< of XGBoost
    core::Duration modelMaxAge = std::chrono::hours(30 * 24); ///< an older one is a reminder a day; zero: any
    SignalSending send = SignalSending::No;
    double share = 1; ///< of signals, whose orders are sent, where any are
    double maxNotionalADay = 0; ///< of those orders, in the currency of positions; 0: no limit
    std::string symbols = "all"; ///< whose orders are sent: "ETH/USDT,BTC/USDT"
    core::Duration maxAge = std::chrono::seconds(10); ///< an older signal is not acted upon
};

/// When resting orders cancel themselves.
struct GuardSettings {
    double maxSpreadBps = 10;
    core::Duration maxOrderAge{}; ///< zero: any
    core::Duration checkInterval = std::chrono::seconds(1);
    bool autoCancel = true; ///< false: orders are flagged, nothing is cancelled
    Switch cancelOnStale = Switch::Auto; ///< by itself: where real money is traded
    bool isConsolidated = false; ///< the spread is that of all venues in place of the order's own
    core::Duration dwell{};
    double hysteresisBps = 0;
};

/// How orders are kept and watched over.
struct OrderSettings {
    core::Duration countdown = std::chrono::seconds(60); ///< a venue without us for so long cancels all; 0: never
    std::string journal = "auto"; ///< a file of this machine
    std::string workstation = "auto"; ///< the machine's name
};

/// How positions are compared with the venues', and closed.
struct PositionSettings {
    core::Duration checkEvery = std::chrono::seconds(30); ///< between two questions to a venue
    bool flattensBalance = false; ///< whatever was there before, too; else what our own fills add up to
    std::string currency = "USD"; ///< of profit in all, and of the day's loss
};

/// What is recorded as Parquet.
struct StoreSettings {
    Switch record = Switch::Auto; ///< by itself: live markets
    std::string folder = "auto"; ///< a folder of this machine
    int retentionDays = 90; ///< 0: for ever
};

/// Raw market data of the window, as they come.
struct TapeSettings {
    bool record = false;
    std::string folder = "auto"; ///< a folder of this machine
    int keepDays = 0; ///< 0: for ever
};

/// US stocks: where their data comes from.
struct EquitySettings {
    bool isIexFeed = false; ///< the free plan; else the consolidated tape
    bool polygonCountsLots = false; ///< of a hundred shares
    std::string embeddedStart = "09:34:30"; ///< New York time at which the embedded market begins
    std::string symbols = "auto"; ///< file of what is screened; "auto": every stock of the embedded market
    picks::Mode pickMode = picks::Mode::Safe;
    std::string scoreModel = "column"; ///< picks::parseScoreModel(); "column": the user's own number
};

/// As models::Centring.
enum class Centring : std::uint8_t { Static, Centred, Manual };

struct LadderSettings {
    double clickSize = 1; ///< units of the first quantity button
    int crossConfirmTicks = 10; ///< a click through the market by more asks first
    core::Duration reaction = std::chrono::milliseconds(250); ///< a row that changed its price since is not traded
    core::Duration repeat = std::chrono::seconds(10); ///< the same order again within this time asks first
    core::Duration idle = std::chrono::minutes(15); ///< without input, the ladder disarms
    Centring centring = Centring::Static; ///< how rows follow the market
    int edgeRows = 3; ///< static: they follow when fewer rows are left between the touch and an end
    core::Duration pointerWait = std::chrono::seconds(5); ///< not below a pointer, until it has rested so long
    bool sound = true; ///< where an order is refused, rejected or asked about
};

enum class Palette : std::uint8_t { System, Light, Dark };

struct WindowSettings {
    Palette palette = Palette::System;
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
    SignalSettings signal;
    ConsolidatedSettings consolidated;
    GuardSettings guard;
    OrderSettings orders;
    PositionSettings positions;
    calibration::CalibrationSettings calibration;
    StoreSettings store;
    TapeSettings tape;
    EquitySettings equities;
    rebalance::ExecutionSettings execution;
    picks::PickSettings picks;
    picks::ScanSettings scan;
    picks::ScoreModel scoreModel; ///< follows from `equities`
    LadderSettings ladder;
    WindowSettings window;
};

/// One setting: `section.key`, its range, and access to its place.
struct SettingSpec {
    /// One of several values, each by its word: they stand in the order of `choices`.
    struct Choice {
        std::size_t (*chosen)(Settings&);
        void (*choose)(Settings&, std::size_t);
    };
    /// A time, typed as a number of units.
    struct Time {
        core::Duration* (*place)(Settings&);
        core::Duration unit;
        enum class Digits : std::uint8_t { Whole, Fraction } digits = Digits::Whole;
    };
    /// From when on a value holds that is edited while the window is open.
    enum class Holds : std::uint8_t { AtOnce, FromNextStart };
    using Member = std::variant<double* (*)(Settings&), int* (*)(Settings&), std::string* (*)(Settings&), Choice, Time>;

    std::string_view key;
    std::string_view meaning;
    std::string_view unit;
    Member member;
    double least = 0; ///< numbers and times only, in their unit
    double most = 0;
    std::string_view choices; ///< comma-separated; empty: any text, or no text at all
    Holds holds = Holds::AtOnce;
};

[[nodiscard]] std::span<const SettingSpec> settingSpecs();

/// Checks what only several values together can get wrong, and writes what follows from them into `desk`.
[[nodiscard]] std::optional<core::Defect> settle(Settings& settings);
/// "ETH/USDT,ETH/USDT-PERP,AAPL", without blanks or with; a defect names what is none, or stands there twice.
[[nodiscard]] core::Result<std::vector<core::Pair>> parseSymbols(std::string_view text);
/// The instruments of market.symbols, of settled settings.
[[nodiscard]] std::vector<core::Pair> marketPairs(const Settings& settings);
/// The instruments of signal.send_symbols; none: all.
[[nodiscard]] core::Result<std::vector<core::Pair>> signalPairs(const Settings& settings);
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
    std::vector<std::string> notes; ///< what a person should know: an old key that was read as another
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
/// The same from the command line, on settings that are loaded and stay settled.
[[nodiscard]] std::optional<core::Defect> overrideSetting(
    LoadedSettings& settings, std::string_view key, std::string_view value, std::string_view where);
/// Its value is a number: people read a long one as 100,000, and may type it so.
[[nodiscard]] bool isNumber(const SettingSpec& spec);
/// What a value may be: "a number from 0 to 1", "one of a,b".
[[nodiscard]] std::string rangeText(const SettingSpec& spec);
/// The value as text, as it would be typed.
[[nodiscard]] std::string settingText(const Settings& settings, const SettingSpec& spec);
/// Writes all values that differ from the defaults, replacing the file as a whole.
[[nodiscard]] std::optional<core::Defect> saveSettings(const Settings& settings, const std::filesystem::path& file);

} // namespace leadline::app
