// SPDX-License-Identifier: MIT
#include "app/settings/settings.h"

#include <gtest/gtest.h>

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
             {"[features]\ndepth_levels = 2.5\n", "must be a whole number from 1 to 1000"},
             {"[features]\ndepth_levels = true\n", "features.depth_levels = true"},
             {"[market]\nsource = \"moon\"\n", "must be one of embedded,live"},
             {"[market]\nsymbol = \"ethusdt\"\n", "must be a pair such as ETH/USDT"},
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
        if (std::holds_alternative<double* (*)(Settings&)>(spec.member)) {
            const double inside = spec.least + (spec.most - spec.least) * 0.375;
            const auto refused = applySetting(changed, spec.key, std::to_string(inside), "test");
            ASSERT_FALSE(refused.has_value()) << refused->what;
        }
    }
    changed.desk.risk.breakerReset = 0.1;
    changed.market.symbol = "BTCUSDT";
    ASSERT_FALSE(saveSettings(changed, m_file).has_value());

    const auto loaded = loadSettings(m_file, {}, {});
    ASSERT_TRUE(loaded.has_value()) << loaded.error().what;
    for (const SettingSpec& spec : settingSpecs()) {
        EXPECT_EQ(settingText(loaded->values, spec), settingText(changed, spec)) << spec.key;
    }
}

TEST(SettingSpecs, areDocumentedAsTheyAre)
{
    std::string table = "| setting | default | allowed | meaning |\n|---|---|---|---|\n";
    for (const SettingSpec& spec : settingSpecs()) {
        EXPECT_FALSE(
            applySetting(*std::make_unique<Settings>(), spec.key, settingText(Settings{}, spec), "default").has_value())
            << spec.key << ": its own default is refused";
        table += "| `" + std::string(spec.key) + "` | " + settingText(Settings{}, spec)
            + (spec.unit.empty() ? "" : " " + std::string(spec.unit)) + " | " + rangeText(spec) + " | "
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
