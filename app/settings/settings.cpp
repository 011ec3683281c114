// SPDX-License-Identifier: MIT
#include "app/settings/settings.h"

#include "engine/core/digit_groups.h"
#include "engine/core/number_text.h"
#include "engine/core/text.h"
#include "engine/sim/venues/embedded_venues.h"
#include "engine/venues/venue.h"

#include <toml++/toml.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <sstream>

namespace leadline::app
{

namespace
{

const SettingSpec* findSpec(std::string_view key)
{
    const auto specs = settingSpecs();
    const auto found = std::ranges::find(specs, key, &SettingSpec::key);
    return found == specs.end() ? nullptr : &*found;
}

bool isWhole(const SettingSpec::Time& time)
{
    return time.digits == SettingSpec::Time::Digits::Whole;
}

/// The place of a word in a comma-separated list.
std::optional<std::size_t> placeOf(std::string_view choices, std::string_view value)
{
    std::size_t place = 0;
    for (std::size_t begin = 0; begin <= choices.size(); ++place) {
        const std::size_t end = std::min(choices.find(',', begin), choices.size());
        if (choices.substr(begin, end - begin) == value) {
            return place;
        }
        begin = end + 1;
    }
    return std::nullopt;
}

std::string_view wordAt(std::string_view choices, std::size_t place)
{
    for (; place > 0; --place) {
        choices.remove_prefix(choices.find(',') + 1);
    }
    return choices.substr(0, choices.find(','));
}

/// As a person types it: 100000, never 1e+05.
std::string plainText(double value)
{
    return core::withoutExponent(core::shortestText(value));
}

template <class Number> std::optional<Number> numberIn(std::string_view text, const SettingSpec& spec)
{
    const auto value = core::numberIn<Number>(core::withoutGroups(text));
    const double wide = value ? static_cast<double>(*value) : 0;
    const bool fits = value && std::isfinite(wide) && wide >= spec.least && wide <= spec.most;
    return fits ? value : std::nullopt;
}

/// Reads a text into the member; false when it may not stand there.
class Assignment
{
public:
    Assignment(Settings& settings, const SettingSpec& spec, std::string_view text)
        : m_settings(settings)
        , m_spec(spec)
        , m_text(text)
    {
    }

    bool operator()(double* (*place)(Settings&)) const { return assignNumber(place(m_settings)); }
    bool operator()(int* (*place)(Settings&)) const { return assignNumber(place(m_settings)); }
    bool operator()(std::string* (*place)(Settings&)) const
    {
        if (m_text.empty() || (!m_spec.choices.empty() && !placeOf(m_spec.choices, m_text))) {
            return false;
        }
        *place(m_settings) = m_text;
        return true;
    }
    bool operator()(const SettingSpec::Choice& choice) const
    {
        const auto place = placeOf(m_spec.choices, m_text);
        if (place) {
            choice.choose(m_settings, *place);
        }
        return place.has_value();
    }
    bool operator()(const SettingSpec::Time& time) const
    {
        const auto units = isWhole(time)
            ? numberIn<int>(m_text, m_spec).transform([](int whole) { return static_cast<double>(whole); })
            : numberIn<double>(m_text, m_spec);
        if (units) {
            *time.place(m_settings) = core::Duration(std::llround(*units * static_cast<double>(time.unit.count())));
        }
        return units.has_value();
    }

private:
    template <class Number> bool assignNumber(Number* to) const
    {
        const auto number = numberIn<Number>(m_text, m_spec);
        *to = number.value_or(*to);
        return number.has_value();
    }

    Settings& m_settings;
    const SettingSpec& m_spec;
    std::string_view m_text;
};

/// The member as it would be typed.
class Spelling
{
public:
    Spelling(Settings& settings, const SettingSpec& spec)
        : m_settings(settings)
        , m_spec(spec)
    {
    }

    std::string operator()(double* (*place)(Settings&)) const { return plainText(*place(m_settings)); }
    std::string operator()(int* (*place)(Settings&)) const { return std::to_string(*place(m_settings)); }
    std::string operator()(std::string* (*place)(Settings&)) const { return *place(m_settings); }
    std::string operator()(const SettingSpec::Choice& choice) const
    {
        return std::string(wordAt(m_spec.choices, choice.chosen(m_settings)));
    }
    std::string operator()(const SettingSpec::Time& time) const
    {
        const core::Duration value = *time.place(m_settings);
        return isWhole(time) ? std::to_string(value / time.unit)
                             : plainText(static_cast<double>(value.count()) / static_cast<double>(time.unit.count()));
    }

private:
    Settings& m_settings;
    const SettingSpec& m_spec;
};

bool isText(const SettingSpec& spec)
{
    return std::holds_alternative<std::string* (*)(Settings&)>(spec.member)
        || std::holds_alternative<SettingSpec::Choice>(spec.member);
}

bool isWholeNumber(const SettingSpec& spec)
{
    const auto* const time = std::get_if<SettingSpec::Time>(&spec.member);
    return std::holds_alternative<int* (*)(Settings&)>(spec.member) || (time != nullptr && isWhole(*time));
}

bool startsWithEither(const std::string& url, std::string_view a, std::string_view b)
{
    return (url.starts_with(a) && url.size() > a.size()) || (url.starts_with(b) && url.size() > b.size());
}

bool isOfThisMachine(const std::string& url)
{
    const auto host = url.find("://");
    return host != std::string::npos && url.compare(host + 3, 10, "127.0.0.1:") == 0;
}

/// A venue's section: "binance-futures" is written binance_futures.
std::string sectionOf(const venues::Venue& venue)
{
    std::string name = venue.id.text();
    std::ranges::replace(name, '-', '_');
    return name;
}

std::optional<core::Defect> settleVenues(Settings& settings)
{
    settings.desk.venues.clear();
    for (std::size_t i = 0; i < venues::venueCount; ++i) {
        VenueSettings& venue = settings.venues[i];
        const std::string section = sectionOf(venues::knownVenues()[i]);
        if (!venue.streamUrl.empty() && !startsWithEither(venue.streamUrl, "ws://", "wss://")) {
            return core::Defect{section + ".stream_url = " + venue.streamUrl + ": must start with ws:// or wss://"};
        }
        if (!venue.restUrl.empty() && !startsWithEither(venue.restUrl, "http://", "https://")) {
            return core::Defect{section + ".rest_url = " + venue.restUrl + ": must start with http:// or https://"};
        }
        if (venue.trading == sim::servedEnvironment
            && !(isOfThisMachine(venue.streamUrl) && isOfThisMachine(venue.restUrl))) {
            return core::Defect{section + ".trading = sim: " + section + ".stream_url and " + section
                + ".rest_url must be those that `leadline sim` tells, on 127.0.0.1"};
        }
        settings.desk.venues.push_back(venue.terms);
    }
    return std::nullopt;
}

/// A pair a window, until windows had several.
constexpr std::string_view oldSymbolKey = "market.symbol";
constexpr std::string_view symbolsKey = "market.symbols";

std::string environmentName(std::string_view key)
{
    std::string name;
    for (const char c : key) {
        name += c == '.' ? "__" : std::string(1, static_cast<char>(std::toupper(static_cast<unsigned char>(c))));
    }
    return name;
}

class Loader
{
public:
    explicit Loader(LoadedSettings& to)
        : m_to(to)
    {
        m_to.origins.assign(settingSpecs().size(), Origin::Default);
    }

    std::optional<core::Defect> set(std::string_view key, std::string_view value, Origin origin, std::string_view where)
    {
        if (key == oldSymbolKey) {
            m_to.notes.push_back(std::string(where) + ": market.symbol is market.symbols now, and may hold several");
            key = symbolsKey;
        }
        if (auto failed = applySetting(m_to.values, key, value, where)) {
            return failed;
        }
        m_to.origins[static_cast<std::size_t>(findSpec(key) - settingSpecs().data())] = origin;
        return std::nullopt;
    }

    std::optional<core::Defect> readFile(const std::filesystem::path& path)
    {
        std::error_code unreadable;
        if (!std::filesystem::exists(path, unreadable)) {
            return std::nullopt;
        }
        toml::table table;
        try {
            table = toml::parse_file(path.string());
        } catch (const toml::parse_error& error) {
            return core::Defect{path.string() + ":" + std::to_string(error.source().begin.line) + ": "
                + std::string(error.description())};
        }
        for (const auto& [section, node] : table) {
            const std::string place = path.string() + ":" + std::to_string(node.source().begin.line);
            const toml::table* const keys = node.as_table();
            if (keys == nullptr) {
                return core::Defect{place + ": unknown key " + std::string(section.str())};
            }
            for (const auto& [key, value] : *keys) {
                const std::string where = path.string() + ":" + std::to_string(value.source().begin.line);
                const std::string name = std::string(section.str()) + "." + std::string(key.str());
                if (auto failed = set(name, textOf(value), Origin::File, where)) {
                    return failed;
                }
            }
        }
        return std::nullopt;
    }

    std::optional<core::Defect> readEnvironment(std::span<const std::string> environment)
    {
        for (const std::string& entry : environment) {
            const auto equals = entry.find('=');
            const auto parting = entry.find("__");
            if (equals == std::string::npos || parting == std::string::npos || parting > equals || parting == 0) {
                continue;
            }
            const std::string name = entry.substr(0, equals);
            const auto specs = settingSpecs();
            const auto spec = std::ranges::find_if(
                specs, [&](const SettingSpec& candidate) { return environmentName(candidate.key) == name; });
            if (name == environmentName(oldSymbolKey)) {
                if (auto failed = set(
                        oldSymbolKey, std::string_view(entry).substr(equals + 1), Origin::Environment, "environment")) {
                    return failed;
                }
                continue;
            }
            if (spec == specs.end()) {
                // Others use double underscores too; only a name in a section of ours is a mistake.
                const std::string section = name.substr(0, parting + 2);
                const bool isOurs = std::ranges::any_of(
                    specs, [&](const SettingSpec& s) { return environmentName(s.key).starts_with(section); });
                if (isOurs) {
                    return core::Defect{"environment: unknown setting " + name};
                }
                continue;
            }
            if (auto failed =
                    set(spec->key, std::string_view(entry).substr(equals + 1), Origin::Environment, "environment")) {
                return failed;
            }
        }
        return std::nullopt;
    }

private:
    static std::string textOf(const toml::node& node)
    {
        if (const auto text = node.value<std::string>(); node.is_string()) {
            return *text;
        }
        if (node.is_integer()) {
            return std::to_string(*node.value<std::int64_t>());
        }
        if (node.is_floating_point()) {
            return core::shortestText(*node.value<double>());
        }
        std::ostringstream text; // not a number and not a text: shown as written, and refused
        if (const auto* const flag = node.as_boolean()) {
            text << (flag->get() ? "true" : "false");
        } else {
            text << "a list or table";
        }
        return text.str();
    }

    LoadedSettings& m_to;
};

} // namespace

std::string_view describe(Origin origin)
{
    switch (origin) {
    case Origin::Default:
        return "default";
    case Origin::File:
        return "settings file";
    case Origin::Environment:
        return "environment";
    case Origin::CommandLine:
        return "command line";
    }
    return "";
}

namespace
{

/// "ETHUSDT", as venues write it, is a pair; what is shorter is a stock.
std::optional<core::Pair> parseSymbol(std::string_view name)
{
    constexpr std::size_t shortestPair = 6;
    const bool isWritten = name.find('/') == std::string_view::npos && name.size() >= shortestPair;
    const auto pair = core::Pair::parse(name);
    if (!pair || !isWritten || !core::Symbol::fits(name)) {
        return pair;
    }
    const core::Pair coins = venues::findVenue("binance-spot")->pairOf(core::Symbol(name));
    return coins.isKnown() ? coins : *pair;
}

} // namespace

Settings::Settings()
{
    for (std::size_t i = 0; i < venues::venueCount; ++i) {
        const venues::Venue& venue = venues::knownVenues()[i];
        this->venues[i].terms = {.venue = venue.id, .makerFeeBps = venue.makerFeeBps, .takerFeeBps = venue.takerFeeBps};
        if (venue.makeProtocol != nullptr) {
            const venues::Endpoints official = venue.makeProtocol()->official();
            this->venues[i].streamUrl = official.streams;
            this->venues[i].restUrl = official.rest;
        }
        desk.venues.push_back(this->venues[i].terms);
    }
}

core::Result<std::vector<core::Pair>> parseSymbols(std::string_view text)
{
    std::vector<core::Pair> pairs;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(',', begin), text.size());
        const std::string_view name = core::trimmed(text.substr(begin, end - begin));
        begin = end + 1;
        const auto pair = parseSymbol(name);
        if (!pair) {
            return core::defect(std::string(name.empty() ? text : name)
                + ": must be an instrument such as ETH/USDT, ETH/USDT-PERP or AAPL");
        }
        if (std::ranges::find(pairs, *pair) != pairs.end()) {
            return core::defect(pair->text() + " stands there twice");
        }
        pairs.push_back(*pair);
    }
    return pairs;
}

std::vector<core::Pair> marketPairs(const Settings& settings)
{
    return parseSymbols(settings.market.symbols).value_or(std::vector<core::Pair>{});
}

core::Result<std::vector<core::Pair>> signalPairs(const Settings& settings)
{
    return settings.signal.symbols == "all" ? std::vector<core::Pair>() : parseSymbols(settings.signal.symbols);
}

core::Result<std::vector<const venues::Venue*>> marketVenues(const Settings& settings)
{
    std::vector<const venues::Venue*> chosen;
    const std::string& list = settings.market.venues;
    for (std::size_t begin = 0; begin <= list.size();) {
        const std::size_t end = std::min(list.find(',', begin), list.size());
        const std::string name = list.substr(begin, end - begin);
        const venues::Venue* const venue = venues::findVenue(name);
        if (venue == nullptr || venue->makeProtocol == nullptr) {
            return core::defect("market.venues: " + name + " is no venue that can be connected to");
        }
        if (std::ranges::find(chosen, venue) != chosen.end()) {
            return core::defect("market.venues: " + name + " stands there twice");
        }
        chosen.push_back(venue);
        begin = end + 1;
    }
    return chosen;
}

namespace
{

/// Bands that overlap would make two rows of a table true.
std::optional<core::Defect> checkBands(const routing::SignalPolicy& policy)
{
    struct Band {
        std::string_view lower;
        double low;
        std::string_view upper;
        double high;
    };
    for (const Band& band :
        {Band{"weak", policy.weak, "medium", policy.medium}, Band{"medium", policy.medium, "strong", policy.strong},
            Band{"calm_stability", policy.calmStability, "balanced_stability", policy.balancedStability},
            Band{"balanced_stability", policy.balancedStability, "urgent_stability", policy.urgentStability},
            Band{"patient_flow", policy.patientFlow, "urgent_flow", policy.urgentFlow},
            Band{"urgent_flow", policy.urgentFlow, "immediate_flow", policy.immediateFlow}}) {
        if (band.low > band.high) {
            return core::Defect{"signal." + std::string(band.lower) + " = " + plainText(band.low)
                + " lies above signal." + std::string(band.upper) + " = " + plainText(band.high)};
        }
    }
    return std::nullopt;
}

} // namespace

namespace
{

/// Steps of the quality must not pass one another, or points would be given for worse figures.
std::optional<core::Defect> checkQuality(const picks::PickSettings& picks)
{
    const auto wrong = [](const char* figure, const char* order) {
        return core::Defect{
            std::string("picks.quality_") + figure + ": the steps must " + order + " from the most points"};
    };
    if (!std::ranges::is_sorted(picks.qualitySpreadBps)) {
        return wrong("spread_bps", "grow");
    }
    if (!std::ranges::is_sorted(picks.qualityDepth, std::greater())) {
        return wrong("depth", "fall");
    }
    if (!std::ranges::is_sorted(picks.qualityImbalance)) {
        return wrong("imbalance", "grow");
    }
    return std::nullopt;
}

} // namespace

std::optional<core::Defect> settle(Settings& settings)
{
    if (const auto failed = checkQuality(settings.picks)) {
        return failed;
    }
    if (settings.desk.risk.breakerReset > settings.desk.risk.breakerTrip) {
        return core::Defect{"risk.breaker_reset = " + plainText(settings.desk.risk.breakerReset)
            + " lies above risk.breaker_trip = " + plainText(settings.desk.risk.breakerTrip)
            + ": the breaker would never stay open"};
    }
    if (const auto pairs = parseSymbols(settings.market.symbols); !pairs) {
        return core::Defect{"market.symbols: " + pairs.error().what};
    }
    if (const auto pairs = signalPairs(settings); !pairs) {
        return core::Defect{"signal.send_symbols: " + pairs.error().what};
    }
    if (const auto chosen = marketVenues(settings); !chosen) {
        return chosen.error();
    }
    if (const std::string& currency = settings.positions.currency; currency.empty() || !core::Asset::fits(currency)
        || !std::ranges::all_of(currency,
            [](char letter) { return (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9'); })) {
        return core::Defect{"positions.currency = " + currency + ": must be a currency such as USD, EUR or BTC"};
    }
    const std::string& equal = settings.consolidated.equalQuotes;
    const auto quotes = core::QuoteMap::parse(equal == "none" ? "" : equal);
    if (!quotes) {
        return core::Defect{"consolidated.equal_quotes = " + equal + ": " + quotes.error().what};
    }
    settings.desk.equalQuotes = *quotes;
    if (const auto failed = checkBands(settings.desk.routing.signal)) {
        return failed;
    }
    const std::string& scores = settings.equities.scoreModel;
    const auto model = picks::parseScoreModel(scores == "column" ? "" : scores);
    if (!model) {
        return core::Defect{"equities.score_model = " + scores + ": " + model.error().what};
    }
    settings.scoreModel = *model;
    return settleVenues(settings);
}

bool isNumber(const SettingSpec& spec)
{
    return !isText(spec);
}

std::string rangeText(const SettingSpec& spec)
{
    if (isText(spec)) {
        return spec.choices.empty() ? "a text" : "one of " + std::string(spec.choices);
    }
    const char* const kind = isWholeNumber(spec) ? "a whole number" : "a number";
    return std::string(kind) + " from " + core::grouped(plainText(spec.least)) + " to "
        + core::grouped(plainText(spec.most));
}

std::filesystem::path defaultSettingsFile()
{
    if (const char* const config = std::getenv("XDG_CONFIG_HOME"); config != nullptr && *config != '\0') {
        return std::filesystem::path(config) / "leadline" / "leadline.toml";
    }
    const char* const home = std::getenv("HOME");
    return std::filesystem::path(home != nullptr ? home : ".") / ".config" / "leadline" / "leadline.toml";
}

std::optional<core::Defect> applySetting(
    Settings& settings, std::string_view key, std::string_view value, std::string_view where)
{
    const SettingSpec* const spec = findSpec(key);
    if (spec == nullptr) {
        return core::Defect{std::string(where) + ": unknown setting " + std::string(key)};
    }
    if (!std::visit(Assignment(settings, *spec, value), spec->member)) {
        return core::Defect{std::string(where) + ": " + std::string(key) + " = " + std::string(value) + ": must be "
            + rangeText(*spec)};
    }
    return std::nullopt;
}

std::optional<core::Defect> overrideSetting(
    LoadedSettings& settings, std::string_view key, std::string_view value, std::string_view where)
{
    if (auto failed = applySetting(settings.values, key, value, where)) {
        return failed;
    }
    settings.origins[static_cast<std::size_t>(findSpec(key) - settingSpecs().data())] = Origin::CommandLine;
    return settle(settings.values);
}

std::string settingText(const Settings& settings, const SettingSpec& spec)
{
    // The accessors take a mutable place; a copy gives one without a cast.
    Settings copy = settings;
    return std::visit(Spelling(copy, spec), spec.member);
}

core::Result<LoadedSettings> loadSettings(
    const std::filesystem::path& file, std::span<const std::string> environment, std::span<const std::string> overrides)
{
    LoadedSettings loaded;
    loaded.file = file;
    loaded.values.stateFolder = file.parent_path();
    Loader loader(loaded);
    if (auto failed = loader.readFile(file)) {
        return std::unexpected(std::move(*failed));
    }
    loaded.fileValues = loaded.values;
    if (auto failed = loader.readEnvironment(environment)) {
        return std::unexpected(std::move(*failed));
    }
    for (const std::string& override : overrides) {
        const auto equals = override.find('=');
        if (equals == std::string::npos) {
            return core::defect("--set " + override + ": must be section.key=value");
        }
        if (auto failed = loader.set(override.substr(0, equals), std::string_view(override).substr(equals + 1),
                Origin::CommandLine, "--set")) {
            return std::unexpected(std::move(*failed));
        }
    }
    if (auto failed = settle(loaded.values)) {
        return std::unexpected(std::move(*failed));
    }
    return loaded;
}

std::optional<core::Defect> saveSettings(const Settings& settings, const std::filesystem::path& file)
{
    Settings settled = settings;
    if (auto failed = settle(settled)) {
        return failed;
    }
    std::map<std::string, std::string> sections;
    for (const SettingSpec& spec : settingSpecs()) {
        const std::string text = settingText(settings, spec);
        if (text == settingText(Settings{}, spec)) {
            continue;
        }
        const auto dot = spec.key.find('.');
        std::ostringstream value;
        if (isText(spec)) {
            value << toml::value<std::string>(text);
        } else {
            value << text;
        }
        sections[std::string(spec.key.substr(0, dot))] +=
            std::string(spec.key.substr(dot + 1)) + " = " + value.str() + "\n";
    }
    std::error_code error;
    std::filesystem::create_directories(file.parent_path(), error);
    auto partial = file;
    partial += ".part";
    {
        std::ofstream out(partial);
        out << "# Leadline settings: what differs from the defaults. Every key is in the settings dialog and the "
               "README.\n";
        for (const auto& [section, keys] : sections) {
            out << "\n[" << section << "]\n" << keys;
        }
        if (!out.flush()) {
            return core::Defect{file.string() + ": cannot be written"};
        }
    }
    std::filesystem::rename(partial, file, error);
    return error ? std::optional(core::Defect{file.string() + ": " + error.message()}) : std::nullopt;
}

} // namespace leadline::app
