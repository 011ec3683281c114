// SPDX-License-Identifier: MIT
/// Holds every include of the program against the USES lines, so that the map of the rooms cannot rot.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
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
/// Its folders are rooms: the venues of the embedded market know nothing of one another.
const fs::path simulation = root / "engine" / "sim";

/// A name, and the names it may include.
using Uses = std::map<std::string, std::set<std::string>>;

/// A folder of engine/ or of engine/sim, or one of the layers above it.
struct Room {
    fs::path path;
    std::set<std::string> uses;
    Uses folders; ///< its own, and what each may include of the others
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

std::set<std::string> wordsOf(const std::string& text)
{
    std::istringstream words(text);
    return {std::istream_iterator<std::string>(words), {}};
}

Room roomIn(const fs::path& folder)
{
    Room room{.path = folder};
    const std::string text = contentOf(folder / "CMakeLists.txt");
    std::smatch found;
    if (std::regex_search(text, found, std::regex("USES((?: [a-z/]+)+)"))) {
        room.uses = wordsOf(found[1]);
    }
    const std::regex line("# FOLDER ([a-z]+) USES((?: [a-z]+)*)\n");
    for (auto it = std::sregex_iterator(text.begin(), text.end(), line); it != std::sregex_iterator(); ++it) {
        room.folders[(*it)[1]] = wordsOf((*it)[2]);
    }
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
        if (isSource(entry.path())) {
            room.files.push_back(entry.path());
        }
    }
    return room;
}

std::map<std::string, Room> allRooms()
{
    std::map<std::string, Room> rooms;
    for (const auto& folder : fs::directory_iterator(root / "engine")) {
        EXPECT_FALSE(isSource(folder.path())) << folder.path() << " stands in no room";
        if (folder.is_directory() && folder.path() != simulation) {
            rooms[folder.path().filename().string()] = roomIn(folder.path());
        }
    }
    for (const auto& entry : fs::directory_iterator(simulation)) {
        EXPECT_TRUE(entry.is_directory()) << entry.path() << " stands in no room";
        rooms["sim/" + entry.path().filename().string()] = roomIn(entry.path());
    }
    for (const char* layer : {"report", "models", "views", "app"}) {
        rooms[layer] = roomIn(root / layer);
    }
    return rooms;
}

/// The room that `#include "engine/book/order_book.h"` reaches into; empty: none of ours.
std::string roomOf(const std::string& included)
{
    std::smatch found;
    if (std::regex_match(included, found, std::regex("engine/(sim/[a-z]+|[a-z_]+)/.*"))) {
        return found[1];
    }
    return std::regex_match(included, found, std::regex("(app|models|report|views|tests|bench)/.*")) ? found[1].str()
                                                                                                     : std::string();
}

const std::regex ownInclude("#include \"([a-z_/]+\\.h)\"");

/// What the file includes of ours.
std::vector<std::string> includesOf(const fs::path& file)
{
    const std::string text = contentOf(file);
    std::vector<std::string> includes;
    for (auto it = std::sregex_iterator(text.begin(), text.end(), ownInclude); it != std::sregex_iterator(); ++it) {
        includes.push_back((*it)[1]);
    }
    return includes;
}

void expectNoWayBack(const Uses& uses)
{
    for (const auto& [name, direct] : uses) {
        std::set<std::string> reached = direct;
        for (std::size_t before = 0; before != reached.size();) {
            before = reached.size();
            for (const std::string& next : std::set<std::string>(reached)) {
                ASSERT_TRUE(uses.contains(next)) << name << " uses " << next;
                reached.insert(uses.at(next).begin(), uses.at(next).end());
            }
        }
        EXPECT_FALSE(reached.contains(name)) << name << " includes itself by a detour";
    }
}

} // namespace

TEST(Map, everyIncludeIsOnItsRoomsUsesLine)
{
    const std::map<std::string, Room> rooms = allRooms();
    std::map<std::string, std::set<std::string>> used;
    for (const auto& [name, room] : rooms) {
        EXPECT_FALSE(room.files.empty()) << name;
        for (const fs::path& file : room.files) {
            for (const std::string& included : includesOf(file)) {
                const std::string target = roomOf(included);
                EXPECT_FALSE(target.empty()) << file << " includes " << included << ", which is in no room";
                EXPECT_TRUE(target == name || room.uses.contains(target)) << file << " includes " << included;
                used[name].insert(target);
            }
        }
    }
    // What a line allows and nobody needs is a door left open.
    for (const char* layer : {"session", "report", "models", "views", "app"}) {
        for (const std::string& name : rooms.at(layer).uses) {
            EXPECT_TRUE(used[layer].contains(name)) << layer << " does not use " << name;
        }
    }
}

TEST(Map, keepsTheEmbeddedVenuesApart)
{
    const std::map<std::string, Room> rooms = allRooms();
    const std::set<std::string> venues{"sim/alpaca", "sim/binance", "sim/coinbase", "sim/kraken"};
    const std::set<std::string> known{
        "core", "equities", "json", "venues", "sim/equities", "sim/exchange", "sim/protocol"};
    for (const std::string& venue : venues) {
        for (const std::string& used : rooms.at(venue).uses) {
            EXPECT_TRUE(known.contains(used)) << venue << " uses " << used;
        }
    }
    EXPECT_EQ(rooms.at("sim/exchange").uses, std::set<std::string>{"core"}) << "matching knows no venue";
    EXPECT_TRUE(std::ranges::includes(rooms.at("sim/venues").uses, venues)) << "all of them, and no others";
}

/// printf writes a double by the locale: 3,14. core/number_text.h does not.
TEST(Map, noRoomPrintsADoubleByTheLocale)
{
    const std::regex conversion("%[-+#0-9.*]*[efgEFG]\\b");
    const std::regex byLocale("\\b(strtod|strtof|stod|stof|atof)\\(");
    for (const auto& [name, room] : allRooms()) {
        if (name == "app" || name == "views") { // main() takes printf's comma; charts have format strings of Qt
            continue;
        }
        for (const fs::path& file : room.files) {
            const std::string text = contentOf(file);
            const bool prints = text.find("printf(") != std::string::npos;
            std::smatch found;
            EXPECT_FALSE(prints && std::regex_search(text, found, conversion)) << file << ": " << found[0];
            EXPECT_FALSE(std::regex_search(text, found, byLocale)) << file << ": " << found[0];
        }
    }
}

TEST(Map, everyFolderOfARoomKeepsToItsLine)
{
    const std::map<std::string, Room> rooms = allRooms();
    EXPECT_FALSE(rooms.at("views").folders.empty());
    EXPECT_FALSE(rooms.at("app").folders.empty());
    for (const auto& [name, room] : rooms) {
        if (room.folders.empty()) {
            continue;
        }
        Uses used;
        for (const fs::path& file : room.files) {
            const fs::path place = file.lexically_relative(room.path);
            const std::string folder = place.begin()->string();
            ASSERT_TRUE(room.folders.contains(folder)) << file << " is in no folder of the list";
            used[folder];
            for (const std::string& included : includesOf(file)) {
                const fs::path target = (root / included).lexically_relative(room.path);
                const std::string other = target.empty() ? ".." : target.begin()->string();
                if (other != ".." && other != folder) {
                    EXPECT_TRUE(room.folders.at(folder).contains(other)) << file << " includes " << included;
                    used[folder].insert(other);
                }
            }
        }
        EXPECT_EQ(used, room.folders) << name << ": a line that nobody needs is a door left open";
        expectNoWayBack(room.folders);
    }
}

TEST(Map, hasNoWayBack)
{
    Uses uses;
    for (const auto& [name, room] : allRooms()) {
        uses[name] = room.uses;
    }
    expectNoWayBack(uses);
}

} // namespace leadline
