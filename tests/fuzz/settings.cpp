// SPDX-License-Identifier: MIT
/// The settings file.
#include "app/settings/settings.h"
#include "tests/fuzz/fuzz.h"

#include <unistd.h>

#include <cstdlib>

using namespace leadline;

namespace
{

/// A folder of this process: saving replaces the file.
std::filesystem::path makeFolder()
{
    static std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("leadline-fuzz-" + std::to_string(getpid()));
    std::filesystem::create_directories(folder);
    std::atexit([] {
        std::error_code none;
        std::filesystem::remove_all(folder, none);
    });
    return folder;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    static const std::filesystem::path saved = makeFolder() / "saved.toml";
    const std::filesystem::path& file = fuzz::asFile(fuzz::textOf(data, size));
    auto loaded = app::loadSettings(file, {}, {});
    if (!loaded) {
        fuzz::require(!loaded.error().what.empty(), "a defect says what is wrong");
        return 0;
    }
    fuzz::require(!app::saveSettings(loaded->values, saved), "settings can be saved");
    auto again = app::loadSettings(saved, {}, {});
    fuzz::require(again.has_value(), "settings that were saved can be loaded");
    for (const app::SettingSpec& spec : app::settingSpecs()) {
        fuzz::requireSame(app::settingText(again->values, spec), app::settingText(loaded->values, spec), spec.key);
    }
    return 0;
}
