// SPDX-License-Identifier: MIT
#include "tests/app/window/workbench.h"

#include "app/settings/session_options.h"
#include "engine/session/session_options.h"

namespace leadline::tests
{

app::LoadedSettings Workbench::load(const std::string& folder, const std::vector<std::string>& overrides)
{
    // The router's urgency depends on the book of the moment, and so does when rows move; these tests are about the
    // window.
    std::vector<std::string> all{
        "market.venues=binance-futures", "routing.aggressive_obi=1", "market.seed=5", "ladder.centring=manual"};
    all.insert(all.end(), overrides.begin(), overrides.end());
    const auto loaded = app::loadSettings(folder + "/leadline.toml", {}, all);
    return loaded ? *loaded : app::LoadedSettings{};
}

session::SessionOptions Workbench::optionsOf(const app::LoadedSettings& settings)
{
    session::SessionOptions options = app::sessionOptions(settings.values);
    options.orders.seed = 5;
    options.orders.killSwitch = app::killSwitchOf(settings.values);
    return options;
}

} // namespace leadline::tests
