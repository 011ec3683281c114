// SPDX-License-Identifier: MIT
/// Holds every include of the program against the USES lines, so that the map of the rooms cannot rot.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <vector>

namespace leadline
{

namespace
{

namespace fs = std::filesystem;

const fs::path root = LEADLINE_SOURCE_DIR;

/// A folder below engine/, the loose files of engine/ ("face"), or one of the layers above it.
struct Room {
    std::set<std::string> uses;
    std::vector<fs::path> files;
};

std::string contentOf(const fs::path& path)
{
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

bool isSource(const fs::path& path)
{
    return path.extension() == ".h" || path.extension() == ".cpp";
}

Room roomIn(const fs::path& folder, bool withFolders)
{
    Room room;
    const std::string text = contentOf(folder / "CMakeLists.txt");
    std::smatch found;
    if (std::regex_search(text, found, std::regex("USES((?: [a-z]+)+)"))) {
        std::istringstream names(found[1].str());
        for (std::string name; names >> name;) {
            room.uses.insert(name);
        }
    }
    for (auto it = fs::recursive_directory_iterator(folder); it != fs::recursive_directory_iterator(); ++it) {
        if (it->is_directory() && !withFolders) {
            it.disable_recursion_pending();
        } else if (isSource(it->path())) {
            room.files.push_back(it->path());
        }
    }
    return room;
}

std::map<std::string, Room> allRooms()
{
    std::map<std::string, Room> rooms;
    for (const auto& folder : fs::directory_iterator(root / "engine")) {
        if (folder.is_directory()) {
            rooms[folder.path().filename().string()] = roomIn(folder.path(), true);
        }
    }
    rooms["face"] = roomIn(root / "engine", false);
    for (const char* layer : {"report", "models", "views", "app"}) {
        rooms[layer] = roomIn(root / layer, true);
    }
    return rooms;
}

/// The room that `#include "engine/book/order_book.h"` reaches into; empty: none of ours.
std::string roomOf(const std::string& included)
{
    std::smatch found;
    if (std::regex_match(included, found, std::regex("engine/([a-z_]+)/.*"))) {
        return found[1];
    }
    if (std::regex_match(included, std::regex("engine/[a-z_]+\\.h"))) {
        return "face";
    }
    return std::regex_match(included, found, std::regex("(app|models|report|views|tests|bench)/.*")) ? found[1].str()
                                                                                                     : std::string();
}

} // namespace

TEST(Map, everyIncludeIsOnItsRoomsUsesLine)
{
    const std::map<std::string, Room> rooms = allRooms();
    const std::regex include("#include \"([a-z_/]+\\.h)\"");
    std::map<std::string, std::set<std::string>> used;
    for (const auto& [name, room] : rooms) {
        EXPECT_FALSE(room.files.empty()) << name;
        for (const fs::path& file : room.files) {
            const std::string text = contentOf(file);
            for (auto it = std::sregex_iterator(text.begin(), text.end(), include); it != std::sregex_iterator();
                 ++it) {
                const std::string target = roomOf((*it)[1]);
                EXPECT_FALSE(target.empty()) << file << " includes " << (*it)[1] << ", which is in no room";
                EXPECT_TRUE(target == name || room.uses.contains(target)) << file << " includes " << (*it)[1];
                used[name].insert(target);
            }
        }
    }
    // What a line allows and nobody needs is a door left open.
    for (const char* layer : {"face", "report", "models", "views", "app"}) {
        for (const std::string& name : rooms.at(layer).uses) {
            EXPECT_TRUE(used[layer].contains(name)) << layer << " does not use " << name;
        }
    }
}

TEST(Map, hasNoWayBack)
{
    const std::map<std::string, Room> rooms = allRooms();
    for (const auto& [name, room] : rooms) {
        std::set<std::string> reached = room.uses;
        for (std::size_t before = 0; before != reached.size();) {
            before = reached.size();
            for (const std::string& next : std::set<std::string>(reached)) {
                ASSERT_TRUE(rooms.contains(next)) << name << " uses " << next;
                reached.insert(rooms.at(next).uses.begin(), rooms.at(next).uses.end());
            }
        }
        EXPECT_FALSE(reached.contains(name)) << name << " includes itself by a detour";
    }
}

} // namespace leadline
