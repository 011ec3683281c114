// SPDX-License-Identifier: MIT
#include "app/settings/settings.h"
#include "engine/venues/venue.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>

namespace leadline::app
{

namespace
{

class SettingsTest : public testing::Test
{
protected:
    SettingsTest()
        : m_file(std::filesystem::temp_directory_path()
            / ("leadline-settings-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()))
            / "leadline.toml")
    {
        std::filesystem::create_directories(m_file.parent_path());
    }
    ~SettingsTest() override { std::filesystem::remove_all(m_file.parent_path()); }

    core::Result<LoadedSettings> load(
        const std::string& text, std::vector<std::string> environment = {}, std::vector<std::string> overrides = {})
    {
        std::ofstream(m_file) << text;
        return loadSettings(m_file, environment, overrides);
    }
    static Origin originOf(const LoadedSettings& loaded, std::string_view key)
    {
        for (std::size_t i = 0; i < settingSpecs().size(); ++i) {
            if (settingSpecs()[i].key == key) {
                return loaded.origins[i];
            }
        }
        return Origin::Default;
    }

    std::filesystem::path m_file;
};

std::size_t venueIndex(std::string_view name)
{
    return static_cast<std::size_t>(venues::findVenue(name) - venues::knownVenues().data());
}

std::vector<std::string> wordsOf(const SettingSpec& spec)
{
    std::vector<std::string> words;
    std::stringstream list{std::string(spec.choices)};
    for (std::string word; std::getline(list, word, ',');) {
        words.push_back(word);
    }
    return words;
}

} // namespace

TEST_F(SettingsTest, letsEnvironmentOverrideTheFileAndTheCommandLineBoth)
{
    const std::string file = "[routing]\naggressive_obi = 0.6\nwide_spread_pct = 0.001\nmax_impact_cost = 0.002\n";
    const auto loaded =
        load(file, {"ROUTING__WIDE_SPREAD_PCT=0.003", "ROUTING__MAX_IMPACT_COST=0.004", "PATH=/x", "FOO__BAR=1"},
            {"routing.max_impact_cost=0.005"});
    ASSERT_TRUE(loaded.has_value()) << loaded.error().what;
    EXPECT_DOUBLE_EQ(loaded->values.desk.routing.aggressiveObi, 0.6);
    EXPECT_DOUBLE_EQ(loaded->values.desk.routing.wideSpreadPct, 0.003);
    EXPECT_DOUBLE_EQ(loaded->values.desk.routing.maxImpactCost, 0.005);
    EXPECT_EQ(originOf(*loaded, "routing.aggressive_obi"), Origin::File);
    EXPECT_EQ(originOf(*loaded, "routing.wide_spread_pct"), Origin::Environment);
    EXPECT_EQ(originOf(*loaded, "routing.max_impact_cost"), Origin::CommandLine);
    EXPECT_EQ(originOf(*loaded, "risk.max_slippage_bps"), Origin::Default);
    EXPECT_DOUBLE_EQ(loaded->fileValues.desk.routing.maxImpactCost, 0.002);
}

TEST_F(SettingsTest, namesFileLineKeyValueAndRange)
{
    struct Case {
        const char* file;
        const char* says;
    };
    for (const Case& c : std::initializer_list<Case>{
             {"\n[routing]\naggressive_obi = 1.5\n", ":3: routing.aggressive_obi = 1.5: must be a number from 0 to 1"},
             {"[routing]\nagressive_obi = 0.5\n", ":2: unknown setting routing.agressive_obi"},
             {"speed = 1\n", ":1: unknown key speed"},
             {"[features]\ndepth_levels = 2.5\n", "must be a whole number from 1 to 1,000"},
             {"[features]\ndepth_levels = true\n", "features.depth_levels = true"},
             {"[market]\nsource = \"moon\"\n", "must be one of embedded,live"},
             {"[market]\nsymbol = \"ethusdt\"\n", "ethusdt: must be an instrument such as ETH/USDT"},
             {"[market]\nsymbols = \"ETH/USDT,\"\n", "must be an instrument such as ETH/USDT"},
             {"[market]\nsymbols = \"ETH/USDT,ETHUSDT\"\n", "ETH/USDT stands there twice"},
             {"[kraken]\nstream_url = \"foo\"\n", "kraken.stream_url = foo: must start with ws:// or wss://"},
             {"[coinbase]\nrest_url = \"ftp://a\"\n", "must start with http:// or https://"},
             {"[coinbase]\nlatency_ms = -1\n", "must be a number from 0"},
             {"[kraken]\nuse = \"maybe\"\n", "must be one of yes,no"},
             {"[market]\nvenues = \"kraken,moon\"\n", "market.venues: moon is no venue"},
             {"[market]\nvenues = \"kraken,kraken\"\n", "kraken stands there twice"},
             {"[market]\nvenues = \"okx\"\n", "okx is no venue that can be connected to"},
             {"[consolidated]\nequal_quotes = \"USD=usdt\"\n", "\"usdt\" is no currency"},
             {"[consolidated]\nequal_quotes = \"USD=USDT, USDT=EUR\"\n", "USDT stands there twice"},
             {"[consolidated]\nequal_quotes = \"USD\"\n", "USD is equal to nothing"},
             {"[routing]\naggressive_obi = nan\n", "must be a number"},
             {"[risk]\nbreaker_reset = 0.9\n", "lies above risk.breaker_trip"},
             {"[routing\n", ":1: "},
         }) {
        const auto loaded = load(c.file);
        ASSERT_FALSE(loaded.has_value()) << c.file;
        EXPECT_NE(loaded.error().what.find(c.says), std::string::npos) << loaded.error().what;
    }
}

TEST_F(SettingsTest, readsInstrumentsByTheirKinds)
{
    const auto loaded = load("[market]\nsymbols = \"ETHUSDT, BTC/USD-PERP,AAPL ,BTC/USDT-20261225\"\n");
    ASSERT_TRUE(loaded.has_value()) << loaded.error().what;
    std::string names;
    for (const core::Pair& pair : marketPairs(loaded->values)) {
        names += pair.text() + " ";
    }
    EXPECT_EQ(names, "ETH/USDT BTC/USD-PERP AAPL BTC/USDT-20261225 ");
    EXPECT_TRUE(loaded->notes.empty());
}

/// One pair a window, until windows had several: the old key is read, in a file and in the environment, and said.
TEST_F(SettingsTest, readsTheOldKeyOfASinglePairAndSaysSo)
{
    for (const auto& loaded : {load("[market]\nsymbol = \"BTC/USDT\"\n"), load("", {"MARKET__SYMBOL=BTC/USDT"}),
             load("", {}, {"market.symbol=BTC/USDT"})}) {
        ASSERT_TRUE(loaded.has_value()) << loaded.error().what;
        EXPECT_EQ(loaded->values.market.symbols, "BTC/USDT");
        ASSERT_EQ(loaded->notes.size(), 1U);
        EXPECT_NE(loaded->notes[0].find("market.symbol is market.symbols now"), std::string::npos) << loaded->notes[0];
    }
}

TEST_F(SettingsTest, refusesBadEnvironmentAndOverrides)
{
    EXPECT_NE(load("", {"ROUTING__AGRESSIVE_OBI=1"}).error().what.find("unknown setting ROUTING__AGRESSIVE_OBI"),
        std::string::npos);
    EXPECT_NE(
        load("", {"ROUTING__AGGRESSIVE_OBI=much"}).error().what.find("environment: routing.aggressive_obi = much"),
        std::string::npos);
    EXPECT_FALSE(load("", {}, {"routing.aggressive_obi"}).has_value());
    EXPECT_FALSE(load("", {}, {"nothing.here=1"}).has_value());
}

TEST_F(SettingsTest, savesWhatDiffersAndReadsItBack)
{
    Settings changed;
    for (const SettingSpec& spec : settingSpecs()) {
        if (!spec.choices.empty()) {
            ASSERT_FALSE(applySetting(changed, spec.key, wordsOf(spec).back(), "test").has_value()) << spec.key;
        } else if (rangeText(spec).starts_with("a number")) {
            const double inside = spec.least + (spec.most - spec.least) * 0.375;
            const auto refused = applySetting(changed, spec.key, std::to_string(inside), "test");
            ASSERT_FALSE(refused.has_value()) << refused->what;
        }
    }
    changed.desk.risk.breakerReset = 0.1;
    changed.market.symbols = "BTCUSDT, ETH/USDT-PERP";
    ASSERT_FALSE(saveSettings(changed, m_file).has_value());

    const auto loaded = loadSettings(m_file, {}, {});
    ASSERT_TRUE(loaded.has_value()) << loaded.error().what;
    for (const SettingSpec& spec : settingSpecs()) {
        EXPECT_EQ(settingText(loaded->values, spec), settingText(changed, spec)) << spec.key;
    }
}

TEST(SettingSpecs, giveEveryWordBackAsItWasTyped)
{
    Settings settings;
    for (const SettingSpec& spec : settingSpecs()) {
        for (const std::string& word : wordsOf(spec)) {
            EXPECT_FALSE(applySetting(settings, spec.key, word, "test").has_value()) << spec.key << " = " << word;
            EXPECT_EQ(settingText(settings, spec), word) << spec.key;
        }
    }
}

TEST(SettingSpecs, holdSwitchesAndChoicesAsWhatTheyMean)
{
    const auto with = [](std::string_view key, std::string_view value) {
        Settings settings;
        EXPECT_FALSE(applySetting(settings, key, value, "test").has_value()) << key;
        return settings;
    };
    EXPECT_TRUE(Settings{}.execution.isSmart);
    EXPECT_FALSE(with("execution.enable_smart_execution", "false").execution.isSmart);
    EXPECT_FALSE(with("execution.outside_hours", "refuse").execution.queuesOutsideHours);
    EXPECT_FALSE(with("kraken.use", "no").venues[venueIndex("kraken")].terms.isOn);
    EXPECT_TRUE(with("signal.flow_sign", "directional").desk.routing.signal.directionalFlow);
    EXPECT_TRUE(with("signal.minimal_size", "yes").desk.routing.signal.minimalSize);
    EXPECT_EQ(with("signal.toxicity_rule", "skip").desk.routing.signal.toxicity, routing::ToxicityRule::Skip);
    EXPECT_EQ(with("signal.send", "paper").signal.send, SignalSending::Paper);
    EXPECT_FALSE(with("guard.auto_cancel", "no").guard.autoCancel);
    EXPECT_TRUE(with("positions.spot_flatten", "balance").positions.flattensBalance);
    EXPECT_TRUE(with("guard.spread_source", "consolidated").guard.isConsolidated);
    EXPECT_EQ(with("market.source", "live").market.source, MarketSource::Live);
    EXPECT_TRUE(with("market.depth_feed", "frames").market.depthFrames);
    EXPECT_TRUE(with("equities.feed", "iex").equities.isIexFeed);
    EXPECT_TRUE(with("equities.polygon_sizes", "round-lots").equities.polygonCountsLots);
    EXPECT_EQ(with("equities.pick_mode", "AGGRESSIVE").equities.pickMode, picks::Mode::Aggressive);
    EXPECT_EQ(with("window.palette", "dark").window.palette, Palette::Dark);
}

TEST(SettingSpecs, leaveASwitchToTheProgramUntilItIsTurned)
{
    Settings settings;
    const auto isOnWhere = [&](bool automatically) { return isOn(settings.store.record, automatically); };
    EXPECT_TRUE(isOnWhere(true));
    EXPECT_FALSE(isOnWhere(false));
    ASSERT_FALSE(applySetting(settings, "store.record", "yes", "test").has_value());
    EXPECT_TRUE(isOnWhere(false));
    ASSERT_FALSE(applySetting(settings, "store.record", "no", "test").has_value());
    EXPECT_FALSE(isOnWhere(true));
}

TEST(SettingSpecs, holdTimesAsTimes)
{
    using namespace std::chrono_literals;
    Settings settings;
    const auto set = [&](std::string_view key, std::string_view value) {
        return !applySetting(settings, key, value, "test").has_value();
    };
    EXPECT_TRUE(set("guard.check_interval_seconds", "0.05"));
    EXPECT_EQ(settings.guard.checkInterval, 50ms);
    EXPECT_TRUE(set("guard.dwell_ms", "2.5"));
    EXPECT_EQ(settings.guard.dwell, 2500us);
    EXPECT_TRUE(set("guard.max_order_age_seconds", "1e9"));
    EXPECT_EQ(settings.guard.maxOrderAge, 1'000'000'000s);
    EXPECT_TRUE(set("signal.max_age_seconds", "0.1"));
    EXPECT_EQ(settings.signal.maxAge, 100ms);
    EXPECT_TRUE(set("orders.countdown_seconds", "0"));
    EXPECT_EQ(settings.orders.countdown, 0s);
    EXPECT_TRUE(set("ladder.idle_minutes", "1440"));
    EXPECT_EQ(settings.ladder.idle, 24h);
    EXPECT_FALSE(set("ladder.idle_minutes", "1.5")) << "whole ones alone";
    EXPECT_FALSE(set("ladder.idle_minutes", "1441"));
    EXPECT_FALSE(set("guard.check_interval_seconds", "0.04"));
    EXPECT_FALSE(set("guard.check_interval_seconds", "inf"));
    EXPECT_EQ(settings.ladder.idle, 24h) << "what is refused changes nothing";
    EXPECT_EQ(settings.guard.checkInterval, 50ms);
}

TEST(SettingSpecs, writeLongNumbersInFull)
{
    Settings settings;
    for (const SettingSpec& spec : settingSpecs()) {
        if (!isNumber(spec)) {
            continue;
        }
        for (const std::string& text : {settingText(settings, spec), rangeText(spec)}) {
            EXPECT_EQ(text.find("e+"), std::string::npos) << spec.key << ": " << text;
            EXPECT_EQ(text.find("e-"), std::string::npos) << spec.key << ": " << text;
        }
    }
    const auto found = std::ranges::find(settingSpecs(), "risk.max_order_notional", &SettingSpec::key);
    for (const char* const typed : {"200000", "200,000", "2e5", "200000.0"}) {
        ASSERT_FALSE(applySetting(settings, found->key, typed, "test").has_value()) << typed;
        EXPECT_EQ(settingText(settings, *found), "200000");
    }
    EXPECT_TRUE(applySetting(settings, found->key, "2,5", "test").has_value());
    EXPECT_EQ(rangeText(*found), "a number from 0 to 1,000,000,000,000");
}

TEST(SettingSpecs, areDocumentedAsTheyAre)
{
    std::string table =
        "| setting | default | allowed | edited in the window, it holds | meaning |\n|---|---|---|---|---|\n";
    for (const SettingSpec& spec : settingSpecs()) {
        EXPECT_FALSE(
            applySetting(*std::make_unique<Settings>(), spec.key, settingText(Settings{}, spec), "default").has_value())
            << spec.key << ": its own default is refused";
        table += "| `" + std::string(spec.key) + "` | " + settingText(Settings{}, spec)
            + (spec.unit.empty() ? "" : " " + std::string(spec.unit)) + " | " + rangeText(spec) + " | "
            + (spec.holds == SettingSpec::Holds::AtOnce ? "at once" : "from the next start") + " | "
            + std::string(spec.meaning) + " |\n";
    }
    const std::string path = LEADLINE_SOURCE_DIR "/docs/settings.md";
    if (std::getenv("LEADLINE_WRITE_DOCS") != nullptr) {
        std::ofstream(path)
            << "# Settings\n\nMade by the test `SettingSpecs.areDocumentedAsTheyAre`; `LEADLINE_WRITE_DOCS=1` "
               "writes it anew.\n\n"
            << table;
    }
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    EXPECT_NE(text.str().find(table), std::string::npos) << "docs/settings.md is out of date; it should hold:\n"
                                                         << table;
}

} // namespace leadline::app
