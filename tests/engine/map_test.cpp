// SPDX-License-Identifier: MIT
/// Holds the includes of engine/ against the USES lines, so that the map of the rooms cannot rot.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

namespace leadline
{

namespace
{

const std::filesystem::path engineFolder = LEADLINE_SOURCE_DIR "/engine";

std::string contentOf(const std::filesystem::path& path)
{
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

std::map<std::string, std::set<std::string>> allowedIncludes()
{
    std::map<std::string, std::set<std::string>> allowed;
    for (const auto& room : std::filesystem::directory_iterator(engineFolder)) {
        if (!room.is_directory()) {
            continue;
        }
        const std::string text = contentOf(room.path() / "CMakeLists.txt");
        std::set<std::string>& uses = allowed[room.path().filename().string()];
        std::smatch found;
        if (std::regex_search(text, found, std::regex("USES((?: [a-z]+)+)"))) {
            std::istringstream names(found[1].str());
            for (std::string name; names >> name;) {
                uses.insert(name);
            }
        }
    }
    return allowed;
}

} // namespace

TEST(Map, everyIncludeIsOnItsRoomsUsesLine)
{
    const auto allowed = allowedIncludes();
    const std::regex include("#include \"([a-z]+)/([a-z_]+)/");
    int checked = 0;
    for (const auto& [room, uses] : allowed) {
        for (const auto& file : std::filesystem::recursive_directory_iterator(engineFolder / room)) {
            const std::string extension = file.path().extension().string();
            if (extension != ".h" && extension != ".cpp") {
                continue;
            }
            const std::string text = contentOf(file.path());
            for (auto it = std::sregex_iterator(text.begin(), text.end(), include); it != std::sregex_iterator();
                 ++it) {
                EXPECT_EQ((*it)[1], "engine") << file.path() << " reaches above the engine";
                const std::string target = (*it)[2];
                EXPECT_TRUE(target == room || uses.contains(target)) << file.path() << " includes engine/" << target;
                ++checked;
            }
        }
    }
    EXPECT_GT(checked, 50);
}

TEST(Map, hasNoWayBack)
{
    const auto allowed = allowedIncludes();
    for (const auto& [room, uses] : allowed) {
        std::set<std::string> reached = uses;
        for (std::size_t before = 0; before != reached.size();) {
            before = reached.size();
            for (const std::string& name : std::set<std::string>(reached)) {
                ASSERT_TRUE(allowed.contains(name)) << room << " uses " << name;
                reached.insert(allowed.at(name).begin(), allowed.at(name).end());
            }
        }
        EXPECT_FALSE(reached.contains(room)) << room << " includes itself by a detour";
    }
}

} // namespace leadline
